"""Risks left out or treated: the paired trials are those of brute force, bit for bit."""

import random  # noqa: TID251  # a seeded stream is the input here
from datetime import date

import numpy as np
import pytest

from fairlead.analyses.simulation import Model, compile_model, joined, paired, simulate
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Span
from fairlead.program.risks import Risk, Treatment
from fairlead.program.work import Need, Task
from tests.analyses.simulation.programs import Narrow, doubtful, windowed

TRIALS = 200


def _hours(low: float, high: float) -> Estimate:
    return Estimate(low=Span(amount=low, unit="h"), high=Span(amount=high, unit="h"))


def with_risks(seed: int, *, windows: bool = False) -> Program:
    """A random program whose risks overlap, cost money, are treated, or do nothing at all."""
    draw = random.Random(seed)
    program = windowed(seed) if windows else doubtful(seed)
    keys = [*program.tasks, "end"]
    risks = {
        f"r{k}": Risk(
            kind="opportunity" if draw.random() < 0.3 else "threat",
            probability=Chance(draw.choice([0.0, 0.1, 0.5, 1.0])),
            delay=Table({key: _hours(0, 9) for key in draw.sample(keys, draw.randrange(4))}),
            cost=draw.choice([None, CostEstimate(low=Money(100), high=Money(9_000))]),
            treated=draw.choice(
                [
                    None,
                    Treatment(probability=Chance(0.05), cost_of_treatment=Money(700)),
                    Treatment(delay=Table({draw.choice(keys): _hours(1, 3)})),
                    Treatment(probability=Chance(0.7), cost=CostEstimate(likely=Money(50))),
                ]
            ),
        )
        for k in range(5)
    }
    return replace(program, risks=Table(risks))


@pytest.mark.parametrize(
    ("seed", "people", "windows"),
    [
        *((seed, people, False) for seed in range(5) for people in (True, False)),
        *((seed, True, True) for seed in range(3)),
    ],
)
def test_paired_trials_are_those_of_brute_force(seed: int, people: bool, windows: bool) -> None:
    program = with_risks(seed, windows=windows)
    model = compile_model(program, Narrow())
    assert isinstance(model, Model)
    keys = model.dice.keys
    found = paired(
        model, seed=seed, trials=TRIALS, people=people, without=keys, treated=keys, threads=1
    )
    for row, (risk, treats) in enumerate([(k, False) for k in keys] + [(k, True) for k in keys]):
        brute = simulate(
            program,
            seed=seed,
            trials=TRIALS,
            people=people,
            without=frozenset() if treats else frozenset({risk}),
            treated=frozenset({risk}) if treats else frozenset(),
            compiled=model,
        )
        assert np.array_equal(found.finish[row], brute.finish_of("")), (risk, treats)
        assert np.array_equal(found.cost[row], brute.cost), (risk, treats)


@pytest.mark.parametrize("people", [True, False])
def test_threads_and_pieces_change_no_price(people: bool) -> None:
    model = compile_model(with_risks(3), Narrow())
    assert isinstance(model, Model)
    keys = model.dice.keys
    whole = paired(
        model, seed=5, trials=1500, people=people, without=keys, treated=keys[:2], threads=1
    )
    parts = joined(
        [
            paired(
                model, seed=5, trials=count, first=first, people=people, without=keys,
                treated=keys[:2], threads=3,
            )
            for first, count in ((0, 333), (333, 1000), (1333, 167))
        ]
    )  # fmt: skip
    assert np.array_equal(parts.finish, whole.finish)
    assert np.array_equal(parts.cost, whole.cost)
    assert parts.again == whole.again
    assert not np.array_equal(whole.finish[0], whole.finish[1])


def two_tasks(probability: float) -> Program:
    tasks = {
        "a": Task(title="A", duration=_hours(10, 30)),
        "b": Task(title="B", duration=_hours(10, 30), needs=(Need(task="a"),)),
    }
    risk = Risk(
        probability=Chance(probability),
        delay=Table({"a": _hours(5, 9)}),
        treated=Treatment(probability=Chance(probability / 2), cost_of_treatment=Money(1_000)),
    )
    only_money = Risk(probability=Chance(0.5), cost=CostEstimate(likely=Money(500)))
    return Program(
        id="p",
        start=date(2026, 3, 2),
        tasks=Table(tasks),
        risks=Table({"late": risk, "money": only_money}),
    )


def test_only_trials_that_a_risk_changes_are_run_again() -> None:
    model = compile_model(two_tasks(0.1))
    assert isinstance(model, Model)
    # 1,024 trials as they are; the risk happens in 102 or 103 of them. Its treatment prevents it in
    # half of these, which are then as if it were left out; in the others nothing is different.
    found = paired(model, seed=1, trials=1024, without=("late", "money"), treated=("late",))
    assert found.again - 1024 in {102, 103}
    assert int(found.cost[2].min()) >= 1_000


@pytest.mark.parametrize("risk", ["nope", ""])
def test_a_risk_that_is_not_drawn_is_refused(risk: str) -> None:
    model = compile_model(two_tasks(0.1))
    assert isinstance(model, Model)
    with pytest.raises(ValueError, match="No such open risks"):
        paired(model, seed=1, trials=10, without=(risk,))


def test_parts_that_do_not_follow_upon_each_other_are_not_joined() -> None:
    model = compile_model(two_tasks(0.1))
    assert isinstance(model, Model)
    one = paired(model, seed=1, trials=10, without=("late",))
    with pytest.raises(ValueError, match="expected those from 10 on"):
        joined([one, one])
