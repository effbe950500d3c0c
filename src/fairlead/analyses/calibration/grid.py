"""The scale on which ratios of actual to estimate are counted: logarithms between fixed edges.

A ratio of exactly one is an atom, in 4 to 73 % of the tasks of a team. It has a bin of its own
without width, so that a distribution can say how likely "just as estimated" is.
"""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses._kernel.library import library

__all__ = ["ATOM", "BINS", "EDGES", "INNER", "WEIGHTS", "bins_of", "crossings"]

Floats = NDArray[np.float64]

_EPSILON = 1e-9


def _edges() -> Floats:
    right = np.concatenate(
        [
            [_EPSILON],
            np.arange(0.02, 0.5, 0.04),
            np.arange(0.5, 1.5, 0.08),
            np.arange(1.5, 3.0, 0.2),
            np.arange(3.0, 6.1, 0.5),
        ]
    )
    return np.concatenate([-right[::-1], right])


EDGES: Floats = _edges()
"""Edges of the bins, in log ratios: four per cent apart near one, 0.0025 to 400 in all."""
EDGES.setflags(write=False)

BINS = len(EDGES) - 1
ATOM = BINS // 2
"""The bin of log ratio zero."""

INNER: Floats = np.ascontiguousarray(EDGES[1:-1])
"""The edges at which a distribution says something: below the first it is 0, at the last 1."""

_WIDTHS = np.diff(EDGES)
WEIGHTS: Floats = (_WIDTHS[:-1] + _WIDTHS[1:]) / 2
"""How much of the scale each inner edge stands for, when something is integrated over it."""
WEIGHTS.setflags(write=False)


def bins_of(log_ratios: Floats) -> NDArray[np.int64]:
    """The bin of each log ratio; what is beyond the ends counts in the last bin."""
    found = np.searchsorted(EDGES, log_ratios, side="right") - 1
    return np.clip(found, 0, BINS - 1)


def crossings(cdf: Floats, levels: Floats) -> Floats:
    """The log ratio at which each row of `cdf` reaches each level.

    `cdf` is (rows, edges), not falling; `levels` is (levels,) or (rows, levels), 0 to 1. Between
    two edges the distribution is taken to be even.
    """
    rows, width = len(cdf), np.shape(levels)[-1]
    distributions = np.ascontiguousarray(cdf, np.float64)
    wanted = np.ascontiguousarray(levels, np.float64)
    found: Floats = np.empty((rows, width))
    stride = width if wanted.ndim == 2 else 0
    library().fl_crossings(
        ctypes.c_int64(rows),
        ctypes.c_int64(BINS),
        ctypes.c_void_p(EDGES.ctypes.data),
        ctypes.c_void_p(distributions.ctypes.data),
        ctypes.c_int64(width),
        ctypes.c_void_p(wanted.ctypes.data),
        ctypes.c_int64(stride),
        ctypes.c_void_p(found.ctypes.data),
    )
    return found
