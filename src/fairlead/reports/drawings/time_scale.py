"""The time axis of a chart: where an instant lies, and which marks are worth their ink."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from fairlead.program.moments import in_zone, instant, minute_of, opening_minute
from fairlead.program.noun import Noun
from fairlead.reports.show import MONTHS

__all__ = ["Tick", "TimeScale", "time_scale"]


class Tick(Noun):
    """A spell of the calendar on the axis: from, to (both in chart units), and its name."""

    left: float
    right: float
    name: str


class TimeScale(Noun):
    """Time from `first` to `last` (instants), laid out from `left` to `right` (chart units)."""

    first: int
    last: int
    left: float
    right: float
    timezone: str

    def x(self, at: datetime) -> float:
        """Where an instant lies; what is outside the scale lies at its end."""
        part = (minute_of(at) - self.first) / (self.last - self.first)
        return self.left + min(max(part, 0.0), 1.0) * (self.right - self.left)

    @property
    def day_width(self) -> float:
        """Chart units of one day."""
        return (self.right - self.left) * 1440 / (self.last - self.first)

    def minor(self) -> tuple[Tick, ...]:
        """The finest spells whose names still fit: days, weeks, months, quarters or years."""
        return tuple(self._ticks(self._unit()))

    def major(self) -> tuple[Tick, ...]:
        """The spells that those lie in: months over days and weeks, years over the others."""
        unit = self._unit()
        return tuple(self._ticks("month-year" if unit in ("day", "week") else "year-above"))

    def weekends(self) -> tuple[Tick, ...]:
        """Saturdays with Sundays, where they are wide enough to be seen as days."""
        if self.day_width < 4:
            return ()
        return tuple(self._ticks("weekend"))

    def _unit(self) -> str:
        width = self.day_width
        for unit, least in (("day", 17.0), ("week", 6.2), ("month", 0.85), ("quarter", 0.24)):
            if width >= least:
                return unit
        return "year"

    def _ticks(self, unit: str) -> Iterator[Tick]:
        day = in_zone(instant(self.first), timezone=self.timezone).date()
        begin = _floor(day, unit)
        while self._minute(begin) < self.last:
            following = _next(begin, unit)
            shut = following if unit != "weekend" else begin + timedelta(days=2)
            left, right = self._at(begin), self._at(shut)
            if right - left > 0.01:
                yield Tick(left=left, right=right, name=_name(begin, unit))
            begin = following

    def _minute(self, day: date) -> int:
        return opening_minute(day, timezone=self.timezone)

    def _at(self, day: date) -> float:
        part = (self._minute(day) - self.first) / (self.last - self.first)
        return self.left + min(max(part, 0.0), 1.0) * (self.right - self.left)


def time_scale(
    first: datetime, last: datetime, *, left: float, right: float, timezone: str
) -> TimeScale:
    """A scale that begins with the day of `first` and has a little room after `last`."""
    opening = opening_minute(in_zone(first, timezone=timezone).date(), timezone=timezone)
    closing = max(minute_of(last), opening + 1440)
    room = max(1440, (closing - opening) // 40)
    return TimeScale(first=opening, last=closing + room, left=left, right=right, timezone=timezone)


def _floor(day: date, unit: str) -> date:
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "weekend":
        return day - timedelta(days=(day.weekday() + 2) % 7)
    if unit in ("month", "month-year"):
        return day.replace(day=1)
    if unit == "quarter":
        return date(day.year, day.month - (day.month - 1) % 3, 1)
    return date(day.year, 1, 1)


def _next(day: date, unit: str) -> date:
    if unit == "day":
        return day + timedelta(days=1)
    if unit in ("week", "weekend"):
        return day + timedelta(days=7)
    months = {"month": 1, "month-year": 1, "quarter": 3}.get(unit, 12)
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)


def _name(day: date, unit: str) -> str:
    if unit == "day":
        return str(day.day)
    if unit == "week":
        return f"{day.day} {MONTHS[day.month - 1]}"
    if unit == "month":
        return MONTHS[day.month - 1]
    if unit == "month-year":
        return f"{MONTHS[day.month - 1]} {day.year}"
    if unit == "quarter":
        return f"Q{(day.month + 2) // 3}"
    return str(day.year)
