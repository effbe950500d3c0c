"""What is kept beside a program, and its checks go by: what was agreed, and the last forecast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fairlead.analyses.plan import Plan, plan
from fairlead.program.baselines import AgreedBaseline
from fairlead.program.issued import IssuedForecast
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Kept", "finishes", "kept"]


class Kept(Noun):
    """The baseline that was agreed last, and the forecast of the latest status, where there are."""

    baseline: AgreedBaseline | None = None
    forecast: IssuedForecast | None = None


def kept(agreed: AgreedBaseline | None = None, forecasts: Sequence[IssuedForecast] = ()) -> Kept:
    """What checks need of the baselines and the ledger of a program."""
    return Kept(baseline=agreed, forecast=max(forecasts, key=lambda each: each.as_of, default=None))


def finishes(program: Program) -> dict[str, datetime]:
    """When each task and milestone is planned to be done; empty where there is no plan."""
    planned = plan(program)
    if not isinstance(planned, Plan):
        return {}
    return {row.id: row.finish for row in planned.activities.values()}
