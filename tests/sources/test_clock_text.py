"""A wall clock without a zone is read in the zone that is said."""

from datetime import UTC, datetime

import pytest

from fairlead.sources.clock_text import instant_of


@pytest.mark.parametrize(
    ("text", "zone", "hour"),
    [
        ("2026-03-09T08:00:59", "UTC", 8),
        ("2026-03-09 08:00", "Europe/Berlin", 7),
        (" 2026-03-09T08:00+05:30 ", "UTC", 2),
        ("2026-03-09", "UTC", 0),
    ],
)
def test_an_instant_is_that_of_the_zone_to_the_minute(text: str, zone: str, hour: int) -> None:
    minute = 30 if "+05:30" in text else 0
    assert instant_of(text, timezone=zone) == datetime(2026, 3, 9, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever the parser says)
        instant_of(text, timezone="UTC")
