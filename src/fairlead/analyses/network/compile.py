"""A program to its network: the steps in their order."""

from __future__ import annotations

from datetime import date

from fairlead.analyses.clock import TOO_LATE
from fairlead.analyses.network.clock_book import ClockBook
from fairlead.analyses.network.edited import keep, kept
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
from fairlead.analyses.network.rows import Rows, read_rows
from fairlead.program.moments import opening_minute
from fairlead.program.program import Program

__all__ = ["begin_and_status", "compile_network", "told_as_of"]


def begin_and_status(program: Program, rows: Rows | None = None) -> tuple[int, int]:
    """The minute at which a program begins, and that before which nothing unfinished is planned.

    Raises `ValueError` when the program names no date at all.
    """
    begin_moment = program.start or program.as_of or (rows or read_rows(program)).known_span[0]
    begin = opening_minute(begin_moment, timezone=program.timezone)
    moves = program.scheduling.unfinished == "move"
    return begin, told_as_of(program, begin=begin) if moves else begin


def told_as_of(program: Program, *, begin: int) -> int:
    """The minute that a plan speaks from: the status time, also where it moves no work."""
    if program.as_of is None:
        return begin
    return max(begin, opening_minute(program.as_of, timezone=program.timezone))


def compile_network(
    program: Program, *, first: date, last: date, rows: Rows | None = None
) -> Network | Circular:
    """The network of a program, its clocks tabled for the days from `first` to `last`.

    It is that of the program which this one was edited from, where only amounts of work differ.

    `rows` are those of the program, where they have been read already. Raises `ValueError` when
    the program names no date at all to begin from.
    """
    if rows is None:
        rows = read_rows(program)
    there = kept(rows, first=first, last=last)
    if there is not None:
        return there
    found = _compiled(program, rows, first, last)
    if isinstance(found, Network):
        keep(found, first=first, last=last)
    return found


def _compiled(program: Program, rows: Rows, first: date, last: date) -> Network | Circular:
    timezone = program.timezone
    moves = program.scheduling.unfinished == "move"
    begin, status = begin_and_status(program, rows)

    keys = rows.keys
    index = dict(zip(keys, range(len(keys)), strict=True))
    outline = Outline(program, rows.summaries, index)

    n_leaves = len(keys)
    links = gather(rows, index, outline)
    n = n_leaves + len(outline.nodes)
    book = ClockBook(program, first, last)
    columns = Columns(n)
    columns.bounds[START_FROM, :] = status
    effort_clocks = {
        key: book.of_calendar(program.tasks[key].calendar)
        for key in sorted(rows.beside)
        if program.tasks[key].level_of_effort
    }
    parts: dict[int, list[tuple[int, int]]] = {}
    fill(
        rows,
        columns=columns,
        book=book,
        parts=parts,
        status=status,
        moves=moves,
    )
    outline.constrain(columns, timezone)
    if program.scheduling.slack_to == "projects":
        holders = [row.parent for row in rows.rows]
        holders += [name.rpartition(":")[0] for name, _ in outline.nodes]
        columns.project[:] = projects(program, holders)
    for i, (name, kind) in enumerate(outline.nodes, start=n_leaves):
        columns.kind[i] = kind
        columns.bounds[START_FROM, i] = begin
        summary = program.tasks[name.rpartition(":")[0]]
        columns.slack_clock[i] = columns.lag_clock[i] = book.of_calendar(summary.calendar)
    clocks = book.clocks()
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
        rows,
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
