"""Who may wait for whom: the order of tasks, and the queues of people and of groups, by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import ClockSet, Minutes
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import Places
from fairlead.analyses.simulation.dials import Dials, dials_of
from fairlead.analyses.simulation.windows import kept_free

__all__ = ["Queues", "queues_of", "ranks", "with_stays"]

_DAY = 1440
_YEAR = 370 * _DAY


@dataclass(frozen=True, slots=True, eq=False)
class Queues:
    """Arrays of `fl_dispatch`. Queues are numbered by person, then by group."""

    rank: Places
    queue_ptr: Minutes
    queued: Places
    crew_slot: Places
    group_slot: Places
    member_ptr: Minutes
    member_of: Places
    groups: int
    counts_as: Places
    teams: tuple[str, ...]
    dials: Dials
    windows: npt.NDArray[np.uint8]


def ranks(staffing: Staffing, planned_start: Minutes) -> Places:
    """Who goes first: what is under way, then by priority, then as planned, then by id."""
    order = np.lexsort((staffing.name, planned_start, staffing.turn))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank


def queues_of(staffing: Staffing, rank: Places, planned_start: Minutes) -> Queues:
    """The queues with their places, so that a set bit says who waits."""
    n, people = staffing.network.n, len(staffing.people)
    groups = len(staffing.group_ptr) - 1
    crews = np.repeat(np.arange(n), np.diff(staffing.crew_ptr))
    grouped = np.flatnonzero(staffing.group >= 0)
    queue = np.concatenate((staffing.crew["person"], people + staffing.group[grouped]))
    place = np.concatenate((crews, grouped))
    order = np.lexsort((rank[place], queue)).astype(np.int64)
    sizes = np.bincount(queue, minlength=people + groups)
    ptr = np.concatenate(([0], np.cumsum(sizes)))
    slot = np.empty(len(queue), np.int32)
    slot[order] = np.arange(len(queue)) - ptr[queue[order]]
    group_slot = np.zeros(n, np.int32)
    group_slot[grouped] = slot[len(crews) :]
    by_rank = np.argsort(rank).astype(np.int32)
    members = np.repeat(np.arange(groups), np.diff(staffing.group_ptr))
    who = staffing.candidates["person"]
    by_person = np.lexsort((members, who))
    counts = np.bincount(who, minlength=people) if people else np.zeros(0, np.int64)
    team_of = _teams(staffing)
    teams = sorted(set(team_of.values()))
    counts_as = np.arange(people + groups, dtype=np.int32)
    for number, team in team_of.items():
        counts_as[people + number] = people + teams.index(team)
    return Queues(
        rank=rank,
        queue_ptr=np.append(ptr, ptr[-1] + n).astype(np.int64),
        queued=np.concatenate((place[order], by_rank)).astype(np.int32),
        crew_slot=np.ascontiguousarray(slot[: len(crews)]),
        group_slot=group_slot,
        member_ptr=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        member_of=members[by_person].astype(np.int32),
        groups=groups,
        counts_as=counts_as,
        teams=tuple(teams),
        dials=dials_of(staffing),
        windows=kept_free(staffing, rank, planned_start),
    )


def _teams(staffing: Staffing) -> dict[int, str]:
    """The team that each group is asked of; "" where a skill alone is asked for."""
    network = staffing.network
    tasks = network.program.tasks
    grouped = np.flatnonzero(staffing.group >= 0).tolist()
    names = {place: network.keys[int(network.order[place])] for place in grouped}
    return {int(staffing.group[p]): tasks[names[p]].team or "" for p in grouped}


def with_stays(clocks: ClockSet, stay: dict[int, int]) -> tuple[Places, npt.NDArray[np.uint8]]:
    """By clock: what it were if those who leave stayed (-1: the same); whether its hours end."""
    last = [int(t.end[-1]) if len(t.end) else 0 for t in clocks.tables]
    horizon = max(last, default=0)
    ends = np.array([end < horizon - _YEAR for end in last], np.uint8)
    stays = np.full(len(last), -1, np.int32)
    for number, other in stay.items():
        stays[number] = other
    return stays, ends
