"""How good the forecasts of a program have been: all that were issued, against what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from fairlead.analyses.ledger.happened import happened
from fairlead.analyses.ledger.held import held_against
from fairlead.analyses.ledger.learning import learned
from fairlead.analyses.ledger.measures import Measures, measures
from fairlead.program.findings import Finding
from fairlead.program.issued import AS_DRAWN, IssuedForecast, Reached, Widening, key_of
from fairlead.program.moments import instant
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Scores", "score"]


class Scores(Noun):
    """What became of the forecasts of a program.

    `dates` are those of milestones, backlogs, the whole and whatever else was promised; `tasks`
    those of single tasks. `widening` and `task_widening` are what the next forecast learns from
    them. `findings` say where what happened was told differently from one time to the next.
    """

    program: str
    now: datetime
    forecasts: int
    first: datetime | None = None
    last: datetime | None = None
    dates: Measures = Measures()
    tasks: Measures = Measures()
    widening: Widening = AS_DRAWN
    task_widening: Widening = AS_DRAWN
    findings: tuple[Finding, ...] = ()


def score(program: Program, forecasts: Sequence[IssuedForecast]) -> Scores:
    """Hold every date of every forecast against what the program says has happened.

    `forecasts` are in the order in which they were issued. Dates that have not come yet are open,
    and count for nothing but their number.
    """
    reached = happened(program)
    held = held_against(program, forecasts, reached)
    is_task = np.array([name.startswith("task:") for name in held.names], bool)
    rows = is_task[held.target] if len(held) else np.zeros(0, bool)
    titles = _titles(program, forecasts)
    return Scores(
        program=program.id,
        now=instant(held.now),
        forecasts=len(forecasts),
        first=min((f.as_of for f in forecasts), default=None),
        last=max((f.as_of for f in forecasts), default=None),
        dates=measures(held, ~rows, titles=titles),
        tasks=measures(held, rows, titles=titles),
        widening=learned(held.of(~rows), [f.widening for f in forecasts]),
        task_widening=learned(held.of(rows), [f.task_widening for f in forecasts]),
        findings=_rewritten(forecasts, reached),
    )


def _titles(program: Program, forecasts: Sequence[IssuedForecast]) -> dict[str, str]:
    titles = {key_of(said): said.title for f in forecasts for said in f.said if said.title}
    titles.update({f"task:{key}": task.title for key, task in program.tasks.items()})
    return titles


def _rewritten(
    forecasts: Sequence[IssuedForecast], reached: Sequence[Reached]
) -> tuple[Finding, ...]:
    """Finishes that an earlier forecast was told and that are another one now."""
    now = {key_of(row): row for row in reached}
    told: dict[str, tuple[Reached, IssuedForecast]] = {}
    for forecast in forecasts:
        for row in forecast.reached:
            told[key_of(row)] = (row, forecast)
    found = []
    for key, (row, forecast) in told.items():
        later = now.get(key)
        if row.kind == "whole" or (later is not None and later.finish == row.finish):
            continue
        said = "is not finished" if later is None else f"was done by {instant(later.finish - 1):%F}"
        found.append(
            Finding(
                code="ledger.rewritten",
                severity="note",
                message=f"{row.kind.capitalize()} {row.id!r} {said}; the forecast of "
                f"{forecast.as_of:%F} had been told {instant(row.finish - 1):%F}. What the program "
                "says now counts.",
                where=f"{row.kind}s.{row.id}.finished",
                subjects=(row.id,),
            )
        )
    return tuple(found)
