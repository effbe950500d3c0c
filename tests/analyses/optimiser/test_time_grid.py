"""The time grid: every true plan keeps its rules, so that what bounds it bounds the program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.analyses.levelling import Levelled, level
from fairlead.analyses.optimiser import cpsat
from fairlead.analyses.optimiser.optimise import optimise
from fairlead.analyses.optimiser.optimised import Optimised
from fairlead.analyses.optimiser.passing import Passing, passing
from fairlead.analyses.optimiser.time_grid import Promise, TimeGrid, time_grid
from fairlead.analyses.plan import Plan, plan
from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program
from tests.analyses.levelling_programs import random_program

Dates = tuple[dict[int, int], dict[int, int]]


def levelled_of(program: Program) -> Levelled:
    path = critical_path(program)
    assert isinstance(path, CriticalPath)
    return level(path)


def kept(told: Passing, start: int, end: int) -> bool:
    """Whether an end is not before what a table says."""
    if end < start + told.least:
        return False
    for run in told.runs:
        if start >= run.first and end < run.end:
            return False
        if run.first <= start < run.until and end < start + run.length:
            return False
    return True


def broken_promises(grid: TimeGrid, levelled: Levelled) -> list[str]:
    """Promises that the grid says are broken by more than a plan breaks them."""
    found = []
    for promise in grid.promises:
        due = int(levelled.staffing.network.bounds[3][promise.place])
        finish = int(levelled.finish[promise.place])
        late, slot = max(finish - due, 0), grid.slot(finish)
        if any(slot >= first and late < least for first, least in promise.late):
            found.append(f"{promise.place} is less late than promises allow")
    return found


def broken_rules(grid: TimeGrid, levelled: Levelled) -> list[str]:
    """Rules of the grid that the dates of a plan break, each rounded to its slot."""
    start = [grid.slot(at) for at in levelled.start.tolist()]
    finish = [grid.slot(at) for at in levelled.finish.tolist()]
    found = []
    busy: dict[int, list[tuple[int, int, int]]] = {}
    for task in grid.tasks:
        at = task.place
        if start[at] < task.start_from or finish[at] < task.finish_from:
            found.append(f"{at} is before its earliest dates")
        for way in task.ways:
            if len(task.ways) > 1 and way.number != levelled.chosen[at]:
                continue
            if way.ends is not None and not kept(way.ends, start[at], finish[at]):
                found.append(f"{at} is shorter than its work")
            for person, units in way.people:
                busy.setdefault(person, []).append((start[at], finish[at], units))
    for link in grid.links:
        first = (finish if link.from_finish else start)[link.before]
        then = (finish if link.to_finish else start)[link.after]
        if not (then >= first if link.lag is None else kept(link.lag, first, then)):
            found.append(f"{link.after} is too early behind {link.before}")
    for person, rows in busy.items():
        for slot in {first for first, _, _ in rows}:
            taken = sum(units for first, last, units in rows if first <= slot < last)
            if taken > grid.capacity[person]:
                found.append(f"person {person} does too much in slot {slot}")
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, 4]))
@example(112, 1)  # dates behind the last hour that anybody works
def test_a_true_plan_keeps_every_rule_of_the_grid(seed: int, fineness: int) -> None:
    levelled = levelled_of(random_program(seed))
    grid = time_grid(levelled, until=int(levelled.finish.max()) + 1, fineness=fineness)
    if grid is not None:
        assert broken_rules(grid, levelled) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_true_plan_keeps_every_rule_of_the_grid_of_its_promises(seed: int) -> None:
    levelled = levelled_of(random_program(seed))
    network = levelled.staffing.network
    # every fourth place is promised for when half of the time is over
    half = (network.status + int(levelled.finish.max())) // 2
    network.bounds[3][::4] = half
    promises = tuple(Promise(place, half, 1000) for place in range(0, network.n, 4))
    until = int(levelled.finish.max()) + 1
    grid = time_grid(levelled, until=until, promises=promises)
    if grid is not None:
        assert len(grid.promises) == len(promises)
        assert broken_rules(grid, levelled) == []
        assert broken_promises(grid, levelled) == []


def test_a_plan_that_breaks_a_rule_is_seen_to_break_it() -> None:
    levelled = levelled_of(random_program(3))
    grid = time_grid(levelled, until=int(levelled.finish.max()) + 1)
    assert grid is not None
    levelled.finish[:] = levelled.start
    assert broken_rules(grid, levelled)


def test_nights_and_weekends_take_no_slots() -> None:
    # two weeks of 40 hours and a day, to the minute: 2400 + 2400 + 480 minutes that are worked, and
    # one slot for all that is later
    reading = parse_program(
        """fairlead: 1
program: p
start: 2026-01-05
timezone: UTC
calendars: {office: {hours: Mon-Fri 09:00-17:00, timezone: UTC}}
teams: {crew: {title: Crew, calendar: office}}
people: {ann: {name: Ann, team: crew}}
tasks: {a: {title: A, estimate: 11d, who: ann}}
"""
    )
    assert reading.program is not None
    levelled = levelled_of(reading.program)
    grid = time_grid(levelled, until=int(levelled.finish.max()))
    assert grid is not None
    assert (grid.step, grid.slots) == (1, 5281)
    (way,) = next(task.ways for task in grid.tasks if task.ways)
    assert way.ends is not None
    assert (way.ends.least, way.ends.runs) == (5280, ())


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), st.integers(0, 6))
def test_a_table_told_in_full_says_what_the_table_says(rises: list[int], first: int) -> None:
    ends = first + np.cumsum(np.array([0, *rises]))
    ends = np.maximum(ends, np.arange(len(ends)))
    told = passing(ends, 10_000, few=100, most=100)
    for start, end in enumerate(ends.tolist()):
        assert kept(told, start, end)
        assert not kept(told, start, end - 1)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), st.integers(0, 3))
def test_a_table_told_in_part_forbids_nothing_that_is_true(rises: list[int], most: int) -> None:
    ends = np.cumsum(np.array([0, *rises]))
    told = passing(ends, 10_000, few=0, most=most)
    assert len(told.runs) <= most
    for start, end in enumerate(ends.tolist()):
        assert kept(told, start, end)


PAIRS = """fairlead: 1
program: p
start: 2026-01-05
timezone: UTC
calendars: {office: {hours: Mon-Fri 09:00-17:00, timezone: UTC}}
teams: {crew: {title: Crew, calendar: office}}
people:
  ann: {name: Ann, team: crew}
  bob: {name: Bob, team: crew}
  eve: {name: Eve, team: crew}
tasks:
  a: {title: A, duration: 2d, who: [ann, bob]}
  b: {title: B, duration: 2d, who: [bob, eve]}
  c: {title: C, duration: 2d, who: [eve, ann]}
milestones:
  done: {title: Done, needs: [a, b, c], due: 2026-01-08}
"""
"""Two of three people in each: everybody has four days of work, but no two tasks go together."""


@pytest.mark.skipif(not cpsat.available(), reason="OR-Tools is not installed")
def test_an_end_that_simple_bounds_leave_open_is_proved_by_the_solver() -> None:
    program = parse_program(PAIRS).program
    assert program is not None
    before, made = plan(program), optimise(program, seconds=60)
    assert isinstance(before, Plan)
    assert isinstance(made, Optimised)
    assert f"{made.plan.finish:%Y-%m-%d %H:%M}" == "2026-01-12 17:00"
    assert made.proved_optimal
    assert before.lower_bound is not None
    assert before.lower_bound < made.plan.finish


@pytest.mark.skipif(not cpsat.available(), reason="OR-Tools is not installed")
def test_lateness_that_simple_bounds_leave_open_is_proved_by_the_solver() -> None:
    # from the midnight behind Thursday the 8th to Monday the 12th at five: 3 days and 17 hours;
    # a slot is a minute, but of the slots behind the date only some are told
    program = parse_program(PAIRS).program
    assert program is not None
    alone = optimise(program, slices=2, objective="lateness")
    made = optimise(program, seconds=8, objective="lateness")
    assert isinstance(alone, Optimised)
    assert isinstance(made, Optimised)
    assert (alone.bound, made.value) == (0, 89 * 60)
    assert made.bound == made.value
