"""Time sheets are summed by task, and go into the tasks of a program."""

from datetime import date
from pathlib import Path

import pytest

from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.work import Task
from fairlead.sources.timesheet import TimeOnTask, read_timesheet, with_time

SHEET = (
    "Employee,Issue key,Work date,Hours\n"
    "Asha,W-1,2026-03-02,3.5\n"
    "Ben,W-1,2026-03-04,2\n"
    "Asha,W-1,2026-03-03,1:30\n"
    "Asha,W-2,2026-03-05,8\n"
    "Asha,,2026-03-05,8\n"
    "Ben,W-2,2026-03-05,0\n"
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "time.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_summed_by_task(tmp_path: Path) -> None:
    sheet = read_timesheet(written(tmp_path, SHEET))
    assert sheet.tasks["W-1"] == TimeOnTask(
        task="W-1",
        hours=7.0,
        first=date(2026, 3, 2),
        last=date(2026, 3, 4),
        who=("Asha", "Ben"),
    )
    assert sheet.tasks["W-2"].hours == 8.0
    assert [finding.code for finding in sheet.findings] == ["history.left-out"] * 2


def test_many_small_times_add_up_without_error(tmp_path: Path) -> None:
    rows = "".join("W-1,2026-03-02,0.1\n" for _ in range(1000))
    sheet = read_timesheet(written(tmp_path, "task,day,hours\n" + rows))
    assert sheet.tasks["W-1"].hours == 100.0


def test_time_goes_into_tasks_by_id_key_or_title(tmp_path: Path) -> None:
    program = Program(
        id="ferry",
        tasks=Table(
            {
                "form": Task(title="Form", source_id="W-1"),
                "pay": Task(title="Payment"),
                "a": Task(title="Same"),
                "b": Task(title="Same"),
            }
        ),
    )
    text = (
        "task,day,hours\nw-1,2026-03-02,4\nPAYMENT,2026-03-03,2\nSame,2026-03-03,1\n"
        "X,2026-03-03,1\n"
    )
    timed, findings = with_time(program, read_timesheet(written(tmp_path, text)))
    assert timed.tasks["form"].spent == Span(amount=4.0, unit="h")
    assert timed.tasks["form"].started == date(2026, 3, 2)
    assert timed.tasks["pay"].spent == Span(amount=2.0, unit="h")
    assert timed.tasks["a"].spent is None
    assert [finding.code for finding in findings] == ["timesheet.unknown-task"]
    assert "2 tasks" in findings[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "history.empty"), ("task,size\na,3\n", "history.no-column")],
)
def test_what_is_no_time_sheet_is_told(text: str, code: str, tmp_path: Path) -> None:
    sheet = read_timesheet(written(tmp_path, text))
    assert len(sheet.tasks) == 0
    assert code in {finding.code for finding in sheet.findings}
