"""Curves, bars and clouds: bounded, and nothing lost."""

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.forecast.shape import curve, frontier, histogram, thinned
from fairlead.program.moments import minute_of

BASE = minute_of(datetime(2026, 3, 2, tzinfo=UTC))


@given(st.lists(st.integers(0, 3_000_000), min_size=10, max_size=300))
def test_every_trial_is_in_one_bar(late: list[int]) -> None:
    ordered = np.sort(np.array(late, np.int64) + BASE)
    bars = histogram(ordered, timezone="Europe/Berlin")
    assert sum(bar.trials for bar in bars) == len(late)
    assert len(bars) <= 41
    assert all(a.finish == b.start for a, b in pairwise(bars))


def test_a_finish_at_midnight_belongs_to_the_day_that_ends() -> None:
    bars = histogram(np.array([BASE, BASE, BASE + 1]), timezone="UTC")
    assert [(f"{bar.start:%m-%d}", bar.trials) for bar in bars] == [("03-01", 2), ("03-02", 1)]


def test_curve_rises() -> None:
    points = curve(np.sort(np.random.default_rng(1).integers(0, 10**6, 1000)))
    assert len(points) == 99
    assert list(points) == sorted(points)


def test_a_cloud_is_thinned_to_what_can_be_drawn() -> None:
    pairs = thinned(np.arange(10_000) + BASE, np.arange(10_000))
    assert len(pairs) == 400
    assert [money for _, money in pairs[:3]] == [0, 25, 50]


def test_the_frontier_is_kept_by_the_share_it_says() -> None:
    random = np.random.default_rng(2)
    finish, cost = BASE + random.integers(0, 10**5, 2000), random.integers(0, 10**6, 2000)
    points = frontier(finish, cost, share=0.7)
    for at, money in points:
        kept = ((finish <= minute_of(at)) & (cost <= money)).mean()
        assert kept >= 0.7
        assert ((finish <= minute_of(at)) & (cost < money)).mean() < 0.7
    assert [money for _, money in points] == sorted((m for _, m in points), reverse=True)
