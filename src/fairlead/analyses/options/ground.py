"""What ways out are built on: the program, the milestone, and what stands before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairlead.analyses.options.limits import Limits, limits_of
from fairlead.analyses.plan import Plan
from fairlead.analyses.trace import Trace, everything_before, trace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Task

__all__ = ["Ground", "ground_of", "name_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A program as the builders of levers see it.

    `before` is all that the milestone waits for, summaries and milestones too; `open` are the tasks
    at the bottom of the outline that are not done, `ahead` those of them before the milestone.
    `driving` are on the chains with the least slack to it, the tightest first. `by` is the minute
    by which it is wanted.
    """

    program: Program
    milestone: str
    by: int
    as_of: datetime
    limits: Limits
    traced: Trace
    before: frozenset[str]
    open: tuple[str, ...]
    ahead: frozenset[str]
    driving: tuple[str, ...]

    def waiting(self, key: str) -> bool:
        """Whether a task has not begun."""
        return self.program.tasks[key].started is None


def ground_of(program: Program, plan: Plan, *, milestone: str, by: int) -> Ground:
    """Look a program over. `plan` has chains traced to its milestones."""
    summaries = program.summaries()
    before = everything_before(program, milestone)
    open_ = tuple(
        key
        for key, task in program.tasks.items()
        if key not in summaries and _is_open(task) and not task.level_of_effort
    )
    steps: dict[str, None] = {}
    row = plan.milestones.get(milestone)
    for path in () if row is None else row.paths:
        steps.update((step.id, None) for step in reversed(path.steps))
    ahead = frozenset(open_) & before
    return Ground(
        program=program,
        milestone=milestone,
        by=by,
        as_of=plan.as_of,
        limits=limits_of(program),
        traced=trace(program),
        before=before,
        open=open_,
        ahead=ahead,
        driving=tuple(key for key in steps if key in ahead),
    )


def _is_open(task: Task) -> bool:
    return task.finished is None and not task.inactive


def amount_of(task: Task) -> Estimate | None:
    """What a task is thought to take, effort before duration."""
    return task.estimate or task.duration


def name_of(program: Program, person: str) -> str:
    """A person's name, or their id."""
    return program.people[person].name or person
