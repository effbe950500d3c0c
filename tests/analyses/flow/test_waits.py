"""When the next items are done: what any record must show, and what made-up ones should."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.flow.backtest import CannotBacktest, FlowBacktest, backtest
from fairlead.analyses.flow.waits import waits

FIRST = date(2026, 3, 2)


def made_up(weeks: int, *, seed: int, pace: float = 5.0, drift: float = 0.0) -> tuple[date, ...]:
    """Completions of so many weeks before `FIRST`, the pace of each week a step from the last."""
    draw = np.random.default_rng(seed)
    level = np.log(pace)
    days: list[date] = []
    for week in range(weeks, 0, -1):
        level += drift * float(draw.normal()) - 0.02 * (level - np.log(pace))
        count = int(draw.poisson(np.exp(level)))
        days += [FIRST - timedelta(days=7 * week - int(day)) for day in draw.integers(0, 5, count)]
    return tuple(sorted(days))


records = st.lists(st.integers(1, 400), min_size=1, max_size=60).map(
    lambda ago: tuple(FIRST - timedelta(days=n) for n in [*ago, 3, 20])
)


@given(records, st.integers(1, 200))
def test_a_later_level_is_never_an_earlier_day(record: tuple[date, ...], items: int) -> None:
    days = waits(record, first=FIRST).days_until(items)
    assert len(days) == 99
    assert (np.diff(days) >= 0).all()
    assert days[0] > 0
    assert np.isfinite(days).all()


@given(records, st.integers(1, 50))
def test_what_comes_after_the_record_is_not_known(record: tuple[date, ...], items: int) -> None:
    later = (*record, FIRST, FIRST + timedelta(days=40))
    before = waits(record, first=FIRST).days_until(items)
    assert (waits(later, first=FIRST).days_until(items) == before).all()


def test_a_steady_record_is_trusted_and_a_wild_one_is_not() -> None:
    steady = waits(made_up(150, seed=1), first=FIRST).days_until(30)
    wild = waits(made_up(150, seed=1, drift=0.4), first=FIRST).days_until(30)
    assert steady[49] == pytest.approx(30 / 5 * 7, rel=0.25)
    assert wild[89] / wild[9] > 1.4 * steady[89] / steady[9]


def test_a_week_of_the_past_is_asked_with_what_was_known_then() -> None:
    record = made_up(120, seed=2)
    whole = waits(record, first=FIRST)
    cut = FIRST - timedelta(days=7 * 20)
    alone = waits(tuple(day for day in record if day < cut), first=cut)
    # the shorter record begins on another day of the week before its first completion
    assert alone.days_until(30)[49] == pytest.approx(
        whole.days_until(30, week=whole.weeks - 20)[49], rel=0.15
    )


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ((), "spans 0 days"),
        ((FIRST - timedelta(days=5),), "spans 5 days"),
        ((FIRST - timedelta(days=700), FIRST - timedelta(days=600)), "nothing was completed"),
    ],
)
def test_a_record_that_says_nothing_is_refused(record: tuple[date, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        waits(record, first=FIRST)


def test_forecasts_of_a_drifting_team_keep_their_word_where_single_weeks_do_not() -> None:
    ours, theirs, off = [], [], []
    for seed in range(6):
        made = backtest(made_up(260, seed=100 + seed, drift=0.2), first=FIRST, sizes=(30,))
        assert isinstance(made, FlowBacktest)
        ours.append(made.scores["30"].p85)
        theirs.append(made.references["iid weeks, 26"]["30"].p85)
        off.append(made.scores["30"].pinball - made.references["iid weeks, 26"]["30"].pinball)
    assert np.mean(ours) == pytest.approx(0.85, abs=0.05)
    assert np.mean(theirs) < 0.80
    assert np.mean(off) < 0


def test_a_record_that_runs_dry_is_held_against_what_was_said() -> None:
    """Busy weeks, then one item every other month: those who asked late wait in vain."""
    busy = tuple(day - timedelta(weeks=60) for day in made_up(200, seed=4))
    dry = tuple(FIRST - timedelta(days=60 * n + 5) for n in range(7))
    made = backtest((*busy, *dry), first=FIRST, sizes=(30,))
    assert isinstance(made, FlowBacktest)
    score = made.scores["30"]
    # the last of the busy time are not answered, though their P85 has passed
    assert score.due > score.origins
    assert score.due_p85 is not None
    assert score.due_p85 < score.p85


def test_a_short_record_cannot_be_scored() -> None:
    made = backtest(made_up(30, seed=1), first=FIRST)
    assert isinstance(made, CannotBacktest)
    assert "fewer than 10 origins" in made.because
    empty = backtest((), first=FIRST)
    assert isinstance(empty, CannotBacktest)


def test_the_histogram_of_a_backtest_adds_up() -> None:
    made = backtest(made_up(260, seed=5), first=FIRST, sizes=(10,))
    assert isinstance(made, FlowBacktest)
    score = made.scores["10"]
    assert sum(score.pit) == pytest.approx(1.0)
    assert min(score.pit) >= 0
    assert score.low < 0.85 < score.high
