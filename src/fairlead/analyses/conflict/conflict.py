"""Which commitments contradict each other: all together they fail, without any one they hold."""

from __future__ import annotations

from fairlead.analyses.chance import Judgement
from fairlead.analyses.conflict.commitment import Commitment, CommitmentKind, commitments_of
from fairlead.analyses.conflict.minimal import minimal
from fairlead.analyses.forecast import SEED
from fairlead.analyses.forecast.quantiles import quantile
from fairlead.analyses.forecast.variant import variant
from fairlead.analyses.options.ground import Ground, ground_of
from fairlead.analyses.plan import Unplannable, plan
from fairlead.analyses.simulation import CannotSimulate
from fairlead.analyses.why.learning import learned_from
from fairlead.program.errors import UnknownReference
from fairlead.program.moments import Moment, closing_minute
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Conflict", "Member", "conflict"]

TRIALS = 300


class Member(Noun):
    """One commitment of a conflict, in words."""

    id: str
    kind: CommitmentKind
    title: str


class Conflict(Noun):
    """Commitments that cannot be kept together; without any one of them the others can.

    `asked` questions were put to the trials to prove it. No members: nothing contradicts.
    """

    trials: int
    asked: int
    members: tuple[Member, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether a single commitment cannot be kept whatever else gives way."""
        return len(self.members) == 1


def conflict(
    program: Program,
    *,
    milestone: str,
    by: Moment,
    confidence: float,
    seed: int = SEED,
    judgement: Judgement | None = None,
    trials: int = TRIALS,
) -> Conflict | Unplannable:
    """A minimal conflict about a milestone by a date: dates, budget, scope, fixed starts, load.

    A set is kept when the milestone is there in time, and the cost within the budget, in as large a
    part of the trials as is wanted, in the program without all other commitments. Raises
    `UnknownReference` when there is no such milestone.
    """
    if milestone not in program.milestones:
        raise UnknownReference(f"No milestone {milestone!r} in program {program.id!r}.")
    made = plan(program, paths=0)
    if isinstance(made, Unplannable):
        return made
    until = closing_minute(by, timezone=program.timezone)
    ground = ground_of(program, made, milestone=milestone, by=until)
    known_of = learned_from(program) if judgement is None else judgement
    found = commitments_of(ground, confidence=confidence)
    known: dict[frozenset[str], bool] = {}

    def holds(kept: tuple[Commitment, ...]) -> bool:
        names = frozenset(each.id for each in kept)
        if names not in known:
            known[names] = _kept(
                ground, found, names, confidence=confidence, seed=seed, judgement=known_of,
                trials=trials,
            )  # fmt: skip
        return known[names]

    members = minimal(found, holds)
    return Conflict(
        trials=trials,
        asked=len(known),
        members=tuple(Member(id=m.id, kind=m.kind, title=m.title) for m in members),
    )


def _kept(
    ground: Ground,
    all_: tuple[Commitment, ...],
    names: frozenset[str],
    *,
    confidence: float,
    seed: int,
    judgement: Judgement,
    trials: int,
) -> bool:
    dates = any(each.kind == "date" and each.id in names for each in all_)
    money = any(each.kind == "budget" and each.id in names for each in all_)
    if not dates and not money:
        return True
    program = relaxed(ground.program, all_, names)
    try:
        lived = variant(program, seed=seed, trials=trials, judgement=judgement)
    except CannotSimulate:
        return False
    if dates and (lived.chance(ground.milestone, ground.by) or 0.0) < confidence:
        return False
    return not money or quantile(lived.cost, confidence) <= int(program.budget or 0)


def relaxed(program: Program, all_: tuple[Commitment, ...], names: frozenset[str]) -> Program:
    """The program without the commitments that are not among `names`."""
    for each in all_:
        if each.id not in names and each.relaxed is not None:
            program = each.relaxed(program)
    return program
