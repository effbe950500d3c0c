"""Cells of an export: what cannot be read is told, up to a number."""

from collections import Counter

from tests.sources.xer.exports import reading_of


def test_above_a_hundred_unreadable_cells_only_that_there_are_more_is_told() -> None:
    reading = reading_of(*({"target_drtn_hr_cnt": f"many {n}"} for n in range(130)))
    assert Counter(f.code for f in reading.findings) == {
        "import.unreadable-value": 100,
        "import.more": 1,
    }
    assert reading.findings[-1].code == "import.more"
    assert reading.program is not None
    assert len(reading.program.tasks) == 130


def test_a_hundred_unreadable_cells_are_all_told() -> None:
    reading = reading_of(*({"target_drtn_hr_cnt": f"many {n}"} for n in range(100)))
    assert Counter(f.code for f in reading.findings) == {"import.unreadable-value": 100}
