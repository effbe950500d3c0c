"""An edit of a few amounts does not build the network again, and gives the same network."""

import random  # noqa: TID251  # a seeded stream is the input here
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.analyses.network import Network, compile_network
from fairlead.analyses.simulation import simulate
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Estimate, Span, Unit
from fairlead.program.risks import Risk
from fairlead.program.work import Task
from tests.analyses.levelling_programs import random_program
from tests.analyses.test_critical_path_plain import ALL, Draw

UNITS: tuple[Unit, ...] = ("m", "h", "d", "w")
FIRST, LAST = date(2025, 1, 1), date(2028, 12, 31)


def network(program: Program) -> Network:
    found = compile_network(program, first=FIRST, last=LAST)
    assert isinstance(found, Network)
    return found


def afresh(program: Program) -> Program:
    """The same program, of which nothing is known."""
    return replace(program, tasks=Table(dict(program.tasks.items())))


def assert_same(one: Network, other: Network) -> None:
    for name in Network.__struct_fields__:
        mine, theirs = getattr(one, name), getattr(other, name)
        if isinstance(mine, np.ndarray):
            assert np.array_equal(mine, theirs), name
        elif name not in ("clocks", "rows", "program"):
            assert mine == theirs, name


def edited(program: Program, draw: random.Random, *, rows: int) -> Program:
    """Some tasks, whatever they are, take another time."""
    table = program.tasks
    for key in draw.sample(list(table), min(rows, len(table))):
        unit = draw.choice(UNITS)
        low = Span(amount=draw.randint(1, 9), unit=unit)
        amount = draw.choice(
            [
                Estimate(likely=low),
                Estimate(low=low, high=Span(amount=low.amount * 3, unit=unit)),
                Estimate.point(0, "d"),
                Estimate(likely=Span(amount=2, unit="d", elapsed=True)),
            ]
        )
        where = "duration" if table[key].duration is not None else "estimate"
        table = table.with_row(key, replace(table[key], **{where: amount}))
    return replace(program, tasks=table)


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3), st.booleans())
def test_an_edited_network_is_the_one_built_afresh(seed: int, rows: int, people: bool) -> None:
    program = random_program(seed) if people else Draw(seed, ALL).program()
    network(program)
    draw = random.Random(seed)
    for _ in range(3):  # an edit of an edit too
        program = edited(program, draw, rows=rows)
        assert_same(network(program), network(afresh(program)))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32))
def test_dates_after_an_edit_are_those_computed_afresh(seed: int) -> None:
    program = random_program(seed)
    critical_path(program)
    program = edited(program, random.Random(seed), rows=1)
    one, other = critical_path(program), critical_path(afresh(program))
    assert isinstance(one, CriticalPath)
    assert isinstance(other, CriticalPath)
    for name in ("early_start", "early_finish", "late_start", "late_finish", "total_slack"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


@pytest.fixture
def program() -> Program:
    day = Estimate.point(1, "d")
    tasks = {f"t{k}": Task(title="T", duration=day) for k in range(300)}
    return Program(id="p", start=date(2026, 3, 2), tasks=Table(tasks))


def test_links_order_and_calendars_are_not_built_again(program: Program) -> None:
    before = network(program)
    assert network(program) is before
    row = replace(program.tasks["t7"], duration=Estimate.point(3, "d"))
    after = network(replace(program, tasks=program.tasks.with_row("t7", row)))
    assert after.incoming is before.incoming
    assert after.clocks is before.clocks
    moved = np.flatnonzero(after.work != before.work)
    assert [after.keys[int(after.order[place])] for place in moved] == ["t7"]


def test_a_new_risk_leaves_the_network_as_it_is(program: Program) -> None:
    before = network(program)
    risk = Risk(event="E", probability=Chance(0.5))
    after = network(replace(program, risks=Table({"r": risk})))
    assert after.incoming is before.incoming
    assert after.program.risks


def test_another_start_is_another_network(program: Program) -> None:
    before = network(program)
    after = network(replace(program, start=date(2026, 3, 3)))
    assert after.incoming is not before.incoming
    assert after.begin == before.begin + 1440


def test_trials_of_an_edited_program_are_those_of_the_same_afresh() -> None:
    program = random_program(5)
    simulate(program, seed=1, trials=64)
    program = edited(program, random.Random(5), rows=1)
    one = simulate(program, seed=1, trials=64)
    other = simulate(afresh(program), seed=1, trials=64)
    assert np.array_equal(one.finish, other.finish)
    assert np.array_equal(one.critical, other.critical)
