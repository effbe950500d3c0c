"""How good a plan can be at most: what links alone need, and what people can get through."""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt

from fairlead.analyses._kernel.library import library
from fairlead.analyses.clock import TOO_LATE, Minutes, distinct
from fairlead.analyses.levelling.serial import Score, network_struct, staff_struct
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import Places

__all__ = ["bound_of", "least_dates"]

_MOST_SETS = 64
"""Sets of people that are looked at, those with most work: fewer weaken the bound, no more."""

_MOST_ENERGY = 4 * 10**18
"""Beyond, sums would leave 64 bits: such work is left out of the bound."""

_LOOKS = 64
"""Releases per set from which on its work is summed up; as above."""

_TAILED = 24
"""Sets, those with most work for each person, whose tails are looked at; as above."""

_TAILS = 6
"""Instants per set by which some of its work must be done; as above."""

_GUESSES = 24
"""Ends that are tried: the bound is what the last impossible one says."""

_DAY = 1440

_Set = tuple[Places, npt.NDArray[np.intp]]
"""People, and the places whose work only they can do."""


def bound_of(staffing: Staffing, lost: npt.NDArray[np.uint8] | None = None) -> Score:
    """The least lateness and finish that any schedule with these people can have.

    The finish is the larger of that of the network with everybody free and, for each person and
    each set of people out of whom work is given to one, the instant at which the work that only
    they can do, none of it begun before its links allow, fits into the hours that they have
    (energetic reasoning, Erschler and Lopez 1990, on intervals open to the right); or later, by
    what must still follow that work.
    """
    network = staffing.network
    lost = np.zeros(network.n, np.uint8) if lost is None else lost
    start, finish, beyond = least_dates(staffing, lost)
    end = int(finish.max(initial=network.begin))
    late = np.maximum(finish - network.bounds[3], 0)
    if beyond:
        return Score(beyond=True, lost=0, late=0, finish=end)
    energy, person = _energies(staffing, lost)
    sets = [
        one
        for one in _sets(staffing, energy, person)
        if float(energy[one[1]].sum(dtype=np.float64)) <= _MOST_ENERGY
    ]
    if sets:
        end = int(_through(staffing, sets, start, energy, finish=end))
        end = _with_tails(staffing, sets, lost=lost, release=start, energy=energy, end=end)
    return Score(beyond=False, lost=int(lost.sum()), late=int(late.sum()), finish=end)


def least_dates(staffing: Staffing, lost: npt.NDArray[np.uint8]) -> tuple[Minutes, Minutes, bool]:
    """Starts and finishes that no plan is before, everybody free; whether one is beyond the tables.

    (Places) each. Every task is done by the best of those who can.
    """
    network = staffing.network
    work = network.work.copy()
    struct, people = network_struct(staffing, work), staff_struct(staffing)
    start, finish = np.empty(network.n, np.int64), np.empty(network.n, np.int64)
    beyond = library().fl_least(
        ctypes.byref(struct),
        ctypes.byref(people),
        *(ctypes.c_void_p(array.ctypes.data) for array in (lost, start, finish)),
    )
    return start, finish, bool(beyond)


def _energies(staffing: Staffing, lost: npt.NDArray[np.uint8]) -> tuple[Minutes, Places]:
    """Thousandths times minutes that a place takes at least; and the only one to do it, or -1.

    Zero for what bounds nothing: dates that do not yield, people with different hours at once.
    """
    network = staffing.network
    energy = np.zeros(network.n, np.int64)
    person = np.full(network.n, -1, np.int32)
    counts = (staffing.held == 0) & (lost == 0) & (network.expected == TOO_LATE)
    alone = np.flatnonzero(counts & staffing.plain & (np.diff(staffing.crew_ptr) == 1))
    crew = staffing.crew[staffing.crew_ptr[alone]]
    energy[alone] = network.work[alone] * crew["units"]
    person[alone] = crew["person"]
    grouped = np.flatnonzero(counts & (staffing.group >= 0))
    if len(grouped):
        lasting = staffing.candidates["rate"][staffing.group_ptr[staffing.group[grouped]]] == 0
        grouped = grouped[~lasting]
        used = staffing.effort.min(axis=0)
        energy[grouped] = used[grouped] * 1000
    return energy, person


def _sets(staffing: Staffing, energy: Minutes, person: Places) -> list[_Set]:
    """People, and the places whose work only they can do: each person, each group, all together."""
    people = len(staffing.people)
    found: list[tuple[int, Places, npt.NDArray[np.intp]]] = []
    alone = np.flatnonzero(person >= 0)
    alone = alone[np.argsort(person[alone], kind="stable")]
    ends = np.searchsorted(person[alone], np.arange(people + 1)).tolist()
    for number in range(people):
        places = alone[ends[number] : ends[number + 1]]
        if len(places):
            members = np.array([number], np.int32)
            found.append((int(energy[places].sum()), members, places))
    pairs = np.flatnonzero((staffing.group >= 0) & (energy > 0))
    pairs = pairs[np.argsort(staffing.group[pairs], kind="stable")]
    groups = distinct(staffing.group[pairs])
    of_pair = np.searchsorted(groups, staffing.group[pairs])
    able = _able(staffing, groups)
    every = np.concatenate((_heaviest(able, of_pair, energy[pairs]), np.ones((1, people), bool)))
    within = (able.astype(np.float32) @ (~every).T.astype(np.float32) == 0).T
    for group, inside in zip(every, within, strict=True):
        places = np.concatenate((pairs[inside[of_pair]], alone[group[person[alone]]]))
        if len(places):
            members = np.flatnonzero(group).astype(np.int32)
            found.append((int(energy[places].sum()), members, places))
    found.sort(key=lambda row: -row[0] / len(row[1]))
    return [(members, places) for _, members, places in found[: 2 * _MOST_SETS]]


def _able(staffing: Staffing, groups: Places) -> npt.NDArray[np.bool_]:
    """(groups, people): who can do what each of these groups is asked for."""
    found = np.zeros((len(groups), len(staffing.people)), bool)
    sizes = np.diff(staffing.group_ptr)
    of_candidate = np.repeat(np.arange(len(sizes)), sizes)
    row = np.full(len(sizes), -1)
    row[groups] = np.arange(len(groups))
    wanted = row[of_candidate] >= 0
    found[row[of_candidate[wanted]], staffing.candidates["person"][wanted]] = True
    return found


def _heaviest(
    able: npt.NDArray[np.bool_], of_work: npt.NDArray[np.intp], energy: Minutes
) -> npt.NDArray[np.bool_]:
    """The sets of people among the rows of `able` for whom there is most work, each once."""
    total: dict[bytes, int] = {}
    row_of: dict[bytes, int] = {}
    works = np.zeros(len(able), np.int64)
    np.add.at(works, of_work, energy)
    backwards = np.packbits(able[:, ::-1], axis=1)  # whoever has the smallest id comes last
    for number, work in enumerate(works.tolist()):
        mask = backwards[number].tobytes()
        total[mask] = total.get(mask, 0) + work
        row_of[mask] = number
    heaviest = sorted(total, key=lambda mask: (-total[mask], mask))
    return able[[row_of[mask] for mask in heaviest[: _MOST_SETS - 1]]]


def _with_tails(
    staffing: Staffing,
    sets: list[_Set],
    *,
    lost: npt.NDArray[np.uint8],
    release: Minutes,
    energy: Minutes,
    end: int,
) -> int:
    """A later end, where work that others must follow cannot be through in time for it.

    An end is impossible when some set of people is not through with those works that must be done
    by some instant before it. What lies between the last such end and one that is not is halved.
    """
    low, probe = end, end
    high: int | None = None
    for _ in range(_GUESSES):
        excess = _excess(staffing, sets, lost=lost, release=release, energy=energy, end=probe)
        if excess > 0:
            low = probe + 1
        else:
            high = probe
        if high is not None and low >= high:
            break
        probe = low + excess if high is None else (low + high) // 2
    return low


def _excess(
    staffing: Staffing,
    sets: list[_Set],
    *,
    lost: npt.NDArray[np.uint8],
    release: Minutes,
    energy: Minutes,
    end: int,
) -> int:
    """By how much some people are through too late for an end of the whole, the most of all."""
    network = staffing.network
    work = network.work.copy()
    struct, people = network_struct(staffing, work), staff_struct(staffing)
    start, latest = np.empty(network.n, np.int64), np.empty(network.n, np.int64)
    library().fl_most(
        ctypes.byref(struct),
        ctypes.byref(people),
        ctypes.c_void_p(lost.ctypes.data),
        ctypes.c_int64(end),
        *(ctypes.c_void_p(array.ctypes.data) for array in (start, latest)),
    )
    rows: list[_Set] = []
    dues: list[int] = []
    for members, places in sets[:_TAILED]:
        by = latest[places]
        due = int(by.max())
        for _ in range(_TAILS):
            if due >= end and dues and rows[-1][0] is members:
                break
            rows.append((members, places[by <= due]))
            dues.append(due)
            earlier = by[by <= due - (end - due) - _DAY]
            if not len(earlier):
                break
            due = int(earlier.max())
    until = np.array(dues, np.int64)
    tailed = until < end
    if not tailed.any():
        return 0
    rows = [row for row, some in zip(rows, tailed.tolist(), strict=True) if some]
    until = until[tailed]
    found = _through(staffing, rows, release, energy, until=until.copy())
    return int((found - until).max())


def _through(
    staffing: Staffing,
    sets: list[_Set],
    release: Minutes,
    energy: Minutes,
    *,
    finish: int = 0,
    until: Minutes | None = None,
) -> Minutes:
    """When the last of the sets is through with its work, or `finish` if that is later.

    With `until`, when each of them is, or that instant if that is later.
    """
    people_ptr = np.cumsum([0, *(len(members) for members, _ in sets)])
    works_ptr = np.cumsum([0, *(len(places) for _, places in sets)])
    members = np.concatenate([some for some, _ in sets])
    places = np.concatenate([some for _, some in sets])
    order = np.lexsort((release[places], np.repeat(np.arange(len(sets)), np.diff(works_ptr))))
    places = places[order]
    arrays = (
        people_ptr,
        staffing.person_clock[members],
        staffing.capacity[members],
        works_ptr,
        release[places],
        energy[places],
    )
    function = library().fl_energy
    function.restype = ctypes.c_int64
    found: int = function(
        ctypes.c_void_p(ctypes.addressof(staffing.clocks.structs)),
        ctypes.c_int64(len(sets)),
        *(ctypes.c_void_p(array.ctypes.data) for array in arrays),
        ctypes.c_int64(_LOOKS),
        ctypes.c_void_p(None if until is None else until.ctypes.data),
        ctypes.c_int64(finish),
    )
    return np.array(found, np.int64) if until is None else until
