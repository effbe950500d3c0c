"""Levels that keep their word: each is moved by whether it held, for everybody and per person.

When the 80 % level of finished tasks covered too few of them, the next forecasts use a somewhat
higher level, and the other way round: adaptive conformal inference (Gibbs and Candès 2021), on the
logit scale, with a small gain for each level of the whole stream and a larger one for each person,
of whom only the 80 % level is followed: the levels above move with it, those below by less. A
closed formula bounds the error: after T tasks it is at most the change of the offset / (gain x T).
"""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses._kernel.library import library

__all__ = ["LEVELS", "calibrated", "held"]

Floats = NDArray[np.float64]

LEVELS: Floats = np.array(
    [0.02, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.98]
)
"""The levels that are followed; others lie between them."""
LEVELS.setflags(write=False)


def held(levels: Floats, low: Floats, high: Floats) -> Floats:
    """How far each level held: 1 when the outcome was below it, 0 above, between within an atom.

    `low` and `high` are the distribution just below and at the outcome. Where they differ, the
    answer is the chance that a randomised outcome lies below (Czado, Gneiting and Held 2009), so
    that an atom neither flatters nor blames.
    """
    width = high - low
    inside = (levels - low) / np.where(width > 1e-9, width, 1.0)
    found: Floats = np.where(width > 1e-9, np.clip(inside, 0.0, 1.0), levels >= low)
    return found


def calibrated(cdf: Floats, asked: Floats) -> Floats:
    """Chances (rows, any) of distributions whose level t is asked for as `asked`, put right.

    Where a row of `cdf` reaches the level that is asked for t, the answer is t. Between levels the
    offset is straight on the logit scale; beyond the first and last it stays. 0 and 1 stay.
    """
    chances = np.ascontiguousarray(cdf, np.float64)
    levels = np.ascontiguousarray(asked, np.float64)
    found: Floats = np.empty(chances.shape)
    rows, width = chances.shape
    library().fl_put_right(
        ctypes.c_int64(rows),
        ctypes.c_int64(width),
        *(ctypes.c_void_p(a.ctypes.data) for a in (LEVELS, levels, chances, found)),
    )
    return found
