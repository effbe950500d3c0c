"""What a calibration must be better than: five simple forecasts, learned from the same past.

Raw: the estimate itself. Ratio: the estimate times the median of past ratios. Evidence-based
scheduling (Spolsky 2007): past ratios as they are, of everybody or of the person. A lognormal of
the person's, else everybody's, log ratios.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.coded import Coded
from fairlead.analyses.calibration.grid import ATOM, BINS, EDGES

__all__ = ["REFERENCES", "References"]

Floats = NDArray[np.float64]

REFERENCES = ("raw", "plus_minus_25", "median_ratio", "evidence", "evidence_person", "lognormal")
_ENOUGH = 5  # ratios of a group's own before it is judged by them


class References:
    """The same rolling origin for every reference: `learn`, then `forecast`."""

    def __init__(self, stream: Coded) -> None:
        self._stream = stream
        whos = {who: n for n, who in enumerate(dict.fromkeys(t.who for t in stream.tasks))}
        self._people = np.array([whos[task.who] for task in stream.tasks], np.int64)
        self._counts = np.zeros((len(whos) + 1, BINS))  # the last is everybody
        self._sums = np.zeros((len(whos) + 1, 3))
        exact = np.zeros(BINS)
        exact[ATOM] = 1
        self._raw = _cumulated(exact)
        inside = (EDGES - math.log(0.75)) / (math.log(1.25) - math.log(0.75))
        self._textbook = np.clip(inside, 0.0, 1.0)

    def learn(self, rows: list[int]) -> None:
        """Count completed tasks."""
        if not rows:
            return
        y, bins = self._stream.log_ratio[rows], self._stream.bin[rows]
        each = np.stack([np.ones_like(y), y, y * y], axis=1)
        for people in (self._people[rows], np.full(len(rows), -1)):
            np.add.at(self._counts, (people, bins), 1.0)
            np.add.at(self._sums, people, each)

    def forecast(self, rows: NDArray[np.int64]) -> list[Floats]:
        """A distribution for each reference and row, (rows, edges), once something is known."""
        n = len(rows)
        everybody = _cumulated(self._counts[-1])
        middle = int(np.searchsorted(everybody, 0.5)) - 1
        median = np.zeros(BINS)
        median[max(middle, 0)] = 1
        people, place = np.unique(self._people[rows], return_inverse=True)
        at = np.where(self._sums[people, 0] >= _ENOUGH, people, -1)
        own = _cumulated(self._counts[at])[place]
        count, total, squares = self._sums[at].T
        mean = total / count
        sd = np.sqrt(np.maximum(squares / count - mean * mean, 1e-4))
        away = (EDGES - mean[:, None]) / sd[:, None]
        normal = (1 / (1 + np.exp(-_logistic(away))))[place]
        normal[:, 0], normal[:, -1] = 0.0, 1.0
        wide = [
            np.broadcast_to(cdf, (n, BINS + 1))
            for cdf in (self._raw, self._textbook, _cumulated(median), everybody)
        ]
        return [*wide, own, normal]


def _cumulated(counts: Floats) -> Floats:
    """Shares up to each edge, of one group of counts or of each row."""
    shares = np.cumsum(counts, axis=-1) / counts.sum(axis=-1, keepdims=True)
    return np.concatenate([np.zeros((*counts.shape[:-1], 1)), shares], axis=-1)


def _logistic(z: Floats) -> Floats:
    """The logit of the normal distribution, within 0.0002 (Page 1977)."""
    found: Floats = np.clip(1.5976 * z + 0.070565992 * z**3, -50.0, 50.0)
    return found
