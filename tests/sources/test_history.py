"""Records of finished work are read from tables of any header, and what is left out is said."""

from pathlib import Path

import pytest

from fairlead.sources.history import read_history
from tests.sources.spreadsheet.workbooks import sheet_xml, write_workbook

TABLES = (
    "estimated,completed,estimate,actual,person,team\n2024-01-02,2024-01-05,2,3,ann,core\n",
    (
        "Assignee;Original Estimate (h);Time Spent (h);Created;Resolution date;Project\n"
        "ann;2;3;02.01.2024;05.01.2024;core\n"
    ),
)


OTHERS = (
    """
Créé;Terminé le;Estimation;Temps passé;Responsable;Équipe
02/01/2024;15/01/2024;2,5;3;ann;a
""",
    """
date_estimated,date_completed,estimated_minutes,actual_minutes,developer_id,project_code
2024-01-02,2024-01-15,150,180,ann,a
""",
    """
EstimatedOn,CompletedOn,HoursEstimate,HoursActual,DeveloperID,ProjectCode
02-Jan-24,15-Jan-24,2.5,3,ann,a
""",
    """
est_date\tdone_date\test_hours\tact_hours\tdev\tgrp
2024-01-02\t2024-01-15\t2.5\t3\tann\ta
""",
    """
created_at,closed_at,estimated,spent,user,squad
2024-01-02 09:00:00.1+00,2024-01-15 10:00:00+00,2h 30m,3:00,ann,a
""",
    """
person_id,team_id,task_plan_time_minutes,task_actual_time_minutes,actual_start,complete_date
ann,a,150,180,2024-01-02,2024-01-15
""",
    """
start,end,story points,cycle time,assignee,team
2024-01-02,2024-01-15,2.5,3,ann,a
""",
    """
Begonnen|Erledigt|Soll Stunden|Ist Stunden|Mitarbeiter|Abteilung
2.1.2024|15.1.2024|2,5|3|ann|a
""",
    """
Finished work of the last months
Exported by ann

Estimate,Estimate Unit,Actual,Actual Unit,From,To,Name,Team
2.5,hours,180,minutes,2024-01-02,2024-01-15,ann,a
2.5,hours,180,minutes,2024-01-02,2024-01-15,ann,a
""",
    """
est_ms,act_ms,created_ts,closed_at (UTC),assignee,author,team
9000000,10800000,1704189600,1705312800000,ann,bob,a
""",
    """
baseline work,actual work,actual start,actual finish,resource names,team
2.5 hrs,3 hrs,45293,45306.5,ann,a
""",
    """
estimate (h),actual,estimated,date,name,team
2.5,3,Tue Jan 02 2024 09:00:00 GMT+0100 (CET),Mon Jan 15 2024 09:00:00 GMT+0000,ann,a
2.5,3,Tue Jan 02 2024 09:00:00 GMT+0100 (CET),Mon Jan 15 2024 09:00:00 GMT+0000,ann,a
""",
    """
estimated,completed,estimate (seconds),actual (seconds),who,team
2024-01-02,2024-01-15,9000,10800,ann,a
""",
)


@pytest.mark.parametrize("text", OTHERS, ids=lambda text: text[1:20])
def test_headers_of_other_tools_are_known(tmp_path: Path, text: str) -> None:
    path = tmp_path / "record.csv"
    path.write_text(text.lstrip(), encoding="utf-8")
    task, *_ = read_history(path).history.tasks
    assert (task.estimate, task.actual, task.who, task.groups) == (2.5, 3, "ann", ("a",))
    assert (task.estimated.isoformat(), task.completed.isoformat()) == ("2024-01-02", "2024-01-15")


def test_whole_minutes_in_both_columns_are_seconds(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    rows = [f"2024-01-02,2024-01-15,{3600 * n},{1800 * n}" for n in range(1, 40)]
    path.write_text("estimated,completed,estimate,actual\n" + "\n".join(rows), encoding="utf-8")
    reading = read_history(path)
    assert [f.code for f in reading.findings] == ["history.seconds"]
    assert [(t.estimate, t.actual) for t in reading.history.tasks[:2]] == [(1, 0.5), (2, 1)]
    told = read_history(path, unit="h")
    assert told.findings == ()
    assert told.history.tasks[0].estimate == 3600


def test_more_hours_than_there_were_are_minutes(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    rows = [f"2024-01-02,2024-01-03,{60 * n},{90 * n + 1}" for n in range(1, 30)]
    path.write_text("estimated,completed,estimate,actual\n" + "\n".join(rows), encoding="utf-8")
    reading = read_history(path)
    assert [f.code for f in reading.findings] == ["history.units"]
    assert reading.units[1] == ("actual", "minutes, as nothing says what it counts")
    assert reading.history.tasks[3].estimate == pytest.approx(4)
    # as hours they are possible where work was open for long
    path.write_text(path.read_text(encoding="utf-8").replace("2024-01-03", "2030-01-03"))
    reading = read_history(path)
    assert reading.findings == ()
    assert reading.history.tasks[3].estimate == 240


def test_one_header_tells_the_unit_of_both_where_it_fits(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    for actual, hours in ((3, 24), (20, 20)):
        path.write_text(
            f"estimated,completed,estimate (days),actual\n2024-01-02,2024-01-15,2.5,{actual}\n",
            encoding="utf-8",
        )
        reading = read_history(path)
        assert [f.code for f in reading.findings] == ["history.units"]
        (task,) = reading.history.tasks
        assert (task.estimate, task.actual) == (20, hours)


def test_working_days_stand_for_what_nobody_wrote_down(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text(
        "created,started,completed,estimate,status\n"
        "2024-01-02,2024-01-04,2024-01-09,3,Done\n"
        "2024-01-02,2024-01-06,2024-01-07,1,Done\n"
        "2024-01-02,2024-01-04,2024-01-09,3,Won't do\n",
        encoding="utf-8",
    )
    reading = read_history(path)
    assert [f.code for f in reading.findings] == ["history.cycle-time", "history.left-out"]
    assert [t.actual for t in reading.history.tasks] == [32, 8]


def test_sheets_with_the_same_columns_are_one_record(tmp_path: Path) -> None:
    head = ["estimated", "completed", "estimate", "actual"]
    rows = [["2024-01-02", "2024-01-05", 2, 3], ["2024-01-03", "2024-01-05", 2, 4]]
    sheets = {
        "Notes": sheet_xml([["a", "b"], [1, 2]]),
        "2023": sheet_xml([head, rows[0]]),
        "2024": sheet_xml([head, rows[1]]),
    }
    reading = read_history(write_workbook(tmp_path / "record.xlsx", sheets))
    assert [t.actual for t in reading.history.tasks] == [3, 4]
    (finding,) = reading.findings
    assert finding.code == "history.sheets"
    assert "Read: '2023', '2024'; not read, as its columns differ: 'Notes'." in finding.message


def test_the_better_word_is_taken_where_two_stand(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text(
        "created,closed,story points,original estimate,hours,time spent\n"
        "2024-01-02,2024-01-15,8,2,9,3\n",
        encoding="utf-8",
    )
    (task,) = read_history(path).history.tasks
    assert (task.estimate, task.actual) == (2, 3)


def test_the_same_row_counts_once_where_keys_tell_tasks_apart(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    head = "key,estimated,completed,estimate,actual\n"
    rows = [f"A-{n},2024-01-02,2024-01-15,2,3\n" for n in (1, 2, 1)]
    path.write_text(head + "".join(rows), encoding="utf-8")
    reading = read_history(path)
    assert [t.key for t in reading.history.tasks] == ["A-1", "A-2"]
    assert (
        "1 of 3 tasks are left out: the very same row stands above" in reading.findings[0].message
    )
    # a key that many tasks share names something else
    path.write_text(head + "".join([*rows, rows[0].replace("2,3", "2,4")]), encoding="utf-8")
    assert len(read_history(path).history.tasks) == 4
    path.write_text(head.replace("key", "x") + "".join(rows), encoding="utf-8")
    assert len(read_history(path).history.tasks) == 3


@pytest.mark.parametrize("text", TABLES)
def test_columns_are_guessed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "record.csv"
    path.write_text(text, encoding="utf-8")
    reading = read_history(path, day_first=True)
    (task,) = reading.history.tasks
    assert (task.estimate, task.actual, task.who, task.groups) == (2, 3, "ann", ("core",))
    assert (task.estimated.isoformat(), task.completed.isoformat()) == ("2024-01-02", "2024-01-05")


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text("a,b,c,took,e\n2024-01-02,2024-01-05,1d,12,x\n", encoding="utf-8")
    columns = {"estimated": "a", "completed": "b", "estimate": "c", "actual": "took"}
    reading = read_history(path, columns=columns, groups=("e",))
    (task,) = reading.history.tasks
    assert (task.estimate, task.actual, task.groups) == (8, 12, ("x",))


def test_what_cannot_be_used_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    rows = ["2024-01-02,2024-01-05,0,3", "2024-01-02,2024-01-01,1,3", "2024-01-02,2024-01-05,,3"]
    path.write_text("estimated,completed,estimate,actual\n" + "\n".join(rows), encoding="utf-8")
    reading = read_history(path)
    assert reading.history.tasks == ()
    assert [f.code for f in reading.findings] == ["history.left-out"] * 3


def test_a_missing_column_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text("day,estimate\n2024-01-02,3\n", encoding="utf-8")
    assert [f.code for f in read_history(path).findings] == ["history.no-column"]
    path.write_text("day,estimate,actual,closed\nx,3,4,never\n", encoding="utf-8")
    (finding,) = read_history(path).findings
    assert finding.message.endswith("'closed' holds no days.")


def test_a_quote_that_is_not_closed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text('est,act,created,closed\n"1,2,2020-01-01,2020-01-02\n', encoding="utf-8")
    codes = [f.code for f in read_history(path).findings]
    assert codes == ["table.unclosed-quote", "history.empty"]


def test_an_empty_table_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text("estimated,completed,estimate,actual\n", encoding="utf-8")
    assert [f.code for f in read_history(path).findings] == ["history.empty"]
