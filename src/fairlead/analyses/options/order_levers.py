"""Ways out by the order of work: the milestone's first, or the order that the optimiser finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from fairlead.analyses.optimiser.optimise import optimise
from fairlead.analyses.optimiser.optimised import Optimised
from fairlead.analyses.options.ground import Ground
from fairlead.analyses.options.lever import Lever
from fairlead.program.moments import instant
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program

__all__ = ["order_levers"]

FIRST = 900
"""The priority of what is taken up first; 500 is usual."""

_SLICES = 40
"""How long the optimiser looks for an order: some tenths of a second for 150 tasks."""


def order_levers(ground: Ground) -> Iterator[Lever]:
    """Another order of the same work by the same people. Two of them exclude each other."""
    rows = ground.program.tasks
    wanting = tuple(key for key in ground.open if rows[key].who or rows[key].team)
    first = frozenset(wanting) & ground.ahead
    if not first:
        return
    if len(first) < len(wanting) and any((rows[key].priority or 0) < FIRST for key in first):
        yield _lever(
            id=f"first-{ground.milestone}",
            title=f"The work for {ground.program.milestones[ground.milestone].title} first",
            priorities={key: max(FIRST, rows[key].priority or 0) for key in first},
        )
    found = _optimised(ground, wanting)
    if found:
        yield _lever(
            id="resequence",
            title="The order of work that the optimiser finds",
            priorities=found,
        )


def _lever(*, id: str, title: str, priorities: Mapping[str, int]) -> Lever:
    return Lever(
        id=id,
        kind="sequence",
        title=title,
        cause="business",
        claims=frozenset({"sequence"}),
        make=partial(_by_priority, priorities=priorities),
    )


def _optimised(ground: Ground, wanting: tuple[str, ...]) -> Mapping[str, int]:
    """Priorities that give the order of the best plan found; none where it is not less late.

    It is looked for with the date that is wanted as the milestone's promise. The search has a fixed
    number of slices, so that the answer is the same everywhere.
    """
    program, key = ground.program, ground.milestone
    due = replace(program.milestones[key], due=instant(ground.by))
    asked = replace(program, milestones=program.milestones.with_row(key, due))
    made = optimise(asked, slices=_SLICES, objective="lateness", workers=1, paths=0, prove=False)
    if not isinstance(made, Optimised) or made.value >= made.levelled_value:
        return {}
    starts = {task: made.plan.activities[task].start for task in wanting if ground.waiting(task)}
    order = sorted(starts, key=lambda task: (starts[task], task))
    room = FIRST - 2  # 899 down to 1, so that what begins first is taken up first
    return {
        task: FIRST - 1 - place * room // max(len(order) - 1, 1) for place, task in enumerate(order)
    }


def _by_priority(program: Program, *, priorities: Mapping[str, int]) -> Program:
    tasks = {
        key: replace(row, priority=priorities[key]) if key in priorities else row
        for key, row in program.tasks.items()
    }
    return replace(program, tasks=Table(tasks, before=program.tasks))
