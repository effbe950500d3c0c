"""What past forecasts teach the next one: how much wider, or narrower, it should be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from fairlead.analyses.chance.normal import deviate_of_tail, lower
from fairlead.analyses.ledger.held import Held
from fairlead.program.issued import AS_DRAWN, Widening

__all__ = ["LEAST", "MOST", "TRUST", "learned"]

Floats = npt.NDArray[np.float64]

LEAST, MOST = 0.7, 3.0
"""A forecast is never made narrower, or wider, than this: beyond it, the model itself is wrong."""
TRUST = 20.0
"""The trials are believed as if twenty dates of the past had borne them out."""
_HALF_LIFE_DAYS = 365.0
_LEVELS = np.array([0.7, 0.8, 0.9])
_EXTREME = 8.0


def learned(held: Held, widenings: Sequence[Widening]) -> Widening:
    """The widening that would have made the dates of the past come true as often as was said.

    Of every date whose P90 has come, the deviate z is taken at which it was done, by the trials as
    they were drawn: what was widened when it was said is taken back, `widenings` being those of
    each forecast. `later` is the s at which the shares of z not above s z(q), over q = 70, 80 and
    90 %, are 80 % on average; `earlier` is the same of -z. Every target counts once, forecasts of
    a year ago half, and twenty more dates count as if they had come true just as drawn. So with
    little to go by the trials are believed. The answer lies within `LEAST` and `MOST`.
    """
    cohort = held.of(held.come(held.quantile(90)))
    if not len(cohort):
        return AS_DRAWN
    z = _deviates(cohort, widenings)
    age = np.maximum(held.now - cohort.at, 0) / 1440
    weight = cohort.weights() * 0.5 ** (age / _HALF_LIFE_DAYS)
    return Widening(
        later=round(_solved(z, weight), 3),
        earlier=round(_solved(-z, weight), 3),
        dates=len(np.unique(cohort.target)),
    )


def _deviates(cohort: Held, widenings: Sequence[Widening]) -> Floats:
    """The normal deviate of what happened, by the trials; of what is still open, of now."""
    end = np.minimum(cohort.end, cohort.now)
    begin = np.minimum(cohort.begin, end)
    level = (cohort.level(begin) + cohort.level(end)) / 2
    z = np.interp(level, *_deviate_table())
    middle = cohort.quantile(50)
    for beyond, edge, side in ((level > 0.99, 99, 1.0), (level < 0.01, 1, -1.0)):
        reach = np.maximum(np.abs(cohort.quantile(edge) - middle), 1)
        far = 2.3263 * np.abs(end - middle) / reach
        z = np.where(beyond, side * np.clip(far, 2.3263, _EXTREME), z)
    later = np.array([w.later for w in widenings])[cohort.issue]
    earlier = np.array([w.earlier for w in widenings])[cohort.issue]
    found: Floats = np.where(z > 0, later, earlier) * z
    return found


@cache
def _deviate_table() -> tuple[Floats, Floats]:
    """Levels in steps of one in two thousand, and their deviates; straight lines lose nothing."""
    levels = np.arange(10, 1991) / 2000
    return levels, -deviate_of_tail(levels)


def _solved(z: Floats, weight: Floats) -> float:
    reach = -deviate_of_tail(_LEVELS)
    wanted = float(_LEVELS.mean())
    total = TRUST + float(weight.sum())

    def covered(times: float) -> float:
        honest = float(lower(times * reach).mean())
        seen = float((weight[:, None] * (z[:, None] <= times * reach)).sum()) / len(reach)
        return (TRUST * honest + seen) / total

    low, high = LEAST, MOST
    if covered(low) >= wanted:
        return low
    if covered(high) < wanted:
        return high
    for _ in range(50):
        middle = (low + high) / 2
        if covered(middle) >= wanted:
            high = middle
        else:
            low = middle
    return high
