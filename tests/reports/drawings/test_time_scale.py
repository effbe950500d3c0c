"""The time axis: marks that fit, from days to years, in the reader's zone."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.reports.drawings.time_scale import TimeScale, time_scale

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def scale(days: float, *, timezone: str = "Europe/Berlin") -> TimeScale:
    return time_scale(START, START + timedelta(days=days), left=100, right=900, timezone=timezone)


@pytest.mark.parametrize(
    ("days", "first", "above"),
    [
        (14, "2", "Mar 2026"),
        (60, "2 Mar", "Mar 2026"),
        (365, "Mar", "2026"),
        (1200, "Q1", "2026"),
        (9000, "2026", "2026"),
    ],
)
def test_marks_grow_from_days_to_years(days: float, first: str, above: str) -> None:
    axis = scale(days)
    assert axis.minor()[0].name == first
    assert axis.major()[0].name == above


def test_the_scale_begins_with_the_day_of_the_reader() -> None:
    axis = scale(14)
    assert axis.x(datetime(2026, 3, 1, 23, tzinfo=UTC)) == 100  # midnight in Berlin
    assert axis.x(START) > 100


def test_weekends_are_shown_while_days_can_be_told_apart() -> None:
    width = scale(30).day_width
    assert [round(w.right - w.left, 1) for w in scale(30).weekends()][:2] == [
        round(2 * width, 1)
    ] * 2
    assert scale(1200).weekends() == ()


def test_a_day_of_twenty_three_hours_is_a_narrower_mark() -> None:
    axis = time_scale(
        datetime(2026, 3, 27, 8, tzinfo=UTC),
        datetime(2026, 4, 2, 8, tzinfo=UTC),
        left=0,
        right=700,
        timezone="Europe/Berlin",
    )
    widths = {tick.name: tick.right - tick.left for tick in axis.minor()}
    assert widths["29"] == pytest.approx(widths["28"] * 23 / 24)


@given(st.floats(0.01, 20000), st.sampled_from(["UTC", "Asia/Kolkata", "Pacific/Apia"]))
def test_marks_cover_the_axis_without_gap_or_overlap(days: float, timezone: str) -> None:
    axis = scale(days, timezone=timezone)
    for ticks in (axis.minor(), axis.major()):
        assert ticks[0].left == 100
        assert ticks[-1].right == 900
        assert all(a.right == b.left for a, b in pairwise(ticks))


@given(st.floats(1, 5000), st.floats(-1, 2))
def test_every_instant_lies_within_the_axis(days: float, part: float) -> None:
    assert 100 <= scale(days).x(START + timedelta(days=days * part)) <= 900
