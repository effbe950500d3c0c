"""Who is on call, against an independent account over three years of changing clocks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from fairlead.analyses.on_call.coverage import coverage
from fairlead.analyses.on_call.roster import Roster, on_call, roster
from fairlead.program.calendars import ClockTime
from fairlead.program.errors import UnknownReference
from fairlead.program.moments import minute_of
from fairlead.program.noun import replace
from fairlead.program.rotations import CoverRequest, Layer, Override, Rotation, Swap, Turn
from tests.analyses.on_call.rotas import OFFICE, generated, plain_account, program_with, quarters

FIRST, LAST = date(2025, 1, 1), date(2028, 1, 1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("seed", range(6))
def test_three_years_of_generated_rotations_are_covered_without_a_gap_or_an_overlap(
    seed: int,
) -> None:
    program = program_with(generated(seed))
    first, last = utc(FIRST.isoformat()), utc(LAST.isoformat())
    found = coverage(program, "r0", first=first, last=last)
    assert found.whole
    assert found.gaps == ()
    assert found.needed_minutes == 1095 * 1440 == sum(found.minutes.values())
    duties = roster(program, "r0", first=first, last=last)
    assert duties[0].start == first
    assert duties[-1].finish == last
    assert all(one.finish == then.start for one, then in pairwise(duties))


@pytest.mark.parametrize("seed", range(4))
def test_every_quarter_of_an_hour_of_three_years_is_answered_as_the_wall_clocks_say(
    seed: int,
) -> None:
    rotation = generated(seed)
    program = program_with(rotation)
    grid = quarters(FIRST, LAST)
    expected = plain_account(rotation, grid, rotation.timezone or "")
    duties = iter(roster(program, "r0", first=grid[0], last=grid[-1] + timedelta(minutes=15)))
    duty = next(duties)
    wrong = []
    for at, who in zip(grid, expected, strict=True):
        while duty.finish <= at:
            duty = next(duties)
        if duty.who != who:
            wrong.append((at, duty.who, who))
    assert wrong == []


def test_a_turn_across_the_change_of_the_clock_is_an_hour_shorter_or_longer() -> None:
    rotation = Rotation(
        start=date(2026, 1, 5), layers=(Layer(people=("p0", "p1")),), timezone="Europe/Berlin"
    )
    program = program_with(rotation)
    spring = on_call(program, "r0", at=utc("2026-03-28T12:00"))
    autumn = on_call(program, "r0", at=utc("2026-10-24T12:00"))
    assert spring is not None
    assert autumn is not None
    assert (spring.start, spring.finish) == (utc("2026-03-23T08:00"), utc("2026-03-30T07:00"))
    assert spring.minutes == 7 * 1440 - 60
    assert autumn.minutes == 7 * 1440 + 60


def test_a_hand_over_that_the_clock_skips_happens_once_and_one_that_it_repeats_too() -> None:
    layer = Layer(people=("p0", "p1"), turn="daily", hand_over_at=ClockTime(150))  # 02:30
    program = program_with(Rotation(start=date(2026, 3, 1), layers=(layer,)))
    spring = roster(program, "r0", first=utc("2026-03-28T12:00"), last=utc("2026-03-30T12:00"))
    assert [duty.start for duty in spring[1:]] == [utc("2026-03-29T01:30"), utc("2026-03-30T00:30")]
    autumn = roster(program, "r0", first=utc("2026-10-24T12:00"), last=utc("2026-10-26T12:00"))
    assert [duty.start for duty in autumn[1:]] == [utc("2026-10-25T00:30"), utc("2026-10-26T01:30")]


def test_the_last_layer_that_has_somebody_answers() -> None:
    layers = (Layer(people=("p0",)), Layer(people=("p1",), hours=OFFICE))
    program = program_with(Rotation(start=date(2026, 1, 5), layers=layers))
    day = on_call(program, "r0", at=utc("2026-02-02T09:00"))
    night = on_call(program, "r0", at=utc("2026-02-02T20:00"))
    assert day is not None
    assert night is not None
    assert (day.who, day.layer) == ("p1", 2)
    assert (day.start, day.finish) == (utc("2026-02-02T08:00"), utc("2026-02-02T16:00"))
    assert (night.who, night.layer) == ("p0", 1)


def test_swaps_then_cover_then_overrides() -> None:
    at = {k: utc(f"2026-02-{k:02d}T08:00") for k in (2, 3, 4, 5, 9, 16)}
    base = Rotation(start=date(2026, 1, 5), layers=(Layer(people=("p0", "p1")),))
    program = program_with(base)
    assert [d.who for d in roster(program, "r0", first=at[2], last=at[16])] == ["p0", "p1"]
    swapped = replace(
        base,
        swaps=(
            Swap(
                one=Turn(who="p0", start=at[2], finish=at[9]),
                other=Turn(who="p1", start=at[9], finish=at[16]),
            ),
        ),
        requests=(CoverRequest(who="p1", start=at[3], finish=at[5], taken_by="p2"),),
        overrides=(Override(who="p3", start=at[4], finish=at[5]),),
    )
    found = roster(program_with(swapped), "r0", first=at[2], last=at[16])
    assert [(d.who, d.because, d.start) for d in found] == [
        ("p1", "swap", at[2]),
        ("p2", "cover", at[3]),
        ("p3", "override", at[4]),
        ("p1", "swap", at[5]),
        ("p0", "swap", at[9]),
    ]


def test_a_request_that_nobody_took_changes_nothing() -> None:
    base = Rotation(start=date(2026, 1, 5), layers=(Layer(people=("p0", "p1")),))
    asked = replace(
        base,
        requests=(
            CoverRequest(who="p0", start=utc("2026-01-06T08:00"), finish=utc("2026-01-07T08:00")),
        ),
    )
    first, last = utc("2026-01-05T08:00"), utc("2026-02-05T08:00")
    assert roster(program_with(base), "r0", first=first, last=last) == roster(
        program_with(asked), "r0", first=first, last=last
    )


def test_nobody_is_on_call_before_the_first_day_and_after_the_last() -> None:
    rotation = Rotation(
        start=date(2026, 1, 5), end=date(2026, 1, 9), layers=(Layer(people=("p0",)),)
    )
    asked = Roster(program_with(rotation), "r0")
    first = minute_of(utc("2026-01-04T23:00"))  # midnight in Berlin
    last = minute_of(utc("2026-01-09T23:00"))
    assert [asked.answer(minute) is not None for minute in (first - 1, first, last - 1, last)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_rotation_that_is_not_there_is_told() -> None:
    with pytest.raises(UnknownReference, match="No rotation 'r1'"):
        on_call(program_with(), "r1", at=utc("2026-01-01T00:00"))
