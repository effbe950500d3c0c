"""What a plan is to be good at, in numbers that the kernel compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from msgspec.structs import replace

from fairlead.analyses.clock import TOO_LATE, Minutes
from fairlead.analyses.network import Network
from fairlead.program.moments import opening_minute
from fairlead.program.program import Program

__all__ = ["FULL", "OBJECTIVES", "Agreed", "Aim", "Objective", "agreed_in", "aim_of", "held"]

Objective = Literal["finish", "lateness", "stability"]
OBJECTIVES: tuple[Objective, ...] = ("finish", "lateness", "stability")

Agreed = Mapping[str, tuple[datetime, datetime]]
"""By id of a task or milestone, the start and finish that were agreed."""

FULL = 1000
"""The weight of what serves the goal of the highest value."""

_FINISH_UNTIL = 3
_START_FROM = 0


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """By place: `weight` of a minute after a promised date, in thousandths; the agreed finish,
    TOO_LATE where there is none, and the weight of each minute away from it."""

    objective: Objective
    weight: Minutes
    agreed: Minutes
    stay: Minutes

    def lateness(self, network: Network, finish: Minutes) -> int:
        """Minutes after promised dates, each by its weight, in thousandths."""
        late = np.maximum(finish - network.bounds[_FINISH_UNTIL], 0)
        return int((late * self.weight).sum())

    def later(self, finish: Minutes) -> int:
        """Minutes by which finishes are later than agreed, each by its weight."""
        far = np.where(self.agreed < TOO_LATE, np.maximum(finish - self.agreed, 0), 0)
        return int((far * self.stay).sum())


def aim_of(network: Network, objective: Objective, agreed: Agreed | None) -> Aim:
    """The weights of a program.

    A promise counts by the value of the goal that it serves: a milestone's own, a task's through
    its requirement. The highest value counts fully; what has none counts as the lowest that there
    is, and all count fully where no goal has a value.
    """
    program = network.program
    values = _values(program, network.keys[: network.leaves])
    known = [value for value in values if value is not None and value > 0]
    most, least = max(known, default=1.0), min(known, default=1.0)
    weight = np.full(network.n, FULL, np.int64)
    shares = [max(round(FULL * (least if v is None or v <= 0 else v) / most), 1) for v in values]
    weight[network.place[: network.leaves]] = shares
    dates = np.full(network.n, TOO_LATE, np.int64)
    stay = np.zeros(network.n, np.int64)
    for key, place in _open(network):
        if agreed is not None and key in agreed:
            dates[place] = opening_minute(agreed[key][1], timezone="UTC")
            stay[place] = 1
    return Aim(objective=objective, weight=weight, agreed=dates, stay=stay)


def _values(program: Program, keys: tuple[str, ...]) -> list[float | None]:
    found: list[float | None] = []
    for key in keys:
        milestone, task = program.milestones.get(key), program.tasks.get(key)
        name = None if milestone is None else milestone.goal
        if task is not None and task.requirement is not None:
            requirement = program.requirements.get(task.requirement)
            name = None if requirement is None else requirement.goal
        goal = None if name is None else program.goals.get(name)
        found.append(None if goal is None or goal.value is None else float(goal.value))
    return found


def _open(network: Network) -> list[tuple[str, int]]:
    """Tasks and milestones that are not finished, with their places."""
    places = network.place[: network.leaves].tolist()
    rows = zip(network.keys[: network.leaves], places, strict=True)
    return [(key, at) for key, at in rows if network.actual_finish[at] == TOO_LATE]


def held(network: Network, agreed: Agreed) -> Network:
    """The network in which nothing that has not begun is to begin before its agreed start."""
    bounds = network.bounds.copy()
    for key, place in _open(network):
        if key in agreed and network.actual_start[place] == TOO_LATE:
            start = opening_minute(agreed[key][0], timezone="UTC")
            bounds[_START_FROM, place] = max(int(bounds[_START_FROM, place]), start)
    return replace(network, bounds=bounds)


def agreed_in(program: Program, number: int) -> dict[str, tuple[datetime, datetime]]:
    """The dates that a program holds as its baseline of that number."""
    found = {}
    for key, activity in [*program.tasks.items(), *program.milestones.items()]:
        for one in activity.baselines:
            if one.number == number and one.finish is not None:
                found[key] = (one.finish if one.start is None else one.start, one.finish)
    return found
