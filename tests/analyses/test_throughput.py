"""Forecasts from throughput: what they promise, draw by draw and on small records."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from fairlead.analyses.throughput import (
    Pace,
    Trial,
    Worked,
    days_needed,
    first_day,
    items_done,
    pace,
    worked_off,
)
from fairlead.program.backlogs import Backlog
from fairlead.program.findings import Finding
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Share

MONDAY = date(2026, 3, 2)
STATUS = datetime(2026, 3, 2, tzinfo=UTC)


def steady(weeks: int = 30, per_day: int = 1) -> tuple[date, ...]:
    """So many items on each of five days a week, up to the Sunday before MONDAY."""
    return tuple(
        MONDAY - timedelta(weeks=week) + timedelta(days=day)
        for week in range(1, weeks + 1)
        for day in range(5)
        for _ in range(per_day)
    )


def certain(weeks: tuple[tuple[int, ...], ...]) -> Pace:
    return Pace(weeks=np.array(weeks, np.int64), drift=0.0)


def test_a_steady_team_without_drift_takes_as_long_as_it_says() -> None:
    """5 a week on weekdays: the 7th item is done on the Tuesday of the second week, day 9."""
    days = days_needed(certain(((1, 1, 1, 1, 1, 0, 0),)), items=7, key="a", trial=Trial(1, 0, 50))
    assert set(days.tolist()) == {9}


def test_days_without_completions_are_part_of_the_record() -> None:
    found = pace(steady(), first=MONDAY, items=10)
    assert found.weeks.shape == (26, 7)
    assert found.weeks[:, 5:].sum() == 0
    assert found.per_week == 5.0


def test_items_are_done_within_so_many_days_in_exactly_the_trials_that_need_no_more() -> None:
    found = pace(steady(per_day=2)[::3], first=MONDAY, items=20)
    trial = Trial(7, 0, 3000)
    days = days_needed(found, items=20, key="web", trial=trial)
    for limit in (1, 13, 30, 60, 200):
        done = items_done(found, days=limit, key="web", trial=trial)
        assert ((done >= 20) == (days <= limit)).all()


def test_a_slow_tail_is_not_cut_off() -> None:
    """One item in 26 weeks, ten wanted: about 260 weeks, and some trials far beyond."""
    weeks = np.zeros((26, 7), np.int64)
    weeks[5, 2] = 1
    found = Pace(weeks=weeks, drift=0.5)
    days = days_needed(found, items=10, key="slow", trial=Trial(3, 0, 4000))
    assert 1200 < np.median(days) < 2600
    assert days.max() > 3 * np.median(days)
    assert days.min() > 0


def test_bursts_stay_whole() -> None:
    """A record that rests 13 weeks and works 13: drawn week by week the rests would average out."""
    weeks = np.array([[0] * 7] * 13 + [[2] * 7] * 13, np.int64)
    days = days_needed(Pace(weeks=weeks, drift=0.0), items=14, key="b", trial=Trial(5, 0, 4000))
    independent = np.random.default_rng(1).integers(0, 2, (4000, 40)).cumsum(axis=1)
    weeks_alone = (independent < 1).sum(axis=1) + 1
    assert np.quantile(days, 0.95) > 7 * np.quantile(weeks_alone, 0.95)


def test_a_trial_draws_the_same_whatever_is_drawn_beside_it() -> None:
    found = pace(steady(), first=MONDAY, items=30)
    whole = days_needed(found, items=30, key="web", trial=Trial(1, 0, 1000))
    part = days_needed(found, items=30, key="web", trial=Trial(1, 400, 100))
    assert (whole[400:500] == part).all()
    other = days_needed(found, items=30, key="app", trial=Trial(1, 0, 1000))
    assert abs(float(np.corrcoef(whole, other)[0, 1])) < 0.1


def test_more_items_are_never_done_sooner() -> None:
    found = pace(steady(), first=MONDAY, items=30)
    few = days_needed(found, items=30, key="web", trial=Trial(1, 0, 1000))
    many = days_needed(found, items=31, key="web", trial=Trial(1, 0, 1000))
    assert (many >= few).all()


def test_growth_takes_its_middle_and_its_one_in_ten() -> None:
    found = certain(((1, 1, 1, 1, 1, 1, 1),))
    trial = Trial(1, 0, 20_000)
    days = days_needed(found, items=100, key="g", trial=trial, growth=(0.2, 0.6))
    assert np.quantile(days, 0.5) == pytest.approx(120, abs=1)
    assert np.quantile(days, 0.9) == pytest.approx(160, abs=2)


def test_a_team_that_changes_its_pace_is_less_sure() -> None:
    calm = pace(steady(weeks=60), first=MONDAY, items=20)
    fits = tuple(
        day for day in steady(weeks=60, per_day=4) if (MONDAY - day).days // 70 % 2 or day.day == 1
    )
    assert calm.drift < 0.3 < pace(fits, first=MONDAY, items=20).drift


@pytest.mark.parametrize(
    ("history", "said"),
    [((), "0 days"), ((MONDAY - timedelta(days=9),), "9 days")],
)
def test_a_record_that_is_too_short_is_refused(history: tuple[date, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        pace(history, first=MONDAY, items=5)


def test_a_team_that_has_stopped_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was completed in the last 26 weeks"):
        pace((MONDAY - timedelta(days=400),), first=MONDAY, items=5)


def program(**fields: object) -> Program:
    row = Backlog(**{"title": "Web", "items": 7, "history": steady(), **fields})  # type: ignore[arg-type]  # fields of a backlog
    return Program(id="p", timezone="UTC", backlogs=Table({"web": row}))


def worked(**fields: object) -> Worked | Finding:
    return worked_off(program(**fields), "web", status=STATUS, trial=Trial(1, 0, 500))


def test_the_finish_is_the_end_of_a_day() -> None:
    found = worked(due=date(2026, 3, 10))
    assert isinstance(found, Worked)
    assert (found.finish % 1440 == 0).all()
    # Monday 2 March is day 1, so the 10th is day 9.
    in_time = found.finish <= datetime(2026, 3, 11, tzinfo=UTC).timestamp() // 60
    assert found.done_by_due is not None
    assert ((found.done_by_due >= 7) == in_time).all()


def test_work_begins_on_the_first_whole_day() -> None:
    assert first_day(STATUS, timezone="UTC") == MONDAY
    assert first_day(STATUS + timedelta(hours=9), timezone="UTC") == MONDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"history": ()}, "backlog.no-record"),
        ({"items": -1}, "backlog.negative"),
        ({"growth": Share(-0.1)}, "backlog.negative"),
        ({"items": 100_000}, "backlog.beyond-time"),
    ],
)
def test_what_cannot_be_forecast_says_why(fields: dict[str, object], code: str) -> None:
    found = worked(**fields)
    assert isinstance(found, Finding)
    assert found.code == code


def test_the_order_of_the_record_means_nothing() -> None:
    assert program(history=steady()[::-1]) == program()
    twice = Backlog(title="t", items=1, history=(MONDAY, MONDAY))
    assert twice.history == (MONDAY, MONDAY)


@pytest.mark.skipif("FAIRLEAD_DATA" not in os.environ, reason="real records are not at hand")
def test_on_real_trackers_eighty_per_cent_is_about_that() -> None:
    """Measured in bench/throughput.py; here a few days of each, so the bounds are broad."""
    from bench.throughput import chances, record

    folder = Path(os.environ["FAIRLEAD_DATA"]) / "estimates" / "flow"
    found = [
        chance
        for path in sorted(folder.glob("*.csv"))
        for chance in chances(record(path), "fairlead", 8, 300)
    ]
    assert 0.72 < np.mean(np.array(found) <= 0.8) < 0.9
