"""The shape of a forecast in few numbers: a curve, a histogram, a cloud thinned to be drawn."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import distinct
from fairlead.analyses.forecast.quantiles import quantile
from fairlead.analyses.forecast.result import Bin
from fairlead.program.moments import closing_day, instant, opening_minute, zone
from fairlead.program.quantities import Money

__all__ = ["curve", "frontier", "histogram", "thinned"]

Values = npt.NDArray[np.int64]

_MOST_BINS = 40
_MOST_PAIRS = 400
_STEPS = (1, 2, 3, 4, 7, 14, 28, 56, 91, 182, 364)  # days of one bar: from a week on, whole weeks


def curve(ordered: Values) -> tuple[datetime, ...]:
    """The quantiles of 1 % to 99 %."""
    return tuple(instant(quantile(ordered, share / 100)) for share in range(1, 100))


def histogram(ordered: Values, *, timezone: str) -> tuple[Bin, ...]:
    """Trials by the day they end on, or by so many days that there are at most forty bars.

    The last bar holds the one in a hundred that end last, so that a long tail leaves the rest
    readable.
    Bars are whole days of the zone, from a week on whole weeks from Monday. A finish at midnight
    belongs to the day that ends.
    """
    first = _day(int(ordered[0]), timezone)
    last = _day(quantile(ordered, 0.99), timezone)
    days = (last - first).days + 1
    step = next((s for s in _STEPS if days / s <= _MOST_BINS - 2), None)
    if step is None:
        step = -(-days // (_MOST_BINS - 2))
    if step >= 7:
        first -= timedelta(days=first.weekday())
    edges = [first + timedelta(days=step * k) for k in range((last - first).days // step + 2)]
    minutes = np.array([opening_minute(day.date(), timezone=timezone) for day in edges], np.int64)
    if ordered[-1] > minutes[-1]:
        beyond = _day(int(ordered[-1]), timezone) + timedelta(days=1)
        after = opening_minute(beyond.date(), timezone=timezone)
        minutes = np.append(minutes, np.int64(after))
    upto = np.searchsorted(ordered, minutes, side="right")
    return tuple(
        Bin(start=instant(int(a)), finish=instant(int(b)), trials=int(count))
        for a, b, count in zip(minutes[:-1], minutes[1:], np.diff(upto), strict=True)
    )


def _day(minute: int, timezone: str) -> datetime:
    """The midnight that begins the day on which something ends at that minute."""
    day = closing_day(instant(minute), timezone=timezone)
    return datetime(day.year, day.month, day.day, tzinfo=zone(timezone))


def thinned(finish: Values, cost: Values) -> tuple[tuple[datetime, Money], ...]:
    """Pairs of finish and cost of at most 400 trials, taken at equal steps in the order drawn."""
    step = -(-len(finish) // _MOST_PAIRS)
    return tuple(
        (instant(at), Money(money))
        for at, money in zip(finish[::step].tolist(), cost[::step].tolist(), strict=True)
    )


def frontier(finish: Values, cost: Values, *, share: float) -> tuple[tuple[datetime, Money], ...]:
    """Dates with the least cost that, together, at least `share` of the trials keep.

    Dates go from the first at which any cost will do to the last trial, in at most 40 steps.
    """
    n = len(finish)
    need = max(ceil(share * n - 1e-9), 1)
    order = np.argsort(finish, kind="stable")
    dates, costs = finish[order], cost[order]
    found: list[tuple[datetime, Money]] = []
    for place in distinct(np.linspace(need - 1, n - 1, 40).astype(int)).tolist():
        until = int(np.searchsorted(dates, dates[place], side="right"))
        kept = np.partition(costs[:until], need - 1)[need - 1]
        found.append((instant(int(dates[place])), Money(int(kept))))
    return tuple(found)
