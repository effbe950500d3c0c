"""Records of a program that only grow: escalations, forecasts that were issued, what was told,
what came in.

The same form as `fairlead.sources.journal` writes beside a file, in a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, TypeAlias

import msgspec
from django.db import transaction

from fairlead.program.chain import Entry, after, broken
from fairlead.program.findings import Finding
from fairlead.web.models import ProgramLog, RecordEntry

__all__ = ["Name", "add", "entries", "last_number", "verify_records"]

Name: TypeAlias = Literal["arrivals", "escalations", "forecasts", "told"]


def entries(log: ProgramLog, record: Name) -> list[Entry]:
    """All entries of a record, the first one first."""
    return [_entry(row) for row in _rows(log, record).order_by("number")]


def last_number(log: ProgramLog, record: Name) -> int:
    """How many entries there are: the number of the newest."""
    return _rows(log, record).order_by("-number").values_list("number", flat=True).first() or 0


def add(
    log: ProgramLog,
    record: Name,
    *,
    at: datetime,
    kind: str,
    content: dict[str, Any],
    who: str | None = None,
) -> Entry:
    """Write one entry, bound to the one before. Whoever adds meanwhile waits for it.

    Raises as `fairlead.program.chain.after` does.
    """
    with transaction.atomic():
        ProgramLog.objects.select_for_update().get(pk=log.pk)
        newest = _rows(log, record).order_by("-number").first()
        last = None if newest is None else _entry(newest)
        entry = after(last, at=at, kind=kind, content=content, who=who)
        RecordEntry.objects.create(
            log=log,
            record=record,
            number=entry.number,
            at=entry.at,
            who=entry.who,
            kind=entry.kind,
            content=msgspec.json.encode(content).decode(),
            before=entry.before,
            hash=entry.hash,
        )
    return entry


def verify_records(log: ProgramLog) -> Iterator[Finding]:
    """Everything that proves a record of a program to be other than it was written."""
    names = RecordEntry.objects.filter(log=log).values_list("record", flat=True).distinct()
    for name in sorted(set(names)):
        rows = _rows(log, name).order_by("number")
        yield from broken((_entry(row) for row in rows.iterator(200)), name=f"{log.key} {name}")


def _rows(log: ProgramLog, record: str) -> Any:
    return RecordEntry.objects.filter(log=log, record=record)


def _entry(row: RecordEntry) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        kind=row.kind,
        who=row.who,
        content=msgspec.json.decode(row.content),
        before=row.before,
        hash=row.hash,
    )
