"""An impact as JSON, with stable keys."""

from __future__ import annotations

from typing import Any

import msgspec

from fairlead.analyses.scope.impact import Dates, Impact, TargetImpact

__all__ = ["impact_json"]


def impact_json(impact: Impact) -> dict[str, Any]:
    """The keys: `milestones.{id}`, `finish`, `cost`, `risks`, `load`, `touched`, `edits`."""
    cost = impact.cost
    return {
        "version": impact.version,
        "before": impact.before,
        "after": impact.after,
        "seed": impact.seed,
        "trials": impact.trials,
        "as_of": impact.as_of,
        "currency": impact.currency,
        "edits": [edit.place for edit in impact.change.edits],
        "finish": _target(impact.finish),
        "milestones": {key: _target(row) for key, row in impact.milestones.items()},
        "cost": None
        if cost is None
        else {
            **msgspec.structs.asdict(cost),
            "size": {"minutes": cost.size.minutes, "cost": cost.size.cost},
        },
        "risks": {row.id: msgspec.structs.asdict(row) for row in impact.risks},
        "load": {row.person: msgspec.structs.asdict(row) for row in impact.load},
        "touched": {
            **msgspec.structs.asdict(impact.touched),
            "asks": [msgspec.structs.asdict(ask) for ask in impact.touched.asks],
        },
        "findings": list(impact.findings),
    }


def _target(row: TargetImpact) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(row),
        "moved": row.moved,
        "before": _dates(row.before),
        "after": _dates(row.after),
    }


def _dates(dates: Dates | None) -> dict[str, Any] | None:
    return None if dates is None else msgspec.structs.asdict(dates)
