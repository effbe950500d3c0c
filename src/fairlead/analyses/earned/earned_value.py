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

from fairlead.analyses.earned.accrual import WEEK, Accrual
from fairlead.analyses.earned.planned_actual import Agreement, Compared, Planned
from fairlead.program.moments import instant, minute_of
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Earned", "EarnedSchedule", "EarnedValue", "Measure", "earned_value"]

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

    `curve` are the ends of the weeks with the planned value reached by then: minutes of effort, or
    hundredths of the currency where nothing planned has an effort. `past` are the same up to the
    status time with what was earned and what was spent; the last of them is now.
    `assumed` are tasks of which nothing was recorded; `outside` is work that was not planned.
    """

    against: str
    as_of: datetime
    effort: Earned
    cost: Earned | None = None
    schedule: EarnedSchedule | None = None
    curve: tuple[tuple[datetime, int], ...] = ()
    past: tuple[tuple[datetime, int, int], ...] = ()
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
    ramp = _planned(program, planned)
    now = minute_of(as_of)
    effort = _earned("effort", planned, rows, ramp, now)
    cost = _earned("cost", planned, rows, ramp, now)
    measure: Measure = "effort" if effort.bac else "cost"
    ends = ramp.weeks()
    weekly = np.array([ramp.value(measure, at) for at in ends])
    schedule = _schedule(effort if effort.bac else cost, ramp, weekly, now)
    return EarnedValue(
        against=old.name,
        as_of=as_of,
        effort=effort,
        cost=cost if cost.bac else None,
        schedule=schedule,
        curve=tuple(
            (instant(at), round(float(value))) for at, value in zip(ends, weekly, strict=True)
        ),
        past=_past(program, rows, measure, begin=ramp.begin, now=now),
        assumed=tuple(row.id for row in rows if row.assumed),
        outside=tuple(row.id for row in rows if row.presence == "new" and row.actual),
    )


def _amount(minutes: int, cost: int, measure: Measure) -> int:
    return minutes if measure == "effort" else cost


def _earned(
    measure: Measure, planned: list[Planned], rows: list[Compared], ramp: Accrual, now: int
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


def _planned(program: Program, planned: list[Planned]) -> Accrual:
    return Accrual(
        program,
        [(item.start, item.finish) for item in planned],
        {
            "effort": [item.size.minutes for item in planned],
            "cost": [item.size.cost for item in planned],
        },
    )


def _past(
    program: Program, rows: list[Compared], measure: Measure, *, begin: int, now: int
) -> tuple[tuple[datetime, int, int], ...]:
    """What was earned and spent by the end of each week until now.

    Of single tasks only the sums are on record, so both rise evenly between the start of a task and
    its finish, or now.
    """
    begun = [
        (row, row.start)
        for row in rows
        if row.start is not None and minute_of(row.start) < now and (row.earned or row.actual)
    ]
    if not begun or begin >= now:
        return ()
    ends = [row.finish if row.finished and row.finish else instant(now) for row, _ in begun]
    made = Accrual(
        program,
        [(start, min(end, instant(now))) for (_, start), end in zip(begun, ends, strict=True)],
        {
            name: [_amount(size.minutes, size.cost, measure) for size in sizes]
            for name, sizes in (
                ("earned", [row.earned for row, _ in begun]),
                ("actual", [row.actual for row, _ in begun]),
            )
        },
    )
    weeks = max(-(-(now - begin) // WEEK), 1)
    return tuple(
        (instant(at), round(made.value("earned", at)), round(made.value("actual", at)))
        for at in (min(begin + k * WEEK, now) for k in range(weeks + 1))
    )


def _schedule(
    earned: Earned, ramp: Accrual, weekly: npt.NDArray[np.float64], now: int
) -> EarnedSchedule:
    """ES = C + (EV - PV of C) / (PV of C + 1 - PV of C), C the whole weeks whose PV is earned."""
    planned = (ramp.end - ramp.begin) / WEEK
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
        actual=max(now - ramp.begin, 0) / WEEK,
        planned=planned,
    )
