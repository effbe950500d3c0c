"""What triggers are to be asked of: a plan and a forecast, where their conditions need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.triggers.facts import Facts, SaidThen
from fairlead.program.program import Program

__all__ = ["asks_for_prices", "facts_at"]


def asks_for_prices(program: Program) -> bool:
    """Whether a condition asks what risks cost, which takes a forecast for each of them."""
    words = " ".join(trigger.when for trigger in program.triggers.values())
    return "price" in words or "exposure" in words


def facts_at(
    program: Program,
    *,
    now: datetime,
    trials: int,
    earlier: Sequence[SaidThen] = (),
    made: Plan | None = None,
    told: Forecast | None = None,
) -> Facts:
    """The facts that the triggers of a program are held against at `now`.

    `made` and `told` are its plan and a forecast of it, if somebody has them already; without any
    trigger nothing is computed.
    """
    if not program.triggers:
        return Facts(program, now=now, earlier=earlier)
    if made is None:
        found = plan(program)
        if not isinstance(found, Plan):
            return Facts(program, now=now, earlier=earlier)
        made = found
    if told is None:
        drawn = forecast(program, trials=trials, plan=made, prices=asks_for_prices(program))
        told = drawn if isinstance(drawn, Forecast) else None
    return Facts(program, now=now, plan=made, forecast=told, earlier=earlier)
