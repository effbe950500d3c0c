"""Bands of honest shares, against sums by hand."""

import pytest

from fairlead.analyses.ledger.bands import honest_band


@pytest.mark.parametrize(
    ("chance", "count", "band"),
    [
        (0.8, 1, (0.0, 1.0)),
        (0.8, 2, (0.0, 1.0)),  # none of two: 4 %, which is not below 2.5
        (0.8, 3, (1 / 3, 1.0)),  # none of three: 0.8 %
        (0.8, 20, (0.6, 0.95)),
        (0.5, 10, (0.2, 0.8)),
    ],
)
def test_a_band_is_that_of_the_binomial(
    chance: float, count: int, band: tuple[float, float]
) -> None:
    assert honest_band(chance, count) == pytest.approx(band)


def test_a_band_of_many_tries_is_narrow() -> None:
    low, high = honest_band(0.8, 100_000)
    assert (low, high) == pytest.approx((0.7975, 0.8025), abs=1e-4)


def test_what_is_no_chance_raises() -> None:
    with pytest.raises(ValueError, match="expected 0 to 1"):
        honest_band(1.0, 3)
