"""Dates as other tools stored them in their files, task by task, to the minute."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.stored_dates import FIELDS, Agreement, agreement, files_below, stored

CORPUS = Path(__file__).parents[1] / "corpus" / "stored-dates"
REAL = os.environ.get("FAIRLEAD_DATA")
LEAST = 0.995


def real_files() -> list[Path]:
    return files_below(Path(REAL) / "schedules") if REAL else []


def told(found: Agreement) -> str:
    return "\n".join([found.file, *found.notes, *found.differences])


@pytest.mark.parametrize("path", files_below(CORPUS), ids=lambda path: path.name)
def test_dates_are_those_worked_out_by_hand(path: Path) -> None:
    found = agreement(path)
    assert found.compared == dict.fromkeys(FIELDS, 5)
    assert found.agreed == found.compared, told(found)


def test_a_date_that_differs_is_counted_and_told(tmp_path: Path) -> None:
    text = (CORPUS / "office.xer").read_text(encoding="cp1252")
    # the first stored finish is that of A: from Tue 17:00 to Tue 16:00
    text = text.replace("2026-03-03 17:00", "2026-03-03 16:00", 1)
    path = tmp_path / "changed.xer"
    path.write_text(text, encoding="cp1252", newline="")
    found = agreement(path)
    assert found.share("early finish") == 0.8
    assert found.differences == [
        "A early finish: stored 2026-03-03 16:00, computed 2026-03-03 17:00"
    ]


def test_slack_that_a_writer_never_computed_is_left_out_and_told(tmp_path: Path) -> None:
    import re

    text = (CORPUS / "office.xml").read_text(encoding="utf-8")
    text = re.sub(r"<Late(Start|Finish)>[^<]*</Late\1>", "", text)
    text = re.sub(r"<TotalSlack>\d+", "<TotalSlack>0", text)
    path = tmp_path / "placeholder.xml"
    path.write_text(text, encoding="utf-8")
    rows, notes = stored(path)
    assert not any("total slack" in row for row in rows.values())
    assert len(notes) == 1


@pytest.mark.skipif(REAL is None, reason="FAIRLEAD_DATA names no folder of real schedules")
def test_there_are_real_files_to_compare() -> None:
    assert real_files()


@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.name)
def test_dates_are_those_stored_in_a_real_file(path: Path) -> None:
    found = agreement(path)
    assert found.compared["early start"] > 0
    shares = {name: found.share(name) for name in FIELDS}
    assert all(share is None or share >= LEAST for share in shares.values()), told(found)
