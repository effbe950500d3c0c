"""Days and times, as a program's own clocks show them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from fairlead.sources.program_file.days import days_of, moment_of, moment_text, time_of, time_text
from fairlead.sources.program_file.rules import Wrong
from tests.program.strategies import ZONES, moments


@pytest.mark.parametrize("zone", ZONES)
@given(moments)
def test_a_moment_written_is_read_as_the_same(zone: str, moment: date | datetime) -> None:
    assert moment_of(moment_text(moment, zone), zone) == moment


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2026-03-02 09:30", 8, 30),
        ("2026-03-02T09:30", 8, 30),
        ("2026-07-02 09:30", 7, 30),
        ("2026-03-02 09:30Z", 9, 30),
        ("2026-03-02 09:30+05:30", 4, 0),
    ],
)
def test_a_time_is_that_of_the_program_unless_it_says_its_offset(
    text: str, hour: int, minute: int
) -> None:
    at = time_of(text, "Europe/Berlin")
    assert (at.tzinfo, at.hour, at.minute) == (UTC, hour, minute)


@pytest.mark.parametrize(
    ("hour", "text"), [(0, "2026-10-25 02:30+02:00"), (1, "2026-10-25 02:30+01:00")]
)
def test_a_time_that_the_clock_shows_twice_says_which_one(hour: int, text: str) -> None:
    at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert time_text(at, "Europe/Berlin") == text
    assert time_of(text, "Europe/Berlin") == at


@pytest.mark.parametrize("text", ["2026-02-29", "2026-13-01", "0000-01-01"])
def test_a_day_that_is_not_in_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match="there is no day"):
        moment_of(text, "UTC")


def test_a_range_of_days_may_be_one() -> None:
    assert days_of("2026-03-09") == days_of("2026-03-09..2026-03-09")
