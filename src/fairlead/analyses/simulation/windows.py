"""Windows that are rare: which work leads to them, and whose other work may have to wait for it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import TOO_LATE, ClockTable, Minutes
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import SPENT, WORK, Network, Places

__all__ = ["is_rare", "kept_free"]

_KEPT_FOR, _STAYS_BACK = 1, 2  # FL_KEPT_FOR, FL_STAYS_BACK

_DAY = 1440
_CLOSED = 4 * _DAY
_LOOKED_AT = 2 * 365 * _DAY
_BEFORE = 28 * _DAY


def is_rare(table: ClockTable, since: int) -> bool:
    """Whether hours are closed for four days on end or longer, for more than half of the time.

    Two years are looked at, from an instant on. A weekend a week is rare, hours on some of the
    working days of each week are not.
    """
    inside = (table.end > since) & (table.start < since + _LOOKED_AT)
    start, end = np.maximum(table.start[inside], since), table.end[inside]
    if len(start) == 0:
        return False
    closed = np.concatenate((start, [since + _LOOKED_AT])) - np.concatenate(([since], end))
    return int(closed[closed >= _CLOSED].sum()) > _LOOKED_AT // 2


def kept_free(staffing: Staffing, rank: Places, planned_start: Minutes) -> npt.NDArray[np.uint8]:
    """By place: whether people are kept free for it, and whether it may have to wait for such work.

    People are kept free for work by hours of its own that are rare, and for what leads to it and is
    planned to begin in the four weeks before.
    """
    network = staffing.network
    found = np.zeros(network.n, np.uint8)
    window = _next_window(network, _by_rare_hours(staffing), planned_start)
    towards = (window < TOO_LATE) & (window - planned_start <= _BEFORE)
    asked = np.diff(staffing.crew_ptr).astype(bool) | (staffing.group >= 0)
    towards &= asked & ~staffing.held.astype(bool)
    if not towards.any():
        return found
    first = np.full(len(staffing.people), network.n, np.int64)
    for place in np.flatnonzero(towards).tolist():
        who = _people_of(staffing, place)
        first[who] = np.minimum(first[who], int(rank[place]))
    found[towards] = _KEPT_FOR
    for place in np.flatnonzero(asked & ~staffing.held.astype(bool)).tolist():
        if bool((first[_people_of(staffing, place)] < int(rank[place])).any()):
            found[place] |= _STAYS_BACK
    return found


def _people_of(staffing: Staffing, place: int) -> Places:
    group = int(staffing.group[place])
    rows, ptr = staffing.crew, staffing.crew_ptr
    if group >= 0:
        rows, ptr, place = staffing.candidates, staffing.group_ptr, group
    return np.asarray(rows["person"][int(ptr[place]) : int(ptr[place + 1])])


def _by_rare_hours(staffing: Staffing) -> Iterator[int]:
    """Places that go by hours of their own, which are rare: not by those of whoever does them."""
    network = staffing.network
    tables = network.clocks.tables
    rare = [is_rare(table, network.status) for table in tables]
    for place in np.flatnonzero(np.array(rare, bool)[network.clock]).tolist():
        index = int(network.order[place])
        if int(network.kind[place]) != WORK or index >= len(network.rows.tasks):
            continue
        task = network.rows.tasks[index]
        named = staffing.crew_ptr[place + 1] > staffing.crew_ptr[place]
        if staffing.group[place] >= 0 and task.duration is None:
            continue
        if task.calendar is not None or not named:
            yield place


def _next_window(network: Network, places: Iterator[int], planned_start: Minutes) -> Minutes:
    """The first start of these places, as planned, to which links lead from each place."""
    found = np.full(network.n, TOO_LATE, np.int64)
    rare = list(places)
    found[rare] = planned_start[rare]
    for place in range(network.n - 1, -1, -1) if rare else ():
        until = found[place]
        if until == TOO_LATE:
            continue
        edges = network.incoming[int(network.in_ptr[place]) : int(network.in_ptr[place + 1])]
        before = edges["other"][edges["type"] != SPENT]
        found[before] = np.minimum(found[before], until)
    return found
