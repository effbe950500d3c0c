"""Jira's exports: text with its repeated columns, JSON with its links and change logs."""

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.goals import Component
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.references import check_references
from fairlead.program.work import Milestone, Need, Task
from fairlead.sources.jira import looks_like_jira_csv, looks_like_jira_json, read_jira
from fairlead.sources.reading import Reading

_NAMES = (
    "Summary,Issue key,Issue id,Parent id,Issue Type,Status,Status Category,Project key,"
    "Project name,Priority,Resolution,Assignee,Assignee Id,Created,Updated,Resolved,Due date,"
    "Fix Version/s,Fix Version/s,Component/s,Component/s,Labels,Labels,Original Estimate,"
    "Remaining Estimate,Time Spent,\u03a3 Time Spent,Sprint,Sprint,Outward issue link (Blocks),"
    "Outward issue link (Blocks),Inward issue link (Blocks),Inward issue link (Relates),"
    "Custom field (Story Points),Custom field (Epic Link),Custom field (Risk owner),Comment"
)
HEADER = _NAMES.split(",")


def export(path: Path, *issues: dict[str, str | tuple[str, ...]]) -> Path:
    """A text export of issues; a tuple fills columns of one name one after the other."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for issue in issues:
            told = {k: list(v) if isinstance(v, tuple) else [v] for k, v in issue.items()}
            assert told.keys() <= set(HEADER)
            writer.writerow([told[name].pop(0) if told.get(name) else "" for name in HEADER])
    return path


def read(path: Path, *issues: dict[str, str | tuple[str, ...]], **options: float) -> Reading:
    return read_jira(export(path / "jira.csv", *issues), **options)  # type: ignore[arg-type]


def program_of(reading: Reading) -> Program:
    assert reading.program is not None
    assert check_references(reading.program) == ()
    return reading.program


def kept(reading: Reading) -> dict[str, int]:
    assert reading.loss is not None
    return {loss.what: loss.count for loss in reading.loss.changed}


def test_keys_are_ids_and_the_project_names_the_program(tmp_path: Path) -> None:
    issue = {"Issue key": "PAY-7", "Summary": "Spec", "Project key": "PAY"}
    program = program_of(read(tmp_path, {**issue, "Project name": "Payments"}))
    assert (program.id, program.title, program.source) == ("pay", "Payments", "Jira project PAY")
    assert program.tasks["PAY-7"] == Task(title="Spec", source_id="PAY-7")


def test_one_issue_in_full(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Issue key": "PAY-1",
            "Summary": "API",
            "Issue Type": "Story",
            "Status": "In Progress",
            "Status Category": "In Progress",
            "Priority": "High",
            "Assignee": "Asha Rao",
            "Assignee Id": "5b10",
            "Created": "02/Mar/26 9:14 AM",
            "Updated": "05/Mar/26 4:00 PM",
            "Due date": "30/Apr/26 12:00 AM",
            "Component/s": ("Checkout API", "Web"),
            "Labels": ("db", "api"),
            "Sprint": ("Sprint 1", "Sprint 2"),
            "Original Estimate": "144000",
            "Remaining Estimate": "72000",
            "Time Spent": "5400",
            "\u03a3 Time Spent": "5400",
            "Custom field (Story Points)": "5",
            "Custom field (Risk owner)": "Ben",
            "Comment": "hello",
        },
    )
    program = program_of(reading)
    assert program.tasks["PAY-1"] == Task(
        title="API",
        kind="story",
        priority=700,
        who=(Assignment(person="asha-rao"),),
        started=datetime(2026, 3, 2, 9, 14, tzinfo=UTC),
        deadline=date(2026, 4, 30),
        component="checkout-api",
        estimate=Estimate.point(40, "h"),
        remaining=Span(amount=20, unit="h"),
        spent=Span(amount=1.5, unit="h"),
        source_id="PAY-1",
        custom=Table(
            {
                "Components": "Checkout API, Web",
                "Labels": "db, api",
                "Sprint": "Sprint 1, Sprint 2",
                "Story points": "5",
                "Risk owner": "Ben",
                "Status": "In Progress",
                "Priority": "High",
            }
        ),
    )
    assert program.people == Table({"asha-rao": Person(name="Asha Rao", source_id="5b10")})
    assert program.components["web"] == Component(title="Web")
    assert program.as_of == datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
    assert reading.loss is not None
    assert [(x.what, x.count) for x in reading.loss.left_out] == [("Comment", 1)]
    assert [x.what for x in reading.loss.set_aside] == ["\u03a3 Time Spent"]
    assert kept(reading)["Story points"] == 1
    assert kept(reading)["Created"] == 1


def test_blocks_links_are_read_from_both_sides_once(tmp_path: Path) -> None:
    program = program_of(
        read(
            tmp_path,
            {"Issue key": "A-1", "Outward issue link (Blocks)": ("A-2", "A-3")},
            {"Issue key": "A-2", "Inward issue link (Blocks)": "A-1"},
            {"Issue key": "A-3", "Inward issue link (Relates)": "A-2"},
        )
    )
    assert {key: task.needs for key, task in program.tasks.items()} == {
        "A-1": (),
        "A-2": (Need(task="A-1"),),
        "A-3": (Need(task="A-1"),),
    }


def test_links_that_leave_the_export_are_findings(tmp_path: Path) -> None:
    reading = read(tmp_path, {"Issue key": "A-1", "Inward issue link (Blocks)": "B-9"})
    (finding,) = reading.findings
    assert finding.code == "tracker.outside"
    assert finding.message == "A-1 is blocked by 'B-9', which is not in the export; left out."
    assert finding.where == f"{tmp_path / 'jira.csv'}:2"


def test_epics_and_parents_become_summaries(tmp_path: Path) -> None:
    program = program_of(
        read(
            tmp_path,
            {"Issue key": "A-1", "Issue id": "100", "Issue Type": "Epic"},
            {"Issue key": "A-2", "Issue id": "101", "Custom field (Epic Link)": "A-1"},
            {"Issue key": "A-3", "Parent id": "101", "Custom field (Epic Link)": "A-1"},
        )
    )
    assert [task.parent for task in program.tasks.values()] == [None, "A-1", "A-2"]


def test_a_link_between_an_epic_and_its_part_is_left_out(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {"Issue key": "A-1"},
        {
            "Issue key": "A-2",
            "Custom field (Epic Link)": "A-1",
            "Outward issue link (Blocks)": "A-1",
        },
    )
    assert [f.code for f in reading.findings] == ["tracker.blocks-own-parent"]
    assert program_of(reading).tasks["A-1"].needs == ()


def test_parents_in_a_circle_are_an_error_and_read_on(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {"Issue key": "A-1", "Custom field (Epic Link)": "A-2"},
        {"Issue key": "A-2", "Custom field (Epic Link)": "A-1"},
        {"Issue key": "A-3", "Custom field (Epic Link)": "A-2"},
    )
    assert [f.code for f in reading.findings] == ["tracker.circular"]
    assert [t.parent for t in program_of(reading).tasks.values()] == [None, "A-1", "A-2"]


def test_a_fix_version_is_a_milestone_that_waits_for_its_issues(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {"Issue key": "A-1", "Fix Version/s": ("1.0", "2.0")},
        {"Issue key": "A-2", "Fix Version/s": "1.0", "Custom field (Epic Link)": "A-1"},
        {"Issue key": "A-3", "Fix Version/s": "1.0"},
    )
    assert program_of(reading).milestones == Table(
        {
            "1.0": Milestone(
                title="1.0", needs=(Need(task="A-1"), Need(task="A-3")), source_id="1.0"
            ),
            "2.0": Milestone(title="2.0", needs=(Need(task="A-1"),), source_id="2.0"),
        }
    )
    assert kept(reading)["release"] == 2


def test_done_issues_have_their_dates_and_the_report_says_from_where(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Issue key": "A-1",
            "Status": "Closed",
            "Resolution": "Won't Do",
            "Created": "02/Mar/26 9:14 AM",
            "Resolved": "03/Mar/26 5:00 PM",
        },
    )
    task = program_of(reading).tasks["A-1"]
    assert task.started == datetime(2026, 3, 2, 9, 14, tzinfo=UTC)
    assert task.finished == datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
    assert {"Created", "Resolved", "Resolution"} <= kept(reading).keys()


def test_story_points_are_effort_only_at_a_stated_rate(tmp_path: Path) -> None:
    issue: dict[str, str | tuple[str, ...]] = {
        "Issue key": "A-1",
        "Custom field (Story Points)": "3",
    }
    assert program_of(read(tmp_path, issue)).tasks["A-1"].estimate is None
    rated = program_of(read(tmp_path, issue, hours_per_point=6))
    assert rated.tasks["A-1"].estimate == Estimate.point(18, "h")


def test_an_estimate_above_parts_without_one_is_told(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {"Issue key": "A-1", "Original Estimate": "28800"},
        {"Issue key": "A-2", "Custom field (Epic Link)": "A-1"},
    )
    assert [f.code for f in reading.findings] == ["tracker.estimate-above-parts"]
    assert program_of(reading).tasks["A-1"].custom["Original estimate"] == "8h"


def test_an_epic_that_is_done_over_open_parts_is_told(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {"Issue key": "A-1", "Status": "Done"},
        {"Issue key": "A-2", "Status": "To Do", "Custom field (Epic Link)": "A-1"},
    )
    (finding,) = reading.findings
    assert finding.code == "tracker.done-over-open"
    assert finding.message == "A-1 is done, 1 of its 1 part(s) are not: A-2."


def test_rows_that_cannot_be_read_are_told_with_their_line(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {"Issue key": "A-1", "Summary": "one\ntwo"},
        {"Issue key": "A-1", "Summary": "again"},
        {"Summary": "no key"},
        {"Issue key": "A-2", "Due date": "soon", "Time Spent": "much", "Status": "Marinating"},
    )
    assert sorted((f.code, (f.where or "").rpartition(":")[2]) for f in reading.findings) == [
        ("jira.no-key", "5"),
        ("jira.status", "1"),
        ("jira.time", "6"),
        ("table.date", "6"),
        ("tracker.twice", "4"),
    ]


def test_two_people_of_one_name_stay_two(tmp_path: Path) -> None:
    program = program_of(
        read(
            tmp_path,
            {"Issue key": "A-1", "Assignee": "Asha Rao", "Assignee Id": "1"},
            {"Issue key": "A-2", "Assignee": "Asha Rao", "Assignee Id": "2"},
        )
    )
    assert list(program.people) == ["asha-rao", "asha-rao-2"]


def test_a_table_without_keys_is_no_jira_export(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("Task,Owner\nSpec,Asha\n")
    with pytest.raises(UnreadableInput, match="no column 'Issue key', expected a Jira export"):
        read_jira(path)


def test_an_export_of_nothing_is_told(tmp_path: Path) -> None:
    assert [f.code for f in read(tmp_path).findings] == ["tracker.empty"]


# JSON


def issue(key: str, **fields: object) -> dict[str, object]:
    return {"id": f"1{key[-1]}", "key": key, "fields": {"summary": key, **fields}}


def status(name: str, category: str, number: str = "1") -> dict[str, object]:
    return {"name": name, "id": number, "statusCategory": {"key": category}}


def read_json(path: Path, payload: object, **options: float) -> Reading:
    file = path / "jira.json"
    file.write_text(json.dumps(payload), encoding="utf-8")
    return read_jira(file, **options)  # type: ignore[arg-type]


def test_an_answer_of_the_search_in_full(tmp_path: Path) -> None:
    payload = {
        "total": 2,
        "names": {"customfield_7": "Story Points", "customfield_8": "Sprint"},
        "issues": [
            issue("A-1", status=status("Done", "done", "3")),
            {
                "id": "12",
                "key": "A-2",
                "self": "https://jira.example.com/rest/api/2/issue/12",
                "fields": {
                    "summary": "API",
                    "issuetype": {"name": "Sub-task"},
                    "status": status("In Progress", "indeterminate", "2"),
                    "assignee": {"displayName": "Asha", "accountId": "u1", "emailAddress": "a@b.c"},
                    "created": "2026-03-01T09:00:00.000+0100",
                    "updated": "2026-03-05T09:00:00.000+0100",
                    "duedate": "2026-04-30",
                    "timetracking": {"originalEstimateSeconds": 7200},
                    "timeestimate": 3600,
                    "fixVersions": [{"id": "7", "name": "1.0", "releaseDate": "2026-05-01"}],
                    "components": [{"name": "API"}],
                    "labels": ["db"],
                    "customfield_7": 3.0,
                    "customfield_8": [{"name": "Sprint 4"}],
                    "customfield_9": "left",
                    "description": {
                        "type": "doc",
                        "content": [
                            {"type": "paragraph", "content": [{"type": "text", "text": "One"}]},
                            {"type": "paragraph", "content": [{"type": "text", "text": "Two"}]},
                        ],
                    },
                    "issuelinks": [
                        {
                            "type": {"name": "Blocks", "inward": "is blocked by"},
                            "inwardIssue": {"key": "A-1"},
                        },
                        {
                            "type": {"name": "Relates", "outward": "relates to"},
                            "outwardIssue": {"key": "A-1"},
                        },
                    ],
                },
                "changelog": {
                    "histories": [
                        {
                            "created": "2026-03-03T10:00:00.000+0100",
                            "items": [{"field": "status", "to": "2", "toString": "Im Gange"}],
                        }
                    ]
                },
            },
        ],
    }
    reading = read_json(tmp_path, payload)
    program = program_of(reading)
    assert program.tasks["A-2"] == Task(
        title="API",
        kind="sub-task",
        needs=(Need(task="A-1"),),
        who=(Assignment(person="asha"),),
        started=datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
        deadline=date(2026, 4, 30),
        estimate=Estimate.point(2, "h"),
        remaining=Span(amount=1, unit="h"),
        component="api",
        notes="One\nTwo",
        url="https://jira.example.com/browse/A-2",
        source_id="A-2",
        custom=Table(
            {
                "Labels": "db",
                "Sprint": "Sprint 4",
                "Status": "In Progress",
                "Story points": "3",
            }
        ),
    )
    assert program.people["asha"] == Person(name="Asha", email="a@b.c", source_id="u1")
    assert program.milestones["1.0"].due == date(2026, 5, 1)
    assert program.as_of == datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
    assert reading.loss is not None
    assert [(x.what, x.count) for x in reading.loss.left_out] == [
        ("Relates links", 1),
        ("customfield_9", 1),
    ]


def test_the_last_way_to_done_is_the_finish(tmp_path: Path) -> None:
    moves = [("2026-03-02", "3"), ("2026-03-03", "2"), ("2026-03-06", "3"), ("2026-03-01", "2")]
    payload = {
        "issues": [
            issue("A-0", status=status("Doing", "indeterminate", "2")),
            {
                **issue("A-1", status=status("Done", "done", "3")),
                "changelog": {
                    "histories": [
                        {"created": f"{day}T09:00:00Z", "items": [{"field": "status", "to": to}]}
                        for day, to in moves
                    ]
                },
            },
        ]
    }
    task = program_of(read_json(tmp_path, payload)).tasks["A-1"]
    assert task.started == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert task.finished == datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"parent": {"key": "A-1"}},
        {"parent": {"id": "11"}},
        {"customfield_10014": "A-1"},
    ],
    ids=["key", "number", "epic link"],
)
def test_parents_in_json(tmp_path: Path, fields: dict[str, object]) -> None:
    program = program_of(read_json(tmp_path, [issue("A-1"), issue("A-2", **fields)]))
    assert program.tasks["A-2"].parent == "A-1"


def test_parents_in_json_that_list_their_parts(tmp_path: Path) -> None:
    payload = [issue("A-1", subtasks=[{"key": "A-2"}]), issue("A-2")]
    assert program_of(read_json(tmp_path, payload)).tasks["A-2"].parent == "A-1"


def test_missing_pages_are_told(tmp_path: Path) -> None:
    (finding,) = read_json(tmp_path, {"total": 240, "issues": [issue("A-1")]}).findings
    assert finding.code == "jira.incomplete"
    assert finding.message == "The search found 240 issues, the file holds 1 of them."


def test_pages_in_a_list_are_one_export(tmp_path: Path) -> None:
    pages = [{"total": 2, "issues": [issue("A-1")]}, {"total": 2, "issues": [issue("A-2")]}]
    reading = read_json(tmp_path, pages)
    assert list(program_of(reading).tasks) == ["A-1", "A-2"]
    assert reading.findings == ()


def test_values_of_another_sort_are_findings_or_nothing(tmp_path: Path) -> None:
    odd = issue("A-1", duedate="soon", timespent="much", assignee=7, labels=3, fixVersions="x")
    reading = read_json(tmp_path, [odd, {"fields": {}}])
    assert sorted(f.code for f in reading.findings) == ["jira.date", "jira.no-key", "jira.time"]
    assert list(program_of(reading).tasks) == ["A-1"]


def test_json_that_holds_no_issues_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no Jira issues"):
        read_json(tmp_path, {"hello": 1})


def test_an_outline_deeper_than_the_bound_is_too_large(tmp_path: Path) -> None:
    chain = [issue(f"A-{n}", parent={"key": f"A-{n - 1}"}) for n in range(102)]
    with pytest.raises(TooLarge, match="levels deep, at most 100"):
        read_json(tmp_path, chain)


@pytest.mark.parametrize(
    ("head", "text", "structured"),
    [
        (",".join(HEADER), True, False),
        ("\ufeffIssue Type;Issue key;Summary\n", True, False),
        ("Vorgangstyp,Schlüssel,Zusammenfassung\n", True, False),
        ("ID,Task,Summary\n", False, False),
        ("", False, False),
        ('{"startAt":0,"total":1,"issues":[', False, True),
        ('[{"id":"1","key":"PAY-1","fields":{"summary":', False, True),
        ('[{"number":1,"title":"x","state":"open"', False, False),
        ('{"fairlead": 1}', False, False),
    ],
)
def test_exports_are_told_from_other_files_by_their_first_bytes(
    head: str, text: bool, structured: bool
) -> None:
    assert (looks_like_jira_csv(head), looks_like_jira_json(head)) == (text, structured)
