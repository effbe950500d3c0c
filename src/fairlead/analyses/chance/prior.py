"""The prior: what an estimate is worth before there is any record of the team's own."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from fairlead.analyses.chance.judgement import Judged
from fairlead.analyses.chance.spread import TENTH, Spread, TwoPiece
from fairlead.program.program import Program

__all__ = ["PRIOR", "Prior"]


@dataclass(frozen=True, slots=True)
class Prior:
    """Actual over estimate of single tasks; `person`, `team`, `program` are shares of variance.

    docs/methods/forecast.md has the sources. The median of single tasks is about unbiased; one in
    ten takes less than a fifth of its estimate, one in ten more than three and a half times.
    """

    ratio: Spread = field(
        default_factory=lambda: TwoPiece(1.0, math.log(1 / 0.2) / TENTH, math.log(3.5) / TENTH)
    )
    person: float = 0.10
    team: float = 0.10
    program: float = 0.10

    def __post_init__(self) -> None:
        shares = (self.person, self.team, self.program)
        if min(shares) < 0 or sum(shares) > 1:
            raise ValueError(f"Prior: shares {shares}, expected none below 0 and a sum up to 1.")

    def judge(self, program: Program, key: str) -> Judged:
        """The same ratio for every task; its named people, its team and the program as causes."""
        task = program.tasks[key]
        loadings = [("program", math.sqrt(self.program))]
        named = [a.person for a in task.who if a.person in program.people]
        named = [p for p in named if program.people[p].kind in {"person", "pool"}]
        team = task.team
        if team is None and named:
            team = program.people[named[0]].team
        if team is not None:
            loadings.append((f"team:{team}", math.sqrt(self.team)))
        loadings += [(f"person:{p}", math.sqrt(self.person / len(named))) for p in named]
        return Judged(self.ratio, tuple(loadings))


PRIOR = Prior()
"""What holds until a record says otherwise."""
