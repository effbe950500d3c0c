"""Working time compiled to tables: any instant to work done, and back, in constant time.

A clock answers the same questions as `program.working_time.spells`, which defines them; the tests
hold one against the other.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec.structs import force_setattr

from fairlead.analyses._kernel.library import library
from fairlead.program.calendars import Hours
from fairlead.program.moments import minute_of, zone
from fairlead.program.noun import replace
from fairlead.program.public_holidays import holidays_of
from fairlead.program.working_time import WorkingTime

__all__ = [
    "ELAPSED",
    "TOO_EARLY",
    "TOO_LATE",
    "ClockSet",
    "ClockTable",
    "compile_clock",
    "distinct",
    "pooled",
]

Minutes = npt.NDArray[np.int64]

TOO_LATE = 0x3FFFFFFFFFFFFFFF
"""What the kernel answers for an instant beyond a clock's table."""

TOO_EARLY = -TOO_LATE

_DAY = 1440
_EPOCH_DAY = date(1970, 1, 1).toordinal()


class _Clock(ctypes.Structure):
    _fields_ = (
        ("n", ctypes.c_int64),
        ("rate", ctypes.c_int64),
        ("first_bucket", ctypes.c_int64),
        ("n_buckets", ctypes.c_int64),
        ("start", ctypes.c_void_p),
        ("end", ctypes.c_void_p),
        ("done", ctypes.c_void_p),
        ("rates", ctypes.c_void_p),
        ("bucket", ctypes.c_void_p),
        ("sought", ctypes.c_void_p),
        ("stride", ctypes.c_int64),
        ("n_sought", ctypes.c_int64),
    )


class ClockTable(msgspec.Struct, frozen=True, eq=False):
    """Working spells and the work done before each; see kernel.h for the shapes.

    `record` is the table as the kernel takes it: it holds addresses of the arrays here.
    """

    start: Minutes
    end: Minutes
    done: Minutes
    rates: Minutes | None
    rate: int
    first_bucket: int
    bucket: npt.NDArray[np.int32]
    sought: npt.NDArray[np.int32]
    stride: int
    record: bytes = b""

    def __post_init__(self) -> None:
        record = _Clock(
            n=len(self.start),
            rate=self.rate,
            first_bucket=self.first_bucket,
            n_buckets=len(self.bucket),
            start=self.start.ctypes.data,
            end=self.end.ctypes.data,
            done=self.done.ctypes.data,
            rates=None if self.rates is None else self.rates.ctypes.data,
            bucket=self.bucket.ctypes.data,
            sought=self.sought.ctypes.data,
            stride=self.stride,
            n_sought=len(self.sought),
        )
        force_setattr(self, "record", bytes(record))

    def __reduce__(self) -> tuple[object, ...]:
        """What is sent to another process is made anew there: addresses mean nothing to it."""
        return ClockTable, tuple(getattr(self, name) for name in _TABLE)


_TABLE = (
    "start", "end", "done", "rates", "rate", "first_bucket", "bucket", "sought", "stride",
)  # fmt: skip


ELAPSED = ClockTable(
    start=np.zeros(0, np.int64),
    end=np.zeros(0, np.int64),
    done=np.zeros(1, np.int64),
    rates=None,
    rate=0,
    first_bucket=0,
    bucket=np.zeros(0, np.int32),
    sought=np.zeros(0, np.int32),
    stride=1,
)
"""The clock that never stops: work is minutes of the wall clock."""


@lru_cache(maxsize=4096)
def compile_clock(working: WorkingTime, first: date, last: date) -> ClockTable:
    """The spells of a working time that begin on the local days from `first` to `last`."""
    start, end = _spells(working, first, last)
    return _indexed(start, end, None)


_Number = TypeVar("_Number", bound=np.generic)


def distinct(values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Each value once, ascending: `np.unique` imports masked arrays, to see that it is none."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def pooled(parts: Sequence[tuple[ClockTable, int]]) -> ClockTable:
    """Several people as one clock: at any instant the sum of the rates of those at work.

    `parts` are clocks of rate 1 with the rate of each person in thousandths.
    """
    edges = distinct(np.concatenate([np.concatenate((c.start, c.end)) for c, _ in parts]))
    rates = np.zeros(max(len(edges) - 1, 0), np.int64)
    for clock, rate in parts:
        opened = np.searchsorted(clock.start, edges[:-1], side="right")
        closed = np.searchsorted(clock.end, edges[:-1], side="right")
        rates += rate * (opened - closed)
    working = rates > 0
    return _indexed(edges[:-1][working], edges[1:][working], rates[working])


def _indexed(start: Minutes, end: Minutes, rates: Minutes | None) -> ClockTable:
    n = len(start)
    done = np.zeros(n + 1, np.int64)
    np.cumsum((end - start) * (1 if rates is None else rates), out=done[1:])
    first_bucket = int(start[0]) // _DAY * _DAY if n else 0
    n_buckets = (int(end[-1]) - first_bucket) // _DAY + 1 if n else 0
    stride = max(int(done[-1]) // max(n, 1), 1)
    entries = int(done[-1]) // stride + 1 if n else 0
    table = ClockTable(
        start=start,
        end=end,
        done=done,
        rates=rates,
        rate=1,
        first_bucket=first_bucket,
        bucket=_up_to(end - first_bucket, _DAY, n_buckets),
        sought=_up_to(done[1:], stride, entries),
        stride=stride,
    )
    for array in (table.start, table.end, table.done, table.bucket, table.sought):
        array.setflags(write=False)
    return table


def _up_to(values: Minutes, step: int, count: int) -> npt.NDArray[np.int32]:
    """How many of the values, none below zero, are at most 0, `step`, 2 `step`, and so on."""
    places = -(-values // step)
    found = np.cumsum(np.bincount(places, minlength=count)[:count])
    return found.astype(np.int32)


def _spells(working: WorkingTime, first: date, last: date) -> tuple[Minutes, Minutes]:
    """Vectorised `program.working_time.spells`: sorted, merged, never empty."""
    office = _office(replace(working, away=()) if working.away else working, first, last)
    if not working.away:
        return office.start, office.end
    there = np.ones(len(office.day), bool)
    for away in working.away:  # a day of leave has no spell that begins on it
        gone = np.searchsorted(office.in_order, [away.first.toordinal(), away.last.toordinal() + 1])
        there[office.order[gone[0] : gone[1]]] = False
    start, end = office.begins[there], office.ends[there]
    return (start, end) if office.apart else _merged(start, end)


class _Office(msgspec.Struct, frozen=True, eq=False):
    """What people who share a calendar have in common: its spells, before anybody's leave.

    `start` and `end` are merged. `begins`, `ends` and the local `day` (ordinal) on which each
    begins are not, by when they begin; `order` has them by day, and `in_order` those days. `apart`:
    none of them touch.
    """

    start: Minutes
    end: Minutes
    begins: Minutes
    ends: Minutes
    day: Minutes
    order: npt.NDArray[np.int64]
    in_order: Minutes
    apart: bool


@lru_cache(maxsize=256)
def _office(working: WorkingTime, first: date, last: date) -> _Office:
    begins, ends, day = _all_spells(working, first, last)
    start, end = _merged(begins, ends)
    order = np.argsort(day, kind="stable")
    apart = len(start) == len(begins)
    return _Office(start, end, begins, ends, day, order, day[order], apart)


def _all_spells(working: WorkingTime, first: date, last: date) -> tuple[Minutes, Minutes, Minutes]:
    """Of a calendar, by their start: starts and ends, and the local day on which each begins."""
    low, high = first.toordinal(), last.toordinal()
    n = high - low + 1
    patterns: list[Hours] = list(dict.fromkeys(working.week))
    week = np.array([patterns.index(hours) for hours in working.week], np.int64)
    # 0001-01-01, ordinal 1, was a Monday
    chosen = week[(np.arange(low, high + 1) - 1) % 7]
    closed = _pattern(patterns, ())
    for year in range(first.year, last.year + 1) if working.holidays else ():
        for day in holidays_of(working.holidays, year):
            if low <= day.toordinal() <= high:
                chosen[day.toordinal() - low] = closed
    for exception in working.exceptions:
        begin, until = exception.first.toordinal() - low, exception.last.toordinal() - low
        if until >= 0 and begin < n:
            chosen[max(begin, 0) : until + 1] = _pattern(patterns, exception.hours)
    starts: list[Minutes] = []
    ends: list[Minutes] = []
    midnights = (np.arange(low, high + 1, dtype=np.int64) - _EPOCH_DAY) * _DAY
    on: list[Minutes] = []
    for index, hours in enumerate(patterns):
        if hours:
            days = midnights[chosen == index]
            for begin, until in hours:
                starts.append(days + begin)
                ends.append(days + until)
                on.append(days // _DAY + _EPOCH_DAY)
    if not starts:
        none = np.zeros(0, np.int64)
        return none, none, none
    local_start, local_end = np.concatenate(starts), np.concatenate(ends)
    start = _to_utc(local_start, working.timezone, low, high)
    end = _to_utc(local_end, working.timezone, low, high)
    real = end > start  # a spell inside the hour that a change of the clock skips has no length
    start, end, day_of = start[real], end[real], np.concatenate(on)[real]
    order = np.lexsort((local_start[real], start))
    return start[order], end[order], day_of[order]


def _pattern(patterns: list[Hours], hours: Hours) -> int:
    if hours not in patterns:
        patterns.append(hours)
    return patterns.index(hours)


def _merged(start: Minutes, end: Minutes) -> tuple[Minutes, Minutes]:
    """Spells by their start, those that touch or overlap as one."""
    if len(start) == 0:
        return start, end
    reached = np.maximum.accumulate(end)
    opens = np.ones(len(start), bool)
    opens[1:] = start[1:] > reached[:-1]
    heads = np.flatnonzero(opens)
    tails = np.append(heads[1:], len(start)) - 1
    return np.ascontiguousarray(start[heads]), np.ascontiguousarray(reached[tails])


@lru_cache(maxsize=256)
def _offsets(name: str, low: int, high: int) -> tuple[Minutes, npt.NDArray[np.bool_]]:
    """Of each day: the offset at its midnight in minutes, and whether it changes during the day."""
    offset = np.empty(high - low + 2, np.int64)

    def at(day: int) -> int:
        return _offset_at(name, low + day)

    def fill(begin: int, until: int, before: int, after: int) -> None:
        """Days from `begin` up to `until`, whose offsets are known: halve where they differ."""
        if before == after:
            offset[begin:until] = before
        elif until - begin == 1:
            offset[begin] = before
        else:
            middle = (begin + until) // 2
            between = at(middle)
            fill(begin, middle, before, between)
            fill(middle, until, between, after)

    # no zone has ever changed its clock twice within a week and ended where it began; the days are
    # the same whatever the first is, so that others who ask find them known
    known = sorted({0, *range(-low % 7, len(offset) - 1, 7), len(offset) - 1})
    values = [at(day) for day in known]
    for k in range(len(known) - 1):
        fill(known[k], known[k + 1], values[k], values[k + 1])
    offset[-1] = values[-1]
    return offset[:-1], offset[:-1] != offset[1:]


@lru_cache(maxsize=65_536)
def _offset_at(name: str, ordinal: int) -> int:
    """The offset of a zone at the midnight of a day, in minutes."""
    offset = datetime.fromordinal(ordinal).replace(tzinfo=zone(name)).utcoffset()
    return 0 if offset is None else 1440 * offset.days + offset.seconds // 60


def _to_utc(local: Minutes, name: str, low: int, high: int) -> Minutes:
    if name == "UTC":
        return local
    offset, changes = _offsets(name, low, high + 3)  # a spell may end days after it began
    day = local // _DAY + _EPOCH_DAY - low
    utc = local - offset[day]
    for index in np.flatnonzero(changes[day]):
        wall = datetime.fromordinal(_EPOCH_DAY) + timedelta(minutes=int(local[index]))
        utc[index] = minute_of(wall.replace(tzinfo=zone(name)))
    return utc


_NO_CLOCKS = (_Clock * 0)()


class ClockSet(msgspec.Struct, frozen=True, eq=False):
    """The clocks of a network, by number, as the kernel takes them. Number 0 is elapsed time."""

    tables: tuple[ClockTable, ...]
    structs: ctypes.Array[_Clock] = _NO_CLOCKS

    def __post_init__(self) -> None:
        records = b"".join([table.record for table in self.tables])
        structs = (_Clock * len(self.tables)).from_buffer_copy(records)
        force_setattr(self, "structs", structs)

    def __reduce__(self) -> tuple[object, ...]:
        return ClockSet, (self.tables,)

    def work_before(self, which: npt.NDArray[np.int32], at: Minutes) -> Minutes:
        """Work done before each instant, by the clock of that number, in the clock's work."""
        out = np.empty(len(at), np.int64)
        _call("fl_work_before_many", self.structs, which, at, out)
        return out

    def finish_of(self, which: npt.NDArray[np.int32], start: Minutes, work: Minutes) -> Minutes:
        """Where work that starts then finishes; `TOO_LATE` beyond the table."""
        out = np.empty(len(start), np.int64)
        _call("fl_finish_of_many", self.structs, which, start, work, out)
        return out

    def start_of(self, which: npt.NDArray[np.int32], finish: Minutes, work: Minutes) -> Minutes:
        """Where work must start to finish then; `TOO_EARLY` before the table."""
        out = np.empty(len(finish), np.int64)
        _call("fl_start_of_many", self.structs, which, finish, work, out)
        return out

    def shift(self, number: int, at: int, work: int) -> int:
        """One instant moved by work on one clock: later, or earlier where it is negative."""
        which = np.array([number], np.int32)
        moved = self.finish_of if work > 0 else self.start_of
        if work == 0:
            return at
        return int(moved(which, np.array([at], np.int64), np.array([abs(work)], np.int64))[0])

    def opening(self, number: int, at: int) -> int:
        """The earliest instant from `at` on at which work can start, on a clock of rate 1."""
        return self.shift(number, at, 1) - 1

    def closing(self, number: int, at: int) -> int:
        """The latest instant up to `at` at which work can finish, on a clock of rate 1."""
        return self.shift(number, at, -1) + 1

    def between(self, number: int, first: int, second: int) -> int:
        """Working minutes from one instant to another; negative when the second is earlier."""
        which = np.full(2, number, np.int32)
        before = self.work_before(which, np.array([first, second], np.int64))
        return int(before[1] - before[0])


def _call(
    name: str,
    structs: ctypes.Array[_Clock],
    which: npt.NDArray[np.int32],
    *arrays: Minutes,
) -> None:
    function = getattr(library(), name)
    function.restype = None
    *inputs, out = arrays
    pointers = [np.ascontiguousarray(array, np.int64) for array in inputs]
    numbers = np.ascontiguousarray(which, np.int32)
    function(
        structs,
        ctypes.c_void_p(numbers.ctypes.data),
        *(ctypes.c_void_p(array.ctypes.data) for array in pointers),
        ctypes.c_int64(len(out)),
        ctypes.c_void_p(out.ctypes.data),
    )
