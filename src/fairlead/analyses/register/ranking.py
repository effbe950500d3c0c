"""Risks in the order of what they cost, the reserve they ask for, and the picture of it."""

from __future__ import annotations

from typing import Final, Literal

from fairlead.analyses.forecast.result import Forecast, RiskPrice
from fairlead.program.moments import minute_of
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.program.quantities import Money

__all__ = ["BANDS", "EFFECTS", "RankedRisk", "Register", "Reserve", "ranked"]

BANDS: Final = (0.05, 0.2, 0.4, 0.7)
"""Where the bands of likelihood of the matrix part: up to 5 %, 20 %, 40 %, 70 %, and above."""

EFFECTS: Final = (0.01, 0.03, 0.06, 0.12)
"""Where the bands of effect part: as a part of the stretch from now to P80, or of the mean cost."""


class RankedRisk(Noun):
    """One open risk with its price. `likelihood` and `effect` are its cell of the matrix, 1 to 5.

    The cell is a picture of the price, never its source: it is read off the probability, and off
    what the risk does if it happens as a part of the time and money that are left.
    """

    id: str
    title: str
    kind: Literal["threat", "opportunity"]
    probability: float | None
    price: RiskPrice
    likelihood: int
    effect: int
    owner: str | None = None
    response: str | None = None
    trigger: str | None = None
    contingency: str | None = None


class Reserve(Noun):
    """What risks ask for beyond the work itself, at a confidence.

    `minutes` lead from that quantile of the finish without any risk event to that with all, in the
    same trials; `cost` is the same of the cost. `joint` is the chance to keep date and budget.
    """

    confidence: float
    minutes: int
    cost: Money | None
    joint: float | None = None


class Register(Noun):
    """The open risks, the costliest first, with the reserve that all of them ask for."""

    risks: tuple[RankedRisk, ...]
    reserve: Reserve


def ranked(
    program: Program,
    forecast: Forecast,
    *,
    quiet: Forecast,
    confidence: Literal["p50", "p80", "p90"] = "p80",
) -> Register:
    """The register by price. `quiet` is the forecast of the same program without its open risks.

    Threats come before opportunities; each are ordered by the days of P80 that they cost, then by
    money.
    """
    rows = [_row(program, forecast, price) for price in forecast.risks.values()]
    rows.sort(key=lambda row: (row.kind == "opportunity", *_worst_first(row.price), row.id))
    late = minute_of(getattr(forecast.finish, confidence))
    early = minute_of(getattr(quiet.finish, confidence))
    cost = None
    if forecast.cost is not None and quiet.cost is not None:
        cost = Money(getattr(forecast.cost, confidence) - getattr(quiet.cost, confidence))
    joint = None if forecast.joint is None else forecast.joint.chance
    return Register(
        risks=tuple(rows),
        reserve=Reserve(
            confidence=int(confidence[1:]) / 100, minutes=late - early, cost=cost, joint=joint
        ),
    )


def _worst_first(price: RiskPrice) -> tuple[int, int]:
    return -abs(price.p80_working_minutes), -abs(price.cost)


def _row(program: Program, forecast: Forecast, price: RiskPrice) -> RankedRisk:
    risk = program.risks[price.id]
    chance = risk.probability or 0.0
    return RankedRisk(
        id=price.id,
        title=risk.title or risk.event or price.id,
        kind=risk.kind,
        probability=risk.probability,
        price=price,
        likelihood=_band(chance, BANDS),
        effect=_band(_part(forecast, price, chance), EFFECTS),
        owner=risk.owner,
        response=risk.response,
        trigger=risk.trigger,
        contingency=risk.contingency,
    )


def _part(forecast: Forecast, price: RiskPrice, chance: float) -> float:
    """What the risk does if it happens, of the time or the money that is left: the larger part.

    Its price is what it does times its chance, so it is divided by that.
    """
    if chance <= 0:
        return 0.0
    left = max(minute_of(forecast.finish.p80) - minute_of(forecast.as_of), 1)
    parts = [abs(price.p80_minutes) / left]
    if forecast.cost is not None and forecast.cost.mean > 0:
        parts.append(abs(price.cost) / forecast.cost.mean)
    return max(parts) / chance


def _band(value: float, edges: tuple[float, ...]) -> int:
    return 1 + sum(value > edge for edge in edges)
