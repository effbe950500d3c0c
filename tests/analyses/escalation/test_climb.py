"""Every level is asked once, at its minute: by hand, over zones, leave, nights, changed clocks."""

from datetime import datetime, timedelta

import pytest

from fairlead.analyses.escalation.climb import Climb, climb
from fairlead.analyses.escalation.concerns import Concern, concerns, ladder_of
from fairlead.program.calendars import Hours
from fairlead.program.escalation import Ladder, Level
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from tests.analyses.escalation.matters import Record, program_with, span, utc

NIGHT: Hours = ((1320, 1860),)  # 22:00-07:00


def only(program: Program, record: Record | None = None, *, now: str) -> Climb:
    (concern,) = concerns(program, now=utc(now))
    entries = () if record is None else record.entries
    return climb(program, concern, record=entries, now=utc(now))


def fired(found: Climb) -> list[tuple[int, datetime]]:
    return [(step.level, step.at) for step in found.steps]


def work(who: str, limit: str) -> Level:
    return Level(who=(who,), acknowledge=span(limit))


def wall(who: str, limit: str) -> Level:
    return replace(work(who, limit), clock="wall")


def by_day(who: str, limit: str) -> Level:
    return replace(wall(who, limit), night=NIGHT)


def elapsed(who: str, limit: str) -> Level:
    return Level(who=(who,), acknowledge=replace(span(limit), elapsed=True))


@pytest.mark.parametrize(
    ("level", "raised", "told", "then"),
    [
        # Asha works 09:00-17:00 in Berlin: two hours on Friday, two on Monday.
        (work("asha", "4h"), "2026-02-27T14:00", "same", "2026-03-02T10:00"),
        # Raised on Saturday, told on Monday at nine.
        (work("asha", "1h"), "2026-02-28T14:00", "2026-03-02T08:00", "2026-03-02T09:00"),
        # A working day across the change of the clock: Friday noon to Monday noon.
        (work("asha", "1d"), "2026-03-27T11:00", "same", "2026-03-30T10:00"),
        # Kiran is on leave on Tuesday and Wednesday: 17:00 in India on Monday is 11:30 UTC.
        (work("kiran", "1h"), "2026-03-02T11:00", "same", "2026-03-05T04:00"),
        # By the wall clock, through the weekend in which an hour is missing, and one is twice.
        (wall("asha", "1d"), "2026-03-28T11:00", "same", "2026-03-29T11:00"),
        (wall("asha", "1d"), "2026-10-24T10:00", "same", "2026-10-25T10:00"),
        # Not by night: two hours until 22:00, the other eight from 07:00.
        (by_day("asha", "10h"), "2026-03-02T19:00", "same", "2026-03-03T14:00"),
        # At 23:00 nobody is told; the night of the change is an hour shorter.
        (by_day("asha", "1h"), "2026-03-28T22:00", "2026-03-29T05:00", "2026-03-29T06:00"),
        (by_day("asha", "1h"), "2026-10-24T21:00", "2026-10-25T06:00", "2026-10-25T07:00"),
        # Lord Howe puts its clock back by half an hour on 5 April 2026, at 02:00 of eleven.
        (by_day("lee", "1h"), "2026-04-04T12:00", "2026-04-04T20:30", "2026-04-04T21:30"),
        # An elapsed limit counts every hour.
        (elapsed("asha", "2d"), "2026-02-27T14:00", "same", "2026-03-01T14:00"),
    ],
)  # fmt: skip
def test_a_level_is_told_and_runs_out_at_its_minute(
    level: Level, raised: str, told: str, then: str
) -> None:
    program = program_with(level, Level(who=("lee",), clock="wall"), raised=utc(raised))
    expected = utc(raised if told == "same" else told)
    before = only(program, now="2026-12-01T00:00")
    assert fired(before) == [(1, expected), (2, utc(then))]
    early = climb(
        program,
        before.concern,
        record=(),
        now=utc(then) - timedelta(minutes=1),
    )
    assert fired(early) == [(1, expected)]
    assert early.next_at == utc(then)
    assert early.steps[0].acknowledge_by == utc(then)


def test_acknowledged_in_time_the_limit_to_settle_goes_on() -> None:
    level = Level(who=("asha",), acknowledge=span("4h"), resolve=span("2d"))
    program = program_with(level, Level(who=("kiran",)), raised=utc("2026-03-02T08:00"))
    record = Record()
    record.say("acknowledged", utc("2026-03-02T11:59"))
    assert only(program, record, now="2026-03-03T15:59").state == "acknowledged"
    late = only(program, record, now="2026-03-06T00:00")
    assert [step.because for step in late.steps] == ["raised", "not-resolved"]
    # Two days of eight hours end on Tuesday at 17:00; Kiran is away until Thursday, 09:00 in India.
    assert late.steps[1].at == utc("2026-03-05T03:30")


def test_what_comes_in_the_minute_of_the_limit_comes_too_late() -> None:
    program = program_with(
        Level(who=("asha",), acknowledge=span("4h")),
        Level(who=("lee",), clock="wall"),
        raised=utc("2026-03-02T08:00"),
    )
    for kind in ("acknowledged", "resolved"):
        record = Record()
        record.say(kind, utc("2026-03-02T12:00"))
        assert len(only(program, record, now="2026-03-02T12:00").steps) == 2
        record = Record()
        record.say(kind, utc("2026-03-02T11:59"))
        assert len(only(program, record, now="2026-03-09T12:00").steps) == 1


def test_handed_back_it_climbs_anew_from_the_level_that_was_named() -> None:
    program = program_with(
        Level(who=("asha",), acknowledge=span("1h")),
        Level(who=("lee",), acknowledge=span("1h"), clock="wall"),
        Level(who=("kiran",), clock="wall"),
        raised=utc("2026-03-02T08:00"),
    )
    record = Record()
    record.say("acknowledged", utc("2026-03-02T09:30"))
    record.say("handed-back", utc("2026-03-02T13:30"), level=1)
    found = only(program, record, now="2026-03-02T20:00")
    assert [(s.level, s.because, s.at) for s in found.steps] == [
        (1, "raised", utc("2026-03-02T08:00")),
        (2, "not-acknowledged", utc("2026-03-02T09:00")),
        (1, "handed-back", utc("2026-03-02T13:30")),
        (2, "not-acknowledged", utc("2026-03-02T14:30")),
        (3, "not-acknowledged", utc("2026-03-02T15:30")),
    ]
    assert [step.number for step in found.steps] == [1, 2, 3, 4, 5]
    assert found.state == "told"


def test_a_rotation_asks_whoever_is_on_call_at_that_minute() -> None:
    program = program_with(
        Level(who=("night",), acknowledge=span("1d"), clock="wall"),
        Level(who=("night",), clock="wall"),
        raised=utc("2026-03-02T07:59"),  # a minute before the hand-over
    )
    found = only(program, now="2026-03-09T00:00")
    assert [step.who for step in found.steps] == [("lee",), ("asha",)]


def test_the_last_level_that_runs_out_is_told_as_such() -> None:
    program = program_with(
        Level(who=("asha",), acknowledge=span("1h")), raised=utc("2026-03-02T08:00")
    )
    assert only(program, now="2026-03-02T08:59").state == "told"
    assert only(program, now="2026-03-02T09:00").state == "top"


def test_the_most_specific_ladder_applies() -> None:
    levels = (Level(who=("asha",)),)
    program = replace(
        program_with(raised=utc("2026-03-02T08:00")),
        escalation=Table(
            {
                "a-all": Ladder(levels=levels),
                "b-high": Ladder(levels=levels, severities=("high",)),
                "c-pay": Ladder(levels=levels, teams=("pay",)),
                "d-both": Ladder(levels=levels, teams=("pay",), severities=("high",)),
                "e-other": Ladder(levels=levels, teams=("other",)),
            }
        ),
    )

    def of(**fields: object) -> str | None:
        given = {"id": "issues.x", "kind": "issue", "title": "x", "severity": "low"}
        concern = Concern(**{**given, "since": utc("2026-03-02T08:00"), **fields})  # type: ignore[arg-type]  # fields of a concern
        return ladder_of(program, concern)

    assert of() == "a-all"
    assert of(severity="high") == "b-high"
    assert of(team="pay") == "c-pay"
    assert of(team="pay", severity="high") == "d-both"
    assert of(ladder="e-other") == "e-other"
