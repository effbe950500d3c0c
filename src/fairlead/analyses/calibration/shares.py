"""Nested shares: how often each ratio occurred, each narrower group pulled towards the wider one.

For a node with decayed counts c and its parent's shares p, the shares are
(c + weight x p) / (sum c + weight): the mean of a hierarchical Dirichlet (MacKay and Peto 1995).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.grid import BINS

__all__ = ["Shares"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LIFE = 300  # a node remembers about so many of its tasks


class Shares:
    """Counts of ratios in every node, (nodes, bins); `chains` name levels from wide to narrow."""

    def __init__(
        self, nodes: int, *, prior: Floats, weight: float, chains: tuple[tuple[int, ...], ...]
    ) -> None:
        self._counts = np.zeros((nodes, BINS))
        self._totals = np.zeros(nodes)
        self._prior = prior
        self._weight = weight
        self._chains = chains

    def learn(self, nodes: Ints, at_bin: int) -> None:
        """Count one task in its nodes, of which each forgets a little."""
        keep = 1 - 1 / _LIFE
        counts = self._counts[nodes] * keep
        counts[:, at_bin] += 1
        self._counts[nodes] = counts
        self._totals[nodes] = self._totals[nodes] * keep + 1

    def known(self, nodes: Ints) -> Floats:
        """About how many tasks each node remembers."""
        return self._totals[nodes]

    def predict(self, nodes: Ints) -> list[Floats]:
        """Cumulated shares at the inner edges, (rows, bins - 1), by each chain."""
        found: list[Floats] = []
        made: dict[tuple[int, ...], Floats] = {}
        for chain in self._chains:
            shares = self._prior[None, :]
            for depth in range(1, len(chain) + 1):
                known = made.get(chain[:depth])
                if known is None:
                    at = nodes[:, chain[depth - 1]]
                    total = self._totals[at][:, None] + self._weight
                    known = (self._counts[at] + self._weight * shares) / total
                    made[chain[:depth]] = known
                shares = known
            found.append(np.cumsum(shares, axis=1)[:, :-1])
        return found
