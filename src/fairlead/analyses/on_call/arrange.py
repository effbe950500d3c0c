"""What people agree on about their duty, as changes: swap, take, ask for cover, stand in."""

from __future__ import annotations

from datetime import datetime

from fairlead.analyses.on_call.roster import Roster, roster
from fairlead.program.changes import Change, Edit
from fairlead.program.moments import minute_of
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.program.rotations import CoverRequest, Override, Swap, Turn

__all__ = ["ask_cover", "stand_in", "swap", "take"]


def swap(program: Program, rotation: str, *, one: Turn, other: Turn) -> Change:
    """The change by which two people exchange their duty in two stretches.

    Who answers is another; when somebody does is the same. Raises `ValueError` where either is not
    on call throughout their stretch, and `UnknownReference` for a rotation that is not there.
    """
    if one.who == other.who:
        raise ValueError(f"{one.who!r} cannot swap with themselves.")
    if one.start < other.finish and other.start < one.finish:
        raise ValueError("The two stretches overlap; expected two that are apart.")
    for turn in (one, other):
        duties = roster(program, rotation, first=turn.start, last=turn.finish)
        minutes = sum(duty.minutes for duty in duties if duty.who == turn.who)
        whole = minute_of(turn.finish) - minute_of(turn.start)
        if minutes != whole:
            raise ValueError(
                f"{turn.who!r} is on call for {minutes:,} of the {whole:,} minutes from "
                f"{turn.start:%Y-%m-%d %H:%M %Z}, expected all of them."
            )
    before = program.rotations[rotation].swaps
    return _set(rotation, "swaps", before, (*before, Swap(one=one, other=other)))


def take(
    program: Program,
    rotation: str,
    *,
    who: str,
    start: datetime,
    finish: datetime,
    because: str | None = None,
) -> Change:
    """The change by which somebody takes the duty for a while, whoever had it."""
    if finish <= start:
        raise ValueError("The stretch ends before it begins.")
    before = Roster(program, rotation).rotation.overrides
    taken = Override(who=who, start=start, finish=finish, because=because)
    return _set(rotation, "overrides", before, (*before, taken))


def ask_cover(
    program: Program,
    rotation: str,
    *,
    who: str,
    start: datetime,
    finish: datetime,
    asked: datetime,
    because: str | None = None,
) -> Change:
    """The change by which somebody asks to be stood in for; nobody's duty changes yet."""
    if finish <= start:
        raise ValueError("The stretch ends before it begins.")
    before = Roster(program, rotation).rotation.requests
    request = CoverRequest(who=who, start=start, finish=finish, asked=asked, because=because)
    return _set(rotation, "requests", before, (*before, request))


def stand_in(program: Program, rotation: str, *, number: int, who: str) -> Change:
    """The change by which somebody takes the request of that number, counted from 1.

    Raises `ValueError` where it was taken, or is not there, or is their own.
    """
    before = Roster(program, rotation).rotation.requests
    if not 1 <= number <= len(before):
        raise ValueError(f"There are {len(before)} requests in {rotation!r}; {number} is none.")
    request = before[number - 1]
    if request.taken_by is not None:
        raise ValueError(f"The request was taken by {request.taken_by!r}.")
    if request.who == who:
        raise ValueError(f"{who!r} asked for it, and cannot stand in for themselves.")
    after = list(before)
    after[number - 1] = replace(request, taken_by=who)
    return _set(rotation, "requests", before, tuple(after))


def _set(rotation: str, field: str, before: object, after: object) -> Change:
    edit = Edit(section="rotations", key=rotation, field=field, before=before, after=after)
    return Change(edits=(edit,))
