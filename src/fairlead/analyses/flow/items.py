"""The items of a program: its tasks as they went through the team, and its backlogs' records."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fairlead.analyses.flow.flow import Flow, flow
from fairlead.analyses.flow.waits import MOST_ITEMS
from fairlead.program.flow import WorkItem, WorkRecord
from fairlead.program.moments import Moment, first_whole_day, in_zone
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program

__all__ = ["flow_of", "items_of", "left_of", "of_kinds", "until", "with_cycle_times"]


def items_of(program: Program) -> WorkRecord:
    """Every task that is not a summary, and every completion in the history of a backlog.

    The record ends at the status time, or with the last day that anything happened.
    """
    summaries = program.summaries()
    items = [
        WorkItem(
            key=key,
            title=task.title,
            kind=task.kind or "",
            started=_day(task.started, program),
            finished=_day(task.finished, program),
        )
        for key, task in program.tasks.items()
        if key not in summaries and not task.level_of_effort and not task.inactive
    ]
    since: list[date] = []
    for key, backlog in program.backlogs.items():
        items += [WorkItem(key=key, title=backlog.title, finished=day) for day in backlog.history]
        if backlog.since is not None:
            since.append(backlog.since)
    days = [day for item in items for day in (item.started, item.finished) if day is not None]
    status = program.as_of or program.start
    first = date(1970, 1, 1)
    if status is not None:
        first = first_whole_day(status, timezone=program.timezone)
    if days:
        first = max(first, max(days) + timedelta(days=1)) if program.as_of is None else first
    return WorkRecord(items=tuple(items), first=first, since=min(since, default=None))


def left_of(program: Program) -> int:
    """The items that are still to be done: tasks that are not finished, and those of backlogs."""
    waiting = sum(item.finished is None for item in items_of(program).items)
    return waiting + sum(max(backlog.items, 0) for backlog in program.backlogs.values())


def flow_of(program: Program) -> Flow | None:
    """The flow of a program, and when all that is left is done; None where nothing was done yet."""
    record, left = items_of(program), left_of(program)
    if not any(item.finished for item in record.items):
        return None
    return flow(record, items=min(max(left, 1), MOST_ITEMS))


def with_cycle_times(program: Program) -> tuple[Program, int]:
    """Estimates of finished work whose effort nobody logged, as durations; and how many there are.

    What such work took is the working time from its start to its finish: all that a tracker's
    transitions know of it.
    """
    tasks = dict(program.tasks.items())
    count = 0
    for key, task in program.tasks.items():
        if task.finished and task.started and task.estimate is not None and task.spent is None:
            tasks[key] = replace(task, duration=task.estimate, estimate=None)
            count += 1
    return (replace(program, tasks=Table(tasks)), count) if count else (program, 0)


def of_kinds(record: WorkRecord, kinds: tuple[str, ...]) -> WorkRecord:
    """The items of some kinds alone; of all when none are named."""
    if not kinds:
        return record
    wanted = {kind.casefold() for kind in kinds}
    kept = tuple(item for item in record.items if item.kind.casefold() in wanted)
    return WorkRecord(items=kept, first=record.first, since=record.since)


def until(record: WorkRecord, day: date) -> WorkRecord:
    """What was known at the end of a day."""
    return WorkRecord(items=record.items, first=day + timedelta(days=1), since=record.since)


def _day(moment: Moment | None, program: Program) -> date | None:
    if isinstance(moment, datetime):
        return in_zone(moment, timezone=program.timezone).date()
    return moment
