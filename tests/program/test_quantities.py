"""Spans, estimates and money as amounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.program.quantities import CostEstimate, Estimate, Money, Span


@pytest.mark.parametrize(
    ("span", "minutes"),
    [
        (Span(amount=1.5, unit="d"), 720),
        (Span(amount=2, unit="h"), 120),
        (Span(amount=1, unit="w"), 2400),
        (Span(amount=2, unit="d", elapsed=True), 2880),
        (Span(amount=1, unit="w", elapsed=True), 10080),
        (Span(amount=-1, unit="d"), -480),
        (Span(amount=0.5, unit="m"), 1),
        (Span(amount=-0.5, unit="m"), -1),
    ],
)
def test_a_span_is_whole_minutes_of_its_calendar(span: Span, minutes: int) -> None:
    assert span.minutes(day_minutes=480, week_minutes=2400) == minutes


@given(st.integers(-10_000, 10_000), st.sampled_from(["m", "h", "d", "w"]))
def test_a_span_below_zero_is_as_long_as_the_one_above(amount: int, unit: str) -> None:
    up = Span(amount=amount / 7, unit=unit)  # type: ignore[arg-type]
    down = Span(amount=-amount / 7, unit=unit)  # type: ignore[arg-type]
    assert up.minutes(day_minutes=450, week_minutes=2250) == -down.minutes(
        day_minutes=450, week_minutes=2250
    )


def test_a_range_is_planned_at_its_geometric_mean() -> None:
    four, nine = Span(amount=4, unit="d"), Span(amount=9, unit="d")
    estimate = Estimate(low=four, high=nine)  # the root of 4 x 9 is 6 days of 480 minutes
    assert estimate.planned_minutes(day_minutes=480, week_minutes=2400) == 2880
    assert str(estimate) == "4d..9d"
    assert not estimate.is_point


def test_a_likely_value_is_planned_as_it_stands() -> None:
    three, five, ten = (Span(amount=n, unit="d") for n in (3, 5, 10))
    estimate = Estimate(low=three, likely=five, high=ten)
    assert estimate.planned_minutes(day_minutes=480, week_minutes=2400) == 2400
    assert str(estimate) == "3d/5d/10d"
    assert CostEstimate(low=Money(400), high=Money(900)).planned == 600
