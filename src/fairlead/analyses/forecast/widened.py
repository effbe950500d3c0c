"""Forecasts made less sure, or surer, than their trials: every date stays one that was drawn.

The level of a date is moved on the scale of the normal deviate. That keeps what trials promise: no
date lies before the status time or at night, and what comes earlier in every quantile still does.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fairlead.analyses.chance.normal import deviate_of_tail, lower
from fairlead.program.issued import Widening

__all__ = ["moved_levels", "widened"]

Values = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def widened(finish: Values, widening: Widening) -> Values:
    """The finishes of a target, (trials), each in the place that its rank has after widening.

    With `later` 2, the trial that had the rank of P80 (deviate 0.84) takes the date of P95 (1.68).
    """
    if widening.later == widening.earlier == 1.0:
        return finish
    order = np.argsort(finish, kind="stable")
    places = _places(len(finish), widening.earlier, widening.later)
    found = np.empty_like(finish)
    found[order] = finish[order[places]]
    return found


def moved_levels(levels: Floats, widening: Widening) -> Floats:
    """The levels of the trials whose dates are said at these levels, each above 0 and below 1."""
    z = -deviate_of_tail(levels)
    return lower(np.where(z > 0, widening.later, widening.earlier) * z)


@lru_cache(maxsize=32)
def _places(n: int, earlier: float, later: float) -> npt.NDArray[np.int64]:
    """Whose date each rank takes: rank i of n has reached the level (i + 1) / n."""
    levels = np.arange(1, n) / n
    moved = moved_levels(levels, Widening(earlier=earlier, later=later))
    inner = np.clip(np.ceil(moved * n - 1e-9).astype(np.int64) - 1, 0, n - 1)
    places = np.append(inner, n - 1)
    places.setflags(write=False)
    return places
