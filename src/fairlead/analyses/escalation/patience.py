"""How long somebody has: limits that run by their own working time or clock, never by night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from fairlead.analyses.on_call.roster import Roster
from fairlead.program.calendars import Hours
from fairlead.program.escalation import Level
from fairlead.program.moments import EPOCH, minute_of, zone
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.working_time import (
    WorkingTime,
    calendar_of_person,
    resolve,
    spells,
)

__all__ = ["Patience", "asked_of"]

_HORIZON_DAYS: Final = 400
"""Further ahead no limit is looked for: what is not settled in a year has no clock."""


def asked_of(program: Program, level: Level, *, minute: int) -> tuple[str, ...]:
    """The people and stakeholders whom a level means at an instant, each once, in its order.

    A team stands for its lead, or for all of its people where it has none; a rotation for whoever
    is on call in it.
    """
    found: dict[str, None] = {}
    for who in level.who:
        if who in program.rotations:
            answer = Roster(program, who).answer(minute)
            if answer is not None:
                found[answer[0]] = None
        elif who in program.teams and who not in program.people:
            lead = program.teams[who].lead
            members = [key for key, person in program.people.items() if person.team == who]
            found.update(dict.fromkeys([lead] if lead is not None else members))
        else:
            found[who] = None
    return tuple(found)


class Patience:
    """The clock of one level, as it runs for the first person that it asks."""

    def __init__(self, program: Program, level: Level, *, who: str | None) -> None:
        self.level = level
        self.working = _working_time(program, who)
        self.zone = zone(self.working.timezone)

    def told(self, minute: int) -> int | None:
        """The first minute from `minute` on at which the person may be told."""
        for start, end in self._runs(minute):
            if end > minute:
                return max(start, minute)
        return None

    def until(self, minute: int, span: Span) -> int | None:
        """The minute at which a limit that begins at `minute` is over."""
        if self.level.clock == "working":
            day, week = self.working.day_minutes, self.working.week_minutes
        else:
            day, week = 1440, 10080
        left = span.minutes(day_minutes=day, week_minutes=week)
        if span.elapsed:
            return minute + left
        for start, end in self._runs(minute):
            begin = max(start, minute)
            if end <= begin:
                continue
            if end - begin >= left:
                return begin + left
            left -= end - begin
        return None

    def _runs(self, minute: int) -> Iterator[tuple[int, int]]:
        """The stretches in which the clock runs, from the day before an instant on."""
        day = (EPOCH + timedelta(minutes=minute)).astimezone(self.zone).date()
        day -= timedelta(days=1)
        for _ in range(_HORIZON_DAYS):
            if self.level.clock == "working":
                open_ = spells(self.working, day, day)
            else:
                open_ = [(self._at(day, 0), self._at(day, 1440))]
            for stretch in open_:
                yield from self._by_day(stretch, day)
            day += timedelta(days=1)

    def _by_day(self, stretch: tuple[int, int], day: date) -> Iterator[tuple[int, int]]:
        """A stretch without the nights that it touches."""
        begin, end = stretch
        night: Hours = self.level.night or ()
        dark = sorted(
            (self._at(each, start), self._at(each, finish))
            for each in (day - timedelta(days=1), day, day + timedelta(days=1))
            for start, finish in night
        )
        for start, finish in dark:
            if finish <= begin or start >= end:
                continue
            if start > begin:
                yield begin, start
            begin = max(begin, finish)
        if begin < end:
            yield begin, end

    def _at(self, day: date, minute: int) -> int:
        local = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 (a wall-clock time, its zone is set next)
        return minute_of(local.replace(tzinfo=self.zone))


def _working_time(program: Program, who: str | None) -> WorkingTime:
    if who is not None and who in program.people:
        return calendar_of_person(program, who)
    own = resolve(program, None)
    stakeholder = program.stakeholders.get(who or "")
    if stakeholder is None or stakeholder.timezone is None:
        return own
    return WorkingTime(
        week=own.week,
        timezone=stakeholder.timezone,
        day_minutes=own.day_minutes,
        week_minutes=own.week_minutes,
    )
