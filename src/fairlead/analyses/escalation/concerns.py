"""What may have to be escalated: everything open that somebody must settle, and its ladder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from fairlead.program.escalation import Ladder
from fairlead.program.incidents import Severity
from fairlead.program.moments import (
    Moment,
    closing_minute,
    instant,
    minute_of,
    opening_minute,
)
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Concern", "ConcernKind", "concerns", "ladder_of"]

ConcernKind = Literal["issue", "incident", "decision", "dependency", "trigger"]


class Concern(Noun):
    """One matter that waits for somebody.

    `id` is its place in the program, such as `issues.vendor`. It waits from `since`; `settled` is
    when that ended. `due` is when it must be settled, `affects` what it stands in the way of.
    """

    id: str
    kind: ConcernKind
    title: str
    severity: Severity
    since: datetime
    settled: datetime | None = None
    acknowledged: datetime | None = None
    due: datetime | None = None
    owner: str | None = None
    team: str | None = None
    ladder: str | None = None
    decision: str | None = None
    affects: tuple[str, ...] = ()


def concerns(
    program: Program, *, now: datetime, held: Mapping[str, datetime] | None = None
) -> tuple[Concern, ...]:
    """Every matter that came up by `now`, in the order in which it did.

    Issues and incidents wait from the day they came up, decisions and deliveries from the day they
    were due. `held` are the triggers that hold, with the time from which they do; only those with
    a ladder of their own are escalated.
    """
    found = [
        *_issues(program),
        *_incidents(program),
        *_decisions(program),
        *_dependencies(program),
        *_triggers(program, held or {}),
    ]
    return tuple(sorted((c for c in found if c.since <= now), key=lambda c: (c.since, c.id)))


def ladder_of(program: Program, concern: Concern) -> str | None:
    """The ladder that a concern climbs: its own, else the most specific one that fits it.

    One that names the concern's team goes before one that names none, then one that names the
    severity; of equals the first in the order of ids.
    """
    if concern.ladder is not None and concern.ladder in program.escalation:
        return concern.ladder
    fitting = [
        (-_fit(ladder.teams, concern.team), -_fit(ladder.severities, concern.severity), key)
        for key, ladder in program.escalation.items()
        if _fits(ladder, concern)
    ]
    return min(fitting)[2] if fitting else None


def _fits(ladder: Ladder, concern: Concern) -> bool:
    return (not ladder.teams or concern.team in ladder.teams) and (
        not ladder.severities or concern.severity in ladder.severities
    )


def _fit(named: tuple[str, ...], here: str | None) -> int:
    return int(here in named)


def _issues(program: Program) -> Iterator[Concern]:
    for key, issue in program.issues.items():
        yield Concern(
            id=f"issues.{key}",
            kind="issue",
            title=issue.title,
            severity=issue.severity,
            since=_opens(issue.raised, program),
            settled=_opens_or_none(issue.resolved, program),
            due=_closes(issue.due, program),
            owner=issue.owner,
            team=issue.team or _team_of(program, issue.owner),
            ladder=issue.ladder,
            decision=issue.decision,
            affects=issue.affects,
        )


def _incidents(program: Program) -> Iterator[Concern]:
    for key, incident in program.incidents.items():
        rotation = program.rotations.get(incident.rotation or "")
        yield Concern(
            id=f"incidents.{key}",
            kind="incident",
            title=incident.title,
            severity=incident.severity,
            since=incident.opened,
            settled=incident.resolved,
            acknowledged=incident.acknowledged,
            owner=incident.commander,
            team=rotation.team if rotation is not None else None,
            affects=(incident.component,) if incident.component is not None else (),
        )


def _decisions(program: Program) -> Iterator[Concern]:
    for key, decision in program.decisions.items():
        due = _closes(decision.due, program)
        if due is None:
            continue
        settled = _opens_or_none(decision.decided, program)
        if decision.status != "proposed" and settled is None:
            settled = due
        yield Concern(
            id=f"decisions.{key}",
            kind="decision",
            title=decision.title,
            severity="medium",
            since=due,
            settled=settled,
            due=due,
            owner=decision.owner,
            team=_team_of(program, decision.owner),
            decision=key,
            affects=decision.affects,
        )


def _dependencies(program: Program) -> Iterator[Concern]:
    for key, dependency in program.dependencies.items():
        due = _closes(dependency.promised or dependency.needed, program)
        if due is None or dependency.direction == "outgoing":
            continue
        yield Concern(
            id=f"dependencies.{key}",
            kind="dependency",
            title=dependency.title,
            severity="medium",
            since=due,
            settled=_opens_or_none(dependency.delivered, program),
            due=_closes(dependency.needed, program),
            owner=dependency.owner,
            team=_team_of(program, dependency.owner),
            affects=dependency.tasks,
        )


def _triggers(program: Program, held: Mapping[str, datetime]) -> Iterator[Concern]:
    for key, since in held.items():
        trigger = program.triggers.get(key)
        if trigger is None or trigger.ladder is None:
            continue
        yield Concern(
            id=f"triggers.{key}",
            kind="trigger",
            title=trigger.title or trigger.when,
            severity=trigger.severity,
            since=since,
            owner=trigger.owner,
            team=trigger.team or _team_of(program, trigger.owner),
            ladder=trigger.ladder,
        )


def _team_of(program: Program, owner: str | None) -> str | None:
    if owner is None or owner in program.teams:
        return owner
    person = program.people.get(owner)
    return None if person is None else person.team


def _opens(moment: Moment, program: Program) -> datetime:
    return instant(opening_minute(moment, timezone=program.timezone))


def _opens_or_none(moment: Moment | None, program: Program) -> datetime | None:
    return None if moment is None else _opens(moment, program)


def _closes(moment: Moment | None, program: Program) -> datetime | None:
    if moment is None:
        return None
    return instant(min(closing_minute(moment, timezone=program.timezone), _LAST))


_LAST = minute_of(datetime.max.replace(tzinfo=instant(0).tzinfo)) - 1440
