"""Earned value and earned schedule: how much of what was agreed is done, for what, and how late.

Terms and formulas after ANSI/PMI 19-006-2019, The Standard for Earned Value Management; earned
schedule after W. Lipke, Schedule is Different, The Measurable News, 2003.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

from fairlead.analyses.planned_actual import Agreement, Compared, Planned
from fairlead.program.moments import in_zone, instant, minute_of
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.program.working_time import resolve, spells

__all__ = ["Earned", "EarnedSchedule", "EarnedValue", "earned_value"]

_WEEK = 7 * 1440

Measure = Literal["effort", "cost"]


class Earned(Noun):
    """Earned value by one measure: effort in minutes, or cost in hundredths of the currency.

    | field | is |
    |---|---|
    | `bac` | budget at completion: all that was planned |
    | `pv` | planned value: what should be done by now |
    | `ev` | earned value: what is done of what was planned, at its planned size |
    | `ac` | actual cost: what was spent, work outside of the plan included |
    | `to_do` | what is still to come by the plan as it is now |

    An index is None where its divisor is zero.
    """

    measure: Measure
    bac: int
    pv: int
    ev: int
    ac: int
    to_do: int

    @property
    def sv(self) -> int:
        """Schedule variance, EV - PV: below zero is behind."""
        return self.ev - self.pv

    @property
    def cv(self) -> int:
        """Cost variance, EV - AC: below zero is over."""
        return self.ev - self.ac

    @property
    def spi(self) -> float | None:
        """Schedule performance index, EV / PV."""
        return self.ev / self.pv if self.pv else None

    @property
    def cpi(self) -> float | None:
        """Cost performance index, EV / AC."""
        return self.ev / self.ac if self.ac else None

    @property
    def eac(self) -> float | None:
        """Estimate at completion if what is left goes as what is done: BAC / CPI."""
        return self.bac * self.ac / self.ev if self.ev else None

    @property
    def eac_as_planned(self) -> int:
        """The same if what is left goes as planned: AC + BAC - EV."""
        return self.ac + self.bac - self.ev

    @property
    def eac_by_both(self) -> float | None:
        """The same if both indices go on: AC + (BAC - EV) / (CPI * SPI)."""
        both = (self.cpi or 0.0) * (self.spi or 0.0)
        return self.ac + (self.bac - self.ev) / both if both else None

    @property
    def eac_bottom_up(self) -> int:
        """The same by what the plan now says is still to do: AC + ETC. It includes new work."""
        return self.ac + self.to_do

    @property
    def vac(self) -> float | None:
        """Variance at completion, BAC - EAC: below zero is over."""
        return None if self.eac is None else self.bac - self.eac

    @property
    def tcpi(self) -> float | None:
        """To-complete index: how well the rest must go to keep BAC, (BAC - EV) / (BAC - AC).

        None once nothing of BAC is left to spend.
        """
        left = self.bac - self.ac
        return (self.bac - self.ev) / left if left > 0 else None

    @property
    def tcpi_eac(self) -> float | None:
        """The same to keep the bottom-up EAC: (BAC - EV) / (EAC - AC)."""
        return (self.bac - self.ev) / self.to_do if self.to_do > 0 else None


class EarnedSchedule(Noun):
    """Earned schedule, in weeks of the calendar since the first planned start.

    `earned` (ES) is when what is done should have been done; `actual` (AT) is the time that has
    passed; `planned` (PD) is how long all of it was planned to take.
    """

    start: datetime
    earned: float
    actual: float
    planned: float

    @property
    def variance(self) -> float:
        """SV(t) = ES - AT: below zero is behind."""
        return self.earned - self.actual

    @property
    def index(self) -> float | None:
        """SPI(t) = ES / AT."""
        return self.earned / self.actual if self.actual > 0 else None

    @property
    def finish(self) -> datetime | None:
        """IEAC(t) as a date: start + PD / SPI(t). None before anything is earned."""
        if not self.index:
            return None
        weeks = self.planned / self.index
        return None if weeks > 5200 else self.start + timedelta(weeks=weeks)


class EarnedValue(Noun):
    """What `earned_value` says. `cost` is None where nothing planned has a price.

    `curve` are the ends of the weeks with the planned value, in minutes of effort, reached by then.
    `assumed` are tasks of which nothing was recorded; `outside` is work that was not planned.
    """

    against: str
    as_of: datetime
    effort: Earned
    cost: Earned | None = None
    schedule: EarnedSchedule | None = None
    curve: tuple[tuple[datetime, int], ...] = ()
    assumed: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


def earned_value(
    program: Program, old: Agreement, rows: Iterable[Compared], *, as_of: datetime
) -> EarnedValue | None:
    """Earned value and earned schedule against what was planned; None when that was nothing.

    Planned value accrues evenly over the working time of the program's calendar between a task's
    planned start and finish.
    """
    planned = [item for item in old.items.values() if item.kind == "task" and item.size]
    if not planned:
        return None
    rows = [row for row in rows if row.kind == "task"]
    ramp = _Ramp(program, planned)
    now = minute_of(as_of)
    effort = _earned("effort", planned, rows, ramp, now)
    cost = _earned("cost", planned, rows, ramp, now)
    weekly = ramp.weekly("effort" if effort.bac else "cost")
    schedule = _schedule(effort if effort.bac else cost, ramp, weekly, now)
    return EarnedValue(
        against=old.name,
        as_of=as_of,
        effort=effort,
        cost=cost if cost.bac else None,
        schedule=schedule,
        curve=tuple(
            (instant(ramp.begin + (k + 1) * _WEEK), round(float(value)))
            for k, value in enumerate(weekly)
        ),
        assumed=tuple(row.id for row in rows if row.assumed),
        outside=tuple(row.id for row in rows if row.presence == "new" and row.actual),
    )


def _amount(minutes: int, cost: int, measure: Measure) -> int:
    return minutes if measure == "effort" else cost


def _earned(
    measure: Measure, planned: list[Planned], rows: list[Compared], ramp: _Ramp, now: int
) -> Earned:
    def summed(name: Literal["earned", "actual", "to_do"]) -> int:
        sizes = [getattr(row, name) for row in rows]
        return sum(_amount(size.minutes, size.cost, measure) for size in sizes)

    return Earned(
        measure=measure,
        bac=sum(_amount(item.size.minutes, item.size.cost, measure) for item in planned),
        pv=round(float(ramp.value(measure, now))),
        ev=summed("earned"),
        ac=summed("actual"),
        to_do=summed("to_do"),
    )


class _Ramp:
    """Planned value over time: each task rises evenly over the working time between its dates."""

    def __init__(self, program: Program, planned: list[Planned]) -> None:
        start = np.array([minute_of(item.start) for item in planned], np.int64)
        finish = np.array([minute_of(item.finish) for item in planned], np.int64)
        self.begin, self.end = int(start.min()), int(finish.max())
        self._marks, self._worked = _working(program, self.begin, self.end)
        self._from = self._clock(start)
        self._until = self._clock(finish)
        self._finish = finish
        self._sizes = {
            "effort": np.array([item.size.minutes for item in planned], np.float64),
            "cost": np.array([item.size.cost for item in planned], np.float64),
        }

    def _clock(self, minutes: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return np.interp(minutes, self._marks, self._worked)

    def value(self, measure: Measure, at: int) -> float:
        """Planned value at a minute."""
        here = float(self._clock(np.array([at], np.int64))[0])
        length = self._until - self._from
        part = np.where(
            length > 0,
            np.clip((here - self._from) / np.where(length > 0, length, 1.0), 0.0, 1.0),
            (at >= self._finish).astype(np.float64),
        )
        return float(np.dot(part, self._sizes[measure]))

    def weekly(self, measure: Measure) -> npt.NDArray[np.float64]:
        """Planned value at the end of each week from the first start on, until all is done."""
        weeks = max(-(-(self.end - self.begin) // _WEEK), 1)
        ends = [min(self.begin + (k + 1) * _WEEK, self.end) for k in range(weeks)]
        return np.array([self.value(measure, at) for at in ends])


def _working(
    program: Program, begin: int, end: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Marks in time, and working minutes of the program's calendar passed at each."""
    working = resolve(program, None)
    first, last = (
        in_zone(instant(at), timezone=working.timezone).date() + timedelta(days=shift)
        for at, shift in ((begin, -1), (end, 1))
    )
    marks, worked, total = [float(begin)], [0.0], 0.0
    for opens, closes in spells(working, first, last):
        low, high = max(opens, begin), min(closes, end)
        if high > low:
            marks += [float(low), float(high)]
            worked += [total, total + high - low]
            total += high - low
    marks.append(float(end))
    worked.append(total)
    return np.array(marks), np.array(worked)


def _schedule(
    earned: Earned, ramp: _Ramp, weekly: npt.NDArray[np.float64], now: int
) -> EarnedSchedule:
    """ES = C + (EV - PV of C) / (PV of C + 1 - PV of C), C the whole weeks whose PV is earned."""
    planned = (ramp.end - ramp.begin) / _WEEK
    whole = int(np.searchsorted(weekly, earned.ev, side="right"))
    if earned.ev >= earned.bac or whole >= len(weekly):
        weeks = planned
    else:
        before = float(weekly[whole - 1]) if whole else 0.0
        step = float(weekly[whole]) - before
        length = min(1.0, planned - whole)  # the last week may be cut short
        weeks = whole + (length * (earned.ev - before) / step if step > 0 else 0.0)
    return EarnedSchedule(
        start=instant(ramp.begin),
        earned=min(weeks, planned),
        actual=max(now - ramp.begin, 0) / _WEEK,
        planned=planned,
    )
