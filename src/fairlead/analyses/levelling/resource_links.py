"""Who releases whom: the order in which people go from task to task, as links; slack within it."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fairlead.analyses._kernel.library import library
from fairlead.analyses.clock import Minutes
from fairlead.analyses.critical_path import _ends, _struct, _total_slack, free_slack
from fairlead.analyses.levelling.serial import Serial
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import DONE, EDGE, RECORDED, Network, Places
from fairlead.analyses.network.order import sort_links

__all__ = ["ResourceLinks", "Uses", "augmented", "hand_on", "slack_within", "uses_at", "uses_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """Who is on which place and with how many thousandths, person by person, by start."""

    person: Places
    place: Places
    units: Minutes
    start: Minutes
    finish: Minutes


@dataclass(frozen=True, slots=True, eq=False)
class ResourceLinks:
    """Pairs of places with the person who goes from the first to the second."""

    before: Places
    after: Places
    person: Places


def uses_of(staffing: Staffing, dates: Serial) -> Uses:
    """Every use of a person in a schedule. What needs nobody, or is lost, uses none."""
    on = (dates.work > 0) & (dates.lost == 0)
    place, crew = _crews(staffing)
    grouped = np.flatnonzero(on & (staffing.group >= 0) & (dates.chosen >= 0))
    kept = on[place]
    picked = staffing.candidates[dates.chosen[grouped]]
    place = np.concatenate((place[kept], grouped)).astype(np.int32)
    person = np.concatenate((crew["person"][kept], picked["person"])).astype(np.int32)
    units = np.concatenate((crew["units"][kept], picked["units"])).astype(np.int64)
    return _by_person(staffing, place, person, units, (dates.start, dates.finish))


def uses_at(staffing: Staffing, start: Minutes, finish: Minutes) -> Uses:
    """The uses of named people at these dates, with all that is asked of them."""
    place, crew = _crews(staffing)
    kept = finish[place] > start[place]
    place, person = place[kept], crew["person"][kept]
    return _by_person(staffing, place, person, staffing.asked[kept], (start, finish))


def _crews(staffing: Staffing) -> tuple[Places, npt.NDArray[np.void]]:
    sizes = np.diff(staffing.crew_ptr)
    return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), staffing.crew


def _by_person(
    staffing: Staffing,
    place: Places,
    person: Places,
    units: Minutes,
    dates: tuple[Minutes, Minutes],
) -> Uses:
    some = units > 0
    place, person, units = place[some], person[some], units[some]
    start, finish = dates[0][place], dates[1][place]
    order = np.lexsort((staffing.name[place], finish, start, person))
    return Uses(
        person=person[order],
        place=place[order],
        units=units[order],
        start=start[order],
        finish=finish[order],
    )


def hand_on(staffing: Staffing, uses: Uses) -> ResourceLinks:
    """The links by which each use takes over its people from those before it."""
    most = 2 * len(uses.person) + len(staffing.people)
    before, use = np.empty(most, np.int32), np.empty(most, np.int32)
    function = library().fl_flow
    function.restype = ctypes.c_int64
    count = function(
        ctypes.c_int64(len(uses.person)),
        *(
            ctypes.c_void_p(array.ctypes.data)
            for array in (
                uses.person, uses.place, uses.units, uses.start, uses.finish,
                staffing.capacity, before, use,
            )
        ),
    )  # fmt: skip
    if count < 0:
        raise MemoryError(f"No memory to link {len(uses.person):,} assignments.")
    before, use = before[:count], use[:count]
    return ResourceLinks(before=before, after=uses.place[use], person=uses.person[use])


def augmented(
    staffing: Staffing, dates: Serial, links: ResourceLinks
) -> tuple[Network, Places, ResourceLinks]:
    """The network with people's links in it, done as the schedule has it; and where places went.

    A lead (a negative lag) can let a task stand before one that it waits for; a person's link from
    the one to the other would then close a circle, and is left out. The links kept come back.
    """
    network = staffing.network
    after = np.repeat(np.arange(network.n, dtype=np.int32), np.diff(network.in_ptr))
    before = np.repeat(np.arange(network.n, dtype=np.int32), np.diff(network.out_ptr))
    order = _order(network.n, network.incoming["other"], after, links)
    if order is None:
        order, links = _without_circles(staffing, network.incoming["other"], after, links)
    place = np.empty(network.n, np.int32)
    place[order] = np.arange(network.n, dtype=np.int32)
    extra = np.zeros(len(links.before), EDGE)
    extra["link"] = -1
    extra["other"] = links.before
    in_ptr, incoming = _edges(place, (network.incoming, after), (extra, links.after))
    extra["other"] = links.after
    out_ptr, outgoing = _edges(place, (network.outgoing, before), (extra, links.before))
    part_ptr, parts = _parts(network, order, dates.lost)
    one = staffing.group >= 0
    slack_clock = np.where(one & (dates.chosen >= 0), dates.clock, network.slack_clock)
    slack_clock = np.where(dates.lost > 0, dates.clock, slack_clock).astype(np.int32)
    shared = np.array([table.rates is not None for table in staffing.clocks.tables])
    slack_clock = np.where(shared[slack_clock], network.slack_clock, slack_clock)
    return (
        replace(
            network,
            clocks=staffing.clocks,
            order=network.order[order],
            place=place[network.place],
            in_ptr=in_ptr,
            incoming=incoming,
            out_ptr=out_ptr,
            outgoing=outgoing,
            kind=network.kind[order],
            clock=dates.clock[order],
            settle=network.settle[order],
            slack_clock=slack_clock[order].astype(np.int32),
            stayed=network.stayed[order],
            work=dates.work[order],
            bounds=np.ascontiguousarray(network.bounds[:, order]),
            late_as_possible=network.late_as_possible[order],
            part_ptr=part_ptr,
            parts=parts,
            delay=network.delay[order],
            delay_clock=network.delay_clock[order],
            expected=network.expected[order],
            project=network.project[order],
            actual_start=network.actual_start[order],
            actual_finish=network.actual_finish[order],
        ),
        place,
        links,
    )


def _order(n: int, pred: Places, succ: Places, links: ResourceLinks) -> Places | None:
    order, _, placed = _kahn(n, pred, succ, links)
    return order if placed == n else None


def _kahn(
    n: int, pred: Places, succ: Places, links: ResourceLinks
) -> tuple[Places, npt.NDArray[np.bool_], int]:
    """Places in an order in which every link points forward, as far as there is one."""
    pred = np.concatenate((pred, links.before)).astype(np.int32)
    succ = np.concatenate((succ, links.after)).astype(np.int32)
    m = len(pred)
    zero = np.zeros(m, np.int32)
    sorting = sort_links(n, pred, succ, link_type=zero, lag=np.zeros(m, np.int64), lag_clock=zero)
    order, placed = sorting.order, sorting.placed
    standing = np.zeros(n, bool)
    standing[order[:placed]] = True
    return order, standing, placed


def _without_circles(
    staffing: Staffing, pred: Places, succ: Places, links: ResourceLinks
) -> tuple[Places, ResourceLinks]:
    """Leave out the links within circles that point back: to fewer steps from the beginning.

    Steps are counted along the links of the program, and ties go by key, so that it does not
    matter in which order its rows stand.
    """
    n = staffing.network.n
    back = ResourceLinks(links.after, links.before, links.person)
    circles = ~_kahn(n, pred, succ, links)[1] & ~_kahn(n, succ, pred, back)[1]
    depth = np.zeros(n, np.int64)
    for before, after in zip(pred.tolist(), succ.tolist(), strict=True):
        depth[after] = max(depth[after], depth[before] + 1)  # places come in order
    standing = depth * n + staffing.name
    inside = circles[links.before] & circles[links.after]
    kept = ~inside | (standing[links.before] < standing[links.after])
    links = ResourceLinks(links.before[kept], links.after[kept], links.person[kept])
    order = _order(n, pred, succ, links)
    if order is None:
        raise RuntimeError("Links that all point forward closed a circle.")
    return order, links


_Owned = tuple[npt.NDArray[np.void], Places]
"""Edges, and the place whose each is."""


def _edges(place: Places, links: _Owned, people: _Owned) -> tuple[Minutes, npt.NDArray[np.void]]:
    """All edges by their owner's new place."""
    found = np.concatenate((links[0], people[0]))
    found["other"] = place[found["other"]]
    owners = place[np.concatenate((links[1], people[1]))]
    ptr = np.zeros(len(place) + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=len(place)), out=ptr[1:])
    return ptr, np.ascontiguousarray(found[np.argsort(owners, kind="stable")])


def _parts(
    network: Network, order: Places, lost: npt.NDArray[np.uint8]
) -> tuple[Minutes, npt.NDArray[np.void]]:
    sizes = np.where(lost > 0, 0, np.diff(network.part_ptr))[order]
    ptr = np.zeros(network.n + 1, np.int64)
    np.cumsum(sizes, out=ptr[1:])
    if not ptr[-1]:
        return ptr, network.parts[:0]
    first = np.repeat(network.part_ptr[:-1][order], sizes)
    inside = np.arange(int(ptr[-1])) - np.repeat(ptr[:-1], sizes)
    return ptr, np.ascontiguousarray(network.parts[first + inside])


def slack_within(
    network: Network, place: Places, start: Minutes, finish: Minutes
) -> tuple[Minutes, Minutes, Minutes, Minutes]:
    """Late start, late finish, total and free slack by the former places, of an augmented network.

    `start` and `finish` are by former place too. Late dates before the tables begin are TOO_EARLY.
    """
    kernel = library()
    here_start, here_finish = np.empty_like(start), np.empty_like(finish)
    here_start[place], here_finish[place] = start, finish
    end = int(finish.max(initial=network.begin))
    open_finish, latest = _ends(network, here_finish, end)
    late_start, late_finish = np.empty_like(start), np.empty_like(finish)
    until = np.empty_like(start)
    work = network.work.copy()
    struct = _struct(network, work)
    arrays = (here_start, here_finish, open_finish, latest, late_start, late_finish)
    kernel.fl_backward(ctypes.byref(struct), *map(_at, arrays))
    kernel.fl_free_until(
        ctypes.byref(struct), _at(here_start), _at(here_finish), ctypes.c_int64(end), _at(until)
    )
    given = (network.kind == RECORDED) | (network.kind == DONE)
    late_start[given] = network.actual_start[given]
    total = _total_slack(network, here_start, here_finish, late_start, late_finish)
    free = free_slack(network, here_finish, until=until)
    return late_start[place], late_finish[place], total[place], free[place]


def _at(array: Minutes) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
