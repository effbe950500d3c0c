"""The 14-point schedule assessment of the US Defense Contract Management Agency.

Source: DCMA-EA PAM 200.1, Earned Value Management System Program Analysis Pamphlet, October 2012,
section 4. Thresholds are its own; where it leaves room, docs/methods/plan-quality.md says what is
counted here. Every public function is one of the checks, in the order of the pamphlet.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from fairlead.analyses.quality.examined import Examined, named
from fairlead.analyses.quality.hours import worked_between
from fairlead.analyses.quality.result import QualityCheck
from fairlead.program.work import Activity, Task
from fairlead.program.working_time import calendar_of_activity, resolve

_LONG_DAYS = 44  # two months of working days
_LEAST_INDEX = 0.95
_MINUTE = timedelta(minutes=1)


def _share(
    look: Examined,
    *,
    title: str,
    point: int,
    bad: list[str],
    of: int,
    what: str,
    threshold: float = 0.05,
    counted: str = "unfinished tasks",
    numerator: int | None = None,
) -> QualityCheck:
    """A check that allows at most a share of its items to be bad."""
    count = len(bad) if numerator is None else numerator
    offenders = look.in_order(bad)
    standard = f"DCMA 14-point, {point}"
    if of == 0:
        return _unjudged(title, point, f"there are no {counted}")
    share = count / of
    tail = f": {named(offenders)}" if offenders else ""
    allowed = f"at most {threshold:.0%}" if threshold else "none may"
    return QualityCheck(
        code="",
        title=title,
        standard=standard,
        passed=share <= threshold,
        because=f"{count:,} of {of:,} {counted} {what} ({share:.1%}; {allowed}){tail}.",
        numerator=count,
        denominator=of,
        share=share,
        threshold=threshold,
        offenders=offenders,
    )


def _unjudged(title: str, point: int, why: str) -> QualityCheck:
    return QualityCheck(
        code="",
        title=title,
        standard=f"DCMA 14-point, {point}",
        passed=None,
        because=f"Not judged: {why}.",
    )


def logic(look: Examined) -> QualityCheck:
    """Unfinished tasks that nothing comes before, or that lead nowhere."""
    bad = [key for key in look.open_tasks if not look.waits[key] or not look.leads_to[key]]
    return _share(
        look, title="Logic", point=1, bad=bad, of=len(look.open_tasks),
        what="lack a predecessor or a successor",
    )  # fmt: skip


def leads(look: Examined) -> QualityCheck:
    """Links with a negative lag: they hide what really comes first."""
    bad = [tie for tie in look.ties if _lag_sign(tie.need.lag, tie.need.lag_share) < 0]
    return _share(
        look, title="Leads", point=2, bad=[tie.after for tie in bad], of=len(look.ties),
        numerator=len(bad), what="have a negative lag", threshold=0.0, counted="links",
    )  # fmt: skip


def lags(look: Examined) -> QualityCheck:
    """Links with a wait that no task explains."""
    bad = [tie for tie in look.ties if _lag_sign(tie.need.lag, tie.need.lag_share) > 0]
    return _share(
        look, title="Lags", point=3, bad=[tie.after for tie in bad], of=len(look.ties),
        numerator=len(bad), what="have a lag", counted="links",
    )  # fmt: skip


def _lag_sign(lag: object, share: float | None) -> float:
    amount: float = getattr(lag, "amount", 0.0)
    return amount or share or 0.0


def relationship_types(look: Examined) -> QualityCheck:
    """Links that are not finish to start, the kind that everybody reads alike."""
    of = len(look.ties)
    if of == 0:
        return _unjudged("Relationship types", 4, "there are no links")
    bad = [tie for tie in look.ties if tie.need.link != "FS"]
    plain = of - len(bad)
    offenders = look.in_order(tie.after for tie in bad)
    tail = f"; others: {named(offenders)}" if bad else ""
    return QualityCheck(
        code="",
        title="Relationship types",
        standard="DCMA 14-point, 4",
        passed=plain / of >= 0.9,
        because=f"{plain:,} of {of:,} links are finish to start ({plain / of:.0%}; "
        f"at least 90%){tail}.",
        numerator=plain,
        denominator=of,
        share=plain / of,
        threshold=0.9,
        at_least=True,
        offenders=offenders,
    )


def hard_constraints(look: Examined) -> QualityCheck:
    """Tasks that a date holds against their logic."""
    bad = [key for key, task in look.open_tasks.items() if _is_hard(task)]
    return _share(
        look, title="Hard constraints", point=5, bad=bad, of=len(look.open_tasks),
        what="must start or finish on, or no later than, a date",
    )  # fmt: skip


def _is_hard(row: Activity) -> bool:
    return (
        row.must_start is not None
        or row.must_finish is not None
        or row.start_by is not None
        or row.finish_by is not None
    )


def high_float(look: Examined) -> QualityCheck:
    """Tasks that could slip by two months unnoticed: a successor is probably missing."""
    bad = [key for key, slack in _slack(look).items() if look.days(key, slack) > _LONG_DAYS]
    return _share(
        look, title="High float", point=6, bad=bad, of=len(look.open_tasks),
        what=f"have more than {_LONG_DAYS} days of total slack",
    )  # fmt: skip


def negative_float(look: Examined) -> QualityCheck:
    """Tasks that are already too late for a date that was promised."""
    bad = [key for key, slack in _slack(look).items() if slack < 0]
    return _share(
        look, title="Negative float", point=7, bad=bad, of=len(look.open_tasks),
        what="have less than no slack", threshold=0.0,
    )  # fmt: skip


def _slack(look: Examined) -> dict[str, int]:
    rows = ((key, look.planned(key).total_slack_minutes) for key in look.open_tasks)
    return {key: slack for key, slack in rows if slack is not None}


def high_duration(look: Examined) -> QualityCheck:
    """Tasks too long to see whether they are on time."""
    bad = [key for key in look.open_tasks if look.days(key, look.amount(key)) > _LONG_DAYS]
    return _share(
        look, title="High duration", point=8, bad=bad, of=len(look.open_tasks),
        what=f"are planned to take more than {_LONG_DAYS} days",
    )  # fmt: skip


def invalid_dates(look: Examined) -> QualityCheck:
    """History dated in the future, or the future planned in the past."""
    if look.program.as_of is None:
        return _unjudged("Invalid dates", 9, "the program has no `as_of`")
    told = look.program.as_of
    as_of = look.ends(told) if isinstance(told, datetime) else look.ends(told) - _MINUTE
    now = look.plan.as_of
    bad = [
        key
        for key, task in look.tasks.items()
        if any(look.begins(at) > as_of for at in (task.started, task.finished) if at is not None)
        or (task.finished is None and _planned_before(look, key, now))
    ]
    return _share(
        look, title="Invalid dates", point=9, bad=bad, of=len(look.tasks), counted="tasks",
        what="have actual dates after the status time, or planned dates before it",
        threshold=0.0,
    )  # fmt: skip


def _planned_before(look: Examined, key: str, now: datetime) -> bool:
    row = look.planned(key)
    return row.finish < now or (row.state == "waiting" and row.start < now)


def resources(look: Examined) -> QualityCheck:
    """Tasks that take time, and neither people nor money."""
    takes_time = [key for key in look.open_tasks if look.amount(key) > 0]
    bad = [key for key in takes_time if not _is_resourced(look.open_tasks[key])]
    return _share(
        look, title="Resources", point=10, bad=bad, of=len(takes_time),
        counted="unfinished tasks with a duration", what="have neither people nor cost",
        threshold=0.0,
    )  # fmt: skip


def _is_resourced(task: Task) -> bool:
    return bool(task.who) or task.team is not None or task.cost is not None


def missed_tasks(look: Examined) -> QualityCheck:
    """Tasks that were to be done by now and finished, or will finish, later than agreed."""
    due = _due_by_baseline(look)
    if due is None:
        return _unjudged("Missed tasks", 11, "nothing was agreed yet (`baseline`)")
    bad = [key for key in due if look.last_day(look.planned(key).finish) > look.last_day(due[key])]
    return _share(
        look, title="Missed tasks", point=11, bad=bad, of=len(due),
        counted="tasks that the baseline has finished by now", what="finish later than agreed",
    )  # fmt: skip


def _due_by_baseline(look: Examined) -> dict[str, datetime] | None:
    """Tasks whose baseline finish has passed, with it; None without any baseline."""
    agreed = {key: look.baseline(key) for key in look.tasks}
    finishes = {key: b.finish for key, b in agreed.items() if b is not None and b.finish}
    if not finishes:
        return None
    return {key: at for key, at in finishes.items() if at <= look.plan.as_of}


def critical_path_test(look: Examined) -> QualityCheck:
    """Whether the network hangs together: 600 days on a critical task move the end as far."""
    found = look.delayed
    if found is None:
        return _unjudged("Critical path test", 12, "no unfinished task is critical")
    return QualityCheck(
        code="",
        title="Critical path test",
        standard="DCMA 14-point, 12",
        passed=found.passed,
        because=f"600 working days more on {found.task} move it by {found.task_days:,.0f} calendar "
        f"days, and {found.end}, which ends last, by {found.end_days:,.0f}; expected the same, "
        "give or take 5%.",
        numerator=found.end_days,
        denominator=found.task_days,
        share=found.end_days / found.task_days if found.task_days else None,
        threshold=_LEAST_INDEX,
        at_least=True,
        unit="index",
        offenders=() if found.passed else (found.task,),
    )


def critical_path_length_index(look: Examined) -> QualityCheck:
    """Whether what is left can be done by the promised end: 1 is just so, less is too late."""
    title, point = "Critical path length index (CPLI)", 13
    promise = _promise(look)
    if promise is None:
        return _unjudged(title, point, "neither the program nor an unfinished milestone is due")
    if promise.length <= 0:
        return _unjudged(title, point, f"no working time is left before {promise.name}")
    index = (promise.length + promise.margin) / promise.length
    return QualityCheck(
        code="",
        title=title,
        standard="DCMA 14-point, 13",
        passed=index >= _LEAST_INDEX,
        because=f"{promise.length / promise.day:,.0f} days of work lead to {promise.name}, which "
        f"has {promise.margin / promise.day:,.1f} to spare: {index:.2f} (at least {_LEAST_INDEX}).",
        numerator=promise.length + promise.margin,
        denominator=promise.length,
        share=index,
        threshold=_LEAST_INDEX,
        at_least=True,
        unit="index",
        offenders=() if index >= _LEAST_INDEX or promise.key is None else (promise.key,),
    )


class _Promise(NamedTuple):
    """What is promised for last: working minutes to it as planned, and from there to its date."""

    key: str | None
    name: str
    length: int
    margin: int
    day: int


def _promise(look: Examined) -> _Promise | None:
    program = look.program
    if program.finish_by is not None:
        working = resolve(program, None)
        end = look.ends(program.finish_by)
        return _Promise(
            key=None,
            name="the end of the program",
            length=worked_between(working, look.plan.as_of, look.plan.finish),
            margin=worked_between(working, look.plan.finish, end)
            - worked_between(working, end, look.plan.finish),
            day=working.day_minutes,
        )
    rows = [
        (row.due, row.id, row.margin_minutes)
        for row in look.plan.milestones.values()
        if row.due is not None and row.margin_minutes is not None and row.id in look.open_milestones
    ]
    if not rows:
        return None
    _, key, margin = max(rows)
    working = calendar_of_activity(program, key)
    length = worked_between(working, look.plan.as_of, look.planned(key).finish)
    return _Promise(key=key, name=key, length=length, margin=margin, day=working.day_minutes)


def baseline_execution_index(look: Examined) -> QualityCheck:
    """Tasks done against tasks that should be: 1 is as agreed, less is slower."""
    title, point = "Baseline execution index (BEI)", 14
    due = _due_by_baseline(look)
    if due is None:
        return _unjudged(title, point, "nothing was agreed yet (`baseline`)")
    without = [key for key in look.tasks if look.baseline(key) is None]
    should = len(due) + len(without)
    if should == 0:
        return _unjudged(title, point, "by the baseline, nothing was to be finished by now")
    done = sum(task.finished is not None for task in look.tasks.values())
    index = done / should
    late = look.in_order(key for key in (*due, *without) if look.tasks[key].finished is None)
    tail = f"; open: {named(late)}" if late and index < _LEAST_INDEX else ""
    return QualityCheck(
        code="",
        title=title,
        standard="DCMA 14-point, 14",
        passed=index >= _LEAST_INDEX,
        because=f"{done:,} tasks are finished, {should:,} should be ({len(without):,} of them "
        f"without baseline): {index:.2f} (at least {_LEAST_INDEX}){tail}.",
        numerator=done,
        denominator=should,
        share=index,
        threshold=_LEAST_INDEX,
        at_least=True,
        unit="index",
        offenders=late if index < _LEAST_INDEX else (),
    )
