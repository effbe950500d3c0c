"""Money of a trial: people's minutes by their rates, and amounts that are themselves uncertain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairlead.analyses.chance.normal import Floats
from fairlead.analyses.chance.spread import TENTH, Certain, Spread, spread_of
from fairlead.analyses.clock import TOO_LATE, Minutes
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import Network
from fairlead.analyses.simulation.tables import TableBook
from fairlead.program.program import Program
from fairlead.program.quantities import CostEstimate
from fairlead.program.work import Task

__all__ = ["cost_spread", "minute_prices", "person_rates", "price_of", "spent_so_far"]


@dataclass(frozen=True, slots=True)
class Straight:
    """A line on either side of the middle: for money that may be below zero."""

    low: float
    middle: float
    high: float

    def at(self, z: Floats) -> Floats:
        below = (self.middle - self.low) / TENTH
        above = (self.high - self.middle) / TENTH
        return self.middle + np.where(z < 0, below, above) * z

    @property
    def scale(self) -> float:
        return max(abs(self.low), abs(self.high))

    @property
    def shape(self) -> Spread:
        s = self.scale
        return Straight(self.low / s, self.middle / s, self.high / s)


def cost_spread(cost: CostEstimate) -> Spread:
    """The spread of an amount of money; a point is exactly that much."""
    if cost.low is None or cost.high is None:
        return Certain(float(cost.likely or 0))
    low, high = float(cost.low), float(cost.high)
    likely = None if cost.likely is None else float(cost.likely)
    if low < 0:
        if low >= high:
            return Certain(high)
        return Straight(low, (low + high) / 2 if likely is None else likely, high)
    return spread_of(low, likely, high)


def price_of(
    cost: CostEstimate | None, tables: TableBook, *, sign: float = 1.0
) -> tuple[int, float] | None:
    """Table (-1: exactly) and scale of an amount, below zero for what is gained."""
    if cost is None:
        return None
    spread = cost_spread(cost)
    if isinstance(spread, Certain):
        return (-1, sign * spread.amount) if spread.amount else None
    table, scale = tables.number_of(spread)
    return table, sign * scale


def person_rates(program: Program, people: tuple[str, ...]) -> Minutes:
    """Hundredths an hour; who has no rate is free of charge."""
    return np.array([int(program.people[key].rate or 0) for key in people], np.int64)


def minute_prices(staffing: Staffing, rates: Minutes, pooled: list[bool]) -> Minutes:
    """For each place, hundredths an hour times thousandths of people, for a minute of its work.

    By a clock of several people the work is in thousandths itself: their mean rate. Where one of a
    group does it, the mean of those who could.
    """
    prices = np.zeros(staffing.network.n, np.int64)
    clock = staffing.network.clock.tolist()
    ptr, group = staffing.crew_ptr.tolist(), staffing.group.tolist()
    people, units = staffing.crew["person"], staffing.crew["units"].astype(np.int64)
    weighted = rates[people] * units
    for place in np.flatnonzero(np.diff(staffing.crew_ptr)).tolist():
        own = slice(ptr[place], ptr[place + 1])
        price = int(weighted[own].sum())
        if pooled[clock[place]]:
            price = round(price / max(int(units[own].sum()), 1))
        prices[place] = price
    means = [
        round(float(rates[staffing.candidates["person"][a:b]].mean()) * 1000) if b > a else 0
        for a, b in zip(staffing.group_ptr[:-1], staffing.group_ptr[1:], strict=True)
    ]
    for place in np.flatnonzero(staffing.group >= 0).tolist():
        prices[place] = means[group[place]]
    return prices


def spent_so_far(network: Network) -> int:
    """Hundredths that finished and running work has cost in people's time, by what is recorded.

    Time that was not recorded is taken at the estimate for finished work, and as nothing for what
    is under way.
    """
    program = network.program
    total = 0.0
    for place in np.flatnonzero(network.actual_start < TOO_LATE).tolist():
        index = int(network.order[place])
        task = program.tasks.get(network.keys[index]) if index < network.leaves else None
        if task is not None:
            total += _spent(program, task, network.lengths[int(network.slack_clock[place])])
    return round(total)


def _spent(program: Program, task: Task, lengths: tuple[int, int]) -> float:
    day, week = lengths
    rows = [
        (program.people[a.person], 1.0 if a.units is None else a.units, a.spent)
        for a in task.who
        if a.person in program.people
    ]
    rows = [row for row in rows if row[0].kind not in {"material", "cost"} and row[1] > 0]
    units = sum(share for _, share, _ in rows)
    if not units:
        return 0.0
    planned = task.estimate or task.duration
    if task.spent is not None:
        whole = task.spent.minutes(day_minutes=day, week_minutes=week)
    elif task.finished is not None and planned is not None:
        whole = planned.planned_minutes(day_minutes=day, week_minutes=week)
    else:
        whole = 0
    if task.estimate is None:  # a duration takes all of its people
        whole = round(whole * units)
    total = 0.0
    for person, share, own in rows:
        minutes = whole * share / units
        if own is not None:
            minutes = own.minutes(day_minutes=day, week_minutes=week)
        total += (person.rate or 0) * minutes / 60
    return total
