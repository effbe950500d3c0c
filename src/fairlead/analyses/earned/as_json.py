"""Planned against actual, and earned value, as JSON with stable keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from fairlead.analyses.earned.earned_value import Earned, EarnedSchedule, EarnedValue
from fairlead.analyses.earned.planned_actual import Compared, Planned
from fairlead.analyses.scope.measure import Size

__all__ = ["compared_json", "earned_json"]

_DERIVED = (
    "sv", "cv", "spi", "cpi", "eac", "eac_as_planned", "eac_by_both", "eac_bottom_up",
    "vac", "tcpi", "tcpi_eac",
)  # fmt: skip


def _size(size: Size) -> dict[str, int]:
    return {"minutes": size.minutes, "cost": size.cost}


def _planned(row: Planned | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"start": row.start, "finish": row.finish, "size": _size(row.size)}


def compared_json(rows: Iterable[Compared]) -> dict[str, Any]:
    """`items.{id}`: `presence`, `planned`, `start`, `finish`, `finish_minutes`, sizes."""
    return {
        row.id: {
            "title": row.title,
            "kind": row.kind,
            "presence": row.presence,
            "planned": _planned(row.planned),
            "start": row.start,
            "finish": row.finish,
            "finished": row.finished,
            "complete": row.complete,
            "finish_minutes": row.finish_minutes,
            "size": _size(row.size),
            "earned": _size(row.earned),
            "actual": _size(row.actual),
            "to_do": _size(row.to_do),
            "assumed": row.assumed,
        }
        for row in rows
    }


def earned_json(value: EarnedValue | None) -> dict[str, Any] | None:
    """`effort` (minutes) and `cost` (hundredths) with every index, `schedule` in weeks.

    `curve` is what was planned by the end of each week, `past` what was earned and spent.
    """
    if value is None:
        return None
    return {
        "against": value.against,
        "as_of": value.as_of,
        "effort": _earned(value.effort),
        "cost": None if value.cost is None else _earned(value.cost),
        "schedule": None if value.schedule is None else _schedule(value.schedule),
        "curve": [{"at": at, "pv": pv} for at, pv in value.curve],
        "past": [{"at": at, "ev": ev, "ac": ac} for at, ev, ac in value.past],
        "assumed": value.assumed,
        "outside": value.outside,
    }


def _earned(row: Earned) -> dict[str, Any]:
    return msgspec.structs.asdict(row) | {name: getattr(row, name) for name in _DERIVED}


def _schedule(row: EarnedSchedule) -> dict[str, Any]:
    derived = {"variance": row.variance, "index": row.index, "finish": row.finish}
    return msgspec.structs.asdict(row) | derived
