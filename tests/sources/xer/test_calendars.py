"""Calendar text of P6: hours of the week, exceptions, and the odd ways they are written."""

from datetime import date

import pytest

from fairlead.program.calendars import CalendarException
from fairlead.sources.xer.calendars import parse_exceptions, parse_week
from tests.sources.xer.exports import OFFICE, program_of, reading_of

DAY = ((480, 720), (780, 1020))


def test_day_one_is_sunday() -> None:
    assert parse_week(OFFICE) == (DAY, DAY, DAY, DAY, DAY, (), ())


def test_days_count_from_the_end_of_1899() -> None:
    assert parse_exceptions(OFFICE) == (
        CalendarException(first=date(2026, 1, 1), last=date(2026, 1, 1)),
        CalendarException(first=date(2026, 1, 2), last=date(2026, 1, 2), hours=((480, 720),)),
    )


def test_days_in_a_row_with_the_same_hours_are_one_exception() -> None:
    text = "(0||Exceptions()((0||0(d|46023)())(0||1(d|46024)())(0||2(d|46026)())))"
    assert parse_exceptions(text) == (
        CalendarException(first=date(2026, 1, 1), last=date(2026, 1, 2)),
        CalendarException(first=date(2026, 1, 4), last=date(2026, 1, 4)),
    )


def test_line_breaks_of_p6_between_the_parts_mean_nothing() -> None:
    spread = OFFICE.replace("(0||", "\x7f\x7f    (0||")
    assert parse_week(spread) == parse_week(OFFICE)
    assert parse_exceptions(spread) == parse_exceptions(OFFICE)


@pytest.mark.parametrize(
    ("spell", "hours"),
    [
        ("s|00:00|f|00:00", ((0, 1440),)),
        ("s|22:00|f|06:00", ((1320, 1800),)),
        ("f|17:00|s|08:00", ((480, 1020),)),
        ("s|8:00 AM|f|5:00 PM", ((480, 1020),)),
        ("s|12:00 AM|f|12:00 PM", ((0, 720),)),
    ],
)
def test_a_spell_may_be_written_in_several_ways(spell: str, hours: object) -> None:
    week = parse_week(f"(0||DaysOfWeek()((0||2()((0||0({spell})())))))")
    assert week is not None
    assert week[0] == hours


def test_spells_that_touch_are_one() -> None:
    two = "(0||0(s|08:00|f|12:00)())(0||1(s|12:00|f|16:00)())"
    week = parse_week(f"(0||DaysOfWeek()((0||2()({two}))))")
    assert week is not None
    assert week[0] == ((480, 960),)


def test_a_calendar_keeps_how_long_its_day_and_week_are() -> None:
    calendar = program_of({}).calendars["Office"]
    assert (str(calendar.day), str(calendar.week), calendar.source_id) == ("8h", "40h", "7")


def test_a_calendar_without_hours_is_named_and_gets_the_usual_ones() -> None:
    empty = {"clndr_id": "7", "clndr_name": "Bare"}
    reading = reading_of({}, more={"CALENDAR": [empty]})
    assert [f.code for f in reading.findings] == ["calendar.no-hours"]
    assert reading.program is not None
    assert reading.program.calendars["Bare"].hours == (*[((480, 960),)] * 5, (), ())


def test_a_calendar_with_a_base_takes_its_exceptions_from_there() -> None:
    rows = [
        {"clndr_id": "7", "clndr_name": "Office", "clndr_data": OFFICE},
        {"clndr_id": "8", "clndr_name": "Site", "base_clndr_id": "7"},
    ]
    program = program_of({"clndr_id": "8"}, more={"CALENDAR": rows})
    assert program.calendars["Site"].base == "Office"
    assert program.tasks["A1"].calendar == "Site"


def test_an_absurd_day_number_is_passed_over() -> None:
    assert parse_exceptions("(0||Exceptions()((0||0(d|999999)())))") == ()
