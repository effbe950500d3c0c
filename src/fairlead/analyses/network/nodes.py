"""What each task and milestone is as a node: its clock, its kind, its work, what bounds it."""

from __future__ import annotations

from datetime import datetime
from itertools import chain

import numpy as np

from fairlead.analyses.clock import (
    TOO_LATE,
)
from fairlead.analyses.network.clock_book import ClockBook
from fairlead.analyses.network.crews import fill_work
from fairlead.analyses.network.dates import constrain
from fairlead.analyses.network.form import (
    CLOSING,
    END,
    OPENING,
    POINT,
    RECORDED,
    Columns,
)
from fairlead.analyses.network.progress import finish_node, record
from fairlead.analyses.network.rows import Rows
from fairlead.program.moments import closing_minute
from fairlead.program.program import Program
from fairlead.program.work import Milestone, Task

__all__ = ["fill", "projects"]


def fill(
    rows: Rows,
    *,
    columns: Columns,
    book: ClockBook,
    parts: dict[int, list[tuple[int, int]]],
    status: int,
    moves: bool,
) -> None:
    """Clock, work, kind and dates of every leaf, by column; what few have, by those few."""
    program, tasks, uncommon = rows.program, rows.tasks, rows.uncommon
    timezone = program.timezone
    n_tasks = len(tasks)
    in_use = np.bincount(rows.place, minlength=len(rows.places)) > 0
    number_of = np.array(
        [
            book.of_calendar(_calendar_key(program, *place) if isinstance(place, tuple) else place)
            if used
            else 0
            for place, used in zip(rows.places, in_use.tolist(), strict=True)
        ],
        np.int32,
    )
    columns.clock[:n_tasks] = number_of[rows.place]
    for i, row in enumerate(rows.rows[n_tasks:], start=n_tasks):
        columns.clock[i] = book.of_calendar(row.calendar)
    columns.slack_clock[:] = columns.lag_clock[:] = columns.clock
    fill_work(rows, columns=columns, book=book, parts=parts)
    for i, row in enumerate(rows.rows[n_tasks:], start=n_tasks):
        opening = isinstance(row, Milestone) and row.opening
        settles = not moves or row.calendar is not None
        columns.kind[i] = OPENING if opening else (CLOSING if settles else END)
    if not moves:  # Microsoft Project has no milestones but tasks without duration
        columns.kind[:n_tasks][columns.work[:n_tasks] == 0] = CLOSING
    _delay(tasks, uncommon, columns=columns, book=book)
    for i in uncommon:
        record(
            program,
            i,
            tasks[i],
            columns=columns,
            book=book,
            parts=parts,
            status=status,
            moves=moves,
        )
    for i in uncommon if moves else ():
        _expect(columns, i, tasks[i], timezone=timezone)
    for i, row in enumerate(rows.rows[n_tasks:], start=n_tasks):
        if row.finished is not None:
            at = closing_minute(row.finished, timezone=timezone)
            if not isinstance(row.finished, datetime):
                at = book.closing(int(columns.clock[i]), at)
            finish_node(columns, i, at, at, status=status, moves=moves)
    bound = (columns.kind < POINT) | (columns.kind == RECORDED)
    held = [i for i in chain(uncommon, range(n_tasks, len(rows.rows))) if bound[i]]
    constrain(program, rows.rows, held, columns, book)
    if program.scheduling.direction == "backward":
        n = len(rows.rows)
        columns.late[:n] = columns.actual_start[:n] == TOO_LATE


def _delay(tasks: list[Task], uncommon: list[int], *, columns: Columns, book: ClockBook) -> None:
    for i in uncommon:
        delay = tasks[i].delay
        if delay is not None:
            number = 0 if delay.elapsed else int(columns.slack_clock[i])
            day, week = book.lengths(number)
            columns.delay[i] = delay.minutes(day_minutes=day, week_minutes=week)
            columns.delay_clock[i] = number


def _expect(columns: Columns, i: int, task: Task, *, timezone: str) -> None:
    """What is left of a task, begun or not, ends where it is expected to."""
    if task.expected_finish is not None and task.finished is None:
        columns.expected[i] = closing_minute(task.expected_finish, timezone=timezone)


def projects(program: Program, holders: list[str | None]) -> list[int]:
    """For what stands in each of these summaries, the number of the outermost one around it."""
    numbers: dict[str | None, int] = {}
    found: list[int] = []
    for holder in holders:
        top, seen = holder, {holder}
        while top is not None and top in program.tasks:
            above = program.tasks[top].parent
            if above is None or above in seen:
                break
            seen.add(above)
            top = above
        found.append(numbers.setdefault(top, len(numbers)))
    return found


def _calendar_key(program: Program, calendar: str | None, team: str | None) -> str | None:
    if calendar is None and team is not None and team in program.teams:
        return program.teams[team].calendar
    return calendar
