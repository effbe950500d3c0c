"""Records of finished work are read from tables of any header, and what is left out is said."""

from pathlib import Path

import pytest

from fairlead.sources.history import read_history

TABLES = (
    "estimated,completed,estimate,actual,person,team\n2024-01-02,2024-01-05,2,3,ann,core\n",
    (
        "Assignee;Original Estimate (h);Time Spent (h);Created;Resolution date;Project\n"
        "ann;2;3;02.01.2024;05.01.2024;core\n"
    ),
)


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


def test_an_empty_table_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text("estimated,completed,estimate,actual\n", encoding="utf-8")
    assert [f.code for f in read_history(path).findings] == ["history.empty"]
