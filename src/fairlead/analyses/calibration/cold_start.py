"""How good forecasts are for teams without any record: each team as if it were alone and new."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.coded import coded, days
from fairlead.analyses.calibration.conformal import LEVELS
from fairlead.analyses.calibration.grid import ATOM, BINS
from fairlead.analyses.calibration.learner import Learner
from fairlead.analyses.calibration.prior import PRIOR, Prior
from fairlead.analyses.calibration.scores import Score, score
from fairlead.program.history import FinishedTask, History
from fairlead.program.noun import Noun, replace

__all__ = ["NEW", "ColdStart", "cold_start"]

Floats = NDArray[np.float64]

NEW = 20
"""A team is new until so many of its tasks are completed."""


class ColdStart(Noun):
    """The score of new teams, of which nothing but the prior and their own first tasks is known.

    `pinball` is the mean loss, `pinball_of_raw` that of the estimate as it is, on the same tasks;
    `pinball_beside` and `p80_beside` are those of the same tasks where the records of the other
    teams are known too.
    """

    teams: int
    scored: int
    pinball: float
    pinball_of_raw: float
    p80_coverage: float
    pinball_beside: float
    p80_beside: float


_Made = list[tuple[Floats, Floats, Floats, NDArray[np.int64]]]
"""Distributions, levels to ask, outcomes and their bins, of some rows each."""


def cold_start(history: History, *, prior: Prior = PRIOR) -> ColdStart | None:
    """Score every task that was estimated while fewer than `NEW` of its team were completed.

    The team is the first group, and all are one where there are none. None without any task.
    """
    if not history.tasks:
        return None
    teams: dict[str, list[FinishedTask]] = {}
    for task in sorted(history.tasks, key=lambda task: task.estimated):
        teams.setdefault(_team(task), []).append(task)
    alone: _Made = []
    for tasks in teams.values():
        ends = np.sort([task.completed.toordinal() for task in tasks])
        begins = np.array([task.estimated.toordinal() for task in tasks])
        # whatever is known of a task's day was itself estimated while the team was new
        first = int((np.searchsorted(ends, begins, side="left") < NEW).sum())
        alone += _foretold(replace(history, tasks=tuple(tasks[:first])), prior)
    ours, raw = _scored(alone)
    beside, _ = _scored(_foretold(history, prior))
    return ColdStart(
        teams=len(teams),
        scored=ours.scored,
        pinball=ours.pinball,
        pinball_of_raw=raw.pinball,
        p80_coverage=ours.p80_coverage,
        pinball_beside=beside.pinball,
        p80_beside=beside.p80_coverage,
    )


def _team(task: FinishedTask) -> str:
    return task.groups[0] if task.groups else ""


def _foretold(history: History, prior: Prior) -> _Made:
    """What is said of tasks of teams that are still new, learning all of the history."""
    stream = coded(history)
    learner = Learner(stream, prior=prior)
    known: Counter[str] = Counter()
    made: _Made = []
    for learned, rows, _ in days(stream):
        learner.learn(learned)
        known.update(_team(stream.tasks[row]) for row in learned)
        cdf, levels = learner.forecast(rows)
        new = np.array([known[_team(stream.tasks[row])] < NEW for row in rows.tolist()])
        at = rows[new]
        if len(at):
            made.append((cdf[new], levels[new], stream.log_ratio[at], stream.bin[at]))
    return made


def _scored(made: _Made) -> tuple[Score, Score]:
    """The score of what was said, and that of the estimate as it is."""
    cdf, levels, truth, bins = (np.concatenate(part) for part in zip(*made, strict=True))
    exact = np.concatenate([np.zeros(ATOM + 1), np.ones(BINS - ATOM)])
    raw = score(np.broadcast_to(exact, cdf.shape), LEVELS, truth, bins)
    return score(cdf, levels, truth, bins), raw
