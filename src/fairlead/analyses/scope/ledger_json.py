"""The scope ledger and the trace as JSON, with stable keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from fairlead.analyses.scope.ledger import Line, ScopeLedger
from fairlead.analyses.scope.links import Gap, Suspect
from fairlead.analyses.scope.measure import Size
from fairlead.program.findings import Finding

__all__ = ["scope_json"]


def scope_json(
    ledger: ScopeLedger | None,
    *,
    gaps: Iterable[Gap] = (),
    suspects: Iterable[Suspect] = (),
    findings: Iterable[Finding] = (),
) -> str:
    """The keys: `ledger` (`lines[]`, `now`, `by_requester`, `by_cause`, `slipped[]`, `pending[]`,
    `requirements[]`, `points[]`), `gaps[]`, `suspects[]`, `findings[]`. Sizes have `minutes` and
    `cost` (hundredths).
    """
    answer: dict[str, Any] = {
        "ledger": None if ledger is None else _ledger(ledger),
        "gaps": [msgspec.structs.asdict(gap) for gap in gaps],
        "suspects": [
            {"link": row.link.name, "upper": row.link.upper, "lower": row.link.lower}
            | {"changed": row.changed}
            for row in suspects
        ],
        "findings": list(findings),
    }
    return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode()


def _size(size: Size | None) -> dict[str, int] | None:
    return None if size is None else {"minutes": size.minutes, "cost": size.cost}


def _ledger(ledger: ScopeLedger) -> dict[str, Any]:
    return {
        "currency": ledger.currency,
        "as_of": ledger.as_of,
        "reconciles": ledger.reconciles,
        "lines": [_line(line) for line in ledger.lines],
        "now": _size(ledger.now),
        "churn": _size(ledger.churn),
        "by_requester": {key: _size(size) for key, size in ledger.by_requester.items()},
        "by_cause": {key: _size(size) for key, size in ledger.by_cause.items()},
        "slipped": [
            {**msgspec.structs.asdict(row), "size": _size(row.size),
             "asked_in": [{"request": key, "state": state} for key, state in row.asked_in]}
            for row in ledger.slipped
        ],
        "pending": [
            {**msgspec.structs.asdict(row), "size": _size(row.size)} for row in ledger.pending
        ],
        "requirements": [msgspec.structs.asdict(row) for row in ledger.requirements],
        "points": [
            {"at": point.at, "name": point.name, "size": _size(point.size),
             "came": _size(point.came), "went": _size(point.went)}
            for point in ledger.points
        ],
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(line),
        "size": _size(line.size),
        "churn": _size(line.churn),
        "items": [
            {"id": item.id, "title": item.title, "how": item.how, "size": _size(item.size),
             "before": _size(item.before), "after": _size(item.after)}
            for item in line.items
        ],
    }  # fmt: skip
