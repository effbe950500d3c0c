"""Two versions of a program lived through with the same draws: they differ by the change alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from fairlead.analyses.calibration.judged import judgement_from
from fairlead.analyses.forecast.forecasting import no_dates
from fairlead.analyses.forecast.variant import lived_rows
from fairlead.analyses.plan import Plan, Unplannable, plan
from fairlead.analyses.simulation import CannotSimulate
from fairlead.program.history import History
from fairlead.program.program import Program

__all__ = ["LivedThrough", "chance_difference", "lived_through"]

Values = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LivedThrough:
    """A program with its plan and its trials: `finish` by target, `cost`, trial by trial.

    Targets are those of the forecast: ids of milestones, "" for the whole, backlogs and launches.
    Two of them with one seed are paired: what they have in common took the same in each trial
    (common random numbers; Law 2015, section 11.2).
    """

    program: Program
    plan: Plan
    finish: dict[str, Values]
    cost: Values


def lived_through(
    program: Program, *, seed: int, trials: int, history: History | None = None
) -> LivedThrough | Unplannable:
    """Plan a program and live through it `trials` times. Without an end it is `Unplannable`.

    Estimates are judged as `forecast` judges them: by `history`, else by the finished tasks of the
    program itself.
    """
    made = plan(program, paths=0)
    if isinstance(made, Unplannable):
        return made
    judgement = judgement_from(program, history=history)
    try:
        finish, cost = lived_rows(program, seed=seed, trials=trials, judgement=judgement)
    except CannotSimulate as error:
        return Unplannable(fingerprint=made.fingerprint, findings=(no_dates(error),))
    return LivedThrough(program=program, plan=made, finish=finish, cost=cost)


def chance_difference(
    before: Values, after: Values, *, due: tuple[int, int]
) -> tuple[float, float, float]:
    """Chance before and after to be no later than each `due`, and half the 95 % interval of their
    difference, from the trials in which the two disagree."""
    met = before <= due[0], after <= due[1]
    n = len(before)
    difference = met[1].astype(np.int8) - met[0].astype(np.int8)
    error = 1.96 * float(np.std(difference)) / sqrt(n)
    return float(np.count_nonzero(met[0])) / n, float(np.count_nonzero(met[1])) / n, error
