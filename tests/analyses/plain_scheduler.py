"""The critical path told plainly: what the compiled engine must agree with, minute for minute.

Every question to a calendar walks the list of `program.working_time.spells` from its beginning;
every date is asked for by name and remembered. It shares no code with the engine, knows no arrays,
and is slow: for programs of some dozen tasks within a few years of 2026.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

from fairlead.program.moments import Moment, closing_minute, opening_minute
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.work import Activity, Milestone, Need, Task
from fairlead.program.working_time import (
    WorkingTime,
    calendar_of_activity,
    calendar_of_person,
    resolve,
    spells,
)

__all__ = ["Dates", "Hours", "hours_of", "schedule"]

FIRST, LAST = date(2025, 1, 1), date(2028, 12, 31)

BEFORE_ALL_HOURS = -(10**15)


@dataclass(frozen=True)
class Hours:
    """When work is done, and how much a minute: (start, end, rate). None is always, at rate 1."""

    spells: tuple[tuple[int, int, int], ...] | None

    def finish(self, start: int, work: int) -> int:
        """Where work that may start at `start` is done."""
        if work == 0 or self.spells is None:
            return start + work
        for begin, end, rate in self.spells:
            at = max(begin, start)
            if at >= end:
                continue
            if work <= (end - at) * rate:
                return at + -(-work // rate)
            work -= (end - at) * rate
        raise OverflowError("The hours end before the work does.")

    def start(self, finish: int, work: int) -> int:
        """The latest start of work that is to be done at `finish`."""
        if work == 0 or self.spells is None:
            return finish - work
        for begin, end, rate in reversed(self.spells):
            at = min(end, finish)
            if at <= begin:
                continue
            if work <= (at - begin) * rate:
                return begin + ((at - begin) * rate - work) // rate
            work -= (at - begin) * rate
        return BEFORE_ALL_HOURS

    def shift(self, at: int, work: int) -> int:
        """An instant moved by a lag."""
        return self.finish(at, work) if work >= 0 else self.start(at, -work)

    def opening(self, at: int) -> int:
        """The earliest instant from then on at which work can start."""
        if self.spells is None:
            return at
        return next(max(begin, at) for begin, end, _ in self.spells if end > at)

    def closing(self, at: int) -> int:
        """The latest instant up to then at which work can finish."""
        if self.spells is None:
            return at
        spells = (min(end, at) for begin, end, _ in reversed(self.spells) if begin < at)
        return next(spells, BEFORE_ALL_HOURS)

    def since_first(self, at: int) -> int:
        """The first hour, for a late date that lies before it: the person has not joined."""
        return self.spells[0][0] if self.spells and at < BEFORE_ALL_HOURS // 2 else at

    def between(self, first: int, second: int) -> int:
        """Work that can be done between two instants, negative when they stand the other way."""
        if first > second:
            return -self.between(second, first)
        if self.spells is None:
            return second - first
        return sum(
            (min(end, second) - max(begin, first)) * rate
            for begin, end, rate in self.spells
            if min(end, second) > max(begin, first)
        )


ALWAYS = Hours(None)


@lru_cache(maxsize=256)
def hours_of(working: WorkingTime) -> Hours:
    return Hours(tuple((begin, end, 1) for begin, end in spells(working, FIRST, LAST)))


@lru_cache(maxsize=64)
def together(people: tuple[tuple[WorkingTime, int], ...]) -> Hours:
    """Several people as one: at each instant, the rates of those who work then."""
    lists = [(spells(working, FIRST, LAST), rate) for working, rate in people]
    marks = sorted({mark for each, _ in lists for spell in each for mark in spell})
    found = []
    for begin, end in pairwise(marks):
        rate = sum(r for each, r in lists if any(b <= begin and end <= e for b, e in each))
        if rate:
            found.append((begin, end, rate))
    return Hours(tuple(found))


@dataclass
class Node:
    """One task, milestone or edge of an outline. Absent bounds are None."""

    kind: str  # work, opening, closing, end, point, first, recorded, done
    hours: Hours = ALWAYS
    plain: Hours = ALWAYS  # at rate 1, for slack
    lag_hours: Hours = ALWAYS
    work: int = 0
    rate: int = 1000  # of its crew in thousandths, 0 for a crew of several clocks
    length: int = 0  # of the whole, what a lag that is a share is a share of
    parts: list[tuple[Hours, int]] = field(default_factory=list)
    settle: Hours | None = None
    start_from: int | None = None
    finish_from: int | None = None
    start_until: int | None = None
    finish_until: int | None = None
    limit_start: int | None = None
    limit_finish: int | None = None
    fixed_start: int | None = None
    fixed_finish: int | None = None
    delay: tuple[Hours, int] | None = None
    expected: int | None = None
    alap: bool = False
    started: int | None = None
    finished: int | None = None
    project: str | None = None

    def finish(self, start: int) -> int:
        return max(h.finish(start, w) for h, w in [(self.hours, self.work), *self.parts])

    def start(self, finish: int) -> int:
        return min(h.start(finish, w) for h, w in [(self.hours, self.work), *self.parts])

    def late_start(self, finish: int) -> int:
        parts = [(self.hours, self.work), *self.parts]
        return min(h.since_first(h.start(finish, w)) for h, w in parts)

    def opening(self, at: int) -> int:
        return min(h.opening(at) for h in [self.hours, *(h for h, _ in self.parts)])

    def closing(self, at: int) -> int:
        return max(h.closing(at) for h in [self.hours, *(h for h, _ in self.parts)])

    def settled(self, at: int, status: int) -> int:
        if self.kind == "work":
            return self.opening(at) if self.settle is None else self.settle.opening(at)
        if self.kind == "opening":
            return at if at == status else self.opening(at)
        if self.kind == "closing":
            return at if self.closing(at) == at else self.opening(at)
        return at


@dataclass
class Tie:
    """A link: forward and backward lags may differ once work has begun."""

    before: str
    after: str
    type: str
    hours: Hours
    whole: int
    lag: int
    lag_back: int
    spent: bool = False


@dataclass(frozen=True)
class Dates:
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_slack: int
    free_slack: int


def schedule(program: Program) -> dict[str, Dates]:
    """Early and late dates and slack of every task and milestone. A circle is a RecursionError."""
    plainly = _Plain(program)
    return {key: plainly.dates(key) for key in plainly.leaves}


class _Plain:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.moves = program.scheduling.unfinished == "move"
        self.begin = opening_minute(_first_day(program), timezone=program.timezone)
        self.status = self.begin
        if program.as_of is not None and self.moves:
            as_of = opening_minute(program.as_of, timezone=program.timezone)
            self.status = max(self.begin, as_of)
        self.summaries = program.summaries()
        rows: list[tuple[str, Activity]] = [*program.tasks.items(), *program.milestones.items()]
        self.leaves = [
            key
            for key, row in rows
            if key not in self.summaries
            and not row.inactive
            and not (isinstance(row, Task) and row.level_of_effort)
        ]
        self.nodes = {key: self._node(key) for key in self.leaves}
        self.ties: list[Tie] = []
        for key in self.leaves:
            for need in program.activity(key).needs:
                self._tie(need, key)
        for key in self.summaries:
            for need in program.tasks[key].needs:
                if need.link in {"FS", "SS"}:
                    if self._exists(need.task) and self._inside(key):
                        self._tie(need, self._edge(key, "begin"))
                else:
                    for leaf in self._inside(key):
                        self._tie(need, leaf)
        for key in self.summaries:
            self._summary_dates(key)
        self._progress_of_links()
        self._early: dict[str, tuple[int, int]] = {}
        for key in self.nodes:
            self._forward(key)
        self.finish = max((f for _, f in self._early.values()), default=self.begin)
        self._late: dict[str, tuple[int, int]] = {}
        self._as_late_as_possible()

    # ---- what each node is ----

    def _node(self, key: str) -> Node:
        program, row = self.program, self.program.activity(key)
        zone = program.timezone
        own = calendar_of_activity(program, key)
        node = Node(kind="work", hours=hours_of(own), plain=hours_of(own), lag_hours=hours_of(own))
        node.start_from = self.status
        node.project = self._project(row)
        days = own
        if isinstance(row, Milestone):
            settles = not self.moves or row.calendar is not None
            node.kind = "opening" if row.opening else ("closing" if settles else "end")
            if row.finished is not None:
                at = closing_minute(row.finished, timezone=zone)
                if not isinstance(row.finished, datetime):
                    at = node.plain.closing(at)
                self._history(node, at, at)
        if isinstance(row, Task):
            days = self._work(node, row, own)
            if not self.moves and node.work == 0:
                node.kind = "closing"
            if row.expected_finish is not None and row.finished is None and self.moves:
                node.expected = closing_minute(row.expected_finish, timezone=zone)
            if row.delay is not None:
                clock = ALWAYS if row.delay.elapsed else node.plain
                node.delay = (clock, _minutes(row.delay, None if clock is ALWAYS else days))
            if row.started is not None or row.finished is not None:
                self._progress(node, row, None if node.plain is ALWAYS else days)
        if node.kind not in {"done", "point"}:
            self._bounds(node, row)
        return node

    def _project(self, row: Activity) -> str | None:
        top = row.parent
        while top is not None and self.program.tasks[top].parent is not None:
            top = self.program.tasks[top].parent
        return top

    def _work(self, node: Node, row: Task, own: WorkingTime) -> WorkingTime:
        """Sets hours and work; returns the calendar whose days are counted."""
        program = self.program
        amount = row.estimate or row.duration
        days = own
        node.work = 0 if amount is None else amount.planned_minutes(**_lengths(own))
        node.length = node.work
        if row.duration is not None and row.duration.likely and row.duration.likely.elapsed:
            node.hours = node.plain = ALWAYS
        crew = []
        for assignment in row.who:
            person = program.people[assignment.person]
            if person.kind not in {"material", "cost"}:
                share = person.availability if assignment.units is None else assignment.units
                crew.append((assignment, calendar_of_person(program, assignment.person), share))
        if row.resource_dependent and crew:
            parts: dict[WorkingTime, int] = {}
            for assignment, working, share in crew:
                left = assignment.remaining if row.started is not None else assignment.work
                work = node.work if left is None else round(_exact(left, working) / share)
                parts[working] = max(parts.get(working, work), work)
            (first, work), *rest = sorted(parts.items(), key=lambda part: -part[1])
            if self.moves:
                node.settle = node.hours
            node.hours, node.work = hours_of(first), work
            node.parts = [(hours_of(working), work) for working, work in rest]
        elif row.duration is None and crew:
            days = crew[0][1]
            if row.calendar is None and days != own:
                node.work = 0 if amount is None else amount.planned_minutes(**_lengths(days))
            rates = [max(round(share * 1000), 1) for _, _, share in crew]
            node.plain = node.lag_hours = hours_of(days)
            if all(working == days for _, working, _ in crew):
                node.hours = node.plain
                node.rate = sum(rates)
                node.work = node.length = _work_of(node.work, node.rate)
            else:
                clocks = tuple((working, r) for (_, working, _), r in zip(crew, rates, strict=True))
                node.hours = together(clocks)
                node.rate = 0
                node.work = _work_of(node.work, 0)
                assert node.hours.spells is not None
                node.length = -(-node.work // max(rate for _, _, rate in node.hours.spells))
        return days

    def _progress(self, node: Node, row: Task, days: WorkingTime | None) -> None:
        zone = self.program.timezone
        started = row.started or row.finished
        assert started is not None
        begun = opening_minute(started, timezone=zone)
        if not isinstance(started, datetime):
            begun = node.plain.opening(begun)
        if row.finished is not None:
            done = closing_minute(row.finished, timezone=zone)
            if not isinstance(row.finished, datetime):
                done = node.plain.closing(done)
            self._history(node, begun, max(begun, done))
            return
        node.started = begun
        whole = node.work
        if not (row.resource_dependent and row.who):
            if row.remaining is not None:
                node.work = _work_of(_minutes(row.remaining, days), node.rate)
            elif row.complete is not None:
                node.work = round(whole * (1 - row.complete))
            elif row.spent is not None:
                node.work = max(whole - _work_of(_minutes(row.spent, days), node.rate), 0)
        resumes = None
        if row.resumes is not None:
            resumes = opening_minute(row.resumes, timezone=zone)
        if self.moves:
            node.start_from = max(self.status, begun, resumes or begun)
            return
        node.kind = "recorded"
        node.fixed_start = begun
        if resumes is not None:
            node.fixed_finish = node.hours.finish(resumes, node.work)
        else:
            parts = [(node.hours, whole), *node.parts]
            node.fixed_finish = max(hours.finish(begun, work) for hours, work in parts)

    def _history(self, node: Node, begun: int, done: int) -> None:
        node.started, node.finished, node.work, node.parts = begun, done, 0, []
        if self.moves:
            node.kind, node.start_from = "point", max(self.status, done)
        else:
            node.kind, node.fixed_start, node.fixed_finish = "done", begun, done

    def _bounds(self, node: Node, row: Activity) -> None:  # noqa: C901, PLR0912  # a field a line
        def opens(moment: Moment) -> int:
            return opening_minute(moment, timezone=self.program.timezone)

        def closes(moment: Moment) -> int:
            at = closing_minute(moment, timezone=self.program.timezone)
            keeps = node.kind != "end" and not isinstance(moment, datetime)
            last = node.hours.closing(at) if keeps else at
            return at if last == BEFORE_ALL_HOURS else last

        rules = self.program.scheduling
        promised = row.deadline if isinstance(row, Task) else getattr(row, "due", None)
        until = [closes(moment) for moment in (row.finish_by, promised) if moment is not None]
        if node.kind == "recorded":
            node.finish_until = min(until, default=None)
            return
        node.alap = row.as_late_as_possible
        node.finish_until = min(until, default=None)
        if row.finish_by is not None and rules.limits == "hold":
            node.limit_finish = closes(row.finish_by)
        if row.finish_not_before is not None:
            node.finish_from = closes(row.finish_not_before)
        if row.must_finish is not None:
            at = closes(row.must_finish)
            if rules.must_finish == "honour-dates":
                node.fixed_finish = at
            else:
                node.finish_from = max(at, at if node.finish_from is None else node.finish_from)
                node.finish_until = min(at, at if node.finish_until is None else node.finish_until)
        if node.started is not None:
            return
        assert node.start_from is not None
        if row.not_before is not None:
            node.start_from = max(node.start_from, opens(row.not_before))
        if row.start_by is not None:
            node.start_until = opens(row.start_by)
            if rules.limits == "hold":
                node.limit_start = node.start_until
        if row.must_start is not None:
            at = opens(row.must_start)
            if rules.must_finish == "honour-dates":
                node.fixed_start = at
            else:
                node.start_from = max(node.start_from, at)
                node.start_until = min(at, at if node.start_until is None else node.start_until)

    def _summary_dates(self, key: str) -> None:
        row = self.program.tasks[key]
        for leaf in self._inside(key):
            node = self.nodes[leaf]
            if node.started is not None:
                continue
            if row.not_before is not None:
                at = opening_minute(row.not_before, timezone=self.program.timezone)
                node.start_from = max(at, node.start_from or at)
            if row.finish_by is not None:
                at = closing_minute(row.finish_by, timezone=self.program.timezone)
                node.finish_until = at if node.finish_until is None else min(at, node.finish_until)

    # ---- outlines and links ----

    def _inside(self, key: str) -> list[str]:
        def within(row: Activity) -> bool:
            parent = row.parent
            while parent is not None and parent != key:
                parent = self.program.tasks[parent].parent
            return parent == key

        return [leaf for leaf in self.leaves if within(self.program.activity(leaf))]

    def _exists(self, key: str) -> bool:
        return key in self.nodes or (key in self.summaries and bool(self._inside(key)))

    def _edge(self, key: str, edge: str) -> str:
        """The point before, at the first start of, or after all that a summary holds."""
        name = f"{key}:{edge}"
        if name not in self.nodes:
            own = hours_of(resolve(self.program, self.program.tasks[key].calendar))
            self.nodes[name] = Node(
                kind="first" if edge == "first" else "point",
                plain=own,
                lag_hours=own,
                start_from=self.begin,
                project=self._project(self.program.tasks[key]) or key,
            )
            for leaf in self._inside(key):
                ends = (name, leaf) if edge == "begin" else (leaf, name)
                self.ties.append(Tie(*ends, "SS" if edge == "first" else "FS", ALWAYS, 0, 0, 0))
        return name

    def _tie(self, need: Need, after: str) -> None:
        if not self._exists(need.task):
            return
        before = need.task
        if before in self.summaries:
            before = self._edge(before, "end" if need.link in {"FS", "FF"} else "first")
        rules, program = self.program.scheduling, self.program
        ends = {"predecessor": before, "successor": after}
        whole, hours = 0, ALWAYS
        if need.lag is not None or need.lag_share is not None:
            days: WorkingTime | None = resolve(program, None)
            if rules.lag_calendar in ends:
                end = ends[rules.lag_calendar]
                hours = self.nodes[end].lag_hours
                days = self._days(end)
            elif rules.lag_calendar == "program":
                hours = hours_of(resolve(program, None))
            if need.lag is not None:
                hours = ALWAYS if need.lag.elapsed else hours
                whole = _minutes(need.lag, days)
            elif need.lag_share is not None:
                whole = round(self.nodes[before].length * need.lag_share)
        self.ties.append(Tie(before, after, need.link, hours, whole, whole, whole))

    def _days(self, name: str) -> WorkingTime:
        key = name.partition(":")[0]
        if name != key:
            return resolve(self.program, self.program.tasks[key].calendar)
        row = self.program.activity(key)
        crew = [
            assignment.person
            for assignment in (row.who if isinstance(row, Task) else ())
            if self.program.people[assignment.person].kind not in {"material", "cost"}
        ]
        if isinstance(row, Task) and crew and row.duration is None and not row.resource_dependent:
            return calendar_of_person(self.program, crew[0])
        return calendar_of_activity(self.program, key)

    def _progress_of_links(self) -> None:
        if self.program.scheduling.progress != "retained-logic":
            self.ties = [
                tie
                for tie in self.ties
                if self.nodes[tie.after].started is None or self.nodes[tie.after].kind != "work"
            ]
        for tie in self.ties if self.moves else ():
            before, after = self.nodes[tie.before], self.nodes[tie.after]
            since = before.started if tie.type in {"SS", "SF"} else before.finished
            if since is not None and tie.whole != 0:  # so much of the lag has passed
                passed = tie.hours.between(min(since, self.status), self.status)
                tie.lag = tie.lag_back = max(tie.whole - passed, 0)
            if tie.type == "FS" and before.finished is not None and after.started is not None:
                tie.lag = 0
            if after.finished is not None and (
                (tie.type == "FF" and before.finished is not None)
                or (tie.type == "SS" and before.started is not None)
            ):
                tie.lag = 0
            if tie.type == "FF" and before.finished is not None and after.kind != "point":
                at = tie.hours.shift(before.finished, tie.whole)
                after.finish_from = max(at, at if after.finish_from is None else after.finish_from)
                tie.spent = True
            if tie.type == "FS" and (
                (after.finished is not None and before.finished is None)
                or (
                    after.started is not None
                    and after.finished is None
                    and before.started is not None
                )
            ):
                tie.lag_back = 0

    # ---- forward ----

    def _forward(self, key: str) -> tuple[int, int]:
        if key not in self._early:
            self._early[key] = self._early_dates(key, self.nodes[key])
        return self._early[key]

    def _early_dates(self, key: str, node: Node) -> tuple[int, int]:  # noqa: C901  # a rule a line
        ties = [tie for tie in self.ties if tie.after == key]
        if node.kind in {"recorded", "done"}:
            for tie in ties:
                self._forward(tie.before)  # a circle is one even through history
            assert node.fixed_start is not None
            assert node.fixed_finish is not None
            return node.fixed_start, node.fixed_finish
        if node.kind == "first":
            at = min(self._forward(tie.before)[0] for tie in ties)
            return at, at
        starts = [] if node.start_from is None else [node.start_from]
        finishes = [] if node.finish_from is None else [node.finish_from]
        linked: list[int] = []
        for tie in ties:
            start, finish = self._forward(tie.before)
            at = tie.hours.shift(finish if tie.type in {"FS", "FF"} else start, tie.lag)
            if tie.spent:
                continue
            (starts if tie.type in {"FS", "SS"} else linked).append(at)
        if node.fixed_start is not None:
            starts, finishes, linked = [node.fixed_start], [], []
        elif node.fixed_finish is not None:
            starts, finishes, linked = [], [node.fixed_finish], [node.fixed_finish]
        finishes += linked
        held = starts
        if starts and node.fixed_start is None:
            limits = [] if node.limit_start is None else [node.limit_start]
            if node.limit_finish is not None:
                limits.append(node.start(node.limit_finish))
            held = [min([max(starts), *limits])]
        at = max(held + [node.start(finish) for finish in finishes])
        if at < BEFORE_ALL_HOURS // 2:  # held to a date before anybody is there
            at = self.status
        at = node.settled(at, self.status)
        if node.delay is not None and node.delay[1]:
            at = node.settled(node.delay[0].shift(at, node.delay[1]), self.status)
        if node.expected is not None:
            node.work = max(node.hours.between(at, node.expected), 0)
        return at, max([node.finish(at), *linked])

    # ---- as late as possible, backward ----

    def _room(self, key: str) -> int:
        """How late it may finish by what follows, at the present dates of that."""
        node, after = self.nodes[key], [tie for tie in self.ties if tie.before == key]
        until = [] if after else [self.finish]
        for tie in after:
            start, finish = self._early[tie.after]
            at = tie.hours.shift(start if tie.type in {"FS", "SS"} else finish, -tie.lag_back)
            until.append(at if tie.type in {"FS", "FF"} else node.finish(at))
        return min(until)

    def _as_late_as_possible(self) -> None:  # noqa: C901  # told in one piece
        if self.program.scheduling.direction == "backward":
            for key in self.leaves:
                self.nodes[key].alap = self.nodes[key].started is None
            if self.program.finish_by is not None:
                by = closing_minute(self.program.finish_by, timezone=self.program.timezone)
                self.finish = max(self.finish, by)
        moved: set[str] = set()

        def move(key: str) -> None:
            if key in moved:
                return
            moved.add(key)
            for tie in self.ties:
                if tie.before == key:
                    move(tie.after)
            node = self.nodes[key]
            if not node.alap or node.kind not in {"work", "opening", "closing", "end"}:
                return
            if node.fixed_start is not None or node.fixed_finish is not None:
                return
            until = [self._room(key)]
            if node.finish_until is not None:
                until.append(node.finish_until)
            if node.start_until is not None:
                until.append(node.finish(node.start_until))
            at = min(until)
            if node.kind != "end":  # which keeps no hours
                at = node.closing(at)
            if at > self._early[key][1]:
                self._early[key] = (node.start(at), at)

        for key in self.nodes:
            move(key)
        self.finish = max((f for _, f in self._early.values()), default=self.begin)

    def _backward(self, key: str) -> tuple[int, int]:
        if key not in self._late:
            self._late[key] = self._late_dates(key, self.nodes[key])
        return self._late[key]

    def _ends(self, node: Node) -> tuple[int | None, int]:
        """What an open end counts back from (None: its own finish), and what none may pass."""
        rules = self.program.scheduling
        if rules.slack_to == "open-ends":
            return None, self.finish
        if rules.slack_to == "projects":
            last = max(
                [self.begin]
                + [self._early[k][1] for k, n in self.nodes.items() if n.project == node.project]
            )
            return last, last
        if self.program.finish_by is None:
            return self.finish, self.finish
        end = closing_minute(self.program.finish_by, timezone=self.program.timezone)
        return end, max(end, self.finish)

    def _late_dates(self, key: str, node: Node) -> tuple[int, int]:
        early_start, early_finish = self._early[key]
        after = [tie for tie in self.ties if tie.before == key]
        open_end, latest = self._ends(node)
        until = [latest] if after else [early_finish if open_end is None else open_end]
        start_until = [] if node.start_until is None else [node.start_until]
        linked: list[int] = []
        for tie in after:
            late_start, late_finish = self._backward(tie.after)
            if self.nodes[tie.after].kind == "first":
                if self._early[tie.after][0] == early_start:
                    start_until.append(late_start)
                continue
            to_start = tie.type in {"FS", "SS"}
            at = tie.hours.shift(late_start if to_start else late_finish, -tie.lag_back)
            at = tie.hours.since_first(at)
            (until if tie.type in {"FS", "FF"} else start_until).append(at)
            if tie.type == "SF":
                linked.append(at)
        if node.kind == "done":
            return early_start, early_finish
        if node.finish_until is not None:
            until.append(node.finish_until)
        if start_until:
            at = min(start_until)
            until.append(node.finish(node.opening(at) if node.kind == "work" and node.work else at))
        end = min(until)
        if node.kind != "recorded":
            if node.fixed_start is not None:
                end = node.finish(node.fixed_start)
            elif node.fixed_finish is not None:
                end = node.fixed_finish
        if node.kind not in {"point", "first", "opening", "end"}:
            end = node.hours.since_first(node.closing(end))
        return min([node.late_start(end), *linked]), end

    def dates(self, key: str) -> Dates:
        node = self.nodes[key]
        early_start, early_finish = self._early[key]
        late_start, late_finish = self._backward(key)
        if node.kind == "recorded" and node.started is not None:
            late_start = node.started
        at_start = node.plain.between(early_start, late_start)
        at_finish = node.plain.between(early_finish, late_finish)
        by = self.program.scheduling.total_slack
        total = {"start": at_start, "finish": at_finish, "smaller": min(at_start, at_finish)}[by]
        free = max(node.plain.between(early_finish, self._room(key)), 0)
        return Dates(early_start, early_finish, late_start, late_finish, total, free)


def _first_day(program: Program) -> Moment:
    stated = program.start or program.as_of
    if stated is not None:
        return stated
    rows: list[Activity] = [*program.tasks.values(), *program.milestones.values()]
    moments = [program.finish_by]
    for row in rows:
        moments += [row.not_before, row.must_start, row.must_finish, getattr(row, "started", None)]
    return min(m.date() if isinstance(m, datetime) else m for m in moments if m is not None)


def _lengths(working: WorkingTime) -> dict[str, int]:
    return {"day_minutes": working.day_minutes, "week_minutes": working.week_minutes}


def _minutes(span: Span, working: WorkingTime | None) -> int:
    if working is None:
        return span.minutes(day_minutes=1440, week_minutes=10080)
    return span.minutes(**_lengths(working))


def _exact(span: Span, working: WorkingTime) -> float:
    factor = {"m": 1, "h": 60, "d": working.day_minutes, "w": working.week_minutes}[span.unit]
    return span.amount * factor


def _work_of(effort: int, rate: int) -> int:
    """Work of a clock for minutes of effort by a crew of that rate in thousandths; 0, by a pool."""
    return -(-effort * 1000 // rate) if rate else effort * 1000
