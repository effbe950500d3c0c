"""Dates, numbers, spans and links, each column in the manner that its own cells show."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairlead.program.moments import Moment
from fairlead.program.quantities import Span, Unit
from fairlead.program.work import Need
from fairlead.sources.spreadsheet.predecessors import predecessors, separator_of, written
from fairlead.sources.tabular.cells import (
    DateManner,
    NumberManner,
    as_moment,
    as_number,
    date_manner,
    number_manner,
)
from fairlead.sources.tabular.date_columns import DateColumns
from fairlead.sources.tabular.durations import as_estimate, as_span
from fairlead.sources.tabular.grid import Cell

DAY_FIRST = DateManner(order="day-first")
MONTH_FIRST = DateManner(order="month-first")
POINT, COMMA = NumberManner(decimal="."), NumberManner(decimal=",")


@pytest.mark.parametrize(
    ("cell", "manner", "moment"),
    [
        ("2026-03-02", DAY_FIRST, date(2026, 3, 2)),
        ("20260302", DAY_FIRST, date(2026, 3, 2)),
        ("2026/03/02", DAY_FIRST, date(2026, 3, 2)),
        ("02.03.2026", DAY_FIRST, date(2026, 3, 2)),
        ("2.3.26", DAY_FIRST, date(2026, 3, 2)),
        ("03/02/2026", MONTH_FIRST, date(2026, 3, 2)),
        ("Mon 3/2/26", MONTH_FIRST, date(2026, 3, 2)),
        ("Mo 02.03.26", DAY_FIRST, date(2026, 3, 2)),
        ("02/Mar/26", DAY_FIRST, date(2026, 3, 2)),
        ("2 mars 2026", DAY_FIRST, date(2026, 3, 2)),
        ("2. März 2026", DAY_FIRST, date(2026, 3, 2)),
        ("2 de marzo de 2026", DAY_FIRST, date(2026, 3, 2)),
        ("March 2, 2026", DAY_FIRST, date(2026, 3, 2)),
        ("02/Mar/26 9:14 AM", DAY_FIRST, datetime(2026, 3, 2, 9, 14, tzinfo=UTC)),
        ("02/Mar/26 12:05 AM", DAY_FIRST, datetime(2026, 3, 2, 0, 5, tzinfo=UTC)),
        ("02/Mar/26 12:05 PM", DAY_FIRST, datetime(2026, 3, 2, 12, 5, tzinfo=UTC)),
        ("3/2/26 8:00 PM", MONTH_FIRST, datetime(2026, 3, 2, 20, 0, tzinfo=UTC)),
        ("2026-03-02T09:14:30.000+0100", DAY_FIRST, datetime(2026, 3, 2, 8, 14, tzinfo=UTC)),
        ("2026-03-02T09:14Z", DAY_FIRST, datetime(2026, 3, 2, 9, 14, tzinfo=UTC)),
        (46083, DAY_FIRST, date(2026, 3, 2)),
        (46083.5, DAY_FIRST, datetime(2026, 3, 2, 12, 0, tzinfo=UTC)),
        (date(2026, 3, 2), DAY_FIRST, date(2026, 3, 2)),
        ("31.02.2026", DAY_FIRST, None),
        ("tomorrow", DAY_FIRST, None),
        ("5", DAY_FIRST, None),
        ("02/Mer/26", DAY_FIRST, None),
        ("02/Mar/26 13:05 PM", DAY_FIRST, None),
        ("9999-12-31T23:59-1200", DAY_FIRST, None),
        (True, DAY_FIRST, None),
        (7, DAY_FIRST, None),
    ],
)
def test_a_cell_is_read_as_a_date(cell: Cell, manner: DateManner, moment: Moment | None) -> None:
    assert as_moment(cell, manner=manner, timezone="UTC") == moment


def test_wall_clocks_are_those_of_the_time_zone() -> None:
    at = as_moment("2026-03-02 09:00", manner=DAY_FIRST, timezone="Asia/Kolkata")
    assert at == datetime(2026, 3, 2, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "order", "sure"),
    [
        (["03/04/2026", "13/04/2026"], "day-first", True),
        (["03/04/2026", "04/13/2026"], "month-first", True),
        (["03/04/2026", "05/06/2026"], "day-first", False),
        (["3/4/26 9:00 AM", "5/6/26 1:00 PM"], "month-first", False),
        (["03.04.2026"], "day-first", True),
        (["2026-03-04"], "day-first", True),
        ([], "day-first", True),
    ],
)
def test_all_cells_of_a_column_decide_the_order(cells: list[str], order: str, sure: bool) -> None:
    manner = date_manner(cells)
    assert (manner.order, manner.sure) == (order, sure)


def test_a_column_that_is_always_midnight_holds_days() -> None:
    manner = date_manner(["2026-03-02 00:00:00", "02/Mar/26 12:00 AM"])
    assert as_moment("2026-03-02 00:00:00", manner=manner, timezone="UTC") == date(2026, 3, 2)


def test_an_unsure_column_takes_the_order_of_a_sure_one() -> None:
    columns = DateColumns(
        {"Start": ["04/13/2026"], "End": ["03/04/2026"]}, timezone="UTC", where="plan.csv:1"
    )
    assert columns.read("End", "03/04/2026", where="plan.csv:2") == date(2026, 3, 4)
    assert columns.findings == []


def test_an_assumed_order_is_a_finding_with_the_assumption() -> None:
    columns = DateColumns({"End": ["03/04/2026"]}, timezone="UTC", where="plan.csv:1")
    assert columns.read("End", "03/04/2026", where="plan.csv:2") == date(2026, 4, 3)
    (finding,) = columns.findings
    assert finding.code == "table.date-order-assumed"
    assert "day-first was assumed, so that 03/04/2026 is 2026-04-03" in finding.message


def test_a_stated_order_needs_no_finding() -> None:
    columns = DateColumns(
        {"End": ["03/04/2026"]}, timezone="UTC", where="plan.csv:1", day_first=False
    )
    assert columns.read("End", "03/04/2026", where="plan.csv:2") == date(2026, 3, 4)
    assert columns.findings == []


def test_a_column_of_both_orders_names_how_many_of_each() -> None:
    cells = ["13/04/2026", "14/04/2026", "04/13/2026"]
    columns = DateColumns({"End": cells}, timezone="UTC", where="plan.csv:1")
    assert [columns.read("End", cell, where="plan.csv:2") for cell in cells] == [
        date(2026, 4, 13),
        date(2026, 4, 14),
        None,
    ]
    assert [f.code for f in columns.findings] == ["table.date-order-mixed", "table.date"]
    assert "2 date(s) can only be day first, 1 only month first" in columns.findings[0].message


@pytest.mark.parametrize(
    ("cells", "delimiter", "decimal"),
    [
        (["1.234,5"], ",", ","),
        (["1,234.5"], ";", "."),
        (["2,5"], ",", ","),
        (["2.5"], ";", "."),
        (["1,234"], ";", ","),
        (["1,234"], ",", "."),
        (["1.234.567"], ",", ","),
        (["7"], None, "."),
    ],
)
def test_the_decimal_sign_is_found_by_evidence(
    cells: list[str], delimiter: str | None, decimal: str
) -> None:
    assert number_manner(cells, delimiter=delimiter).decimal == decimal


@pytest.mark.parametrize(
    ("cell", "manner", "number"),
    [
        ("1.234,5", COMMA, 1234.5),
        ("1,234.5", POINT, 1234.5),
        ("1 234,5", COMMA, 1234.5),
        ("-3", POINT, -3.0),
        ("40%", POINT, 0.4),
        (2.5, POINT, 2.5),
        ("1.2.3", POINT, None),
        ("1.2.3", COMMA, None),
        ("8..3", COMMA, None),
        ("12.34", COMMA, None),
        ("1.234.567", COMMA, 1234567.0),
        ("3d", POINT, None),
        ("nan", POINT, None),
        (True, POINT, None),
        (10**400, POINT, None),
        ("9" * 50, POINT, None),
    ],
)
def test_a_cell_is_read_as_a_number(cell: Cell, manner: NumberManner, number: float | None) -> None:
    assert as_number(cell, manner=manner) == number


@pytest.mark.parametrize(
    ("cell", "unit", "span"),
    [
        ("3 days", None, "3d"),
        ("3 days?", None, "3d"),
        ("1 day", None, "1d"),
        ("2,5 Std.", None, "2.5h"),
        ("4 Tage", None, "4d"),
        ("2 semaines", None, "2w"),
        ("3 días", None, "3d"),
        ("1 mon", None, "20d"),
        ("4 edays", None, "elapsed 4d"),
        ("elapsed 2d", None, "elapsed 2d"),
        ("1w 2d 4h", None, "60h"),
        ("PT8H0M0S", None, "8h"),
        ("PT1H30M", None, "1.5h"),
        ("-1d", None, "-1d"),
        ("5", "d", "5d"),
        (5, "h", "5h"),
        (timedelta(hours=3), None, "3h"),
        ("5", None, None),
        ("soon", "d", None),
        ("3 parsecs", "d", None),
        ("", "d", None),
        ("3d 4x", "d", None),
        ("30042026", "h", None),
        ("26000d", None, "26000d"),
        ("26001d", None, None),
    ],
)
def test_a_cell_is_read_as_a_span(cell: Cell, unit: Unit | None, span: str | None) -> None:
    manner = COMMA if isinstance(cell, str) and "," in cell else POINT
    found = as_span(cell, manner=manner, unit=unit)
    assert (None if found is None else str(found)) == span


@pytest.mark.parametrize(
    ("cell", "estimate"),
    [
        ("5d", "5d"),
        ("3d..8d", "3d..8d"),
        ("3-8 days", "3d..8d"),
        ("3 \N{EN DASH} 8 days", "3d..8d"),
        ("3 to 8 h", "3h..8h"),
        ("3d/5d/10d", "3d/5d/10d"),
        ("3/5/10 d", "3d/5d/10d"),
        ("1/2", None),
        ("a..b", None),
    ],
)
def test_a_cell_is_read_as_an_estimate(cell: str, estimate: str | None) -> None:
    found = as_estimate(cell, manner=POINT, unit=None)
    assert (None if found is None else str(found)) == estimate


KNOWN = {"1": "1", "3": "3", "4": "4", "A-1": "A-1", "CLASS": "CLASS", "Spec, draft": "spec"}


def needed(cell: str) -> tuple[str, list[str]]:
    needs, unknown = predecessors(
        cell, find=KNOWN.get, separator=separator_of([cell]), manner=POINT, unit="d"
    )
    return written(needs), unknown


@pytest.mark.parametrize(
    ("cell", "needs"),
    [
        ("3", "3"),
        ("3FS+2d;4", "3 FS+2d; 4"),
        ("3,4", "3; 4"),
        ("3SS-1 day", "3 SS-1d"),
        ("3FF+50%", "3 FF+50%"),
        ("4+2d", "4 FS+2d"),
        ("3EA+2 Tage;4AA", "3 FS+2d; 4 SS"),
        ("3fs + 2 ed", "3 FS+2ed"),
        ("A-1", "A-1"),
        ("A-1SS", "A-1 SS"),
        ("CLASS", "CLASS"),
        ("CLASS SS+1w", "CLASS SS+1w"),
        ("Spec, draft", "spec"),
        ("3FS+0d", "3"),
    ],
)
def test_predecessors_are_read(cell: str, needs: str) -> None:
    assert needed(cell) == (needs, [])


@pytest.mark.parametrize("cell", ["9", "3FS+soon", "9SS+2d", "nobody", "3XX"])
def test_predecessors_that_name_nothing_are_told(cell: str) -> None:
    assert needed(cell) == ("", [cell])


def test_what_is_written_reads_back_the_same() -> None:
    needs = [
        Need(task="3", link="SF", lag=Span(amount=-0.125, unit="w")),
        Need(task="4", lag=Span(amount=1 / 3, unit="h", elapsed=True)),
        Need(task="A-1", link="FF", lag_share=0.07),
        Need(task="CLASS"),
    ]
    again, unknown = predecessors(
        written(needs), find=KNOWN.get, separator=";", manner=POINT, unit=None
    )
    assert (again, unknown) == (needs, [])
