"""A minimal set that cannot hold together, by dividing and by taking away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

__all__ = ["minimal"]

T = TypeVar("T")
Holds = Callable[[tuple[T, ...]], bool]


def minimal(members: Sequence[T], holds: Holds[T]) -> tuple[T, ...]:
    """A subset that does not hold, and that holds when any one of it is taken away.

    QuickXplain (Junker 2004): of members in the order in which one would keep them, with about
    k log(n / k) + 2k questions for a conflict of k among n. Where taking a member away could make
    things worse, as with heuristics, what is found is proved again by taking away, one by one,
    until nothing can go. Empty when all hold together.
    """
    everything = tuple(members)
    if holds(everything):
        return ()
    explained = _explained((), everything, holds, added=False)
    found = tuple(each for each in everything if each in explained)
    if holds(found):  # not monotone: begin with all of them
        found = everything
    shrunk = True
    while shrunk:
        shrunk = False
        for each in found:
            rest = tuple(other for other in found if other is not each)
            if not holds(rest):
                found, shrunk = rest, True
                break
    return found


def _explained(
    background: tuple[T, ...], members: tuple[T, ...], holds: Holds[T], *, added: bool
) -> tuple[T, ...]:
    if added and not holds(background):
        return ()
    if len(members) == 1:
        return members
    half = len(members) // 2
    first, second = members[:half], members[half:]
    later = _explained((*background, *first), second, holds, added=bool(first))
    sooner = _explained((*background, *later), first, holds, added=bool(later))
    return (*sooner, *later)
