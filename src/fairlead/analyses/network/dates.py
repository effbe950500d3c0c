"""Dates that bound a node: constraints, deadlines, promises."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from fairlead.analyses.clock import (
    TOO_LATE,
    Minutes,
)
from fairlead.analyses.network.clock_book import ClockBook
from fairlead.analyses.network.form import (
    END,
    FINISH_FROM,
    FINISH_UNTIL,
    FIXED_FINISH,
    FIXED_START,
    LIMIT_FINISH,
    LIMIT_START,
    RECORDED,
    START_FROM,
    START_UNTIL,
    Columns,
    Places,
)
from fairlead.program.moments import Moment, closing_minute, opening_minute
from fairlead.program.program import Program
from fairlead.program.work import Activity

__all__ = ["constrain"]


_DATES = (
    ("not_before", START_FROM, False),
    ("finish_not_before", FINISH_FROM, True),
    ("start_by", START_UNTIL, False),
    ("finish_by", FINISH_UNTIL, True),
    ("must_start", FIXED_START, False),
    ("must_finish", FIXED_FINISH, True),
    ("deadline", FINISH_UNTIL, True),
    ("due", FINISH_UNTIL, True),
)
"""Field, the bound that it sets, and whether a day means its end."""


def constrain(
    program: Program,
    rows: list[Activity],
    held: list[int],
    columns: Columns,
    book: ClockBook,
) -> None:
    """Dates that bound the nodes of these rows. A start that has happened is bound no more."""
    bounds = columns.bounds
    holds = program.scheduling.limits == "hold"
    honours_links = program.scheduling.must_finish == "honour-links"
    columns.late[held] = [rows[i].as_late_as_possible for i in held]
    open_start = columns.actual_start == TOO_LATE
    recorded = columns.kind == RECORDED  # its dates are given; only how late it is can be asked
    for field, bound, closing in _DATES:
        dated = [i for i in held if getattr(rows[i], field, None) is not None]
        if not closing:
            dated = [i for i in dated if open_start[i]]
        if bound != FINISH_UNTIL:
            dated = [i for i in dated if not recorded[i]]
        if not dated:
            continue
        moments: list[Moment] = [getattr(rows[i], field) for i in dated]
        at = np.array(dated, np.int64)
        # a milestone that ends with what it waits for keeps no hours: its day ends at midnight
        clock = np.where(columns.kind[at] == END, 0, columns.clock[at])
        minute = _minutes_of(moments, clock, book, closing=closing)
        if bound >= FIXED_START and honours_links:
            low, high = (
                (START_FROM, START_UNTIL) if bound == FIXED_START else (FINISH_FROM, FINISH_UNTIL)
            )
            bounds[low, at] = np.maximum(bounds[low, at], minute)
            bounds[high, at] = np.minimum(bounds[high, at], minute)
        elif bound <= FINISH_FROM:
            bounds[bound, at] = np.maximum(bounds[bound, at], minute)
        else:
            bounds[bound, at] = np.minimum(bounds[bound, at], minute)
        if holds and field == "start_by":
            bounds[LIMIT_START, at] = minute
        if holds and field == "finish_by":
            bounds[LIMIT_FINISH, at] = minute


def _minutes_of(moments: list[Moment], clock: Places, book: ClockBook, *, closing: bool) -> Minutes:
    """The first minute of each moment or, `closing`, the last that its clock works."""
    timezone = book.program.timezone
    known: dict[tuple[Moment, int], int] = {}
    pairs = list(zip(moments, clock.tolist(), strict=True))
    for moment, number in set(pairs):
        if not closing:
            minute = opening_minute(moment, timezone=timezone)
        else:
            minute = closing_minute(moment, timezone=timezone)
            if number and not isinstance(moment, datetime):
                minute = book.closing(number, minute)  # the day's last working minute
        known[moment, number] = minute
    return np.array([known[pair] for pair in pairs], np.int64)
