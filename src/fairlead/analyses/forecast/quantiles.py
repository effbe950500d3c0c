"""Quantiles, chances and means of trials, each with the error that comes of drawing so few."""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
import numpy.typing as npt

__all__ = ["chance_error", "half_width", "mean_minute", "quantile"]

Values = npt.NDArray[np.int64]

_Z95 = 1.959963984540054


def quantile(ordered: Values, share: float) -> int:
    """The least value that at least `share` of the sorted values do not exceed.

    Always a value that was drawn. Of 1 to 10, the quantile of 0.8 is 8.
    """
    n = len(ordered)
    place = min(max(ceil(share * n - 1e-9), 1), n)
    return int(ordered[place - 1])


def half_width(ordered: Values, share: float) -> int:
    """Half the width of the 95 % interval of a quantile, from the order of the values alone.

    The number of trials below the true quantile is binomial, so that two order statistics enclose
    it whatever the distribution (Hyndman and Fan 1996; Conover 1999, section 3.2). For draws that
    are spread more evenly than chance would it is on the safe side.
    """
    n = len(ordered)
    reach = _Z95 * sqrt(n * share * (1 - share))
    low = min(max(ceil(n * share - reach), 1), n)
    high = min(max(ceil(n * share + reach), 1), n)
    return -(-int(ordered[high - 1] - ordered[low - 1]) // 2)


def chance_error(chance: float, trials: int) -> float:
    """Half the width of the 95 % interval of a chance (Wilson 1927): above zero even at 0 and 1."""
    z2 = _Z95**2 / trials
    return _Z95 * sqrt(chance * (1 - chance) / trials + z2 / (4 * trials)) / (1 + z2)


def mean_minute(values: Values) -> int:
    """The mean, rounded to a whole unit, exact for any number of values."""
    total, n = int(values.sum(dtype=np.int64)), len(values)
    return (2 * total + n) // (2 * n)
