"""Putting nodes in an order in which every link points forward, or naming the circle."""

from __future__ import annotations

import ctypes

import msgspec
import numpy as np
import numpy.typing as npt

from fairlead.analyses._kernel.library import library
from fairlead.analyses.clock import (
    TOO_LATE,
    ClockSet,
    Minutes,
)
from fairlead.analyses.network.clock_book import ClockBook
from fairlead.analyses.network.form import (
    EDGE,
    FINISH_FROM,
    PART,
    POINT,
    SPENT,
    Circular,
    Columns,
    Network,
    Places,
)
from fairlead.analyses.network.rows import Rows
from fairlead.program.moments import closing_minute

__all__ = ["Sorting", "ordered", "sort_links"]


class Sorting(msgspec.Struct, frozen=True, eq=False):
    """Nodes in an order in which links point forward, and the links from both their ends.

    `placed` counts the nodes that have a place; fewer than all when there is a circle, and then
    nothing but the first `placed` of `order` is filled.
    """

    order: Places
    place: Places
    in_ptr: Minutes
    incoming: npt.NDArray[np.void]
    out_ptr: Minutes
    outgoing: npt.NDArray[np.void]
    placed: int


def sort_links(
    n: int,
    pred: Places,
    succ: Places,
    *,
    link_type: Places,
    lag: Minutes,
    lag_clock: Places,
) -> Sorting:
    """Sort `n` nodes by their links (Kahn 1962); arrays are by link, of what kernel.h says."""
    m = len(pred)
    order, place = np.zeros(n, np.int32), np.zeros(n, np.int32)
    in_ptr, out_ptr = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    incoming, outgoing = np.zeros(m, EDGE), np.zeros(m, EDGE)
    function = library().fl_order
    function.restype = ctypes.c_int64
    placed = function(
        ctypes.c_int64(n),
        ctypes.c_int64(m),
        *(
            ctypes.c_void_p(array.ctypes.data)
            for array in (
                pred, succ, link_type, lag, lag_clock,
                order, place, in_ptr, incoming, out_ptr, outgoing,
            )
        ),
    )  # fmt: skip
    if placed < 0:
        raise MemoryError(f"No memory to order {n:,} tasks with {m:,} links.")
    return Sorting(order, place, in_ptr, incoming, out_ptr, outgoing, placed)


def ordered(
    rows: Rows,
    keys: list[str],
    *,
    leaves: int,
    columns: Columns,
    book: ClockBook,
    effort_clocks: dict[str, int],
    parts: dict[int, list[tuple[int, int]]],
    links: tuple[Places, Places, Places, Minutes, Places, Minutes],
    status: int,
    begin: int,
) -> Network | Circular:
    """The network with its nodes in order, or the circle that leaves none."""
    n, program = len(keys), rows.program
    pred, succ, link_type, lag, lag_clock, full_lag = links
    sorting = sort_links(n, pred, succ, link_type=link_type, lag=lag, lag_clock=lag_clock)
    order, placed = sorting.order, sorting.placed
    if placed < n:
        return Circular(_circle(keys, pred, succ, set(order[:placed].tolist())))
    part_ptr = np.zeros(n + 1, np.int64)
    flat: list[tuple[int, int, int]] = []
    if parts:
        for where, node in enumerate(order.tolist()):
            flat.extend((work, number, 0) for number, work in parts.get(node, ()))
            part_ptr[where + 1] = len(flat)
    finish_by = None
    if program.finish_by is not None:
        finish_by = closing_minute(program.finish_by, timezone=program.timezone)
    network = Network(
        program=program,
        rows=rows,
        keys=tuple(keys),
        leaves=leaves,
        order=order,
        place=sorting.place,
        in_ptr=sorting.in_ptr,
        incoming=sorting.incoming,
        out_ptr=sorting.out_ptr,
        outgoing=sorting.outgoing,
        clocks=book.clocks(),
        tabled=(book.first, book.last),
        lengths=tuple(book.lengths(number) for number in range(len(book.tables))),
        effort_clocks=effort_clocks,
        stay=book.stay,
        stayed=columns.stayed[order],
        kind=columns.kind[order],
        clock=columns.clock[order],
        settle=columns.settle[order],
        slack_clock=columns.slack_clock[order],
        work=columns.work[order],
        bounds=np.ascontiguousarray(columns.bounds[:, order]),
        late_as_possible=columns.late[order],
        part_ptr=part_ptr,
        parts=np.array(flat, PART),
        delay=columns.delay[order],
        delay_clock=columns.delay_clock[order],
        expected=columns.expected[order],
        project=columns.project[order],
        actual_start=columns.actual_start[order],
        actual_finish=columns.actual_finish[order],
        status=status,
        begin=begin,
        finish_by=finish_by,
        full_lag=full_lag,
    )
    if program.scheduling.unfinished == "move":
        spend(network, network.clocks)
    return network


def _circle(keys: list[str], pred: Places, succ: Places, placed: set[int]) -> tuple[str, ...]:
    """One circle among the nodes that could not be placed, from its smallest key on."""
    waits: dict[int, list[int]] = {}
    for before, after in zip(pred.tolist(), succ.tolist(), strict=True):
        if before not in placed and after not in placed:
            waits.setdefault(after, []).append(before)
    node = min((after for after in waits), key=lambda i: keys[i])
    path: list[int] = []
    seen: dict[int, int] = {}
    while node not in seen:
        seen[node] = len(path)
        path.append(node)
        node = min(waits[node], key=lambda i: keys[i])
    circle = [keys[i].partition(":")[0] for i in reversed(path[seen[node] :])]
    names = list(dict.fromkeys(circle))
    least = names.index(min(names))
    return tuple(names[least:] + names[:least])


def spend(network: Network, clocks: ClockSet) -> None:
    """Take out what links between work that has begun no longer ask for.

    A finish-to-start lag is over for work that has begun; a finish-to-finish link asks for no
    more than the actual finish and its lag (Primavera P6, in both passes).
    """
    edges = network.incoming
    if not len(edges):
        return
    after = np.repeat(np.arange(network.n), np.diff(network.in_ptr))
    done = network.actual_finish[edges["other"]] < TOO_LATE
    begun = network.actual_start[after] < TOO_LATE
    over = network.actual_finish[after] < TOO_LATE
    started = network.actual_start[edges["other"]] < TOO_LATE
    edges["lag"][done & begun & (edges["type"] == 0)] = 0
    edges["lag"][over & np.where(edges["type"] == 2, done, started & (edges["type"] == 1))] = 0
    for e in np.flatnonzero(done & (edges["type"] == 2) & (network.kind[after] != POINT)):
        edge, place = edges[e], int(after[e])
        whole = int(network.full_lag[edge["link"]])
        at = int(network.actual_finish[edge["other"]])
        until = clocks.shift(int(edge["clock"]), at, whole)
        network.bounds[FINISH_FROM, place] = max(int(network.bounds[FINISH_FROM, place]), until)
        edges["type"][e] = SPENT
    back = network.outgoing
    before = np.repeat(np.arange(network.n), np.diff(network.out_ptr))
    begun, done = network.actual_start < TOO_LATE, network.actual_finish < TOO_LATE
    next_begun, next_done = begun[back["other"]], done[back["other"]]
    over = (next_done & ~done[before]) | (next_begun & ~next_done & begun[before])
    back["lag"][over & (back["type"] == 0)] = 0
