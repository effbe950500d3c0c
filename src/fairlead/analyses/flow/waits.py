"""How long until so many items are done: from the pace of the record, and its own past errors.

Two steps. The pace to come is taken from four windows of the record. How far that was from the
truth is asked of the record itself: every week of its past the same question is put, and what
was answered then is held against what happened. The quantiles of these errors, recent ones first
and joined with a usual spread, make the forecast; and where those quantiles themselves have been
met too often or too seldom, their levels are moved (conformal prediction: Vovk, Gammerman and
Shafer 2005; in time, Gibbs and Candès 2021).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

__all__ = ["DEVIATES", "LEVELS", "MOST_ITEMS", "Waits", "stretched", "waits"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVELS: Floats = np.arange(1, 100) / 100
"""The levels at which a wait is told."""

DEVIATES: Floats = np.linspace(-4.0, 4.0, 641)
"""Normal deviates at which a wait is told where its ends are needed too."""

MOST_ITEMS = 1_000_000

_HALF_LIVES = (1.0, 4.0, 16.0, 64.0)  # weeks
_SOON: Floats = np.array([0.3, 0.35, 0.25, 0.1])  # their weights for what takes a week,
_LATE: Floats = np.array([0.05, 0.2, 0.35, 0.4])  # and for what takes three quarters or more
_LATE_WEEKS = 39.0
_LONG = 60.0  # weeks of the pace that none may fall far below
_FLOOR = 0.1
_FIRST_LOOK = 8
_MOST_LOOKS = 156
_ERROR_LIFE = 16.0  # weeks in which an error loses half its weight
_LEVEL_LIFE = 26.0
_USUAL_WEIGHT = 12.0  # looks that the usual spread counts as
_USUAL_SPREAD = 0.45
_USUAL_ERROR = 0.1  # work slows down a little more often than it speeds up
_RIPE = 2.0  # a look counts once it is so many times as old as it expected to wait
_LEVEL_WEIGHT = 20.0
_MARGIN = 0.07  # looks overlap, and a record is short: its tails are thinner than the truth's
_NORMAL = np.array([NormalDist().inv_cdf((k + 0.5) / 40) for k in range(40)])
_NEVER = 1e6


@dataclass(eq=False)
class Waits:
    """A record cut into weeks that end where the forecast begins, ready to be asked.

    `begins` holds the day with which each week begins, and `first` after the last; `known` how
    many items were done before it; `paces` (weeks + 1, windows) the logarithms of the paces seen
    then, in items a day.
    """

    days: Ints
    begins: Ints
    known: Ints
    paces: Floats
    _bases: dict[int, Floats] = field(default_factory=dict)
    _outcomes: dict[int, Ints] = field(default_factory=dict)

    @property
    def weeks(self) -> int:
        """Whole weeks of the record."""
        return len(self.begins) - 1

    def per_week(self, items: int) -> float:
        """The pace to come that is seen for so many items."""
        return float(7 * items / np.exp(self._guess(items)[-1]))

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

        As they were known when `week` began; the newest forecast when it is left out. Asked are
        1, 3, 10, 30 .. items, each at least what the number below takes; between them the
        logarithms are straight. So more items are never done sooner.
        """
        at = self.weeks if week is None else week
        sizes = list(_sizes(items))
        logs = np.maximum.accumulate([self._kept(size, at) for size in sizes], axis=0)
        if sizes[-1] > items:
            part = float(np.log(items / sizes[-2]) / np.log(sizes[-1] / sizes[-2]))
            logs[-1] = logs[-2] + part * (logs[-1] - logs[-2])
        found: Floats = np.exp(logs[-1])
        return found

    def done_within(self, days: int, percent: int) -> int:
        """The most items of which it is that sure that they are done within so many days."""

        def sure(items: int) -> bool:
            return float(self.days_until(items)[percent - 1]) <= days

        if not sure(1):
            return 0
        low, high = 1, 2
        while high <= MOST_ITEMS and sure(high):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            if sure(middle):
                low = middle
            else:
                high = middle
        return low

    def _kept(self, items: int, at: int) -> Floats:
        """Logarithms of the days at `LEVELS`, each level moved to where it would have been kept."""
        bases = self._base(items)
        lags = np.arange(1, min(at - _FIRST_LOOK, _MOST_LOOKS) + 1)
        if not len(lags):
            newest: Floats = bases[at]
            return newest
        looks, age = at - lags, 7 * lags
        outcome, earlier = self.outcome(items)[looks], bases[looks]
        done = outcome <= age
        reached = np.log(np.where(done, outcome, age))
        upto = (earlier <= reached[:, None]).sum(axis=1)
        below = (earlier <= np.log(np.maximum(outcome - 1, 0.5))[:, None]).sum(axis=1)
        level = np.where(done, (upto + below) / 2, np.maximum(upto, 50)) / len(LEVELS)
        counts = (age >= _RIPE * np.exp(earlier[:, 49])) & (done | (upto > 50))
        weight = 0.5 ** (lags[counts] / _LEVEL_LIFE)
        seen = ((level[counts][None, :] <= LEVELS[:, None]) * weight).sum(axis=1)
        share = (seen + _LEVEL_WEIGHT * LEVELS) / (weight.sum() + _LEVEL_WEIGHT)
        wider = 0.5 + (LEVELS - 0.5) * (1 + _MARGIN)
        found: Floats = np.interp(np.interp(wider, share, LEVELS), LEVELS, bases[at])
        return found

    def _guess(self, items: int) -> Floats:
        """Logarithms of the days that so many items take at the pace seen as each week began.

        The longer they take, the more the long windows count: a pace returns to its mean.
        """
        days = items / np.exp(self.paces @ ((_SOON + _LATE) / 2))
        late = np.clip(np.log(np.maximum(days / 7, 1.0)) / np.log(_LATE_WEEKS), 0.0, 1.0)
        weights = _SOON + late[:, None] * (_LATE - _SOON)
        found: Floats = np.maximum(np.log(items) - (weights * self.paces).sum(axis=1), 0.0)
        return found

    def _base(self, items: int) -> Floats:
        """Logarithms of the days at `LEVELS` as each week began, from the pace and its past errors.

        (weeks + 1, levels). A look is a week of the past; its age is the same for every row.
        """
        found = self._bases.get(items)
        if found is not None:
            return found
        guess = self._guess(items)
        lags = np.arange(1, min(max(self.weeks - _FIRST_LOOK, 0), _MOST_LOOKS) + 1)
        looks = np.arange(self.weeks + 1)[:, None] - lags
        known = looks >= _FIRST_LOOK
        looks, age = np.maximum(looks, 0), 7 * lags
        outcome = np.append(self.outcome(items), 0)[looks]
        done = outcome <= age
        error = np.log(np.where(done, outcome, age)) - guess[looks]
        # done or not, once it is ripe: else only haste would be seen
        counts = known & (age >= _RIPE * np.exp(guess[looks])) & (done | (error > 0))
        spread = np.sqrt(_USUAL_SPREAD**2 + 0.5 / items)
        usual = np.broadcast_to(_USUAL_ERROR + spread * _NORMAL, (len(guess), len(_NORMAL)))
        errors = np.concatenate([np.where(counts, error, np.inf), usual], axis=1)
        weight = np.where(counts, 0.5 ** (lags / _ERROR_LIFE), 0.0)
        of_usual = np.full(usual.shape, _USUAL_WEIGHT / len(_NORMAL))
        found = guess[:, None] + _quantiles(errors, np.concatenate([weight, of_usual], axis=1))
        self._bases[items] = found
        return found


def _sizes(items: int) -> Iterator[int]:
    """1, 3, 10, 30 .. up to the first that is not below `items`."""
    size, step = 1, 0
    while size < items:
        yield size
        step += 1
        size = 10 ** (step // 2) * (3 if step % 2 else 1)
    yield size


def _quantiles(values: Floats, weights: Floats) -> Floats:
    """Weighted quantiles of each row at `LEVELS`, straight between the middles of weights.

    What is infinite has no weight.
    """
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    weight = np.take_along_axis(weights, order, axis=1)
    upto = np.cumsum(weight, axis=1)
    share = (upto - weight / 2) / upto[:, -1:]
    last = np.isfinite(ordered).sum(axis=1)[:, None] - 1
    share = np.where(np.isfinite(ordered), share, 1.0)
    rows = np.arange(len(values))[:, None]
    # rows lie two apart, so that one search serves all
    place = np.searchsorted((share + 2 * rows).ravel(), (LEVELS + 2 * rows).ravel())
    right = np.clip(place.reshape(len(values), -1) - rows * values.shape[1], 0, last)
    left = np.maximum(right - 1, 0)
    low, high = share[rows, left], share[rows, right]
    part = np.clip((LEVELS - low) / np.where(high > low, high - low, 1.0), 0.0, 1.0)
    found: Floats = ordered[rows, left] + part * (ordered[rows, right] - ordered[rows, left])
    return found


_DEVIATE_OF = np.array([NormalDist().inv_cdf(level) for level in LEVELS.tolist()])
_STEEP = 9  # levels from the end of a wait that say how steep it goes on


def stretched(days: Floats) -> Floats:
    """Days at `DEVIATES`, from those at `LEVELS`: beyond their ends as steep as the last tenth."""
    log = np.log(days)
    found: Floats = np.interp(DEVIATES, _DEVIATE_OF, log)
    for inner, end, side in ((_STEEP, 0, -1), (-1 - _STEEP, -1, 1)):
        steep = (log[end] - log[inner]) / (_DEVIATE_OF[end] - _DEVIATE_OF[inner])
        beyond = (DEVIATES - _DEVIATE_OF[end]) * side > 0
        found[beyond] = log[end] + steep * (DEVIATES[beyond] - _DEVIATE_OF[end])
    days_there: Floats = np.exp(found)
    return days_there


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
    return Waits(days=days, begins=begins, known=known, paces=_paces(counts))


def _paces(counts: Floats) -> Floats:
    """Logarithms of items a day as each week began, and now: (weeks + 1, windows)."""
    floor = _FLOOR * _smoothed(counts, _LONG) + 1e-9
    seen = [np.log((_smoothed(counts, life) + floor) / 7) for life in _HALF_LIVES]
    return np.stack(seen, axis=1)


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
