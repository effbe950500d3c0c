"""Two versions of a program lived through with the same draws: they differ by the change alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from fairlead.analyses.calibration.judged import judgement_from
from fairlead.analyses.critical_path import BeyondTime
from fairlead.analyses.forecast.backlog_tasks import with_backlogs
from fairlead.analyses.forecast.free_dates import freed
from fairlead.analyses.forecast.workers import Block, here, lived
from fairlead.analyses.plan import Plan, Unplannable, plan
from fairlead.analyses.simulation import CannotSimulate
from fairlead.program.findings import Finding
from fairlead.program.fingerprint import fingerprint
from fairlead.program.history import History
from fairlead.program.program import Program

__all__ = ["LivedThrough", "chance_difference", "lived_through"]

Values = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LivedThrough:
    """A program with its plan and its trials: `finish` by target, `cost`, trial by trial.

    Targets are ids of milestones, and "" for the whole. Two of them with one seed are paired: what
    they have in common took the same in each trial (common random numbers; Law 2015, section 11.2).
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
    free, _ = freed(program)
    judgement = judgement_from(program, history=history)
    expanded = with_backlogs(free, judgement, status=made.as_of)
    judged = hashlib.blake2b(repr(expanded.judgement).encode(), digest_size=8).hexdigest()
    block = Block(
        name=f"{fingerprint(expanded.program)}-{judged}",
        program=expanded.program,
        judgement=expanded.judgement,
        seed=seed,
        first=0,
        trials=trials,
        people=True,
    )
    try:
        done = lived([block], crew=here)[0]
    except CannotSimulate as error:
        return Unplannable(fingerprint=made.fingerprint, findings=(_endless(error),))
    finish = {key: done.finish_of(key) for key in done.targets}
    return LivedThrough(program=program, plan=made, finish=finish, cost=done.cost)


def _endless(error: CannotSimulate) -> Finding:
    years = error.reason.years if isinstance(error.reason, BeyondTime) else 0
    return Finding(
        code="forecast.beyond-time",
        severity="error",
        message=f"In some trials the program does not end within {years:,} years.",
        where="tasks",
        hint="Look for estimates in the wrong unit, or people who hardly ever work.",
    )


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
