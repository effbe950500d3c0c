"""How late each task may finish: its slack, laid out in its own working time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from fairlead.analyses.plan.result import Plan, PlannedActivity
from fairlead.program.moments import instant, minute_of
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.working_time import calendar_of_activity

__all__ = ["latest_finishes"]

_BEYOND = timedelta(days=400)
"""Slack that leads further past the plan's end than this is left out."""


def latest_finishes(program: Program, plan: Plan, *, of: Iterable[str]) -> Table[datetime]:
    """The finish of each named task once all of its slack is used, for those that have any.

    The slack is that after levelling where the plan has it, else that of the network; the time is
    that of the task's calendar. Two days of slack on a Thursday evening lead to Monday evening.
    """
    found: dict[str, datetime] = {}
    for key in of:
        activity = plan.activities[key]
        slack = _slack(activity)
        if slack > 0 and key in program.tasks and activity.state != "finished":
            latest = _after(program, plan, activity, slack)
            if latest is not None:
                found[key] = latest
    return Table(found)


def _slack(activity: PlannedActivity) -> int:
    levelled = activity.slack_after_levelling_minutes
    return (activity.total_slack_minutes if levelled is None else levelled) or 0


def _after(program: Program, plan: Plan, activity: PlannedActivity, slack: int) -> datetime | None:
    """The instant at which `slack` working minutes after the finish are over."""
    import numpy as np  # slow import

    from fairlead.analyses.clock import compile_clock  # slow import

    working = calendar_of_activity(program, activity.id)
    first = (min(plan.start, plan.as_of) - timedelta(days=7)).date()
    clock = compile_clock(working, first, (plan.finish + _BEYOND).date())
    if not len(clock.start):
        return None
    finish = minute_of(activity.finish)
    place = int(np.searchsorted(clock.start, finish, side="right")) - 1
    worked = 0
    if place >= 0:
        inside = min(finish, int(clock.end[place])) - int(clock.start[place])
        worked = int(clock.done[place]) + inside
    wanted = worked + slack
    spell = int(np.searchsorted(clock.done, wanted, side="left")) - 1
    if wanted > int(clock.done[-1]):
        return None
    return instant(int(clock.start[spell]) + wanted - int(clock.done[spell]))
