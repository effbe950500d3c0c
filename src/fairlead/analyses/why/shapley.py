"""Shares of a whole among those who made it together (Shapley 1953), exact and in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

__all__ = ["MOST_PLAYERS", "fitted", "shapley", "whole_parts"]

MOST_PLAYERS = 12
"""More would ask for more than four thousand coalitions."""


def shapley(values: Sequence[int]) -> list[Fraction]:
    """The Shapley value of each player of a game.

    `values` is what every coalition is worth, at the place whose bits name its members: `values[0]`
    is worth of nobody, `values[0b101]` of the first and the third player. A player's value is the
    mean of what he adds over all orders in which the players may come. The values add up to
    `values[-1] - values[0]`; players who add the same everywhere get the same, one who adds nothing
    gets nothing. Raises `ValueError` where the length is no power of two.
    """
    players = max(len(values).bit_length() - 1, 0)
    if len(values) != 1 << players or players > MOST_PLAYERS:
        raise ValueError(
            f"{len(values)} coalitions: expected a power of two, {1 << MOST_PLAYERS} at most."
        )
    weights = [Fraction(1, players * comb(players - 1, size)) for size in range(players)]
    found = []
    for player in range(players):
        own = 1 << player
        added = [0] * players
        for coalition in range(len(values)):
            if not coalition & own:
                added[coalition.bit_count()] += values[coalition | own] - values[coalition]
        found.append(sum((w * a for w, a in zip(weights, added, strict=True)), Fraction()))
    return found


def whole_parts(parts: Sequence[Fraction], total: int) -> list[int]:
    """Parts as whole numbers that add up to `total`, each less than one away from what it was.

    What rounding down leaves goes to the largest remainders, and of equal ones to the first
    (Hamilton's method). Raises `ValueError` where the parts do not add up to `total`.
    """
    if sum(parts) != total:
        raise ValueError(f"The parts add up to {float(sum(parts))}, not to {total}.")
    found = [part.__floor__() for part in parts]
    order = sorted(range(len(parts)), key=lambda k: (found[k] - parts[k], k))
    for k in order[: total - sum(found)]:
        found[k] += 1
    return found


def fitted(parts: Sequence[Fraction], total: Fraction) -> list[Fraction]:
    """Parts that add up to `total`: what is missing is shared out by the size of each part.

    All alike where no part has a size. No parts stay no parts.
    """
    missing = total - sum(parts, Fraction())
    sizes = sum((abs(part) for part in parts), Fraction())
    if not sizes:
        return [part + missing / len(parts) for part in parts]
    return [part + missing * abs(part) / sizes for part in parts]
