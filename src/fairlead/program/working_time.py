"""What a calendar means: the exact working spells of any day, in UTC minutes.

This is the plain, slow definition. Analyses compile it to tables; the tests hold both against
each other and against `zoneinfo`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo

from fairlead.program.calendars import (
    OFFICE_WEEK,
    Calendar,
    CalendarException,
    DateRange,
    Hours,
    Week,
)
from fairlead.program.moments import minute_of, zone
from fairlead.program.noun import Noun, Table
from fairlead.program.people import Person
from fairlead.program.program import Program
from fairlead.program.public_holidays import holidays_of
from fairlead.program.work import Task

__all__ = [
    "WorkingTime",
    "calendar_of_activity",
    "calendar_of_person",
    "calendars_of_people",
    "day_hours",
    "resolve",
    "spells",
]


class WorkingTime(Noun):
    """A calendar with its bases folded in: nothing left to look up but public holidays.

    `away` are days on which nothing is worked whatever the exceptions say: a person's leave, and
    the days before they join and after they leave (open ends are `date.min` and `date.max`).
    `day_minutes` and `week_minutes` are what `1d` and `1w` mean here.
    """

    week: Week = OFFICE_WEEK
    timezone: str = "UTC"
    holidays: tuple[str, ...] = ()
    exceptions: tuple[CalendarException, ...] = ()
    away: tuple[DateRange, ...] = ()
    day_minutes: int = 480
    week_minutes: int = 2400


def resolve(program: Program, key: str | None) -> WorkingTime:
    """The working time of a calendar of the program.

    None means the program's own calendar (`scheduling.calendar`), and where there is none, office
    hours in the program's time zone. Own exceptions stand over those of the base.
    """
    key = key or program.scheduling.calendar
    known = program.calendars.derived(_unfolded)
    found = known.get((key, program.timezone))
    if found is None:
        if len(known) > _MOST_KNOWN:
            known.clear()
        found = known[key, program.timezone] = _folded(program.calendars, key, program.timezone)
    return found


_Known = dict[tuple[str | None, str], WorkingTime]
_MOST_KNOWN = 10_000


def _unfolded(_: Table[Calendar], __: _Known | None) -> _Known:
    """Where calendars are kept that were folded in once: nothing is known at first."""
    return {}


def _folded(calendars: Table[Calendar], key: str | None, timezone: str) -> WorkingTime:
    """A calendar with those that it refines folded in."""
    chain: list[Calendar] = []
    seen: set[str] = set()
    while key is not None and key in calendars and key not in seen:
        seen.add(key)
        chain.append(calendars[key])
        key = chain[-1].base
    week = next((c.hours for c in chain if c.hours is not None), OFFICE_WEEK)
    return WorkingTime(
        week=week,
        timezone=next((c.timezone for c in chain if c.timezone is not None), timezone),
        holidays=tuple(sorted({code for c in chain for code in c.holidays})),
        exceptions=tuple(e for c in reversed(chain) for e in c.exceptions),
        day_minutes=_stated(chain, "day") or _usual_day(week),
        week_minutes=_stated(chain, "week") or _ordinary_week(week),
    )


def _stated(chain: list[Calendar], field: str) -> int | None:
    span = next((s for c in chain if (s := getattr(c, field)) is not None), None)
    return None if span is None else int(span.minutes(day_minutes=1440, week_minutes=10080))


def _length(hours: Hours) -> int:
    return sum(end - start for start, end in hours)


def _usual_day(week: Week) -> int:
    lengths = Counter(n for hours in week if (n := _length(hours)) > 0)
    if not lengths:
        return 480
    top = max(lengths.values())
    return max(length for length, count in lengths.items() if count == top)


def _ordinary_week(week: Week) -> int:
    return sum(map(_length, week)) or 2400


def calendar_of_person(program: Program, key: str) -> WorkingTime:
    """Working time of a person: own calendar, else the team's, else the program's; less leave."""
    return calendars_of_people(program, [key])[0]


def calendars_of_people(program: Program, keys: Iterable[str]) -> list[WorkingTime]:
    """`calendar_of_person` of each, every calendar folded in only once."""
    by_calendar: dict[str | None, WorkingTime] = {}
    by_team: dict[str | None, str | None] = {}
    found: list[WorkingTime] = []
    for key in keys:
        person = program.people[key]
        calendar = person.calendar
        if calendar is None:
            if person.team not in by_team:
                by_team[person.team] = _calendar_of_team(program, person.team)
            calendar = by_team[person.team]
        working = by_calendar.get(calendar)
        if working is None:
            working = by_calendar[calendar] = resolve(program, calendar)
        away = _away(person)
        found.append(_with_away(working, away) if away else working)
    return found


def _calendar_of_team(program: Program, team: str | None) -> str | None:
    """That of the team itself, or of the nearest team around it that has one."""
    calendar: str | None = None
    seen: set[str] = set()
    while calendar is None and team is not None and team in program.teams and team not in seen:
        seen.add(team)
        calendar, team = program.teams[team].calendar, program.teams[team].part_of
    return calendar


def _away(person: Person) -> tuple[DateRange, ...]:
    away = person.leave
    if person.joins is not None:
        before = _day(person.joins) - timedelta(days=1)
        away = (*away, DateRange(first=date.min, last=before))
    if person.leaves is not None:
        after = _day(person.leaves) + timedelta(days=1)
        away = (*away, DateRange(first=after, last=date.max))
    return away


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _with_away(working: WorkingTime, away: tuple[DateRange, ...]) -> WorkingTime:
    return WorkingTime(
        week=working.week,
        timezone=working.timezone,
        holidays=working.holidays,
        exceptions=working.exceptions,
        away=away,
        day_minutes=working.day_minutes,
        week_minutes=working.week_minutes,
    )


def calendar_of_activity(program: Program, key: str) -> WorkingTime:
    """Working time of the work itself: its own calendar, else its team's, else the program's."""
    activity = program.activity(key)
    calendar = activity.calendar
    team = activity.team if isinstance(activity, Task) else None
    if calendar is None and team is not None and team in program.teams:
        calendar = program.teams[team].calendar
    return resolve(program, calendar)


def day_hours(
    working: WorkingTime, day: date, *, holidays: Mapping[date, str] | None = None
) -> Hours:
    """The spells that begin on a day, in local minutes from its midnight.

    Away goes before exceptions, a later exception before an earlier one, exceptions before
    holidays, holidays before the week. `holidays` are those of `holidays_of`, looked up when
    left out.
    """
    if any(day in away for away in working.away):
        return ()
    for exception in reversed(working.exceptions):
        if exception.first <= day <= exception.last:
            return exception.hours
    if holidays is None:
        holidays = holidays_of(working.holidays, day.year)
    return () if day in holidays else working.week[day.weekday()]


def spells(working: WorkingTime, first: date, last: date) -> list[tuple[int, int]]:
    """Working spells that begin on the local days from `first` to `last`, in UTC minutes.

    Sorted, apart, never empty. Spells that touch (a shift that ends at midnight where the next
    begins) are one. Where the clock is put forward a spell is shorter, where it is put back longer.
    """
    local = zone(working.timezone)
    found: list[tuple[int, int]] = []
    day = first
    while day <= last:
        for start, end in day_hours(working, day):
            begin = _at(day, start, local)
            finish = _at(day, end, local)
            if found and begin <= found[-1][1]:
                finish = max(finish, found[-1][1])
                begin = found.pop()[0]
            if finish > begin:
                found.append((begin, finish))
        day += timedelta(days=1)
    return found


def _at(day: date, minute: int, local: tzinfo) -> int:
    days, rest = divmod(minute, 1440)
    midnight = datetime(day.year, day.month, day.day, tzinfo=local)
    return minute_of(midnight + timedelta(days=days, minutes=rest))
