"""Better plans of programs: never worse than levelled, kept by the same rules, honest bounds."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.analyses.optimiser.optimise import optimise
from fairlead.analyses.optimiser.optimised import Optimised, Step
from fairlead.analyses.plan import Plan, Unplannable, plan
from fairlead.program.moments import instant
from fairlead.program.program import Program
from fairlead.program.working_time import calendar_of_person, spells
from fairlead.sources.program_file import parse_program
from tests.analyses.levelling_programs import random_program

HEAD = """fairlead: 1
program: p
start: 2026-01-05
timezone: UTC
calendars: {office: {hours: Mon-Fri 09:00-17:00, timezone: UTC}}
teams: {crew: {title: Crew, calendar: office}}
"""


def program_of(text: str) -> Program:
    reading = parse_program(HEAD + text)
    assert [f for f in reading.findings if f.severity == "error"] == []
    assert reading.program is not None
    return reading.program


def optimised(program: Program, **options: object) -> Optimised:
    made = optimise(program, slices=4, **options)  # type: ignore[arg-type]
    assert isinstance(made, Optimised)
    return made


def planned(program: Program) -> Plan:
    made = plan(program)
    assert isinstance(made, Plan)
    return made


def late(made: Plan) -> float:
    return sum(
        max((row.planned - row.due).total_seconds() / 60, 0)
        for row in made.milestones.values()
        if row.due is not None
    )


# Two people, six tasks that either can do: 3+3+2+2+2 days and one of 4 that a chain follows.
SPLIT = """people:
  ann: {name: Ann, team: crew}
  bob: {name: Bob, team: crew}
tasks:
  a: {title: A, estimate: 3d, team: crew}
  b: {title: B, estimate: 3d, team: crew}
  c: {title: C, estimate: 2d, team: crew}
  d: {title: D, estimate: 2d, team: crew}
  e: {title: E, estimate: 2d, team: crew}
"""


def test_work_is_split_so_that_both_end_together() -> None:
    # 12 days for two: 3 + 3 and 2 + 2 + 2 end after six, Monday of the second week at five
    made = optimised(program_of(SPLIT))
    assert f"{made.plan.finish:%Y-%m-%d %H:%M}" == "2026-01-12 17:00"
    assert made.proved_optimal
    assert made.plan.proven_optimal
    assert made.gap_percent == 0


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["finish", "lateness"]))
def test_never_worse_than_levelled_nor_better_than_the_bound(seed: int, objective: str) -> None:
    program = random_program(seed)
    before, made = planned(program), optimised(program, objective=objective)
    assert made.bound <= made.value <= made.levelled_value
    if objective == "finish":
        assert made.plan.finish <= before.finish
        assert before.lower_bound is not None
        assert made.plan.finish >= before.lower_bound
        assert late(made.plan) <= late(before)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_nobody_does_more_than_there_is_of_them_in_hours_that_they_work(seed: int) -> None:
    program = random_program(seed)
    made = optimised(program).plan
    for key, task in program.tasks.items():
        row = made.activities[key]
        assert row.start <= row.finish
        for need in task.needs:
            if need.link == "FS" and need.lag is None:
                assert row.start >= made.activities[need.task].finish
        if task.team is not None and row.who and task.duration is None:
            (person,) = row.who
            working = calendar_of_person(program, person)
            days = spells(working, row.start.date(), row.finish.date())
            assert days, f"{key} stands where {person} does not work"
    for person, one in program.people.items():
        there = float(one.availability)
        changes: list[tuple[datetime, float]] = []
        for key, task in program.tasks.items():
            row = made.activities[key]
            named = {a.person: there if a.units is None else float(a.units) for a in task.who}
            share = named.get(person, min(there, 1.0)) if person in row.who else 0.0
            changes += [(row.start, share), (row.finish, -share)]
        taken = 0.0
        for _, change in sorted(changes):
            taken += change
            assert taken <= there + 1e-9


def test_the_same_slices_and_seed_give_the_same_plan() -> None:
    program = random_program(7, tasks=30)
    first, second = optimised(program, seed=3), optimised(program, seed=3)
    assert first.plan == second.plan
    assert first.slices == second.slices


def test_the_goal_of_higher_value_is_late_last() -> None:
    # one person, two promises of which one can be kept: the dear goal's, though 'a' comes first
    program = program_of(
        """people: {ann: {name: Ann, team: crew}}
currency: EUR
goals:
  cheap: {title: Cheap, value: 1000}
  dear: {title: Dear, value: 50000}
tasks:
  a: {title: A, estimate: 3d, who: ann}
  b: {title: B, estimate: 3d, who: ann}
milestones:
  first: {title: First, needs: a, due: 2026-01-07, goal: cheap}
  second: {title: Second, needs: b, due: 2026-01-07, goal: dear}
"""
    )
    made = optimised(program, objective="lateness")
    assert made.plan.milestones["second"].met
    assert not made.plan.milestones["first"].met


def test_stability_keeps_agreed_dates_though_an_earlier_end_is_there() -> None:
    program = program_of(SPLIT)
    before = planned(program)
    week = {
        key: (row.start.replace(day=row.start.day + 7), row.finish.replace(day=row.finish.day + 7))
        for key, row in before.activities.items()
    }
    made = optimised(program, objective="stability", baseline=week)
    assert made.value == 0
    assert {k: (r.start, r.finish) for k, r in made.plan.activities.items()} == week


def test_stability_without_a_baseline_is_refused() -> None:
    with pytest.raises(ValueError, match="baseline"):
        optimise(program_of(SPLIT), slices=1, objective="stability")


def test_a_search_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="time in seconds"):
        optimise(program_of(SPLIT))


def test_it_stops_when_asked_with_the_best_so_far_and_tells_of_each_step() -> None:
    program = random_program(1, tasks=40)
    told: list[tuple[Step, int]] = []
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    made = optimise(
        program, slices=10**9, stop=stop, progress=lambda step, bound: told.append((step, bound))
    )
    assert isinstance(made, Optimised)
    assert made.stopped
    assert made.slices == 3
    assert tuple(step for step, _ in told) == made.history
    assert made.value <= made.levelled_value


def test_it_can_be_stopped_from_another_thread() -> None:
    program = random_program(1, tasks=40)
    flag = threading.Event()
    threading.Timer(0.2, flag.set).start()
    made = optimise(program, seconds=500, stop=flag.is_set, prove=False)
    assert isinstance(made, Optimised)
    assert made.stopped


# ---- bad input -----------------------------------------------------------------------------------


def test_a_circle_is_told() -> None:
    program = program_of(
        "tasks:\n  a: {title: A, estimate: 1d, needs: b}\n  b: {title: B, estimate: 1d, needs: a}\n"
    )
    made = optimise(program, seconds=60)
    assert isinstance(made, Unplannable)
    assert [f.code for f in made.findings] == ["links.circular"]


def test_a_person_who_never_works_is_told_and_the_rest_is_planned() -> None:
    program = program_of(
        """people:
  ann: {name: Ann, team: crew}
  zoe: {name: Zoe, team: crew, leaves: 2026-01-01}
tasks:
  a: {title: A, estimate: 2d, who: ann}
  b: {title: B, estimate: 2d, who: zoe}
"""
    )
    made = optimised(program)
    assert "plan.nobody-available" in {f.code for f in made.plan.findings}
    assert f"{made.plan.activities['a'].finish:%Y-%m-%d %H:%M}" == "2026-01-06 17:00"


def test_a_promise_in_the_past_is_told_with_the_earliest_date_that_there_is() -> None:
    program = program_of(
        """people: {ann: {name: Ann, team: crew}}
tasks: {a: {title: A, estimate: 2d, who: ann}}
milestones: {done: {title: Done, needs: a, due: 2025-12-01}}
"""
    )
    (found,) = [
        f for f in optimised(program).plan.findings if f.code == "plan.promise-out-of-reach"
    ]
    assert found.subjects == ("done",)
    assert "which is past" in found.message
    assert "before 2026-01-06 17:00," in found.message


def test_a_promise_that_the_work_before_it_does_not_allow_is_told() -> None:
    program = program_of(
        """people: {ann: {name: Ann, team: crew}}
tasks:
  a: {title: A, estimate: 5d, who: ann}
  b: {title: B, estimate: 5d, who: ann, needs: a}
milestones: {done: {title: Done, needs: b, due: 2026-01-14}}
"""
    )
    made = optimised(program)
    (found,) = [f for f in made.plan.findings if f.code == "plan.promise-out-of-reach"]
    assert "which is past" not in found.message
    assert made.plan.milestones["done"].planned == instant(int(made.plan.finish.timestamp() // 60))
