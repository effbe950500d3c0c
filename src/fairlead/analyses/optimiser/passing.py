"""When something ends by when it starts, in few words: a least length, and where it is longer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Passing", "Run", "passing"]

Slots = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """Of starts from `first` until before `until`: they end `length` later, and not before `end`.

    The end holds for every later start, too.
    """

    first: int
    until: int
    length: int
    end: int


@dataclass(frozen=True, slots=True)
class Passing:
    """What starts in a slot ends at least `least` slots later, and as its `runs` say.

    `last` is the last slot from which it ends within the grid, -1 where there is none. `exact`:
    nothing else is to be said.
    """

    least: int
    last: int
    runs: tuple[Run, ...]
    exact: bool


def passing(ends: Slots, slots: int, *, few: int, most: int) -> Passing:
    """Of a table that never falls: ends by start, beyond the grid where they are `slots` or more.

    Where there are more than `few` runs, only `most` are told, those that make most difference:
    fewer ease it, no more.

    >>> passing(np.array([2, 3, 4, 7, 8, 9]), 12, few=5, most=5)
    Passing(least=2, last=5, runs=(Run(first=3, until=6, length=4, end=7),), exact=True)
    """
    inside = int(np.searchsorted(ends, slots))
    if not inside:
        return Passing(0, -1, (), exact=True)
    ends = ends[:inside]
    length = ends - np.arange(inside)
    least = int(length.min())
    if least == int(length.max()):
        return Passing(least, inside - 1, (), exact=True)
    rise = np.minimum(np.diff(ends), 2)
    turned = np.zeros(inside - 1, bool)
    turned[1:] = (rise[1:] != rise[:-1]) & (rise[:-1] < 2)
    first = np.concatenate([np.zeros(1, np.int64), np.flatnonzero((rise == 2) | turned) + 1])
    until = np.append(first[1:], inside)
    more = np.add.reduceat(length - least, first)
    told = np.flatnonzero(length[first] > least)
    exact = len(told) <= max(few, most)
    if len(told) > few:
        told = np.sort(told[np.argsort(-more[told], kind="stable")[:most]])
    shortest = np.minimum.reduceat(length, first)
    rows = zip(first[told], until[told], shortest[told], ends[first[told]], strict=True)
    runs = tuple(Run(*map(int, row)) for row in rows)
    return Passing(least, inside - 1, runs, exact=exact)
