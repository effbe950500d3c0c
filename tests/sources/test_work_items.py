"""Records of items are read from tables of any header, and what is left out is said."""

from datetime import date
from pathlib import Path

import pytest

from fairlead.program.flow import WorkItem
from fairlead.sources.work_items import read_work_items


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "items.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_single_column_of_days_is_a_record(tmp_path: Path) -> None:
    reading = read_work_items(written(tmp_path, "completed\n2026-03-02\n2026-03-02\n2026-03-05\n"))
    assert reading.record is not None
    assert [i.finished for i in reading.record.items] == [
        date(2026, 3, 2),
        date(2026, 3, 2),
        date(2026, 3, 5),
    ]
    assert reading.record.first == date(2026, 3, 6)


def test_columns_are_guessed_and_an_empty_end_is_open_work(tmp_path: Path) -> None:
    text = (
        "Issue key;Summary;Type;Created at;Started;Resolved\n"
        "W-1;Form;Story;02.03.2026;03.03.2026;05.03.2026\n"
        "W-2;Pay;Bug;02.03.2026;20.03.2026;\n"
    )
    reading = read_work_items(written(tmp_path, text))
    assert reading.record is not None
    assert reading.record.items == (
        WorkItem(
            key="W-1",
            title="Form",
            kind="Story",
            created=date(2026, 3, 2),
            started=date(2026, 3, 3),
            finished=date(2026, 3, 5),
        ),
        WorkItem(
            key="W-2",
            title="Pay",
            kind="Bug",
            created=date(2026, 3, 2),
            started=date(2026, 3, 20),
        ),
    )
    assert reading.record.first == date(2026, 3, 21)
    assert reading.findings == ()


def test_columns_can_be_named(tmp_path: Path) -> None:
    text = "a,b\n2026-03-02,2026-03-05\n"
    reading = read_work_items(written(tmp_path, text), columns={"completed": "b", "started": "a"})
    assert reading.record is not None
    assert reading.record.items[0].started == date(2026, 3, 2)


def test_what_cannot_be_used_is_counted(tmp_path: Path) -> None:
    text = "started,completed\n2026-03-09,2026-03-05\n,\n2026-03-02,2026-03-05\n, \n"
    reading = read_work_items(written(tmp_path, text))
    assert reading.record is not None
    assert len(reading.record.items) == 1
    assert [finding.code for finding in reading.findings] == ["history.left-out"] * 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "history.empty"),
        ("completed\n", "history.empty"),
        ("started,completed\n2026-03-02,\n", "history.empty"),
        ("name,size\na,3\n", "history.no-column"),
    ],
)
def test_what_is_no_record_is_told(text: str, code: str, tmp_path: Path) -> None:
    reading = read_work_items(written(tmp_path, text))
    assert reading.record is None
    assert code in {finding.code for finding in reading.findings}
