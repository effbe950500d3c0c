"""What comes in: events of other systems, which open, acknowledge and resolve incidents."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

import msgspec

from fairlead.notices.notice import Action
from fairlead.notices.pagerduty import Event
from fairlead.program.changes import diff
from fairlead.program.errors import UnreadableInput
from fairlead.program.incidents import Incident, Severity
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.web import records
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Clashed
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Gate, ProgramLog

__all__ = ["arrived", "event_in"]

_MEMORY: Final = timedelta(minutes=15)
"""How long the id of a webhook is known: longer than its signature is believed."""

_WORD = re.compile(r"[^a-z0-9]+")
_ACTIONS: Final[dict[str, Action]] = {
    "incident.opened": "trigger",
    "incident.acknowledged": "acknowledge",
    "incident.resolved": "resolve",
}


class _Told(msgspec.Struct):
    key: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    title: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    severity: Severity = "medium"


class _Hook(msgspec.Struct):
    type: Literal["incident.opened", "incident.acknowledged", "incident.resolved"]
    data: _Told


def event_in(content: object) -> Event:
    """The event in the content of a webhook whose signature was right. Raises `UnreadableInput`."""
    try:
        found = msgspec.convert(content, _Hook)
    except msgspec.ValidationError as error:
        raise UnreadableInput(f"Not an event: {error}.") from error
    return Event(
        action=_ACTIONS[found.type],
        dedup_key=found.data.key,
        routing_key="",
        summary=found.data.title or found.data.key,
        severity=found.data.severity,
    )


def arrived(gate: Gate, event: Event, *, at: datetime, once: str = "") -> str:
    """Bring an event into the program of a gate; the key by which the matter is known.

    A trigger opens an incident unless one of its key is open. `once` names a message that may come
    again, and then does nothing.
    """
    log = ProgramLog.objects.get(pk=gate.log_id)
    matter = event.dedup_key or hashlib.sha256(f"{event.summary}{at}".encode()).hexdigest()[:16]
    if once and _came_before(log, once, at=at):
        return matter
    for _ in range(5):
        program = program_at(log, log.head)
        changed = _with(program, matter, event, at)
        found = append(
            log,
            diff(program, changed),
            base=log.head,
            at=at,
            why=f"{gate.name}: {event.action}"[:400],
        )
        if not isinstance(found, Clashed):
            break
        log.refresh_from_db()  # somebody changed the same incident in this moment
    told: dict[str, Any] = {"gate": gate.name, "matter": matter, "message": once}
    records.add(log, "arrivals", at=at, kind=event.action, content=told)
    ask_for_study(log, at=at)
    return matter


def _came_before(log: ProgramLog, once: str, *, at: datetime) -> bool:
    return any(
        entry.content.get("message") == once
        for entry in reversed(records.entries(log, "arrivals"))
        if entry.at > at - _MEMORY
    )


def _with(program: Program, matter: str, event: Event, at: datetime) -> Program:
    """The program with what the event says of the incident of a matter."""
    base = _key(matter)
    key = _open(program, base)
    incidents = program.incidents
    if event.action == "trigger":
        if key is not None:
            return program
        free, number = base, 2
        while free in incidents:
            free, number = f"{base}-{number}", number + 1
        title = " ".join((event.summary or matter).replace("\0", "").split())
        made = Incident(title=title, opened=at.replace(microsecond=0), severity=event.severity)
        return replace(program, incidents=incidents.with_row(free, made))
    if key is None:
        return program
    row = incidents[key]
    now = at.replace(microsecond=0)
    if event.action == "acknowledge":
        row = replace(row, acknowledged=row.acknowledged or now)
    else:
        row = replace(row, resolved=now)
    return replace(program, incidents=incidents.with_row(key, row))


def _key(matter: str) -> str:
    """An id for a matter: its words, and a mark that no other matter of the same words has."""
    words = _WORD.sub("-", matter.lower()).strip("-")[:32].strip("-")
    mark = hashlib.sha256(matter.encode()).hexdigest()[:6]
    return (
        f"{words or 'incident'}-{mark}" if not words or words[0].isalpha() else f"i-{words}-{mark}"
    )


def _open(program: Program, base: str) -> str | None:
    """The incident of a matter that is not resolved yet."""
    for key, row in program.incidents.items():
        ours = key == base or (key.startswith(f"{base}-") and key[len(base) + 1 :].isdecimal())
        if ours and row.resolved is None:
            return key
    return None
