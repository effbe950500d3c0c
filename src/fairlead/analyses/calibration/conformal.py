"""Levels that keep their word: each is moved by whether it held, for everybody and per person.

When the 80 % level of finished tasks covered too few of them, the next forecasts use a somewhat
higher level, and the other way round: adaptive conformal inference (Gibbs and Candès 2021), on the
logit scale, with a small gain for each level of the whole stream and a larger one for each person,
of whom only the 80 % level is followed: the levels above move with it, those below by less. A
closed formula bounds the error: after T tasks it is at most the change of the offset / (gain x T).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEVELS", "Conformal", "held"]

Floats = NDArray[np.float64]

LEVELS: Floats = np.array(
    [0.02, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.98]
)
"""The levels that are followed; others lie between them."""
LEVELS.setflags(write=False)

_KEPT = 11  # the place of 0.8
_LOGIT = np.log(LEVELS / (1 - LEVELS))
_COMMON_GAIN = 0.008 * np.sqrt(0.16 / (LEVELS * (1 - LEVELS)))
_OWN_GAIN = 0.1
_OWN_SHAPE = np.interp(LEVELS, [0.5, 0.8, 1.0], [0.0, 1.0, 1.0])
_LIMIT = 2.5


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


class Conformal:
    """Offsets of the levels: common ones, and one for each person, by number."""

    def __init__(self, people: int, *, gain: float = 1.0, own_gain: float = _OWN_GAIN) -> None:
        self._gain = _COMMON_GAIN * gain
        self._own_gain = own_gain
        self.common = np.zeros(len(LEVELS))
        self.own = np.zeros(people)

    def levels(self, people: NDArray[np.int64]) -> Floats:
        """The levels to ask the distribution for, (rows, levels), so that LEVELS are covered."""
        moved = _LOGIT + self.common + self.own[people][:, None] * _OWN_SHAPE
        return np.sort(1 / (1 + np.exp(-moved)), axis=1)

    def learn(self, person: int, used: Floats, low: float, high: float) -> None:
        """Move the offsets by one outcome, of a forecast that used the levels `used`."""
        missed: Floats = LEVELS - held(used, np.array(low), np.array(high))
        self.common = np.clip(self.common + self._gain * missed, -_LIMIT, _LIMIT)
        own = self.own[person] + self._own_gain * missed[_KEPT]
        self.own[person] = min(max(own, -_LIMIT), _LIMIT)
