"""Forecasts made less sure: by their own trials, in order, and with the middle where it was."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.forecast.widened import moved_levels, widened
from fairlead.program.issued import AS_DRAWN, Widening
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Milestone, Need, Task

factors = st.floats(0.7, 3.0)
trials = st.lists(st.integers(0, 10**6), min_size=10, max_size=200)


@given(trials, factors, factors)
def test_every_date_is_one_that_was_drawn_and_ranks_stay(
    drawn: list[int], later: float, earlier: float
) -> None:
    values = np.array(drawn, np.int64)
    found = widened(values, Widening(later=later, earlier=earlier))
    assert set(found.tolist()) <= set(drawn)
    assert (np.diff(found[np.argsort(values, kind="stable")]) >= 0).all()


@given(trials, factors, factors)
def test_what_comes_earlier_in_every_quantile_still_does(
    drawn: list[int], later: float, earlier: float
) -> None:
    widening = Widening(later=later, earlier=earlier)
    values = np.array(drawn, np.int64)
    moved = values + np.arange(len(values))  # later in every trial
    assert (np.sort(widened(values, widening)) <= np.sort(widened(moved, widening))).all()


def test_twice_as_wide_the_date_of_p95_stands_at_p80() -> None:
    values = np.arange(10_000, dtype=np.int64)
    found = np.sort(widened(values, Widening(later=2.0, earlier=1.0)))
    assert found[7999] == pytest.approx(9538, abs=1)  # the normal quantile of 1.6832
    assert found[4999] == 4999
    assert (found[:5000] == values[:5000]).all()


def test_as_drawn_nothing_is_moved() -> None:
    values = np.array([3, 1, 2], np.int64)
    assert widened(values, AS_DRAWN) is values


def test_moved_levels_say_which_trials_are_meant() -> None:
    moved = moved_levels(np.array([0.2, 0.5, 0.8]), Widening(later=2.0, earlier=0.5))
    assert moved == pytest.approx([0.3369, 0.5, 0.9538], abs=1e-4)


def test_a_forecast_states_its_widening_and_keeps_its_middle() -> None:
    program = Program(
        id="ferry",
        start=date(2026, 3, 2),
        tasks=Table({"form": Task(title="Form", estimate=Estimate.point(10, "d"))}),
        milestones=Table(
            {"open": Milestone(title="Open", needs=(Need(task="form"),), due=date(2026, 4, 6))}
        ),
    )
    drawn = forecast(program, trials=2000, prices=False)
    wide = forecast(
        program, trials=2000, prices=False, widening=Widening(later=2.0, earlier=2.0, dates=12)
    )
    assert isinstance(drawn, Forecast)
    assert isinstance(wide, Forecast)
    assert wide.widening.dates == 12
    before, later = drawn.milestones["open"], wide.milestones["open"]
    assert later.p50 == before.p50
    assert later.p80 > before.p80
    assert later.p10 < before.p10
    assert later.p10 > drawn.as_of
    assert later.bias == before.bias
    assert before.chance is not None
    assert later.chance is not None
    assert 0.5 < later.chance < before.chance
