"""Planned against actual: every item of two versions, what is gone and what is new included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from fairlead.analyses.plan import Plan, PlannedActivity
from fairlead.analyses.scope.measure import NOTHING, Size, measured
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.quantities import Money, Span
from fairlead.program.work import Task

__all__ = ["Agreement", "Compared", "Planned", "agreement", "compared", "stored_agreement"]

_NEVER_QUITE: Final = 0.9
"""Work that has used up its estimate and is not finished counts as nine tenths done."""


class Planned(Noun):
    """What was planned of one task or milestone: dates as instants, and size."""

    id: str
    title: str
    kind: Literal["task", "milestone"]
    start: datetime
    finish: datetime
    size: Size = NOTHING


class Agreement(Noun):
    """What another version planned, item by item, by its name in front of a reader."""

    name: str
    items: Table[Planned]


class Compared(Noun):
    """One item: planned, and as it is now. Sizes are effort in minutes and cost in hundredths.

    `start` and `finish` are actual dates of what is done, and planned dates of what is not.
    `earned` is the part of the planned size that is done, `actual` what was spent on it, `to_do`
    what is still to come. `assumed` says that nothing was recorded, and the plan was taken.
    """

    id: str
    title: str
    kind: Literal["task", "milestone"]
    presence: Literal["both", "new", "gone"]
    planned: Planned | None = None
    start: datetime | None = None
    finish: datetime | None = None
    finished: bool = False
    complete: float = 0.0
    size: Size = NOTHING
    earned: Size = NOTHING
    actual: Size = NOTHING
    to_do: Size = NOTHING
    assumed: bool = False

    @property
    def finish_minutes(self) -> int | None:
        """How much later than planned it finishes, by the clock; None where either is unknown."""
        if self.planned is None or self.finish is None:
            return None
        return round((self.finish - self.planned.finish).total_seconds() / 60)


def agreement(program: Program, plan: Plan, *, name: str) -> Agreement:
    """What a version of a program planned: its dates by its own plan, its sizes as measured."""
    sizes = measured(program).tasks
    rows: dict[str, Planned] = {}
    for key, activity in plan.activities.items():
        if activity.kind != "summary":
            rows[key] = Planned(
                id=key,
                title=activity.title,
                kind=activity.kind,
                start=activity.start,
                finish=activity.finish,
                size=sizes.get(key) or NOTHING,
            )
    return Agreement(name=name, items=Table(rows))


def stored_agreement(program: Program, plan: Plan, *, number: int = 0) -> Agreement:
    """What an import says was planned: the baseline of that number of each task that has one.

    Effort and cost that the baseline leaves out are those of the program now.
    """
    sizes = measured(program).tasks
    rows: dict[str, Planned] = {}
    for key, activity in plan.activities.items():
        row = program.tasks.get(key) or program.milestones.get(key)
        if row is None or activity.kind == "summary":
            continue
        held = next((each for each in row.baselines if each.number == number), None)
        if held is None or held.start is None or held.finish is None:
            continue
        now = sizes.get(key) or NOTHING
        day = activity.day_minutes
        minutes = now.minutes
        if held.work is not None:
            minutes = held.work.minutes(day_minutes=day, week_minutes=5 * day)
        rows[key] = Planned(
            id=key,
            title=activity.title,
            kind=activity.kind,
            start=held.start,
            finish=held.finish,
            size=Size(minutes=minutes, cost=now.cost if held.cost is None else held.cost),
        )
    return Agreement(name=f"stored baseline {number}", items=Table(rows))


def compared(old: Agreement, program: Program, plan: Plan) -> tuple[Compared, ...]:
    """Set a program and its plan against what was planned, in the order of the program; what is
    gone comes last."""
    sizes = measured(program).tasks
    rows = [
        _now(program, activity, old.items, sizes)
        for activity in plan.activities.values()
        if activity.kind != "summary"
    ]
    known = {row.id for row in rows}
    rows += [
        Compared(id=key, title=item.title, kind=item.kind, presence="gone", planned=item)
        for key, item in old.items.items()
        if key not in known
    ]
    return tuple(rows)


def _now(
    program: Program,
    activity: PlannedActivity,
    planned: Mapping[str, Planned],
    sizes: Mapping[str, Size],
) -> Compared:
    before = planned.get(activity.id)
    task = program.tasks.get(activity.id)
    size = sizes.get(activity.id) or NOTHING
    done = activity.state == "finished"
    complete, actual, assumed = float(done), NOTHING, False
    if task is not None:
        complete = _complete(task, activity, size)
        actual, assumed = _actual(program, task, activity, size, complete)
    base = NOTHING if before is None else before.size
    left = activity.work_minutes if task is not None else 0
    return Compared(
        id=activity.id,
        title=activity.title,
        kind="milestone" if task is None else "task",
        presence="new" if before is None else "both",
        planned=before,
        start=activity.start,
        finish=activity.finish,
        finished=done,
        complete=complete,
        size=size,
        earned=_part(base, complete),
        actual=actual,
        to_do=Size(minutes=left, cost=_money_left(program, task, size, left, complete)),
        assumed=assumed,
    )


def _part(size: Size, part: float) -> Size:
    return Size(minutes=round(size.minutes * part), cost=Money(round(size.cost * part)))


def _complete(task: Task, activity: PlannedActivity, size: Size) -> float:
    """Which part of a task is done.

    What is stated goes first; else spent time over that and what remains; else spent time over the
    estimate, at most nine tenths until it is finished; else the 50/50 rule.
    """
    if activity.state == "finished":
        return 1.0
    if task.started is None:
        return 0.0
    if task.complete is not None:
        return float(task.complete)
    spent = None if task.spent is None else _span(task.spent, activity)
    if spent is None:
        return 0.5
    if task.remaining is not None:
        left = _span(task.remaining, activity)
        return spent / (spent + left) if spent + left else 0.5
    planned = size.minutes or _duration(task, activity)
    return min(spent / planned, _NEVER_QUITE) if planned else 0.5


def _span(span: Span, activity: PlannedActivity) -> int:
    day = activity.day_minutes
    return span.minutes(day_minutes=day, week_minutes=5 * day)


def _duration(task: Task, activity: PlannedActivity) -> int:
    if task.duration is None:
        return 0
    day = activity.day_minutes
    return task.duration.planned_minutes(day_minutes=day, week_minutes=5 * day)


def _actual(
    program: Program, task: Task, activity: PlannedActivity, size: Size, complete: float
) -> tuple[Size, bool]:
    """Effort and cost so far, and whether they had to be taken from the plan."""
    if task.started is None and activity.state == "waiting":
        return NOTHING, False
    stated = [a.spent for a in task.who]
    assumed = False
    if stated and all(span is not None for span in stated):
        minutes = float(sum(_span(span, activity) for span in stated if span is not None))
    elif task.spent is not None:
        units = sum(1.0 if a.units is None else a.units for a in task.who)
        minutes = _span(task.spent, activity) * (1.0 if task.estimate is not None else units)
    else:
        minutes, assumed = size.minutes * complete, size.minutes > 0
    other = 0 if task.cost is None else task.cost.planned * complete
    money = _rate(program, task) * minutes / 60 + other
    return Size(minutes=round(minutes), cost=Money(round(money))), assumed


def _rate(program: Program, task: Task) -> float:
    """The mean rate of an hour of those who are named on a task, by their units."""
    rows = [
        (1.0 if a.units is None else a.units, program.people[a.person].rate or 0)
        for a in task.who
        if a.person in program.people
    ]
    total = sum(units for units, _ in rows)
    return sum(units * rate for units, rate in rows) / total if total else 0.0


def _money_left(
    program: Program, task: Task | None, size: Size, left: int, complete: float
) -> Money:
    if task is None or not size:
        return Money(0)
    other = 0 if task.cost is None else task.cost.planned * (1.0 - complete)
    return Money(round(_rate(program, task) * left / 60 + other))
