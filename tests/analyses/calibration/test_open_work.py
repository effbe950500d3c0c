"""P80 of work that is still open holds when it is refreshed, and not when it is kept."""

from datetime import date, timedelta

import numpy as np
import pytest

from fairlead.analyses.calibration.backtest import Backtest, backtest
from fairlead.analyses.calibration.coded import Subject
from fairlead.analyses.calibration.grid import EDGES
from fairlead.analyses.calibration.open_work import OpenWork
from fairlead.program.history import FinishedTask, History


def slow_is_long(tasks: int, *, seed: int) -> History:
    """What takes more effort than thought is open for longer."""
    draws = np.random.default_rng(seed)
    made = []
    for n in range(tasks):
        z = float(draws.normal())
        day = date(2024, 1, 1) + timedelta(days=n // 6)
        open_for = int(np.exp(1.5 + 0.8 * z + 0.5 * draws.normal()))
        made.append(
            FinishedTask(
                estimated=day,
                completed=day + timedelta(days=open_for),
                estimate=6.0,
                actual=6.0 * float(np.exp(0.6 * z)),
                who=f"p{int(draws.integers(5))}",
            )
        )
    return History(tasks=tuple(made))


def test_refreshed_forecasts_hold_where_kept_ones_do_not() -> None:
    made = backtest(slow_is_long(2000, seed=3))
    assert isinstance(made, Backtest)
    eight = made.open_work["8"]
    # three standard errors of a share of some 450 tries
    assert eight.p80_coverage == pytest.approx(0.8, abs=0.057)
    assert eight.kept_p80_coverage < 0.65


def test_new_work_is_left_as_it_is_and_nothing_falls() -> None:
    cdf = np.linspace(0, 1, len(EDGES))[None, :]
    of = OpenWork({"p1": 0})
    subject = Subject(6.0, "p1", ())
    assert np.array_equal(of.refreshed(cdf, [subject], [1]), cdf)
    later = of.refreshed(cdf, [subject], [40])
    assert np.all(np.diff(later) >= 0)
    assert (later[0, 0], later[0, -1]) == (0, 1)
