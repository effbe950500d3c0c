"""Effects of person, team, kind and size on a ratio: where it lies, how wide, how often just one.

Three linear predictors share one set of effects: the logit of the chance that the ratio is exactly
one, the location and the log scale of the log ratio otherwise. Each effect has a mean and a
variance, is pulled towards zero by the prior until its own tasks outweigh it, and may drift: this
is a Kalman filter with a diagonal covariance (Kalman 1960; West and Harrison 1997, ch. 2 and 14 for
the filter of a binary outcome by one Newton step), robust to outliers as in Masreliez (1975).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["Effects"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DRIFT = np.array([[1e-4], [5e-5], [5e-5]])  # of the prior variance, regained with every task
_SPREAD_OF = np.array([[5.0], [1.0], [0.5]])  # variance of logit, location, log scale by the family
_MEAN_LOG = 1.6  # sd of a normal over the geometric mean of its absolute deviations, within 20 %
_LOG_NOISE = 1.2  # variance of the logarithm of an absolute normal deviate: pi^2 / 8
_FLOOR = 0.05  # a deviation nearer than five per cent says no more about the scale
_HUBER = 1.5
_FURTHEST = 2.5  # log ratios beyond 12 times either way count as 12 times


class Effects:
    """What was learned of every effect: means and variances, (3, effects)."""

    def __init__(self, variances: Floats, *, exact: float, location: float, spread: float) -> None:
        self._ceiling = _SPREAD_OF * variances
        self.variance = self._ceiling.copy()
        self.mean = np.zeros_like(self.variance)
        # The first effect is the common one: it begins at the prior.
        self.mean[:, 0] = math.log(exact / (1 - exact)), location, math.log(spread / _MEAN_LOG)

    def predict(self, effects: Ints, multipliers: Floats) -> tuple[Floats, Floats, Floats]:
        """Chance to be exact, location and scale of the log ratio else, of each row of effects."""
        told = (self.mean[:, effects] * multipliers).sum(axis=2)
        exact = 1 / (1 + np.exp(-np.clip(told[0], -5.0, 3.0)))
        return exact, told[1], np.exp(np.clip(told[2], -4.0, 2.0)) * _MEAN_LOG

    def learn(self, effects: Ints, multipliers: Floats, log_ratio: float, *, exact: bool) -> None:
        """Move the effects of one task towards what it took."""
        mean = self.mean[:, effects]
        ceiling = self._ceiling[:, effects]
        variance = np.minimum(self.variance[:, effects] + _DRIFT * ceiling, ceiling)
        told = mean @ multipliers
        doubt = variance @ (multipliers * multipliers)
        chance = 1 / (1 + math.exp(-min(max(told[0], -5.0), 3.0)))
        curve = chance * (1 - chance)
        used = 1 if exact else 3
        noise = [1 / curve, 0.0, _LOG_NOISE]
        surprise = [(exact - chance) / curve, 0.0, 0.0]
        if not exact:
            away = min(max(log_ratio, -_FURTHEST), _FURTHEST) - told[1]
            scale = math.exp(min(max(told[2], -4.0), 2.0)) * _MEAN_LOG
            noise[1] = scale * scale
            bound = _HUBER * math.sqrt(doubt[1] + noise[1])
            surprise[1] = min(max(away, -bound), bound)
            surprise[2] = math.log(abs(away) + _FLOOR) - told[2]
        total = doubt[:used] + np.array(noise[:used])
        pull = variance[:used] * multipliers
        gain = pull / total[:, None]
        self.mean[:used, effects] = mean[:used] + gain * np.array(surprise[:used])[:, None]
        self.variance[:used, effects] = variance[:used] - gain * pull
