"""The compiled clock against the plain definition of working time."""

from __future__ import annotations

import random  # noqa: TID251  # a seeded stream is the input here
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.clock import (
    TOO_EARLY,
    TOO_LATE,
    ClockSet,
    ClockTable,
    compile_clock,
    distinct,
    pooled,
)
from fairlead.program.calendars import CalendarException, DateRange
from fairlead.program.working_time import WorkingTime, spells

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
DAY = 1440


def hours(draw: random.Random) -> tuple[tuple[int, int], ...]:
    """The spells of a day: none, an office day in two halves, a night shift, or all of it."""
    kind = draw.random()
    if kind < 0.2:
        return ()
    if kind < 0.35:
        begin = draw.randrange(1200, 1400)
        return ((begin, begin + draw.randrange(60, 600)),)
    if kind < 0.45:
        return ((0, DAY),)
    begin = draw.randrange(0, 600)
    middle = begin + draw.randrange(30, 240)
    return ((begin, middle), (middle + 45, middle + 45 + draw.randrange(30, 300)))


def working_time(draw: random.Random, first: date) -> WorkingTime:
    some = first + timedelta(days=draw.randrange(20))
    week = tuple(hours(draw) for _ in range(7))
    if not any(week):
        week = (((540, 1020),), *week[1:])
    return WorkingTime(
        week=week,  # type: ignore[arg-type]
        timezone=draw.choice(ZONES),
        holidays=("DE-BE",) if draw.random() < 0.3 else (),
        exceptions=(
            CalendarException(first=some, last=some + timedelta(days=2), hours=hours(draw)),
        ),
        away=(DateRange(first=some, last=some),) if draw.random() < 0.3 else (),
    )


class Plain:
    """Minute by minute: a set of working minutes with their rate."""

    def __init__(self, members: list[tuple[list[tuple[int, int]], int]]) -> None:
        self.rate: dict[int, int] = {}
        for found, rate in members:
            for begin, end in found:
                for minute in range(begin, end):
                    self.rate[minute] = self.rate.get(minute, 0) + rate
        self.minutes = sorted(self.rate)

    def work_before(self, at: int) -> int:
        return sum(rate for minute, rate in self.rate.items() if minute < at)

    def finish_of(self, start: int, work: int) -> int | None:
        left = work
        for minute in self.minutes:
            if minute >= start:
                left -= self.rate[minute]
                if left <= 0:
                    return minute + 1
        return None

    def start_of(self, finish: int, work: int) -> int | None:
        left = work
        for minute in reversed(self.minutes):
            if minute < finish:
                left -= self.rate[minute]
                if left <= 0:
                    return minute
        return None


def agree(table: ClockTable, plain: Plain, draw: random.Random) -> None:
    clocks = ClockSet((table,))
    which = np.zeros(1, np.int32)
    low, high = plain.minutes[0] - 2 * DAY, plain.minutes[-1] + 2 * DAY
    for _ in range(12):
        at = draw.randrange(low, high)
        if draw.random() < 0.3:
            at = draw.choice(plain.minutes) + draw.choice([0, 1])
        work = draw.randrange(1, 4000) * max(plain.rate.values())
        one, amount = np.array([at], np.int64), np.array([work], np.int64)
        assert int(clocks.work_before(which, one)[0]) == plain.work_before(at)
        finish = plain.finish_of(at, work)
        assert int(clocks.finish_of(which, one, amount)[0]) == (
            TOO_LATE if finish is None else finish
        )
        start = plain.start_of(at, work)
        assert int(clocks.start_of(which, one, amount)[0]) == (
            TOO_EARLY if start is None else start
        )


@given(st.integers(0, 10**6))
def test_a_clock_agrees_with_its_spells_minute_by_minute(seed: int) -> None:
    draw = random.Random(seed)
    # three weeks around the change to summer time in Berlin and New York, or back
    first = draw.choice([date(2026, 3, 5), date(2026, 10, 15), date(2026, 12, 20)])
    last = first + timedelta(days=24)
    working = working_time(draw, first)
    found = spells(working, first, last)
    table = compile_clock(working, first, last)
    assert list(zip(table.start.tolist(), table.end.tolist(), strict=True)) == found
    if found:
        agree(table, Plain([(found, 1)]), draw)


@given(st.integers(0, 10**6))
def test_a_pooled_clock_adds_the_rates_of_who_is_at_work(seed: int) -> None:
    draw = random.Random(seed)
    first = draw.choice([date(2026, 3, 20), date(2026, 10, 20)])
    last = first + timedelta(days=12)
    times = [working_time(draw, first) for _ in range(draw.randint(2, 3))]
    rates = [draw.choice([250, 500, 800, 1000]) for _ in times]
    members = [
        (spells(working, first, last), rate) for working, rate in zip(times, rates, strict=True)
    ]
    table = pooled(
        [
            (compile_clock(working, first, last), rate)
            for working, rate in zip(times, rates, strict=True)
        ]
    )
    plain = Plain(members)
    if plain.minutes:
        agree(table, plain, draw)


@given(st.lists(st.integers(-3, 3)))
def test_distinct_values_are_those_of_numpy(values: list[int]) -> None:
    array = np.array(values, np.int64)
    found = distinct(array)
    assert found.dtype == array.dtype
    assert found.tolist() == np.unique(array).tolist()
