"""What levelling could not give: nobody in time, or more than there is of somebody."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import TOO_LATE, ClockSet, Minutes, distinct
from fairlead.analyses.levelling.resource_links import Uses
from fairlead.analyses.levelling.serial import Serial
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import Places
from fairlead.program.findings import Finding
from fairlead.program.moments import closing_time, instant, wall_time

__all__ = ["Clash", "clashes", "unmet"]


class Clash(msgspec.Struct, frozen=True):
    """A stretch, in UTC minutes, in which uses of a person (by number) are more than there is.

    `wanted` and `available` are thousandths; `places` those that want them, in order.
    """

    person: int
    start: int
    finish: int
    wanted: int
    available: int
    places: tuple[int, ...]


def clashes(
    uses: Uses, *, capacity: Minutes, clocks: ClockSet, person_clock: Places
) -> tuple[Clash, ...]:
    """Where more is asked of people than there is, in hours that they work.

    A stretch goes on for as long as that is so; `wanted` is the most within it.
    """
    found: list[Clash] = []
    ends = np.searchsorted(uses.person, np.arange(len(capacity) + 1))
    for person in _suspects(uses, capacity, ends):
        here = slice(int(ends[person]), int(ends[person + 1]))
        one = Uses(
            uses.person[here], uses.place[here], uses.units[here], uses.start[here],
            uses.finish[here],
        )  # fmt: skip
        found.extend(_of_one(one, person, int(capacity[person])))
    return tuple(_worked(found, clocks, person_clock))


def _suspects(uses: Uses, capacity: Minutes, ends: npt.NDArray[np.intp]) -> list[int]:
    """People with uses that overlap at all, or ask for more than there is: few, of many."""
    if not len(uses.person):
        return []
    same = uses.person[1:] == uses.person[:-1]
    reached = np.zeros(len(uses.person), np.int64)
    for person in distinct(uses.person[1:][same]).tolist():
        here = slice(int(ends[person]), int(ends[person + 1]))
        reached[here] = np.maximum.accumulate(uses.finish[here])
    over = np.zeros(len(uses.person), bool)
    over[1:] = same & (uses.start[1:] < reached[:-1])
    over |= uses.units > capacity[uses.person]
    found: list[int] = distinct(uses.person[over]).tolist()
    return found


def _of_one(uses: Uses, person: int, capacity: int) -> list[Clash]:
    at = distinct(np.concatenate((uses.start, uses.finish)))
    step = np.zeros(len(at), np.int64)
    np.add.at(step, np.searchsorted(at, uses.start), uses.units)
    np.add.at(step, np.searchsorted(at, uses.finish), -uses.units)
    used = np.cumsum(step)
    over = used > capacity
    edges = np.flatnonzero(np.diff(np.concatenate(([False], over, [False]))))
    found = []
    for first, last in edges.reshape(-1, 2).tolist():
        start, finish = int(at[first]), int(at[last])
        inside = (uses.start < finish) & (uses.finish > start)
        places = tuple(sorted(set(uses.place[inside].tolist())))
        wanted = int(used[first:last].max())
        found.append(Clash(person, start, finish, wanted, capacity, places))
    return found


def _worked(found: list[Clash], clocks: ClockSet, person_clock: Places) -> list[Clash]:
    """Those that have a working minute of the person in them."""
    if not found:
        return []
    which = person_clock[[clash.person for clash in found]]
    start = np.array([clash.start for clash in found], np.int64)
    finish = np.array([clash.finish for clash in found], np.int64)
    worked = clocks.work_before(which, finish) > clocks.work_before(which, start)
    return [clash for clash, some in zip(found, worked.tolist(), strict=True) if some]


def unmet(staffing: Staffing, dates: Serial, uses: Uses) -> tuple[Finding, ...]:
    """Findings about a levelled plan: tasks that nobody can finish, and fixed dates that clash."""
    network = staffing.network
    names = [network.keys[index] for index in network.order.tolist()]
    nobody = (dates.lost > 0) | (network.stayed & (network.actual_finish == TOO_LATE))
    found = [_nobody_left(staffing, dates, at, names) for at in np.flatnonzero(nobody).tolist()]
    for clash in clashes(
        uses,
        capacity=staffing.capacity,
        clocks=staffing.clocks,
        person_clock=staffing.person_clock,
    ):
        keys = sorted(names[place] for place in clash.places)
        when = _from_to(staffing, clash.start, clash.finish)
        found.append(_overload(staffing.people[clash.person], clash, keys, when=when))
    return tuple(sorted(found, key=lambda finding: (finding.code, finding.message)))


def _nobody_left(staffing: Staffing, dates: Serial, place: int, names: Sequence[str]) -> Finding:
    key = names[place]
    group = int(staffing.group[place])
    rows, ptr, of = staffing.crew, staffing.crew_ptr, place
    if group >= 0:
        rows, ptr, of = staffing.candidates, staffing.group_ptr, group
    people = sorted(staffing.people[k] for k in rows["person"][int(ptr[of]) : int(ptr[of + 1])])
    they = (" or " if group >= 0 else " and ").join(_leaving(staffing, key) for key in people)
    when = _from_to(staffing, int(dates.start[place]), int(dates.finish[place]))
    how = "they stayed" if staffing.network.stayed[place] else "somebody did it"
    return Finding(
        code="plan.nobody-available",
        severity="error",
        message=f"Task {key!r} cannot be finished by {they}: at their turn too little working time "
        f"of theirs is left. It is planned {when} as if {how}.",
        where=f"tasks.{key}.who" if group < 0 else f"tasks.{key}.team",
        hint="Put somebody else on it, or change when they leave.",
        subjects=(key, *people),
    )


def _leaving(staffing: Staffing, key: str) -> str:
    """A person by name, with the day that they leave."""
    leaves = staffing.network.program.people[key].leaves
    return repr(key) if leaves is None else f"{key!r} (leaves {leaves:%Y-%m-%d})"


def _from_to(staffing: Staffing, start: int, finish: int) -> str:
    zone = staffing.network.program.timezone
    first = wall_time(instant(start), timezone=zone)
    return f"from {first} to {closing_time(instant(finish), timezone=zone)} {zone}"


def _overload(person: str, clash: Clash, keys: Sequence[str], *, when: str) -> Finding:
    return Finding(
        code="plan.overload",
        severity="warning",
        message=f"F{when[1:]} {clash.wanted / 10:g}% of {person!r} is taken, of whom there is "
        f"{clash.available / 10:g}%, by {', '.join(keys)}: their dates are fixed.",
        where=f"people.{person}",
        hint="Move a fixed date, or put somebody else on one of them.",
        subjects=(person, *keys),
    )
