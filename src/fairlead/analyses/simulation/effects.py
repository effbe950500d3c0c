"""Risk events: their chance, and what each does to tasks and to money when it happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.analyses.chance.spread import Certain, Spread, spread_of
from fairlead.analyses.clock import Minutes
from fairlead.analyses.network import DONE, POINT, RECORDED, Network
from fairlead.analyses.simulation.amounts import day_of
from fairlead.analyses.simulation.pricing import price_of
from fairlead.analyses.simulation.structs import EFFECT
from fairlead.analyses.simulation.tables import TableBook
from fairlead.program.quantities import Estimate, Money
from fairlead.program.risks import Risk

__all__ = ["Dice", "RiskRows", "dice", "risk_rows", "threshold"]


@dataclass(frozen=True, slots=True)
class RiskRows:
    """What one risk does in one variant of it: rows of (place, table, scale), chance and price."""

    chance: float
    effects: tuple[tuple[int, int, float], ...]
    price: tuple[int, float] | None
    treatment: int


@dataclass(frozen=True, slots=True, eq=False)
class Dice:
    """The open risks of a program by key, as they are and as their treatment makes them."""

    keys: tuple[str, ...]
    as_is: tuple[RiskRows, ...]
    treated: tuple[RiskRows, ...]

    def thresholds(self, without: frozenset[str], treated: frozenset[str]) -> Minutes:
        """Chances times 2**32; 0 for what is left out."""
        rows = self.chosen(treated)
        chances = [0.0 if k in without else r.chance for k, r in zip(self.keys, rows, strict=True)]
        return np.array([threshold(chance) for chance in chances], np.int64)

    def chosen(self, treated: frozenset[str]) -> tuple[RiskRows, ...]:
        """The variant of each risk."""
        rows = zip(self.keys, self.as_is, self.treated, strict=True)
        return tuple(then if key in treated else now for key, now, then in rows)


def threshold(chance: float) -> int:
    """A chance times 2**32: a draw of 32 bits is below it that often."""
    return round(chance * 2.0**32)


def dice(network: Network, tables: TableBook) -> Dice:
    """The open risks of a program. What happened, or is closed, is no matter of chance any more."""
    program = network.program
    keys = tuple(sorted(k for k, risk in program.risks.items() if risk.status == "open"))
    rows = [risk_rows(network, program.risks[key], tables) for key in keys]
    return Dice(keys, tuple(now for now, _ in rows), tuple(then for _, then in rows))


def risk_rows(network: Network, risk: Risk, tables: TableBook) -> tuple[RiskRows, RiskRows]:
    """A risk as it is, and as it is once treated: what the treatment leaves out stays."""
    sign = 1.0 if risk.kind == "threat" else -1.0
    chance = risk.probability or 0.0
    delays = dict(risk.delay.items())
    now = RiskRows(
        chance,
        tuple(_effects(network, delays, sign, tables)),
        price_of(risk.cost, tables, sign=sign),
        0,
    )
    then = risk.treated
    if then is None:
        return now, now
    later = {**delays, **dict(then.delay.items())}
    cost = risk.cost if then.cost is None else then.cost
    return now, RiskRows(
        chance if then.probability is None else then.probability,
        tuple(_effects(network, later, sign, tables)),
        price_of(cost, tables, sign=sign),
        int(then.cost_of_treatment or Money(0)),
    )


def _effects(
    network: Network, delays: dict[str, Estimate], sign: float, tables: TableBook
) -> Iterator[tuple[int, int, float]]:
    where = {key: i for i, key in enumerate(network.keys[: network.leaves])}
    for key, delay in delays.items():
        for leaf in [key] if key in where else _last_of(network, key):
            place = int(network.place[where[leaf]])
            kind = int(network.kind[place])
            if kind in {DONE, POINT, RECORDED}:
                continue
            lengths = day_of(network, place, leaf, network.program.tasks.get(leaf))
            spread = delay_spread(delay, lengths)
            if isinstance(spread, Certain):
                if spread.amount:
                    yield place, -1, sign * round(spread.amount)
            else:
                table, scale = tables.number_of(spread)
                yield place, table, sign * scale


def delay_spread(delay: Estimate, lengths: tuple[int, int]) -> Spread:
    """The spread of a delay in minutes. A point is exactly that long."""
    day, week = lengths

    def minutes(span: object) -> float:
        return float(span.minutes(day_minutes=day, week_minutes=week))  # type: ignore[attr-defined]

    likely = None if delay.likely is None else minutes(delay.likely)
    if delay.low is None or delay.high is None:
        return Certain(likely or 0.0)
    return spread_of(minutes(delay.low), likely, minutes(delay.high))


def _last_of(network: Network, summary: str) -> list[str]:
    """Inside a summary, what nothing inside it waits for: they end it, and so a delay of it."""
    program = network.program
    leaves = set(network.keys[: network.leaves])
    inside: set[str] = set()
    found = {summary}
    while found:
        found = {
            key
            for rows in (program.tasks, program.milestones)
            for key, row in rows.items()
            if row.parent in found and key not in inside
        }
        inside |= found
    inside &= leaves
    awaited = {need.task for key in inside for need in program.activity(key).needs}
    return sorted(inside - awaited)


def effect_arrays(
    dice: Dice, n: int, treated: frozenset[str], without: frozenset[str]
) -> tuple[Minutes, npt.NDArray[np.void]]:
    """Where the effects on each place begin, and the effects by place and risk."""
    flat = [
        (place, number, table, scale)
        for number, (key, rows) in enumerate(zip(dice.keys, dice.chosen(treated), strict=True))
        if key not in without
        for place, table, scale in rows.effects
    ]
    flat.sort()
    found = np.zeros(len(flat), EFFECT)
    ptr = np.zeros(n + 1, np.int64)
    for k, (place, number, table, scale) in enumerate(flat):
        found[k] = (number, table, scale, 0)
        ptr[place + 1] += 1
    return np.cumsum(ptr), found
