"""What commands know of earlier forecasts: their ledger beside the program, read and written."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fairlead.analyses.chance.judgement import Judgement
    from fairlead.analyses.forecast.result import Forecast
    from fairlead.analyses.ledger.score import Scores
    from fairlead.analyses.plan import Plan
    from fairlead.analyses.quality import Kept
    from fairlead.program.findings import Finding
    from fairlead.program.issued import IssuedForecast, Widening
    from fairlead.program.program import Program

__all__ = ["SILENT", "Past", "kept_beside", "past", "recorded"]

SILENT = "FAIRLEAD_NO_RECORD"
"""Set to anything, no command writes into a ledger unless it is told to."""


class Past:
    """What the ledger of a program says: its forecasts, their scores, and what was found in it."""

    def __init__(
        self,
        scores: Scores | None,
        findings: tuple[Finding, ...],
        issued: tuple[IssuedForecast, ...] = (),
    ) -> None:
        self.scores, self.findings, self.issued = scores, findings, issued

    @property
    def widening(self) -> Widening:
        """What the next forecast learns; nothing from a ledger that was tampered with."""
        from fairlead.program.issued import AS_DRAWN  # slow import

        return AS_DRAWN if self.scores is None else self.scores.widening

    @property
    def task_widening(self) -> Widening:
        """The same for dates of single tasks."""
        from fairlead.program.issued import AS_DRAWN  # slow import

        return AS_DRAWN if self.scores is None else self.scores.task_widening


def past(path: Path, program: Program) -> Past:
    """Read the ledger beside a program; without one there is no past.

    A ledger that cannot be read, or whose chain is broken, teaches nothing, and says so.
    """
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.program.findings import worst  # slow import
    from fairlead.sources.forecast_record import path_of, read_record  # slow import

    place = path_of(path)
    if not place.exists():
        return Past(None, ())
    try:
        record = read_record(place)
    except FairleadError as error:
        return Past(None, (_unreadable(place, str(error)),))
    if worst(record.findings) == "error":
        return Past(None, record.findings)
    from fairlead.analyses.ledger.score import score  # slow import

    issued = tuple(each.forecast for each in record.forecasts)
    return Past(score(program, issued), record.findings, issued)


def _unreadable(place: Path, why: str) -> Finding:
    from fairlead.program.findings import Finding  # slow import

    return Finding(
        code="ledger.unreadable",
        severity="error",
        message=f"The ledger of forecasts cannot be read: {why}",
        where=place.name,
        hint="Restore it from a copy; without it nothing is learned from earlier forecasts.",
    )


def kept_beside(path: Path) -> Kept:
    """What lies beside a program for its checks: the baseline agreed last, and its ledger.

    What cannot be read or is not what was written counts as not there; `past`, `baseline` and
    `scope` say what is wrong with it.
    """
    from fairlead.analyses.quality import kept  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.program.findings import worst  # slow import
    from fairlead.sources.baselines import baselines_of  # slow import
    from fairlead.sources.forecast_record import path_of, read_record  # slow import

    agreed = None
    forecasts = []
    try:
        agreed = baselines_of(path).latest
    except FairleadError:
        agreed = None
    try:
        record = read_record(path_of(path))
        if worst(record.findings) != "error":
            forecasts = [issued.forecast for issued in record.forecasts]
    except FairleadError:
        forecasts = []
    return kept(agreed=agreed, forecasts=forecasts)


def recorded(
    path: Path,
    program: Program,
    plan: Plan,
    forecast: Forecast,
    *,
    before: Past,
    through: str,
    wanted: bool,
    judgement: Judgement | None = None,
) -> str:
    """Write a forecast into the ledger beside its program, and say so in a line.

    Where it cannot be written: if it was `wanted` by name, raises `click.ClickException`; else the
    line says why not. It is empty where the forecast stands in the ledger already.
    """
    from fairlead.analyses.ledger.issuing import issued  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.forecast_record import keep, path_of  # slow import

    if not wanted and SILENT in os.environ:
        return ""
    place = path_of(path)
    said = issued(
        program,
        plan,
        forecast,
        through=through,
        judgement=judgement,
        task_widening=before.task_widening,
    )
    try:
        new = keep(place, said, at=datetime.now(UTC))
    except (FairleadError, OSError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        if wanted:
            raise click.ClickException(f"The forecast was not recorded: {why}") from error
        return f"The forecast was not recorded in {place.name}: {why}"
    if not new:
        return f"Recorded before in {place.name}." if wanted else ""
    return f"Recorded in {place.name}: {len(said.said)} dates."
