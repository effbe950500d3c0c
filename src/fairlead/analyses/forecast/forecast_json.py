"""The forecast under the keys that other programs rely on."""

from __future__ import annotations

import msgspec

from fairlead.analyses.forecast.result import (
    Forecast,
    MergeBias,
    RiskPrice,
    SprintOutlook,
    TargetForecast,
)
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["forecast_json"]


def forecast_json(program: Program, forecast: Forecast) -> dict[str, object]:
    """A forecast as plain values: stable keys, times in ISO 8601, minutes, money in hundredths."""
    tasks = [row for row in forecast.drivers.values() if row.kind == "task"]
    return {
        "fingerprint": forecast.fingerprint,
        "program": program.id,
        "timezone": program.timezone,
        "version": forecast.version,
        "as_of": forecast.as_of,
        "seed": forecast.seed,
        "trials": forecast.trials,
        "people": forecast.people,
        "record": None if forecast.record is None else msgspec.structs.asdict(forecast.record),
        "precision_minutes": forecast.precision_minutes,
        "precise": forecast.precise,
        "widening": msgspec.structs.asdict(forecast.widening),
        "finish": _target(forecast.finish),
        "milestones": {key: _target(row) for key, row in forecast.milestones.items()},
        "backlogs": {
            key: {**_target(row), **_plain(forecast.throughput.get(key))}
            for key, row in forecast.backlogs.items()
        },
        "launches": {key: _target(row) for key, row in forecast.launches.items()},
        "sprints": {
            key: {**_target(row), **_outlook(forecast.outlooks.get(key))}
            for key, row in forecast.sprints.items()
        },
        "sprint_items": {key: _plain(row) for key, row in forecast.sprint_items.items()},
        "tasks": {
            row.id: {
                "critical": row.critical,
                "sensitivity": row.sensitivity,
                "swing_minutes": row.swing_minutes,
            }
            for row in tasks
        },
        "risks": {key: _risk(forecast, row) for key, row in forecast.risks.items()},
        "bottlenecks": [msgspec.structs.asdict(row) for row in forecast.bottlenecks],
        "currency": program.currency,
        "cost": None if forecast.cost is None else msgspec.structs.asdict(forecast.cost),
        "joint": None if forecast.joint is None else msgspec.structs.asdict(forecast.joint),
    }


def _plain(row: Noun | None) -> dict[str, object]:
    if row is None:
        return {}
    found: dict[str, object] = msgspec.structs.asdict(row)
    del found["id"]
    return found


def _outlook(row: SprintOutlook | None) -> dict[str, object]:
    found = _plain(row)
    if row is not None:
        found["chances"] = {each.id: each.chance for each in row.chances}
    return found


def _target(row: TargetForecast) -> dict[str, object]:
    found = _plain(row)
    found["bins"] = [msgspec.structs.asdict(bar) for bar in row.bins]
    found["bias"] = None if row.bias is None else _bias(row.bias)
    return found


def _bias(row: MergeBias) -> dict[str, object]:
    return {**msgspec.structs.asdict(row), "minutes": row.minutes}


def _risk(forecast: Forecast, row: RiskPrice) -> dict[str, object]:
    found = _plain(row)
    driver = forecast.driver(row.id, "risk")
    found["sensitivity"] = 0.0 if driver is None else driver.sensitivity
    found["treatment"] = None
    if row.treatment is not None:
        found["treatment"] = {
            **msgspec.structs.asdict(row.treatment),
            "net": row.treatment.net,
            "pays_back": row.treatment.pays_back,
        }
    return found
