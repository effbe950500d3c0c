"""Commands take tables as they take programs, tell how columns were read, and take another map."""

import json
from pathlib import Path

import pytest

from fairlead.cli import exit_codes
from fairlead.cli.main import main


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "plan.csv"
    path.write_text("Key,Task,Days,Must end\na,Dig,2,2026-02-02\n")
    return path


def planned_minutes(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["plan", str(path), "--json", *options]) != exit_codes.MISUSE
    printed: str = json.loads(capsys.readouterr().out)["tasks"]["a"]["finish"]
    return printed


@pytest.mark.parametrize(
    "arguments",
    [["plan"], ["check"], ["report", "--for", "business"]],
    ids=lambda arguments: arguments[0],
)
def test_the_column_map_is_told_beside_the_answer(
    arguments: list[str], table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*arguments, str(table), "--column", "start=", "--column", "notes=Must end"])
    heard = capsys.readouterr()
    told = " ".join(heard.err.split())
    assert (
        "Columns: id from 'Key', title from 'Task', estimate from 'Days', notes from 'Must end'."
        in told
    )
    assert "--column FIELD=HEADER reads another" not in heard.out


def test_a_field_without_its_column_is_read_from_none(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_start = "Key,Task,Days,Start\na,Dig,2,2026-03-02\nb,Fill,1,2026-01-05\n"
    table.write_text(with_start)
    assert planned_minutes(table, capsys).startswith("2026-03-03")
    options = ("--column", "start=", "--column", "not_before=")
    assert main(["plan", str(table), "--json", *options]) == exit_codes.MISUSE


def test_plain_numbers_count_what_is_asked(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table.write_text("Key,Task,Duration,Start\na,Dig,16,2026-03-02\n")
    assert planned_minutes(table, capsys, "--unit", "h").startswith("2026-03-03")
    assert planned_minutes(table, capsys, "--unit", "d").startswith("2026-03-23")


def test_a_column_that_is_not_there_is_named_with_those_that_are(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(table), "--column", "title=Tsk"]) == exit_codes.MISUSE
    told = capsys.readouterr().err
    assert "There is no column 'Tsk' for title; there are Key, Task, Days, Must end." in told
    assert "Did you mean 'Task'?" in told
