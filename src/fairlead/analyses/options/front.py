"""Which of many ways out are worth telling: those that no other beats in everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fairlead.analyses.options.tries import Tried
from fairlead.program.program import Program

__all__ = ["Worth", "dominates", "pareto", "worth_of"]

T = TypeVar("T")
_DAY = 1440


@dataclass(frozen=True, slots=True)
class Worth:
    """What a way out gains and costs, in steps that matter: less is better in each.

    `missed` is the chance to miss the date it is for, in percent, down to what is wanted: being
    surer than that is worth nothing here. `day` is the day at the wanted confidence. `cost` is in
    hundredths of what the program costs now. `lost` and `late` are stated values, `lost_unvalued`
    and `late_unvalued` count requirements without one.
    """

    missed: int
    day: int
    cost: int
    lost: int
    lost_unvalued: int
    late: int
    late_unvalued: int
    moved_days: int
    measures: int

    def steps(self) -> tuple[int, ...]:
        """All of them, to be compared one by one."""
        return (self.missed, self.day, self.cost, self.lost, self.lost_unvalued, self.late,
                self.late_unvalued, self.moved_days, self.measures)  # fmt: skip

    @property
    def rank(self) -> tuple[int, ...]:
        """The order in which ways out are told: value before promises, these before money."""
        return (self.lost_unvalued, self.lost, self.late_unvalued, self.late, self.moved_days,
                self.cost, self.measures, self.day)  # fmt: skip


def worth_of(
    tried: Tried, *, program: Program, base: Tried, by: int, moved_to: int | None, wanted: float
) -> Worth:
    """The worth of what was tried; `moved_to` is the minute of a date that is moved with it."""
    lost, lost_unvalued = _values(program, [k for lever in tried.levers for k in lever.lost])
    late, late_unvalued = _values(program, [k for lever in tried.levers for k in lever.late])
    missing = max(wanted - tried.chance, 0.0) if moved_to is None else 0.0
    step = max(abs(base.cost) // 100, 1)
    return Worth(
        missed=round(missing * 100) or (1 if missing > 0 else 0),
        day=tried.at // _DAY,
        cost=round((tried.cost - base.cost) / step),
        lost=lost,
        lost_unvalued=lost_unvalued,
        late=late,
        late_unvalued=late_unvalued,
        moved_days=0 if moved_to is None else max(-(-(moved_to - by) // _DAY), 0),
        measures=len(tried.levers) + (moved_to is not None),
    )


def _values(program: Program, keys: Sequence[str]) -> tuple[int, int]:
    rows = [program.requirements[key] for key in dict.fromkeys(keys)]
    return sum(int(row.value or 0) for row in rows), sum(row.value is None for row in rows)


def dominates(one: Worth, other: Worth) -> bool:
    """Whether one is as good in everything and better in something."""
    pairs = list(zip(one.steps(), other.steps(), strict=True))
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)


def pareto(rows: Sequence[T], worth: Callable[[T], Worth]) -> list[T]:
    """Those that no other dominates, the first of equals, in their order.

    Worth is in whole steps, so that noise of the trials does not fill the front with twins (boxes
    of an epsilon-Pareto front: Laumanns, Thiele, Deb and Zitzler 2002).
    """
    found: list[tuple[T, Worth]] = []
    for row in sorted(rows, key=lambda row: worth(row).rank):
        own = worth(row)
        if any(dominates(other, own) or other == own for _, other in found):
            continue
        found = [(kept, other) for kept, other in found if not dominates(own, other)]
        found.append((row, own))
    kept_rows = [row for row, _ in found]
    return [row for row in rows if any(row is each for each in kept_rows)]
