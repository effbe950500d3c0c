"""How good forecasts would have been: every task foretold from what was completed before it.

A rolling origin by days: on the day of its estimate, a task is foretold from the tasks that were
completed on an earlier day, and nothing else.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.coded import coded, days
from fairlead.analyses.calibration.conformal import LEVELS, calibrated
from fairlead.analyses.calibration.learner import Learner
from fairlead.analyses.calibration.open_work import OpenScore, OpenWork
from fairlead.analyses.calibration.prior import PRIOR, Prior
from fairlead.analyses.calibration.references import REFERENCES, References
from fairlead.analyses.calibration.scores import Score, score
from fairlead.analyses.calibration.sums import Factors, Sums, SumScore, sum_scores
from fairlead.program.history import History
from fairlead.program.noun import Noun, Table

__all__ = ["Backtest", "CannotBacktest", "backtest"]

KNOWN_BEFORE_SCORED = 100


class Backtest(Noun):
    """The score of the calibration, and of each reference on the same tasks."""

    score: Score
    references: Table[Score]
    sums: Table[SumScore] = Table()
    factors: Factors = Factors()
    open_work: Table[OpenScore] = Table()


class CannotBacktest(Noun):
    """There is too little to score, and why."""

    because: str
    finished: int


def backtest(
    history: History,
    *,
    prior: Prior = PRIOR,
    score_from: date | None = None,
    known_before: int = KNOWN_BEFORE_SCORED,
) -> Backtest | CannotBacktest:
    """Score forecasts of every task, once `known_before` completions are known.

    `score_from` scores only estimates made from that day on; those before are learned from.
    """
    if not history.tasks:
        return CannotBacktest(because="there is no finished task.", finished=0)
    stream = coded(history)
    learner, references = Learner(stream, prior=prior), References(stream)
    sums = Sums(stream, learner)
    given = np.zeros((len(stream), 2))
    counted = np.zeros(len(stream), np.bool_)
    since = 0 if score_from is None else score_from.toordinal()
    scored: list[NDArray[np.int64]] = []
    ours: list[NDArray[np.float64]] = []
    asked: list[NDArray[np.float64]] = []
    theirs: list[list[NDArray[np.float64]]] = [[] for _ in REFERENCES]
    for learned, rows, known in days(stream):
        learner.learn(learned)
        references.learn(learned)
        sums.learn(int(stream.estimated[rows[0]]))
        cdf, levels = learner.forecast(rows)
        wanted = known >= max(known_before, 1) and stream.estimated[rows[0]] >= since
        sums.begin(rows, scored=wanted)
        around = stream.bin[rows][:, None] + np.arange(2)
        given[rows] = calibrated(np.take_along_axis(cdf, around, axis=1), levels)
        counted[rows] = wanted
        if not wanted:
            continue
        scored.append(rows)
        ours.append(cdf)
        asked.append(levels)
        for kept, made in zip(theirs, references.forecast(rows), strict=True):
            kept.append(made)
    if not scored:
        return CannotBacktest(
            because=f"{len(stream):,} finished tasks leave none that was estimated after "
            f"{known_before} others were completed"
            + ("." if score_from is None else f", from {score_from} on."),
            finished=len(stream),
        )
    sums.finish()
    rows = np.concatenate(scored)
    truth, bins = stream.log_ratio[rows], stream.bin[rows]
    tasks = [stream.tasks[row] for row in rows]
    names = history.group_names
    groups = tuple(
        tuple(f"{n}={g}" for n, g in zip(names, task.groups, strict=True) if g) for task in tasks
    )
    return Backtest(
        score=score(
            np.concatenate(ours),
            np.concatenate(asked),
            truth,
            bins,
            people=tuple(task.who for task in tasks),
            groups=groups,
        ),
        references=Table(
            {
                name: score(np.concatenate(cdf), LEVELS, truth, bins)
                for name, cdf in zip(REFERENCES, theirs, strict=True)
            }
        ),
        sums=Table(sum_scores(sums.scores)),
        factors=sums.factors(),
        open_work=Table(
            {
                str(age): one
                for age, one in OpenWork(learner.people)
                .replay(stream, given, scored=counted)
                .items()
            }
        ),
    )
