"""The first number is there before the last trial, and changes nothing of the forecast."""

from itertools import pairwise

from fairlead.analyses.forecast.so_far import FIRST_TRIALS, SoFar, cut
from tests.analyses.forecast.programs import made, small


def test_whoever_hears_of_the_first_trials_gets_the_same_forecast() -> None:
    heard: list[SoFar] = []
    told = made(small(), trials=3_000, so_far=heard.append)
    assert told == made(small(), trials=3_000)
    assert [(found.trials, found.of) for found in heard] == [(FIRST_TRIALS, 3_000), (3_000, 3_000)]
    assert heard[-1].p50 == told.finish.p50


def test_runs_are_told_of_as_they_are_done() -> None:
    order: list[str] = []
    made(
        small(),
        trials=3_000,
        so_far=lambda found: order.append(f"P50 of {found.trials}"),
        progress=lambda done, of: order.append(f"{done} of {of}"),
    )
    first = order.index(f"P50 of {FIRST_TRIALS}")
    assert order[first + 1].startswith("1 of ")
    assert order[first + 2] == "P50 of 3000"


def test_every_trial_is_in_one_part() -> None:
    parts = cut(100, 10_000, 5_120)
    assert parts[0] == (100, FIRST_TRIALS)
    assert sum(count for _, count in parts) == 10_000
    assert all(at + count == then for (at, count), (then, _) in pairwise(parts))


def test_no_part_is_larger_than_a_worker_takes() -> None:
    assert max(count for _, count in cut(0, 10_000, 130)) == 130
