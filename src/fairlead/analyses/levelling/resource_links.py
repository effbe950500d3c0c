"""Who releases whom: the order in which people go from task to task, as links; slack within it."""

from __future__ import annotations

import ctypes

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from fairlead.analyses._kernel.library import library
from fairlead.analyses.clock import Minutes
from fairlead.analyses.critical_path import ends, free_slack, kernel_network, total_slack
from fairlead.analyses.levelling.serial import Serial
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import DONE, RECORDED, Network, Places
from fairlead.analyses.network.order import Sorting, sort_links

__all__ = ["ResourceLinks", "Uses", "augmented", "hand_on", "slack_within", "uses_at", "uses_of"]


class Uses(msgspec.Struct, frozen=True, eq=False):
    """Who is on which place and with how many thousandths, person by person, by start."""

    person: Places
    place: Places
    units: Minutes
    start: Minutes
    finish: Minutes


class ResourceLinks(msgspec.Struct, frozen=True, eq=False):
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
    sorting = _sorted(network, after, links)
    if sorting.placed < network.n:
        links = _without_circles(staffing, network.incoming["other"], after, links)
        sorting = _sorted(network, after, links)
    if sorting.placed < network.n:
        raise RuntimeError("Links that all point forward closed a circle.")
    order, place = sorting.order, sorting.place
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
            in_ptr=sorting.in_ptr,
            incoming=sorting.incoming,
            out_ptr=sorting.out_ptr,
            outgoing=sorting.outgoing,
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


def _sorted(network: Network, after: Places, links: ResourceLinks) -> Sorting:
    """The places in an order in which all links point forward; people's have the number -1."""
    known, m = network.incoming, len(network.incoming)
    lag = np.zeros(m + len(links.before), np.int64)
    link_type, lag_clock = np.zeros(len(lag), np.int32), np.zeros(len(lag), np.int32)
    lag[:m], lag_clock[:m], link_type[:m] = known["lag"], known["clock"], known["type"]
    sorting = sort_links(
        network.n,
        np.concatenate((known["other"], links.before)),
        np.concatenate((after, links.after)),
        link_type=link_type,
        lag=lag,
        lag_clock=lag_clock,
    )
    number = np.full(len(lag), -1, np.int32)
    number[:m] = known["link"]
    for edges in (sorting.incoming, sorting.outgoing):
        edges["link"] = number[edges["link"]]
    return sorting


def _standing(n: int, pred: Places, succ: Places, links: ResourceLinks) -> npt.NDArray[np.bool_]:
    """Which places come before all circles."""
    pred = np.concatenate((pred, links.before)).astype(np.int32)
    succ = np.concatenate((succ, links.after)).astype(np.int32)
    m = len(pred)
    zero = np.zeros(m, np.int32)
    sorting = sort_links(n, pred, succ, link_type=zero, lag=np.zeros(m, np.int64), lag_clock=zero)
    standing = np.zeros(n, bool)
    standing[sorting.order[: sorting.placed]] = True
    return standing


def _without_circles(
    staffing: Staffing, pred: Places, succ: Places, links: ResourceLinks
) -> ResourceLinks:
    """Leave out the links within circles that point back: to fewer steps from the beginning.

    Steps are counted along the links of the program, and ties go by key, so that it does not
    matter in which order its rows stand.
    """
    n = staffing.network.n
    back = ResourceLinks(links.after, links.before, links.person)
    circles = ~_standing(n, pred, succ, links) & ~_standing(n, succ, pred, back)
    depth = np.zeros(n, np.int64)
    for before, after in zip(pred.tolist(), succ.tolist(), strict=True):
        depth[after] = max(depth[after], depth[before] + 1)  # places come in order
    standing = depth * n + staffing.name
    inside = circles[links.before] & circles[links.after]
    kept = ~inside | (standing[links.before] < standing[links.after])
    return ResourceLinks(links.before[kept], links.after[kept], links.person[kept])


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
    open_finish, latest = ends(network, here_finish, end)
    late_start, late_finish = np.empty_like(start), np.empty_like(finish)
    until = np.empty_like(start)
    work = network.work.copy()
    struct = kernel_network(network, work)
    arrays = (here_start, here_finish, open_finish, latest, late_start, late_finish)
    kernel.fl_backward(ctypes.byref(struct), *map(_at, arrays))
    kernel.fl_free_until(
        ctypes.byref(struct), _at(here_start), _at(here_finish), ctypes.c_int64(end), _at(until)
    )
    given = (network.kind == RECORDED) | (network.kind == DONE)
    late_start[given] = network.actual_start[given]
    total = total_slack(network, here_start, here_finish, late_start, late_finish)
    free = free_slack(network, here_finish, until=until)
    return late_start[place], late_finish[place], total[place], free[place]


def _at(array: Minutes) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
