"""What was agreed: entries of the log that say so, and the programs that they agreed on.

An entry holds the number of the version that was looked at and the edits, if any, by which what
was agreed differs from it. So the chain of the log binds every baseline, and the version is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from fairlead.analyses.scope.ledger import Agreed
from fairlead.program.baselines import AgreedBaseline, as_agreed
from fairlead.program.changes import Change, apply, diff
from fairlead.program.findings import Finding
from fairlead.program.fingerprint import fingerprint
from fairlead.program.plain import change_of, plain_change
from fairlead.program.program import Program
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Outcome
from fairlead.web.log.shelf import program_at
from fairlead.web.log.undo import gone_of
from fairlead.web.models import LogEntry, ProgramLog, User

__all__ = [
    "AGREE",
    "APPROVE",
    "agree",
    "agreed_in",
    "agreement",
    "broken_baselines",
    "free_name",
    "take_over",
]

AGREE: Final = "agree"
"""The kind of an entry by which a version was agreed as it stood."""

APPROVE: Final = "approve"
"""The kind of an entry by which a change request was approved, which makes a baseline too."""

_MOST_NAME = 80


def agree(
    log: ProgramLog, *, name: str, seen: int, at: datetime, user: User, why: str = ""
) -> Outcome:
    """Agree on the version that somebody has seen, under a name that is free."""
    noted = agreement(log, program_at(log, seen), name=name, seen=seen)
    return append(
        log, Change(), base=seen, at=at, user=user, why=why, kind=AGREE, noted=noted
    )  # fmt: skip


def take_over(log: ProgramLog, agreed: AgreedBaseline, program: Program, *, at: datetime) -> None:
    """Write down what was agreed elsewhere before: by whom and when stays what it was there."""
    request = agreed.request
    noted = agreement(log, program, name=agreed.name, seen=log.head, request=request)
    noted["agrees"] |= {"by": agreed.agreed_by, "at": agreed.agreed_at.isoformat()}
    append(
        log,
        Change(),
        base=log.head,
        at=at,
        why=agreed.because or "",
        kind=AGREE if request is None else APPROVE,
        noted=noted,
    )


def agreement(
    log: ProgramLog, agreed: Program, *, name: str, seen: int, request: str | None = None
) -> dict[str, Any]:
    """What an entry notes by which a program is agreed, told from version `seen` of the log."""
    bare = as_agreed(agreed)
    told: dict[str, Any] = {
        "name": free_name(log, name),
        "seen": seen,
        "edits": plain_change(diff(as_agreed(program_at(log, seen)), bare)),
        "fingerprint": fingerprint(bare),
    }
    if request is not None:
        told["request"] = request
    return {"agrees": told}


def agreed_in(log: ProgramLog) -> tuple[Agreed, ...]:
    """The baselines that hold, oldest first, each with its program; none that was taken back."""
    gone = gone_of(log)
    rows = [row for row in _entries(log) if row.number not in gone]
    return tuple(
        Agreed(baseline=_baseline(number, row), program=_program(log, row))
        for number, row in enumerate(rows, start=1)
    )


def free_name(log: ProgramLog, name: str) -> str:
    """A name for a baseline that no other has, made of the one that is wanted."""
    taken = {_told(row)["name"] for row in _entries(log)}
    wanted = " ".join(name.split())[:_MOST_NAME] or "baseline"
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def broken_baselines(log: ProgramLog) -> Iterator[Finding]:
    """Every baseline whose program is another than the one that was agreed."""
    for row in _entries(log):
        told = _told(row)
        if fingerprint(_program(log, row)) != told["fingerprint"]:
            yield Finding(
                code="baseline.tampered",
                severity="error",
                message=f"{log.key}: baseline {told['name']!r} is another program than was agreed.",
                where=log.key,
                hint="Restore the record from a copy, and find out who can write to it.",
                subjects=(str(told["name"]),),
            )


def _entries(log: ProgramLog) -> list[LogEntry]:
    rows = LogEntry.objects.filter(log=log, kind__in=(AGREE, APPROVE)).order_by("number")
    return list(rows.select_related("user"))


def _told(row: LogEntry) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.json.decode(row.content)["agrees"]
    return told


def _program(log: ProgramLog, row: LogEntry) -> Program:
    told = _told(row)
    return apply(as_agreed(program_at(log, told["seen"])), change_of(told["edits"]))


def _baseline(number: int, row: LogEntry) -> AgreedBaseline:
    told = _told(row)
    return AgreedBaseline(
        number=number,
        name=told["name"],
        fingerprint=told["fingerprint"],
        digest=row.hash,
        agreed_by=told.get("by") or (row.user.shown if row.user is not None else row.who or ""),
        agreed_at=datetime.fromisoformat(told["at"]) if "at" in told else row.at,
        because=msgspec.json.decode(row.content).get("why"),
        request=told.get("request"),
        hash=row.hash,
    )
