"""When a backlog of a program will be done, and how much of it by its date: as `flow` says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from math import ceil, log
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from fairlead.analyses.flow.flow import MOST_DAYS
from fairlead.analyses.flow.waits import DEVIATES, MOST_ITEMS, Waits, stretched, waits
from fairlead.program.backlogs import Backlog
from fairlead.program.findings import Finding
from fairlead.program.moments import closing_minute, first_whole_day
from fairlead.program.program import Program

__all__ = ["WorkedOff", "done_by", "worked_off"]

Floats = npt.NDArray[np.float64]

_WINDOW_WEEKS = 26
_CASES = 15  # of how much is found on the way
_NINE_IN_TEN = 89  # their places in LEVELS
_ONE_IN_TEN = 9


@dataclass(frozen=True, slots=True, eq=False)
class WorkedOff:
    """A backlog worked off: days at `DEVIATES`, 1 the `first`, whole; and what is done by its due.

    `per_week` is the mean of the last `weeks`; `spread` the standard deviation of the logarithm of
    the days, taken from P10 to P90. `done` are items at least with 50, 80 and 90 %.
    """

    first: date
    days: Floats
    per_week: float
    weeks: int
    spread: float
    done: tuple[int, int, int] | None = None


def worked_off(program: Program, key: str, *, status: datetime) -> WorkedOff | Finding:
    """One backlog, begun on the first whole day from `status` on.

    Without a usable record it is a finding that says why.
    """
    backlog = program.backlogs[key]
    first = first_whole_day(status, timezone=program.timezone)
    if (
        not 0 <= backlog.items <= MOST_ITEMS
        or min(backlog.growth or 0, backlog.growth_high or 0) < 0
    ):
        return _senseless(key, backlog)
    until = None
    if backlog.due is not None:
        until = _days_until(program, first, closing_minute(backlog.due, timezone=program.timezone))
    try:
        found = _worked(backlog, first, until)
    except ValueError as error:
        return _without_record(key, str(error))
    if float(np.interp(NormalDist().inv_cdf(0.95), DEVIATES, found.days)) > MOST_DAYS:
        return _endless(key, backlog, found)
    return found


def done_by(
    program: Program, key: str, *, until: int, status: datetime
) -> tuple[int, int, int] | None:
    """Items at least that are done by a minute with 50, 80 and 90 %, of those there are now.

    None where `worked_off` is a finding.
    """
    if isinstance(worked_off(program, key, status=status), Finding):
        return None
    first = first_whole_day(status, timezone=program.timezone)
    return _worked(program.backlogs[key], first, _days_until(program, first, until)).done


def _days_until(program: Program, first: date, end: int) -> int:
    """The number of the last day that is over by a minute; 1 is the first."""
    return (end - closing_minute(first, timezone=program.timezone)) // 1440 + 1


@lru_cache(maxsize=64)
def _worked(backlog: Backlog, first: date, until: int | None) -> WorkedOff:
    """The same backlog and day give the same answer, so that an edit elsewhere costs nothing.

    `until` is the number of the day by which it is due. Raises `ValueError` for a record that says
    nothing.
    """
    items, growth = backlog.items, backlog.growth
    ready = waits(backlog.history, first=first, since=backlog.since)
    weeks = min(ready.weeks, _WINDOW_WEEKS)
    told = ready.days_until(max(items, 1))
    wide = stretched(told) if items else np.zeros(len(DEVIATES))
    if items and growth:
        wide = _grown(ready, items, (float(growth), float(backlog.growth_high or growth)))
    days = np.maximum(np.ceil(wide - 1e-9), 1.0 if items else 0.0)
    done = None
    if until is not None:
        counts = [ready.done_within(until, share) if until > 0 else 0 for share in (50, 80, 90)]
        done = min(counts[0], items), min(counts[1], items), min(counts[2], items)
    wait = np.log(told[_NINE_IN_TEN] / told[_ONE_IN_TEN])
    return WorkedOff(
        first=first,
        days=days,
        per_week=float(ready.known[-1] - ready.known[-1 - weeks]) / weeks,
        weeks=weeks,
        spread=float(wait) / (2 * NormalDist().inv_cdf(0.9)),
        done=done,
    )


def _grown(ready: Waits, items: int, growth: tuple[float, float]) -> Floats:
    """Days at `DEVIATES` when items are found on the way, a lognormal part of those there are.

    `growth` is its middle and its one-in-ten value. Cases of equal chance are put together.
    """
    middle, high = growth
    normal = NormalDist()
    spread = log(max(high, middle) / middle) / normal.inv_cdf(0.9)
    parts = [middle * np.exp(spread * normal.inv_cdf((n + 0.5) / _CASES)) for n in range(_CASES)]
    counts = [min(ceil(items * (1 + part)), MOST_ITEMS) for part in parts]
    each = np.stack([stretched(ready.days_until(max(count, 1))) for count in counts])
    share = np.array([normal.cdf(z) for z in DEVIATES.tolist()])
    grid = np.exp(np.linspace(np.log(each.min()), np.log(each.max()), 4 * len(DEVIATES)))
    upto = np.mean([np.interp(grid, row, share) for row in each], axis=0)
    found: Floats = np.interp(share, upto, grid)
    return found


def _without_record(key: str, why: str) -> Finding:
    return Finding(
        code="backlog.no-record",
        severity="warning",
        message=f"Backlog {key!r} cannot be forecast: {why}.",
        where=f"backlogs.{key}.history",
        hint="Give the day on which each item was completed, over the last months.",
        subjects=(key,),
    )


def _senseless(key: str, backlog: Backlog) -> Finding:
    return Finding(
        code="backlog.negative",
        severity="error",
        message=f"Backlog {key!r} has {backlog.items} items and a growth of {backlog.growth or 0}; "
        f"expected nothing below zero, and at most {MOST_ITEMS:,} items.",
        where=f"backlogs.{key}",
        hint="Write what is still to be done.",
        subjects=(key,),
    )


def _endless(key: str, backlog: Backlog, found: WorkedOff) -> Finding:
    return Finding(
        code="backlog.beyond-time",
        severity="error",
        message=f"Backlog {key!r} holds {backlog.items:,} items and its team does "
        f"{found.per_week:.1f} a week: it may take more than a hundred years.",
        where=f"backlogs.{key}.items",
        hint="Look for items counted in another size than the record's.",
        subjects=(key,),
    )
