"""Working hours of people compared as real time."""

from datetime import UTC, date, datetime

import pytest

from fairlead.analyses.quality.hours import shared_minutes, utc_hours, worked_between
from fairlead.program.working_time import calendar_of_activity
from tests.analyses.quality.plans import program_of

SITES = """
calendars:
  berlin: {hours: Mon-Fri 09:00-17:00, timezone: Europe/Berlin}
  denver: {hours: Mon-Fri 09:00-17:00, timezone: America/Denver}
  delhi: {hours: Mon-Fri 10:00-18:00, timezone: Asia/Kolkata}
  nights: {hours: "Mon-Sun 22:00-06:00", timezone: Europe/Berlin}
people:
  eva: {calendar: berlin}
  dan: {calendar: denver}
  dev: {calendar: delhi, leave: 2026-02-02..2026-02-06}
  nia: {calendar: nights}
tasks:
  t: {title: T, duration: 1d, calendar: berlin}
"""
PROGRAM = program_of(SITES)
WINTER, BETWEEN, SUMMER = date(2026, 2, 2), date(2026, 3, 16), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("monday", "minutes"),
    [
        (WINTER, 0),  # 08-16 and 16-24 UTC
        (BETWEEN, 5 * 60),  # America has put its clocks forward, Europe has not
        (SUMMER, 0),
    ],
)
def test_berlin_and_denver_meet_only_while_their_clocks_disagree(
    monday: date, minutes: int
) -> None:
    assert shared_minutes(PROGRAM, "eva", "dan", monday) == minutes
    assert shared_minutes(PROGRAM, "dan", "eva", monday) == minutes


def test_leave_does_not_part_people() -> None:
    assert shared_minutes(PROGRAM, "eva", "dev", WINTER) == 5 * 270  # 08:00-12:30 UTC


def test_nights_are_compared_past_midnight() -> None:
    assert shared_minutes(PROGRAM, "nia", "nia", WINTER) == 7 * 480
    assert shared_minutes(PROGRAM, "nia", "dev", WINTER) == 5 * 30  # 04:30-05:00 UTC


def test_hours_are_told_in_utc() -> None:
    assert utc_hours(PROGRAM, "eva", WINTER) == "08:00-16:00"
    assert utc_hours(PROGRAM, "eva", SUMMER) == "07:00-15:00"
    assert utc_hours(PROGRAM, "dan", WINTER) == "16:00-00:00"


def test_work_between_two_instants_leaves_out_nights_and_weekends() -> None:
    friday = datetime(2026, 1, 9, 15, 0, tzinfo=UTC)  # an hour before closing in Berlin
    monday = datetime(2026, 1, 12, 10, 0, tzinfo=UTC)  # two hours after opening
    berlin = calendar_of_activity(PROGRAM, "t")
    assert worked_between(berlin, friday, monday) == 180
    assert worked_between(berlin, monday, friday) == 0
