"""Launches and sprints in every trial: each is reached with the last of what it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from fairlead.analyses.forecast.quantiles import quantile
from fairlead.analyses.forecast.result import SprintOutlook, TaskChance
from fairlead.analyses.plan.readiness import awaited_by_gates, sprint_tasks
from fairlead.program.moments import closing_minute, opening_minute
from fairlead.program.program import Program

__all__ = ["LAUNCH", "SPRINT", "Compound", "compound_of"]

Values = npt.NDArray[np.int64]

LAUNCH, SPRINT = "launch:", "sprint:"
"""What the keys of launches and sprints among the targets begin with."""


class _Finishes(Protocol):
    @property
    def targets(self) -> tuple[str, ...]: ...

    def finish_of(self, target: str) -> Values: ...


@dataclass(frozen=True, slots=True)
class Compound:
    """What launches and sprints wait for: activities by key, and the last of their fixed minutes.

    Not here is a launch that has no gate, or one with a gate that nothing will ever pass, and a
    sprint that is over or empty. `ends` are the ends of sprints; `finished` how many of its tasks
    were done at the status time.
    """

    launches: Mapping[str, tuple[tuple[str, ...], int | None]] = field(default_factory=dict)
    sprints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ends: Mapping[str, int] = field(default_factory=dict)
    finished: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def watched(self) -> tuple[str, ...]:
        """Every activity whose finish is asked for."""
        rows = [*(keys for keys, _ in self.launches.values()), *self.sprints.values()]
        return tuple(sorted({key for keys in rows for key in keys}))

    def rows(self, trials: _Finishes) -> dict[str, Values]:
        """The finish of each launch and sprint in every trial."""
        found: dict[str, Values] = {}
        for key, (keys, until) in self.launches.items():
            row = _latest(trials, keys, until)
            if row is not None:
                found[LAUNCH + key] = row
        for key, keys in self.sprints.items():
            row = _latest(trials, keys, None)
            if row is not None:
                found[SPRINT + key] = row
        return found

    def outlooks(self, trials: _Finishes) -> dict[str, SprintOutlook]:
        """What of each sprint is done by its end."""
        found: dict[str, SprintOutlook] = {}
        for key, tasks in self.sprints.items():
            known = [task for task in tasks if task in trials.targets]
            if not known:
                continue
            by_end = np.array([trials.finish_of(task) <= self.ends[key] for task in known])
            # at least so many with that chance: the quantile from the other end
            falling = np.sort(-by_end.sum(axis=0))
            done = {f"done_p{p}": -quantile(falling, p / 100) for p in (50, 80, 90)}
            finished = self.finished[key]
            chances = zip(known, by_end.mean(axis=1).tolist(), strict=True)
            found[key] = SprintOutlook(
                id=key,
                tasks=len(known),
                finished=len(finished.intersection(known)),
                chances=tuple(
                    TaskChance(id=task, chance=share)
                    for task, share in chances
                    if task not in finished
                ),
                **done,
            )
        return found


def _latest(trials: _Finishes, keys: tuple[str, ...], until: int | None) -> Values | None:
    rows = [trials.finish_of(key) for key in keys if key in trials.targets]
    if not rows and until is None:
        return None
    found = np.full(len(trials.finish_of("")), np.iinfo(np.int64).min if until is None else until)
    for row in rows:
        np.maximum(found, row, out=found)
    return found


def compound_of(program: Program, *, status: int) -> Compound:
    """What of a program's launches and sprints is to be forecast; `status` in UTC minutes."""
    timezone = program.timezone
    launches: dict[str, tuple[tuple[str, ...], int | None]] = {}
    for key, gates in awaited_by_gates(program, status=status).items():
        launch = program.launches[key]
        if launch.launched is not None:
            launches[key] = ((), closing_minute(launch.launched, timezone=timezone))
            continue
        if any(gate.undated for gate in gates.values()):
            continue
        dates = [gate.until for gate in gates.values() if gate.until is not None]
        if launch.not_before is not None:
            dates.append(opening_minute(launch.not_before, timezone=timezone))
        keys = tuple(dict.fromkeys(key for gate in gates.values() for key in gate.activities))
        if keys or (gates and dates):
            launches[key] = (keys, max(dates, default=None))
    sprints: dict[str, tuple[str, ...]] = {}
    ends: dict[str, int] = {}
    finished: dict[str, frozenset[str]] = {}
    for key, tasks in sprint_tasks(program).items():
        end = program.sprints[key].end_minute(timezone=timezone)
        if tasks and end > status:
            sprints[key], ends[key] = tasks, end
            done = (task for task in tasks if program.tasks[task].finished is not None)
            finished[key] = frozenset(done)
    return Compound(launches, sprints, ends, finished)
