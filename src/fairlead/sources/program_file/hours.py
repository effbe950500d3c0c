"""The grammar of working hours: `Mon-Thu 09:00-12:00, 13:00-17:30; Fri 09:00-14:00`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from fairlead.program.calendars import Hours, Week
from fairlead.sources.program_file.rules import Wrong

__all__ = [
    "CLOCK_PATTERN",
    "HOURS_PATTERN",
    "WEEK_PATTERN",
    "clock_of",
    "clock_text",
    "hours_of",
    "hours_text",
    "week_of",
    "week_text",
]

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NONE: Final = "none"

_CLOCK = r"(?:[01]\d|2[0-4]):[0-5]\d"
_SPELL = rf"{_CLOCK}-{_CLOCK}"
_SPELLS = rf"{_SPELL}(?:\s*,\s*{_SPELL})*"
_DAY = "(?:" + "|".join(_DAYS) + ")"
_DAY_RANGE = rf"{_DAY}(?:-{_DAY})?"
_PART = rf"{_DAY_RANGE}(?:\s*,\s*{_DAY_RANGE})*\s+(?:{_SPELLS}|{_NONE})"

CLOCK_PATTERN: Final = r"^(?:[01]\d|2[0-3]):[0-5]\d$"
"""A time on the clock, as a regular expression of JSON Schema."""

HOURS_PATTERN: Final = rf"^(?:{_SPELLS}|{_NONE})$"
"""The hours of one day, as a regular expression of JSON Schema."""

WEEK_PATTERN: Final = rf"^(?:{_PART}(?:\s*;\s*{_PART})*|{_NONE})$"
"""The hours of a week, as a regular expression of JSON Schema."""

_HOURS = re.compile(HOURS_PATTERN)
_WEEK_PART = re.compile(rf"^({_DAY_RANGE}(?:\s*,\s*{_DAY_RANGE})*)\s+({_SPELLS}|{_NONE})$")

_HINT = (
    "Write days and spells of 24-hour clock times, such as `Mon-Fri 09:00-17:00`, "
    "`Mon-Thu 09:00-12:00, 13:00-17:30; Fri 09:00-14:00`, `Mon-Sun 22:00-06:00` or `none`."
)


def hours_of(text: str) -> Hours:
    """The spells of one day, in minutes from its midnight. `22:00-06:00` is (1320, 1800).

    A spell that ends when it began lasts 24 hours. Raises `Wrong`.
    """
    text = text.strip()
    if not _HOURS.match(text):
        raise Wrong(
            "hours.grammar",
            f"{text!r} are no hours of a day, expected `09:00-12:00, 13:00-17:00` or `none`.",
        )
    if text == _NONE:
        return ()
    spells: list[tuple[int, int]] = []
    for spell in text.split(","):
        first, _, last = spell.strip().partition("-")
        start, end = _minute(first), _minute(last)
        if start >= 1440:
            raise Wrong("hours.grammar", f"The spell {spell.strip()} begins after 23:59.")
        spells.append((start, end if end > start else end + 1440))
    spells.sort()
    for (_, end), (start, _) in pairwise(spells):
        if start < end:
            raise Wrong("hours.overlap", f"{text!r}: two spells overlap.")
    return tuple(spells)


def week_of(text: str) -> Week:
    """The hours of Monday to Sunday; days that are not named are not worked. Raises `Wrong`."""
    days: dict[int, Hours] = {}
    stripped = text.strip()
    for part in [] if stripped == _NONE else stripped.split(";"):
        match = _WEEK_PART.match(part.strip())
        if match is None:
            raise Wrong(
                "hours.grammar",
                f"{part.strip()!r} are no hours of a week.",
                hint=_HINT,
            )
        hours = hours_of(match[2])
        for day in _named_days(match[1]):
            if day in days:
                raise Wrong("hours.overlap", f"{text!r} gives the hours of {_DAYS[day]} twice.")
            days[day] = hours
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
        days.get(day, ()) for day in range(7)
    )
    return (monday, tuesday, wednesday, thursday, friday, saturday, sunday)


def _named_days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        begin = _DAYS.index(first)
        length = (_DAYS.index(last) - begin) % 7 if last else 0
        days += [(begin + step) % 7 for step in range(length + 1)]
    return days


def clock_of(text: str) -> int:
    """A time on the clock, in minutes from midnight. Raises `Wrong`."""
    text = text.strip()
    if not re.match(CLOCK_PATTERN, text):
        raise Wrong("hours.grammar", f"{text!r} is no time on a clock, expected such as `09:00`.")
    return _minute(text)


def clock_text(minute: int) -> str:
    """The text that is read as so many minutes from midnight."""
    return _clock(minute)


def _minute(clock: str) -> int:
    hour, minute = int(clock[:2]), int(clock[3:])
    if hour == 24 and minute:
        raise Wrong("hours.grammar", f"There is no time {clock}; a day ends at 24:00.")
    return hour * 60 + minute


def hours_text(hours: Hours) -> str:
    """The text that `hours_of` reads as `hours`."""
    return ", ".join(f"{_clock(start)}-{_end_clock(end)}" for start, end in hours) or _NONE


def week_text(week: Week) -> str:
    """The text that `week_of` reads as `week`; days that follow each other alike are a range."""
    parts: list[str] = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and week[last + 1] == week[day]:
            last += 1
        if week[day]:
            days = _DAYS[day] if last == day else f"{_DAYS[day]}-{_DAYS[last]}"
            parts.append(f"{days} {hours_text(week[day])}")
        day = last + 1
    return "; ".join(parts) or _NONE


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _end_clock(minute: int) -> str:
    return _clock(minute if minute <= 1440 else minute - 1440)
