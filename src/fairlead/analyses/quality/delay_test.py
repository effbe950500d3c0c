"""The critical path test: put 600 days on a critical task and see how far the end moves."""

from __future__ import annotations

from fairlead.analyses.plan import Plan, PlannedActivity
from fairlead.program.moments import instant
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Task

__all__ = ["DelayTest", "delay_test"]

_DELAY_DAYS = 600
_TOLERANCE = 0.05  # later work stands in other calendars, so that equal is rarely to the day


class DelayTest(Noun):
    """How far a delayed task and, through it, the end of the program moved, in calendar days."""

    task: str
    end: str
    task_days: float
    end_days: float

    @property
    def passed(self) -> bool:
        """Whether the end moved as far as the task did."""
        return abs(self.end_days - self.task_days) <= _TOLERANCE * abs(self.task_days)


def delay_test(program: Program, plan: Plan, *, task: str, end: str) -> DelayTest | None:
    """Delay `task`, run the engine again, and see `end` move; None when that cannot be planned.

    Early dates are compared, without levelling: it is the links that are tested.
    """
    from fairlead.analyses.critical_path import CriticalPath, critical_path  # slow import

    after = critical_path(_delayed(program, plan.activities[task]))
    if not isinstance(after, CriticalPath):
        return None
    network = after.network

    def moved(key: str) -> float:
        finish = instant(int(after.early_finish[network.place[network.keys.index(key)]]))
        return (finish - plan.activities[key].early_finish).total_seconds() / 86400

    return DelayTest(task=task, end=end, task_days=moved(task), end_days=moved(end))


def _delayed(program: Program, row: PlannedActivity) -> Program:
    """The program with one task delayed, and no promises: they would only be broken by years."""
    from fairlead.analyses.network import read_rows  # slow import

    tasks = {
        key: task if task.deadline is None else replace(task, deadline=None)
        for key, task in program.tasks.items()
    }
    tasks[row.id] = _longer(tasks[row.id], row.day_minutes)
    milestones = {
        key: milestone if milestone.due is None else replace(milestone, due=None)
        for key, milestone in program.milestones.items()
    }
    begins = program.start or program.as_of or read_rows(program).known_span[0]
    return replace(
        program,
        start=begins,  # else taking the promises out might take out the only date there is
        tasks=Table(tasks),
        milestones=Table(milestones),
        finish_by=None,
    )


def _longer(task: Task, day: int) -> Task:
    """The task as plain time, so that 600 days are 600 days however many people are on it."""
    stated = task.estimate if task.estimate is not None else task.duration
    left = 0 if stated is None else stated.planned_minutes(day_minutes=day, week_minutes=5 * day)
    if task.remaining is not None:
        left = task.remaining.minutes(day_minutes=day, week_minutes=5 * day)
    span = Span(amount=float(left + _DELAY_DAYS * day), unit="m")
    return replace(
        task,
        estimate=None,
        duration=Estimate(likely=span),
        remaining=None if task.started is None else span,
        complete=None,
        expected_finish=None,
        who=(),
        resource_dependent=False,
    )
