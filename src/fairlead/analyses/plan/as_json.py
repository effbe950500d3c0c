"""The plan under the keys that other programs rely on."""

from __future__ import annotations

import msgspec

from fairlead.analyses.plan.result import (
    Plan,
    PlannedActivity,
    PlannedGate,
    PlannedLaunch,
    PlannedMilestone,
    PlannedSprint,
)
from fairlead.program.program import Program

__all__ = ["plan_json"]


def plan_json(program: Program, plan: Plan) -> dict[str, object]:
    """A plan as plain values: stable keys, times in ISO 8601, slack in working minutes.

    `tasks` holds every task, summary and milestone, by id.
    """
    return {
        "fingerprint": plan.fingerprint,
        "program": program.id,
        "timezone": program.timezone,
        "as_of": plan.as_of,
        "start": plan.start,
        "finish": plan.finish,
        "lower_bound": plan.lower_bound,
        "proven_optimal": plan.proven_optimal,
        "tasks": {key: _activity(row) for key, row in plan.activities.items()},
        "milestones": {key: _milestone(row) for key, row in plan.milestones.items()},
        "launches": {key: _launch(row) for key, row in plan.launches.items()},
        "sprints": {key: _activity(row) for key, row in plan.sprints.items()},
        "critical_chain": [msgspec.structs.asdict(step) for step in plan.critical_chain],
        "overloads": [msgspec.structs.asdict(row) for row in plan.overloads],
        "load": [msgspec.structs.asdict(row) for row in plan.load],
        "handoffs": [msgspec.structs.asdict(row) for row in plan.handoffs],
    }


def _activity(row: PlannedActivity | PlannedGate | PlannedSprint) -> dict[str, object]:
    found = msgspec.structs.asdict(row)
    del found["id"]
    return found


def _launch(row: PlannedLaunch) -> dict[str, object]:
    found = msgspec.structs.asdict(row)
    del found["id"]
    found["gates"] = {key: _activity(gate) for key, gate in row.gates.items()}
    return found


def _milestone(row: PlannedMilestone) -> dict[str, object]:
    found = msgspec.structs.asdict(row)
    del found["id"]
    found["paths"] = [
        {**msgspec.structs.asdict(path), "steps": [msgspec.structs.asdict(s) for s in path.steps]}
        for path in row.paths
    ]
    return found
