"""GitHub's issues, from REST, from `gh`, and from GraphQL."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fairlead.program.errors import UnreadableInput
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.references import check_references
from fairlead.program.work import Milestone, Need, Task
from fairlead.sources.github import looks_like_github_json, read_github
from fairlead.sources.github.mentions import mentions
from fairlead.sources.reading import Reading


def issue(number: int, **fields: object) -> dict[str, object]:
    return {"number": number, "title": f"Issue {number}", "state": "OPEN", **fields}


def read(path: Path, payload: object, **options: dict[str, str]) -> Reading:
    file = path / "issues.json"
    file.write_text(json.dumps(payload), encoding="utf-8")
    return read_github(file, **options)  # type: ignore[arg-type]


def program_of(reading: Reading) -> Program:
    assert reading.program is not None
    assert check_references(reading.program) == ()
    return reading.program


def test_one_issue_of_the_rest_interface_in_full(tmp_path: Path) -> None:
    payload = [
        {
            "id": 99,
            "number": 12,
            "title": "Payment API",
            "state": "closed",
            "state_reason": "not_planned",
            "html_url": "https://github.com/acme/pay/issues/12",
            "url": "https://api.github.com/repos/acme/pay/issues/12",
            "repository_url": "https://api.github.com/repos/acme/pay",
            "labels": [{"name": "backend"}],
            "assignees": [{"login": "asha"}, {"login": "ben"}],
            "milestone": {"number": 3, "title": "v1.0", "due_on": "2026-04-30T07:00:00Z"},
            "created_at": "2026-03-01T09:00:00Z",
            "closed_at": "2026-03-05T17:30:00Z",
            "updated_at": "2026-03-06T08:00:00Z",
            "comments": 4,
            "type": {"name": "Feature"},
            "body": "Text",
        },
        {"number": 13, "title": "A pull request", "pull_request": {"url": "x"}},
    ]
    reading = read(tmp_path, payload)
    program = program_of(reading)
    assert (program.id, program.title) == ("pay", "acme/pay")
    assert program.as_of == datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
    assert program.tasks == Table(
        {
            "12": Task(
                title="Payment API",
                kind="feature",
                who=(Assignment(person="asha"), Assignment(person="ben")),
                started=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
                finished=datetime(2026, 3, 5, 17, 30, tzinfo=UTC),
                notes="Text",
                url="https://github.com/acme/pay/issues/12",
                source_id="12",
                custom=Table({"Labels": "backend", "State reason": "not_planned"}),
            )
        }
    )
    assert program.people["asha"] == Person(name="asha", source_id="asha")
    assert program.milestones == Table(
        {
            "v1.0": Milestone(
                title="v1.0", needs=(Need(task="12"),), due=date(2026, 4, 30), source_id="3"
            )
        }
    )
    assert reading.loss is not None
    assert {x.what: x.count for x in reading.loss.left_out} == {"pull requests": 1, "comments": 1}


def test_sub_issues_and_dependencies_of_the_command_line(tmp_path: Path) -> None:
    payload = [
        issue(1, subIssues=[{"number": 2}]),
        issue(2, blockedBy={"nodes": [{"number": 3}]}),
        issue(3, parent={"number": 1}, blocking=[{"number": 2}]),
    ]
    program = program_of(read(tmp_path, payload))
    assert [task.parent for task in program.tasks.values()] == [None, "1", "1"]
    assert program.tasks["2"].needs == (Need(task="3"),)


def test_a_graphql_answer_is_searched_for_its_issues(tmp_path: Path) -> None:
    nodes = [issue(1, labels={"nodes": [{"name": "x"}]}), issue(2)]
    payload = {"data": {"repository": {"issues": {"nodes": nodes}}}}
    program = program_of(read(tmp_path, payload))
    assert list(program.tasks) == ["1", "2"]
    assert program.tasks["1"].custom == Table({"Labels": "x"})


def test_words_in_the_text_are_links_and_task_lists_the_outline(tmp_path: Path) -> None:
    payload = [
        issue(1, body="- [ ] #2\n- [x] #3 done\n- [ ] write docs"),
        issue(2, body="Blocked by #3"),
        issue(3, body="This blocks #4."),
        issue(4),
    ]
    reading = read(tmp_path, payload)
    program = program_of(reading)
    assert [task.parent for task in program.tasks.values()] == [None, "1", "1", None]
    assert program.tasks["2"].needs == (Need(task="3"),)
    assert program.tasks["4"].needs == (Need(task="3"),)
    assert reading.loss is not None
    assert [(x.what, x.count) for x in reading.loss.left_out] == [("task list items", 1)]


@pytest.mark.parametrize(
    ("body", "after", "before"),
    [
        ("Blocked by #12", ["12"], []),
        ("depends on #12, #13 and #14", ["12", "13", "14"], []),
        ("Depends on:\n- #12 first\n- #13\n\nSee #14", ["12", "13"], []),
        ("**Blocked by:** #12", ["12"], []),
        ("blocked-by https://github.com/a/b/issues/7", ["7"], []),
        ("blocks #5 & #6", [], ["5", "6"]),
        ("no longer blocked by #12", [], []),
        ("```\nblocked by #12\n```", [], []),
        ("`blocked by #12`", [], []),
        ("<!-- blocked by #12 -->", [], []),
        ("unblocks #12", [], []),
        ("see #12", [], []),
    ],
)
def test_what_a_text_says_of_others(body: str, after: list[str], before: list[str]) -> None:
    said = mentions(body)
    assert [number for _, number in said.after] == after
    assert [number for _, number in said.before] == before


def test_issues_of_several_repositories_keep_apart(tmp_path: Path) -> None:
    payload = [
        issue(1, url="https://github.com/acme/pay/issues/1", body="blocked by acme/web#1"),
        issue(1, url="https://github.com/acme/web/issues/1"),
    ]
    program = program_of(read(tmp_path, payload))
    assert {key: task.source_id for key, task in program.tasks.items()} == {
        "pay-1": "acme/pay#1",
        "web-1": "acme/web#1",
    }
    assert program.tasks["pay-1"].needs == (Need(task="web-1"),)


def test_estimates_come_from_labels_that_state_or_are_given_one(tmp_path: Path) -> None:
    payload = [
        issue(1, labels=[{"name": "estimate: 3d"}]),
        issue(2, labels=[{"name": "size/M"}]),
        issue(3, labels=[{"name": "Size/M"}]),
    ]
    plain = program_of(read(tmp_path, payload))
    assert [task.estimate for task in plain.tasks.values()] == [Estimate.point(3, "d"), None, None]
    mapped = program_of(read(tmp_path, payload, estimates={"size/M": "2d..5d"}))
    assert [str(task.estimate) for task in mapped.tasks.values()] == ["3d", "2d..5d", "2d..5d"]


def test_labels_that_state_no_time_or_two_are_told(tmp_path: Path) -> None:
    payload = [
        issue(1, labels=[{"name": "estimate: soon"}]),
        issue(2, labels=[{"name": "estimate: 3d"}, {"name": "est/5d"}]),
    ]
    reading = read(tmp_path, payload)
    assert [f.code for f in reading.findings] == ["github.estimate", "github.estimates"]
    assert program_of(reading).tasks["2"].estimate == Estimate.point(3, "d")


def test_a_mapping_to_no_estimate_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Label 'size/M': 'medium' is no estimate"):
        read(tmp_path, [issue(1)], estimates={"size/M": "medium"})


def test_dates_that_are_none_are_told(tmp_path: Path) -> None:
    (finding,) = read(tmp_path, [issue(1, createdAt="yesterday")]).findings
    assert finding.code == "github.date"


def test_no_issues_at_all_is_told(tmp_path: Path) -> None:
    assert [f.code for f in read(tmp_path, []).findings] == ["tracker.empty"]


def test_json_of_another_kind_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no GitHub issues"):
        read(tmp_path, {"hello": [1, 2]})


@pytest.mark.parametrize(
    ("head", "github"),
    [
        ('[{"number": 1, "title": "x", "state": "open"', True),
        ('[{"assignees":[],"body":"","number":7,"title":"x"', True),
        ('{"data":{"repository":{"issues":{"nodes":[{"number":1,"title":"x"', True),
        ('{"issues":[{"key":"A-1","fields":{"title":"x","number":1', False),
        ("number,title\n1,x\n", False),
    ],
)
def test_issues_are_told_from_other_files_by_their_first_bytes(head: str, github: bool) -> None:
    assert looks_like_github_json(head) is github
