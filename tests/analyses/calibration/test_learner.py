"""The kernel learns what the plain learner learns, and its logarithms are true."""

import numpy as np
import pytest

from fairlead.analyses.calibration.coded import Subject, coded, days
from fairlead.analyses.calibration.conformal import LEVELS, calibrated
from fairlead.analyses.calibration.grid import EDGES, crossings
from fairlead.analyses.calibration.learner import Learner
from fairlead.program.history import History
from fairlead.program.noun import replace
from tests.analyses.calibration.made_history import made_history
from tests.analyses.calibration.plain_learner import PlainLearner


def bare(history: History) -> History:
    tasks = tuple(replace(task, who="", groups=()) for task in history.tasks)
    return History(tasks=tasks)


@pytest.mark.parametrize("named", [True, False])
def test_the_kernel_agrees_with_the_plain_learner(named: bool) -> None:
    history = made_history(400, seed=8, drift=0.5)
    stream = coded(history if named else bare(history))
    quick, plain = Learner(stream), PlainLearner(stream)
    for learned, rows, _ in days(stream):
        quick.learn(learned)
        plain.learn(learned)
        cdf, levels = quick.forecast(rows)
        same, same_levels = plain.forecast(rows)
        np.testing.assert_allclose(cdf, same, rtol=0, atol=1e-10)
        np.testing.assert_allclose(levels, same_levels, rtol=0, atol=1e-10)


def test_a_forecast_changes_nothing() -> None:
    stream = coded(made_history(200, seed=9))
    asked, left = Learner(stream), Learner(stream)
    for learned, rows, _ in days(stream):
        for learner in (asked, left):
            learner.learn(learned)
            learner.forecast(rows)
        asked.forecast(rows, keep=False)
        asked.foretell([Subject(3.0, "p1", ("core",)), Subject(9.0, "stranger", ("new",))])
    assert np.array_equal(asked.forecast(np.arange(9))[0], left.forecast(np.arange(9))[0])


def test_people_never_seen_are_foretold_as_a_new_person() -> None:
    stream = coded(made_history(200, seed=10))
    learner = Learner(stream)
    one, other = learner.foretell([Subject(3.0, "x", ("core",)), Subject(3.0, "y", ("core",))])[0]
    assert np.array_equal(one, other)


def test_chances_are_put_right_where_levels_were_moved() -> None:
    asked = (LEVELS**0.8)[None, :]
    found = calibrated(asked, asked)
    np.testing.assert_allclose(found, LEVELS[None, :], atol=1e-12)
    ends = calibrated(np.array([[0.0, 0.5, 1.0]]), LEVELS[None, :])
    np.testing.assert_allclose(ends, [[0.0, 0.5, 1.0]], atol=1e-12)


def test_crossings_are_where_a_distribution_reaches_a_level() -> None:
    cdf = np.interp(EDGES, [-1.0, 1.0], [0.0, 1.0])[None, :]
    levels = np.array([0.1, 0.5, 0.9])
    np.testing.assert_allclose(crossings(cdf, levels), [[-0.8, 0.0, 0.8]], atol=1e-12)
    np.testing.assert_allclose(crossings(cdf, levels[None, :]), crossings(cdf, levels))
    step = (EDGES[50] <= EDGES).astype(float)[None, :]
    assert EDGES[49] <= crossings(step, np.array([0.3]))[0, 0] <= EDGES[50]


def test_groups_beyond_the_most_are_told_by_wider_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairlead.analyses.calibration.coded._MOST_NODES", 12)
    stream = coded(made_history(300, seed=14))
    assert stream.code.node_count == 12
    assert (stream.nodes == 0).any()
    quick, plain = Learner(stream), PlainLearner(stream)
    for learned, rows, _ in days(stream):
        quick.learn(learned)
        plain.learn(learned)
        cdf, _ = quick.forecast(rows)
        np.testing.assert_allclose(cdf, plain.forecast(rows)[0], rtol=0, atol=1e-10)
