"""Forecasts know only the past, keep their word, and are better than simple ones."""

from datetime import date, timedelta

import pytest

from fairlead.analyses.calibration.backtest import Backtest, CannotBacktest, backtest
from fairlead.program.history import FinishedTask, History
from fairlead.program.noun import replace
from tests.analyses.calibration.made_history import made_history


def scored(history: History) -> Backtest:
    made = backtest(history)
    assert isinstance(made, Backtest)
    return made


@pytest.mark.parametrize("drift", [0.0, 1.0])
def test_coverage_is_honest_and_loss_is_small(drift: float) -> None:
    made = scored(made_history(1500, seed=1, drift=drift))
    # It is steered: much nearer than the standard error of 0.011 of a share of 1,364 tries.
    assert made.score.p80_coverage == pytest.approx(0.8, abs=0.01)
    # The other levels are steered more gently: three standard errors.
    assert made.score.coverage_80 == pytest.approx(0.8, abs=0.033)
    assert made.score.coverage_50 == pytest.approx(0.5, abs=0.041)
    best = min(one.pinball for one in made.references.values())
    # Without drift the bootstrap by person is the truth itself, and what looks for drift and for
    # effects of size pays for it: 0.3 to 1.6 % by the seed.
    assert made.score.pinball < (0.95 * best if drift else 1.01 * best)


def test_every_person_is_covered() -> None:
    made = scored(made_history(1500, seed=2))
    assert [p for p, s in made.score.people.items() if not 0.75 <= s.p80_coverage <= 0.85] == []
    assert sum(s.scored for s in made.score.people.values()) == made.score.scored


def test_what_is_completed_on_the_last_day_of_estimates_or_later_changes_nothing() -> None:
    history = made_history(400, seed=3)
    last = max(task.estimated for task in history.tasks)
    told = scored(history)
    spoiled = tuple(
        replace(task, actual=task.actual * 50)
        if task.completed >= last and task.estimated < last
        else task
        for task in history.tasks
    )
    changed = scored(replace(history, tasks=spoiled))
    late = [(a, b) for a, b in zip(history.tasks, spoiled, strict=True) if a != b]
    assert late, "nothing was spoiled"
    # Raw errors of the spoiled tasks differ; what was said of the others on that day does not.
    since = backtest(history, score_from=last)
    after = backtest(replace(history, tasks=spoiled), score_from=last)
    assert isinstance(since, Backtest)
    assert isinstance(after, Backtest)
    assert (since.score, since.references) == (after.score, after.references)
    assert told != changed


def test_the_order_of_the_file_within_other_days_changes_nothing() -> None:
    history = made_history(300, seed=4)
    by_day: dict[date, list[FinishedTask]] = {}
    for task in history.tasks:
        by_day.setdefault(task.estimated, []).append(task)
    shuffled = tuple(task for day in sorted(by_day, reverse=True) for task in by_day[day])
    assert backtest(replace(history, tasks=shuffled)) == backtest(history)


def test_too_little_is_said_so() -> None:
    made = backtest(made_history(90, seed=5))
    assert isinstance(made, CannotBacktest)
    assert "90 finished tasks" in made.because


def test_without_people_and_groups_it_still_works() -> None:
    history = made_history(500, seed=6)
    bare = tuple(replace(task, who="", groups=()) for task in history.tasks)
    made = scored(History(tasks=bare))
    assert made.score.p80_coverage == pytest.approx(0.8, abs=0.05)
    assert made.score.pinball < made.references["raw"].pinball
    assert dict(made.score.people) == {}


def test_a_huge_ratio_is_an_outlier_and_no_failure() -> None:
    history = made_history(300, seed=7)
    day = date(2024, 1, 1) - timedelta(days=9)
    wild = FinishedTask(estimated=day, completed=day, estimate=0.001, actual=1e6, groups=("core",))
    made = scored(replace(history, tasks=(*history.tasks, wild)))
    assert 0 < made.score.pinball < 1
