"""Working hours compared: how much lies between two instants, and how much two people share."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from fairlead.program.moments import minute_of
from fairlead.program.program import Program
from fairlead.program.working_time import WorkingTime, calendar_of_person, spells

__all__ = ["WeekOfHours", "hours_of_week", "shared_minutes", "utc_hours", "worked_between"]

WeekOfHours = tuple[tuple[int, int], ...]
"""Working spells of one calendar week in UTC minutes."""

_MINUTES_OF_WEEK = 7 * 1440


def worked_between(working: WorkingTime, begin: datetime, end: datetime) -> int:
    """Working minutes of a calendar from one instant to another; 0 backwards."""
    if end <= begin:
        return 0
    first, last = minute_of(begin), minute_of(end)
    near = spells(working, begin.date() - timedelta(days=2), end.date() + timedelta(days=2))
    return sum(max(min(finish, last) - max(start, first), 0) for start, finish in near)


def hours_of_week(working: WorkingTime, monday: date) -> WeekOfHours:
    """The regular spells of the week that begins on `monday` (UTC): no holidays and no leave.

    Changes of the clock count, so that the same office hours are other UTC hours in summer.
    """
    return _regular(WorkingTime(week=working.week, timezone=working.timezone), monday)


@lru_cache(maxsize=4096)
def _regular(working: WorkingTime, monday: date) -> WeekOfHours:
    begin = minute_of(datetime.combine(monday, time(), tzinfo=UTC))
    end = begin + _MINUTES_OF_WEEK
    found = spells(working, monday - timedelta(days=2), monday + timedelta(days=8))
    return tuple(
        (max(start, begin), min(finish, end))
        for start, finish in found
        if finish > begin and start < end
    )


def shared_minutes(program: Program, one: str, other: str, monday: date) -> int:
    """Minutes of an ordinary week in which both people work, in real time."""
    ours = hours_of_week(calendar_of_person(program, one), monday)
    theirs = hours_of_week(calendar_of_person(program, other), monday)
    total = place = 0
    for start, finish in ours:
        while place < len(theirs) and theirs[place][1] <= start:
            place += 1
        for begin, end in theirs[place:]:
            if begin >= finish:
                break
            total += max(min(end, finish) - max(begin, start), 0)
    return total


def utc_hours(program: Program, person: str, monday: date) -> str:
    """A person's usual hours in that week as UTC, such as `15:00-23:00`."""
    working = calendar_of_person(program, person)
    week = hours_of_week(working, monday)
    if not week:
        return "no hours"
    start = min(start % 1440 for start, _ in week)
    finish = max(finish - (begin // 1440) * 1440 for begin, finish in week)
    return f"{start // 60:02d}:{start % 60:02d}-{finish % 1440 // 60:02d}:{finish % 60:02d}"
