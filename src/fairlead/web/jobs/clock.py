"""The clock of a program: which triggers hold by now, and who must be told of what waits.

It runs after every change, when a study is ready, and at the minute at which something runs out.
All that it decides is written in one transaction, bound to what it was computed from: killed at any
point it has promised a notice and recorded that, or neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from fairlead.analyses.escalation.escalating import Escalation, Message, escalate
from fairlead.analyses.plan import Plan
from fairlead.analyses.triggers.looking import facts_at
from fairlead.analyses.triggers.watching import held_since, said_by, said_now, turned, watch
from fairlead.notices.escalating import notices_of, packets_of, told_of
from fairlead.program.chain import Entry
from fairlead.program.program import Program
from fairlead.web import records
from fairlead.web.jobs.queue import put
from fairlead.web.jobs.studies import study_of
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job, Membership, Notice, ProgramLog
from fairlead.web.outward.channels import people_channels
from fairlead.web.outward.hooks import tell_hooks
from fairlead.web.outward.outbox import promise
from fairlead.web.versions import plan_of

__all__ = ["LOOK_AGAIN", "look", "look_at", "state_of", "wind_up"]

LOOK_AGAIN: Final = timedelta(minutes=30)
"""How long a program with triggers or open matters is left alone where nothing happens to it."""

_TRIALS: Final = 2_000


def look(job: Job) -> None:
    """Look at one program now, and say when to look again."""
    log = ProgramLog.objects.get(pk=job.log_id)
    if log.archived:
        return
    at = datetime.now(UTC)
    again = look_at(log, at=at)
    if again is not None:
        put("clock", log=log, at=again)


def wind_up(*, at: datetime) -> int:
    """Have every program looked at that no clock waits for; how many those were."""
    waits = Job.objects.filter(kind="clock", state__in=["waiting", "claimed"])
    idle = ProgramLog.objects.filter(archived=False).exclude(pk__in=waits.values("log"))
    logs = list(idle)
    for log in logs:
        put("clock", log=log, at=at)
    return len(logs)


def look_at(log: ProgramLog, *, at: datetime) -> datetime | None:
    """Record what triggers do, promise and record what is due; when to look next, if ever."""
    number = log.head
    program = program_at(log, number)
    if program.triggers and not _watch(log, program, number, at=at):
        return at
    found = state_of(log, program, at=at)
    kept = records.last_number(log, "escalations")
    channels = people_channels()
    readers = _readers(log, found.due)
    told = [m for m in found.due if m.to in readers or _by_channels(program, found, m, at=at)]
    packets = packets_of(program, found, now=at, due=told) if told and channels else {}
    with transaction.atomic():
        held = ProgramLog.objects.select_for_update().get(pk=log.pk)
        if held.head != number or records.last_number(log, "escalations") != kept:
            return at  # somebody did something meanwhile: what was computed may not hold
        for message in told:
            for notice in notices_of(program, found, message, packets, channels, now=at):
                promise(notice, log=log)
            for user in readers.get(message.to, ()):
                _put_up(log, user, found, message, at=at)
            for content in told_of(message):
                records.add(log, "escalations", at=at, kind="told", content=content)
            steps = [dict(content) for content in told_of(message)]
            tell_hooks(
                log, "escalation.due", message.key, {"to": message.to, "steps": steps}, at=at
            )
    if not program.triggers and not found.climbs:
        return None
    return min(at + LOOK_AGAIN, max(found.next_at or at + LOOK_AGAIN, at + timedelta(seconds=1)))


def state_of(log: ProgramLog, program: Program, *, at: datetime) -> Escalation:
    """Where every matter of a program stands at `at`, by its record of escalations."""
    record = records.entries(log, "escalations")
    return escalate(program, now=at, record=record, held=held_since(record, now=at))


def _watch(log: ProgramLog, program: Program, number: int, *, at: datetime) -> bool:
    """Record which triggers began or ceased to hold; False if something happened meanwhile.

    Conditions on the forecast are held against its study; until there is one they are not known,
    and the study asks for another look when it is ready.
    """
    record = records.entries(log, "escalations")
    plan = plan_of(log, number)
    if not isinstance(plan, Plan):
        return True
    study = study_of(log, plan.fingerprint)
    if study is None:
        return True
    facts = facts_at(
        program,
        now=at,
        trials=_TRIALS,
        earlier=said_by(record),
        made=plan,
        told=study[1].forecast,
    )
    wanted: list[tuple[str, dict[str, Any]]] = []
    dates = said_now(facts)
    if dates and dates != _last_said(record):
        wanted.append(("said", {"dates": dates}))
    wanted += [(kind, {"trigger": key}) for kind, key in turned(watch(facts), record, now=at)]
    if not wanted:
        return True
    with transaction.atomic():
        held = ProgramLog.objects.select_for_update().get(pk=log.pk)
        if held.head != number or records.last_number(log, "escalations") != len(record):
            return False
        for kind, content in wanted:
            records.add(log, "escalations", at=at, kind=kind, content=content)
    return True


def _last_said(record: Iterable[Entry]) -> object:
    said: object = None
    for entry in record:
        if entry.kind == "said" and isinstance(entry.content, dict):
            said = entry.content.get("dates")
    return said


def _readers(log: ProgramLog, messages: Iterable[Message]) -> dict[str, list[Membership]]:
    """The members who are those whom messages are for, by their key in the program."""
    wanted = {message.to for message in messages}
    found: dict[str, list[Membership]] = {}
    rows = Membership.objects.filter(log=log, person__in=wanted, user__is_active=True)
    for row in rows.exclude(person="").select_related("user").order_by(F("pk")):
        found.setdefault(row.person, []).append(row)
    return found


def _by_channels(program: Program, found: Escalation, message: Message, *, at: datetime) -> bool:
    """Whether any channel reaches whom a message is for."""
    return any(True for _ in notices_of(program, found, message, {}, people_channels(), now=at))


def _put_up(
    log: ProgramLog, row: Membership, found: Escalation, message: Message, *, at: datetime
) -> None:
    """A notice on the home page of a member."""
    titles = {climb.concern.id: climb.concern.title for climb in found.climbs}
    for step in message.steps:
        by = step.acknowledge_by
        until = "" if by is None else f" Acknowledge by {by:%Y-%m-%d %H:%M} UTC."
        text = f"{log}: {titles[step.concern]} waits for you.{until}"
        address = reverse("escalation", args=[log.key, step.concern])
        Notice.objects.create(user=row.user, log=log, at=at, text=text[:400], address=address)
