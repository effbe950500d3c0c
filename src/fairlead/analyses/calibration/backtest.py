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
from fairlead.analyses.calibration.scores import Score, Scoring
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
    ours, theirs = Scoring(), [Scoring() for _ in REFERENCES]
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
        truth, bins = stream.log_ratio[rows], stream.bin[rows]
        ours.add(cdf, levels, truth, bins)
        for scoring, made in zip(theirs, references.forecast(rows), strict=True):
            scoring.add(made, LEVELS, truth, bins)
    if not scored:
        return CannotBacktest(
            because=f"{len(stream):,} finished tasks leave none that was estimated after "
            f"{known_before} others were completed"
            + ("." if score_from is None else f", from {score_from} on."),
            finished=len(stream),
        )
    sums.finish()
    tasks = [stream.tasks[row] for row in np.concatenate(scored).tolist()]
    names = history.group_names
    groups = tuple(
        tuple(f"{n}={g}" for n, g in zip(names, task.groups, strict=True) if g) for task in tasks
    )
    return Backtest(
        score=ours.score(people=tuple(task.who for task in tasks), groups=groups),
        references=Table(
            {name: scoring.score() for name, scoring in zip(REFERENCES, theirs, strict=True)}
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
