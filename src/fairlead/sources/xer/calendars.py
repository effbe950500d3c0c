"""Calendars of P6: the hours of the week and every single day that differs, in one cell of text.

The cell nests parentheses: `(0||CalendarData()( (0||DaysOfWeek()( (0||2()(
(0||0(s|08:00|f|12:00)()) ... ) (0||Exceptions()( (0||0(d|45285)()) ... )`. Day 1 is Sunday;
`d` counts days from 1899-12-30.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import groupby

from fairlead.program.calendars import Calendar, CalendarException, Hours, Week
from fairlead.program.findings import Finding
from fairlead.program.quantities import Span
from fairlead.sources.ledger import Ledger
from fairlead.sources.naming import Names, safe
from fairlead.sources.xer.cells import Cells
from fairlead.sources.xer.tables import Tables

__all__ = ["P6_DAY", "calendars_of", "parse_exceptions", "parse_week"]

P6_DAY: Hours = ((480, 960),)
"""08:00 to 16:00: the working day that P6 gives a calendar of which nothing is said."""

_ZERO = date(1899, 12, 30)
_FURTHEST = (date(2200, 1, 1) - _ZERO).days
_DAY = re.compile(r"\(\s*\d*\s*\|\|\s*([1-7])\s*\(\s*\)")
_SPELL = re.compile(
    r"([sf])\|\s*(\d{1,2}):(\d{2})\s*([AaPp][Mm])?\s*\|\s*([sf])\|\s*(\d{1,2}):(\d{2})\s*([AaPp][Mm])?"
)
_EXCEPTION = re.compile(r"\(\s*d\|\s*(\d{1,6})\s*\)")


def calendars_of(
    tables: Tables, *, cells: Cells, ledger: Ledger, findings: list[Finding]
) -> tuple[dict[str, Calendar], dict[str, str]]:
    """The calendars by id, and the id of each P6 key."""
    table = tables["CALENDAR"]
    names = Names()
    ids: dict[str, str] = {}
    rows = list(
        table.pick(
            "clndr_id", "clndr_name", "base_clndr_id", "day_hr_cnt", "week_hr_cnt", "clndr_data"
        )
    )
    for key, title, *_ in rows:
        if key not in ids:
            ids[key] = names.give(title, f"calendar-{key}")
    found: dict[str, Calendar] = {}
    for key, title, base, day, week, text in rows:
        where = f"CALENDAR {title!r}"
        hours = parse_week(text)
        if hours is None:
            findings.append(_without_week(where))
        found[ids[key]] = Calendar(
            title=title if title and safe(title) != title else None,
            base=ids.get(base) if base != key else None,
            hours=hours or (None if ids.get(base) else _default_week()),
            exceptions=parse_exceptions(text),
            day=_length(cells.hours(day, "{}.day_hr_cnt", where)),
            week=_length(cells.hours(week, "{}.week_hr_cnt", where)),
            source_id=key,
        )
    ledger.carried("calendars", len(found))
    return found, ids


def _length(span: Span | None) -> Span | None:
    return span if span is not None and span.amount > 0 else None


def _default_week() -> Week:
    return (P6_DAY, P6_DAY, P6_DAY, P6_DAY, P6_DAY, (), ())


def _without_week(where: str) -> Finding:
    return Finding(
        code="calendar.no-hours",
        severity="warning",
        message=f"{where} has no hours, expected those of a week; Mon-Fri 08:00-16:00 is taken.",
        where=where,
    )


def parse_week(text: str) -> Week | None:
    """The hours of Monday to Sunday in calendar text, None where it gives no day."""
    begin = text.find("DaysOfWeek")
    if begin < 0:
        return None
    end = min(
        (at for mark in ("VIEW", "Exceptions") if (at := text.find(mark, begin)) > 0),
        default=len(text),
    )
    marks = list(_DAY.finditer(text, begin, end))
    if not marks:
        return None
    days: list[Hours] = [()] * 7
    for mark, after in zip(marks, [*marks, None][1:], strict=True):
        sunday_first = int(mark.group(1))
        days[(sunday_first + 5) % 7] = _spells(
            text[mark.end() : after.start() if after is not None else end]
        )
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = days
    return (monday, tuesday, wednesday, thursday, friday, saturday, sunday)


def parse_exceptions(text: str) -> tuple[CalendarException, ...]:
    """The days that differ; days in a row with the same hours become one exception."""
    begin = text.find("Exceptions")
    if begin < 0:
        return ()
    marks = list(_EXCEPTION.finditer(text, begin))
    days: dict[int, Hours] = {}
    for mark, after in zip(marks, [*marks, None][1:], strict=True):
        ordinal = int(mark.group(1))
        if ordinal <= _FURTHEST:
            days[ordinal] = _spells(text[mark.end() : after.start() if after else len(text)])
    return _runs(days)


def _runs(days: dict[int, Hours]) -> tuple[CalendarException, ...]:
    found: list[CalendarException] = []
    in_order = sorted(days)
    for _, group in groupby(
        enumerate(in_order), key=lambda pair: (pair[1] - pair[0], days[pair[1]])
    ):
        run = [ordinal for _, ordinal in group]
        found.append(
            CalendarException(
                first=_ZERO + timedelta(days=run[0]),
                last=_ZERO + timedelta(days=run[-1]),
                hours=days[run[0]],
            )
        )
    return tuple(found)


def _spells(text: str) -> Hours:
    if "|" not in text:
        return ()
    spells: list[tuple[int, int]] = []
    for one, hour1, minute1, half1, _, hour2, minute2, half2 in _SPELL.findall(text):
        begin, end = _minute(hour1, minute1, half1), _minute(hour2, minute2, half2)
        if one == "f":
            begin, end = end, begin
        if end <= begin:  # until midnight, or past it
            end += 1440
        spells.append((begin, end))
    return _apart(sorted(spells))


def _minute(hour: str, minute: str, half: str) -> int:
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half in {"PM", "pm", "Pm", "pM"} else 0)
    return min(hours * 60 + int(minute), 1440)


def _apart(spells: list[tuple[int, int]]) -> Hours:
    merged: list[tuple[int, int]] = []
    for begin, end in spells:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)
