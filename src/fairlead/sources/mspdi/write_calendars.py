"""Calendars of a program -> MSPDI, and one for each resource, as Microsoft Project wants it."""

from __future__ import annotations

from datetime import date, timedelta

from fairlead.program.calendars import OFFICE_WEEK, Calendar, CalendarException, Hours, Week
from fairlead.program.noun import replace
from fairlead.program.people import Person
from fairlead.program.program import Program
from fairlead.program.public_holidays import holidays_of
from fairlead.program.working_time import resolve
from fairlead.sources.ledger import Ledger
from fairlead.sources.mspdi.markup import Markup
from fairlead.sources.mspdi.numbers import Numbers

__all__ = ["CalendarNumbers", "number_calendars", "write_calendars"]

STANDARD = "Standard"


class CalendarNumbers:
    """UIDs: of each calendar, of the one that holds for all work, of each resource's own."""

    def __init__(self) -> None:
        self.uids: dict[str, int] = {}
        self.default = 1
        self.own: dict[str, int] = {}
        self.of_person: dict[str, int] = {}


def number_calendars(program: Program) -> CalendarNumbers:
    """Give every calendar a UID, its source's where that is free.

    A resource must have a calendar of its own in Project. One that only this person uses is
    that; for others an empty one is made, which the reader takes for its base again.
    """
    result = CalendarNumbers()
    numbers = Numbers(calendar.source_id for calendar in program.calendars.values())
    for key, calendar in program.calendars.items():
        result.uids[key] = numbers.give(calendar.source_id)
    chosen = program.scheduling.calendar
    if chosen is not None and chosen in result.uids:
        result.default = result.uids[chosen]
    else:
        result.default = numbers.give(None)
    personal = personal_calendars(program)
    for key, person in program.people.items():
        calendar_key = calendar_of(program, person)
        if calendar_key is not None and personal.get(calendar_key) == key and not person.leave:
            result.of_person[key] = result.uids[calendar_key]
        elif calendar_key is not None or person.leave:
            result.of_person[key] = result.own[key] = numbers.give(None)
    return result


def calendar_of(program: Program, person: Person) -> str | None:
    """The calendar of a person: their own, else that of the team."""
    if person.calendar is not None or person.team is None:
        return person.calendar
    team = program.teams.get(person.team)
    return team.calendar if team is not None else None


def personal_calendars(program: Program) -> dict[str, str]:
    """Calendars that refine a base and serve one person and nothing else, with that person."""
    users: dict[str, list[str]] = {}
    for key, person in program.people.items():
        if person.calendar is not None:
            users.setdefault(person.calendar, []).append(key)
    elsewhere = {activity.calendar for activity in program.tasks.values()}
    elsewhere.update(activity.calendar for activity in program.milestones.values())
    elsewhere.update(team.calendar for team in program.teams.values())
    elsewhere.update(calendar.base for calendar in program.calendars.values())
    elsewhere.add(program.scheduling.calendar)
    return {
        key: users[key][0]
        for key, calendar in program.calendars.items()
        if calendar.base is not None and len(users.get(key, ())) == 1 and key not in elsewhere
    }


def write_calendars(
    out: Markup, program: Program, *, numbers: CalendarNumbers, ledger: Ledger, last: date
) -> None:
    """The element Calendars. Public holidays are written day by day until the year of `last`."""
    personal = personal_calendars(program)
    first = _first_day(program)
    with out.element("Calendars"):
        if program.scheduling.calendar not in program.calendars:
            ledger.changed("scheduling.calendar", "A calendar that holds for all work was added.")
            _write(out, numbers.default, STANDARD, Calendar(hours=OFFICE_WEEK), base=None)
        for key, calendar in program.calendars.items():
            shown, base = calendar, None
            if key in personal and calendar.base is not None:
                base = numbers.uids[calendar.base]
            elif calendar.base is not None:
                shown = _flat(program, key, ledger)
            _compare(program, key, ledger)
            shown = _with_holidays(shown, key, first, last, ledger)
            title = _title(key, calendar)
            if base is None and shown.hours is None:
                shown = replace(shown, hours=OFFICE_WEEK)
            _write(out, numbers.uids[key], title, shown, base=base)
        for key, uid in numbers.own.items():
            person = program.people[key]
            own = calendar_of(program, person)
            if person.leave:
                ledger.changed("people.leave", "Leave became days off in a calendar.", subject=key)
            away = tuple(CalendarException(first=r.first, last=r.last) for r in person.leave)
            base = numbers.uids[own] if own is not None else numbers.default
            _write(out, uid, person.name or key, Calendar(exceptions=away), base=base)
    ledger.carried("calendars", len(program.calendars))


def _title(key: str, calendar: Calendar) -> str:
    return calendar.title or key


def _first_day(program: Program) -> date:
    first = program.start or program.as_of
    return first if first is not None else date(2000, 1, 1)


def _flat(program: Program, key: str, ledger: Ledger) -> Calendar:
    """A calendar with its bases folded in: only those of resources have a base in Project."""
    ledger.changed(
        "calendars.base", "Project has bases for resources only: it was folded in.", subject=key
    )
    working = resolve(program, key)
    days: dict[date, CalendarException] = {}
    for exception in working.exceptions:
        for offset in range((exception.last - exception.first).days + 1):
            day = exception.first + timedelta(days=offset)
            days[day] = replace(exception, first=day, last=day)
    return Calendar(
        hours=working.week,
        holidays=working.holidays,
        exceptions=tuple(days[day] for day in sorted(days)),
    )


def _compare(program: Program, key: str, ledger: Ledger) -> None:
    """Name what a calendar says that Project cannot."""
    main = resolve(program, None)
    own = resolve(program, key)
    if own.timezone != program.timezone:
        ledger.changed(
            "calendars.timezone",
            f"Hours are written as they are, as if in {program.timezone}.",
            subject=key,
        )
    if own.day_minutes != main.day_minutes or own.week_minutes != main.week_minutes:
        ledger.changed(
            "calendars.day, calendars.week", "Project has one length for all.", subject=key
        )


def _with_holidays(
    calendar: Calendar, key: str, first: date, last: date, ledger: Ledger
) -> Calendar:
    if not calendar.holidays:
        return calendar
    said = {
        day
        for e in calendar.exceptions
        for day in (e.first + timedelta(days=n) for n in range((e.last - e.first).days + 1))
    }
    days: list[CalendarException] = []
    for year in range(first.year - 1, last.year + 2):
        days.extend(
            CalendarException(first=day, last=day, title=title)
            for day, title in holidays_of(calendar.holidays, year).items()
            if day not in said
        )
    ledger.changed(
        "calendars.holidays",
        f"Public holidays became single days, until {last.year + 1}.",
        subject=key,
    )
    return replace(calendar, exceptions=(*calendar.exceptions, *days), holidays=())


def _write(out: Markup, uid: int, title: str, calendar: Calendar, *, base: int | None) -> None:
    with out.element("Calendar"):
        out.leaf("UID", uid)
        out.leaf("Name", title)
        out.leaf("IsBaseCalendar", 1 if base is None else 0)
        out.leaf("IsBaselineCalendar", 0)
        out.leaf("BaseCalendarUID", -1 if base is None else base)
        if calendar.hours is not None:
            _write_week(out, calendar.hours)
        if calendar.exceptions:
            _write_exceptions(out, calendar.exceptions)


def _write_week(out: Markup, week: Week) -> None:
    with out.element("WeekDays"):
        for kind in range(1, 8):
            hours = _within_day(week, (kind + 5) % 7)
            with out.element("WeekDay"):
                out.leaf("DayType", kind)
                out.leaf("DayWorking", 1 if hours else 0)
                _write_hours(out, hours)


def _within_day(week: Week, place: int) -> Hours:
    """The spells inside one day: a spell past midnight is cut there, its rest is the next day's."""
    spells = [(begin, min(end, 1440)) for begin, end in week[place] if begin < 1440]
    spells += [(0, end - 1440) for _, end in week[place - 1] if end > 1440]
    return tuple(sorted(spells))


def _write_hours(out: Markup, hours: Hours) -> None:
    if not hours:
        return
    with out.element("WorkingTimes"):
        for begin, end in hours:
            with out.element("WorkingTime"):
                out.leaf("FromTime", _clock(begin))
                out.leaf("ToTime", _clock(end))


def _clock(minute: int) -> str:
    hour, rest = divmod(minute % 1440, 60)
    return f"{hour:02}:{rest:02}:00"


def _write_exceptions(out: Markup, exceptions: tuple[CalendarException, ...]) -> None:
    with out.element("Exceptions"):
        for exception in sorted(exceptions, key=lambda one: one.first):
            with out.element("Exception"):
                out.leaf("EnteredByOccurrences", 0)
                with out.element("TimePeriod"):
                    out.leaf("FromDate", f"{exception.first.isoformat()}T00:00:00")
                    out.leaf("ToDate", f"{exception.last.isoformat()}T23:59:00")
                out.leaf("Occurrences", (exception.last - exception.first).days + 1)
                out.leaf("Name", exception.title)
                out.leaf("Type", 1)
                out.leaf("DayWorking", 1 if exception.hours else 0)
                _write_hours(out, exception.hours)
