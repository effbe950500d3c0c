"""A program to its network: the steps in their order."""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain

from fairlead.analyses.clock import (
    TOO_LATE,
    ClockSet,
)
from fairlead.analyses.network.clock_book import ClockBook
from fairlead.analyses.network.form import (
    START_FROM,
    WORK,
    Circular,
    Columns,
    Network,
)
from fairlead.analyses.network.links import gather, timed
from fairlead.analyses.network.nodes import fill, projects
from fairlead.analyses.network.order import ordered
from fairlead.analyses.network.outline import Outline
from fairlead.program.moments import Moment, opening_minute
from fairlead.program.program import Program
from fairlead.program.work import Activity, Task

__all__ = ["compile_network", "known_span"]


def known_span(program: Program) -> tuple[date, date]:
    """The first and last day that the program itself names, from which tables are begun."""
    days: list[date] = [
        _as_day(m) for m in (program.start, program.as_of, program.finish_by) if m is not None
    ]
    dated: list[Activity] = [
        task
        for task in program.tasks.values()
        if task.not_before is not None
        or task.must_start is not None
        or task.must_finish is not None
        or task.started is not None
    ]
    for activity in chain(dated, program.milestones.values()):
        moments = [activity.not_before, activity.must_start, activity.must_finish]
        if isinstance(activity, Task):
            moments.append(activity.started)
        days.extend(_as_day(moment) for moment in moments if moment is not None)
    if not days:
        raise ValueError(
            f"Program {program.id!r} names no date: expected `start`, `as_of`, or a task's date."
        )
    return min(days), max(days)


def _as_day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def compile_network(program: Program, *, first: date, last: date) -> Network | Circular:
    """The network of a program, its clocks tabled for the days from `first` to `last`.

    Raises `ValueError` when the program names no date at all to begin from.
    """
    timezone = program.timezone
    moves = program.scheduling.unfinished == "move"
    begin_moment = program.start or program.as_of or known_span(program)[0]
    begin = opening_minute(begin_moment, timezone=timezone)
    status = begin
    if program.as_of is not None and moves:
        status = max(begin, opening_minute(program.as_of, timezone=timezone))

    summaries = program.summaries()
    beside = {k for k, task in program.tasks.items() if task.inactive or task.level_of_effort}
    beside |= summaries
    tasks = (
        program.tasks
        if not beside
        else {key: task for key, task in program.tasks.items() if key not in beside}
    )
    milestones = {key: row for key, row in program.milestones.items() if not row.inactive}
    keys = [*tasks, *milestones]
    rows: list[Activity] = [*tasks.values(), *milestones.values()]
    index = dict(zip(keys, range(len(keys)), strict=True))
    outline = Outline(program, summaries, index)

    n_leaves = len(keys)
    links = gather(program, rows, index, outline)
    n = n_leaves + len(outline.nodes)
    book = ClockBook(program, first, last)
    columns = Columns(n)
    columns.bounds[START_FROM, :] = status
    effort_clocks = {
        key: book.of_calendar(program.tasks[key].calendar)
        for key in sorted(beside)
        if key in program.tasks and program.tasks[key].level_of_effort
    }
    parts: dict[int, list[tuple[int, int]]] = {}
    fill(
        program,
        rows,
        n_tasks=len(tasks),
        columns=columns,
        book=book,
        parts=parts,
        status=status,
        moves=moves,
    )
    outline.constrain(columns, timezone)
    if program.scheduling.slack_to == "projects":
        holders = [row.parent for row in rows]
        holders += [name.rpartition(":")[0] for name, _ in outline.nodes]
        columns.project[:] = projects(program, holders)
    for i, (name, kind) in enumerate(outline.nodes, start=n_leaves):
        columns.kind[i] = kind
        columns.bounds[START_FROM, i] = begin
        summary = program.tasks[name.rpartition(":")[0]]
        columns.slack_clock[i] = columns.lag_clock[i] = book.of_calendar(summary.calendar)
    clocks = ClockSet(tuple(book.tables))
    made = timed(
        program,
        links,
        columns=columns,
        book=book,
        clocks=clocks,
        status=status,
        moves=moves,
    )
    if program.scheduling.progress != "retained-logic":
        succ = made[1]
        waits = (columns.actual_start[succ] == TOO_LATE) | (columns.kind[succ] != WORK)
        before, after, link_type, lag, lag_clock, full_lag = made
        made = (
            before[waits], after[waits], link_type[waits],
            lag[waits], lag_clock[waits], full_lag[waits],
        )  # fmt: skip
    return ordered(
        program,
        keys + [key for key, _ in outline.nodes],
        leaves=n_leaves,
        columns=columns,
        book=book,
        effort_clocks=effort_clocks,
        parts=parts,
        links=made,
        status=status,
        begin=begin,
    )
