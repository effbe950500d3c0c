"""A lever: one measure that a program offers, as a function that makes another program of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from fairlead.program.program import Program
from fairlead.program.requests import Cause

__all__ = ["KINDS", "Kind", "Lever", "compatible", "pulled"]

Kind = Literal[
    "drop",
    "defer",
    "split",
    "overlap",
    "unlink",
    "treat",
    "move",
    "share",
    "free",
    "overtime",
    "hire",
    "sequence",
    "date",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""Kinds of measures, in the order in which several are carried out."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One measure. Two that share a claim exclude each other.

    `lost` are requirements that are given up, `late` those that come after the milestone. `make`
    takes any program that other levers made of the same one, and returns it changed.
    """

    id: str
    kind: Kind
    title: str
    cause: Cause
    claims: frozenset[str]
    make: Callable[[Program], Program]
    lost: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, str]:
        """Its place among others that are carried out together."""
        return KINDS.index(self.kind), self.id


def compatible(levers: Iterable[Lever]) -> bool:
    """Whether no two of them claim the same."""
    seen: set[str] = set()
    for lever in levers:
        if seen & lever.claims:
            return False
        seen |= lever.claims
    return True


def pulled(program: Program, levers: Sequence[Lever]) -> Program:
    """The program after all of them, in the order of their kinds."""
    for lever in sorted(levers, key=lambda lever: lever.rank):
        program = lever.make(program)
    return program
