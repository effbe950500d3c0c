"""Sprints that draw from a backlog: how many of its items are done by their ends."""

from __future__ import annotations

from datetime import datetime

from fairlead.analyses.flow.backlog import done_by
from fairlead.analyses.forecast.result import SprintItems
from fairlead.program.moments import instant, minute_of
from fairlead.program.program import Program

__all__ = ["sprint_items"]


def sprint_items(program: Program, *, status: datetime) -> dict[str, SprintItems]:
    """What each sprint that is not over brings of the backlog that it names.

    A trial has one draw for how fast a backlog goes, from which follow both its end and how many
    items are done by any other date: so the counts are told exactly, however many trials there are.
    A backlog that cannot be forecast says so itself, and its sprints have no counts.
    """
    found: dict[str, SprintItems] = {}
    for key, sprint in program.sprints.items():
        end = sprint.end_minute(timezone=program.timezone)
        if sprint.backlog is None or sprint.backlog not in program.backlogs:
            continue
        if end <= minute_of(status):
            continue
        done = done_by(program, sprint.backlog, until=end, status=status)
        if done is None:
            continue
        found[key] = SprintItems(
            id=key,
            backlog=sprint.backlog,
            end=instant(end),
            items=program.backlogs[sprint.backlog].items,
            done_p50=done[0],
            done_p80=done[1],
            done_p90=done[2],
        )
    return found
