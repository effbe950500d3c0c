"""Several forecasts of one thing made into one, with weights learned from how well each did.

Distributions are pooled on the logit scale, edge by edge: logit F = sum of weight x logit F_k. The
weights need not add up to one, so that the pool can be sharper than its members (Ranjan and
Gneiting 2010). They follow the gradient of the continuous ranked probability score with steps that
shrink as its squares add up (Duchi, Hazan and Singer 2011).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.grid import INNER, WEIGHTS

__all__ = ["Pool"]

Floats = NDArray[np.float64]

_STEP = 0.05
_SURE = 1e-4  # no member is surer than this


class Pool:
    """The weights of the members; `first` is what the first of them begins with."""

    def __init__(self, members: int, *, first: float = 0.5) -> None:
        rest = (1 - first) / max(1, members - 1)
        self.weights = np.array([first] + [rest] * (members - 1))
        self._squares = np.zeros(members)

    def logits(self, members: list[Floats]) -> Floats:
        """The members' distributions at the inner edges as logits, (rows, members, edges)."""
        cdf = np.clip(np.stack(members, axis=1), _SURE, 1 - _SURE)
        return np.log(cdf / (1 - cdf))

    def cdf(self, logits: Floats) -> Floats:
        """The pooled distribution at all edges, (rows, edges), from 0 to 1 and never falling."""
        inner = 1 / (1 + np.exp(-np.einsum("rke,k->re", logits, self.weights)))
        rows = len(inner)
        full = np.concatenate([np.zeros((rows, 1)), inner, np.ones((rows, 1))], axis=1)
        return np.maximum.accumulate(full, axis=1)

    def learn(self, logits: Floats, log_ratios: Floats) -> None:
        """Move the weights by what the pool of (rows, members, edges) should have said."""
        cdf = 1 / (1 + np.exp(-np.einsum("rke,k->re", logits, self.weights)))
        truth = log_ratios[:, None] <= INNER[None, :]
        pull = 2 * (cdf - truth) * cdf * (1 - cdf) * WEIGHTS
        slope = np.einsum("re,rke->k", pull, logits)
        self._squares += slope**2
        self.weights = np.maximum(self.weights - _STEP * slope / np.sqrt(self._squares + 1), 0.0)
