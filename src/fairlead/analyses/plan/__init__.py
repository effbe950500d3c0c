"""The plan: dates that links, calendars and people allow, what drives them, and who is on what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.analyses.plan.result import (
    ChainStep,
    FloatPath,
    Handoff,
    Overload,
    PersonWeek,
    Plan,
    PlannedActivity,
    PlannedGate,
    PlannedLaunch,
    PlannedMilestone,
    PlannedSprint,
    Unplannable,
)
from fairlead.program.program import Program

if TYPE_CHECKING:
    from fairlead.analyses.critical_path import CriticalPath

__all__ = [
    "ChainStep",
    "FloatPath",
    "Handoff",
    "Overload",
    "PersonWeek",
    "Plan",
    "PlannedActivity",
    "PlannedGate",
    "PlannedLaunch",
    "PlannedMilestone",
    "PlannedSprint",
    "Unplannable",
    "plan",
]


def plan(
    program: Program, *, paths: int = 3, dates: CriticalPath | None = None
) -> Plan | Unplannable:
    """The plan of a program: network dates and slack, then dates that its people can keep.

    `paths` is how many chains are traced to each milestone. A program without any date, one that
    waits for itself, or one that runs past all calendars is `Unplannable`, with what to change.
    `dates` are those of its network, if they were found before by `network_dates`.
    """
    from fairlead.analyses.plan.making import planned  # slow import

    return planned(program, paths=paths, dates=dates)
