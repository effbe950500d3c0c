"""How much work there is: effort in minutes and cost in cents, task by task, exactly."""

from __future__ import annotations

from fairlead.program.noun import Noun, Table
from fairlead.program.people import Assignment
from fairlead.program.program import Program
from fairlead.program.quantities import Money
from fairlead.program.work import Task
from fairlead.program.working_time import resolve

__all__ = ["NOTHING", "Measured", "Size", "measured"]


class Size(Noun):
    """An amount of work: effort of people in minutes, and cost in hundredths of the currency."""

    minutes: int = 0
    cost: Money = Money(0)

    def __add__(self, other: Size) -> Size:
        return Size(minutes=self.minutes + other.minutes, cost=Money(self.cost + other.cost))

    def __sub__(self, other: Size) -> Size:
        return Size(minutes=self.minutes - other.minutes, cost=Money(self.cost - other.cost))

    def __bool__(self) -> bool:
        return bool(self.minutes or self.cost)


NOTHING = Size()


class Measured(Noun):
    """The size of every task at the bottom of the outline, by id, and of all of them together."""

    tasks: Table[Size]
    whole: Size


def measured(program: Program) -> Measured:
    """Measure the scope of a program: what is planned, whether it is done or not.

    Effort is the planned figure of the estimate; of a fixed duration, that duration for everybody
    who is on it, by their units, and nothing when nobody is. Cost is what the task states besides,
    plus effort by the rates of those who are named, in equal parts or by their units. Each task is
    rounded to the minute and to the cent once, so that sums of tasks are exact. Progress does not
    enter, nor do calendars but by the length of their day; inactive work and work that accompanies
    other work have no size.
    """
    summaries = program.summaries()
    days: dict[str | None, tuple[int, int]] = {}
    rows: dict[str, Size] = {}
    minutes = cost = 0
    for key, task in program.tasks.items():
        if key in summaries:
            continue
        calendar = task.calendar
        if calendar not in days:
            day = resolve(program, calendar).day_minutes
            days[calendar] = (day, 5 * day)
        size = _size(program, task, *days[calendar])
        rows[key] = size
        minutes += size.minutes
        cost += size.cost
    return Measured(tasks=Table(rows), whole=Size(minutes=minutes, cost=Money(cost)))


def _size(program: Program, task: Task, day: int, week: int) -> Size:
    if task.inactive or task.level_of_effort:
        return NOTHING
    on_it = [
        (a, 1.0 if a.units is None else a.units)
        for a in task.who
        if a.person in program.people and program.people[a.person].kind not in ("material", "cost")
    ]
    shares = _minutes(task, on_it, day, week)
    cost = 0 if task.cost is None else task.cost.planned
    priced = 0.0
    for (assignment, _), part in zip(on_it, shares, strict=True):
        rate = program.people[assignment.person].rate
        if rate is not None:
            priced += rate * part / 60
    effort = sum(shares)
    if not on_it and task.estimate is not None:
        effort = task.estimate.planned_minutes(day_minutes=day, week_minutes=week)
    return Size(minutes=round(effort), cost=Money(cost + round(priced)))


def _minutes(task: Task, on_it: list[tuple[Assignment, float]], day: int, week: int) -> list[float]:
    """The effort of each person on a task."""
    stated = [a.work for a, _ in on_it]
    if on_it and all(work is not None for work in stated):
        return [
            float(work.minutes(day_minutes=day, week_minutes=week))
            for work in stated
            if work is not None
        ]
    if task.estimate is not None:
        effort = task.estimate.planned_minutes(day_minutes=day, week_minutes=week)
        total = sum(units for _, units in on_it) or 1.0
        return [effort * units / total for _, units in on_it]
    if task.duration is None:
        return [0.0] * len(on_it)
    length = task.duration.planned_minutes(day_minutes=day, week_minutes=week)
    return [length * units for _, units in on_it]
