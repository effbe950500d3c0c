"""The ledger of a program on the server: forecasts that were given to somebody, and their score."""

from __future__ import annotations

from datetime import datetime

from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.ledger.issuing import issued
from fairlead.analyses.ledger.score import Scores, score
from fairlead.analyses.plan import Plan
from fairlead.program.fingerprint import fingerprint
from fairlead.program.issued import AS_DRAWN, IssuedForecast
from fairlead.program.program import Program
from fairlead.sources.forecast_record import KIND, content_of, forecast_in, said_before
from fairlead.web.models import ProgramLog
from fairlead.web.records import add, entries, last_number
from fairlead.web.versions import once

__all__ = ["forecasts_of", "issue", "scores_of"]


def forecasts_of(log: ProgramLog) -> list[IssuedForecast]:
    """Every forecast that was issued of a program, the first one first."""
    number = last_number(log, "forecasts")

    def make() -> list[IssuedForecast]:
        read = (forecast_in(e) for e in entries(log, "forecasts") if e.kind == KIND)
        return [each for each in read if each is not None]

    return once(("issued", log.pk, number), make)


def scores_of(log: ProgramLog, program: Program) -> Scores | None:
    """How good the forecasts of a program have been; None where none was issued."""
    forecasts = forecasts_of(log)
    if not forecasts:
        return None
    key = ("scores", log.pk, len(forecasts), fingerprint(program))
    return once(key, lambda: score(program, forecasts))


def issue(
    log: ProgramLog,
    program: Program,
    plan: Plan,
    forecast: Forecast,
    *,
    through: str,
    at: datetime,
    who: str | None = None,
) -> bool:
    """Keep what somebody is told of the future; False where the same was kept before."""
    before = scores_of(log, program)
    said = issued(
        program,
        plan,
        forecast,
        through=through,
        task_widening=AS_DRAWN if before is None else before.task_widening,
    )
    if said_before(said, forecasts_of(log)):
        return False
    add(log, "forecasts", at=at, kind=KIND, content=content_of(said), who=who)
    return True
