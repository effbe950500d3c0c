"""When: days and instants, and the whole minutes since 1970 (UTC) that analyses count in."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

__all__ = [
    "EPOCH",
    "Moment",
    "closing_day",
    "closing_minute",
    "closing_time",
    "first_whole_day",
    "in_zone",
    "instant",
    "minute_of",
    "opening_minute",
    "utc",
    "wall_time",
    "zone",
]

Moment = date | datetime
"""A day, or an instant in UTC (to the minute). A day means its whole length: a start on it is its
first minute, a finish on it its last."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises `zoneinfo.ZoneInfoNotFoundError` for any other."""
    return ZoneInfo(name)


def utc(local: datetime, *, timezone: str) -> datetime:
    """The instant in UTC of a wall-clock time; a time that already has an offset keeps it.

    A wall-clock time that a change of the clock repeats is its first occurrence, one that it skips
    is read with the offset from before the change, as RFC 5545 has it.
    """
    if local.tzinfo is None:
        local = local.replace(tzinfo=zone(timezone))
    return local.astimezone(UTC)


def in_zone(at: datetime, *, timezone: str) -> datetime:
    """The same instant as the wall clock of `timezone` shows it."""
    return at.astimezone(zone(timezone))


def closing_day(at: datetime, *, timezone: str) -> date:
    """The day, in `timezone`, that an end falls on: midnight ends the day before it."""
    return in_zone(at - _MINUTE, timezone=timezone).date()


def wall_time(at: datetime, *, timezone: str) -> str:
    """A start, or any other instant, by the wall clock of `timezone`: `2026-03-02 09:00`."""
    return f"{in_zone(at, timezone=timezone):%Y-%m-%d %H:%M}"


def closing_time(at: datetime, *, timezone: str) -> str:
    """An end by the wall clock of `timezone`: the midnight after a day is its `24:00`."""
    local = in_zone(at, timezone=timezone)
    if local.hour == local.minute == 0:
        return f"{closing_day(at, timezone=timezone):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def minute_of(at: datetime) -> int:
    """Whole minutes from 1970-01-01T00:00Z to `at`."""
    return (at - EPOCH) // _MINUTE


@lru_cache(maxsize=1 << 16)
def instant(minute: int) -> datetime:
    """The instant that lies `minute` minutes after 1970-01-01T00:00Z."""
    return EPOCH + timedelta(minutes=minute)


def opening_minute(moment: Moment, *, timezone: str) -> int:
    """The first minute of a moment: of a day, its midnight in `timezone`; an instant is itself."""
    if isinstance(moment, datetime):
        return minute_of(moment)
    return minute_of(datetime(moment.year, moment.month, moment.day, tzinfo=zone(timezone)))


def closing_minute(moment: Moment, *, timezone: str) -> int:
    """The end of a moment: of a day, the midnight after it; an instant is itself."""
    if isinstance(moment, datetime):
        return minute_of(moment)
    return opening_minute(moment + timedelta(days=1), timezone=timezone)


def first_whole_day(moment: Moment, *, timezone: str) -> date:
    """The first day of `timezone` that lies whole after a moment; a day is itself."""
    if not isinstance(moment, datetime):
        return moment
    local = in_zone(moment, timezone=timezone)
    return local.date() + timedelta(days=bool(local.hour or local.minute))
