"""Sending a report: what each reader is told, promised and recorded in one transaction."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.db import transaction

from fairlead.analyses.plan import Unplannable
from fairlead.notices.notice import Attachment, Notice
from fairlead.program.moments import in_zone
from fairlead.program.program import Program
from fairlead.reports.briefing import Voice
from fairlead.reports.formats.markdown import VOICES
from fairlead.web import records
from fairlead.web.environment import address
from fairlead.web.jobs.queue import put
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job, ProgramLog
from fairlead.web.outward.hooks import tell_hooks
from fairlead.web.outward.ledger import issue
from fairlead.web.outward.outbox import promise
from fairlead.web.outward.readers import Reader, readers_of
from fairlead.web.pages.seeing import Sight, briefing_file, sight_of

__all__ = ["ask_to_send", "send_report"]

_WAIT: Final = timedelta(seconds=2)
_MOST_WAITS: Final = 150
"""Five minutes: then a report goes without a forecast rather than not at all."""


class _Asked(msgspec.Struct):
    number: int
    to: list[tuple[str, str]]
    by: str | None = None
    why: str = ""
    once: str = ""
    waits: int = 0


def ask_to_send(
    log: ProgramLog,
    to: list[tuple[str, Voice]],
    *,
    once: str,
    at: datetime,
    by: str | None = None,
    why: str = "",
) -> Job:
    """Have the newest version told to readers, by their key and voice.

    `once` names this sending: asked for twice, it goes once.
    """
    asked = {"number": log.head, "to": to, "by": by, "why": why, "once": once}
    return put("report", log=log, subject=once[:120], at=at, argument=asked)


def send_report(job: Job, *, at: datetime) -> int:
    """Send what a job asks for; how many readers are told.

    While the version is being studied it waits, so that readers hear of chances too.
    """
    log = ProgramLog.objects.get(pk=job.log_id)
    asked = msgspec.json.decode(job.argument, type=_Asked)
    program = program_at(log, asked.number)
    plan = sight_of(log, asked.number, program, timezone=program.timezone)
    if isinstance(plan, Unplannable):
        return 0
    open_work = any(a.state != "finished" for a in plan.picture.plan.activities.values())
    if open_work and plan.study is None and log.head == asked.number and asked.waits < _MOST_WAITS:
        later = msgspec.structs.replace(asked, waits=asked.waits + 1)
        again = msgspec.to_builtins(later)
        put(
            "report",
            log=log,
            subject=f"{asked.once[:100]}:{later.waits}",
            at=at + _WAIT,
            argument=again,
        )
        return 0
    if plan.study is not None:
        issue(
            log,
            program,
            plan.picture.plan,
            plan.study.forecast,
            through="report",
            at=at,
            who=asked.by,
        )
    by_key = {reader.key: reader for reader in readers_of(log, program)}
    told = 0
    for key, voice in asked.to:
        reader = by_key.get(key)
        if reader is None or voice not in reader.voices:
            continue  # put out, or given another role, since it was asked for
        told += _tell(log, asked, program, reader, voice, at=at)
    return told


def _tell(
    log: ProgramLog,
    asked: _Asked,
    program: Program,
    reader: Reader,
    voice: Voice,
    *,
    at: datetime,
) -> bool:
    seen = sight_of(log, asked.number, program, timezone=reader.timezone)
    if not isinstance(seen, Sight):
        return False
    day = in_zone(seen.picture.plan.as_of, timezone=reader.timezone)
    subject = f"{program.title or log.key}: {VOICES[voice].lower()}, {day:%Y-%m-%d}"
    page = briefing_file(seen, voice, "html").decode()
    text = briefing_file(seen, voice, "md").decode()
    notice = Notice(
        key=f"report:{log.key}:{asked.once}:{reader.key}:{voice}",
        channel="mail",
        to=reader.email,
        subject=subject,
        body=text + _foot(log),
        at=at,
        thread=f"{log.key}:report:{voice}",
        attachments=(Attachment(name=f"{log.key}-{voice}.html", text=page),),
    )
    content: dict[str, Any] = {
        "to": reader.email,
        "name": reader.name,
        "reader": reader.key,
        "voice": voice,
        "number": asked.number,
        "fingerprint": seen.base.fingerprint,
        "study": seen.study_id,
        "as_of": seen.picture.plan.as_of.isoformat(),
        "finish": seen.picture.plan.finish.isoformat(),
        "subject": subject,
        "why": asked.why,
        "sha256": hashlib.sha256(page.encode()).hexdigest(),
    }
    if seen.study is not None and seen.study.forecast.finish is not None:
        content["p80"] = seen.study.forecast.finish.p80.isoformat()
    with transaction.atomic():
        if not promise(notice, log=log):
            return False
        entry = records.add(log, "told", at=at, kind="report", content=content, who=asked.by)
        brief = {name: content[name] for name in ("to", "voice", "number", "subject")}
        tell_hooks(log, "report.sent", str(entry.number), brief, at=at)
    return True


def _foot(log: ProgramLog) -> str:
    here = address()
    if here is None:
        return ""
    return f"\n---\nChange or end what you are sent: {here}p/{log.key}/reports/\n"
