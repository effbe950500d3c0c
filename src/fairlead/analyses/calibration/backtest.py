"""How good forecasts would have been: every task foretold from what was completed before it.

A rolling origin by days: on the day of its estimate, a task is foretold from the tasks that were
completed on an earlier day, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.coded import Coded, coded
from fairlead.analyses.calibration.conformal import LEVELS
from fairlead.analyses.calibration.learner import Learner
from fairlead.analyses.calibration.prior import PRIOR, Prior
from fairlead.analyses.calibration.references import REFERENCES, References
from fairlead.analyses.calibration.scores import Score, score
from fairlead.program.history import History
from fairlead.program.noun import Noun, Table

__all__ = ["Backtest", "CannotBacktest", "backtest"]

KNOWN_BEFORE_SCORED = 100


class Backtest(Noun):
    """The score of the calibration, and of each reference on the same tasks."""

    score: Score
    references: Table[Score]


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
    stream = coded(history)
    learner, references = Learner(stream, prior=prior), References(stream)
    since = 0 if score_from is None else score_from.toordinal()
    scored: list[NDArray[np.int64]] = []
    ours: list[NDArray[np.float64]] = []
    asked: list[NDArray[np.float64]] = []
    theirs: list[list[NDArray[np.float64]]] = [[] for _ in REFERENCES]
    for learned, rows, known in _days(stream):
        learner.learn(learned)
        references.learn(learned)
        cdf, levels = learner.forecast(rows)
        if known < max(known_before, 1) or stream.estimated[rows[0]] < since:
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
    )


def _days(stream: Coded) -> Iterator[tuple[list[int], NDArray[np.int64], int]]:
    """For each day of estimates: what is newly completed, its tasks, how many are known."""
    order = np.lexsort((np.arange(len(stream)), stream.completed))
    done = stream.completed[order]
    at = known = 0
    while at < len(stream):
        day = stream.estimated[at]
        end = int(np.searchsorted(stream.estimated, day, side="right"))
        now = int(np.searchsorted(done, day, side="left"))
        yield order[known:now].tolist(), np.arange(at, end), now
        at, known = end, now
