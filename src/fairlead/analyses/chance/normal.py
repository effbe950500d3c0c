"""The normal distribution, as far as draws and quantile tables need it."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "deviate_of_tail", "deviate_table", "lower", "upper"]

Floats = npt.NDArray[np.float64]

_CELLS = 1056
_PER_OCTAVE = 32
_ROOT = math.sqrt(2.0)
_FURTHEST = 37.0  # beyond, the tail is no longer a float


def lower(z: Floats) -> Floats:
    """The chance to be below each z."""
    return np.array([0.5 * math.erfc(-x / _ROOT) for x in z.tolist()])


def upper(z: Floats) -> Floats:
    """The chance to be above each z; exact far out, where `1 - lower(z)` is 0."""
    return np.array([0.5 * math.erfc(x / _ROOT) for x in z.tolist()])


def deviate_of_tail(chance: Floats) -> Floats:
    """The z that is exceeded with each chance, 1e-300 to 1, by Newton's method on the logarithm.

    Good to 1e-12. One chance in ten: 1.2816.
    """
    return np.array([_deviate(float(c)) for c in chance])


def _deviate(chance: float) -> float:
    if chance > 0.5:
        return -_deviate(1.0 - chance) if chance < 1.0 else -_FURTHEST
    if chance < 1e-290:
        return _FURTHEST
    wanted = math.log(chance)
    z = math.sqrt(max(-2.0 * wanted - math.log(1.0 - 4.0 * math.pi * wanted), 0.0))
    for _ in range(60):
        tail = 0.5 * math.erfc(z / _ROOT)
        density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        step = (math.log(tail) - wanted) * tail / density
        z += step
        if abs(step) < 1e-13:
            break
    return z


@cache
def deviate_table() -> npt.NDArray[np.float32]:
    """(1056, 2): value and slope of the deviate over the tail beyond it, in cells of the tail.

    The tail counts in 2**-32; each octave of it, from 0.5 on, is cut into 32 cells. Straight lines
    in the cells are off by less than 3e-5.
    """
    octave, part = np.divmod(np.arange(_CELLS + 1), _PER_OCTAVE)
    edges = np.exp2(octave - 1.0) * (1.0 + part / _PER_OCTAVE)
    known = edges <= 2.0**31
    z = np.zeros(_CELLS + 1)
    z[known] = deviate_of_tail(edges[known] * 2.0**-32)
    table = np.zeros((_CELLS, 2), np.float32)
    table[:, 0] = z[:-1]
    table[:, 1] = np.diff(z) / np.diff(edges)
    table.setflags(write=False)
    return table
