"""What the optimiser says of a program: a plan, and how far from the best it can be."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fairlead.analyses.plan import Plan
from fairlead.program.noun import About, Noun

__all__ = ["Optimised", "Step"]


class Step(Noun):
    """An improvement: after so many seconds, what the objective was worth then."""

    seconds: float
    value: int
    finish: datetime


class Optimised(Noun):
    """A plan that is never worse than the levelled one, by an objective, and what is proved of it.

    `value` and `bound` are in minutes: for `finish` from the status time on, for `lateness` after
    promised dates by the value of their goals, for `stability` away from the agreed dates. No plan
    has a smaller value than `bound`; `gap_percent` is by how much, as a part of the bound, the
    value may exceed the best possible, None where the bound is 0 and the value is not.
    """

    plan: Plan
    objective: Literal["finish", "lateness", "stability"]
    value: int
    bound: int
    levelled_value: int
    levelled_finish: datetime
    gap_percent: float | None
    proved_optimal: bool
    asked_solver: Annotated[bool, About("Whether the program fits a solver, and it was asked.")]
    has_solver: Annotated[bool, About("Whether one was there to be asked.")]
    seconds: float
    slices: int
    seed: int
    stopped: bool
    history: tuple[Step, ...] = ()

    @property
    def shorter_minutes(self) -> int:
        """By how much the plan ends before the levelled one."""
        return int((self.levelled_finish - self.plan.finish).total_seconds() // 60)
