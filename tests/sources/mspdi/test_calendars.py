"""Calendars of Microsoft Project: weeks, bases, exceptions of all ages, work weeks."""

from datetime import date

import pytest

from fairlead.program.calendars import Calendar, CalendarException
from fairlead.program.errors import TooLarge
from tests.sources.mspdi.documents import WEEK, program_of, reading_of

DAY = ((480, 720), (780, 1020))
MORNING = (
    "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime>"
    "</WorkingTime></WorkingTimes>"
)


def calendar(inside: str, *, base: int = -1, kind: int = 1) -> Calendar:
    text = (
        f"<Calendar><UID>5</UID><Name>Site</Name><IsBaseCalendar>{kind}</IsBaseCalendar>"
        f"<BaseCalendarUID>{base}</BaseCalendarUID>{inside}</Calendar>"
    )
    return program_of("", calendars=text).calendars["Site"]


def exception(first: str, last: str, *, rest: str = "", name: str = "") -> str:
    return (
        f"<Exception><TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00"
        f"</ToDate></TimePeriod><Name>{name}</Name>{rest}</Exception>"
    )


def listed(*exceptions: str) -> tuple[CalendarException, ...]:
    found = calendar(f"{WEEK}<Exceptions>{''.join(exceptions)}</Exceptions>").exceptions
    return tuple(sorted(found, key=lambda one: one.first))


def test_the_week_begins_with_sunday_as_day_one() -> None:
    assert program_of("").calendars["Standard"].hours == (DAY, DAY, DAY, DAY, DAY, (), ())


def test_the_length_of_day_and_week_is_that_of_the_project() -> None:
    standard = program_of("").calendars["Standard"]
    assert (str(standard.day), str(standard.week)) == ("8h", "40h")


def test_midnight_ends_a_day() -> None:
    night = (
        "<WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes>"
        "<WorkingTime><FromTime>23:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime>"
        "</WorkingTimes></WeekDay></WeekDays>"
    )
    hours = calendar(night).hours
    assert hours is not None
    assert hours[0] == ((1380, 1440),)


def test_a_day_that_works_without_saying_when_has_the_usual_hours() -> None:
    bare = "<WeekDays><WeekDay><DayType>7</DayType><DayWorking>1</DayWorking></WeekDay></WeekDays>"
    hours = calendar(bare).hours
    assert hours is not None
    assert hours[5] == DAY


def test_days_that_a_refining_calendar_leaves_out_are_those_of_its_base() -> None:
    saturday = f"<WeekDay><DayType>7</DayType><DayWorking>1</DayWorking>{MORNING}</WeekDay>"
    found = calendar(f"<WeekDays>{saturday}</WeekDays>", base=1, kind=0)
    assert found.base == "Standard"
    assert found.hours == (DAY, DAY, DAY, DAY, DAY, ((480, 720),), ())
    assert found.day is None


def test_a_resource_calendar_that_says_nothing_is_its_base() -> None:
    empty = (
        "<Calendar><UID>5</UID><Name>Asha</Name><IsBaseCalendar>0</IsBaseCalendar>"
        "<BaseCalendarUID>1</BaseCalendarUID></Calendar>"
    )
    who = "<Resource><UID>1</UID><Name>Asha</Name><CalendarUID>5</CalendarUID></Resource>"
    program = program_of("", calendars=empty, resources=who)
    assert list(program.calendars) == ["Standard"]
    assert program.people["Asha"].calendar == "Standard"


def test_an_exception_is_a_range_of_days_with_a_title_and_hours() -> None:
    found = listed(
        exception("2026-12-24", "2026-12-26", name="Feast"),
        exception("2026-12-31", "2026-12-31", rest=f"<DayWorking>1</DayWorking>{MORNING}"),
    )
    assert found == (
        CalendarException(first=date(2026, 12, 24), last=date(2026, 12, 26), title="Feast"),
        CalendarException(first=date(2026, 12, 31), last=date(2026, 12, 31), hours=((480, 720),)),
    )


def test_exceptions_of_old_files_are_week_days_of_type_nought() -> None:
    old = (
        "<WeekDays><WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod>"
        "<FromDate>2026-05-01T00:00:00</FromDate><ToDate>2026-05-02T23:59:00</ToDate>"
        "</TimePeriod></WeekDay></WeekDays>"
    )
    assert calendar(old).exceptions == (
        CalendarException(first=date(2026, 5, 1), last=date(2026, 5, 2)),
    )


def test_a_single_day_stands_over_a_recurring_one() -> None:
    yearly = "<Type>2</Type><Month>4</Month><MonthDay>1</MonthDay><DayWorking>0</DayWorking>"
    once = f"<Type>1</Type><DayWorking>1</DayWorking>{MORNING}"
    found = listed(
        exception("2026-05-01", "2026-05-01", rest=once),
        exception("2025-01-01", "2027-12-31", rest=yearly),
    )
    assert [(one.first.isoformat(), one.hours) for one in found] == [
        ("2025-05-01", ()),
        ("2026-05-01", ((480, 720),)),
        ("2027-05-01", ()),
    ]


def test_a_work_week_changes_only_the_days_it_names() -> None:
    week = (
        f"{WEEK}<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-07-06T00:00:00</FromDate>"
        "<ToDate>2026-07-19T00:00:00</ToDate></TimePeriod><Name>Summer</Name><WeekDays>"
        f"<WeekDay><DayType>6</DayType><DayWorking>1</DayWorking>{MORNING}</WeekDay>"
        "</WeekDays></WorkWeek></WorkWeeks>"
    )
    found = sorted(calendar(week).exceptions, key=lambda one: one.first)
    assert [(one.first, one.last, one.hours, one.title) for one in found] == [
        (day, day, ((480, 720),), "Summer") for day in (date(2026, 7, 10), date(2026, 7, 17))
    ]


def test_what_recurs_is_reported_as_changed() -> None:
    weekly = "<Type>6</Type><Period>1</Period><DaysOfWeek>32</DaysOfWeek><DayWorking>0</DayWorking>"
    inside = exception("2026-01-01", "2026-01-31", rest=weekly)
    text = (
        f"<Calendar><UID>5</UID><Name>Site</Name>{WEEK}<Exceptions>{inside}</Exceptions></Calendar>"
    )
    reading = reading_of("", calendars=text)
    assert reading.loss is not None
    assert [loss.what for loss in reading.loss.changed] == ["Calendar.Exception (recurring)"]
    assert reading.program is not None
    fridays = sorted(one.first.day for one in reading.program.calendars["Site"].exceptions)
    assert fridays == [2, 9, 16, 23, 30]


def test_exceptions_that_name_more_days_than_there_could_be_are_refused() -> None:
    daily = exception("1900-01-01", "2149-12-31", rest="<DayWorking>0</DayWorking>")
    with pytest.raises(TooLarge, match="more than 3,000,000 days"):
        listed(*[daily] * 40)


def test_calendars_in_a_circle_of_bases_still_have_a_week() -> None:
    two = "".join(
        f"<Calendar><UID>{uid}</UID><Name>C{uid}</Name><BaseCalendarUID>{base}</BaseCalendarUID>"
        f"{WEEK}</Calendar>"
        for uid, base in ((5, 6), (6, 5))
    )
    assert program_of("", calendars=two).calendars["C5"].hours is not None
