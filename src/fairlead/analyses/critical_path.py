"""Critical path: early and late dates and slack of a network, on real calendars.

The method is Kelley and Walker (1959) with precedence links of four kinds (Roy 1962, Fondahl
1961); which conventions it follows where tools differ is said by the program's `scheduling`.
"""

from __future__ import annotations

import ctypes
from datetime import date, timedelta

import msgspec
import numpy as np

from fairlead.analyses._kernel.library import library
from fairlead.analyses.clock import TOO_EARLY, Minutes
from fairlead.analyses.leaving import as_if_staying
from fairlead.analyses.network import DONE, RECORDED, Circular, Network, compile_network, read_rows
from fairlead.program.program import Program

__all__ = [
    "BeyondTime",
    "CriticalPath",
    "critical_path",
    "ends",
    "free_slack",
    "kernel_network",
    "passes",
    "total_slack",
]

_FIRST_STRETCH = 3  # years tabled beyond the last date that the program names
_LONGEST_STRETCH = 1000  # years: beyond, the plan is not one
_FURTHEST_BACK = 16  # years: a late date before is told as the first hour of its calendar


class BeyondTime(msgspec.Struct, frozen=True):
    """The dates of the program run past any calendar: it would take more than `years` years."""

    years: int


class CriticalPath(msgspec.Struct, frozen=True, eq=False):
    """Dates and slack by place in the network's order, in UTC minutes and working minutes.

    For finished work under the `move` convention the early and late dates are those of what
    remains of it, which is nothing, at the status time, as Primavera states them; actual dates
    stand in the network. `finish` is that of the whole.
    """

    network: Network
    early_start: Minutes
    early_finish: Minutes
    late_start: Minutes
    late_finish: Minutes
    total_slack: Minutes
    free_slack: Minutes
    finish: int


def critical_path(program: Program) -> CriticalPath | Circular | BeyondTime:
    """Early and late dates of every task and milestone, as if everybody were always free.

    Raises `ValueError` when the program names no date at all to begin from.
    """
    rows = read_rows(program)
    first, last = rows.known_span
    years = _FIRST_STRETCH
    back = 1
    while years <= _LONGEST_STRETCH:
        begin = date(_shifted(first, -back).year, 1, 1)  # whole years: levelling shares the tables
        until = date(_shifted(last, years).year, 12, 31)
        network = compile_network(program, first=begin, last=until, rows=rows)
        if isinstance(network, Circular):
            return network
        found = passes(network, clamped=back >= _FURTHEST_BACK)
        if found is not None:
            return found
        years *= 4
        back *= 4
    return BeyondTime(_LONGEST_STRETCH)


def _shifted(day: date, years: int) -> date:
    ordinal = day.toordinal() + years * 366
    return date.fromordinal(min(max(ordinal, 366), date(9990, 1, 1).toordinal())) + timedelta(0)


def passes(network: Network, *, clamped: bool = False) -> CriticalPath | None:
    """Both passes over a network; None when a date lies outside the tables of its clocks.

    `clamped` takes late dates that lie before all hours of their calendar as the kernel puts them,
    at the first hour: a deadline can ask for work before the person joined, and the plan stands.
    """
    n = network.n
    early_start, early_finish = np.empty(n, np.int64), np.empty(n, np.int64)
    late_start, late_finish = np.empty(n, np.int64), np.empty(n, np.int64)
    free_until = np.empty(n, np.int64)
    work = network.work.copy()
    struct = kernel_network(network, work)
    kernel = library()
    wrong = kernel.fl_forward(ctypes.byref(struct), _at(early_start), _at(early_finish))
    while wrong:
        staying = as_if_staying(network, early_finish=early_finish)
        if staying is None:
            return None
        network = staying
        struct = kernel_network(network, work)
        wrong = kernel.fl_forward(ctypes.byref(struct), _at(early_start), _at(early_finish))
    finish = int(early_finish.max()) if n else network.begin
    if network.late_as_possible.any():
        end = finish
        if network.program.scheduling.direction == "backward" and network.finish_by is not None:
            end = max(finish, network.finish_by)
        kernel.fl_postpone(
            ctypes.byref(struct), ctypes.c_int64(end), _at(early_start), _at(early_finish)
        )
        finish = int(early_finish.max())
    open_finish, latest = ends(network, early_finish, finish)
    wrong = kernel.fl_backward(
        ctypes.byref(struct),
        *map(_at, (early_start, early_finish, open_finish, latest, late_start, late_finish)),
    )
    if wrong and not clamped:
        return None
    if wrong:
        for late in (late_start, late_finish):  # a calendar without any hour
            np.copyto(late, network.begin, where=late <= TOO_EARLY // 2)
    kernel.fl_free_until(
        ctypes.byref(struct),
        *map(_at, (early_start, early_finish)),
        ctypes.c_int64(finish),
        _at(free_until),
    )
    running = (network.kind == RECORDED) | (network.kind == DONE)
    late_start[running] = network.actual_start[running]
    return CriticalPath(
        network=network,
        early_start=early_start,
        early_finish=early_finish,
        late_start=late_start,
        late_finish=late_finish,
        total_slack=total_slack(network, early_start, early_finish, late_start, late_finish),
        free_slack=free_slack(network, early_finish, until=free_until),
        finish=finish,
    )


def free_slack(network: Network, early_finish: Minutes, *, until: Minutes) -> Minutes:
    """Working minutes, of each node's plain working time, from its finish to where slack ends."""
    before, which = network.clocks.work_before, network.slack_clock
    gap: Minutes = np.maximum(before(which, until) - before(which, early_finish), 0)
    return gap


def ends(network: Network, early_finish: Minutes, finish: int) -> tuple[Minutes, Minutes]:
    """What late dates of open ends count back from, and what none may pass, for each place."""
    to = network.program.scheduling.slack_to
    if to == "open-ends":
        return early_finish.copy(), np.full(network.n, finish, np.int64)
    if to == "projects":
        last = np.full(int(network.project.max(initial=0)) + 1, network.begin, np.int64)
        np.maximum.at(last, network.project, early_finish)
        own = last[network.project]
        return own, own.copy()
    end = finish if network.finish_by is None else network.finish_by
    return np.full(network.n, end, np.int64), np.full(network.n, max(end, finish), np.int64)


def total_slack(
    network: Network,
    early_start: Minutes,
    early_finish: Minutes,
    late_start: Minutes,
    late_finish: Minutes,
) -> Minutes:
    """Working minutes that each node may slip: of its start, its finish, or the smaller of both."""
    clocks, which = network.clocks, network.slack_clock
    by = network.program.scheduling.total_slack
    at_finish = clocks.work_before(which, late_finish) - clocks.work_before(which, early_finish)
    if by == "finish":
        return at_finish
    at_start = clocks.work_before(which, late_start) - clocks.work_before(which, early_start)
    return at_start if by == "start" else np.minimum(at_start, at_finish)


_POINTERS = (
    "clocks", "in_ptr", "in", "out_ptr", "out", "kind", "clock", "settle", "work",
    "start_from", "finish_from", "start_until", "finish_until",
    "limit_start", "limit_finish", "fixed_start", "fixed_finish",
    "late_as_possible", "part_ptr", "parts", "delay", "delay_clock",
)  # fmt: skip


class _NetworkStruct(ctypes.Structure):
    _fields_ = (
        ("n", ctypes.c_int64),
        *((name, ctypes.c_void_p) for name in _POINTERS),
        ("status", ctypes.c_int64),
        ("expected", ctypes.c_void_p),
    )


def kernel_network(network: Network, work: Minutes) -> _NetworkStruct:
    """The network as kernel.h has it. It holds addresses: keep the arrays while it is used."""
    rows = [network.bounds[k] for k in range(8)]
    return _NetworkStruct(
        network.n,
        ctypes.addressof(network.clocks.structs),
        *(
            array.ctypes.data
            for array in (
                network.in_ptr, network.incoming, network.out_ptr, network.outgoing,
                network.kind, network.clock, network.settle, work, *rows,
                network.late_as_possible, network.part_ptr, network.parts,
                network.delay, network.delay_clock,
            )
        ),
        network.status,
        network.expected.ctypes.data,
    )  # fmt: skip


def _at(array: Minutes) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
