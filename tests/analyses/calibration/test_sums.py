"""Sums of tasks are as honest as single ones, because what tasks share is learned."""

from datetime import date, timedelta

import numpy as np
import pytest

from fairlead.analyses.calibration.backtest import Backtest, backtest
from fairlead.program.history import FinishedTask, History


def shared(tasks: int, *, share: float, seed: int) -> History:
    """Every forty tasks of a team share one deviate, which holds `share` of their variance."""
    draws = np.random.default_rng(seed)
    made = []
    common = [0.0, 0.0]
    for n in range(tasks):
        if n % 80 == 0:
            common = draws.normal(size=2).tolist()
        team = n % 2
        deviate = np.sqrt(share) * common[team] + np.sqrt(1 - share) * draws.normal()
        day = date(2024, 1, 1) + timedelta(days=n // 10)
        made.append(
            FinishedTask(
                estimated=day,
                completed=day + timedelta(days=int(draws.integers(0, 5))),
                estimate=4.0,
                actual=4.0 * float(np.exp(0.6 * deviate)),
                who=f"p{int(draws.integers(12))}",
                groups=(f"team {team}",),
            )
        )
    return History(tasks=tuple(made), group_names=("team",))


def scored(history: History) -> Backtest:
    made = backtest(history)
    assert isinstance(made, Backtest)
    return made


def test_what_tasks_share_is_found() -> None:
    alone = scored(shared(1600, share=0.0, seed=1)).factors
    together = scored(shared(1600, share=0.5, seed=1)).factors
    # the prior says 0.3; some thirty blocks have pulled it to less than half of that
    assert alone.person + alone.team + alone.program < 0.15
    assert together.team + together.program > 2 * (alone.team + alone.program)


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_sums_are_covered(share: float) -> None:
    score = scored(shared(2400, share=share, seed=2)).sums["20"]
    assert score.scored > 100
    # three standard errors of a share of some 115 tries
    assert score.coverage_80 == pytest.approx(0.8, abs=0.112)
    assert score.p80_coverage == pytest.approx(0.8, abs=0.112)


def test_blocks_without_people_and_groups_are_summed_too() -> None:
    history = shared(600, share=0.0, seed=3)
    bare = History(
        tasks=tuple(
            FinishedTask(
                estimated=t.estimated, completed=t.completed, estimate=t.estimate, actual=t.actual
            )
            for t in history.tasks
        )
    )
    made = scored(bare)
    assert made.sums["50"].scored >= 8
    assert made.factors.person >= 0
