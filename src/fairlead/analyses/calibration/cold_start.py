"""How good forecasts are for teams without any record: each team as if it were alone and new."""

from __future__ import annotations

import numpy as np

from fairlead.analyses.calibration.coded import coded, days
from fairlead.analyses.calibration.conformal import LEVELS
from fairlead.analyses.calibration.grid import ATOM, BINS
from fairlead.analyses.calibration.learner import Learner
from fairlead.analyses.calibration.prior import PRIOR, Prior
from fairlead.analyses.calibration.scores import score
from fairlead.program.history import FinishedTask, History
from fairlead.program.noun import Noun, replace

__all__ = ["NEW", "ColdStart", "cold_start"]

NEW = 20
"""A team is new until so many of its tasks are completed."""


class ColdStart(Noun):
    """The score of new teams, of which nothing but the prior and their own first tasks is known.

    `pinball` is the mean loss, `pinball_of_raw` that of the estimate as it is, on the same tasks.
    """

    teams: int
    scored: int
    pinball: float
    pinball_of_raw: float
    p80_coverage: float


def cold_start(history: History, *, prior: Prior = PRIOR) -> ColdStart | None:
    """Score every task that was estimated while fewer than `NEW` of its team were completed.

    The team is the first group, and all are one where there are none. None without any task.
    """
    teams: dict[str, list[FinishedTask]] = {}
    for task in sorted(history.tasks, key=lambda task: task.estimated):
        teams.setdefault(task.groups[0] if task.groups else "", []).append(task)
    made = []
    for tasks in teams.values():
        ends = np.sort([task.completed.toordinal() for task in tasks])
        begins = np.array([task.estimated.toordinal() for task in tasks])
        # whatever is known of a task's day was itself estimated while the team was new
        first = int((np.searchsorted(ends, begins, side="left") < NEW).sum())
        stream = coded(replace(history, tasks=tuple(tasks[:first])))
        learner = Learner(stream, prior=prior)
        for learned, rows, _ in days(stream):
            learner.learn(learned)
            made.append((*learner.forecast(rows), stream.log_ratio[rows], stream.bin[rows]))
    if not made:
        return None
    cdf, levels, truth, bins = (np.concatenate(part) for part in zip(*made, strict=True))
    ours = score(cdf, levels, truth, bins)
    exact = np.concatenate([np.zeros(ATOM + 1), np.ones(BINS - ATOM)])
    raw = score(np.broadcast_to(exact, cdf.shape), LEVELS, truth, bins)
    return ColdStart(
        teams=len(teams),
        scored=ours.scored,
        pinball=ours.pinball,
        pinball_of_raw=raw.pinball,
        p80_coverage=ours.p80_coverage,
    )
