"""A program on a time grid, eased so that whatever bounds the grid bounds the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import TOO_LATE, Minutes
from fairlead.analyses.levelling import Levelled
from fairlead.analyses.levelling.energy import least_dates
from fairlead.analyses.levelling.staffing import WHOLE, Staffing
from fairlead.analyses.network.form import POINT, SPENT, WORK
from fairlead.analyses.network.rows import LINKS
from fairlead.analyses.optimiser.passing import Passing, passing

__all__ = ["GridLink", "GridPromise", "GridTask", "GridWay", "Promise", "TimeGrid", "time_grid"]

_STEPS = (1, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880, 10080)
"""Minutes that a slot of the grid may have."""

_MOST_SLOTS = 40_000
_MOST_ENTRIES = 1_000_000
"""Slots, and entries of all tables, beyond which slots are made longer: a weaker bound, no more."""

_MOST_RUNS = 2_000
_FEW_RUNS = 60
"""Stretches of unusual length that are told, of all tables; and of each, if there are no more."""

_LATE_TOLD = 40
"""Slots behind a promised date of which it is told how late they are."""

_RHYTHMS = 4
_KINDS_TRIED = 40
"""Daily rhythms that are tried as slots, those with most work; and kinds of tasks to judge by."""

_MOST_TASKS = 1_500
"""Beyond which no grid is made: a proof would take longer than anyone waits."""

Slots = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class GridWay:
    """One way to do a task: by whom (number, thousandths), and when it ends by when it starts.

    `ends` is None where nothing is known of the time it takes. `number` is that of the candidate,
    -1 for named people.
    """

    people: tuple[tuple[int, int], ...]
    ends: Passing | None
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class GridTask:
    """A place with the slots before which it neither starts nor finishes, and its ways.

    `yielding`: something but its own work may ask for a later finish, so that it may take longer.
    """

    place: int
    start_from: int
    finish_from: int
    ways: tuple[GridWay, ...]
    yielding: bool


@dataclass(frozen=True, slots=True, eq=False)
class GridLink:
    """Start or finish of `after` not before `lag` behind the start or finish of `before`.

    Both are places; `lag` None: not before it.
    """

    before: int
    after: int
    from_finish: bool
    to_finish: bool
    lag: Passing | None


@dataclass(frozen=True, slots=True)
class Promise:
    """A place that is to be finished by a minute; what each minute after it counts."""

    place: int
    due: int
    weight: int


@dataclass(frozen=True, slots=True)
class GridPromise:
    """A promise, with how many minutes late it is when it is finished in a slot or later."""

    place: int
    weight: int
    late: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class TimeGrid:
    """Slots are the stretches of `step` minutes in which people work; the others are left out.

    They are those of anybody's hours, or of one daily rhythm: of what makes tasks longest.

    An instant stands in as many slots as there are before its own, so that it is not told from the
    rest of its slot, nor from the idle time before. A true plan, each date so rounded, keeps every
    rule of the grid: hence no plan ends before the grid's best one does.
    """

    origin: int
    step: int
    kept: Slots
    tasks: tuple[GridTask, ...]
    links: tuple[GridLink, ...]
    capacity: Minutes
    promises: tuple[GridPromise, ...] = ()

    @property
    def slots(self) -> int:
        """How many slots there are."""
        return len(self.kept)

    def slot(self, minute: int) -> int:
        """The slot in which a minute lies."""
        return int(np.searchsorted(self.kept, (minute - self.origin) // self.step))

    def minutes(self, slots: Slots) -> Minutes:
        """The first minutes that stand in slots."""
        before = np.where(slots > 0, self.kept[np.clip(slots - 1, 0, None)] + 1, 0)
        found: Minutes = self.origin + self.step * before
        return found


def time_grid(
    levelled: Levelled,
    *,
    until: int,
    promises: tuple[Promise, ...] | None = None,
    fineness: int = 1,
    give_up: Callable[[], bool] | None = None,
) -> TimeGrid | None:
    """The grid of a program for plans that end before a minute; None where none is worth a try.

    With `promises` it is one for plans that keep them before that minute, whatever ends later: only
    what must end before a promise is on it.

    What cannot be said on a grid is left out: dates that do not yield to people, and the people on
    them. A program of which nobody can finish some task has no grid. With more `fineness` slots are
    shorter, and more is told of how long things take: a better bound for more time. `give_up` is
    asked now and then whether to leave it, without a grid.
    """
    try:
        return _time_grid(levelled, until, promises, fineness, give_up)
    except _GivenUp:
        return None


def _time_grid(
    levelled: Levelled,
    until: int,
    promises: tuple[Promise, ...] | None,
    fineness: int,
    give_up: Callable[[], bool] | None,
) -> TimeGrid | None:
    staffing = levelled.staffing
    network = staffing.network
    still_open = (network.actual_finish == TOO_LATE) & (network.order < network.leaves)
    if levelled.lost.any() or network.stayed.any() or int(still_open.sum()) > _MOST_TASKS:
        return None
    start, finish, beyond = least_dates(staffing, levelled.lost)
    if beyond or not network.n:
        return None
    origin = min(int(start.min()), int(finish.min()), network.status)
    grid = _Grid(
        staffing,
        origin=origin,
        until=until,
        still_open=still_open,
        fineness=fineness,
        give_up=give_up,
    )
    if len(grid.kept) < 2:
        return None
    free = (network.kind <= POINT) & (network.bounds[4:] == TOO_LATE).all(axis=0)
    links = tuple(link for place in np.flatnonzero(free).tolist() for link in grid.links(place))
    if promises is not None:
        on = _before(links, {promise.place for promise in promises})
        links = tuple(link for link in links if link.before in on and link.after in on)
        grid.still_open = still_open & np.isin(np.arange(network.n), sorted(on))
    pushed = {link.after for link in links if link.to_finish}
    tasks = tuple(
        grid.task(place, int(start[place]), int(finish[place]), yielding=place in pushed)
        for place in range(network.n)
    )
    promised = tuple(grid.promise(promise) for promise in promises or ())
    return TimeGrid(origin, grid.step, grid.kept, tasks, links, staffing.capacity, promised)


def _before(links: tuple[GridLink, ...], places: set[int]) -> set[int]:
    """These places, and all that must have ended when they do. Links stand in order of `after`."""
    found = set(places)
    for link in reversed(links):
        later = link.lag is None or link.lag.least >= 0
        if link.after in found and link.from_finish and later:
            found.add(link.before)
    return found


class _GivenUp(Exception):
    pass


class _Grid:
    def __init__(
        self,
        staffing: Staffing,
        *,
        origin: int,
        until: int,
        still_open: npt.NDArray[np.bool_],
        fineness: int,
        give_up: Callable[[], bool] | None,
    ) -> None:
        self._give_up = give_up
        self.staffing, self.network = staffing, staffing.network
        self.origin, self.still_open = origin, still_open
        self._until = until
        ways = Counter(self._kinds())
        self._most_slots = min(_MOST_SLOTS, fineness * _MOST_ENTRIES // max(len(ways), 1))
        self._most_runs = fineness * _MOST_RUNS // max(ways.total(), 1)
        choices = self._hours(ways)
        best = choices[0]
        if len(choices) > 1:
            best = max(choices, key=lambda clocks: self._told(clocks, ways))
        self._lay(best)

    def _hours(self, ways: Counter[tuple[int, int]]) -> list[tuple[int, ...]]:
        """Clocks whose hours may be the slots: of all, or of those with one daily rhythm."""
        work: Counter[tuple[object, ...]] = Counter()
        alike: dict[tuple[object, ...], set[int]] = {}
        for (clock, amount), count in ways.items():
            table = self.staffing.clocks.tables[clock]
            daily = np.stack([table.start % 1440, table.end - table.start], axis=1).tolist()
            rhythm = tuple(sorted(one for one, _ in Counter(map(tuple, daily)).most_common(2)))
            work[rhythm] += count * amount
            alike.setdefault(rhythm, set()).add(clock)
        whole = tuple(sorted({clock for clock, _ in ways}))
        some = [tuple(sorted(alike[rhythm])) for rhythm, _ in work.most_common(_RHYTHMS)]
        return [whole, *(one for one in some if one != whole)]

    def _told(self, clocks: tuple[int, ...], ways: Counter[tuple[int, int]]) -> float:
        """How much of the slots the least lengths of tasks take together: the more the better."""
        self._lay(clocks)
        kinds = ways.most_common(_KINDS_TRIED)
        return sum(n * self._ends(*kind).least for kind, n in kinds) / max(len(self.kept), 1)

    def _lay(self, clocks: tuple[int, ...]) -> None:
        """Let the hours of these clocks be the slots."""
        longest = max((self._until - self.origin) // max(self._most_slots, 1), 1)
        for step in (*_STEPS, longest):
            self.step, self.kept = step, self._worked(clocks, step)
            if len(self.kept) <= self._most_slots:
                break
        before = np.concatenate([np.zeros(1, np.int64), self.kept[:-1] + 1])
        self._minutes = self.origin + self.step * before[: len(self.kept)]
        self._passing: dict[tuple[int, int], Passing] = {}

    def _kinds(self) -> list[tuple[int, int]]:
        """Clock and work of all ways in which people are busy."""
        staffing, network = self.staffing, self.network
        found: list[tuple[int, int]] = []
        for place in np.flatnonzero(self.still_open & (network.work > 0)).tolist():
            group = int(staffing.group[place])
            if group >= 0:
                first, last = int(staffing.group_ptr[group]), int(staffing.group_ptr[group + 1])
                found += [self._kind(row, place) for row in staffing.candidates[first:last]]
            elif staffing.crew_ptr[place + 1] > staffing.crew_ptr[place]:
                found.append((int(network.clock[place]), int(network.work[place])))
        return found

    def _kind(self, row: np.void, place: int) -> tuple[int, int]:
        rate = int(row["rate"])
        if rate == 0:
            return int(self.network.clock[place]), int(self.network.work[place])
        effort = int(self.staffing.effort[int(row["lengths"]), place])
        return int(row["clock"]), (effort * WHOLE + rate - 1) // rate

    def _worked(self, clocks: tuple[int, ...], step: int) -> Slots:
        """Slots, counted from the origin, in which one of these clocks runs; and one behind all."""
        count = (self._until - self.origin) // step + 1
        change = np.zeros(count + 1, np.int64)
        for clock in clocks:
            table = self.staffing.clocks.tables[clock]
            if not len(table.start):
                return np.arange(count + 1, dtype=np.int64)
            inside = (table.end > self.origin) & (table.start < self._until)
            first = np.maximum(table.start[inside] - self.origin, 0) // step
            last = np.minimum((table.end[inside] - 1 - self.origin) // step + 1, count)
            np.add.at(change, first, 1)
            np.add.at(change, last, -1)
        worked = np.flatnonzero(np.cumsum(change[:-1]) > 0)
        return np.append(worked, count).astype(np.int64)

    def _passing_of(self, minutes: Minutes) -> Passing:
        slots = np.searchsorted(self.kept, (minutes - self.origin) // self.step)
        return passing(slots.astype(np.int64), len(self.kept), few=_FEW_RUNS, most=self._most_runs)

    def _slot(self, minute: int) -> int:
        return int(np.searchsorted(self.kept, (minute - self.origin) // self.step))

    def promise(self, promise: Promise) -> GridPromise:
        """Some slots behind the date, evenly, with the minutes that are late in the first of each.

        Fewer slots ease it, no more.
        """
        first, last = self._slot(promise.due) + 1, len(self.kept)
        told = np.unique(np.linspace(first, last - 1, _LATE_TOLD).astype(np.int64))
        late = self._minutes[told[told < last]] - promise.due
        rows = zip(told.tolist(), late.tolist(), strict=True)
        return GridPromise(
            promise.place, promise.weight, tuple((slot, m) for slot, m in rows if m > 0)
        )

    def task(self, place: int, start: int, finish: int, *, yielding: bool) -> GridTask:
        first, last = self._slot(start), self._slot(finish)
        ways = self._ways(place) if self.still_open[place] else ()
        longer = any(way.ends is not None and last > first + way.ends.least for way in ways)
        return GridTask(place, first, last, ways, yielding or longer)

    def _ends(self, clock: int, work: int) -> Passing:
        """By slot of the start, the slot before which so much work of a clock is not done."""
        found = self._passing.get((clock, work))
        if found is None:
            if self._give_up is not None and self._give_up():
                raise _GivenUp
            which = np.full(len(self.kept), clock, np.int32)
            amount = np.full(len(self.kept), work, np.int64)
            done = self.staffing.clocks.finish_of(which, self._minutes, amount)
            found = self._passing[clock, work] = self._passing_of(done)
        return found

    def _ways(self, place: int) -> tuple[GridWay, ...]:
        network, staffing = self.network, self.staffing
        if network.kind[place] != WORK or network.expected[place] != TOO_LATE:
            return ()
        if staffing.held[place] or not network.work[place]:
            return ()
        group = int(staffing.group[place])
        if group < 0:
            rows = staffing.crew[int(staffing.crew_ptr[place]) : int(staffing.crew_ptr[place + 1])]
            people = tuple((int(row["person"]), int(row["units"])) for row in rows)
            own = self._ends(int(network.clock[place]), int(network.work[place]))
            return (GridWay(people, own, -1),)
        first, last = int(staffing.group_ptr[group]), int(staffing.group_ptr[group + 1])
        return tuple(
            GridWay(
                ((int(row["person"]), int(row["units"])),),
                self._ends(*self._kind(row, place)),
                number,
            )
            for number, row in enumerate(staffing.candidates[first:last], start=first)
        )

    def links(self, place: int) -> list[GridLink]:
        network, found = self.network, []
        for edge in network.incoming[int(network.in_ptr[place]) : int(network.in_ptr[place + 1])]:
            kind, lag = int(edge["type"]), int(edge["lag"])
            if kind == SPENT:
                continue
            found.append(
                GridLink(
                    before=int(edge["other"]),
                    after=place,
                    from_finish=kind in {LINKS["FS"], LINKS["FF"]},
                    to_finish=kind in {LINKS["FF"], LINKS["SF"]},
                    lag=self._lag(int(edge["clock"]), lag) if lag else None,
                )
            )
        return found

    def _lag(self, clock: int, lag: int) -> Passing:
        if lag > 0:
            return self._ends(clock, lag)
        which = np.full(len(self.kept), clock, np.int32)
        amount = np.full(len(self.kept), -lag, np.int64)
        begun = self.staffing.clocks.start_of(which, self._minutes, amount)
        return self._passing_of(begun)
