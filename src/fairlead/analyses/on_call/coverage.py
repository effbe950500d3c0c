"""Whether somebody is on call whenever it is needed, and whether they can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from fairlead.analyses.on_call.roster import Duty, Roster, minutes_of
from fairlead.program.findings import Finding
from fairlead.program.moments import (
    closing_minute,
    closing_time,
    instant,
    minute_of,
    opening_minute,
    wall_time,
)
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.working_time import calendar_of_person

__all__ = ["Absence", "Coverage", "Gap", "coverage", "coverage_findings", "has_gap"]


class Gap(Noun):
    """Nobody is on call from `start` until `finish`, although somebody is needed."""

    rotation: str
    start: datetime
    finish: datetime


class Absence(Noun):
    """Whoever is on call is away: on leave, not there yet, or gone."""

    rotation: str
    who: str
    start: datetime
    finish: datetime


class Coverage(Noun):
    """What was looked at, from `first` to `last`, and where nobody answers.

    `needed_minutes` and `covered_minutes` are equal exactly when there is no gap: that is the
    proof. `minutes` are those on duty by person.
    """

    rotation: str
    first: datetime
    last: datetime
    needed_minutes: int
    covered_minutes: int
    gaps: tuple[Gap, ...] = ()
    absences: tuple[Absence, ...] = ()
    minutes: Table[int] = Table()

    @property
    def whole(self) -> bool:
        """Whether somebody answers at every needed minute."""
        return self.needed_minutes == self.covered_minutes


def coverage(program: Program, key: str, *, first: datetime, last: datetime) -> Coverage:
    """Every stretch from `first` to `last` in which nobody is on call, or somebody who is away.

    All instants at which anything can change are looked at, so nothing between them is missed.
    Raises `UnknownReference` for a rotation that is not there.
    """
    asked = Roster(program, key)
    begin, end = minute_of(first), minute_of(last)
    edges = [*asked.edges(begin, end), end] if begin < end else []
    needed = covered = 0
    gaps: list[tuple[int, int]] = []
    for edge, then in pairwise(edges):
        if not asked.needed(edge):
            continue
        needed += then - edge
        if asked.answer(edge) is not None:
            covered += then - edge
        elif gaps and gaps[-1][1] == edge:
            gaps[-1] = (gaps[-1][0], then)
        else:
            gaps.append((edge, then))
    duties = tuple(asked.duties(begin, end))
    return Coverage(
        rotation=key,
        first=first,
        last=last,
        needed_minutes=needed,
        covered_minutes=covered,
        gaps=tuple(Gap(rotation=key, start=instant(a), finish=instant(b)) for a, b in gaps),
        absences=tuple(_absences(program, duties)),
        minutes=Table(minutes_of(duties)),
    )


def has_gap(program: Program, key: str, *, first: datetime, last: datetime) -> bool:
    """Whether nobody is on call at some needed minute: `not coverage(...).whole`, but quicker."""
    asked = Roster(program, key)
    edges = asked.edges(minute_of(first), minute_of(last))
    return any(asked.answer(edge) is None and asked.needed(edge) for edge in edges)


def _absences(program: Program, duties: tuple[Duty, ...]) -> Iterator[Absence]:
    away: dict[str, list[tuple[int, int]]] = {}
    for duty in duties:
        if duty.who not in program.people:
            continue
        if duty.who not in away:
            away[duty.who] = _away(program, duty.who)
        start, finish = minute_of(duty.start), minute_of(duty.finish)
        for gone, back in away[duty.who]:
            if gone < finish and start < back:
                yield Absence(
                    rotation=duty.rotation,
                    who=duty.who,
                    start=instant(max(start, gone)),
                    finish=instant(min(finish, back)),
                )


def _away(program: Program, person: str) -> list[tuple[int, int]]:
    """The stretches in which a person is away, by the days of their own zone."""
    working = calendar_of_person(program, person)
    far = 10**9
    return [
        (
            -far
            if days.first == date.min
            else opening_minute(days.first, timezone=working.timezone),
            far if days.last == date.max else closing_minute(days.last, timezone=working.timezone),
        )
        for days in working.away
    ]


def coverage_findings(
    program: Program, *, first: datetime, days: int = 365
) -> tuple[tuple[Coverage, ...], tuple[Finding, ...]]:
    """The coverage of every rotation for so many days, and what is wrong with it.

    One finding for each rotation and kind, with the first case and how many there are.
    """
    last = first + timedelta(days=days)
    found = tuple(coverage(program, key, first=first, last=last) for key in program.rotations)
    findings: list[Finding] = []
    for each in found:
        findings.extend(_findings(program, each))
    return found, tuple(findings)


def _findings(program: Program, found: Coverage) -> Iterator[Finding]:
    where = f"rotations.{found.rotation}"
    zone = program.rotations[found.rotation].timezone or program.timezone
    if found.gaps:
        gap = found.gaps[0]
        hours = (found.needed_minutes - found.covered_minutes) / 60
        yield Finding(
            code="duty.gap",
            severity="error",
            message=f"Nobody is on call in {found.rotation!r} "
            f"{_stretch(gap.start, gap.finish, zone)}{_more(len(found.gaps))}: "
            f"{hours:.10g} hours of {found.needed_minutes / 60:.10g}.",
            where=where,
            hint="Add a layer, widen `hours`, or say with `needed` when nobody is needed.",
            subjects=(found.rotation,),
        )
    if found.absences:
        absence = found.absences[0]
        yield Finding(
            code="duty.away",
            severity="warning",
            message=f"{absence.who!r} is on call in {found.rotation!r} "
            f"{_stretch(absence.start, absence.finish, zone)}, and away"
            f"{_more(len(found.absences))}.",
            where=where,
            hint="Swap the turn, or add an entry to `requests` with `taken_by`.",
            subjects=(found.rotation, absence.who),
        )
    open_requests = [
        request
        for request in program.rotations[found.rotation].requests
        if request.taken_by is None and request.finish > found.first
    ]
    if open_requests:
        request = open_requests[0]
        yield Finding(
            code="duty.unanswered",
            severity="warning",
            message=f"{request.who!r} asks to be stood in for in {found.rotation!r} "
            f"{_stretch(request.start, request.finish, zone)}, and nobody has taken it"
            f"{_more(len(open_requests))}.",
            where=f"{where}.requests",
            hint="Name who stands in under `taken_by`.",
            subjects=(found.rotation, request.who),
        )


def _more(count: int) -> str:
    return "" if count == 1 else f", and {count - 1:,} times more"


def _stretch(start: datetime, finish: datetime, zone: str) -> str:
    """`from 2026-01-05 09:00 to 2026-01-05 17:00 Europe/Berlin`, by the clock of a zone."""
    first, last = wall_time(start, timezone=zone), closing_time(finish, timezone=zone)
    return f"from {first} to {last} {zone}"
