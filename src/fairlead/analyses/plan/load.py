"""Who has how much to do in which week, and where the early dates ask for more than there is."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import Minutes
from fairlead.analyses.critical_path import CriticalPath
from fairlead.analyses.levelling import Levelled
from fairlead.analyses.levelling.resource_links import uses_at
from fairlead.analyses.levelling.staffing import WHOLE, Staffing, staff, years_for
from fairlead.analyses.levelling.unmet import clashes
from fairlead.analyses.plan.result import Overload, PersonWeek
from fairlead.program.moments import in_zone, instant, opening_minute
from fairlead.program.program import Program

__all__ = ["load", "overloads"]


def load(program: Program, path: CriticalPath, levelled: Levelled) -> tuple[PersonWeek, ...]:
    """Capacity and planned work of everybody in every week of the plan, by person, then week.

    Weeks are those of ISO 8601, in the program's time zone, from the status time to the end of the
    plan. Capacity is a person's working time as far as the program gets it; planned is the part of
    it that tasks take by their units, in the person's own hours. A week in which somebody neither
    works nor is planned is left out.
    """
    staffing, uses = levelled.staffing, levelled.uses
    if not staffing.people:
        return ()
    network = path.network
    begin = min(network.status, int(uses.start.min(initial=network.status)))
    finish = int(levelled.finish.max(initial=network.status))
    mondays, edges = _weeks(program, begin, finish)
    weeks = len(mondays)
    which = np.repeat(staffing.person_clock, weeks + 1)
    passed = staffing.clocks.work_before(which, np.tile(edges, len(staffing.people)))
    hours = np.diff(passed.reshape(-1, weeks + 1), axis=1)
    capacity = np.rint(hours * staffing.capacity[:, None] / WHOLE).astype(np.int64)
    use, week = _spread(uses.start, uses.finish, edges)
    clock = staffing.person_clock[uses.person[use]]
    until = np.minimum(uses.finish[use], edges[week + 1])
    since = np.maximum(uses.start[use], edges[week])
    worked = staffing.clocks.work_before(clock, until) - staffing.clocks.work_before(clock, since)
    cell = uses.person[use].astype(np.int64) * weeks + week
    planned = np.bincount(cell, worked * uses.units[use], len(staffing.people) * weeks) / WHOLE
    busy = worked > 0
    tasks: dict[int, set[str]] = {}
    names = [network.keys[index] for index in network.order.tolist()]
    for at, place in zip(cell[busy].tolist(), uses.place[use[busy]].tolist(), strict=True):
        tasks.setdefault(at, set()).add(names[place])
    rows = zip(
        capacity.reshape(-1).tolist(), np.rint(planned).astype(np.int64).tolist(), strict=True
    )
    return tuple(
        [
            PersonWeek(
                person=staffing.people[at // weeks],
                monday=mondays[at % weeks],
                capacity_minutes=there,
                planned_minutes=taken,
                tasks=tuple(sorted(tasks.get(at, ()))),
            )
            for at, (there, taken) in enumerate(rows)
            if there or taken
        ]
    )


def _weeks(program: Program, begin: int, finish: int) -> tuple[list[date], Minutes]:
    """The Mondays from the week of one minute to that of another; the weeks' edges, one more."""
    zone = program.timezone
    first = in_zone(instant(begin), timezone=zone).date()
    last = in_zone(instant(max(finish - 1, begin)), timezone=zone).date()
    monday = first - timedelta(days=first.weekday())
    count = (last - monday).days // 7 + 1
    mondays = [monday + timedelta(weeks=k) for k in range(count + 1)]
    edges = [opening_minute(day, timezone=zone) for day in mondays]
    return mondays[:-1], np.array(edges, np.int64)


def _spread(
    start: Minutes, finish: Minutes, edges: Minutes
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Pairs of a use and a week that it touches."""
    first = np.searchsorted(edges, start, side="right") - 1
    last = np.maximum(np.searchsorted(edges, finish, side="left") - 1, first)
    counts = last - first + 1
    use = np.repeat(np.arange(len(start)), counts)
    inside = np.arange(len(use)) - np.repeat(np.cumsum(counts) - counts, counts)
    return use, first[use] + inside


def overloads(path: CriticalPath, *, staffing: Staffing | None = None) -> tuple[Overload, ...]:
    """Where the early dates ask more of a named person than there is, by person, then start.

    Work that is given to a team asks nobody in particular. A stretch lasts while more is wanted
    than there is and holds some working time of the person; `wanted` is the most within it.
    `staffing` is that of the path, if it is known.
    """
    network = path.network
    staffing = staffing or staff(network, years=years_for(path))
    uses = uses_at(staffing, path.early_start, path.early_finish)
    names = [network.keys[index] for index in network.order.tolist()]
    found = clashes(
        uses,
        capacity=staffing.capacity,
        clocks=staffing.clocks,
        person_clock=staffing.person_clock,
    )
    return tuple(
        Overload(
            person=staffing.people[clash.person],
            start=instant(clash.start),
            finish=instant(clash.finish),
            wanted=clash.wanted / WHOLE,
            available=clash.available / WHOLE,
            tasks=tuple(sorted(names[place] for place in clash.places)),
        )
        for clash in found
    )
