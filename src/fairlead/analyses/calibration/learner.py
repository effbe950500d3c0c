"""The whole model of one stream: effects, nested shares, their pool, and levels that are kept."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.coded import Coded
from fairlead.analyses.calibration.conformal import Conformal
from fairlead.analyses.calibration.effects import Effects
from fairlead.analyses.calibration.grid import INNER
from fairlead.analyses.calibration.pool import Pool
from fairlead.analyses.calibration.prior import PRIOR, Prior
from fairlead.analyses.calibration.shares import Shares

__all__ = ["Learner"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_Z = np.linspace(-4.0, 4.0, 81)
_NORMAL = np.exp(-0.5 * (_Z[:-1] + 0.05) ** 2)
_SHAPE_WEIGHT = 20.0
_SHAPE_LIFE = 500


class Learner:
    """Learns a stream task by task, and says what the next will take. It changes as it learns.

    Whoever calls it keeps to time: `forecast` rows, and `learn` them once they are completed.
    """

    def __init__(self, stream: Coded, *, prior: Prior = PRIOR) -> None:
        self._stream = stream
        whos = {who: n for n, who in enumerate(dict.fromkeys(t.who for t in stream.tasks))}
        self._people = np.array([whos[task.who] for task in stream.tasks], np.int64)
        self._effects = Effects(
            stream.variances, exact=prior.exact, location=prior.location, spread=prior.spread
        )
        self._shares = Shares(
            stream.code.node_count,
            prior=prior.shares(),
            weight=prior.weight,
            chains=tuple(
                tuple(stream.code.levels.index(level) for level in chain)
                for chain in stream.code.chains
            ),
        )
        self._pool = Pool(1 + len(stream.code.chains))
        self._conformal = Conformal(len(whos) or 1)
        self._shape = np.zeros(len(_NORMAL))
        self._waiting: dict[int, tuple[Floats, float, float, Floats, float, float]] = {}

    def forecast(self, rows: Ints, *, keep: bool = True) -> tuple[Floats, Floats]:
        """Distributions of the log ratio at the edges, and the levels at which LEVELS are covered.

        `keep` remembers what was said, so that `learn` can hold it against the outcome.
        """
        stream = self._stream
        exact, location, scale = self._effects.predict(
            stream.effects[rows], stream.multipliers[rows]
        )
        shape = self._shape + _SHAPE_WEIGHT * _NORMAL / _NORMAL.sum()
        reached = np.concatenate([[0.0], np.cumsum(shape) / shape.sum()])
        spread = np.interp((INNER[None, :] - location[:, None]) / scale[:, None], _Z, reached)
        additive = (1 - exact[:, None]) * spread + exact[:, None] * (INNER[None, :] > 0)
        logits = self._pool.logits([additive, *self._shares.predict(stream.nodes[rows])])
        cdf = self._pool.cdf(logits)
        levels = self._conformal.levels(self._people[rows])
        if keep:
            at = np.arange(len(rows))
            bins = stream.bin[rows]
            low, high = cdf[at, bins], cdf[at, bins + 1]
            for n, row in enumerate(rows.tolist()):
                self._waiting[row] = (
                    logits[n], location[n], scale[n], levels[n], low[n], high[n],
                )  # fmt: skip
        return cdf, levels

    def learn(self, rows: Iterable[int]) -> None:
        """Take in tasks that are completed, in the order of their completion."""
        stream = self._stream
        told: list[Floats] = []
        outcomes: list[float] = []
        for row in rows:
            exact, at_bin = bool(stream.exact[row]), int(stream.bin[row])
            log_ratio = float(stream.log_ratio[row])
            said = self._waiting.pop(row, None)
            if said is not None:
                logits, location, scale, levels, low, high = said
                told.append(logits)
                outcomes.append(log_ratio)
                self._conformal.learn(int(self._people[row]), levels, low, high)
                if not exact:
                    z = min(max((log_ratio - location) / scale, -3.99), 3.99)
                    self._shape *= 1 - 1 / _SHAPE_LIFE
                    self._shape[int((z + 4) * 10)] += 1
            self._shares.learn(stream.nodes[row], at_bin)
            self._effects.learn(
                stream.effects[row], stream.multipliers[row], log_ratio, exact=exact
            )
        if told:
            self._pool.learn(np.stack(told), np.array(outcomes))
