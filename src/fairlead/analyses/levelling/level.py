"""Levelling: the plan that finite people can keep, and how much slack is left in it.

Serial schedule generation (Kelley 1963) with insertion into the gaps of calendars, over a fixed
list of priority rules, each improved by passes back and forth (justification: Valls, Ballestín and
Quintanilla 2005). The best is kept; how good it can be at most is stated with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import TOO_LATE, Minutes
from fairlead.analyses.critical_path import CriticalPath, passes
from fairlead.analyses.levelling.energy import bound_of
from fairlead.analyses.levelling.resource_links import (
    ResourceLinks,
    Uses,
    augmented,
    hand_on,
    slack_within,
    uses_of,
)
from fairlead.analyses.levelling.serial import Score, Serial, serial_schedule
from fairlead.analyses.levelling.staffing import WHOLE, Staffing, staff, years_for
from fairlead.analyses.levelling.unmet import unmet
from fairlead.analyses.network import Circular, Network, Places, compile_network
from fairlead.program.findings import Finding
from fairlead.program.moments import instant

__all__ = ["Levelled", "assembled", "level"]

_LONGEST = 1000
"""Years: what is not done within them is planned as if it needed nobody, and told."""


class Levelled(msgspec.Struct, frozen=True, eq=False):
    """The plan by place in the network's order. Dates are UTC minutes, amounts working minutes.

    `path` is the critical path that was levelled, its calendars tabled for longer where the plan
    ends later; `uses` are the stretches of each person of `staffing`. `who` are ids; finished work
    names those who did it. `units` are the thousandths of each of `who` that the task takes.
    `work_minutes` is the effort still to do, of all together; `work` the same in the terms of
    `work_clock`, the clock (of `staffing`) that a place goes by. `chosen` is who of a team does it,
    a number in `staffing.candidates`, -1 for none. `lost`: nobody can do it.

    `slack` is how far a place may slip, everyone's order kept, before the finish or a promised
    date moves, `free_slack` before anything else does. `links` are the orders that people make:
    place before, place after, who. `late` sums the minutes by which promised dates are missed.
    No plan with these people ends before `lower_bound`.
    """

    path: CriticalPath
    staffing: Staffing
    uses: Uses
    start: Minutes
    finish: Minutes
    work: Minutes
    work_clock: Places
    chosen: Places
    lost: npt.NDArray[np.uint8]
    who: tuple[tuple[str, ...], ...]
    units: tuple[tuple[int, ...], ...]
    work_minutes: tuple[int, ...]
    late_start: Minutes
    late_finish: Minutes
    slack: Minutes
    free_slack: Minutes
    critical: npt.NDArray[np.bool_]
    links: tuple[tuple[int, int, str], ...]
    late: int
    lower_bound: int
    findings: tuple[Finding, ...]


def level(path: CriticalPath) -> Levelled:
    """Find dates and people for every task so that nobody does more than there is of them.

    Fixed dates and work as it was recorded stand whoever is busy; where that asks too much of
    somebody it is a finding. The same program gives the same plan, in whatever order its rows
    stand.
    """
    global _last  # noqa: PLW0603  # a forecast begins with the plan that was made just before it
    known = _last
    if known is not None and _is_same(known[0], path):
        return known[1]
    found = _level(path)
    _last = path, found
    return found


_last: tuple[CriticalPath, Levelled] | None = None


def _is_same(one: CriticalPath, other: CriticalPath) -> bool:
    """Whether both say the same of one network."""
    return one.network is other.network and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("early_start", "early_finish", "late_start", "late_finish")
    )


def _level(path: CriticalPath) -> Levelled:
    years = years_for(path)
    while True:
        staffing = staff(path.network, years=years)
        bound = bound_of(staffing)
        dates, score = serial_schedule(path, staffing, bound)
        if years >= _LONGEST or not _cut_off(staffing, dates, score):
            break
        years = min(4 * years, _LONGEST)
        path = _lengthened(path, years)
    if score.lost:
        bound = bound_of(staffing, dates.lost)
    return assembled(path, staffing, dates, score, bound)


def _cut_off(staffing: Staffing, dates: Serial, score: Score) -> bool:
    """Whether longer tables could help: who is missing still works at the end of theirs."""
    if score.beyond:
        return True
    if not score.lost:
        return False
    last = [int(table.end[-1]) if len(table.end) else 0 for table in staffing.clocks.tables]
    horizon = max(last[number] for number in staffing.person_clock.tolist())
    for place in np.flatnonzero(dates.lost).tolist():
        group = int(staffing.group[place])
        rows, ptr, of = staffing.crew, staffing.crew_ptr, place
        if group >= 0:
            rows, ptr, of = staffing.candidates, staffing.group_ptr, group
        people = rows["person"][int(ptr[of]) : int(ptr[of + 1])]
        ends = [last[number] > horizon - 370 * 1440 for number in staffing.person_clock[people]]
        if any(ends) if group >= 0 else all(ends):
            return True
    return False


def _lengthened(path: CriticalPath, years: int) -> CriticalPath:
    """The same with calendars tabled for so many years after the begin."""
    network = path.network
    begun = min(network.begin, int(path.early_start.min(initial=network.begin)))
    first = instant(begun).date() - timedelta(days=366)
    until = min(instant(network.begin).year + years, 9990)
    again = compile_network(network.program, first=first, last=date(until, 12, 31))
    longer = None if isinstance(again, Circular) else passes(again)
    return longer or path


def assembled(
    path: CriticalPath, staffing: Staffing, dates: Serial, score: Score, bound: Score
) -> Levelled:
    """Slack, people and links of dates that stand, however they were found."""
    network = path.network
    uses = uses_of(staffing, dates)
    network_with, place, links = augmented(staffing, dates, hand_on(staffing, uses))
    late_start, late_finish, slack, free = slack_within(
        network_with, place, dates.start, dates.finish
    )
    unfinished = network.actual_finish == TOO_LATE
    threshold = _threshold(network, network_with.slack_clock[place], staffing)
    who, units = _who(staffing, dates)
    return Levelled(
        path=path,
        staffing=staffing,
        uses=uses,
        start=dates.start,
        finish=dates.finish,
        work=dates.work,
        work_clock=dates.clock,
        chosen=dates.chosen,
        lost=dates.lost,
        who=who,
        units=units,
        work_minutes=_work_minutes(staffing, uses),
        late_start=late_start,
        late_finish=late_finish,
        slack=slack,
        free_slack=free,
        critical=unfinished & (slack <= threshold),
        links=tuple(_named(staffing, links)),
        late=score.late,
        lower_bound=bound.finish,
        findings=staffing.findings + unmet(staffing, dates, uses),
    )


def _named(staffing: Staffing, links: ResourceLinks) -> Iterator[tuple[int, int, str]]:
    people = map(staffing.people.__getitem__, links.person.tolist())
    return zip(links.before.tolist(), links.after.tolist(), people, strict=True)


def _threshold(
    network: Network, clock: npt.NDArray[np.int32], staffing: Staffing
) -> npt.NDArray[np.int64]:
    """Slack up to which a place is critical, in minutes of its own day."""
    span = network.program.scheduling.critical_slack
    if span is None:
        return np.zeros(network.n, np.int64)
    of_clock = [span.minutes(day_minutes=day, week_minutes=week) for day, week in staffing.lengths]
    return np.array(of_clock, np.int64)[clock]


def _who(
    staffing: Staffing, dates: Serial
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[int, ...], ...]]:
    """Who is on each place with how much of them; on finished work, who was."""
    network, people = staffing.network, staffing.people
    alone = [*[(name,) for name in people], ()]  # the last, number -1, is nobody
    person = np.append(staffing.candidates["person"], -1)[dates.chosen]
    who: list[tuple[str, ...]] = list(map(alone.__getitem__, person.tolist()))
    share = np.append(staffing.candidates["units"], 0)[dates.chosen]
    units: list[tuple[int, ...]] = [(one,) if one else () for one in share.tolist()]
    crew, shares = staffing.crew["person"].tolist(), staffing.crew["units"].tolist()
    ptr = staffing.crew_ptr.tolist()
    for at in np.flatnonzero(np.diff(staffing.crew_ptr)).tolist():
        who[at] = tuple([people[k] for k in crew[ptr[at] : ptr[at + 1]]])
        units[at] = tuple(shares[ptr[at] : ptr[at + 1]])
    tasks = network.program.tasks
    for at in np.flatnonzero(network.actual_finish < TOO_LATE).tolist():
        index = int(network.order[at])
        task = tasks.get(network.keys[index]) if index < network.leaves else None
        if task is not None and task.who:
            who[at] = tuple([a.person for a in task.who if a.person in network.program.people])
            units[at] = (0,) * len(who[at])
    return tuple(who), tuple(units)


def _work_minutes(staffing: Staffing, uses: Uses) -> tuple[int, ...]:
    """Effort left of each place, all people on it together: what each does by their own clock."""
    own = staffing.network.clock[uses.place]
    shared = np.array([table.rates is not None for table in staffing.clocks.tables])
    as_if = staffing.network.stayed[uses.place] & ~shared[own]
    clock = np.where(as_if, own, staffing.person_clock[uses.person]).astype(np.int32)
    worked = staffing.clocks.work_before(clock, uses.finish)
    worked -= staffing.clocks.work_before(clock, uses.start)
    effort = np.bincount(uses.place, worked * uses.units, staffing.network.n) / WHOLE
    found: list[int] = np.rint(effort).astype(np.int64).tolist()
    return tuple(found)
