"""When each open task will be done: the trials of a forecast, asked about single tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fairlead.analyses.calibration.judged import judgement_from
from fairlead.analyses.chance import Judgement
from fairlead.analyses.forecast.backlog_tasks import with_backlogs
from fairlead.analyses.forecast.free_dates import freed
from fairlead.analyses.forecast.workers import Block, here, lived
from fairlead.analyses.plan import Plan
from fairlead.program.fingerprint import fingerprint
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.work import Milestone, Need

__all__ = ["task_dates"]

Values = npt.NDArray[np.int64]


def task_dates(
    program: Program,
    plan: Plan,
    *,
    seed: int,
    trials: int,
    people: bool = True,
    judgement: Judgement | None = None,
) -> Mapping[str, Values]:
    """The finish of every open task in every trial, in UTC minutes: that of the same forecast.

    Summaries and work that accompanies other work are left out: they are done when others are.
    """
    summaries = program.summaries()
    keys = [
        key
        for key, task in program.tasks.items()
        if key not in summaries
        and not task.level_of_effort
        and not task.inactive
        and task.finished is None
        and key in plan.activities
    ]
    if not keys:
        return {}
    judged = judgement_from(program) if judgement is None else judgement
    expanded = with_backlogs(freed(program)[0], judged, status=plan.as_of)
    rows = dict(expanded.program.milestones.items())
    names: dict[str, str] = {}
    for key in keys:
        name = f"{key}.done"
        while name in rows or name in program.tasks:
            name += "_"
        rows[name] = Milestone(title=key, needs=(Need(task=key),))
        names[name] = key
    asked = replace(expanded.program, milestones=Table(rows))
    block = Block(
        name=f"{fingerprint(asked)}-{_name_of(judged)}",
        program=asked,
        judgement=expanded.judgement,
        seed=seed,
        first=0,
        trials=trials,
        people=people,
    )
    done = lived([block], crew=here)[0]
    return {names[name]: done.finish_of(name) for name in done.targets if name in names}


def _name_of(judgement: Judgement) -> str:
    """What workers tell compiled models of one program apart by."""
    return hashlib.blake2b(repr(judgement).encode(), digest_size=8).hexdigest()
