"""What was when: entries of a log, of one item, and the program at any moment."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db.models import QuerySet

from fairlead.program.program import Program
from fairlead.web.log.shelf import program_at
from fairlead.web.models import LogEntry, ProgramLog, Touch

__all__ = ["entries", "entries_of", "number_at", "program_when", "why_of"]


def entries(log: ProgramLog) -> QuerySet[LogEntry]:
    """All entries, the newest first, without what they hold."""
    return LogEntry.objects.filter(log=log).order_by("-number").select_related("user")


def entries_of(log: ProgramLog, section: str, key: str) -> QuerySet[LogEntry]:
    """The entries that touched one row, the newest first."""
    numbers = Touch.objects.filter(log=log, section=section, key=key).values("number")
    return entries(log).filter(number__in=numbers)


def number_at(log: ProgramLog, moment: datetime) -> int:
    """The newest entry that was there at a moment; 0 before the first."""
    found = LogEntry.objects.filter(log=log, at__lte=moment).order_by("-number")
    return found.values_list("number", flat=True).first() or 0


def program_when(log: ProgramLog, moment: datetime) -> Program:
    """The program as it stood at a moment."""
    return program_at(log, number_at(log, moment))


def why_of(entry: LogEntry) -> str:
    """The reason that was given for an entry."""
    why = msgspec.json.decode(entry.content).get("why", "")
    return str(why)
