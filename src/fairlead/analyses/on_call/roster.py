"""Who is on call: at an instant, and stretch by stretch over a time.

Every hand-over is a wall-clock time in the zone of its layer, turned into an instant in one place:
a time that the clock skips is read with the offset from before, one that it repeats is its first
occurrence (RFC 5545). So what ends one turn begins the next, through every change of the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, Literal

from fairlead.program.calendars import Week
from fairlead.program.errors import UnknownReference
from fairlead.program.moments import EPOCH, instant, minute_of, opening_minute, zone
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.program.rotations import CoverRequest, Layer, Override, Rotation, Turn

__all__ = ["Duty", "Roster", "minutes_of", "on_call", "roster"]

Because = Literal["turn", "swap", "cover", "override"]

_DAYS: Final = {"daily": 1, "weekly": 7, "fortnightly": 14}
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Duty(Noun):
    """One person answers from `start` until `finish`, which is not included.

    `layer` counts from 1, the lowest; None where an override put somebody there.
    """

    rotation: str
    who: str
    start: datetime
    finish: datetime
    because: Because = "turn"
    layer: int | None = None

    @property
    def minutes(self) -> int:
        """How long it is."""
        return minute_of(self.finish) - minute_of(self.start)


_Answer = tuple[str, Because, int | None]


class _Clock:
    """A wall clock: instants of its times, kept, since a roster asks for the same ones again."""

    def __init__(self, timezone: str) -> None:
        self.zone = zone(timezone)
        self._midnights: dict[tuple[date, int], int] = {}

    def at(self, day: date, minute: int) -> int:
        """The instant of a time of a day, in minutes since 1970; `minute` may exceed a day."""
        found = self._midnights.get((day, minute))
        if found is None:
            local = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 (a wall-clock time, its zone is set next)
            found = minute_of(local.replace(tzinfo=self.zone))
            self._midnights[day, minute] = found
        return found

    def day(self, minute: int) -> date:
        """The day that the clock shows at an instant."""
        return (EPOCH + timedelta(minutes=minute)).astimezone(self.zone).date()


class _Turns:
    """A layer, ready to be asked."""

    def __init__(self, layer: Layer, number: int, rotation: Rotation, timezone: str) -> None:
        self.layer = layer
        self.number = number
        self.clock = _Clock(layer.timezone or timezone)
        self.length = _DAYS[layer.turn]
        back = 0
        if self.length > 1:
            back = (rotation.start.weekday() - _WEEKDAYS.index(layer.hand_over_on)) % 7
        self.anchor = rotation.start - timedelta(days=back)

    def begins(self, number: int) -> int:
        """The instant at which a turn begins."""
        day = self.anchor + timedelta(days=number * self.length)
        return self.clock.at(day, self.layer.hand_over_at)

    def number_at(self, minute: int) -> int:
        """The turn of an instant. The first one also has what lies before its hand-over."""
        number = (self.clock.day(minute) - self.anchor).days // self.length
        while self.begins(number) > minute:
            number -= 1
        while self.begins(number + 1) <= minute:
            number += 1
        return max(number, 0)

    def who(self, minute: int) -> str | None:
        people = self.layer.people
        if not people or (self.layer.hours is not None and not self._open(minute)):
            return None
        return people[self.number_at(minute) % len(people)]

    def _open(self, minute: int) -> bool:
        return self.layer.hours is not None and _within(self.layer.hours, minute, self.clock)

    def edges(self, first: int, last: int) -> Iterator[int]:
        """Instants between which its answer stays the same."""
        number = self.number_at(first)
        while (begin := self.begins(number)) < last:
            yield begin
            number += 1
        if self.layer.hours is not None:
            yield from _week_edges(self.layer.hours, first, last, self.clock)


def _within(week: Week, minute: int, clock: _Clock) -> bool:
    today = clock.day(minute)
    for day in (today, today - timedelta(days=1)):
        for start, end in week[day.weekday()]:
            if clock.at(day, start) <= minute < clock.at(day, end):
                return True
    return False


def _week_edges(week: Week, first: int, last: int, clock: _Clock) -> Iterator[int]:
    day, end = clock.day(first) - timedelta(days=1), clock.day(last)
    while day <= end:
        for spell in week[day.weekday()]:
            yield clock.at(day, spell[0])
            yield clock.at(day, spell[1])
        day += timedelta(days=1)


class Roster:
    """One rotation, ready to be asked who answers. Keep it to ask often: an answer takes 20 µs."""

    def __init__(self, program: Program, key: str) -> None:
        rotation = program.rotations.get(key)
        if rotation is None:
            raise UnknownReference(f"No rotation {key!r} in program {program.id!r}.")
        self.key = key
        self.rotation = rotation
        self.timezone = rotation.timezone or program.timezone
        self.start = opening_minute(rotation.start, timezone=self.timezone)
        self.end = (
            None
            if rotation.end is None
            else opening_minute(rotation.end + timedelta(days=1), timezone=self.timezone)
        )
        self._layers = [
            _Turns(layer, number, rotation, self.timezone)
            for number, layer in enumerate(rotation.layers, start=1)
        ]
        self._swaps = [
            (swap.one.who, *_ends(swap.one), swap.other.who, *_ends(swap.other))
            for swap in rotation.swaps
        ]
        self._covers = [
            (request.who, *_ends(request), request.taken_by)
            for request in rotation.requests
            if request.taken_by is not None
        ]
        self._overrides = [(o.who, *_ends(o)) for o in rotation.overrides]
        self._clock = _Clock(self.timezone)

    def needed(self, minute: int) -> bool:
        """Whether somebody must be on call at an instant."""
        if minute < self.start or (self.end is not None and minute >= self.end):
            return False
        needed = self.rotation.needed
        return needed is None or _within(needed, minute, self._clock)

    def answer(self, minute: int) -> _Answer | None:
        """Who answers at an instant, why, and from which layer; None when nobody does."""
        if minute < self.start or (self.end is not None and minute >= self.end):
            return None
        for who, start, finish in reversed(self._overrides):
            if start <= minute < finish:
                return who, "override", None
        for turns in reversed(self._layers):
            scheduled = turns.who(minute)
            if scheduled is not None:
                return self._exchanged(scheduled, turns.number, minute)
        return None

    def _exchanged(self, who: str, layer: int, minute: int) -> _Answer:
        because: Because = "turn"
        for one, start, finish, other, other_start, other_finish in self._swaps:
            if who == one and start <= minute < finish:
                who, because = other, "swap"
            elif who == other and other_start <= minute < other_finish:
                who, because = one, "swap"
        for asked, start, finish, taken_by in self._covers:
            if who == asked and start <= minute < finish:
                who, because = taken_by, "cover"
        return who, because, layer

    def edges(self, first: int, last: int) -> list[int]:
        """Instants from `first` to before `last` between which no answer and no need changes."""
        found = {first, self.start}
        if self.end is not None:
            found.add(self.end)
        for turns in self._layers:
            found.update(turns.edges(first, last))
        for one in self._swaps:
            found.update((one[1], one[2], one[4], one[5]))
        for _, start, finish, _ in self._covers:
            found.update((start, finish))
        for _, start, finish in self._overrides:
            found.update((start, finish))
        if self.rotation.needed is not None:
            found.update(_week_edges(self.rotation.needed, first, last, self._clock))
        return sorted(edge for edge in found if first <= edge < last)

    def duties(self, first: int, last: int) -> Iterator[Duty]:
        """The stretches of one person's duty from `first` to `last`, in the order of time."""
        held: tuple[int, _Answer] | None = None
        for edge in self.edges(first, last) if first < last else ():
            answer = self.answer(edge)
            if held is not None and answer != held[1]:
                yield self._duty(held, edge)
                held = None
            if held is None and answer is not None:
                held = (edge, answer)
        if held is not None:
            yield self._duty(held, last)

    def _duty(self, held: tuple[int, _Answer], finish: int) -> Duty:
        start, (who, because, layer) = held
        return Duty(
            rotation=self.key,
            who=who,
            start=instant(start),
            finish=instant(finish),
            because=because,
            layer=layer,
        )


def _ends(stretch: Turn | CoverRequest | Override) -> tuple[int, int]:
    return minute_of(stretch.start), minute_of(stretch.finish)


def on_call(program: Program, key: str, *, at: datetime) -> Duty | None:
    """The duty that holds at an instant; None when nobody's does.

    Its beginning and end are looked for within 15 days on either side, and stand there if they lie
    beyond. Raises `UnknownReference` for a rotation that is not there.
    """
    asked = Roster(program, key)
    minute = minute_of(at)
    if asked.answer(minute) is None:
        return None
    for reach in (1440, 8 * 1440, 15 * 1440):
        for duty in asked.duties(minute - reach, minute + reach):
            start, finish = minute_of(duty.start), minute_of(duty.finish)
            if start <= minute < finish:
                inside = minute - reach < start and finish < minute + reach
                if inside or reach == 15 * 1440:
                    return duty
    return None


def roster(program: Program, key: str, *, first: datetime, last: datetime) -> tuple[Duty, ...]:
    """Who is on call from `first` to `last`, stretch by stretch; what lies between is a gap.

    Raises `UnknownReference` for a rotation that is not there.
    """
    return tuple(Roster(program, key).duties(minute_of(first), minute_of(last)))


def minutes_of(duties: Iterable[Duty]) -> dict[str, int]:
    """How many minutes each person has of some duties."""
    found: dict[str, int] = {}
    for duty in duties:
        found[duty.who] = found.get(duty.who, 0) + duty.minutes
    return found
