"""Adding a change to the log: merged with what others did since, or both values to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from django.db import transaction

from fairlead.program.chain import BEGINNING, Entry, after
from fairlead.program.changes import Change, apply, diff, merge
from fairlead.program.findings import Finding
from fairlead.program.plain import plain_change
from fairlead.program.program import SECTIONS, Program
from fairlead.program.references import check_references, may_name
from fairlead.web.jobs.queue import put
from fairlead.web.log.outcome import Appended, Clashed, Outcome, Refused, Unchanged
from fairlead.web.log.shelf import keep, program_at, write_snapshot
from fairlead.web.models import LogEntry, ProgramLog, Touch, User
from fairlead.web.outward.hooks import tell_hooks

__all__ = ["MOST_REASON", "append", "begin", "touched_by", "worth_a_snapshot"]

MOST_REASON = 2_000
"""Most characters of the reason for a change."""

_BETWEEN_SNAPSHOTS = 200
_LARGE = 2_000


def begin(
    program: Program, *, key: str, at: datetime, user: User | None = None, why: str = ""
) -> ProgramLog:
    """A new log that holds a program. Raises `django.db.IntegrityError` if the key is taken."""
    with transaction.atomic():
        log = ProgramLog.objects.create(key=key, title=_line(program.title or ""), created=at)
        append(
            log,
            diff(Program(id=key), program),
            base=0,
            at=at,
            user=user,
            why=why,
            kind="begin",
            checked=False,
        )
    log.refresh_from_db()
    return log


def append(
    log: ProgramLog,
    change: Change,
    *,
    base: int,
    at: datetime,
    user: User | None = None,
    why: str = "",
    kind: str = "change",
    undoes: int | None = None,
    checked: bool = True,
    noted: Mapping[str, Any] | None = None,
) -> Outcome:
    """Add what somebody wants who last saw entry `base`.

    What others did since is kept: where they touched other fields, both stand; where they gave the
    same field another value, nothing is written and both values are returned. When this returns
    `Appended` outside of a transaction, the entry is on the disk. `checked` refuses a change that
    would name what is not there. `noted` is what the entry says besides: it is then written even
    where nothing in the program changes.
    """
    with transaction.atomic():
        held = ProgramLog.objects.select_for_update().get(pk=log.pk)
        here = program_at(held, held.head)
        wanted = change
        if base != held.head:
            since = diff(program_at(held, base), here)
            merged = merge(change, since)
            if merged.conflicts:
                return Clashed(number=held.head, change=change, conflicts=merged.conflicts)
            done = {edit.path for edit in since.edits}
            wanted = Change(edits=tuple(e for e in change.edits if e.path not in done))
        if not wanted and noted is None:
            return Unchanged(number=held.head, program=here)
        program = apply(here, wanted)
        if checked and _names(wanted) and (troubles := _troubles(here, program)):
            return Refused(findings=troubles)
        row = _write(
            held,
            wanted,
            program,
            at=at,
            user=user,
            why=why,
            kind=kind,
            undoes=undoes,
            noted=noted or {},
        )
        put("clock", log=held, at=at)
        told = {"number": row.number, "kind": kind, "who": row.who, "edits": row.edits, "why": why}
        tell_hooks(held, "program.changed", str(row.number), told, at=at)
    log.head, log.head_hash, log.title = held.head, held.head_hash, held.title
    return Appended(number=row.number, change=wanted, program=program, merged=base < row.number - 1)


def _write(
    log: ProgramLog,
    change: Change,
    program: Program,
    *,
    at: datetime,
    user: User | None,
    why: str,
    kind: str,
    undoes: int | None,
    noted: Mapping[str, Any],
) -> LogEntry:
    content: dict[str, Any] = {**noted, "edits": plain_change(change)}
    if why:
        content["why"] = why[:MOST_REASON]
    if undoes is not None:
        content["undoes"] = undoes
    entry = after(
        _last(log),
        at=at,
        kind=kind,
        content=content,
        who=None if user is None else user.username,
    )
    row = LogEntry.objects.create(
        log=log,
        number=entry.number,
        at=entry.at,
        user=user,
        who=entry.who,
        kind=kind,
        undoes=undoes,
        edits=len(change),
        content=msgspec.json.encode(content).decode(),
        before=entry.before,
        hash=entry.hash,
    )
    Touch.objects.bulk_create(
        (
            Touch(log=log, number=row.number, section=section, key=key)
            for section, key in touched_by(change)
        ),
        batch_size=1_000,
    )
    log.head, log.head_hash = entry.number, entry.hash
    log.title = _line(program.title or "")
    log.save(update_fields=["head", "head_hash", "title"])
    if worth_a_snapshot(entry.number, change):
        write_snapshot(log, entry.number, program)
    transaction.on_commit(partial(keep, log.pk, entry.number, program))
    return row


def touched_by(change: Change) -> tuple[tuple[str, str], ...]:
    """The rows that a change touches, by section and key; fields of the program by their name."""
    places = ((e.section or "", _line(e.key or e.field or "")) for e in change.edits)
    return tuple(dict.fromkeys(places))


def worth_a_snapshot(number: int, change: Change) -> bool:
    """Whether the version that an entry makes is stored whole."""
    return number % _BETWEEN_SNAPSHOTS == 0 or len(change) > _LARGE


def _last(log: ProgramLog) -> Entry | None:
    """As much of the newest entry as the next one is bound to."""
    if log.head == 0:
        return None
    return Entry(number=log.head, at=log.created, kind="", before=BEGINNING, hash=log.head_hash)


def _names(change: Change) -> bool:
    """Whether a change touches what names rows, or rows that may be named."""
    return any(
        edit.field is None or may_name(SECTIONS.get(edit.section or "", Program), edit.field)
        for edit in change.edits
    )


def _troubles(before: Program, now: Program) -> tuple[Finding, ...]:
    """Errors of what is named that were not there before."""
    errors = [f for f in check_references(now) if f.severity == "error"]
    if not errors:
        return ()
    known = {(f.code, f.where, f.subjects) for f in check_references(before)}
    return tuple(f for f in errors if (f.code, f.where, f.subjects) not in known)


def _line(text: str) -> str:
    """A text that a column of a database can hold."""
    return text.replace("\0", "")[:200]
