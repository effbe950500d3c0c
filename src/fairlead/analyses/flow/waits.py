"""How long until so many items are done: from the pace of the record, and its own past errors.

Two steps. The pace to come is taken from four windows of the record. How far that was from the
truth is asked of the record itself: every week of its past the same question is put, and what
was answered then is held against what happened. The quantiles of these errors, recent ones first
and joined with a usual spread, make the forecast; and where those quantiles themselves have been
met too often or too seldom, their levels are moved (conformal prediction: Vovk, Gammerman and
Shafer 2005; in time, Gibbs and Candès 2021).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

__all__ = ["LEVELS", "Waits", "waits"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVELS: Floats = np.arange(1, 100) / 100
"""The levels at which a wait is told."""

_HALF_LIVES = (
    (1.0, 0.15),
    (4.0, 0.25),
    (16.0, 0.3),
    (64.0, 0.3),
)  # weeks, and weight in the logarithm
_LONG = 60.0  # weeks of the pace that none may fall far below
_FLOOR = 0.1
_LOOK = 1  # week between two looks
_FIRST_LOOK = 8
_MOST_LOOKS = 156
_ERROR_LIFE = 13.0  # weeks in which an error loses half its weight
_LEVEL_LIFE = 52.0
_USUAL_WEIGHT = 12.0  # looks that the usual spread counts as
_USUAL_SPREAD = 0.55
_USUAL_ERROR = 0.1  # work slows down a little more often than it speeds up
_RIPE = 2.0  # a look counts once it is so many times as old as it expected to wait
_LEVEL_WEIGHT = 20.0
_MARGIN = 0.05  # looks overlap, and a record is short: its tails are thinner than the truth's
_NORMAL = np.array([NormalDist().inv_cdf((k + 0.5) / 40) for k in range(40)])
_NEVER = 1e6


@dataclass(eq=False)
class Waits:
    """A record cut into weeks that end where the forecast begins, ready to be asked.

    `begins` holds the day with which each week begins, and `first` after the last; `known` how
    many items were done before it; `pace` (weeks + 1) what pace was seen then, in items a day.
    """

    days: Ints
    begins: Ints
    known: Ints
    pace: Floats
    _bases: dict[tuple[int, int], Floats] = field(default_factory=dict)
    _outcomes: dict[int, Ints] = field(default_factory=dict)

    @property
    def weeks(self) -> int:
        """Whole weeks of the record."""
        return len(self.begins) - 1

    def outcome(self, items: int) -> Ints:
        """Days from each begin until so many items were done; `_NEVER` where they are not yet."""
        found = self._outcomes.get(items)
        if found is None:
            place = self.known + items - 1
            inside = place < len(self.days)
            ends = self.days[np.minimum(place, len(self.days) - 1)]
            found = np.where(inside, ends - self.begins + 1, int(_NEVER))
            self._outcomes[items] = found
        return found

    def days_until(self, items: int, *, week: int | None = None) -> Floats:
        """Quantiles of the days until the next so many items are done, at `LEVELS`; 1 is the first.

        As they were known when `week` began; the newest forecast when it is left out.
        """
        at = self.weeks if week is None else week
        base = self._base(items, at)
        looks, age, weight = self._looks(at, _LEVEL_LIFE)
        if not len(looks):
            return np.exp(base)
        outcome = self.outcome(items)[looks]
        earlier = np.stack([self._base(items, int(look)) for look in looks])
        done = outcome <= age
        reached = np.log(np.where(done, outcome, np.maximum(age, 1)))
        upto = (earlier <= reached[:, None]).sum(axis=1)
        below = (earlier <= np.log(np.maximum(outcome - 1, 0.5))[:, None]).sum(axis=1)
        level = np.where(done, (upto + below) / 2, np.maximum(upto, 50)) / len(LEVELS)
        counts = (age >= _RIPE * np.exp(earlier[:, 49])) & (done | (upto > 50))
        level, weight = level[counts], weight[counts]
        seen = ((level[None, :] <= LEVELS[:, None]) * weight).sum(axis=1)
        share = (seen + _LEVEL_WEIGHT * LEVELS) / (weight.sum() + _LEVEL_WEIGHT)
        wider = 0.5 + (LEVELS - 0.5) * (1 + _MARGIN)
        found: Floats = np.exp(np.interp(np.interp(wider, share, LEVELS), LEVELS, base))
        return found

    def _looks(self, at: int, life: float) -> tuple[Ints, Ints, Floats]:
        """Weeks of the past that are asked, the days since each, and their weights."""
        looks = np.arange(_FIRST_LOOK, at, _LOOK)[-_MOST_LOOKS:]
        age = self.begins[at] - self.begins[looks]
        return looks, age, 0.5 ** (age / (7 * life))

    def _base(self, items: int, at: int) -> Floats:
        """Logarithms of the days at `LEVELS`, from the pace and its past errors."""
        found = self._bases.get((items, at))
        if found is not None:
            return found
        guess = np.log(np.maximum(items / self.pace, 1.0))
        looks, age, weight = self._looks(at, _ERROR_LIFE)
        outcome = self.outcome(items)[looks]
        done = outcome <= age
        error = np.log(np.where(done, outcome, np.maximum(age, 1))) - guess[looks]
        # done or not, once it is ripe: else only haste would be seen
        counts = (age >= _RIPE * np.exp(guess[looks])) & (done | (error > 0))
        spread = np.sqrt(_USUAL_SPREAD**2 + 0.5 / items)
        errors = np.concatenate([error[counts], _USUAL_ERROR + spread * _NORMAL])
        usual = np.full(len(_NORMAL), _USUAL_WEIGHT / len(_NORMAL))
        weights = np.concatenate([weight[counts], usual])
        order = np.argsort(errors, kind="stable")
        share = np.cumsum(weights[order]) - weights[order] / 2
        made: Floats = guess[at] + np.interp(LEVELS, share / weights.sum(), errors[order])
        self._bases[items, at] = made
        return made


def waits(history: tuple[date, ...], *, first: date, since: date | None = None) -> Waits:
    """Prepare a record of completions up to the day before `first`; a day stands once for each.

    Raises `ValueError` when it spans less than two weeks, or nothing was completed within the last
    26 weeks of it.
    """
    days = np.array(sorted(day.toordinal() for day in history if day < first), np.int64)
    begin = int(days[0]) if len(days) else first.toordinal()
    if since is not None:
        begin = min(since.toordinal(), first.toordinal())
    weeks = (first.toordinal() - begin) // 7
    if weeks < 2:
        raise ValueError(
            f"the record spans {first.toordinal() - begin} days, expected two weeks or more"
        )
    begins = first.toordinal() - 7 * np.arange(weeks, -1, -1, dtype=np.int64)
    known = np.searchsorted(days, begins, side="left")
    counts = np.diff(known).astype(float)
    if not counts[-26:].any():
        raise ValueError(f"nothing was completed in the last {min(weeks, 26)} weeks before {first}")
    return Waits(days=days, begins=begins, known=known, pace=_pace(counts))


def _pace(counts: Floats) -> Floats:
    """Items a day as they were seen when each week began, and now: (weeks + 1)."""
    long = _smoothed(counts, _LONG)
    log = np.zeros(len(counts) + 1)
    for life, weight in _HALF_LIVES:
        log += weight * np.log(_smoothed(counts, life) + _FLOOR * long + 1e-9)
    found: Floats = np.exp(log) / 7
    return found


def _smoothed(counts: Floats, life: float) -> Floats:
    """The mean of the weeks before each, those of `life` weeks ago at half their weight."""
    keep = 0.5 ** (1 / life)
    found = np.zeros(len(counts) + 1)
    total = weight = 0.0
    for number, count in enumerate(counts.tolist(), start=1):
        total, weight = total * keep + count, weight * keep + 1
        found[number] = total / weight
    found[0] = found[1] if len(counts) else 0.0
    return found
