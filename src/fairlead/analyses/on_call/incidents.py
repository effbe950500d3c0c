"""The course of an incident as changes: taken on, noted, mended, and its actions made work."""

from __future__ import annotations

from datetime import datetime

from fairlead.program.changes import Change, Edit
from fairlead.program.errors import UnknownReference
from fairlead.program.incidents import Incident, Severity, TimelineEntry
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment
from fairlead.program.program import Program
from fairlead.program.work import Task

__all__ = ["acknowledge", "actions_as_tasks", "begin", "note", "resolve"]


def begin(
    program: Program,
    key: str,
    *,
    title: str,
    at: datetime,
    severity: Severity = "medium",
    rotation: str | None = None,
    component: str | None = None,
) -> Change:
    """An incident is opened. Raises `ValueError` where there is one of that id."""
    if key in program.incidents:
        raise ValueError(f"There is an incident {key!r} already.")
    incident = Incident(
        title=title, opened=at, severity=severity, rotation=rotation, component=component
    )
    return Change(edits=(Edit(section="incidents", key=key, after=incident),))


def acknowledge(program: Program, key: str, *, who: str, at: datetime) -> Change:
    """Somebody takes the incident on and, if nobody does yet, leads the response.

    Raises `ValueError` where it is acknowledged or mended, or `at` lies before it was noticed.
    """
    incident = _open(program, key, at)
    if incident.acknowledged is not None:
        raise ValueError(f"Incident {key!r} was acknowledged at {incident.acknowledged:%H:%M %Z}.")
    after = replace(incident, acknowledged=at, commander=incident.commander or who)
    return _set(key, incident, _noted(after, at=at, what="Acknowledged", who=who))


def note(program: Program, key: str, *, what: str, at: datetime, who: str | None = None) -> Change:
    """One more entry of the timeline, which is kept in the order of time."""
    incident = _of(program, key)
    return _set(key, incident, _noted(incident, at=at, what=what, who=who))


def resolve(program: Program, key: str, *, at: datetime, who: str | None = None) -> Change:
    """The incident is mended. Raises `ValueError` where it was, or `at` lies before it."""
    incident = _open(program, key, at)
    after = replace(incident, acknowledged=incident.acknowledged or at, resolved=at)
    return _set(key, incident, _noted(after, at=at, what="Resolved", who=who))


def actions_as_tasks(program: Program, key: str) -> Change:
    """Every action of the review that is no task yet becomes one, named after incident and action.

    The task has the owner, the estimate and the component; a date becomes its `finish_by`.
    """
    incident = _of(program, key)
    if incident.review is None:
        return Change()
    edits: list[Edit] = []
    actions = dict(incident.review.actions.items())
    taken = {*program.tasks, *program.milestones}
    for name, action in incident.review.actions.items():
        if action.task is not None:
            continue
        number, task_key = 1, f"{key}-{name}"
        while task_key in taken:
            number += 1
            task_key = f"{key}-{name}-{number}"
        taken.add(task_key)
        task = Task(
            title=action.title,
            estimate=action.estimate,
            who=() if action.owner is None else (Assignment(person=action.owner),),
            component=incident.component,
            finish_by=action.due,
        )
        edits.append(Edit(section="tasks", key=task_key, after=task))
        actions[name] = replace(action, task=task_key)
    if not edits:
        return Change()
    review = replace(incident.review, actions=Table(actions))
    link = Edit(section="incidents", key=key, field="review", before=incident.review, after=review)
    return Change(edits=(*edits, link))


def _of(program: Program, key: str) -> Incident:
    if key not in program.incidents:
        raise UnknownReference(f"No incident {key!r} in program {program.id!r}.")
    return program.incidents[key]


def _open(program: Program, key: str, at: datetime) -> Incident:
    incident = _of(program, key)
    if incident.resolved is not None:
        raise ValueError(f"Incident {key!r} was resolved at {incident.resolved:%Y-%m-%d %H:%M %Z}.")
    if at < incident.opened:
        raise ValueError(f"{at:%Y-%m-%d %H:%M %Z} is before incident {key!r} was noticed.")
    return incident


def _noted(incident: Incident, *, at: datetime, what: str, who: str | None) -> Incident:
    entry = TimelineEntry(at=at, what=what, who=who)
    timeline = sorted((*incident.timeline, entry), key=lambda one: one.at)
    return replace(incident, timeline=tuple(timeline))


def _set(key: str, before: Incident, after: Incident) -> Change:
    edits = [
        Edit(
            section="incidents",
            key=key,
            field=name,
            before=getattr(before, name),
            after=getattr(after, name),
        )
        for name in Incident.__struct_fields__
        if getattr(before, name) != getattr(after, name)
    ]
    return Change(edits=tuple(edits))
