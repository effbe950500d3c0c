"""The compiled form: what is known of each node and link, as arrays the kernel reads."""

from __future__ import annotations

from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import (
    TOO_EARLY,
    TOO_LATE,
    ClockSet,
    Minutes,
)
from fairlead.analyses.network.rows import Rows
from fairlead.program.program import Program

__all__ = [
    "CLOSING",
    "DONE",
    "EARLIEST",
    "EDGE",
    "END",
    "FINISH_FROM",
    "FINISH_UNTIL",
    "FIXED_FINISH",
    "FIXED_START",
    "LIMIT_FINISH",
    "LIMIT_START",
    "OPENING",
    "PART",
    "POINT",
    "RECORDED",
    "SPENT",
    "START_FROM",
    "START_UNTIL",
    "WORK",
    "Circular",
    "Columns",
    "Network",
    "Places",
]


Places = npt.NDArray[np.int32]
"""Places in the order, indices, or numbers of clocks."""

WORK, CLOSING, OPENING, END, POINT, EARLIEST, RECORDED, DONE = range(8)
"""Kinds of node, as kernel.h has them."""

START_FROM, FINISH_FROM, START_UNTIL, FINISH_UNTIL = range(4)
LIMIT_START, LIMIT_FINISH, FIXED_START, FIXED_FINISH = range(4, 8)
"""Rows of a network's bounds, in the order of kernel.h."""

SPENT = 4
"""A kind of link, after `LINKS`: it bounds nothing any more."""

EDGE = np.dtype(
    [
        ("other", np.int32),
        ("link", np.int32),
        ("lag", np.int64),
        ("clock", np.int32),
        ("type", np.int32),
    ]
)
PART = np.dtype([("work", np.int64), ("clock", np.int32), ("unused", np.int32)])


class Circular(msgspec.Struct, frozen=True):
    """There is no order: each of `keys` waits for the one before it, and the first for the last."""

    keys: tuple[str, ...]


class Network(msgspec.Struct, frozen=True, eq=False):
    """A program compiled for a stretch of days. Arrays named by place are in the order.

    `keys` (n) by index: first the leaves (tasks without parts, milestones), then the edges of
    outlines that take part in links. `order[place]` is an index, `place[index]` its inverse.
    """

    program: Program
    rows: Rows
    keys: tuple[str, ...]
    leaves: int
    order: Places
    place: Places
    in_ptr: Minutes
    incoming: npt.NDArray[np.void]
    out_ptr: Minutes
    outgoing: npt.NDArray[np.void]
    clocks: ClockSet
    tabled: tuple[date, date]  # the first and last day of the clocks
    lengths: tuple[tuple[int, int], ...]  # what 1d and 1w are by each clock, in minutes
    effort_clocks: dict[str, int]  # of the tasks that last as long as others, by key
    stay: dict[int, int]  # for each clock of somebody who leaves, what it were if they stayed
    stayed: npt.NDArray[np.bool_]  # by place: planned so, since their time does not suffice
    kind: Places
    clock: Places
    settle: Places  # the clock by which work may start: -1, its own; or the activity's (Primavera)
    slack_clock: Places  # plain working time of the node, rate 1
    work: Minutes
    bounds: npt.NDArray[np.int64]  # (8, n), the rows in the order of kernel.h
    late_as_possible: npt.NDArray[np.uint8]
    part_ptr: Minutes
    parts: npt.NDArray[np.void]
    delay: Minutes
    delay_clock: Places
    expected: Minutes
    project: Places  # number of the top summary that the node stands in
    actual_start: Minutes  # TOO_LATE where not started
    actual_finish: Minutes
    status: int  # the minute before which nothing unfinished is planned
    begin: int  # the minute before which nothing at all is planned
    finish_by: int | None
    full_lag: Minutes  # by link, what passed of it included

    @property
    def n(self) -> int:
        """How many nodes there are."""
        return len(self.order)


class Columns:
    """What is gathered of each node before the order is known."""

    def __init__(self, n: int) -> None:
        self.kind = np.zeros(n, np.int32)
        self.clock = np.zeros(n, np.int32)
        self.slack_clock = np.zeros(n, np.int32)
        self.lag_clock = np.zeros(n, np.int32)
        self.settle = np.full(n, -1, np.int32)
        self.work = np.zeros(n, np.int64)
        self.length = np.zeros(n, np.int64)  # of the whole, done or not, in minutes
        self.bounds = np.full((8, n), TOO_LATE, np.int64)
        self.bounds[:2] = TOO_EARLY
        self.late = np.zeros(n, np.uint8)
        self.stayed = np.zeros(n, bool)
        self.delay = np.zeros(n, np.int64)
        self.delay_clock = np.zeros(n, np.int32)
        self.expected = np.full(n, TOO_LATE, np.int64)
        self.project = np.zeros(n, np.int32)
        self.rate = np.full(n, 1000, np.int64)
        self.actual_start = np.full(n, TOO_LATE, np.int64)
        self.actual_finish = np.full(n, TOO_LATE, np.int64)
