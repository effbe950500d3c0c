"""The grammar of days and times: `2026-03-02`, `2026-03-02 09:30`, `2026-03-09..2026-03-13`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

from fairlead.program.calendars import DateRange
from fairlead.program.moments import in_zone, utc
from fairlead.sources.program_file.rules import Wrong

__all__ = [
    "DAY",
    "TIME",
    "day_of",
    "day_text",
    "days_of",
    "days_text",
    "moment_of",
    "moment_text",
    "time_of",
    "time_text",
]

DAY: Final = r"\d{4}-\d\d-\d\d"
TIME: Final = DAY + r"[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?"

_day_match = re.compile(DAY).fullmatch
_time_match = re.compile(TIME).fullmatch


def day_of(text: str) -> date:
    """A day. Raises `Wrong`."""
    if _day_match(text) is None:
        raise Wrong(
            "moment.grammar",
            f"{text[:80]!r} is no date, expected such as `2026-03-02`.",
        )
    try:
        return date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        raise Wrong("moment.none-such", f"there is no day {text}.") from None


def day_text(day: date) -> str:
    """The text that is read as `day`."""
    return day.isoformat()


def time_of(text: str, timezone: str) -> datetime:
    """An instant; without an offset, as the clocks of `timezone` show it. Raises `Wrong`."""
    if _time_match(text) is None:
        raise Wrong(
            "moment.grammar",
            f"{text[:80]!r} is no time, expected such as `2026-03-02 09:30`, "
            "`2026-03-02 09:30+01:00`.",
        )
    try:
        return utc(datetime.fromisoformat(text), timezone=timezone)
    except (ValueError, OverflowError):
        raise Wrong("moment.none-such", f"there is no time {text}.") from None


def time_text(at: datetime, timezone: str) -> str:
    """The wall-clock text that is read as `at`; with its offset where the clock shows it twice."""
    try:
        local = in_zone(at, timezone=timezone)
    except OverflowError:
        local = at.astimezone(UTC)
    naive = local.replace(tzinfo=None, fold=0)
    seconds = local.second or local.microsecond
    text = naive.isoformat(sep=" ") if seconds else naive.isoformat(sep=" ", timespec="minutes")
    first, second = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    if first == second:
        return text
    return f"{text}{local.strftime('%z')[:3]}:{local.strftime('%z')[3:5]}"


def moment_of(text: str, timezone: str) -> date | datetime:
    """A day or an instant. Raises `Wrong`."""
    if len(text) == 10 or ":" not in text:
        return day_of(text)
    return time_of(text, timezone)


def moment_text(moment: date | datetime, timezone: str) -> str:
    """The text that is read as `moment`."""
    return time_text(moment, timezone) if isinstance(moment, datetime) else moment.isoformat()


def days_of(text: str) -> DateRange:
    """A day, or days from the first to the last. Raises `Wrong`."""
    first, dots, last = text.partition("..")
    try:
        begin = day_of(first.strip())
        end = day_of(last.strip()) if dots else begin
    except Wrong as wrong:
        if wrong.code == "moment.none-such":
            raise
        raise Wrong(
            "range.grammar",
            f"{text[:80]!r} is neither a day nor days, expected `2026-03-09` or "
            "`2026-03-09..2026-03-13`.",
        ) from None
    if end < begin:
        raise Wrong(
            "range.order", f"{text} ends before it begins.", hint=f"Write `{end}..{begin}`."
        )
    return DateRange(first=begin, last=end)


def days_text(days: DateRange) -> str:
    """The text that is read as `days`."""
    if days.first == days.last:
        return days.first.isoformat()
    return f"{days.first.isoformat()}..{days.last.isoformat()}"
