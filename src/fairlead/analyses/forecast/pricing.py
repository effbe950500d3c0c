"""What risks and treatments are worth: the same trials with and without each, one at a time."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from fairlead.analyses.forecast.quantiles import mean_minute, quantile
from fairlead.analyses.forecast.result import RiskPrice, TreatmentPrice
from fairlead.program.moments import in_zone, instant
from fairlead.program.program import Program
from fairlead.program.quantities import Money
from fairlead.program.working_time import resolve, spells

__all__ = [
    "Run",
    "paired_error",
    "priced",
    "priced_risks",
    "treated_risks",
    "working_minutes",
]

Values = npt.NDArray[np.int64]
Run = tuple[Values, Values]
"""Finish of the whole and cost, trial by trial."""

_PARTS = 20
_STUDENT_19 = 2.093  # the 97.5 % point of Student's t with 19 degrees of freedom


def priced_risks(program: Program) -> tuple[str, ...]:
    """Risks that may still happen."""
    return tuple(key for key, risk in program.risks.items() if risk.status == "open")


def treated_risks(program: Program) -> tuple[str, ...]:
    """Those of them for which a treatment is stated."""
    return tuple(key for key in priced_risks(program) if program.risks[key].treated is not None)


def priced(
    program: Program,
    key: str,
    *,
    base: Run,
    without: Run,
    treated: Run | None,
    happened: float,
) -> RiskPrice:
    """The price of one risk from its runs. `treated` has the cost of the treatment in it."""
    p80 = [quantile(np.sort(run[0]), 0.8) for run in (base, without)]
    difference = base[1] - without[1]
    treatment = None
    if treated is not None:
        treatment = _treatment(program, key, base, treated)
    return RiskPrice(
        id=key,
        kind=program.risks[key].kind,
        happened=happened,
        p80_minutes=p80[0] - p80[1],
        p80_working_minutes=working_minutes(program, p80[1], p80[0]),
        p80_error_minutes=paired_error(base[0], without[0]),
        cost=Money(mean_minute(difference)),
        cost_error=Money(round(1.96 * float(np.std(difference)) / sqrt(len(difference)))),
        treatment=treatment,
    )


def _treatment(program: Program, key: str, base: Run, treated: Run) -> TreatmentPrice:
    stated = program.risks[key].treated
    spent = Money(0 if stated is None else stated.cost_of_treatment or 0)
    before, after = (quantile(np.sort(run[0]), 0.8) for run in (base, treated))
    return TreatmentPrice(
        p80_minutes=before - after,
        p80_working_minutes=working_minutes(program, after, before),
        saved=Money(mean_minute(base[1] - treated[1]) + spent),
        cost_of_treatment=spent,
    )


def paired_error(base: Values, without: Values) -> int:
    """Half the 95 % interval of the difference of the two P80, by leaving out twentieths in turn.

    The jackknife of Quenouille (1949) and Tukey (1958) on blocks of trials, both runs without the
    same block: what the runs have in common drops out.
    """
    n = len(base)
    if n < 10 * _PARTS:
        return int(np.ptp(base - without))
    part = np.arange(n) * _PARTS // n
    found = np.array(
        [
            quantile(np.sort(base[part != k]), 0.8) - quantile(np.sort(without[part != k]), 0.8)
            for k in range(_PARTS)
        ],
        np.float64,
    )
    variance = (_PARTS - 1) / _PARTS * float(((found - found.mean()) ** 2).sum())
    return round(_STUDENT_19 * sqrt(variance))


def working_minutes(program: Program, before: int, after: int) -> int:
    """Working time of the program's calendar from one minute to another; below zero backwards."""
    if before > after:
        return -working_minutes(program, after, before)
    working = resolve(program, None)
    days = [in_zone(instant(at), timezone=working.timezone).date() for at in (before, after)]
    return sum(
        max(0, min(end, after) - max(start, before))
        for start, end in spells(working, days[0], days[1])
    )
