"""What progress makes of a node: history, or the rest of its work."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from fairlead.analyses.clock import TOO_LATE
from fairlead.analyses.network.clock_book import ClockBook
from fairlead.analyses.network.crews import clock_work
from fairlead.analyses.network.form import (
    DONE,
    FIXED_FINISH,
    FIXED_START,
    POINT,
    RECORDED,
    START_FROM,
    Columns,
)
from fairlead.program.moments import closing_minute, opening_minute
from fairlead.program.program import Program
from fairlead.program.work import Task

__all__ = ["finish_node", "record"]


def record(
    program: Program,
    i: int,
    task: Task,
    *,
    columns: Columns,
    book: ClockBook,
    parts: dict[int, list[tuple[int, int]]],
    status: int,
    moves: bool,
) -> None:
    """What progress makes of a node, if there is any: history, or the rest of the work."""
    started = task.started if task.started is not None else task.finished
    if started is None:
        return
    timezone = program.timezone
    number = int(columns.slack_clock[i])
    begun = opening_minute(started, timezone=timezone)
    if not isinstance(started, datetime):
        begun = book.opening(number, begun)  # a day is told by its working hours
    if task.finished is not None:
        done = closing_minute(task.finished, timezone=timezone)
        if not isinstance(task.finished, datetime):
            done = book.closing(number, done)
        finish_node(columns, i, begun, max(done, begun), status=status, moves=moves)
        parts.pop(i, None)
        return
    columns.actual_start[i] = begun
    whole = int(columns.work[i])
    left = _remaining(task, whole, int(columns.slack_clock[i]), int(columns.rate[i]), book)
    columns.work[i] = left
    if moves:
        resumes = begun
        if task.resumes is not None:
            resumes = max(resumes, opening_minute(task.resumes, timezone=timezone))
        columns.bounds[START_FROM, i] = max(status, resumes)
        return
    columns.kind[i] = RECORDED
    table = book.clocks()
    which = np.array([columns.clock[i]], np.int32)
    if task.resumes is not None:
        at = np.array([opening_minute(task.resumes, timezone=timezone)], np.int64)
        finish = table.finish_of(which, at, np.array([left], np.int64))
    else:
        at = np.array([begun], np.int64)
        finish = table.finish_of(which, at, np.array([whole], np.int64))
        for number, work in parts.get(i, ()):
            other = table.finish_of(np.array([number], np.int32), at, np.array([work], np.int64))
            finish = np.maximum(finish, other)
    if int(finish[0]) >= TOO_LATE // 2 and int(which[0]) in book.stay:
        # whoever is on it left: as if they stayed
        columns.clock[i] = book.stay[int(which[0])]
        plain = int(columns.slack_clock[i])
        columns.slack_clock[i] = book.stay.get(plain, plain)
        columns.stayed[i] = True
        rest = left if task.resumes is not None else whole
        finish = table.finish_of(columns.clock[i : i + 1], at, np.array([rest], np.int64))
    columns.bounds[FIXED_START, i] = begun
    columns.bounds[FIXED_FINISH, i] = int(finish[0])


def _remaining(task: Task, whole: int, number: int, rate: int, book: ClockBook) -> int:
    """Work left of a running task: as stated, else the plan less what was spent, else by share."""
    day, week = book.lengths(number)
    if task.resource_dependent and task.who:
        return whole
    if task.remaining is not None:
        left = task.remaining.minutes(day_minutes=day, week_minutes=week)
        return clock_work(left, rate=rate)
    if task.complete is not None:
        return round(whole * (1 - task.complete))
    if task.spent is not None:
        spent = task.spent.minutes(day_minutes=day, week_minutes=week)
        return max(whole - clock_work(spent, rate=rate), 0)
    return whole


def finish_node(
    columns: Columns, i: int, begun: int, done: int, *, status: int, moves: bool
) -> None:
    """Make a node history: it began and ended at these minutes."""
    columns.actual_start[i], columns.actual_finish[i] = begun, done
    columns.work[i] = 0
    if moves:  # what remains of it is nothing, at the status time; links run through it
        columns.kind[i] = POINT
        columns.bounds[START_FROM, i] = max(status, done)
    else:
        columns.kind[i] = DONE
        columns.bounds[FIXED_START, i], columns.bounds[FIXED_FINISH, i] = begun, done
