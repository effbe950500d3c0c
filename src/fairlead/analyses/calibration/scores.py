"""How good distributions were: coverage, pinball loss, ranked probability score, histogram."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.conformal import LEVELS, held
from fairlead.analyses.calibration.grid import crossings
from fairlead.program.noun import Noun, Table

__all__ = ["PersonScore", "Score", "Scoring", "binomial_band", "score"]

Floats = NDArray[np.float64]

_Made = tuple[Floats, Floats, Floats, NDArray[np.int64]]
_TOGETHER = 4096
"""Rows that are scored at once: enough to be quick, few enough to be small."""
_DECILES = (2, 3, 5, 6, 7, 8, 9, 11, 12)  # the places of 0.1 to 0.9 in LEVELS


class PersonScore(Noun):
    """How often P80 held for the tasks of one person, or of one group."""

    scored: int
    p80_coverage: float
    p80_band: tuple[float, float]


class Score(Noun):
    """Figures of one forecast method. Losses are in log ratios; coverage is 0 to 1.

    `p80_band` is where the share that P80 covers falls 95 times in 100 when P80 is honest.
    """

    scored: int
    p80_coverage: float
    p80_band: tuple[float, float]
    coverage_50: float
    coverage_80: float
    coverage_90: float
    pinball: float
    crps: float
    people: Table[PersonScore] = Table()
    groups: Table[PersonScore] = Table()
    pit_histogram: tuple[float, ...] = ()


def binomial_band(chance: float, count: int) -> tuple[float, float]:
    """The middle 95 % of a share of `count` tries (Wilson 1927). 0.8 of 100: 0.71 to 0.87."""
    z = 1.96
    middle = (chance + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count)
    half *= math.sqrt(chance * (1 - chance) / count + z * z / (4 * count * count))
    return middle - half, middle + half


def score(
    cdf: Floats,
    levels: Floats,
    log_ratios: Floats,
    bins: NDArray[np.int64],
    *,
    people: tuple[str, ...] = (),
    groups: tuple[tuple[str, ...], ...] = (),
) -> Score:
    """Score distributions (rows, edges), asked at `levels` for LEVELS, against what happened.

    Coverage is exact over the randomisation within an atom. `people` and `groups` name each row.
    """
    scoring = Scoring()
    scoring.add(cdf, levels, log_ratios, bins)
    return scoring.score(people=people, groups=groups)


class Scoring:
    """Scores distributions as they come, and keeps sums alone: of each row, what P80 covered."""

    def __init__(self) -> None:
        self._kept, self._lost = np.zeros(len(LEVELS)), np.zeros(len(LEVELS))
        self._p80: list[Floats] = []
        self._waiting: list[_Made] = []
        self._rows = 0

    def add(self, cdf: Floats, levels: Floats, log_ratios: Floats, bins: NDArray[np.int64]) -> None:
        """Rows as in `score`; `levels` always in the same shape."""
        self._waiting.append((cdf, levels, log_ratios, bins))
        self._rows += len(cdf)
        if self._rows >= _TOGETHER:
            self._settle()

    def _settle(self) -> None:
        if not self._waiting:
            return
        made, asked, outcomes, cells = zip(*self._waiting, strict=True)
        levels = asked[0] if asked[0].ndim == 1 else np.concatenate(asked)
        cdf, log_ratios, bins = map(np.concatenate, (made, outcomes, cells))
        self._waiting, self._rows = [], 0
        rows = np.arange(len(cdf))
        low, high = cdf[rows, bins][:, None], cdf[rows, bins + 1][:, None]
        kept = held(levels, low, high)
        miss = log_ratios[:, None] - crossings(cdf, levels)
        self._kept += kept.sum(axis=0)
        self._lost += np.maximum(LEVELS * miss, (LEVELS - 1) * miss).sum(axis=0)
        self._p80.append(kept[:, 11].copy())

    def score(
        self, *, people: tuple[str, ...] = (), groups: tuple[tuple[str, ...], ...] = ()
    ) -> Score:
        """The score of all rows so far, at least one; `people` and `groups` name each."""
        self._settle()
        p80 = np.concatenate(self._p80)
        mean, losses = self._kept / len(p80), self._lost / len(p80)
        # The pinball loss integrated over levels, twice, is the ranked probability score.
        widths = np.diff(np.concatenate([[0.0], (LEVELS[1:] + LEVELS[:-1]) / 2, [1.0]]))
        deciles = mean[list(_DECILES)]
        histogram = np.diff(np.concatenate([[0.0], deciles, [1.0]]))
        return Score(
            scored=len(p80),
            p80_coverage=float(mean[11]),
            p80_band=binomial_band(0.8, len(p80)),
            coverage_50=float(mean[10] - mean[4]),
            coverage_80=float(mean[12] - mean[2]),
            coverage_90=float(mean[13] - mean[1]),
            pinball=float(losses[list(_DECILES)].mean()),
            crps=float(2 * (losses * widths).sum()),
            people=_by([(name,) for name in people], p80),
            groups=_by(groups, p80),
            pit_histogram=tuple(histogram.tolist()),
        )


def _by(names: Sequence[tuple[str, ...]], p80: Floats) -> Table[PersonScore]:
    """Scores of the rows of each name; a row may have several."""
    rows: dict[str, list[int]] = {}
    for row, of in enumerate(names):
        for name in of:
            if name:
                rows.setdefault(name, []).append(row)
    return Table(
        {
            name: PersonScore(
                scored=len(at),
                p80_coverage=float(p80[at].mean()),
                p80_band=binomial_band(0.8, len(at)),
            )
            for name, at in sorted(rows.items())
        }
    )
