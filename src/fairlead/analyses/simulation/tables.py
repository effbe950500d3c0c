"""Quantile tables: each shape of a spread once, over a grid of deviates."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fairlead.analyses.chance.normal import Floats
from fairlead.analyses.chance.spread import Spread

__all__ = ["CELLS", "END", "MOST", "TableBook", "grid"]

CELLS = 1024
END = 6.4
MOST = float(2**30)
"""Minutes, two thousand years: longer than any calendar is tabled for."""


@lru_cache(maxsize=1)
def grid() -> Floats:
    """The deviates at which spreads are tabled."""
    z = np.linspace(-END, END, CELLS + 1)
    z.setflags(write=False)
    return z


@lru_cache(maxsize=4096)
def _table(shape: Spread) -> npt.NDArray[np.float32]:
    values = shape.at(grid()).astype(np.float32)
    values.setflags(write=False)
    return values


class TableBook:
    """Numbers the shapes that a model needs, each tabled once; equal shapes share a table.

    A drawn value may not leave 32 bits. Where the far end of a spread would, its table ends at
    `MOST`, and everything below that is as the spread has it.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[Spread, float], int] = {}
        self._rows: list[npt.NDArray[np.float32]] = []

    def number_of(self, spread: Spread) -> tuple[int, float]:
        """Which table, and the scale of what it holds."""
        scale, shape = spread.scale, spread.shape
        table, highest = _table(shape), np.inf
        if abs(scale) * float(table[-1]) > MOST:
            highest = MOST / abs(scale)
            table = np.minimum(table, np.float32(highest))
        number = self._numbers.get((shape, highest))
        if number is None:
            number = self._numbers[shape, highest] = len(self._rows)
            self._rows.append(table)
        return number, scale

    def rows(self, scale: npt.NDArray[np.float32], which: npt.NDArray[np.int32]) -> Floats:
        """The highest value of each (table, scale), to size sums by."""
        if not self._rows:
            return np.zeros(len(scale))
        top = np.array([row[-1] for row in self._rows], float)
        return np.where(which < 0, 0.0, np.abs(scale) * top[np.maximum(which, 0)])

    def stacked(self) -> npt.NDArray[np.float32]:
        """(tables, CELLS + 1)."""
        if not self._rows:
            return np.zeros((1, CELLS + 1), np.float32)
        return np.ascontiguousarray(np.stack(self._rows))
