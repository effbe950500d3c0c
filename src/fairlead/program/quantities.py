"""How much: spans of time as people write them, estimates with their range, money."""

import math
from typing import Literal, NewType, Self

from fairlead.program.noun import Noun

__all__ = ["Chance", "CostEstimate", "Estimate", "Money", "Share", "Span", "Unit"]

Unit = Literal["m", "h", "d", "w"]

Money = NewType("Money", int)
"""An amount in hundredths of the program's currency, so that sums are exact to the cent."""

Chance = NewType("Chance", float)
"""A probability, 0 to 1. Written `30%`."""

Share = NewType("Share", float)
"""A part of a whole, 0 and up: availability, units. 0.8 is written `80%`; a pool of three is 3."""


class Span(Noun):
    """A quantity of time as it was written: `5d`, `2.5h`, `-1d`, `elapsed 2d`.

    `m` and `h` are fixed; a `d` is the day of the calendar that the work stands in, and a `w` its
    week, until they are `elapsed`: then a day is 24 hours and a week 7 of them, with no regard to
    working time. Analyses turn a span into integer minutes with `minutes`.
    """

    amount: float
    unit: Unit
    elapsed: bool = False

    def minutes(self, *, day_minutes: int, week_minutes: int) -> int:
        """Whole minutes, rounded half away from zero. 1.5d of an 8-hour day is 720."""
        if self.elapsed:
            day_minutes, week_minutes = 1440, 10080
        factor = {"m": 1, "h": 60, "d": day_minutes, "w": week_minutes}[self.unit]
        exact = self.amount * factor
        return math.floor(exact + 0.5) if exact >= 0 else -math.floor(0.5 - exact)

    def __str__(self) -> str:
        amount = f"{self.amount:.10g}"
        return f"{'elapsed ' if self.elapsed else ''}{amount}{self.unit}"


class Estimate(Noun):
    """What is thought that work will take: a point, a range, or low/likely/high.

    A point holds `likely` alone. A range `3d..8d` holds `low` and `high`: one chance in ten to be
    below the first, one in ten to be above the second. Three points hold all, low and high with
    the same meaning, likely the mode.
    """

    low: Span | None = None
    likely: Span | None = None
    high: Span | None = None

    @classmethod
    def point(cls, amount: float, unit: Unit) -> Self:
        """The estimate written `5d`."""
        return cls(likely=Span(amount=amount, unit=unit))

    @property
    def is_point(self) -> bool:
        """Whether nothing was said about how sure it is."""
        return self.low is None

    def planned_minutes(self, *, day_minutes: int, week_minutes: int) -> int:
        """The one figure that a plan of fixed dates uses, in working minutes.

        The likely value where one was given, else the geometric mean of the range, which is the
        median of the lognormal that has these 10 % and 90 % points. 4d..9d of 8 hours: 2,880.
        """
        if self.likely is not None:
            return self.likely.minutes(day_minutes=day_minutes, week_minutes=week_minutes)
        if self.low is None or self.high is None:
            return 0
        low = self.low.minutes(day_minutes=day_minutes, week_minutes=week_minutes)
        high = self.high.minutes(day_minutes=day_minutes, week_minutes=week_minutes)
        return round(math.sqrt(low * high))

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return str(self.likely)
        if self.likely is None:
            return f"{self.low}..{self.high}"
        return f"{self.low}/{self.likely}/{self.high}"


class CostEstimate(Noun):
    """Money as a point, a range or low/likely/high, in the manner of `Estimate`."""

    low: Money | None = None
    likely: Money | None = None
    high: Money | None = None

    @property
    def planned(self) -> Money:
        """The likely amount, else the geometric mean of the range, in hundredths.

        From zero or below, the middle of the range: 0..200 is 100.
        """
        if self.likely is not None:
            return self.likely
        if self.low is None or self.high is None:
            return Money(0)
        if self.low <= 0:  # a range that touches nothing has no geometric mean
            return Money(round((self.low + self.high) / 2))
        return Money(round(math.sqrt(self.low * self.high)))
