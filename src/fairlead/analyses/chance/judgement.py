"""What is judged of an estimate: how far actual amounts lie from it, and with what else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fairlead.analyses.chance.spread import Spread
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Judged", "Judgement", "RecordUsed"]


@dataclass(frozen=True, slots=True)
class Judged:
    """How one task is judged.

    `ratio` is the spread of actual over estimate, for an estimate that is a point. `loadings` are
    common causes with their weight in the task's deviate: (`program`, 0.3), (`team:payments`, 0.3).
    Squares of weights add up to 1 at most; the rest is the task's own.
    """

    ratio: Spread
    loadings: tuple[tuple[str, float], ...] = ()


class RecordUsed(Noun):
    """Which record of finished work a judgement was learned from.

    `own` when it is the finished tasks of the program itself. `tasks` were learned from, the last
    of them completed on the day `until`; `fingerprint` names the content.
    """

    name: str
    own: bool
    tasks: int
    until: date
    fingerprint: str


class Judgement(Protocol):
    """Something that judges the tasks of a program: the prior, or what a record has taught."""

    def judge(self, program: Program, key: str) -> Judged: ...
