"""What a record says of new tasks, what it cannot say, and what it keeps to itself."""

from datetime import date

import numpy as np
import pytest

from fairlead.analyses.calibration.calibrate import Calibration, CannotSay, Told, calibrate
from fairlead.program.history import FinishedTask, History
from fairlead.program.noun import replace
from tests.analyses.calibration.made_history import made_history


def said(history: History, *, me: str | None = None) -> Calibration:
    made = calibrate(history, me=me)
    assert isinstance(made, Calibration)
    return made


def test_the_figures_are_those_of_the_record() -> None:
    history = made_history(1200, seed=1)
    made = said(history)
    ratios = np.sort([task.actual / task.estimate for task in history.tasks])
    two = next(row for row in made.sizes if isinstance(row, Told) and row.estimate == 2.0)
    for level, figure in ((0.1, two.p10), (0.5, two.p50), (0.8, two.p80), (0.9, two.p90)):
        # 0.12 of the logarithm is three standard errors of a tenth of some 240 tasks of that size
        assert np.log(figure / 2) == pytest.approx(np.log(np.quantile(ratios, level)), abs=0.12)


def test_who_asks_is_told_their_own_record_and_nobody_elses() -> None:
    history = made_history(900, seed=2)
    made = said(history, me="p3")
    own = [np.log(t.actual / t.estimate) for t in history.tasks if t.who == "p3"]
    mine = [row for row in made.me if isinstance(row, Told)]
    middle = np.median([np.log(row.p50 / row.estimate) for row in mine])
    assert middle == pytest.approx(np.median(own), abs=0.15)
    assert "p3" not in repr(replace(made, me=()))
    assert said(history).me == ()


def test_a_group_of_two_is_not_told() -> None:
    history = made_history(600, seed=3, people=6)
    pair = tuple(
        replace(task, groups=("pair" if task.who in {"p0", "p1"} else "rest",))
        for task in history.tasks
    )
    groups = said(replace(history, tasks=pair)).groups["team"]
    assert isinstance(groups["pair"], CannotSay)
    assert "a person's own record" in groups["pair"].because
    assert isinstance(groups["rest"], Told)


def test_thin_records_say_why_they_say_nothing() -> None:
    made = calibrate(made_history(19, seed=4))
    assert isinstance(made, CannotSay)
    assert made.because == "19 finished tasks in all; 20 are needed."
    history = made_history(300, seed=4)
    long = FinishedTask(
        estimated=date(2024, 1, 1), completed=date(2024, 1, 2), estimate=40, actual=40,
        who="p0", groups=("core",),
    )  # fmt: skip
    sizes = said(replace(history, tasks=(*history.tasks, long))).sizes
    assert isinstance(sizes[-1], CannotSay)
    assert sizes[-1].because == "1 finished task of about 40 hours; 20 are needed."
    assert isinstance(said(history, me="nobody").me[0], CannotSay)


def test_exact_and_round_estimates_are_reported() -> None:
    history = made_history(500, seed=5)
    exact = sum(task.actual == task.estimate for task in history.tasks) / 500
    manners = said(history).manners
    assert manners.exact == pytest.approx(exact)
    assert manners.round_share == 1.0
    assert manners.round_numbers == (0.5, 1.0, 2.0, 4.0, 8.0)
    assert manners.unit_ratio is None


def test_columns_in_different_units_are_suspected() -> None:
    history = made_history(200, seed=6)
    minutes = tuple(replace(task, actual=task.actual * 60) for task in history.tasks)
    found = said(replace(history, tasks=minutes)).manners.unit_ratio
    assert found == pytest.approx(60, rel=0.35)


@pytest.mark.parametrize(("drift", "sure"), [(0.0, False), (1.5, True)])
def test_drift_is_told_when_it_is_sure(drift: float, sure: bool) -> None:
    found = said(made_history(800, seed=7, drift=drift)).drift
    assert found is not None
    assert found.sure is sure
    if sure:
        assert found.lately > found.before
