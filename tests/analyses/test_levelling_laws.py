"""What holds for every levelled plan, whatever the program."""

from __future__ import annotations

import random  # noqa: TID251  # a seeded stream is the input here

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as with_fields

from fairlead.analyses.clock import TOO_LATE
from fairlead.analyses.critical_path import CriticalPath, critical_path, passes
from fairlead.analyses.levelling import Levelled, level
from fairlead.analyses.levelling.resource_links import ResourceLinks, augmented
from fairlead.analyses.levelling.serial import Serial
from fairlead.analyses.levelling.staffing import can_do
from fairlead.program.moments import opening_minute
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Share
from tests.analyses.levelling_programs import minutes_at_work, most_taken, random_program

SEEDS = st.integers(min_value=0, max_value=10**6)


def path_of(program: Program) -> CriticalPath:
    found = critical_path(program)
    assert isinstance(found, CriticalPath)
    return found


def levelled_of(program: Program) -> Levelled:
    return level(path_of(program))


def by_key(levelled: Levelled) -> dict[str, tuple[int, int, tuple[str, ...], int]]:
    network = levelled.path.network
    return {
        network.keys[index]: (
            int(levelled.start[place]),
            int(levelled.finish[place]),
            levelled.who[place],
            int(levelled.slack[place]),
        )
        for place, index in enumerate(network.order.tolist())
    }


@given(SEEDS)
def test_nobody_is_taken_more_than_there_is_of_them(seed: int) -> None:
    program = random_program(seed)
    levelled = levelled_of(program)
    for key, person in program.people.items():
        assert most_taken(levelled, key) <= float(person.availability) + 1e-9


@given(SEEDS)
def test_every_staffed_task_has_somebody_who_can(seed: int) -> None:
    program = random_program(seed)
    rows = by_key(levelled_of(program))
    for key, task in program.tasks.items():
        who = rows[key][2]
        if task.who:
            assert set(who) == {a.person for a in task.who}
        elif task.team is not None:
            able = can_do(program, team=task.team, skill=task.skill)
            assert len(who) == (1 if able else 0)
            assert set(who) <= set(able)
        else:
            assert who == ()


@given(SEEDS)
def test_one_person_on_an_estimate_works_exactly_its_effort(seed: int) -> None:
    program = random_program(seed)
    rows = by_key(levelled_of(program))
    for key, task in program.tasks.items():
        start, finish, who, _ = rows[key]
        if task.estimate is None or len(who) != 1 or task.estimate.likely is None:
            continue
        person = program.people[who[0]]
        share = float(person.availability)
        if task.who and task.who[0].units is not None:
            share = float(task.who[0].units)
        elif not task.who:
            share = min(share, 1.0)
        effort = round(task.estimate.likely.amount * 60)
        assert minutes_at_work(program, who[0], start, finish) == -(
            -effort * 1000 // round(share * 1000)
        )
        assert minutes_at_work(program, who[0], start, start + 1) == 1
        if all(need.link in {"FS", "SS"} for need in task.needs):
            assert minutes_at_work(program, who[0], finish - 1, finish) == 1


@given(SEEDS)
def test_links_hold_to_the_minute(seed: int) -> None:
    program = random_program(seed)
    levelled = levelled_of(program)
    rows = by_key(levelled)
    network = levelled.path.network
    for place in range(network.n):
        for e in range(int(network.in_ptr[place]), int(network.in_ptr[place + 1])):
            edge = network.incoming[e]
            before = int(edge["other"])
            from_finish = edge["type"] in (0, 2)
            at = int((levelled.finish if from_finish else levelled.start)[before])
            lag = int(edge["lag"])
            if lag:
                at = int(network.clocks.shift(int(edge["clock"]), at, lag))
            if edge["type"] in (0, 1):
                assert int(levelled.start[place]) >= at
            else:  # a finish may stand at the end of the spell whose gap holds the instant
                finish = int(levelled.finish[place])
                which = levelled.work_clock[place : place + 1]
                ends = np.array([finish, at], np.int64)
                clocks = levelled.staffing.clocks
                done = clocks.work_before(np.repeat(which, 2), ends)
                assert finish >= at or done[0] >= done[1]
    for key, task in program.tasks.items():
        if task.not_before is not None:
            assert rows[key][0] >= opening_minute(task.not_before, timezone=program.timezone)


@given(SEEDS)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    program = random_program(seed)
    keys = list(program.tasks)
    random.Random(seed).shuffle(keys)
    people = list(program.people)[::-1]
    other = replace(
        program,
        tasks=Table({key: program.tasks[key] for key in keys}),
        people=Table({key: program.people[key] for key in people}),
    )
    assert other == program
    assert by_key(levelled_of(other)) == by_key(levelled_of(program))


@given(SEEDS)
def test_the_same_program_gives_the_same_plan(seed: int) -> None:
    program = random_program(seed)
    first, again = levelled_of(program), levelled_of(program)
    assert by_key(first) == by_key(again)
    assert first.links == again.links


@given(SEEDS)
def test_no_plan_ends_before_its_lower_bound(seed: int) -> None:
    levelled = levelled_of(random_program(seed))
    assert int(levelled.finish.max()) >= levelled.lower_bound


@given(SEEDS)
def test_with_people_without_end_the_plan_is_that_of_the_network(seed: int) -> None:
    program = random_program(seed, shared=False)
    named = {
        key: replace(task, team=None, skill=()) if not task.who else task
        for key, task in program.tasks.items()
    }
    plenty = {
        key: replace(person, kind="pool", availability=Share(1000.0))
        for key, person in program.people.items()
    }
    sized = {
        key: replace(task, who=tuple(replace(one, units=Share(1.0)) for one in task.who))
        for key, task in named.items()
    }
    path = path_of(replace(program, people=Table(plenty), tasks=Table(sized)))
    levelled = level(path)
    assert levelled.start.tolist() == path.early_start.tolist()
    assert levelled.finish.tolist() == path.early_finish.tolist()
    assert levelled.slack.tolist() == path.total_slack.tolist()
    assert levelled.free_slack.tolist() == path.free_slack.tolist()


@given(SEEDS, st.integers(min_value=0, max_value=13))
def test_slack_is_how_far_a_task_slips_and_the_finish_stays(seed: int, which: int) -> None:
    program = random_program(seed, simple_links=True)
    levelled = levelled_of(program)
    place = int(levelled.path.network.place[which])
    end = int(levelled.finish.max())
    assert finish_when_moved(levelled, place, int(levelled.late_start[place])) <= end


@given(SEEDS, st.integers(min_value=0, max_value=13))
def test_beyond_its_slack_a_task_moves_the_finish(seed: int, which: int) -> None:
    program = random_program(seed, simple_links=True)
    levelled = levelled_of(program)
    place = int(levelled.path.network.place[which])
    end = int(levelled.finish.max())
    late = int(levelled.late_start[place])
    clock = levelled.work_clock[place : place + 1]
    clocks = levelled.staffing.clocks
    later = int(clocks.finish_of(clock, np.array([late], np.int64), np.ones(1, np.int64))[0])
    rate_of_pool = clocks.tables[int(clock[0])].rates is not None
    if rate_of_pool:  # a minute of several people at once is not one unit of their work
        later = late + 60 * 24 * 7
    assert finish_when_moved(levelled, place, later) > end


def finish_when_moved(levelled: Levelled, place: int, start: int) -> int:
    """The finish when one task starts no earlier than then, and everyone keeps their order."""
    network = levelled.path.network
    dates = Serial(
        start=levelled.start,
        finish=levelled.finish,
        work=levelled.work,
        clock=levelled.work_clock,
        chosen=levelled.chosen,
        lost=np.zeros(network.n, np.uint8),
    )
    people = {name: k for k, name in enumerate(levelled.staffing.people)}
    rows = np.array([(b, a, people[p]) for b, a, p in levelled.links], np.int32).reshape(-1, 3)
    links = ResourceLinks(*(np.ascontiguousarray(rows[:, k]) for k in range(3)))
    wide, where, _ = augmented(levelled.staffing, dates, links)
    bounds = wide.bounds.copy()
    bounds[0, where[place]] = max(int(bounds[0, where[place]]), start)
    found = passes(with_fields(wide, bounds=bounds))
    assert found is not None
    return found.finish


@pytest.mark.parametrize("seed", range(40))
def test_keeping_everyones_order_gives_the_levelled_dates_again(seed: int) -> None:
    levelled = levelled_of(random_program(seed, simple_links=True))
    assert finish_when_moved(levelled, 0, -TOO_LATE) == int(levelled.finish.max())


def test_a_person_of_the_law_programs_is_sometimes_busy() -> None:
    waits = 0
    for seed in range(30):
        levelled = levelled_of(random_program(seed))
        waits += int(levelled.finish.max()) > levelled.path.finish
    assert waits > 10, "programs without contention would prove nothing"
