"""The clocks that a network needs, each compiled once and known by its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from fairlead.analyses.clock import (
    ELAPSED,
    ClockSet,
    ClockTable,
    compile_clock,
    pooled,
)
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.program.working_time import WorkingTime, calendar_of_person, resolve

__all__ = ["ClockBook"]


class ClockBook:
    """Numbers the clocks that a network needs, each compiled once."""

    def __init__(self, program: Program, first: date, last: date) -> None:
        self.program, self.first, self.last = program, first, last
        self.tables: list[ClockTable] = [ELAPSED]
        self.working: list[WorkingTime | None] = [None]
        self.stay: dict[int, int] = {}
        self._clocks = ClockSet(())
        self._by_time: dict[WorkingTime, int] = {}
        self._by_calendar: dict[str | None, int] = {}
        self._by_person: dict[str, int] = {}
        self._by_pool: dict[tuple[tuple[int, int], ...], int] = {}

    def clocks(self) -> ClockSet:
        """The clocks so far, made anew only when there are more."""
        if len(self._clocks.tables) != len(self.tables):
            self._clocks = ClockSet(tuple(self.tables))
        return self._clocks

    def of_time(self, working: WorkingTime) -> int:
        number = self._by_time.get(working)
        if number is None:
            number = len(self.tables)
            self._by_time[working] = number
            self.tables.append(compile_clock(working, self.first, self.last))
            self.working.append(working)
        return number

    def of_calendar(self, key: str | None) -> int:
        number = self._by_calendar.get(key)
        if number is None:
            number = self._by_calendar[key] = self.of_time(resolve(self.program, key))
        return number

    def of_person(self, key: str) -> int:
        number = self._by_person.get(key)
        if number is None:
            working = calendar_of_person(self.program, key)
            number = self._by_person[key] = self.of_time(working)
            on = tuple(away for away in working.away if away.last != date.max)
            if on != working.away:
                self.stay[number] = self.of_time(replace(working, away=on))
        return number

    def of_pool(self, members: Sequence[tuple[int, int]]) -> int:
        """One clock for (clock, rate in thousandths) pairs that differ in their hours."""
        wanted = tuple(sorted(members))
        number = self._by_pool.get(wanted)
        if number is None:
            number = self._by_pool[wanted] = len(self.tables)
            self.tables.append(pooled([(self.tables[c], rate) for c, rate in wanted]))
            self.working.append(self.working[wanted[0][0]])
            on = [(self.stay.get(c, c), rate) for c, rate in wanted]
            if on != list(wanted):
                self.stay[number] = self.of_pool(on)
        return number

    def opening(self, number: int, minute: int) -> int:
        """The earliest instant from `minute` on at which work by a clock can start."""
        table = self.tables[number]
        k = int(np.searchsorted(table.end, minute, side="right"))
        return minute if k == len(table.start) else max(minute, int(table.start[k]))

    def closing(self, number: int, minute: int) -> int:
        """The latest instant up to `minute` at which work by a clock can finish."""
        table = self.tables[number]
        k = int(np.searchsorted(table.start, minute)) - 1
        return minute if k < 0 else min(minute, int(table.end[k]))

    def lengths(self, number: int) -> tuple[int, int]:
        """What `1d` and `1w` are by a clock, in minutes."""
        working = self.working[number]
        return (1440, 10080) if working is None else (working.day_minutes, working.week_minutes)
