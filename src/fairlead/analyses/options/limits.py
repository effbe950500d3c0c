"""The preferences of a program as one: what holds when all that was said holds together."""

from __future__ import annotations

from dataclasses import dataclass

from fairlead.program.program import Program
from fairlead.program.quantities import Span

__all__ = ["Limits", "limits_of"]

OVERTIME = 0.2
"""One fifth: 48 hours a week for somebody of 40, the most that the Working Time Directive of the
European Union (2003/88/EC, article 6) has as a mean."""
OVERTIME_PREMIUM = 0.25
HIRING_DELAY = Span(amount=8, unit="w")
RAMP_UP = Span(amount=4, unit="w")
HANDOVER = Span(amount=1, unit="d")
TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What ways out must respect. Money in hundredths, None where there is no limit."""

    keep: frozenset[str]
    may_cut: frozenset[str]
    stay: frozenset[str]
    firm: frozenset[str]
    overtime: float
    overtime_premium: float
    extra_cost: int | None
    hiring: bool
    hiring_delay: Span
    hiring_cost: int
    ramp_up: Span
    handover: Span
    together: int


def limits_of(program: Program) -> Limits:
    """What the preferences of a program say together; a usual value where none says anything."""
    rows = list(program.preferences.values())
    overtime = [row.overtime for row in rows if row.overtime is not None]
    premium = [row.overtime_premium for row in rows if row.overtime_premium is not None]
    extra = [row.extra_cost for row in rows if row.extra_cost is not None]
    most = [row.at_most for row in rows if row.at_most is not None]
    return Limits(
        keep=frozenset(key for row in rows for key in row.keep),
        may_cut=frozenset(key for row in rows for key in row.may_cut),
        stay=frozenset(key for row in rows for key in row.stay),
        firm=frozenset(key for row in rows for key in row.firm),
        overtime=min(overtime, default=OVERTIME),
        overtime_premium=max(premium, default=OVERTIME_PREMIUM),
        extra_cost=min(extra, default=None),
        hiring=not any(row.no_hiring for row in rows),
        hiring_delay=_longest([row.hiring_delay for row in rows], HIRING_DELAY),
        hiring_cost=max((int(row.hiring_cost or 0) for row in rows), default=0),
        ramp_up=_longest([row.ramp_up for row in rows], RAMP_UP),
        handover=_longest([row.handover for row in rows], HANDOVER),
        together=max(min(most, default=TOGETHER), 1),
    )


def _longest(said: list[Span | None], usual: Span) -> Span:
    spans = [span for span in said if span is not None]
    return max(spans, key=_minutes, default=usual)


def _minutes(span: Span) -> int:
    return span.minutes(day_minutes=480, week_minutes=2400)
