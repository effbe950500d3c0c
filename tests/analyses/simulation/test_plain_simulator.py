"""The kernel against the plain simulator, to the minute in each trial, given the same draws."""

import numpy as np
import pytest

from fairlead.analyses.network import DONE, POINT
from fairlead.analyses.simulation import Model, compile_model, simulate
from fairlead.analyses.simulation.simulate import drawn
from fairlead.program.program import Program
from tests.analyses.simulation.plain_simulator import PlainTrial
from tests.analyses.simulation.programs import Narrow, absent, certain, doubtful, windowed

TRIALS = 3


def compare(program: Program, *, people: bool, seed: int) -> None:
    model = compile_model(program, Narrow())
    assert isinstance(model, Model)
    planned = model.planned_start
    assert planned is not None
    trials = simulate(
        program, seed=seed, trials=TRIALS, people=people, judgement=Narrow(), compiled=model
    )
    amount, delay, kept = drawn(model, seed=seed, trials=TRIALS)
    network, staffing = model.network, model.staffing
    places = {key: int(network.place[i]) for i, key in enumerate(network.keys)}
    open_keys = [k for k, at in places.items() if network.kind[at] not in {DONE, POINT}]
    order = sorted(
        open_keys,
        key=lambda k: (int(staffing.turn[places[k]]), int(planned[places[k]]), k),
    )
    for trial in range(TRIALS):
        plain = PlainTrial(
            program,
            amount={k: int(amount[places[k], trial]) for k in open_keys if k in program.tasks},
            delay={k: int(delay[places[k], trial]) for k in open_keys},
            kept={p: int(kept[i, trial]) for i, p in enumerate(staffing.people)},
            order=order,
            people=people,
            planned_start={k: int(planned[places[k]]) for k in places},
        )
        for row, target in zip(trials.finish, trials.targets, strict=True):
            expected = plain.finish[target] if target else max(plain.finish.values())
            assert int(row[trial]) == expected, (target, trial)
        if people:
            spent = model.fixed_cost + plain.money
            assert int(trials.cost[trial]) == pytest.approx(spent, abs=2 + spent * 1e-4)


@pytest.mark.parametrize("seed", range(24))
def test_with_people_a_trial_is_that_of_the_plain_simulator(seed: int) -> None:
    compare(doubtful(seed), people=True, seed=seed)


@pytest.mark.parametrize("seed", range(10))
def test_without_people_a_trial_is_that_of_the_plain_simulator(seed: int) -> None:
    compare(doubtful(seed), people=False, seed=seed)


@pytest.mark.parametrize("seed", range(100, 106))
def test_a_certain_program_is_dispatched_as_the_plain_simulator_does(seed: int) -> None:
    compare(certain(doubtful(seed)), people=True, seed=seed)


@pytest.mark.parametrize("seed", range(8))
def test_people_who_are_away_are_dispatched_as_the_plain_simulator_does(seed: int) -> None:
    compare(absent(seed), people=True, seed=seed)


@pytest.mark.parametrize("seed", range(10))
def test_people_are_kept_free_for_rare_windows_as_the_plain_simulator_does(seed: int) -> None:
    compare(windowed(seed), people=True, seed=seed)


def test_programs_in_the_comparison_differ_from_trial_to_trial() -> None:
    program = doubtful(1)
    trials = simulate(program, seed=1, trials=TRIALS, judgement=Narrow())
    assert len(np.unique(trials.finish_of(""))) == TRIALS
