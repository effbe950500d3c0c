"""What pages tell of scope: what was agreed, the ledger since then, and what was earned."""

from __future__ import annotations

from datetime import UTC, datetime

from fairlead.analyses.earned.earned_value import EarnedValue, earned_value
from fairlead.analyses.earned.planned_actual import agreement, compared
from fairlead.analyses.plan import Plan
from fairlead.analyses.scope.ledger import Agreed, ScopeLedger, scope_ledger
from fairlead.program.changes import Change
from fairlead.program.moments import instant, opening_minute
from fairlead.program.program import Program
from fairlead.sources.program_file.approval import resolved
from fairlead.web.access.seat import Seat
from fairlead.web.log.agreed import agreed_in
from fairlead.web.models import ProgramLog
from fairlead.web.versions import once, plan_for

__all__ = ["agreed_at", "agreed_of", "earned_of", "ledger_of"]


def agreed_of(seat: Seat) -> tuple[Agreed, ...]:
    """The baselines that hold for the seat's version, oldest first."""
    return agreed_at(seat.log, seat.number)


def agreed_at(log: ProgramLog, number: int) -> tuple[Agreed, ...]:
    """The baselines that hold, read once for each version."""
    return once(("agreed", log.pk, number), lambda: agreed_in(log))


def ledger_of(program: Program, agreed: tuple[Agreed, ...]) -> ScopeLedger | None:
    """The scope ledger; None where nothing was agreed."""
    if not agreed:
        return None
    asked: dict[str, Change] = {}
    for key in program.changes:
        change, findings = resolved(program, key)
        if all(finding.severity != "error" for finding in findings):
            asked[key] = change
    moment = program.as_of or program.start
    status = (
        datetime.now(UTC)
        if moment is None
        else instant(opening_minute(moment, timezone=program.timezone))
    )
    return scope_ledger(agreed, program, as_of=status, changes=asked)


def earned_of(program: Program, agreed: tuple[Agreed, ...], plan: Plan) -> EarnedValue | None:
    """What was earned for what was spent, by the latest baseline."""
    if not agreed:
        return None
    latest = agreed[-1]
    old = plan_for(latest.program)
    if not isinstance(old, Plan):
        return None
    then = agreement(latest.program, old, name=f"baseline {latest.baseline.name}")
    rows = compared(then, program, plan)
    return earned_value(program, then, rows, as_of=plan.as_of)
