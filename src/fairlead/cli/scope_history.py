"""What faces need to speak of scope: the ledger and the trace of a program and its baselines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.analyses.earned.earned_value import EarnedValue
    from fairlead.analyses.plan import Plan
    from fairlead.analyses.scope.ledger import ScopeLedger
    from fairlead.analyses.scope.links import Confirmed, Suspect
    from fairlead.program.changes import Change
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.sources.baselines import Shelf

__all__ = [
    "ScopeSoFar",
    "confirmed_links",
    "ledger_of",
    "read_requests",
    "scope_so_far",
    "suspects_of",
]


def read_requests(program: Program) -> tuple[dict[str, Change], tuple[Finding, ...]]:
    """What the requests of a program spell out, by id, and what in them and in scenarios cannot
    be read."""
    from fairlead.sources.program_file.approval import resolved  # slow import

    changes: dict[str, Change] = {}
    findings: list[Finding] = []
    for key in program.changes:
        change, found = resolved(program, key)
        findings.extend(found)
        if all(finding.severity != "error" for finding in found):
            changes[key] = change
    for key in program.scenarios:
        if key not in program.changes:
            findings.extend(resolved(program, key)[1])
    return changes, tuple(findings)


def ledger_of(path: Path, program: Program, shelf: Shelf) -> ScopeLedger | None:
    """The scope ledger of the program at a path; None when nothing was agreed.

    Raises `UnreadableInput` when a baseline is not what was written.
    """
    from fairlead.analyses.scope.ledger import Agreed, scope_ledger  # slow import
    from fairlead.sources.baselines import program_of  # slow import

    if not shelf.baselines:
        return None
    agreed = [Agreed(baseline=each, program=program_of(path, each)) for each in shelf.baselines]
    changes, _ = read_requests(program)
    return scope_ledger(agreed, program, as_of=_status(program), changes=changes)


def _status(program: Program) -> datetime:
    from fairlead.program.moments import instant, opening_minute  # slow import

    moment = program.as_of or program.start
    if moment is None:
        return datetime.now(UTC)
    return instant(opening_minute(moment, timezone=program.timezone))


def suspects_of(path: Path, program: Program, shelf: Shelf) -> tuple[Suspect, ...]:
    """Links to look at anew, since the last baseline that was agreed as it stood."""
    from fairlead.analyses.scope.links import suspects  # slow import
    from fairlead.sources.baselines import program_of  # slow import

    whole = [baseline for baseline in shelf.baselines if baseline.request is None]
    if not whole:
        return ()
    reviewed = program_of(path, whole[-1])
    return suspects(program, reviewed, confirmed=confirmed_links(shelf))


def confirmed_links(shelf: Shelf) -> tuple[Confirmed, ...]:
    """What was confirmed of links, as the journal has it."""
    from fairlead.analyses.scope.links import Confirmed  # slow import
    from fairlead.program.baselines import CONFIRMED  # slow import

    found: list[Confirmed] = []
    for entry in shelf.entries:
        rows = entry.content.get("links") if isinstance(entry.content, dict) else None
        if entry.kind == CONFIRMED and isinstance(rows, list):
            found.extend(
                Confirmed(link=str(row[0]), upper_mark=str(row[1]), lower_mark=str(row[2]))
                for row in rows
                if isinstance(row, list) and len(row) == 3
            )
    return tuple(found)


class ScopeSoFar:
    """What a briefing tells of scope: nothing of it where nothing was agreed."""

    def __init__(
        self,
        ledger: ScopeLedger | None = None,
        earned: EarnedValue | None = None,
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self.ledger, self.earned, self.findings = ledger, earned, findings


def scope_so_far(path: Path, program: Program, plan: Plan) -> ScopeSoFar:
    """The ledger and the earned value of a program with baselines beside it.

    Baselines that are damaged are findings, and nothing is told from them.
    """
    from fairlead.analyses.earned.earned_value import earned_value  # slow import
    from fairlead.analyses.earned.planned_actual import agreement, compared  # slow import
    from fairlead.analyses.plan import Plan as Planned  # slow import
    from fairlead.analyses.plan import plan as plan_of  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.baselines import baselines_of, folder_of, program_of  # slow import

    if not folder_of(path).is_dir():
        return ScopeSoFar()
    try:
        shelf = baselines_of(path)
        if shelf.latest is None or any(f.severity == "error" for f in shelf.findings):
            return ScopeSoFar(findings=shelf.findings)
        ledger = ledger_of(path, program, shelf)
        agreed = program_of(path, shelf.latest)
    except FairleadError as error:
        return ScopeSoFar(findings=(_unread(path, error),))
    old = plan_of(agreed, paths=0)
    earned = None
    if isinstance(old, Planned):
        then = agreement(agreed, old, name=f"baseline {shelf.latest.name}")
        rows = compared(then, program, plan)
        earned = earned_value(program, then, rows, as_of=plan.as_of)
    return ScopeSoFar(ledger, earned, shelf.findings)


def _unread(path: Path, error: Exception) -> Finding:
    from fairlead.program.findings import Finding  # slow import

    return Finding(
        code="baseline.missing",
        severity="error",
        message=str(error),
        where=str(path),
        hint="fairlead baseline PROGRAM tells what is wrong with each.",
    )
