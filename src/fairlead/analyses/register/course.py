"""The course of a risk as changes: it happens and becomes an issue, is closed, or opens again."""

from __future__ import annotations

from datetime import datetime

from fairlead.program.changes import Change, Edit
from fairlead.program.errors import UnknownReference
from fairlead.program.incidents import Severity
from fairlead.program.program import Program
from fairlead.program.register import Issue
from fairlead.program.risks import Risk, RiskStatus, StatusChange

__all__ = ["close", "happen", "reopen"]


def happen(
    program: Program,
    key: str,
    *,
    at: datetime,
    by: str | None = None,
    because: str | None = None,
    severity: Severity = "high",
) -> Change:
    """The risk happened: it leaves the dice, and an issue takes its place in the register.

    The issue has the id of the risk, or that with a number where it is taken; it keeps the owner
    and names what the risk delays. Raises `ValueError` where the risk is not open.
    """
    risk = _open(program, key)
    number, issue_key = 1, key
    while issue_key in program.issues:
        number += 1
        issue_key = f"{key}-{number}"
    issue = Issue(
        title=risk.title or risk.event or key,
        raised=at,
        severity=severity,
        owner=risk.owner,
        affects=tuple(risk.delay),
        risk=key,
        notes=risk.effect,
    )
    change = _turned(key, risk, "happened", at=at, by=by, because=because)
    added = Edit(section="issues", key=issue_key, after=issue)
    return Change(edits=(*change.edits, added))


def close(
    program: Program, key: str, *, at: datetime, by: str | None = None, because: str | None = None
) -> Change:
    """The risk can no longer happen. Raises `ValueError` where it is not open."""
    return _turned(key, _open(program, key), "closed", at=at, by=by, because=because)


def reopen(
    program: Program, key: str, *, at: datetime, by: str | None = None, because: str | None = None
) -> Change:
    """The risk may happen again. Raises `ValueError` where it is open."""
    risk = _of(program, key)
    if risk.status == "open":
        raise ValueError(f"Risk {key!r} is open.")
    return _turned(key, risk, "open", at=at, by=by, because=because)


def _of(program: Program, key: str) -> Risk:
    if key not in program.risks:
        raise UnknownReference(f"No risk {key!r} in program {program.id!r}.")
    return program.risks[key]


def _open(program: Program, key: str) -> Risk:
    risk = _of(program, key)
    if risk.status != "open":
        raise ValueError(f"Risk {key!r} is {risk.status}, expected open.")
    return risk


def _turned(
    key: str, risk: Risk, status: RiskStatus, *, at: datetime, by: str | None, because: str | None
) -> Change:
    history = (*risk.history, StatusChange(on=at, status=status, by=by, because=because))
    return Change(
        edits=(
            Edit(section="risks", key=key, field="status", before=risk.status, after=status),
            Edit(section="risks", key=key, field="history", before=risk.history, after=history),
        )
    )
