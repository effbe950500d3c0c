"""Where a share falls if what was said is true."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, log1p

__all__ = ["honest_band"]


@lru_cache(maxsize=4096)
def honest_band(chance: float, count: int) -> tuple[float, float]:
    """The shares of `count` tries that a true `chance` gives at least 95 times in 100.

    The quantiles of 2.5 and 97.5 % of the binomial distribution, over `count`: of few tries the
    band reaches to nothing, or to all. 0.8 of 20 tries: 0.6 to 0.95.
    """
    if not 0 < chance < 1 or count < 1:
        raise ValueError(f"Chance {chance}, {count} tries: expected 0 to 1, and one or more.")
    low = high = None
    reached = 0.0
    for hits in range(count + 1):
        ways = lgamma(count + 1) - lgamma(hits + 1) - lgamma(count - hits + 1)
        reached += exp(ways + hits * log(chance) + (count - hits) * log1p(-chance))
        if low is None and reached >= 0.025:
            low = hits
        if reached >= 0.975:
            high = hits
            break
    return (low or 0) / count, (count if high is None else high) / count
