"""Exports that are cut, mislabelled or meant to do harm."""

import random  # noqa: TID251 (seeded mutations)
import time
from pathlib import Path

import pytest

from fairlead.program.errors import FairleadError, TooLarge, UnreadableInput
from fairlead.sources import bounds
from fairlead.sources.xer import parse_xer, read_xer, tables
from tests.sources.xer.exports import OFFICE, export

GOOD = export(
    {
        "PROJECT": [{"proj_id": "1", "proj_short_name": "P", "clndr_id": "7"}],
        "CALENDAR": [{"clndr_id": "7", "clndr_name": "Office", "clndr_data": OFFICE}],
        "TASK": [
            {
                "task_id": n,
                "proj_id": "1",
                "task_code": f"A{n}",
                "target_drtn_hr_cnt": "8",
                "act_start_date": "2026-01-05 08:00",
            }
            for n in "1234"
        ],
        "TASKPRED": [{"task_id": "2", "pred_task_id": "1", "pred_type": "PR_FS"}],
    }
)


def test_two_hundred_damaged_exports_give_a_reading_or_a_refusal() -> None:
    draw = random.Random(20260106)
    outcomes: set[bool | str] = set()
    for _ in range(200):
        content = list(GOOD)
        for _ in range(draw.randint(1, 5)):
            at = draw.randrange(len(content))
            kind = draw.randrange(4)
            if kind == 0:
                content[at] = chr(draw.randrange(256))
            elif kind == 1:
                del content[at : at + draw.randint(1, 60)]
            elif kind == 2:
                content[at:at] = content[at : at + draw.randint(1, 60)]
            else:
                content[at:at] = draw.choice(["\t", "\n", "%T\t", "\n%R\t", "9" * 400, "nan", "\0"])
        try:
            outcomes.add(parse_xer("".join(content), name="x.xer").program is not None)
        except FairleadError as error:
            assert str(error).startswith("x.xer")  # noqa: PT017 (either outcome is right)
            outcomes.add("refused")
    assert outcomes >= {True, "refused"}


def test_an_export_may_be_cut_anywhere() -> None:
    for end in range(0, GOOD.index("%E"), 7):
        try:
            reading = parse_xer(GOOD[:end], name="x.xer")
        except UnreadableInput as error:
            assert str(error).startswith("x.xer:")  # noqa: PT017 (either outcome is right)
        else:
            assert any(finding.severity == "error" for finding in reading.findings)


def test_more_rows_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 8)
    with pytest.raises(TooLarge, match="more than 8 rows"):
        parse_xer(GOOD.replace("%E", "%R\tx\r\n" * 8 + "%E"), name="x.xer")


def test_a_file_beyond_the_largest_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "big.xer"
    path.write_text(GOOD)
    monkeypatch.setattr(bounds.read_bytes, "__kwdefaults__", {"limit": 100})
    with pytest.raises(TooLarge, match="at most 100 are read"):
        read_xer(path)


@pytest.mark.parametrize(
    "text",
    [
        "(0||DaysOfWeek()(" + "(0||2()(" * 50_000,
        "(0||Exceptions()(" + "(0||1(d|46023)" * 50_000,
        "(0||Exceptions()(" + "(" * 500_000,
        "DaysOfWeek" + "s|08:00|" * 50_000,
    ],
    ids=["days", "exceptions", "parentheses", "spells"],
)
def test_calendar_text_takes_time_in_proportion_to_its_length(text: str) -> None:
    begin = time.perf_counter()
    parse_xer(GOOD.replace(OFFICE, text), name="x.xer")
    assert time.perf_counter() - begin < 5


def test_markup_in_a_note_takes_time_in_proportion_to_its_length() -> None:
    memo = export({"TASKMEMO": [{"task_id": "1", "task_memo": "<" * 300_000 + ">"}]})
    rows = memo.partition("\r\n")[2]
    begin = time.perf_counter()
    parse_xer(GOOD.replace("%E\r\n", "") + rows, name="x.xer")
    assert time.perf_counter() - begin < 5


def test_nodes_that_nest_too_deep_are_refused() -> None:
    nodes = [
        {"wbs_id": str(n), "proj_id": "1", "parent_wbs_id": str(n - 1), "wbs_short_name": "x"}
        for n in range(1, 300)
    ]
    rows = export({"PROJWBS": nodes}).partition("\r\n")[2]
    with pytest.raises(TooLarge, match="more than 100 levels deep"):
        parse_xer(GOOD.replace("%E\r\n", "") + rows, name="x.xer")
