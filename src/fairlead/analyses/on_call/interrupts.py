"""What on-call duty takes from the work that is planned, measured by the incidents on record."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from operator import is_
from typing import Final

from fairlead.analyses.on_call.roster import Roster
from fairlead.program.moments import EPOCH, instant, minute_of, opening_minute, zone
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.working_time import calendar_of_person, spells

__all__ = ["InterruptLoad", "interrupt_load", "share_lost"]

_RECORD_WEEKS: Final = 52
_AHEAD_WEEKS: Final = 13
_WEEK: Final = 10080
_POOL_MINUTES: Final = 4 * _WEEK  # a person's own rate counts by its duty against four weeks
_MOST: Final = 0.9


class InterruptLoad(Noun):
    """What incidents took, and what is to be expected of the duty to come.

    `first` and `last` bound the record. `per_duty_hour` is working time lost per hour of duty, over
    all people; `shares` is the part of each person's working time that the next quarter will lose.
    """

    first: datetime
    last: datetime
    incidents: int
    per_duty_hour: float
    shares: Table[float] = Table()


def interrupt_load(program: Program) -> InterruptLoad | None:
    """The measured load; None without a status time, or without an incident that took time.

    A person's rate is shrunk towards that of all (empirical Bayes in its simplest form, a weight of
    four weeks of duty): a quiet first week proves little. Dana has 10 weeks of duty behind her in
    which 20 hours were lost, the pool half an hour a week: (20 + 2) / (10 + 4) = 1.57 hours a week.
    """
    looked_at = tuple(getattr(program, name) for name in _LOOKED_AT)
    for known, load in tuple(_KNOWN):  # at once: others may be adding to it
        if all(map(is_, known, looked_at)):
            return load
    load = _measured(program)
    _KNOWN.append((looked_at, load))
    return load


_LOOKED_AT: Final = (
    "as_of", "timezone", "scheduling", "calendars", "rotations", "incidents", "people", "teams",
)  # fmt: skip
"""What of a program the load depends on. Versions of one program share what none of them edits."""

_KNOWN: Final[deque[tuple[tuple[object, ...], InterruptLoad | None]]] = deque(maxlen=16)
"""The last few loads. What they were measured of is held, so that it stays what it was."""


def _measured(program: Program) -> InterruptLoad | None:
    if program.as_of is None or not program.rotations:
        return None
    until = opening_minute(program.as_of, timezone=program.timezone)
    since = until - _RECORD_WEEKS * _WEEK
    rosters = {key: Roster(program, key) for key in program.rotations}
    since = max(since, min(roster.start for roster in rosters.values()))
    record = [
        incident
        for incident in program.incidents.values()
        if incident.took and since <= minute_of(incident.opened) < until
    ]
    if not record:
        return None
    duty, ahead = _duty(rosters, since, until), _duty(rosters, until, until + _AHEAD_WEEKS * _WEEK)
    on_duty: dict[str, float] = defaultdict(float)
    beside: dict[str, float] = defaultdict(float)
    for incident in record:
        roster = rosters.get(incident.rotation or "")
        answer = None if roster is None else roster.answer(minute_of(incident.opened))
        for who, span in incident.took.items():
            minutes = span.minutes(day_minutes=480, week_minutes=2400)
            lost = on_duty if answer is not None and answer[0] == who else beside
            lost[who] += minutes
    all_duty = sum(duty.values())
    pool = sum(on_duty.values()) / all_duty if all_duty else 0.0
    shares = {}
    for who in {*duty, *ahead, *on_duty, *beside} & set(program.people):
        rate = (on_duty[who] + pool * _POOL_MINUTES) / (duty.get(who, 0) + _POOL_MINUTES)
        coming = _working(program, who, until, until + _AHEAD_WEEKS * _WEEK)
        behind = _working(program, who, since, until)
        share = rate * ahead.get(who, 0) / coming if coming else 0.0
        share += beside[who] / behind if behind else 0.0
        if share > 0:
            shares[who] = min(share, _MOST)
    return InterruptLoad(
        first=instant(since),
        last=instant(until),
        incidents=len(record),
        per_duty_hour=pool,
        shares=Table(dict(sorted(shares.items()))),
    )


def share_lost(
    program: Program, person: str, *, measured: Mapping[str, float] | None = None
) -> float:
    """The mean share of a person's time that is lost: their own, else that of their team.

    Where neither is stated, it is what was `measured`, if anything.
    """
    row = program.people[person]
    team, seen = row.team, set[str]()
    share: float | None = row.interrupts
    while share is None and team is not None and team in program.teams and team not in seen:
        seen.add(team)
        share, team = program.teams[team].interrupts, program.teams[team].part_of
    if share is None and measured is not None:
        share = measured.get(person)
    return min(max(share or 0.0, 0.0), 0.9)


def _duty(rosters: Mapping[str, Roster], first: int, last: int) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for roster in rosters.values():
        for duty in roster.duties(first, last):
            found[duty.who] += duty.minutes
    return dict(found)


def _working(program: Program, who: str, first: int, last: int) -> int:
    """Working minutes of a person in a time, those that the program gets."""
    working = calendar_of_person(program, who)
    local = zone(working.timezone)
    days = [(EPOCH + timedelta(minutes=at)).astimezone(local).date() for at in (first, last)]
    return sum(
        max(0, min(end, last) - max(start, first))
        for start, end in spells(working, days[0], days[1])
    )
