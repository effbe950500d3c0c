"""Spreads: how far an amount may lie from what was said, as quantile functions in closed form.

A spread is asked by the standard normal deviate z of a draw, not by its chance: so that draws that
share a cause (a Gaussian copula) give each amount its own distribution exactly. Ten in a hundred
lie below z = -1.2816, and as many above 1.2816.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from fairlead.analyses.chance.normal import Floats, deviate_of_tail, lower, upper

__all__ = [
    "TENTH",
    "After",
    "Certain",
    "Lognormal",
    "Modal",
    "Quantiles",
    "Spread",
    "TwoPiece",
    "spread_of",
]

TENTH = 1.2815515655446004
"""The deviate above which one in ten lies."""


class Spread(Protocol):
    """An amount that is not known: its value at each deviate, never falling, never below zero."""

    def at(self, z: Floats) -> Floats: ...

    def __hash__(self) -> int: ...

    @property
    def scale(self) -> float:
        """What values are told in parts of, so that equal shapes share one table."""
        ...

    @property
    def shape(self) -> Spread:
        """The same spread in parts of its scale."""
        ...


@dataclass(frozen=True, slots=True)
class Certain:
    """Exactly this amount."""

    amount: float

    def at(self, z: Floats) -> Floats:
        return np.full(len(z), self.amount)

    @property
    def scale(self) -> float:
        return self.amount

    @property
    def shape(self) -> Spread:
        return Certain(1.0)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """The lognormal with this median and this standard deviation of the logarithm."""

    median: float
    sigma: float

    def at(self, z: Floats) -> Floats:
        return self.median * np.exp(self.sigma * z)

    @property
    def scale(self) -> float:
        return self.median

    @property
    def shape(self) -> Spread:
        return Lognormal(1.0, self.sigma)


@dataclass(frozen=True, slots=True)
class TwoPiece:
    """Lognormal on either side of its median, each with a deviation of its own."""

    median: float
    below: float
    above: float

    def at(self, z: Floats) -> Floats:
        return self.median * np.exp(np.where(z < 0, self.below, self.above) * z)

    @property
    def scale(self) -> float:
        return self.median

    @property
    def shape(self) -> Spread:
        return TwoPiece(1.0, self.below, self.above)


@dataclass(frozen=True, slots=True)
class Modal:
    """Low and high are the 10 % and 90 % points, likely the mode: a power below, exponential above.

    F(x) = a + (w - a) (x / m)^k up to the mode m, 1 - (1 - w) exp(-(x - m) / b) above it. The
    piece below is that of the two-sided power distribution (van Dorp and Kotz 2002). w makes the
    density continuous at the mode. Where low is so small beside likely that no density which rises
    up to the mode has it as its 10 % point, a part `a` of all cases takes no time at all.
    """

    low: float
    likely: float
    high: float

    def at(self, z: Floats) -> Floats:
        w, a, k, b = self.pieces()
        p, rest = lower(z), upper(z)
        inside = np.clip((p - a) / max(w - a, 1e-300), 0.0, 1.0)
        below = self.likely * inside ** (1.0 / k)
        above = self.likely + b * np.log(np.maximum((1.0 - w) / np.maximum(rest, 1e-300), 1.0))
        return np.where(p <= w, below, above)

    def pieces(self) -> tuple[float, float, float, float]:
        """w, a, k, b of the formula."""
        low, mode, high = self.low, self.likely, self.high
        if mode <= low:  # nothing is known of what lies below: as dense as above
            b = (high - mode) / math.log(9.0)
            return (
                (0.1, 0.0, max(9.0 * mode * 0.1 / (b * 0.1), 1.0), b)
                if mode
                else (0.1, 0.1, 1.0, b)
            )
        least, most = 0.1, 0.9
        if mode >= high:
            a, k = self._below(0.9)
            return 0.9, a, k, 0.1 * mode / (k * (0.9 - a))
        for _ in range(60):
            w = (least + most) / 2
            a, k = self._below(w)
            if (w - a) * k / mode < (1.0 - w) / self._above(w):
                least = w
            else:
                most = w
        w = (least + most) / 2
        return (w, *self._below(w), self._above(w))

    def _below(self, w: float) -> tuple[float, float]:
        """The atom and the power below the mode that put a tenth below `low`."""
        share = self.low / self.likely
        k = math.log(w / 0.1) / -math.log(share) if share > 0 else 0.0
        if k >= 1.0:
            return 0.0, k
        return max((0.1 - w * share) / (1.0 - share), 0.0), 1.0

    def _above(self, w: float) -> float:
        return (self.high - self.likely) / math.log((1.0 - w) / 0.1)

    @property
    def scale(self) -> float:
        return self.likely or self.high

    @property
    def shape(self) -> Spread:
        s = self.scale
        return Modal(self.low / s, self.likely / s, self.high / s)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Values at a rising grid of deviates, straight in their logarithms between, and beyond."""

    z: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip(self.z, self.z[1:], strict=False))
        sorted_up = all(0 < a <= b for a, b in zip(self.values, self.values[1:], strict=False))
        if len(self.z) != len(self.values) or len(self.z) < 2 or not (rising and sorted_up):
            raise ValueError(
                "Quantiles: expected two or more rising z, with rising values above 0."
            )

    def at(self, z: Floats) -> Floats:
        logs = np.log(np.array(self.values))
        grid = np.array(self.z)
        first = (logs[1] - logs[0]) / (grid[1] - grid[0])
        last = (logs[-1] - logs[-2]) / (grid[-1] - grid[-2])
        found = np.interp(z, grid, logs)
        found += np.minimum(z - grid[0], 0.0) * first + np.maximum(z - grid[-1], 0.0) * last
        return np.asarray(np.exp(found))

    @property
    def scale(self) -> float:
        return 1.0

    @property
    def shape(self) -> Spread:
        return self


@dataclass(frozen=True, slots=True)
class Scaled:
    """So many times another spread."""

    of: Spread
    times: float

    def at(self, z: Floats) -> Floats:
        return self.times * self.of.at(z)

    @property
    def scale(self) -> float:
        return self.times * self.of.scale

    @property
    def shape(self) -> Spread:
        return self.of.shape


@dataclass(frozen=True, slots=True)
class After:
    """What is left of an amount of which `spent` is gone: the amount, given that it is more.

    The chance to exceed is that of both: S(spent) S(z). Where more is spent than the spread gives
    to one in a million, the spread is stretched until it gives as much. `whole` tells the amount
    with what is spent.
    """

    of: Spread
    spent: float
    whole: bool = False

    def at(self, z: Floats) -> Floats:
        least, most = -8.0, 4.75
        stretch = max(self.spent / max(float(self.of.at(np.array([most]))[0]), 1e-300), 1.0)
        for _ in range(60):
            middle = (least + most) / 2
            if stretch * float(self.of.at(np.array([middle]))[0]) > self.spent:
                most = middle
            else:
                least = middle
        at_least = float(upper(np.array([(least + most) / 2]))[0])
        total = stretch * self.of.at(deviate_of_tail(at_least * upper(z)))
        left = np.maximum(total, self.spent)
        return left if self.whole else left - self.spent

    @property
    def scale(self) -> float:
        return self.of.scale

    @property
    def shape(self) -> Spread:
        return After(self.of.shape, self.spent / self.of.scale, self.whole)


def spread_of(low: float, likely: float | None, high: float) -> Spread:
    """The spread of a range (`likely` None) or of three points. 4..9 has its median at 6.

    A range is the lognormal with these 10 % and 90 % points. From zero on there is none: then one
    in ten is nothing, and the rest exponential.
    """
    if low >= high:
        return Certain(high)
    if likely is None:
        if low <= 0:
            return Modal(0.0, 0.0, high)
        return Lognormal(math.sqrt(low * high), math.log(high / low) / (2 * TENTH))
    return Modal(low, min(max(likely, low), high), high)
