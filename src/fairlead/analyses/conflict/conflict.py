"""Which commitments contradict each other: all together they fail, without any one they hold."""

from __future__ import annotations

from fairlead.analyses.chance import Judgement
from fairlead.analyses.conflict.commitment import Commitment, CommitmentKind, commitments_of
from fairlead.analyses.conflict.minimal import minimal
from fairlead.analyses.conflict.promise import (
    USUAL,
    Promise,
    milestone_promise,
    promises_of,
    with_marks,
)
from fairlead.analyses.forecast import SEED
from fairlead.analyses.forecast.quantiles import quantile
from fairlead.analyses.forecast.result import WHOLE
from fairlead.analyses.forecast.variant import variant
from fairlead.analyses.plan import Unplannable, plan
from fairlead.analyses.simulation import CannotSimulate
from fairlead.analyses.trace import everything_before
from fairlead.analyses.why.learning import learned_from
from fairlead.program.errors import UnknownReference
from fairlead.program.moments import Moment, closing_minute
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import Program

__all__ = ["Conflict", "Member", "conflict", "conflict_of_all"]

TRIALS = 300
_LAST = 0
"""The priority of what gives way; 500 is usual."""


class Member(Noun):
    """One commitment of a conflict, in words."""

    id: str
    kind: CommitmentKind
    title: str


class Conflict(Noun):
    """Commitments that cannot be kept together; without any one of them the others can.

    `asked` questions were put to the trials to prove it, about `commitments` in all. No members:
    nothing contradicts.
    """

    trials: int
    asked: int
    members: tuple[Member, ...] = ()
    commitments: int = 0

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
    until = closing_minute(by, timezone=program.timezone)
    promise = milestone_promise(program, milestone, until=until, confidence=confidence)
    return _conflict(program, (promise,), confidence, seed=seed, judgement=judgement, trials=trials)


def conflict_of_all(
    program: Program,
    *,
    confidence: float | None = None,
    seed: int = SEED,
    judgement: Judgement | None = None,
    trials: int = TRIALS,
) -> Conflict | Unplannable:
    """A minimal conflict among all that a program promises, the members as `conflict` has them.

    Promised are due dates of milestones, deadlines, latest and fixed dates of tasks and milestones,
    the end of the whole, and the budget; each holds on its own in as large a part of the trials as
    is wanted of it (`promises_of`). Work for a date that is not promised gives way to the others.
    """
    promises = promises_of(program, confidence=confidence)
    sure = confidence or USUAL
    return _conflict(program, promises, sure, seed=seed, judgement=judgement, trials=trials)


def _conflict(
    program: Program,
    promises: tuple[Promise, ...],
    confidence: float,
    *,
    seed: int,
    judgement: Judgement | None,
    trials: int,
) -> Conflict | Unplannable:
    made = plan(program, paths=0)
    if isinstance(made, Unplannable):
        return made
    known_of = learned_from(program) if judgement is None else judgement
    marked, looked_at = with_marks(program, promises)
    found = commitments_of(marked, made, looked_at, confidence=confidence)
    known: dict[frozenset[str], bool] = {}

    def holds(kept: tuple[Commitment, ...]) -> bool:
        names = frozenset(each.id for each in kept)
        if names not in known:
            known[names] = _kept(
                marked, found, names, confidence=confidence, seed=seed, judgement=known_of,
                trials=trials,
            )  # fmt: skip
        return known[names]

    members = minimal(found, holds)
    return Conflict(
        trials=trials,
        asked=len(known),
        members=tuple(Member(id=m.id, kind=m.kind, title=m.title) for m in members),
        commitments=len(found),
    )


def _kept(
    program: Program,
    all_: tuple[Commitment, ...],
    names: frozenset[str],
    *,
    confidence: float,
    seed: int,
    judgement: Judgement,
    trials: int,
) -> bool:
    """Whether all promises among some commitments hold in the program without all others."""
    promises = [each.promise for each in all_ if each.id in names and each.promise is not None]
    money = "budget" in names
    if not promises and not money:
        return True
    others = sum(each.promise is not None for each in all_) > len(promises)
    asked = relaxed(program, all_, names)
    if others and promises:
        asked = _first(asked, promises)
    try:
        lived = variant(asked, seed=seed, trials=trials, judgement=judgement)
    except CannotSimulate:
        return False
    for promise in promises:
        if (lived.chance(promise.target, promise.until) or 0.0) < promise.confidence:
            return False
    return not money or quantile(lived.cost, confidence) <= int(program.budget or 0)


def _first(program: Program, promises: list[Promise]) -> Program:
    """The program in which work for these promises goes before all that nobody promised."""
    if any(promise.target == WHOLE for promise in promises):
        return program
    wanted: set[str] = set()
    for promise in promises:
        wanted |= everything_before(program, promise.target)
    tasks = {
        key: row if key in wanted or row.started is not None else replace(row, priority=_LAST)
        for key, row in program.tasks.items()
    }
    return replace(program, tasks=Table(tasks, before=program.tasks))


def relaxed(program: Program, all_: tuple[Commitment, ...], names: frozenset[str]) -> Program:
    """The program without the commitments that are not among `names`."""
    for each in all_:
        if each.id not in names and each.relaxed is not None:
            program = each.relaxed(program)
    return program
