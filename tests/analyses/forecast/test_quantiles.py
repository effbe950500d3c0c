"""Quantiles are values that were drawn; errors hold what they promise."""

import numpy as np
import pytest

from fairlead.analyses.forecast.quantiles import chance_error, half_width, mean_minute, quantile


def test_quantile_is_the_first_value_that_suffices() -> None:
    ordered = np.arange(1, 11)
    assert [quantile(ordered, share) for share in (0.01, 0.1, 0.5, 0.8, 0.81, 1.0)] == [
        1, 1, 5, 8, 9, 10,
    ]  # fmt: skip


def test_interval_of_a_quantile_holds_the_truth_in_nineteen_of_twenty() -> None:
    """P80 of a uniform on 0 to 1,000,000 is 800,000; 1,000 samples of 2,000, so 2 % is 3 errors."""
    random = np.random.default_rng(5)
    samples = np.sort(random.integers(0, 1_000_000, (1000, 2000)), axis=1)
    inside = [abs(quantile(row, 0.8) - 800_000) <= half_width(row, 0.8) for row in samples]
    assert 0.93 <= np.mean(inside) <= 0.97


def test_interval_of_values_that_are_all_alike_has_no_width() -> None:
    assert half_width(np.full(100, 7), 0.8) == 0


def test_chance_of_nothing_and_of_everything_still_has_an_error() -> None:
    assert chance_error(0.0, 1000) == pytest.approx(0.00191, abs=1e-4)
    assert chance_error(0.5, 10_000) == pytest.approx(0.0098, abs=1e-4)
    assert chance_error(1.0, 1000) == chance_error(0.0, 1000)


def test_mean_is_rounded_to_the_nearest_minute() -> None:
    assert mean_minute(np.array([1, 2, 2])) == 2
    assert mean_minute(np.array([-1, -2, -2])) == -2
