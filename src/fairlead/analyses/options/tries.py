"""Combinations of levers lived through: few trials for many, all trials for those that are told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from fairlead.analyses.chance import Judgement
from fairlead.analyses.forecast.quantiles import mean_minute, quantile
from fairlead.analyses.forecast.side_by_side import side_by_side
from fairlead.analyses.forecast.variant import Order, order_of, variant
from fairlead.analyses.options.lever import Lever, compatible, pulled
from fairlead.analyses.simulation import CannotSimulate
from fairlead.program.moments import closing_day, closing_minute, instant
from fairlead.program.program import Program

__all__ = ["Bench", "Tried", "searched"]

Combination = tuple[Lever, ...]

_EACH = 8
"""So many at least make another process worth its while."""

_STRONG = 14
"""So many single levers are combined in pairs; the best combinations grow from these."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What trials of a combination gave. Minutes since 1970; money in hundredths.

    `chance` is that of the wanted minute, `at` the date at the wanted confidence, `day_chance` that
    of the end of the day that `at` is on. `cost` is the mean, `cost_at` that at the confidence.
    """

    levers: Combination
    chance: float
    p50: int
    at: int
    day_chance: float
    cost: int
    cost_at: int


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """Lives through what levers make of one program, on the same draws each time."""

    program: Program
    target: str
    by: int
    confidence: float
    seed: int
    judgement: Judgement
    orders: dict[tuple[str, ...], Order] = field(default_factory=dict)

    def try_all(
        self, wanted: Sequence[Combination], *, trials: int, told: Callable[[int], None]
    ) -> list[Tried]:
        """Each of them with few trials, in the order of the program's own plan.

        What would wait for itself, or never ends, is left out. The plan is levelled once, and once
        more for every measure that asks for another order.
        """
        for levers in wanted:
            self._order(levers)
        workers = max(min(os.cpu_count() or 1, len(wanted) // _EACH), 1)

        def one(levers: Combination) -> Tried | None:
            return self._lived(
                levers, trials=trials, order=self._order(levers), threads=1 if workers > 1 else None
            )

        done: list[Tried | None] = []
        for tried in side_by_side(one, wanted, workers=workers):
            done.append(tried)
            told(1)
        return [tried for tried in done if tried is not None]

    def forecast(self, levers: Combination, *, trials: int) -> Tried | None:
        """One of them as its forecast would have it: levelled anew, with all trials."""
        return self._lived(levers, trials=trials, order=None, threads=None)

    def day_of(self, minute: int) -> date:
        """The day, in the program's zone, that a minute ends in: midnight is of the day before."""
        return closing_day(instant(minute), timezone=self.program.timezone)

    def _order(self, levers: Combination) -> Order:
        asked = tuple(lever for lever in levers if lever.kind == "sequence")
        key = tuple(lever.id for lever in asked)
        if key not in self.orders:
            self.orders[key] = order_of(pulled(self.program, asked), judgement=self.judgement)
        return self.orders[key]

    def _lived(
        self, levers: Combination, *, trials: int, order: Order | None, threads: int | None
    ) -> Tried | None:
        try:
            lived = variant(
                pulled(self.program, levers),
                seed=self.seed,
                trials=trials,
                judgement=self.judgement,
                order=order,
                threads=threads,
            )
        except CannotSimulate:
            return None
        chance, at = lived.chance(self.target, self.by), lived.at(self.target, self.confidence)
        p50 = lived.at(self.target, 0.5)
        if chance is None or at is None or p50 is None:
            return None
        end = closing_minute(self.day_of(at), timezone=self.program.timezone)
        return Tried(
            levers=levers,
            chance=chance,
            p50=p50,
            at=at,
            day_chance=lived.chance(self.target, end) or 0.0,
            cost=mean_minute(lived.cost),
            cost_at=quantile(lived.cost, self.confidence),
        )


def searched(
    bench: Bench,
    levers: Sequence[Lever],
    *,
    base: Tried,
    trials: int,
    together: int,
    most: int,
    told: Callable[[int], None],
) -> list[Tried]:
    """Every single lever; then every combination, or as many as `most` in all (and at least half of
    it besides the single ones).

    Where all combinations are more than that, the strongest levers go into pairs, and the best
    combinations grow by one of them at a time: a beam search, as wide as there is room for.
    """
    singles = bench.try_all([(lever,) for lever in levers], trials=trials, told=told)
    useful = [tried for tried in singles if _helps(tried, base)]
    for rows in (singles, useful):
        every = _every([t.levers[0] for t in rows], together=together, most=most - len(singles))
        if every is not None:
            return singles + bench.try_all(every, trials=trials, told=told)
    strong = [tried.levers[0] for tried in _diverse(useful)]
    found, known = list(singles), {_names(tried.levers) for tried in singles}
    room = max(most - len(singles), most // 2)
    width: list[Tried] = sorted(useful, key=_best_first)
    for size in range(2, together + 1):
        share = room if size == together else max(room * 2 // 5, 1)
        wanted: dict[frozenset[str], Combination] = {}
        for grown in width:
            for lever in strong:
                levers_ = (*grown.levers, lever)
                name = _names(levers_)
                if len(name) == size and name not in known and compatible(levers_):
                    wanted.setdefault(name, levers_)
            if len(wanted) >= share:
                break
        tries = list(wanted.values())[:share]
        if not tries:
            break
        known |= set(wanted)
        room -= len(tries)
        done = bench.try_all(tries, trials=trials, told=told)
        found += done
        width = sorted(done, key=_best_first)
        if room <= 0:
            break
    return found


def _helps(tried: Tried, base: Tried) -> bool:
    """Whether a measure alone does the date any good, or saves money without harm to it."""
    return tried.at < base.at or tried.chance > base.chance or (
        tried.cost < base.cost and tried.at <= base.at
    )  # fmt: skip


def _best_first(tried: Tried) -> tuple[float, int, int, str]:
    return (-tried.chance, tried.at, tried.cost, ",".join(sorted(_names(tried.levers))))


def _diverse(useful: Sequence[Tried]) -> list[Tried]:
    """The strongest levers, the best of every kind before the second of any."""
    kinds: dict[str, list[Tried]] = {}
    for tried in sorted(useful, key=_best_first):
        kinds.setdefault(tried.levers[0].kind, []).append(tried)
    rounds = [
        (place, _best_first(tried), tried)
        for row in kinds.values()
        for place, tried in enumerate(row)
    ]
    rounds.sort(key=lambda each: each[:2])
    return [tried for _, _, tried in rounds[:_STRONG]]


def _names(levers: Combination) -> frozenset[str]:
    return frozenset(lever.id for lever in levers)


def _every(levers: Sequence[Lever], *, together: int, most: int) -> list[Combination] | None:
    """All combinations of two and more that go together; None when they are more than `most`."""
    found: list[Combination] = []
    for combination in _combined(levers, together):
        if compatible(combination):
            found.append(combination)
            if len(found) > most:
                return None
    return found


def _combined(levers: Sequence[Lever], together: int) -> Iterator[Combination]:
    for size in range(2, min(together, len(levers)) + 1):
        yield from combinations(levers, size)
