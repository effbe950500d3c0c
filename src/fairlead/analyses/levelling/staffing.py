"""Who can do what: the people of a program as the kernel takes them, by the places of a network.

A task names its people (`who`), or is done by any one of a team who has the skill. Capacity is a
person's availability: 1,000 thousandths are one full person, a pool has more. An assignment takes
its units, without units all that the program gets of the person; who is found by team and skill
gives what the program gets of them, and a pool one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain

import msgspec
import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import TOO_LATE, ClockSet, ClockTable, Minutes, compile_clock
from fairlead.analyses.critical_path import CriticalPath
from fairlead.analyses.levelling.asked import USUAL_PRIORITY, Asked, Group, asked_of
from fairlead.analyses.network import POINT, RECORDED, WORK, Network, Places
from fairlead.program.findings import Finding
from fairlead.program.moments import instant
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Task
from fairlead.program.working_time import WorkingTime, calendars_of_people, resolve

__all__ = ["WHOLE", "Staffing", "can_do", "staff", "years_for"]

WHOLE = 1000
"""Thousandths of one person who is there all the time."""

DEMAND = np.dtype([("person", np.int32), ("units", np.int32)])
CANDIDATE = np.dtype(
    [
        ("person", np.int32),
        ("units", np.int32),
        ("clock", np.int32),
        ("rate", np.int32),
        ("lengths", np.int32),
        ("unused", np.int32),
    ]
)

_SPARE_YEARS = 3
_MOST_UNITS = 10**9  # thousandths: a pool of a million
_BEGUN = -2 * 10**9  # before every priority

_Crew = list[tuple[int, int, int]]
"""Person, thousandths that they can give, thousandths asked of them."""

_Candidate = tuple[int, int, int, int, int, int]
"""As in `fl_candidate`: person, units, clock, rate, lengths, nothing."""

_Named = tuple[int, Task]
"""A place, and the task there, which names people."""


class Staffing(msgspec.Struct, frozen=True, eq=False):
    """Arrays by place of the network unless said otherwise; see `fl_staff` in kernel.h.

    `people` are the ids that the arrays number, sorted, so that a smaller number is a smaller id.
    `clocks` are the network's and, after them, those of people, from the first to the last day of
    `tabled`; `lengths` what 1d and 1w are by each, in minutes. `crew` holds what can be given,
    never more than there is, `asked` what the assignments ask for. Who has `own_hours` is only on
    what goes by their own clock. `plain` places take exactly their work of each of their crew, by
    that person's clock.
    """

    network: Network
    clocks: ClockSet
    lengths: tuple[tuple[int, int], ...]
    tabled: tuple[date, date]
    people: tuple[str, ...]
    capacity: Minutes
    person_clock: Places
    own_hours: npt.NDArray[np.uint8]
    crew_ptr: Minutes
    crew: npt.NDArray[np.void]
    asked: Minutes
    plain: npt.NDArray[np.bool_]
    group: Places
    group_ptr: Minutes
    candidates: npt.NDArray[np.void]
    effort: npt.NDArray[np.int64]
    spare_clock: Places
    spare_work: Minutes
    held: npt.NDArray[np.uint8]
    turn: Places
    name: Places
    findings: tuple[Finding, ...]


def can_do(program: Program, *, team: str | None, skill: Sequence[str]) -> tuple[str, ...]:
    """Ids, sorted, of those of a team, and of the teams that are part of it, who have all skills.

    Without a team, of everybody. Materials and costs do no work, nor does who is not available.
    """
    inside = _teams_in(program, team)
    return tuple(
        [
            key
            for key, person in sorted(program.people.items())
            if (inside is None or person.team in inside) and _able(person, skill)
        ]
    )


def _able(person: Person, skill: Sequence[str]) -> bool:
    has = person.skills
    return (
        person.kind not in {"material", "cost"}
        and person.availability > 0
        and all([wanted in has for wanted in skill])  # noqa: C419  # lists of one are quicker so
    )


def _teams_in(program: Program, team: str | None) -> frozenset[str] | None:
    if team is None:
        return None
    found = {team}
    grown = True
    while grown:
        more = {k for k, t in program.teams.items() if t.part_of in found} - found
        found |= more
        grown = bool(more)
    return frozenset(found)


def staff(network: Network, *, years: int) -> Staffing:
    """Who each place of the network needs, with working time tabled for `years` after it begins."""
    roster = _Roster(network, years)
    asked = network.program.tasks.derived(asked_of)
    places, numbers = _open_tasks(network)
    named = _named_tasks(network, asked, places, numbers)
    crews = _crews(named, roster)
    group = np.full(network.n, -1, np.int32)
    group[places] = asked.group[numbers]
    group[list(crews)] = -1
    some = set(group.tolist())
    groups = asked.groups
    members = [roster.group(*one) if k in some else [] for k, one in enumerate(groups)]
    findings: list[Finding] = []
    if not all(members[k] for k in some if k >= 0):
        findings += _nobody(network, group, groups, members)
        able = np.array([*map(bool, members), False])
        group = np.where(able[group], group, -1).astype(np.int32)
    crew_ptr, crew = _flat(crews, network.n)
    if bool((crew[:, 2] == 0).any()):
        findings += _never_there(network, crews, roster)
    if bool((crew[:, 2] > crew[:, 1]).any()):
        findings += _too_much(network, crews, roster)
    group_ptr, candidates = _flat(dict(enumerate(members)), len(members))
    plain = _plain(network, named, crews)
    priority = np.full(network.n, USUAL_PRIORITY, np.int64)
    priority[places] = asked.priority[numbers]
    begun = (network.actual_start < TOO_LATE) & (network.actual_finish == TOO_LATE)
    fixed = (network.bounds[6] < TOO_LATE) | (network.bounds[7] < TOO_LATE)
    spare_clock, spare_work = _spare(network, roster, crews)
    return Staffing(
        network=network,
        people=roster.people,
        capacity=roster.capacity,
        person_clock=roster.clock,
        own_hours=_own_hours(plain, crew_ptr, crew, candidates, len(roster.people)),
        crew_ptr=crew_ptr,
        crew=_records(crew[:, :2], DEMAND),
        asked=np.ascontiguousarray(crew[:, 2]),
        plain=plain,
        group=group,
        group_ptr=group_ptr,
        candidates=_records(candidates, CANDIDATE),
        effort=_effort(network, group, members, roster),
        spare_clock=spare_clock,
        spare_work=spare_work,
        held=((network.kind >= RECORDED) | (fixed & (network.kind < POINT))).astype(np.uint8),
        turn=np.where(begun, _BEGUN, -priority).astype(np.int32),
        name=_ranks(network),
        findings=tuple(sorted(findings, key=lambda finding: (finding.code, finding.message))),
        clocks=ClockSet(tuple(roster.tables)),
        lengths=tuple(roster.days),
        tabled=(roster.first, roster.last),
    )


def years_for(path: CriticalPath) -> int:
    """Years of working time to table at first: to the finish of the critical path and on."""
    begin = instant(path.network.begin)
    return (instant(path.finish) - begin) // timedelta(days=365) + 1 + _SPARE_YEARS


def _open_tasks(network: Network) -> tuple[Places, Places]:
    """Places of the tasks with work left that people may be on, ascending; numbers of these tasks.

    Tasks are numbered as they stand in the program.
    """
    kind, rows = network.kind, network.rows
    still_open = (network.actual_finish == TOO_LATE) & (network.work > 0)
    still_open &= (kind == WORK) | (kind == RECORDED)
    places = np.flatnonzero(still_open & (network.order < len(rows.tasks))).astype(np.int32)
    numbers = network.order[places]
    if rows.beside:
        keys = network.program.tasks.keys()
        kept = np.array([i for i, key in enumerate(keys) if key not in rows.beside], np.int32)
        numbers = kept[numbers]
    return places, numbers


def _crews(named: list[_Named], roster: _Roster) -> dict[int, _Crew]:
    """Named people by place."""
    crews: dict[int, _Crew] = {}
    known: dict[tuple[tuple[str, float | None], ...], _Crew] = {}
    for place, task in named:
        names = tuple([(a.person, a.units) for a in task.who])
        crew = known.get(names)
        if crew is None:
            crew = known[names] = roster.crew(task.who)
        if crew:
            crews[place] = crew
    return crews


def _named_tasks(network: Network, asked: Asked, places: Places, numbers: Places) -> list[_Named]:
    """Those of the open tasks that name people, by place."""
    who = np.zeros(len(asked.group), bool)
    who[asked.named] = True
    here = who[numbers]
    tasks, found = network.rows.tasks, places[here]
    rows = network.order[found].tolist()
    return [(at, tasks[i]) for at, i in zip(found.tolist(), rows, strict=True)]


def _plain(network: Network, named: list[_Named], crews: dict[int, _Crew]) -> npt.NDArray[np.bool_]:
    """Which places take exactly their work of each of their crew."""
    shared = np.array([table.rates is not None for table in network.clocks.tables])
    plain = np.zeros(network.n, bool)
    for place, task in named:
        if task.duration is None and not task.resource_dependent:
            plain[place] = place in crews
    plain &= ~shared[network.clock] & ~network.stayed
    return plain


def _flat(
    lists: Mapping[int, Sequence[tuple[int, ...]]], n: int
) -> tuple[Minutes, npt.NDArray[np.int64]]:
    """Where each of `n` lists begins, and their rows, one after the other."""
    sizes = np.zeros(n + 1, np.int64)
    numbers = sorted(lists)
    sizes[np.array(numbers, np.int64) + 1] = [len(lists[number]) for number in numbers]
    flat = list(chain.from_iterable([lists[number] for number in numbers]))
    width = len(flat[0]) if flat else 6
    rows = np.fromiter(chain.from_iterable(flat), np.int64, len(flat) * width)
    return np.cumsum(sizes), rows.reshape(-1, width)


def _records(rows: npt.NDArray[np.int64], dtype: np.dtype[np.void]) -> npt.NDArray[np.void]:
    found = np.zeros(len(rows), dtype)
    for column, name in zip(rows.T, dtype.names or (), strict=False):
        found[name] = column
    return found


def _ranks(network: Network) -> Places:
    """The rank of each place's key among all keys: it settles ties, however rows are sorted."""
    keys = network.keys
    by_name = sorted(range(len(keys)), key=keys.__getitem__)
    rank = np.empty(len(keys), np.int32)
    rank[network.place[by_name]] = np.arange(len(keys), dtype=np.int32)
    return rank


class _Roster:
    """Numbers the people who can be on a task, with their clocks."""

    def __init__(self, network: Network, years: int) -> None:
        program = network.program
        self.program = program
        able = {k: p for k, p in program.people.items() if p.kind not in {"material", "cost"}}
        self.people = tuple(sorted(able))
        self.number = {key: i for i, key in enumerate(self.people)}
        self.rows: list[Person] = [able[key] for key in self.people]
        self.capacity = np.array([_thousandths(p.availability) for p in self.rows], np.int64)
        first = instant(min(network.begin, int(network.actual_start.min(initial=network.begin))))
        begins, ends = network.tabled
        self.first = min(begins, date(max(first.year - 1, 2), 1, 1))
        self.last = max(ends, date(min(instant(network.begin).year + years, 9990), 12, 31))
        self.tables: list[ClockTable] = list(network.clocks.tables)
        self.days: list[tuple[int, int]] = list(network.lengths)
        self._by_time: dict[WorkingTime, int] = {}
        working = calendars_of_people(program, self.people)
        self.clock = np.array([self.of_time(one) for one in working], np.int32)
        self.lengths: dict[tuple[int, int], int] = {}
        self.units: list[int] = np.minimum(self.capacity, WHOLE).tolist()
        self.skills = [frozenset(person.skills) for person in self.rows]
        self.of_team: dict[str | None, list[int]] = {}
        self.known: dict[tuple[int, bool], _Candidate] = {}
        self.by_team: dict[str | None, list[int]] = {}
        for number, person in enumerate(self.rows):
            self.by_team.setdefault(person.team, []).append(number)

    def of_time(self, working: WorkingTime) -> int:
        number = self._by_time.get(working)
        if number is None:
            number = self._by_time[working] = len(self.tables)
            self.tables.append(compile_clock(working, self.first, self.last))
            self.days.append((working.day_minutes, working.week_minutes))
        return number

    def crew(self, who: tuple[Assignment, ...]) -> _Crew:
        """What named people are asked for and can give; without units, all that there is."""
        found: dict[int, int] = {}
        for assignment in who:
            number = self.number.get(assignment.person)
            if number is not None:
                units = assignment.units
                asked = int(self.capacity[number]) if units is None else _thousandths(units)
                found[number] = found.get(number, 0) + asked
        return [(k, min(asked, int(self.capacity[k])), asked) for k, asked in found.items()]

    def group(self, team: str | None, skill: tuple[str, ...], lasting: bool) -> list[_Candidate]:  # noqa: FBT001  # unpacked from a key
        """The candidates for a task, by id."""
        numbers = self.of_team.get(team)
        if numbers is None:
            inside = _teams_in(self.program, team)
            found: Iterable[int] = range(len(self.rows))
            if inside is not None:
                found = sorted([k for name in inside for k in self.by_team.get(name, ())])
            numbers = self.of_team[team] = [
                k for k in found if self.units[k] > 0 and self.rows[k].availability > 0
            ]
        needed = set(skill)
        able = [number for number in numbers if needed <= self.skills[number]]
        return [self._candidate(number, lasting) for number in able]

    def _candidate(self, number: int, lasting: bool) -> _Candidate:  # noqa: FBT001  # as above
        found = self.known.get((number, lasting))
        if found is None:
            units, clock = self.units[number], int(self.clock[number])
            lengths = self.lengths.setdefault(self.days[clock], len(self.lengths))
            found = (number, units, clock, 0 if lasting else units, lengths, 0)
            self.known[number, lasting] = found
        return found


def _thousandths(share: float) -> int:
    return min(round(share * WHOLE), _MOST_UNITS)


def _effort(
    network: Network, group: Places, members: list[list[_Candidate]], roster: _Roster
) -> npt.NDArray[np.int64]:
    """Minutes of one person by each length of a day: 1d of an estimate is a day of who does it."""
    effort = np.tile(network.work, (max(len(roster.lengths), 1), 1))
    own = network.lengths
    tasks = network.program.tasks
    for (day, week), row in roster.lengths.items():
        other = np.array([pair != (day, week) for pair in own])
        uses = np.array([any(one[4] == row for one in some) for some in members] + [False])
        for place in np.flatnonzero(uses[group] & other[network.clock]).tolist():
            task = tasks[network.keys[int(network.order[place])]]
            if task.calendar is not None or task.estimate is None:
                continue
            by_team = _minutes(task.estimate, *own[int(network.clock[place])])
            if by_team > 0:
                whole = _minutes(task.estimate, day, week)
                effort[row, place] = round(int(network.work[place]) * whole / by_team)
    return effort


def _minutes(estimate: Estimate, day: int, week: int) -> int:
    return estimate.planned_minutes(day_minutes=day, week_minutes=week)


def _spare(network: Network, roster: _Roster, crews: dict[int, _Crew]) -> tuple[Places, Minutes]:
    """By what a place is planned when nobody can do it: the hours of a task that needs nobody."""
    clock, work = network.clock.copy(), network.work.copy()
    places = np.array(sorted(crews), np.int64)
    if len(places):
        shared = np.array([table.rates is not None for table in network.clocks.tables])
        in_thousandths = places[shared[clock[places]]]
        work[in_thousandths] //= WHOLE
        clock[places] = roster.of_time(resolve(network.program, None))
    return clock, work


def _own_hours(
    plain: npt.NDArray[np.bool_],
    crew_ptr: Minutes,
    crew: npt.NDArray[np.int64],
    candidates: npt.NDArray[np.int64],
    people: int,
) -> npt.NDArray[np.uint8]:
    """Whether everything that a person may be on goes by that person's clock, and no other."""
    own = np.ones(people, np.uint8)
    by_others = np.repeat(~plain, np.diff(crew_ptr))
    own[crew[by_others, 0]] = 0
    own[candidates[candidates[:, 3] == 0, 0]] = 0
    return own


def _nobody(
    network: Network, group: Places, groups: list[Group], members: list[list[_Candidate]]
) -> list[Finding]:
    waiting: dict[int, list[str]] = {}
    for place, number in enumerate(group.tolist()):
        if number >= 0 and not members[number]:
            waiting.setdefault(number, []).append(network.keys[int(network.order[place])])
    found = []
    for number, keys in waiting.items():
        team, skill, _ = groups[number]
        keys.sort()
        needed = f" can do {', '.join(skill)}" if skill else " is available"
        of = "Nobody" if team is None else f"Nobody of team {team!r}"
        found.append(
            Finding(
                code="plan.nobody-can",
                severity="error",
                message=f"{of}{needed}: {_named(keys)} can be planned only as if somebody did.",
                where=f"tasks.{keys[0]}.{'skill' if skill else 'team'}",
                hint="Give somebody the skill, name another team, or say `who:`.",
                subjects=tuple(keys),
            )
        )
    return found


def _named(keys: Sequence[str]) -> str:
    shown = ", ".join(repr(key) for key in keys[:3])
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return f"{'task' if len(keys) == 1 else 'tasks'} {shown}{more}"


def _never_there(network: Network, crews: dict[int, _Crew], roster: _Roster) -> list[Finding]:
    """People who are never available, with the unfinished tasks that name them."""
    given: dict[int, list[str]] = {}
    for place, crew in crews.items():
        for person, _, asked in crew:
            here = network.actual_finish[place] == TOO_LATE
            if asked == 0 and roster.capacity[person] == 0 and here:
                given.setdefault(person, []).append(network.keys[int(network.order[place])])
    return [
        Finding(
            code="plan.never-available",
            severity="error",
            message=f"{roster.people[person]!r} is available 0% of the time, and is to do "
            f"{_named(sorted(keys))}: planned as if they had all of their time.",
            where=f"people.{roster.people[person]}.availability",
            hint="Say how much of them there is, or put somebody else on it.",
            subjects=(roster.people[person], *sorted(keys)),
        )
        for person, keys in sorted(given.items())
    ]


def _too_much(network: Network, crews: dict[int, _Crew], roster: _Roster) -> list[Finding]:
    found: list[Finding] = []
    for place, crew in crews.items():
        key = network.keys[int(network.order[place])]
        found.extend(
            Finding(
                code="plan.more-than-available",
                severity="warning",
                message=f"Task {key!r} asks for {asked / 10:g}% of {roster.people[person]!r}, of "
                f"whom there is {units / 10:g}%: it is planned with nothing else beside it.",
                where=f"tasks.{key}.who",
                hint="Ask for less, or raise the availability.",
                subjects=(key,),
            )
            for person, units, asked in crew
            if asked > units
        )
    return found
