"""Proving that a log is what was written: its chain, its snapshots, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from fairlead.program.chain import Entry, broken
from fairlead.program.changes import apply
from fairlead.program.errors import FairleadError
from fairlead.program.findings import Finding
from fairlead.program.fingerprint import fingerprint
from fairlead.program.program import Program
from fairlead.web.log.agreed import broken_baselines
from fairlead.web.log.shelf import change_in
from fairlead.web.models import LogEntry, ProgramLog, Snapshot

__all__ = ["chain_entry", "verify"]


def verify(log: ProgramLog) -> tuple[Finding, ...]:
    """Everything that proves a log to be other than it was written; empty when it is whole.

    Every hash is computed again; all changes are applied again from the beginning, and every
    snapshot must be what they make.
    """
    rows = LogEntry.objects.filter(log=log).order_by("number")
    head = log.head_hash or None
    found = list(broken(_entries(rows.iterator(200)), name=log.key, head=head))
    if found:
        return tuple(found)
    stands = rows.count()
    if stands != log.head:
        found.append(_wrong(log, f"it stands at entry {log.head}, and there are {stands}"))
    marks = dict(Snapshot.objects.filter(log=log).values_list("number", "fingerprint"))
    program = Program(id=log.key)
    for row in rows.iterator(200):
        try:
            program = apply(program, change_in(row))
        except (FairleadError, ValueError, KeyError) as error:
            found.append(_wrong(log, f"entry {row.number} cannot be applied: {error}"))
            break
        if row.number in marks and marks[row.number] != fingerprint(program):
            found.append(_wrong(log, f"its snapshot at entry {row.number} is another program"))
    return (*found, *([] if found else broken_baselines(log)))


def chain_entry(row: LogEntry) -> Entry:
    """An entry as the chain binds it."""
    return Entry(
        number=row.number,
        at=row.at,
        kind=row.kind,
        who=row.who,
        content=msgspec.json.decode(row.content),
        before=row.before,
        hash=row.hash,
    )


def _entries(rows: Iterator[LogEntry]) -> Iterator[Entry]:
    return map(chain_entry, rows)


def _wrong(log: ProgramLog, what: str) -> Finding:
    return Finding(
        code="record.broken",
        severity="error",
        message=f"{log.key}: {what}.",
        where=log.key,
        hint="Restore the record from a copy, and find out who can write to it.",
    )
