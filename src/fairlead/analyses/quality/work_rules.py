"""Rules for the work of a software program: scope, estimates, progress, purpose.

Every public function is a rule; its code is `software.` and its name. A rule yields a remark for
each place that it has something to say about.
"""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.analyses.quality.examined import Examined, named
from fairlead.analyses.quality.result import Remark
from fairlead.program.goals import Requirement
from fairlead.program.quantities import Estimate

_LONG_DAYS = 10  # a sprint of two weeks: what takes longer cannot be seen to be late in time
_POINT_OVERRUN = 1.5
_ONE_FIGURE, _FIGURES = "duration is a single figure", "durations are single figures"


def requirement_without_acceptance(look: Examined) -> Iterator[Remark]:
    """Nobody can say whether it is met, so that it is never finished."""
    for key, row in look.program.requirements.items():
        if _is_wanted(row) and not row.accept:
            yield Remark(
                where=f"requirements.{key}.accept",
                message=f"Requirement {key!r} ({row.priority}, {row.status}) says nothing of how "
                "it will be accepted.",
                hint="Write what must be seen for it to be done, under `accept`.",
                subjects=(key,),
                severity="note" if row.status == "proposed" else "warning",
            )


def requirement_without_task(look: Examined) -> Iterator[Remark]:
    """It is wanted, and no work delivers it."""
    for key in look.trace.requirements_without_work:
        row = look.program.requirements[key]
        yield Remark(
            where=f"requirements.{key}",
            message=f"Requirement {key!r} ({row.priority}, {row.status}) has no task.",
            hint="Plan its work, or drop it.",
            subjects=(key,),
            severity="note" if row.status == "proposed" else "warning",
        )


def must_off_milestones(look: Examined) -> Iterator[Remark]:
    """It must be there, yet no milestone waits for it: the launch could go without."""
    if not look.program.milestones:
        return
    reached = {key for before in look.trace.tasks_before.values() for key in before}
    for key, row in look.program.requirements.items():
        work = look.trace.tasks_of_requirement.get(key, ())
        if row.priority == "must" and _is_wanted(row) and work and reached.isdisjoint(work):
            yield Remark(
                where=f"requirements.{key}",
                message=f"Requirement {key!r} is a must, and no milestone waits for its "
                f"tasks ({named(work)}).",
                hint="Let the milestone that promises it need the last of them.",
                subjects=(key, *work),
            )


def _is_wanted(row: Requirement) -> bool:
    return row.status not in {"dropped", "delivered"} and row.priority != "wont"


def goal_without_work(look: Examined) -> Iterator[Remark]:
    """An outcome is wanted that nothing in the plan leads to."""
    for key in look.trace.goals_without_work:
        yield Remark(
            where=f"goals.{key}",
            message=f"Goal {key!r}: no milestone names it, and no requirement of it has a task.",
            hint="Give it a requirement with work, or a milestone with `goal`.",
            subjects=(key,),
        )


def task_without_purpose(look: Examined) -> Iterator[Remark]:
    """Work that serves no requirement and no component: nobody can say why it is done."""
    aimless = [
        key
        for key in look.trace.tasks_without_requirement
        if key in look.open_tasks and key not in look.trace.component_of
    ]
    if aimless:
        yield Remark(
            where=f"tasks.{aimless[0]}",
            message=f"{_counted(aimless, 'unfinished task serves', 'unfinished tasks serve')} no "
            f"requirement and no component: {named(aimless)}.",
            hint="Name what each delivers, or the component that it changes.",
            subjects=tuple(aimless),
            severity="note",
        )


def estimate_missing(look: Examined) -> Iterator[Remark]:
    """A task that is planned as if it took no time."""
    for key, task in look.open_tasks.items():
        if task.estimate is None and task.duration is None and task.remaining is None:
            yield Remark(
                where=f"tasks.{key}.estimate",
                message=f"Task {key!r} has no estimate: the plan takes it to need no time.",
                hint="Ask who does it for a range, such as `3d..8d`.",
                subjects=(key,),
            )


def duration_without_range(look: Examined) -> Iterator[Remark]:
    """A wait that is one figure is forecast as if it were as unsure as any single figure."""
    single = [
        key
        for key, task in look.open_tasks.items()
        if task.estimate is None
        and task.remaining is None
        and not task.level_of_effort
        and task.duration is not None
        and task.duration.low is None
        and look.amount(key) > 0
    ]
    if single:
        yield Remark(
            where=f"tasks.{single[0]}.duration",
            message=f"{_counted(single, _ONE_FIGURE, _FIGURES)}"
            f", which the forecast spreads like any: {named(single)}.",
            hint="Give a range, such as `8d..15d`; `10d..10d` is certain, such as a soak test.",
            subjects=tuple(single),
            severity="note",
        )


def _counted(keys: list[str], one: str, several: str) -> str:
    return f"{len(keys)} {one if len(keys) == 1 else several}"


def estimate_zero(look: Examined) -> Iterator[Remark]:
    """A task that is said to take no time: a milestone, or a guess not made."""
    for key, task in look.open_tasks.items():
        stated = task.estimate or task.duration
        if stated is not None and look.amount(key) == 0:
            field = "estimate" if task.estimate is not None else "duration"
            yield Remark(
                where=f"tasks.{key}.{field}",
                message=f"Task {key!r} is said to take {stated}.",
                hint="Make it a milestone, or estimate it.",
                subjects=(key,),
            )


def task_too_long(look: Examined) -> Iterator[Remark]:
    """Work of more than two weeks is late before anybody sees it."""
    for key, task in look.open_tasks.items():
        if task.estimate is None:
            continue
        left = task.remaining if task.started is not None else None
        whole = look.minutes(key, left) if left is not None else look.amount(key)
        days = look.days(key, whole) / max(len(task.who), 1)
        if days > _LONG_DAYS:
            yield Remark(
                where=f"tasks.{key}.estimate",
                message=f"Task {key!r} needs {days:.3g} more days of each person on it, more than "
                f"{_LONG_DAYS}.",
                hint="Split it where something can be shown.",
                subjects=(key,),
            )


def progress_unknown(look: Examined) -> Iterator[Remark]:
    """It runs, and nobody says how much of it is left."""
    for key, task in look.open_tasks.items():
        if task.started is None or task.remaining is not None or task.complete is not None:
            continue
        spent = look.minutes(key, task.spent)
        if task.spent is None:
            said = "neither what was spent nor what remains"
        elif spent >= look.amount(key) > 0:
            said = f"{task.spent} spent, all that was planned, and not what remains"
        else:
            continue
        yield Remark(
            where=f"tasks.{key}.remaining",
            message=f"Task {key!r} began on {look.day_of(task.started)} and tells {said}.",
            hint="Ask for `remaining`.",
            subjects=(key,),
        )


def estimate_overrun(look: Examined) -> Iterator[Remark]:
    """A running task is beyond what was thought possible: its estimate no longer means anything."""
    for key, task in look.open_tasks.items():
        stated = task.estimate or task.duration
        if task.started is None or stated is None or task.spent is None:
            continue
        most = _most(look, key, stated)
        whole = look.minutes(key, task.spent) + look.minutes(key, task.remaining)
        if most > 0 and whole > most:
            yield Remark(
                where=f"tasks.{key}.estimate",
                message=f"Task {key!r} comes to {look.days(key, whole):.3g} days, beyond its "
                f"estimate of {stated}.",
                hint="Find out why, and estimate what is left anew.",
                subjects=(key,),
            )


def _most(look: Examined, key: str, stated: Estimate) -> float:
    """The most that an estimate allows for: its high end, or half more than a point."""
    if stated.high is not None:
        return look.minutes(key, stated.high)
    return _POINT_OVERRUN * look.minutes(key, stated)


def out_of_sequence(look: Examined) -> Iterator[Remark]:
    """Work began, or was finished, before what it waits for: the link or the date is wrong."""
    for key, task in look.tasks.items():
        if task.started is None and task.finished is None:
            continue
        ahead = [
            need.task
            for need in look.waits[key]
            if need.link == "FS"
            and not (need.lag is not None and need.lag.amount < 0)
            and (need.task in look.open_tasks or need.task in look.open_milestones)
        ]
        if ahead:
            done = "is finished" if task.finished is not None else "has begun"
            yield Remark(
                where=f"tasks.{key}.needs",
                message=f"Task {key!r} {done}, and waits for {named(ahead)}, not finished yet.",
                hint="Correct the link (`SS`, or none), or the dates.",
                subjects=(key, *ahead),
            )


def finish_leads_nowhere(look: Examined) -> Iterator[Remark]:
    """Others wait for its start only, so that it may end at any time without moving anything."""
    for key in look.open_tasks:
        out = look.leads_to[key]
        if out and all(tie.need.link in {"SS", "SF"} for tie in out):
            yield Remark(
                where=f"tasks.{key}",
                message=f"Task {key!r} may finish at any time: {named(t.after for t in out)} wait "
                "for its start alone.",
                hint="Say what needs it finished.",
                subjects=(key,),
            )
