"""Serial schedules by several priority rules, the best of which is kept: the kernel's search."""

from __future__ import annotations

import ctypes

import msgspec
import numpy as np
import numpy.typing as npt

from fairlead.analyses._kernel.library import library
from fairlead.analyses.clock import TOO_LATE, Minutes
from fairlead.analyses.critical_path import CriticalPath, kernel_network
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import Places

__all__ = [
    "DatesStruct",
    "Score",
    "Serial",
    "StaffStruct",
    "early_dates",
    "network_struct",
    "serial_schedule",
    "staff_struct",
]

_LARGE = 2_000
"""Places from which on time is too dear for many passes."""

_MOST_TURNS = 6
"""Passes back and forth after each rule, at most; none where the network is large."""

_MOST_STEPS = 250_000
"""Looks at people and links, after which no new pass begins: some 25 ms. Counted, never timed, so
that the answer is the same on every machine."""

_STEPS_PER_PLACE = 18
"""The same for large networks, for each place: a pass takes some eight."""

_NEAR_ENOUGH = 100
"""Where the network is large, one part of so many of the time planned is near enough to the bound
for the search to end."""

_OF_RULES = 2
"""One part of so many of the steps goes to the rules, what is left to varying the best plan."""

_BY_TURN, _BY_LOAD, _BY_PRICE = range(3)
"""How people are chosen, as kernel.h has it."""

_DATES = ("start", "finish", "work", "clock", "chosen", "lost")


class Score(msgspec.Struct, frozen=True):
    """What schedules are compared by, in this order; smaller is better.

    `lost` tasks are those that nobody can finish in the time that is tabled, `late` the minutes by
    which all promised dates together are missed. `beyond`: a date lies outside the tables.
    """

    beyond: bool
    lost: int
    late: int
    finish: int


class Serial(msgspec.Struct, frozen=True, eq=False):
    """A schedule by place: `chosen` is a number in `Staffing.candidates`, -1 for none."""

    start: Minutes
    finish: Minutes
    work: Minutes
    clock: Places
    chosen: Places
    lost: npt.NDArray[np.uint8]

    def pointers(self) -> tuple[int, ...]:
        """Addresses in the order of `fl_dates`; keep the arrays while they are used."""
        return tuple(getattr(self, name).ctypes.data for name in _DATES)


class _ScoreStruct(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_int64) for name in ("beyond", "lost", "late", "finish"))


class DatesStruct(ctypes.Structure):
    """`fl_dates` of kernel.h."""

    _fields_ = tuple((name, ctypes.c_void_p) for name in _DATES)


class _RulesStruct(ctypes.Structure):
    _fields_ = (
        ("n", ctypes.c_int64),
        ("keys", ctypes.c_void_p),
        ("people", ctypes.c_void_p),
        ("most_turns", ctypes.c_int64),
        ("rule_steps", ctypes.c_int64),
        ("most_steps", ctypes.c_int64),
        ("bound", _ScoreStruct),
        ("begin", DatesStruct),
    )


_STAFF = (
    "capacity", "person_clock", "own_hours", "crew_ptr", "crew", "group", "group_ptr", "candidates",
    "effort", "own_clock", "own_work", "spare_clock", "spare_work", "held", "turn", "name",
)  # fmt: skip


class StaffStruct(ctypes.Structure):
    """`fl_staff` of kernel.h."""

    _fields_ = (("people", ctypes.c_int64), *((name, ctypes.c_void_p) for name in _STAFF))


def staff_struct(staffing: Staffing) -> StaffStruct:
    """The staffing as kernel.h has it. It holds addresses: keep the staffing while it is used."""
    network = staffing.network
    own: dict[str, npt.NDArray[np.signedinteger]] = {
        "own_clock": network.clock,
        "own_work": network.work,
    }
    addresses = [
        (own[name] if name in own else getattr(staffing, name)).ctypes.data for name in _STAFF
    ]
    return StaffStruct(len(staffing.people), *addresses)


def network_struct(staffing: Staffing, work: Minutes) -> ctypes.Structure:
    """The network with the clocks of its people behind its own."""
    struct = kernel_network(staffing.network, work)
    struct.clocks = ctypes.addressof(staffing.clocks.structs)
    return struct


def early_dates(path: CriticalPath, work: Minutes) -> Serial:
    """Where passes begin: early dates, with nobody chosen."""
    return Serial(
        start=path.early_start,
        finish=path.early_finish,
        work=work,
        clock=path.network.clock,
        chosen=np.full(path.network.n, -1, np.int32),
        lost=np.zeros(path.network.n, np.uint8),
    )


def serial_schedule(path: CriticalPath, staffing: Staffing, bound: Score) -> tuple[Serial, Score]:
    """The best schedule of a fixed list of rules; no further than `bound`, as good as can be."""
    network = path.network
    work = network.work.copy()
    struct = network_struct(staffing, work)
    people = staff_struct(staffing)
    begin = early_dates(path, work)
    best = Serial(*(np.empty_like(getattr(begin, name)) for name in _DATES))
    keys, choice = _rules(path)
    large = network.n >= _LARGE
    most_steps = _STEPS_PER_PLACE * network.n if large else _MOST_STEPS
    spare = (bound.finish - network.status) // _NEAR_ENOUGH if large else 0
    rules = _RulesStruct(
        len(keys),
        keys.ctypes.data,
        choice.ctypes.data,
        0 if large else _MOST_TURNS,
        most_steps // _OF_RULES,
        most_steps,
        _ScoreStruct(bound.beyond, bound.lost, bound.late, bound.finish + spare),
        DatesStruct(*begin.pointers()),
    )
    dates, score = DatesStruct(*best.pointers()), _ScoreStruct()
    answer = library().fl_level(*map(ctypes.byref, (struct, people, rules, dates, score)))
    if answer != 0:
        raise MemoryError(f"No memory to level {network.n:,} tasks.")
    return best, Score(bool(score.beyond), score.lost, score.late, score.finish)


def _rules(path: CriticalPath) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """(rules, 2, n): what nodes are taken by, the smaller first, and what settles ties.

    Late start, late finish, total slack, rank positional weight (own work and that of the next;
    Alvarez-Valdes and Tamarit 1989), and the number that wait directly (as in Kolisch 1996).
    Where dates are promised, also by what they ask for alone. (rules): how people are chosen, each
    when the task's turn comes, all by load beforehand, or by turn with a price on who has much to
    do: those who alone can do a lot are then kept for it.
    """
    network = path.network
    minutes = path.early_finish - path.early_start
    before = np.repeat(np.arange(network.n), np.diff(network.out_ptr))
    after = network.outgoing["other"]
    weight = minutes + np.bincount(before, minutes[after], network.n).astype(np.int64)
    waiting = np.diff(network.out_ptr)
    rules = [
        (path.late_start, path.total_slack, _BY_PRICE),
        (-waiting, path.late_start, _BY_PRICE),
        (path.late_start, path.total_slack, _BY_TURN),
        (path.late_finish, path.late_start, _BY_PRICE),
        (-weight, path.late_start, _BY_LOAD),
        (-waiting, path.late_start, _BY_TURN),
        (path.late_start, path.total_slack, _BY_LOAD),
        (path.late_finish, path.late_start, _BY_TURN),
        (path.late_finish, path.late_start, _BY_LOAD),
        (path.total_slack, path.late_start, _BY_TURN),
    ]
    if bool((network.bounds[3] < TOO_LATE).any()):
        rules.insert(0, (_promised(path), path.late_start, _BY_TURN))
    keys = np.array([(first, then) for first, then, _ in rules], np.int64)
    return np.ascontiguousarray(keys), np.array([choice for _, _, choice in rules], np.uint8)


def _promised(path: CriticalPath) -> Minutes:
    """Late starts that promised dates alone ask for; all else may go on for a year more."""
    n = path.network.n
    work = path.network.work.copy()
    struct = kernel_network(path.network, work)
    late = np.full(n, path.finish + 365 * 1440, np.int64)
    late_start, late_finish = np.empty(n, np.int64), np.empty(n, np.int64)
    arrays = (path.early_start, path.early_finish, late, late, late_start, late_finish)
    library().fl_backward(
        ctypes.byref(struct), *(ctypes.c_void_p(array.ctypes.data) for array in arrays)
    )
    return late_start
