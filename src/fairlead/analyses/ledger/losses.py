"""How far dates lay from what happened, in days: pinball loss and ranked probability score.

What is known to the day is done somewhere in it: a date within that day is not off at all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairlead.analyses.ledger.held import SHARES, Held
from fairlead.program.issued import LEVELS

__all__ = ["crps_days", "pinball_days", "point_days"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DECILES = [LEVELS.index(percent) for percent in range(10, 100, 10)]
_MINUTES = 1440.0


def _losses(held: Held, dates: Ints, shares: Floats) -> Floats:
    """The pinball loss of each date at its level, (rows, levels), in days (Koenker 2005)."""
    early = np.maximum(held.begin[:, None] - dates, 0) / _MINUTES
    late = np.maximum(dates - held.end[:, None], 0) / _MINUTES
    found: Floats = shares * early + (1 - shares) * late
    return found


def pinball_days(held: Held) -> Floats:
    """Mean loss over the nine deciles, (rows)."""
    found: Floats = _losses(held, held.quantiles[:, _DECILES], SHARES[_DECILES]).mean(axis=1)
    return found


def crps_days(held: Held) -> Floats:
    """The ranked probability score (Gneiting and Raftery 2007), (rows).

    Twice the integral of the pinball loss over all levels, straight between the levels that are
    kept; beyond P1 and P99 the losses of those.
    """
    losses = _losses(held, held.quantiles, SHARES)
    inner = ((losses[:, 1:] + losses[:, :-1]) / 2 * np.diff(SHARES)).sum(axis=1)
    ends = losses[:, 0] * SHARES[0] + losses[:, -1] * (1 - SHARES[-1])
    found: Floats = 2 * (inner + ends)
    return found


def point_days(held: Held, dates: Ints) -> tuple[Floats, Floats]:
    """Pinball loss and ranked probability score of one date instead of many, each (rows)."""
    off = np.maximum(held.begin - dates, 0) + np.maximum(dates - held.end, 0)
    return off / (2 * _MINUTES), off / _MINUTES
