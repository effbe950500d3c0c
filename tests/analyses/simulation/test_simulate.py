"""Trials: the same numbers however they are cut, and the plan when everything is certain."""

import dataclasses
import tracemalloc
from datetime import date

import numpy as np
import pytest

from fairlead.analyses.critical_path import BeyondTime, CriticalPath, critical_path
from fairlead.analyses.network import Circular
from fairlead.analyses.simulation import (
    CannotSimulate,
    Model,
    Trials,
    compile_model,
    merged,
    simulate,
)
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Estimate, Span
from fairlead.program.risks import Risk
from fairlead.program.work import Link, Milestone, Need, Task
from tests.analyses.levelling_programs import random_program
from tests.analyses.simulation.programs import Narrow, absent, certain, doubtful


def same(one: Trials, other: Trials) -> bool:
    names = ("finish", "cost", "critical", "sensitivity", "happened", "bottleneck")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@pytest.mark.parametrize("seed", range(12))
def test_certain_estimates_without_people_give_the_critical_path(seed: int) -> None:
    program = certain(random_program(seed))
    path = critical_path(program)
    assert isinstance(path, CriticalPath)
    trials = simulate(program, seed=1, trials=3, people=False)
    assert set(trials.finish_of("").tolist()) == {path.finish}
    index = path.network.keys.index("end")
    expected = int(path.early_finish[path.network.place[index]])
    assert set(trials.finish_of("end").tolist()) == {expected}


@pytest.mark.parametrize("people", [False, True])
def test_threads_and_pieces_change_nothing(people: bool) -> None:
    program = random_program(3)
    whole = simulate(program, seed=7, trials=1500, people=people, threads=1)
    assert same(whole, simulate(program, seed=7, trials=1500, people=people, threads=3))
    parts = [
        simulate(program, seed=7, trials=count, first=first, people=people)
        for first, count in ((0, 333), (333, 1000), (1333, 167))
    ]
    assert np.array_equal(np.concatenate([p.finish for p in parts], axis=1), whole.finish)
    assert np.array_equal(np.concatenate([p.cost for p in parts]), whole.cost)
    assert np.array_equal(sum(p.critical for p in parts), whole.critical)


@pytest.mark.parametrize("people", [False, True])
def test_the_order_of_rows_changes_nothing(people: bool) -> None:
    program = random_program(5)
    turned = replace(
        program,
        tasks=Table(reversed(list(program.tasks.items()))),
        people=Table(reversed(list(program.people.items()))),
    )
    one = simulate(program, seed=2, trials=300, people=people)
    other = simulate(turned, seed=2, trials=300, people=people)
    assert np.array_equal(one.finish, other.finish)
    assert dict(zip(one.keys, one.critical.tolist(), strict=True)) == dict(
        zip(other.keys, other.critical.tolist(), strict=True)
    )


def test_another_task_leaves_the_draws_of_all_others_alone() -> None:
    one = Task(title="A", duration=Estimate.point(5, "d"))
    other = Task(title="B", duration=Estimate(low=_hour(1), high=_hour(80)))
    done = Milestone(title="A is done", needs=(Need(task="a"),))
    program = Program(
        id="p", start=date(2026, 3, 2), tasks=Table({"a": one}), milestones=Table({"done": done})
    )
    more = replace(program, tasks=Table({"b": other, "a": one}))
    first = simulate(program, seed=4, trials=500, people=False).finish_of("done")
    second = simulate(more, seed=4, trials=500, people=False)
    assert np.array_equal(first, second.finish_of("done"))
    assert not np.array_equal(first, second.finish_of(""))


def _hour(amount: float) -> Span:
    return Span(amount=amount, unit="h")


@pytest.mark.parametrize("seed", range(6))
def test_trials_side_by_side_are_those_one_by_one(seed: int) -> None:
    program = one_calendar(seed)
    model = compile_model(program, Narrow(), people=False)
    assert isinstance(model, Model)
    side_by_side = simulate(program, seed=seed, trials=700, people=False, judgement=Narrow())
    alone = dataclasses.replace(model, one_by_one=True)
    one_by_one = simulate(program, seed=seed, trials=700, people=False, compiled=alone)
    assert same(side_by_side, one_by_one)
    assert len(np.unique(side_by_side.finish_of("end"))) > 100


@pytest.mark.parametrize("seed", range(3))
def test_where_nobody_is_asked_for_people_change_nothing(seed: int) -> None:
    program = one_calendar(seed)
    one = simulate(program, seed=seed, trials=300, people=True)
    assert same(one, simulate(program, seed=seed, trials=300, people=False))


def test_long_and_short_work_side_by_side_is_added_up_exactly() -> None:
    program = one_calendar(4, longer=(1, 90))  # some of it takes more minutes than 16 bits hold
    model = compile_model(program, people=False)
    assert isinstance(model, Model)
    side_by_side = simulate(program, seed=2, trials=1_100, people=False, compiled=model)
    alone = dataclasses.replace(model, one_by_one=True)
    one_by_one = simulate(program, seed=2, trials=1_100, people=False, compiled=alone)
    assert same(side_by_side, one_by_one)
    assert (side_by_side.sums.draws > 1_100 << 15).any()
    assert (side_by_side.sums.draws < 1_100 << 12).any()


def test_lanes_that_begin_and_end_anywhere_are_the_same_trials() -> None:
    program = one_calendar(5)
    whole = simulate(program, seed=3, trials=1_600, people=False, threads=2)
    parts = [
        simulate(program, seed=3, trials=count, first=first, people=False)
        for first, count in ((0, 77), (77, 900), (977, 623))
    ]
    assert same(merged(parts), whole)


def one_calendar(seed: int, *, longer: tuple[int, ...] = (1,)) -> Program:
    """A network on office hours alone, with lags, leads, dates and a risk: what goes in lanes.

    Tasks in turn take so many times as long.
    """
    draw = np.random.default_rng(seed)
    rows: dict[str, Task] = {}
    for k in range(25):
        links: list[Link] = ["FS", "FS", "SS"]
        needs = tuple(
            Need(task=f"t{j}", link=links[int(draw.integers(3))], lag=_lag(draw))
            for j in sorted({int(draw.integers(k)) for _ in range(2)} if k else ())
        )
        low = int(draw.integers(2, 30)) * longer[k % len(longer)]
        rows[f"t{k}"] = Task(
            title="T",
            duration=Estimate(low=_hour(low), high=_hour(2 * low)),
            needs=needs,
            not_before=date(2026, 3, 2 + k) if draw.random() < 0.2 else None,
        )
    risk = Risk(probability=Chance(0.3), delay=Table({"t3": Estimate(low=_hour(2), high=_hour(9))}))
    end = Milestone(title="End", needs=tuple(Need(task=key) for key in rows))
    return Program(
        id="p",
        start=date(2026, 3, 2),
        tasks=Table(rows),
        milestones=Table({"end": end}),
        risks=Table({"r": risk}),
    )


def _lag(draw: np.random.Generator) -> Span | None:
    hours = int(draw.choice([0, 0, 0, 3, -3, 9]))
    return _hour(hours) if hours else None


def test_memory_does_not_grow_with_the_number_of_trials() -> None:
    # the kernel holds a few lanes at a time; only dates of targets and money are kept of each trial
    program = one_calendar(1)
    simulate(program, seed=1, trials=600, people=False)  # tables of calendars, once
    peaks = []
    for trials in (2_000, 40_000):
        tracemalloc.start()
        found = simulate(program, seed=1, trials=trials, people=False, threads=1)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        peaks.append(peak - found.finish.nbytes - found.cost.nbytes)
    assert peaks[1] < peaks[0] + 8 * 40_000 * 8  # a few temporary rows of one number per trial


def test_a_compiled_model_serves_many_runs() -> None:
    program = random_program(1)
    model = compile_model(program)
    assert isinstance(model, Model)
    for people in (False, True):
        fresh = simulate(program, seed=9, trials=100, people=people)
        assert same(fresh, simulate(program, seed=9, trials=100, people=people, compiled=model))


def test_a_circle_has_no_trials() -> None:
    tasks = {
        "a": Task(title="A", needs=(Need(task="b"),)),
        "b": Task(title="B", needs=(Need(task="a"),)),
    }
    program = Program(id="p", start=date(2026, 3, 2), tasks=Table(tasks))
    assert isinstance(compile_model(program), Circular)
    with pytest.raises(CannotSimulate) as caught:
        simulate(program, seed=1, trials=10)
    assert caught.value.reason == Circular(("a", "b"))


def test_what_no_calendar_holds_is_beyond_time() -> None:
    task = Task(title="A", duration=Estimate.point(400_000, "w"))
    program = Program(id="p", start=date(2026, 3, 2), tasks=Table({"a": task}))
    assert isinstance(compile_model(program), BeyondTime)


@pytest.mark.parametrize(("trials", "first"), [(0, 0), (5_000_000, 0), (1, -1)])
def test_trials_out_of_range_are_refused(trials: int, first: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to"):
        simulate(random_program(1), seed=1, trials=trials, first=first)


@pytest.mark.parametrize("seed", range(4))
def test_a_trial_with_people_knows_nothing_of_the_one_before(seed: int) -> None:
    program = absent(seed) if seed % 2 else doubtful(seed)
    model = compile_model(program, Narrow())
    assert isinstance(model, Model)
    many = simulate(program, seed=5, trials=70, judgement=Narrow(), compiled=model)
    for first in (0, 1, 17, 63, 64, 69):
        alone = simulate(program, seed=5, trials=1, first=first, judgement=Narrow(), compiled=model)
        assert np.array_equal(alone.finish[:, 0], many.finish[:, first])
        assert alone.cost[0] == many.cost[first]
    assert len(np.unique(many.finish_of(""))) > 10
