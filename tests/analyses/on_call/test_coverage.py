"""Gaps and absences are found to the minute."""

from datetime import UTC, date, datetime

from fairlead.analyses.on_call.coverage import coverage, coverage_findings, has_gap
from fairlead.program.calendars import DateRange
from fairlead.program.noun import replace
from fairlead.program.people import Person
from fairlead.program.rotations import CoverRequest, Layer, Rotation
from tests.analyses.on_call.rotas import NIGHTS, OFFICE, program_with

FIRST, LAST = datetime(2026, 1, 5, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC)


def test_hours_that_no_layer_has_are_a_gap() -> None:
    rotation = Rotation(
        start=date(2026, 1, 1), layers=(Layer(people=("p0", "p1"), hours=OFFICE),), timezone="UTC"
    )
    found = coverage(program_with(rotation), "r0", first=FIRST, last=LAST)
    # 365 days from a Monday to a Monday: 261 working days of eight hours.
    assert found.covered_minutes == 261 * 480
    assert found.needed_minutes == 365 * 1440
    assert not found.whole
    assert has_gap(program_with(rotation), "r0", first=FIRST, last=LAST)
    assert (found.gaps[0].start, found.gaps[0].finish) == (FIRST, FIRST.replace(hour=9))
    _, (finding,) = coverage_findings(program_with(rotation), first=FIRST)
    assert (finding.code, finding.severity) == ("duty.gap", "error")
    assert "from 2026-01-05 00:00 to 2026-01-05 09:00 UTC" in finding.message


def test_what_is_not_needed_is_no_gap() -> None:
    rotation = Rotation(
        start=date(2026, 1, 1), layers=(Layer(people=("p0",), hours=OFFICE),), needed=OFFICE
    )
    found = coverage(program_with(rotation), "r0", first=FIRST, last=LAST)
    assert found.whole
    assert not has_gap(program_with(rotation), "r0", first=FIRST, last=LAST)
    assert found.needed_minutes == 261 * 480


def test_two_zones_that_follow_the_sun_leave_a_gap_where_only_one_changes_its_clock() -> None:
    halves = (
        Layer(people=("p0",), hours=NIGHTS, timezone="Europe/Berlin"),
        Layer(
            people=("p1",),
            hours=tuple(((570, 1410),) for _ in range(7)),  # type: ignore[arg-type]  # seven days
            timezone="Asia/Kolkata",
        ),
    )
    # Berlin 22:00-06:00 is 21:00-05:00 UTC in winter; Kolkata 09:30-23:30 is 04:00-18:00 UTC.
    found = coverage(
        program_with(Rotation(start=date(2026, 1, 1), layers=halves)), "r0", first=FIRST, last=LAST
    )
    lengths = {(gap.finish - gap.start).total_seconds() / 3600 for gap in found.gaps}
    assert lengths == {3.0, 2.0}  # 18:00 to 21:00, from March to October to 20:00


def test_whoever_is_on_leave_or_gone_is_named() -> None:
    program = program_with(Rotation(start=date(2026, 1, 5), layers=(Layer(people=("p0", "p1")),)))
    leave = DateRange(first=date(2026, 1, 12), last=date(2026, 1, 13))
    program = replace(
        program,
        people=program.people.with_row("p1", Person(leave=(leave,))),
    )
    _, findings = coverage_findings(program, first=FIRST)
    assert [(f.code, f.severity) for f in findings] == [("duty.away", "warning")]
    assert "'p1' is on call in 'r0' from 2026-01-12 09:00 to 2026-01-13 24:00 Europe" in (
        findings[0].message
    )


def test_a_request_that_nobody_has_taken_is_told_until_it_is_over() -> None:
    request = CoverRequest(
        who="p0",
        start=datetime(2026, 1, 6, tzinfo=UTC),
        finish=datetime(2026, 1, 7, tzinfo=UTC),
    )
    rotation = Rotation(
        start=date(2026, 1, 5), layers=(Layer(people=("p0",)),), requests=(request,)
    )
    _, findings = coverage_findings(program_with(rotation), first=FIRST)
    assert "duty.unanswered" in {f.code for f in findings}
    _, later = coverage_findings(program_with(rotation), first=request.finish)
    assert later == ()
