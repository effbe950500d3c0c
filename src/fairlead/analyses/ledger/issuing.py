"""A forecast as it is written into the ledger: every date that it gives, and every open task's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from fairlead.analyses.chance import Judgement
from fairlead.analyses.forecast.quantiles import quantile
from fairlead.analyses.forecast.result import Forecast, TargetForecast
from fairlead.analyses.forecast.task_dates import task_dates
from fairlead.analyses.forecast.widened import widened
from fairlead.analyses.ledger.happened import happened
from fairlead.analyses.plan import Plan
from fairlead.program.issued import AS_DRAWN, LEVELS, IssuedForecast, Said, Widening
from fairlead.program.moments import minute_of
from fairlead.program.noun import Table
from fairlead.program.program import Program

__all__ = ["PRIOR_SAID", "TASK_TRIALS", "issued", "targets_of"]

TASK_TRIALS = 1_000
"""Trials that the dates of single tasks are taken from, or all of them if there are fewer."""

PRIOR_SAID = "the documented prior"
"""What a record says of the calibration where no history of the team's own was used."""


def issued(
    program: Program,
    plan: Plan,
    forecast: Forecast,
    *,
    through: str,
    judgement: Judgement | None = None,
    task_widening: Widening = AS_DRAWN,
) -> IssuedForecast:
    """What a forecast says, in the form in which it is kept.

    Of the whole, of milestones, and of whatever else has a date in it, quantiles are its own; those
    of open tasks are of the same trials, the first thousand of them. `judgement` must be the one
    that the forecast was made with, None if it was made with none.
    """
    dates = task_dates(
        program,
        plan,
        seed=forecast.seed,
        trials=min(forecast.trials, TASK_TRIALS),
        people=forecast.people,
        judgement=judgement,
    )
    begin = minute_of(forecast.as_of)
    said = [_said(row, begin) for row in targets_of(forecast) if not row.reached]
    said.extend(_tasks(dates, plan, begin, task_widening))
    return IssuedForecast(
        program=program.id,
        as_of=forecast.as_of,
        fingerprint=forecast.fingerprint,
        version=forecast.version,
        seed=forecast.seed,
        trials=forecast.trials,
        people=forecast.people,
        calibration=_calibration(forecast),
        through=through,
        widening=forecast.widening,
        task_widening=task_widening,
        said=tuple(said),
        reached=happened(program),
    )


def targets_of(forecast: Forecast) -> Iterator[TargetForecast]:
    """All that a forecast gives a date: the whole, then every table of targets that it holds."""
    for name in forecast.__struct_fields__:
        value = getattr(forecast, name)
        if isinstance(value, TargetForecast):
            yield value
        elif isinstance(value, Table):
            yield from (row for row in value.values() if isinstance(row, TargetForecast))


def _calibration(forecast: Forecast) -> str:
    record = forecast.record
    if record is None:
        return PRIOR_SAID
    of = "its own finished tasks" if record.own else record.name
    return f"{of}: {record.tasks} until {record.until}, {record.fingerprint}"


def _said(row: TargetForecast, begin: int) -> Said:
    return Said(
        id=row.id,
        kind=row.kind,
        title=row.title,
        minutes=tuple(minute_of(row.curve[level - 1]) - begin for level in LEVELS),
        planned=_after(row.planned, begin),
        due=_after(row.due, begin),
        chance=row.chance,
    )


def _tasks(
    dates: Mapping[str, npt.NDArray[np.int64]], plan: Plan, begin: int, widening: Widening
) -> Sequence[Said]:
    rows = []
    for key, finish in dates.items():
        ordered = np.sort(widened(finish, widening))
        rows.append(
            Said(
                id=key,
                kind="task",
                minutes=tuple(quantile(ordered, level / 100) - begin for level in LEVELS),
                planned=_after(plan.activities[key].finish, begin),
            )
        )
    return rows


def _after(at: datetime | None, begin: int) -> int | None:
    return None if at is None else minute_of(at) - begin
