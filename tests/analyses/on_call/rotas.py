"""Rotations for tests: generated ones, and a second, independent account of who is on call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from fairlead.program.calendars import ClockTime, Week
from fairlead.program.noun import Table
from fairlead.program.people import Person
from fairlead.program.program import Program
from fairlead.program.rotations import Layer, Rotation, Weekday

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
WEEKDAYS: tuple[Weekday, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NIGHTS: Week = (((1320, 1800),),) * 7
OFFICE: Week = (*(((540, 1020),),) * 5, (), ())


T = TypeVar("T")
TURNS: tuple[Literal["daily", "weekly", "fortnightly"], ...] = ("daily", "weekly", "fortnightly")


def _one(chance: np.random.Generator, among: Sequence[T]) -> T:
    return among[int(chance.integers(len(among)))]


def program_with(*rotations: Rotation, people: int = 12) -> Program:
    return Program(
        id="p",
        timezone="Europe/Berlin",
        people=Table({f"p{number}": Person() for number in range(people)}),
        rotations=Table({f"r{number}": rotation for number, rotation in enumerate(rotations)}),
    )


def generated(seed: int) -> Rotation:
    """A rotation of up to twelve people and four layers, the lowest of them without restriction."""
    chance = np.random.default_rng(seed)
    layers = []
    for number in range(int(chance.integers(1, 5))):
        people = [f"p{who}" for who in chance.permutation(12).tolist()]
        layers.append(
            Layer(
                people=tuple(people[: int(chance.integers(1, 13))]),
                turn=_one(chance, TURNS),
                hand_over_on=_one(chance, WEEKDAYS),
                hand_over_at=ClockTime(15 * int(chance.integers(96))),
                hours=None if number == 0 else _one(chance, (NIGHTS, OFFICE)),
                timezone=_one(chance, (None, *ZONES)),
            )
        )
    return Rotation(start=date(2024, 12, 30), layers=tuple(layers), timezone=_one(chance, ZONES))


def plain_account(rotation: Rotation, grid: list[datetime], zone: str) -> list[str | None]:
    """Who is on call at each instant of a grid of quarters of an hour, by wall clocks alone.

    Independent of the roster: instants become local times, never the other way round, and a turn
    is counted by the hand-overs that the local clock has gone through.
    """
    answers: list[str | None] = [None] * len(grid)
    for layer in rotation.layers:
        local_zone = ZoneInfo(layer.timezone or zone)
        naive = [at.astimezone(local_zone).replace(tzinfo=None) for at in grid]
        length = {"daily": 1, "weekly": 7, "fortnightly": 14}[layer.turn]
        first = rotation.start
        while length > 1 and first.weekday() != WEEKDAYS.index(layer.hand_over_on):
            first -= timedelta(days=1)
        begin = datetime(first.year, first.month, first.day) + timedelta(minutes=layer.hand_over_at)  # noqa: DTZ001
        # How far the local clock has ever come: putting it back does not undo a hand-over.
        reached = np.maximum.accumulate([(at - begin) // timedelta(minutes=15) for at in naive])
        for place, at in enumerate(naive):
            if layer.hours is not None:
                minute = at.hour * 60 + at.minute
                today = any(a <= minute < b for a, b in layer.hours[at.weekday()])
                before = any(a <= minute + 1440 < b for a, b in layer.hours[at.weekday() - 1])
                if not today and not before:
                    continue
            turn = max(int(reached[place]) // (96 * length), 0)
            answers[place] = layer.people[turn % len(layer.people)]
    return answers


def quarters(first: date, last: date) -> list[datetime]:
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
    count = (last - first).days * 96
    return [begin + timedelta(minutes=15 * number) for number in range(count)]
