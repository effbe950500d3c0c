"""How good forecasts of the next items would have been: a rolling origin over the record's past.

Every four weeks it is asked when the next items will be done, from what was known then, and the
answer is held against the truth, in whole weeks as a team would count. Beside it stand usual ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fairlead.analyses.calibration.scores import binomial_band
from fairlead.analyses.flow.waits import LEVELS, Waits, waits
from fairlead.program.noun import Noun, Table, replace

__all__ = ["SIZES", "CannotBacktest", "FlowBacktest", "FlowScore", "backtest"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SIZES = (10, 30, 100)
"""How many items are asked for."""

_STEP = 4  # weeks between origins
_WARM_UP = 26  # weeks before the first
_LEAST = 10
_TRIALS = 500
_SEED = 1
_DECILES = list(range(9, 99, 10))
_P85 = 84
_FURTHEST = 3000


class FlowScore(Noun):
    """Figures of one way to forecast one number of items.

    `p85` is how often what happened was no later than P85, weeks counted by the part of their
    chance (the randomised probability integral transform); `low` and `high` enclose it 95 times
    in 100 where P85 is honest and origins are independent. `pinball` is the mean over nine deciles
    of the logarithm of the weeks. `due` counts the questions whose P85 lies within the record, and
    `due_p85` the part of them that came true by then, answered or not.
    """

    items: int
    origins: int
    p85: float
    low: float
    high: float
    p50: float
    pinball: float
    pit: tuple[float, ...] = ()
    due: int = 0
    due_p85: float | None = None


class FlowBacktest(Noun):
    """Scores for each number of items, and of the usual ways on the same origins."""

    scores: Table[FlowScore]
    references: Table[Table[FlowScore]] = Table()


@dataclass(frozen=True, slots=True)
class CannotBacktest:
    """There is not enough to score."""

    because: str


def backtest(
    history: tuple[date, ...],
    *,
    first: date,
    since: date | None = None,
    sizes: tuple[int, ...] = SIZES,
) -> FlowBacktest | CannotBacktest:
    """Ask a record's own past when the next items would be done, and score the answers.

    Questions whose answer lies beyond the end of the record are left out, which flatters every way;
    only `due_p85` counts them, as missed.
    """
    try:
        ready = waits(history, first=first, since=since)
    except ValueError as error:
        return CannotBacktest(because=f"{error}.")
    told: dict[str, dict[str, FlowScore]] = {}
    for items in sizes:
        origins = _origins(ready)
        answered = ready.known[origins] + items <= len(ready.days)
        if answered.sum() < _LEAST:
            continue
        real = -(-ready.outcome(items)[origins] // 7)
        for name, quantiles in _ways(ready, items, origins).items():
            scored = _scored(items, real[answered], quantiles[answered])
            p85 = np.ceil(quantiles[:, _P85] - 1e-9)
            due = origins + p85 <= ready.weeks
            kept = float((real <= p85)[due].mean()) if due.any() else None
            told.setdefault(name, {})[str(items)] = replace(
                scored, due=int(due.sum()), due_p85=kept
            )
    if not told:
        return CannotBacktest(
            because=f"the record has fewer than {_LEAST} origins, every {_STEP} weeks from week "
            f"{_WARM_UP} on, with an answer to any of {', '.join(map(str, sizes))} items."
        )
    own = told.pop("fairlead")
    return FlowBacktest(
        scores=Table(own), references=Table({name: Table(rows) for name, rows in told.items()})
    )


def _origins(ready: Waits) -> Ints:
    """Weeks in whose half year before anything was done."""
    weeks = np.arange(_WARM_UP, ready.weeks, _STEP)
    found: Ints = weeks[ready.known[weeks] > ready.known[weeks - _WARM_UP]]
    return found


def _ways(ready: Waits, items: int, origins: Ints) -> Mapping[str, Floats]:
    """Weeks at `LEVELS`, (origins, levels), by each way."""
    counts = np.diff(ready.known).astype(float)
    return {
        "fairlead": np.stack([ready.days_until(items, week=int(w)) for w in origins]) / 7,
        "iid weeks, 12": _iid(counts, items, origins, 12),
        "iid weeks, 26": _iid(counts, items, origins, 26),
        "iid weeks, all": _iid(counts, items, origins, None),
        "last rate": _last_rate(counts, items, origins),
    }


def _iid(counts: Floats, items: int, origins: Ints, window: int | None) -> Floats:
    """Weeks drawn as if each were independent of the others: the usual Monte Carlo of throughput.

    Within the last week the items are spread evenly.
    """
    rows = []
    for origin in origins.tolist():
        random = np.random.default_rng((_SEED, origin, items))
        past = counts[max(origin - (window or origin), 0) : origin]
        if not past.any():
            past = counts[:origin]
        left = np.full(_TRIALS, float(items))
        weeks = np.zeros(_TRIALS)
        lanes = np.arange(_TRIALS)
        while len(lanes) and weeks[lanes[0]] < _FURTHEST:
            drawn = random.choice(past, (len(lanes), 16)).cumsum(axis=1)
            ends = drawn[:, -1] >= left[lanes]
            which = (drawn[ends] < left[lanes[ends]][:, None]).sum(axis=1)
            at = np.arange(len(which))
            before = np.where(which > 0, drawn[ends][at, which - 1], 0.0)
            part = (left[lanes[ends]] - before) / (drawn[ends][at, which] - before)
            weeks[lanes[ends]] += which + part
            left[lanes[~ends]] -= drawn[~ends, -1]
            weeks[lanes[~ends]] += 16
            lanes = lanes[~ends]
        rows.append(np.quantile(weeks, LEVELS))
    return np.array(rows)


def _last_rate(counts: Floats, items: int, origins: Ints) -> Floats:
    """One date: the items at the mean pace of the last twelve weeks."""
    rate = np.array([counts[max(o - 12, 0) : o].mean() for o in origins.tolist()])
    rate = np.where(rate > 0, rate, [counts[:o].mean() for o in origins.tolist()])
    return np.repeat((items / rate)[:, None], len(LEVELS), axis=1)


def _scored(items: int, real: Ints, weeks: Floats) -> FlowScore:
    """`real` (origins) whole weeks, `weeks` (origins, levels) those that were said."""
    upto = (weeks <= real[:, None]).sum(axis=1) / len(LEVELS)
    before = (weeks <= (real - 1)[:, None]).sum(axis=1) / len(LEVELS)

    def covered(level: float) -> float:
        part = (level - before) / np.maximum(upto - before, 1e-9)
        inside = np.where(upto > before, np.clip(part, 0, 1), (upto <= level).astype(float))
        return float(inside.mean())

    levels = LEVELS[_DECILES]
    said = np.log(np.maximum(np.ceil(weeks[:, _DECILES] - 1e-9), 1))
    error = np.log(np.maximum(real, 1))[:, None] - said
    low, high = binomial_band(0.85, len(real))
    edges = [0.0, *(covered(n / 10) for n in range(1, 10)), 1.0]
    return FlowScore(
        items=items,
        origins=len(real),
        p85=covered(0.85),
        low=low,
        high=high,
        p50=covered(0.5),
        pinball=float(np.maximum(levels * error, (levels - 1) * error).mean()),
        pit=tuple(float(step) for step in np.diff(edges)),
    )
