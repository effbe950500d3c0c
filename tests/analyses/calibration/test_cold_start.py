"""New teams are judged by the prior and what little they did."""

from datetime import date, timedelta

import numpy as np
import pytest

from fairlead.analyses.calibration.cold_start import NEW, cold_start
from fairlead.analyses.calibration.prior import PRIOR
from fairlead.program.history import FinishedTask, History
from tests.analyses.calibration.made_history import made_history


def teams_as_the_prior_has_them(teams: int, *, seed: int) -> History:
    """Thirty tasks of each team, one a day: a quarter exact, else lognormal."""
    draws = np.random.default_rng(seed)
    tasks = []
    for team in range(teams):
        for n in range(30):
            exact = draws.random() < PRIOR.exact
            log_ratio = 0.0 if exact else draws.normal(PRIOR.location, PRIOR.spread)
            day = date(2024, 1, 1) + timedelta(days=n)
            tasks.append(
                FinishedTask(
                    estimated=day,
                    completed=day,
                    estimate=2.0,
                    actual=2.0 * float(np.exp(log_ratio)),
                    groups=(f"team {team}",),
                )
            )
    return History(tasks=tuple(tasks), group_names=("team",))


def test_new_teams_are_foretold_better_than_by_the_estimate_as_it_is() -> None:
    made = cold_start(teams_as_the_prior_has_them(40, seed=12))
    assert made is not None
    assert (made.teams, made.scored) == (40, 40 * NEW)
    assert made.pinball < 0.9 * made.pinball_of_raw
    # three standard errors of a share of 800 tries
    assert made.p80_coverage == pytest.approx(0.8, abs=0.043)


def test_the_records_of_other_teams_help_where_teams_are_alike() -> None:
    """All teams take half as long again, and their records are short; one shares with the next."""
    draws = np.random.default_rng(3)
    tasks = tuple(
        FinishedTask(
            estimated=date(2024, 1, 1) + timedelta(days=20 * team + n),
            completed=date(2024, 1, 1) + timedelta(days=20 * team + n),
            estimate=2.0,
            actual=3.0 * float(np.exp(0.2 * draws.normal())),
            groups=(f"team {team}",),
        )
        for team in range(12)
        for n in range(20)
    )
    made = cold_start(History(tasks=tasks, group_names=("team",)))
    assert made is not None
    assert made.pinball_beside < 0.8 * made.pinball


def test_what_comes_after_the_first_completions_changes_nothing() -> None:
    history = made_history(600, seed=13)
    early = History(tasks=history.tasks[:200], group_names=history.group_names)
    of_early, of_all = cold_start(early), cold_start(history)
    assert of_early == of_all


def test_an_empty_record_has_no_score() -> None:
    assert cold_start(History()) is None
