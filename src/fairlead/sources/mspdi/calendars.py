"""Calendars of MSPDI: week days, work weeks, exceptions old and new, and bases."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from fairlead.program.calendars import Calendar, CalendarException, Hours, Week
from fairlead.program.errors import TooLarge
from fairlead.program.findings import Finding
from fairlead.program.quantities import Span
from fairlead.sources.ledger import Ledger
from fairlead.sources.mspdi.document import Element
from fairlead.sources.mspdi.recurrence import Recurrence, days_of
from fairlead.sources.mspdi.values import Values
from fairlead.sources.naming import Names, safe

__all__ = ["MSP_DAY", "calendars_of", "runs"]

MSP_DAY: Hours = ((480, 720), (780, 1020))
"""08:00-12:00, 13:00-17:00: the day that Microsoft Project gives a calendar that gives none."""

_STANDARD: Week = (MSP_DAY, MSP_DAY, MSP_DAY, MSP_DAY, MSP_DAY, (), ())
_EARLIEST, _LATEST = date(1900, 1, 1), date(2149, 12, 31)
_MOST_DAYS = 3_000_000

_Days = dict[date, tuple[Hours, str | None]]


def calendars_of(
    elements: list[Element],
    *,
    values: Values,
    ledger: Ledger,
    findings: list[Finding],
    day: Span | None,
    week: Span | None,
) -> tuple[dict[str, Calendar], dict[str, str]]:
    """The calendars by id, and the id for each UID."""
    names = Names()
    ids: dict[str, str] = {}
    empty: dict[str, str] = {}
    for element in elements:
        uid = element.text("UID")
        if _says_nothing(element):
            empty[uid] = element.text("BaseCalendarUID")
        elif uid not in ids:
            ids[uid] = names.give(element.text("Name"), f"calendar-{uid}")
    for uid, under in empty.items():
        if under in ids:
            ids[uid] = ids[under]
            ledger.set_aside("Calendar", "Of a resource, and no different from its base.")
    weeks = _Weeks(elements, values)
    reader = _CalendarReader(values, ledger, weeks)
    found: dict[str, Calendar] = {}
    for element in elements:
        uid, name = element.text("UID"), element.text("Name")
        if uid in empty:
            continue
        base = ids.get(element.text("BaseCalendarUID"))
        if base == ids[uid]:
            base = None
        own_week = weeks.of(uid) if base is None or weeks.says(uid) else None
        found[ids[uid]] = Calendar(
            title=name if name and safe(name) != name else None,
            base=base,
            hours=own_week,
            exceptions=reader.exceptions(element, uid),
            day=day if base is None else None,
            week=week if base is None else None,
            source_id=uid,
        )
    findings.extend(weeks.findings)
    ledger.carried("calendars", len(found))
    return found, ids


def _says_nothing(element: Element) -> bool:
    """Whether it is the calendar of a resource that only passes its base on."""
    groups = element.groups
    return element.text("IsBaseCalendar") == "0" and not (
        groups.get("WeekDays") or groups.get("Exceptions") or groups.get("WorkWeeks")
    )


class _Weeks:
    """The hours of the week of each calendar; a day that it leaves out is that of its base."""

    def __init__(self, elements: list[Element], values: Values) -> None:
        self.values = values
        self.findings: list[Finding] = []
        self.own: dict[str, dict[int, Hours]] = {}
        self.base: dict[str, str] = {}
        self.done: dict[str, Week] = {}
        for element in elements:
            uid = element.text("UID")
            self.own[uid] = week_days(element, values)
            self.base[uid] = element.text("BaseCalendarUID")

    def says(self, uid: str) -> bool:
        """Whether a calendar names any weekday itself."""
        return bool(self.own.get(uid))

    def of(self, uid: str) -> Week:
        """The whole week of a calendar."""
        chain: list[str] = []
        here = uid
        while here in self.own and here not in chain and here not in self.done:
            chain.append(here)
            here = self.base[here]
        week = self.done.get(here, _STANDARD)
        for one in reversed(chain):
            days = [self.own[one].get(place, week[place]) for place in range(7)]
            week = self.done[one] = (
                days[0],
                days[1],
                days[2],
                days[3],
                days[4],
                days[5],
                days[6],
            )
        return week


def week_days(element: Element, values: Values) -> dict[int, Hours]:
    """The hours of the weekdays an element names, Monday as 0. Day type 1 is Sunday."""
    found: dict[int, Hours] = {}
    for day in element.all("WeekDays", "WeekDay"):
        kind = values.whole(day.text("DayType"), where="WeekDay.DayType")
        if 1 <= kind <= 7:
            found[(kind + 5) % 7] = _hours(day, values)
    return found


def _hours(element: Element, values: Values) -> Hours:
    """The working times of a day; a day that works without saying when has the usual ones."""
    spells: list[tuple[int, int]] = []
    for time in element.all("WorkingTimes", "WorkingTime"):
        begin = _minute(time.text("FromTime"), values)
        end = _minute(time.text("ToTime"), values)
        if begin is None or end is None:
            continue
        if end <= begin:  # until midnight, or past it
            end += 1440
        spells.append((begin, end))
    if not spells and element.text("DayWorking") == "1":
        return MSP_DAY
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spells):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def _minute(text: str, values: Values) -> int | None:
    """Minutes from midnight of `08:30:00`; some writers put a date before it."""
    clock = text.rpartition("T")[2]
    try:
        hour, minute = int(clock[0:2]), int(clock[3:5])
    except ValueError:
        if text:
            values.complain("WorkingTime", text, "a time such as 08:30:00")
        return None
    return hour * 60 + minute if 0 <= hour <= 24 and 0 <= minute < 60 else None


class _CalendarReader:
    """Turns everything that differs from the week into single days, and those into exceptions.

    What stands over what: work weeks, then old-style exceptions (day type 0), then recurring ones,
    then those of a plain period.
    """

    def __init__(self, values: Values, ledger: Ledger, weeks: _Weeks) -> None:
        self.values = values
        self.ledger = ledger
        self.weeks = weeks
        self.budget = _MOST_DAYS

    def exceptions(self, element: Element, uid: str) -> tuple[CalendarException, ...]:
        days: _Days = {}
        for week in element.all("WorkWeeks", "WorkWeek"):
            self._work_week(days, week, uid)
        for day in element.all("WeekDays", "WeekDay"):
            if day.text("DayType") == "0":
                self._period(days, day, None)
        listed = element.all("Exceptions", "Exception")
        for exception in sorted(listed, key=lambda one: one.text("Type") in {"1", "", "9"}):
            self._exception(days, exception, uid)
        return runs(days)

    def _spend(self, count: int) -> None:
        self.budget -= count
        if self.budget < 0:
            raise TooLarge(
                f"The calendar exceptions name more than {_MOST_DAYS:,} days. Shorten them."
            )

    def _range(self, element: Element) -> tuple[date, date] | None:
        period = next(iter(element.all("TimePeriod")), element)
        first = self._date(period.text("FromDate"))
        last = self._date(period.text("ToDate"))
        if first is None or last is None or last < first:
            return None
        if first > _LATEST or last < _EARLIEST:
            return None
        return max(first, _EARLIEST), min(last, _LATEST)

    def _date(self, text: str) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            self.values.complain("TimePeriod", text, "a time such as 2026-03-09T08:00:00")
            return None

    def _period(self, days: _Days, element: Element, title: str | None) -> None:
        span = self._range(element)
        if span is None:
            return
        first, last = span
        count = (last - first).days + 1
        self._spend(count)
        entry = (_hours(element, self.values), title)
        for offset in range(count):
            days[first + timedelta(days=offset)] = entry

    def _exception(self, days: _Days, element: Element, uid: str) -> None:
        title = element.text("Name") or None
        kind = self.values.whole(element.text("Type"), where="Exception.Type", default=1)
        if kind in {0, 1, 9}:
            self._period(days, element, title)
            return
        span = self._range(element)
        if span is None or kind not in range(2, 8):
            self.ledger.left_out(
                "Calendar.Exception", f"Type {kind} or without a period.", subject=uid
            )
            return
        rule = self._rule(element, kind, span)
        self._spend((span[1] - span[0]).days // (1 if kind in {6, 7} else 28) + 1)
        entry = (_hours(element, self.values), title)
        for day in days_of(rule):
            days[day] = entry
        self.ledger.changed(
            "Calendar.Exception (recurring)", "It became the single days it falls on.", subject=uid
        )

    def _rule(self, element: Element, kind: int, span: tuple[date, date]) -> Recurrence:
        def whole(tag: str, default: int = 0) -> int:
            return self.values.whole(element.text(tag), where=f"Exception.{tag}", default=default)

        counted = element.text("EnteredByOccurrences") == "1"
        return Recurrence(
            kind=kind,
            first=span[0],
            last=span[1],
            occurrences=max(whole("Occurrences"), 0) if counted else None,
            period=max(whole("Period", 1), 1),
            weekdays=whole("DaysOfWeek"),
            month=whole("Month"),
            month_day=whole("MonthDay", 1),
            position=whole("MonthPosition"),
            item=whole("MonthItem"),
        )

    def _work_week(self, days: _Days, element: Element, uid: str) -> None:
        span = self._range(element)
        if span is None:
            return
        own = week_days(element, self.values)
        usual = self.weeks.of(uid)
        title = element.text("Name") or None
        first, last = span
        count = (last - first).days + 1
        self._spend(count)
        for offset in range(count):
            day = first + timedelta(days=offset)
            hours = own.get(day.weekday())
            if hours is not None and hours != usual[day.weekday()]:
                days[day] = (hours, title)
        self.ledger.changed(
            "Calendar.WorkWeek", "Its days became exceptions to the week.", subject=uid
        )


def runs(days: _Days) -> tuple[CalendarException, ...]:
    """Exceptions of days; days in a row with the same hours and title are one."""
    found: list[CalendarException] = []
    in_order = sorted(days)
    for (_, (hours, title)), group in groupby(
        enumerate(in_order), key=lambda pair: (pair[1].toordinal() - pair[0], days[pair[1]])
    ):
        run = [day for _, day in group]
        found.append(CalendarException(first=run[0], last=run[-1], hours=hours, title=title))
    return tuple(found)
