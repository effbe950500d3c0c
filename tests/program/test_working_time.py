"""Working time held against `zoneinfo`, minute by minute, through changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fairlead.program.calendars import Calendar, CalendarException, DateRange, Hours, Week
from fairlead.program.moments import instant, minute_of
from fairlead.program.noun import Table
from fairlead.program.people import Person, Team
from fairlead.program.program import Program
from fairlead.program.public_holidays import holidays_of, is_holiday_code
from fairlead.program.quantities import Span
from fairlead.program.work import Task
from fairlead.program.working_time import (
    WorkingTime,
    calendar_of_activity,
    calendar_of_person,
    day_hours,
    resolve,
    spells,
)
from tests.program.strategies import ZONES, hours, weeks

laws = settings(max_examples=60, suppress_health_check=list(HealthCheck))

# Days around which clocks change in Europe, America and on Lord Howe Island; and ordinary ones.
DAYS = (
    date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5),
    date(2026, 10, 4), date(2026, 6, 10), date(2026, 12, 31),
)  # fmt: skip
near = st.builds(
    lambda day, off: day + timedelta(days=off), st.sampled_from(DAYS), st.integers(-3, 3)
)


def wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def works(working: WorkingTime, minute: int) -> bool:
    """Whether a UTC minute is worked, told from the wall clock and nothing else."""
    local = wall(instant(minute), working.timezone)
    for back in (0, 1):
        day = local.date() - timedelta(days=back)
        since = (local - datetime.combine(day, datetime.min.time())).total_seconds() / 60
        if any(start <= since < end for start, end in day_hours(working, day)):
            return True
    return False


@st.composite
def plain_hours(draw: st.DrawFn) -> Hours:
    """Hours that begin and end outside the small hours, when clocks change."""
    marks = sorted(draw(st.sets(st.integers(300, 1439), min_size=2, max_size=4)))
    return tuple(zip(marks[::2], marks[1::2], strict=False))


@laws
@given(plain_hours(), st.sampled_from(ZONES), near)
def test_every_minute_of_a_spell_is_worked_and_no_other(day: Hours, zone: str, first: date) -> None:
    working = WorkingTime(week=(day,) * 7, timezone=zone)
    found = spells(working, first, first + timedelta(days=3))
    inside = {minute for start, end in found for minute in range(start, end)}
    begin = minute_of(datetime(first.year, first.month, first.day, 3, tzinfo=ZoneInfo(zone)))
    for minute in range(begin, begin + 3 * 1440 - 360, 7):
        assert (minute in inside) == works(working, minute), wall(instant(minute), zone)


@laws
@given(weeks(), st.sampled_from(ZONES), near, st.integers(1, 10))
def test_spells_are_sorted_apart_and_never_empty(
    week: Week, zone: str, first: date, days: int
) -> None:
    found = spells(WorkingTime(week=week, timezone=zone), first, first + timedelta(days=days))
    assert all(start < end for start, end in found)
    assert all(end < start for (_, end), (start, _) in pairwise(found))


@laws
@given(hours(), st.sampled_from(ZONES), near)
def test_a_spell_begins_and_ends_when_the_clock_on_the_wall_says(
    day: Hours, zone: str, first: date
) -> None:
    working = WorkingTime(week=(day,) * 7, timezone=zone)
    assume(len(day) == 1 and day[0][1] <= 1440)
    ((start, end),) = day
    found = spells(working, first, first)
    for minute, edge in ((start, 0), (end, 1)):
        naive = datetime.combine(first, datetime.min.time()) + timedelta(minutes=minute)
        aware = naive.replace(tzinfo=ZoneInfo(zone))
        if aware.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != naive:
            return  # the clock skips that time
        if found:
            assert found[0][edge] == minute_of(aware)


def local_minutes(zone: str, day: date, start: int, end: int) -> int:
    working = WorkingTime(week=(((start, end),),) * 7, timezone=zone)
    ((begin, finish),) = spells(working, day, day)
    return finish - begin


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Europe/Berlin", date(2026, 3, 28), 420),  # 22:00-06:00 loses an hour
        ("Europe/Berlin", date(2026, 10, 24), 540),
        ("America/New_York", date(2026, 3, 7), 420),
        ("America/New_York", date(2026, 10, 31), 540),
        ("Australia/Lord_Howe", date(2026, 10, 3), 450),  # half an hour there
        ("Australia/Lord_Howe", date(2026, 4, 4), 510),
        ("Asia/Kolkata", date(2026, 3, 28), 480),
    ],
)
def test_a_night_shift_is_as_long_as_the_night_was(zone: str, day: date, minutes: int) -> None:
    assert local_minutes(zone, day, 1320, 1800) == minutes


def test_round_the_clock_is_one_spell_without_a_seam() -> None:
    working = WorkingTime(week=(((0, 1440),),) * 7, timezone="Europe/Berlin")
    (only,) = spells(working, date(2026, 3, 28), date(2026, 3, 30))
    assert only[1] - only[0] == 3 * 1440 - 60


def test_a_shift_that_ends_where_the_next_begins_is_one_spell() -> None:
    working = WorkingTime(week=(((360, 840), (840, 1320)),) * 7)
    assert [end - start for start, end in spells(working, date(2026, 1, 5), date(2026, 1, 5))] == [
        960
    ]


def test_holidays_exceptions_and_leave_go_before_the_week() -> None:
    christmas = date(2026, 12, 25)
    working = WorkingTime(
        timezone="Europe/Berlin",
        holidays=("DE-BE",),
        exceptions=(
            CalendarException(first=date(2026, 12, 24), last=date(2026, 12, 31)),
            CalendarException(
                first=date(2026, 12, 30), last=date(2026, 12, 30), hours=((540, 720),)
            ),
        ),
        away=(DateRange(first=date(2026, 12, 21), last=date(2026, 12, 22)),),
    )
    worked = {
        date(2026, 12, 1) + timedelta(days=day): day_hours(
            working, date(2026, 12, 1) + timedelta(days=day)
        )
        for day in range(31)
    }
    assert christmas in holidays_of(("DE-BE",), 2026)
    assert worked[date(2026, 12, 21)] == ()  # on leave
    assert worked[date(2026, 12, 23)] == ((540, 1020),)
    assert worked[christmas] == ()
    assert worked[date(2026, 12, 30)] == ((540, 720),)  # the later exception
    assert worked[date(2026, 12, 31)] == ()


def test_an_exception_opens_a_holiday() -> None:
    day = date(2026, 10, 3)
    closed = WorkingTime(week=(((540, 1020),),) * 7, holidays=("DE",))
    extra = (CalendarException(first=day, last=day, hours=((600, 900),)),)
    opened = WorkingTime(week=closed.week, holidays=("DE",), exceptions=extra)
    assert day_hours(closed, day) == ()
    assert day_hours(opened, day) == ((600, 900),)


@pytest.mark.parametrize(
    ("code", "known"), [("DE", True), ("DE-BE", True), ("DE-XX", False), ("XX", False), ("", False)]
)
def test_only_known_holidays_are_known(code: str, known: bool) -> None:
    assert is_holiday_code(code) == known
    if not known:
        with pytest.raises(KeyError):
            holidays_of((code,), 2026)


OFFICE = Calendar(
    hours=(((480, 960),),) * 5 + ((), ()), timezone="Asia/Kolkata", day=Span(amount=7, unit="h")
)
PROGRAM = Program(
    id="p",
    timezone="Europe/Berlin",
    calendars=Table({"office": OFFICE, "site": Calendar(base="office", holidays=("IN",))}),
    teams=Table({"core": Team(calendar="site"), "sub": Team(part_of="core")}),
    people=Table(
        {
            "asha": Person(team="sub", joins=date(2026, 3, 2), leaves=date(2026, 3, 6)),
            "ben": Person(leave=(DateRange(first=date(2026, 3, 4), last=date(2026, 3, 4)),)),
        }
    ),
    tasks=Table({"a": Task(title="A", team="core"), "b": Task(title="B")}),
)


def test_a_calendar_takes_what_it_does_not_say_from_its_base() -> None:
    working = resolve(PROGRAM, "site")
    assert (working.week, working.timezone) == (OFFICE.hours, "Asia/Kolkata")
    assert (working.holidays, working.day_minutes, working.week_minutes) == (("IN",), 420, 2400)


def test_a_person_works_by_their_team_and_only_while_they_are_there() -> None:
    asha = calendar_of_person(PROGRAM, "asha")
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(9)]
    there = [day.day for day in days if day_hours(asha, day)]
    assert asha.timezone == "Asia/Kolkata"
    assert set(there) <= {2, 3, 4, 5, 6}
    assert there != []
    ben = calendar_of_person(PROGRAM, "ben")
    assert [day.day for day in days if day_hours(ben, day)] == [2, 3, 5, 6, 9]


def test_work_follows_its_team_or_the_office_hours_of_the_program() -> None:
    assert calendar_of_activity(PROGRAM, "a").timezone == "Asia/Kolkata"
    assert calendar_of_activity(PROGRAM, "b") == WorkingTime(timezone="Europe/Berlin")
