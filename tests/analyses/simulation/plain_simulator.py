"""One trial told plainly, by the text of docs/methods/forecast.md: what the kernel must agree with.

Hours are lists that are walked from their beginning, people are names, and at each instant every
task is asked whether it is due. Amounts are given; how they are drawn is another matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fairlead.program.program import Program
from fairlead.program.work import Task
from fairlead.program.working_time import calendar_of_activity, calendar_of_person
from tests.analyses.plain_scheduler import Hours, Node, _Plain, hours_of

__all__ = ["PlainTrial"]

_RECENT: dict[tuple[int, int], tuple[Hours, Hours]] = {}

Group = tuple[str | None, tuple[str, ...], bool]


@dataclass
class Candidate:
    person: str
    units: int
    hours: Hours
    work: int


@dataclass
class PlainTrial:
    """Runs at once; `start`, `finish` by key, and `money` in hundredths when it is done.

    `amount`, `delay` are minutes by task, `kept` thousandths of their time that people keep. Tasks
    are looked at in the order of `order`.
    """

    program: Program
    amount: Mapping[str, int]
    delay: Mapping[str, int]
    kept: Mapping[str, int]
    order: list[str]
    people: bool = True
    planned_start: Mapping[str, int] = field(default_factory=dict)
    start: dict[str, int] = field(default_factory=dict)
    finish: dict[str, int] = field(default_factory=dict)
    freed_by: dict[str, str] = field(default_factory=dict)
    money: float = 0.0

    def __post_init__(self) -> None:
        plain = _Plain(self.program)
        self.nodes, self.ties, self.status = plain.nodes, plain.ties, plain.status
        for node in self.nodes.values():
            node.hours = self._recent(node.hours)
            node.parts = [(self._recent(hours), work) for hours, work in node.parts]
        for key in self._overran():
            self.nodes[key].work = 1
        self.capacity = {
            key: round(person.availability * 1000)
            for key, person in self.program.people.items()
            if person.kind not in {"material", "cost"}
        }
        self.used = dict.fromkeys(self.capacity, 0)
        self.now = -(10**12)
        self.put_off: dict[str, int] = {}
        self.queued: dict[str, str | Group] = {}
        self.busy: list[tuple[int, str, int, str]] = []
        self.crews = {key: self._crew(key) for key in self.nodes}
        self.groups = {key: group for key in self.nodes if (group := self._group(key)) is not None}
        self.able = {group: self._able(group) for group in self.groups.values()}
        self.own_hours = self._own_hours()
        self.planned = {key: node.work for key, node in self.nodes.items()}
        self.kept_for = self._towards_windows()
        for key, node in self.nodes.items():
            node.work = self._work(key, node)
        self._run()

    def _recent(self, hours: Hours) -> Hours:
        """The same hours from sixty days before the status time on: they are walked often."""
        key = (id(hours), self.status)
        if key not in _RECENT:
            spells = hours.spells or ()
            kept = tuple(spell for spell in spells if spell[1] > self.status - 60 * 1440)
            _RECENT[key] = (hours, hours if hours.spells is None else Hours(kept))
        return _RECENT[key][1]

    def _overran(self) -> list[str]:
        """What took all of its estimate and goes on."""
        return [
            key
            for key, task in self.program.tasks.items()
            if task.started is not None
            and task.finished is None
            and self.nodes[key].work == 0
            and task.remaining is None
            and not self._certain(task)
        ]

    # ---- amounts and people ----

    def _task(self, key: str) -> Task | None:
        return self.program.tasks.get(key)

    def _crew(self, key: str) -> list[tuple[str, int]]:
        task, found = self._task(key), dict[str, int]()
        left = self.nodes[key].work > 0  # of what is done but for its finish, nobody is asked
        for one in task.who if task is not None and left else ():
            if one.person in self.capacity:
                most = self.capacity[one.person]
                units = most if one.units is None else round(one.units * 1000)
                found[one.person] = min(found.get(one.person, 0) + units, most)
        return list(found.items())

    def _group(self, key: str) -> Group | None:
        task = self._task(key)
        if task is None or self._crew(key) or self.nodes[key].kind != "work":
            return None
        if task.skill or (task.team is not None and task.duration is None):
            return (task.team, task.skill, task.duration is not None)
        return None

    def _able(self, group: Group) -> list[str]:
        team, skills, _ = group
        inside = {team}
        for _ in self.program.teams:
            inside |= {k for k, t in self.program.teams.items() if t.part_of in inside}
        return [
            key
            for key, person in sorted(self.program.people.items())
            if self.capacity.get(key, 0) > 0
            and (team is None or person.team in inside)
            and set(skills) <= set(person.skills)
        ]

    def _own_hours(self) -> set[str]:
        """Who is on nothing but what goes by their own hours."""
        others = set[str]()
        for key, crew in self.crews.items():
            task = self._task(key)
            if task is not None and (task.duration is not None or self.nodes[key].rate == 0):
                others |= {person for person, _ in crew}
        for group, able in self.able.items():
            if group[2]:
                others |= set(able)
        return set(self.capacity) - others

    def _work(self, key: str, node: Node) -> int:
        """What is drawn, by the hours of the node."""
        task = self._task(key)
        amount, delay = self.amount.get(key, node.work), self.delay.get(key, 0)
        if node.kind not in {"work", "closing", "end", "opening"}:
            return node.work
        if task is None or task.duration is not None or not self.crews[key]:
            return max(amount + delay, 0)
        rates = sum(self._rate(key, person) for person, _ in self.crews[key])
        units = sum(units for _, units in self.crews[key])
        kept = sum(units * self.kept.get(person, 1000) for person, units in self.crews[key])
        kept //= units
        if task.estimate is not None and self._certain(task) and kept == 1000:
            return max(node.work + delay * (rates if node.rate == 0 else 1), 0)
        by = rates * kept if node.rate else kept
        work = -(-amount * 1_000_000 // by)
        return max(work + (delay if node.rate else delay * rates), 0)

    @staticmethod
    def _certain(task: Task) -> bool:
        estimate = task.estimate or task.duration
        return estimate is not None and estimate.low is not None and estimate.low == estimate.high

    def _rate(self, key: str, person: str) -> int:
        task = self._task(key)
        assert task is not None
        one = next(a for a in task.who if a.person == person)
        share = self.program.people[person].availability if one.units is None else one.units
        return max(round(share * 1000), 1)

    def _candidate(self, key: str, person: str) -> Candidate:
        task, node = self._task(key), self.nodes[key]
        assert task is not None
        units = min(self.capacity[person], 1000)
        if task.duration is not None:
            return Candidate(person, units, node.hours, node.work)
        working = calendar_of_person(self.program, person)
        amount = self.amount[key]
        if task.calendar is None and task.estimate is not None:
            own = calendar_of_activity(self.program, key)
            ours = _planned(task, own.day_minutes, own.week_minutes)
            theirs = _planned(task, working.day_minutes, working.week_minutes)
            if (own.day_minutes, own.week_minutes) != (working.day_minutes, working.week_minutes):
                amount = (amount * theirs + ours // 2) // ours
        work = -(-amount * 1_000_000 // (units * self.kept.get(person, 1000)))
        return Candidate(
            person, units, self._recent(hours_of(working)), max(work + self.delay.get(key, 0), 0)
        )

    def free(self, person: str) -> int:
        return self.capacity[person] - self.used[person]

    # ---- dates ----

    def _dates(self, key: str, hours: Hours, work: int, not_before: int) -> tuple[int, int]:
        """Where links, dates and hours have it, from an instant on."""
        node = self.nodes[key]
        parts = [(hours, work)] + (node.parts if hours is node.hours else [])

        def begin(until: int) -> int:
            return min(h.start(until, w) for h, w in parts)

        def opening(at: int) -> int:
            if node.kind == "work":
                if node.settle is not None:
                    return node.settle.opening(at)
                return min(h.opening(at) for h, _ in parts)
            return node.settled(at, self.status)

        starts = [not_before] + ([] if node.start_from is None else [node.start_from])
        finishes = [] if node.finish_from is None else [node.finish_from]
        linked: list[int] = []
        for tie in self.ties:
            if tie.after != key or tie.spent:
                continue
            side = self.finish if tie.type in {"FS", "FF"} else self.start
            at = tie.hours.shift(side[tie.before], tie.lag)
            (starts if tie.type in {"FS", "SS"} else linked).append(at)
        if node.fixed_start is not None:
            starts, finishes, linked = [node.fixed_start], [], []
        elif node.fixed_finish is not None:
            starts, finishes, linked = [], [node.fixed_finish], [node.fixed_finish]
        finishes += linked
        at = max(starts + [begin(finish) for finish in finishes])
        at = opening(at)
        if node.delay is not None and node.delay[1]:
            at = opening(node.delay[0].shift(at, node.delay[1]))
        return at, max([h.finish(at, w) for h, w in parts] + linked)

    def _known(self) -> None:
        """What has all that it waits for stands, or is put off to where links and dates have it."""
        moved = True
        while moved:
            moved = False
            for key, node in self.nodes.items():
                if key in self.start or key in self.put_off or key in self.queued:
                    continue
                before = [tie.before for tie in self.ties if tie.after == key]
                if any(other not in self.start for other in before):
                    continue
                moved = True
                if node.kind in {"recorded", "done"}:
                    assert node.fixed_start is not None
                    assert node.fixed_finish is not None
                    self.start[key], self.finish[key] = node.fixed_start, node.fixed_finish
                elif node.kind == "first":
                    at = min(self.start[other] for other in before)
                    self.start[key] = self.finish[key] = at
                elif not self.people or node.work == 0 or not self._staffed(key):
                    dates = self._dates(key, node.hours, node.work, -(10**12))
                    self.start[key], self.finish[key] = dates
                elif key in self.groups:
                    at = max(self._floor(key), self.now)
                    self.put_off[key] = at
                else:
                    at, _ = self._dates(key, node.hours, node.work, -(10**12))
                    self.put_off[key] = max(at, self.now)

    def _staffed(self, key: str) -> bool:
        return bool(self.crews[key]) or bool(self.able.get(self.groups.get(key)))  # type: ignore[arg-type]

    def _floor(self, key: str) -> int:
        node, starts = self.nodes[key], []
        for tie in self.ties:
            if tie.after == key and not tie.spent and tie.type in {"FS", "SS"}:
                side = self.finish if tie.type == "FS" else self.start
                starts.append(tie.hours.shift(side[tie.before], tie.lag))
        return max([*starts, self.status if node.start_from is None else node.start_from])

    # ---- dispatch ----

    def _run(self) -> None:
        self._known()
        while self.put_off or self.busy:
            self.now = min([*self.put_off.values(), *(at for at, _, _, _ in self.busy)])
            freed = self._free_people()
            looked = set[str]()
            while due := [key for key in self.order if self._due(key, freed, looked)]:
                key = due[0]
                looked.add(key)
                waited = self.queued.pop(key, None)
                if waited is not None:
                    self.freed_by[key] = self._who_freed(waited, freed)
                self.put_off.pop(key, None)
                self._look(key)
                self._known()
        assert not self.queued, "nobody is left for what is queued"

    def _free_people(self) -> dict[str, str]:
        """Who is free again now, by whom."""
        freed = dict[str, str]()
        for at, person, units, key in list(self.busy):
            if at == self.now:
                self.busy.remove((at, person, units, key))
                self.used[person] -= units
                freed[person] = key
        return freed

    def _who_freed(self, waited: str | Group, freed: Mapping[str, str]) -> str:
        people = [waited] if isinstance(waited, str) else self.able[waited]
        return next(freed[person] for person in people if person in freed)

    def _due(self, key: str, freed: Mapping[str, str], looked: set[str]) -> bool:
        if key in self.put_off:
            return self.put_off[key] <= self.now
        waited = self.queued.get(key)
        if waited is None or key in looked:
            return False
        if isinstance(waited, str):
            return waited in freed and self.free(waited) > 0
        able = self.able[waited]
        return any(p in freed for p in able) and any(
            self.free(p) >= min(self.capacity[p], 1000) for p in able
        )

    def _look(self, key: str) -> None:
        if key in self.groups:
            self._look_at_group(key)
            return
        node = self.nodes[key]
        start, finish = self._dates(key, node.hours, node.work, self.now)
        if start > self.now:
            self.put_off[key] = start
            return
        for person, units in self.crews[key]:
            if self.free(person) < units:
                self.queued[key] = person
                return
        over = self._planned_finish(node.hours, self.planned[key])
        if until := [t for p, units in self.crews[key] for t in self._kept(key, p, units, over)]:
            self.put_off[key] = min(until)
            return
        self._begin(key, start, finish, self.crews[key], node.work)

    def _look_at_group(self, key: str) -> None:
        group, able = self.groups[key], False
        now: list[tuple[int, Candidate]] = []
        later: list[int] = []
        kept: list[int] = []
        for person in self.able[group]:
            one = self._candidate(key, person)
            try:
                start, finish = self._dates(key, one.hours, one.work, self.now)
            except (OverflowError, StopIteration):
                continue
            able = True
            if self.free(person) >= one.units and start == self.now:
                over = self._planned_finish(one.hours, self._planned_of(key, person))
                if until := self._kept(key, person, one.units, over):
                    kept += until
                else:
                    now.append((finish, one))
            elif self.free(person) >= one.units:
                later.append(start)
        if not able:
            node = self.nodes[key]
            self.start[key], self.finish[key] = self._dates(key, node.hours, node.work, -(10**12))
        elif now:
            finish, one = min(now, key=lambda pair: (pair[0], pair[1].person))
            self._begin(key, self.now, finish, [(one.person, one.units)], one.work)
        elif kept:
            busy = [p for p in self.able[group] if self.free(p) < min(self.capacity[p], 1000)]
            self.put_off[key] = min(later + kept + [self._over_by(p) for p in busy])
        elif later:
            self.put_off[key] = min(later)
        else:
            self.queued[key] = group

    # ---- who is kept free ----

    def _towards_windows(self) -> set[str]:
        """Work by hours of its own that are rare, and what leads to it within four weeks before."""
        found = set[str]()
        for key, node in self.nodes.items():
            if node.kind == "work" and self._own(key) and self._rare(node.hours):
                until = self.planned_start[key]
                for other in self._leading_to(key):
                    if until - self.planned_start.get(other, 0) <= 28 * 1440:
                        found.add(other)
        yielding = {"recorded", "done"}
        return {
            key
            for key in found
            if self.nodes[key].kind not in yielding
            and self.nodes[key].fixed_start is None
            and self.nodes[key].fixed_finish is None
        }

    def _leading_to(self, key: str) -> set[str]:
        found = {key}
        while more := {t.before for t in self.ties if t.after in found and not t.spent} - found:
            found |= more
        return found

    def _own(self, key: str) -> bool:
        """Whether the hours of a task are not those of whoever does it."""
        task = self._task(key)
        if task is None:
            return False
        if self._crew(key):
            return task.calendar is not None
        return self._group(key) is None or task.duration is not None

    def _rare(self, hours: Hours) -> bool:
        """Whether hours are closed for four days or longer during most of two years."""
        if hours.spells is None:
            return False
        end = self.status + 2 * 365 * 1440
        spells = [(a, b) for a, b, _ in hours.spells if b > self.status and a < end]
        closed = [
            then - before
            for before, then in zip(
                [self.status, *(b for _, b in spells)],
                [*(max(a, self.status) for a, _ in spells), end],
                strict=True,
            )
        ]
        return bool(spells) and sum(gap for gap in closed if gap >= 4 * 1440) > 365 * 1440

    def _planned_of(self, key: str, person: str) -> int:
        """What is planned for one of several to do."""
        task = self._task(key)
        assert task is not None
        work = self.planned[key]
        if task.duration is not None:
            return work
        own = calendar_of_activity(self.program, key)
        working = calendar_of_person(self.program, person)
        if task.calendar is None and task.estimate is not None:
            ours = _planned(task, own.day_minutes, own.week_minutes)
            theirs = _planned(task, working.day_minutes, working.week_minutes)
            work = round(work * theirs / ours)
        return -(-work * 1000 // min(self.capacity[person], 1000))

    def _planned_finish(self, hours: Hours, work: int) -> int | None:
        try:
            return hours.finish(self.now, work)
        except OverflowError:
            return None

    def _opening(self, key: str, person: str, at: int) -> int | None:
        """When a person could begin a task from an instant on."""
        hours = self.nodes[key].hours
        if key in self.groups:
            hours = self._candidate(key, person).hours
        try:
            return hours.opening(at)
        except StopIteration:
            return None

    def _over_by(self, person: str) -> int:
        """By when a person is on nothing any more."""
        return max((at for at, who, _, _ in self.busy if who == person), default=-(10**12))

    def _kept(self, key: str, person: str, units: int, over: int | None) -> list[int]:
        """Until when a person is kept from beginning a task that is planned to take until then."""
        before = self.order[: self.order.index(key)]
        return [
            self.put_off[other]
            for other in before
            if other in self.kept_for
            and self.put_off.get(other, self.now) > self.now
            and self._would_hold_up(other, person, units, over)
        ]

    def _would_hold_up(self, other: str, person: str, units: int, over: int | None) -> bool:
        """Whether it holds up, longer than the person would wait for it, what is coming up."""
        due = self.put_off[other]
        asked = dict(self.crews[other]).get(person, 0)
        others: list[str] = []
        if other in self.groups:
            able = self.able[self.groups[other]]
            asked = min(self.capacity[person], 1000) if person in able else 0
            others = [one for one in able if one != person]
        if asked == 0 or self.free(person) - units >= asked or (over is not None and over <= due):
            return False
        begin = self._opening(other, person, due)
        if begin is None:
            return False
        enough = 0
        for one in others:
            opening = self._opening(other, one, due)
            enough += self._over_by(one) <= begin and opening is not None and opening <= begin
        for before in self.order[: self.order.index(other)]:
            same = other in self.groups and self.groups.get(before) == self.groups[other]
            coming = before in self.kept_for and before in self.put_off
            enough -= same and coming and self.now < self.put_off[before] <= due
        if enough > 0:
            return False
        later = None if over is None else self._opening(other, person, over)
        if later is None:
            return True
        own = self._recent(hours_of(calendar_of_person(self.program, person)))
        return own.between(begin, later) > own.between(self.now, begin)

    def _begin(
        self, key: str, start: int, finish: int, crew: list[tuple[str, int]], work: int
    ) -> None:
        self.start[key], self.finish[key] = start, finish
        pooled = self.nodes[key].rate == 0 and bool(self.crews[key])
        units_of_all = sum(units for _, units in crew)
        for person, units in crew:
            rate = self.program.people[person].rate or 0
            self.money += rate * units * work / 60_000 / (units_of_all if pooled else 1)
            again = finish
            if person in self.own_hours:
                working = self._recent(hours_of(calendar_of_person(self.program, person)))
                again = working.opening(finish)
            self.used[person] += units
            self.busy.append((again, person, units, key))


def _planned(task: Task, day: int, week: int) -> int:
    assert task.estimate is not None
    return task.estimate.planned_minutes(day_minutes=day, week_minutes=week)
