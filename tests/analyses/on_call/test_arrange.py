"""What people agree on changes who answers, and never whether somebody does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.analyses.on_call.arrange import ask_cover, stand_in, swap, take
from fairlead.analyses.on_call.roster import minutes_of, on_call, roster
from fairlead.program.changes import apply, invert
from fairlead.program.rotations import Turn
from tests.analyses.on_call.rotas import generated, program_with

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = FIRST + timedelta(days=60)


@settings(max_examples=40)
@given(st.integers(0, 200), st.data())
def test_a_swap_keeps_coverage_and_everybody_elses_duty_and_swapping_back_undoes_it(
    seed: int, data: st.DataObject
) -> None:
    program = program_with(generated(seed))
    before = roster(program, "r0", first=FIRST, last=LAST)
    duties = [duty for duty in before if duty.minutes > 60][1:-1]
    if len({duty.who for duty in duties}) < 2:
        return
    mine = data.draw(st.sampled_from(duties))
    theirs = data.draw(st.sampled_from([duty for duty in duties if duty.who != mine.who]))
    one = Turn(who=mine.who, start=mine.start, finish=mine.finish)
    other = Turn(who=theirs.who, start=theirs.start, finish=theirs.finish)
    change = swap(program, "r0", one=one, other=other)
    swapped = apply(program, change)
    after = roster(swapped, "r0", first=FIRST, last=LAST)
    assert sum(d.minutes for d in after) == sum(d.minutes for d in before)
    was, now = minutes_of(before), minutes_of(after)
    gained = mine.minutes - theirs.minutes
    for person in was.keys() | now.keys():
        difference = {mine.who: -gained, theirs.who: gained}.get(person, 0)
        assert now.get(person, 0) - was.get(person, 0) == difference
    back = swap(
        swapped,
        "r0",
        one=Turn(who=theirs.who, start=mine.start, finish=mine.finish),
        other=Turn(who=mine.who, start=theirs.start, finish=theirs.finish),
    )
    again = roster(apply(swapped, back), "r0", first=FIRST, last=LAST)
    assert minutes_of(again) == was
    assert apply(swapped, invert(change)) == program


def test_a_swap_of_what_one_does_not_have_is_refused() -> None:
    program = program_with(generated(0))
    duties = roster(program, "r0", first=FIRST, last=LAST)
    one, other = duties[1], next(d for d in duties[2:] if d.who != duties[1].who)
    wrong = Turn(who="p99", start=one.start, finish=one.finish)
    right = Turn(who=other.who, start=other.start, finish=other.finish)
    with pytest.raises(ValueError, match="expected all of them"):
        swap(program, "r0", one=wrong, other=right)
    with pytest.raises(ValueError, match="overlap"):
        swap(program, "r0", one=wrong, other=Turn(who="p1", start=one.start, finish=one.finish))
    with pytest.raises(ValueError, match="themselves"):
        swap(program, "r0", one=right, other=right)


def test_cover_is_asked_for_taken_and_then_holds() -> None:
    program = program_with(generated(1))
    duty = roster(program, "r0", first=FIRST, last=LAST)[1]
    asked = apply(
        program,
        ask_cover(program, "r0", who=duty.who, start=duty.start, finish=duty.finish, asked=FIRST),
    )
    found = on_call(asked, "r0", at=duty.start)
    assert found is not None
    assert found.who == duty.who
    with pytest.raises(ValueError, match="cannot stand in for themselves"):
        stand_in(asked, "r0", number=1, who=duty.who)
    taken = apply(asked, stand_in(asked, "r0", number=1, who="p77"))
    found = on_call(taken, "r0", at=duty.start)
    assert found is not None
    assert (found.who, found.because, found.finish) == ("p77", "cover", duty.finish)
    with pytest.raises(ValueError, match="was taken by 'p77'"):
        stand_in(taken, "r0", number=1, who="p5")
    with pytest.raises(ValueError, match="There are 1 requests"):
        stand_in(taken, "r0", number=2, who="p5")


def test_take_holds_for_its_stretch_alone() -> None:
    program = program_with(generated(2))
    start = FIRST + timedelta(days=3, minutes=7)
    change = take(program, "r0", who="p9", start=start, finish=start + timedelta(minutes=1))
    taken = roster(apply(program, change), "r0", first=FIRST, last=LAST)
    assert [(d.who, d.minutes) for d in taken if d.because == "override"] == [("p9", 1)]
    with pytest.raises(ValueError, match="ends before"):
        take(program, "r0", who="p9", start=start, finish=start)
