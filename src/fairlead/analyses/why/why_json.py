"""Why dates moved, under the keys that other programs rely on."""

from __future__ import annotations

import msgspec

from fairlead.analyses.why.moved import Moved, MovedBecause, Why

__all__ = ["why_json"]


def why_json(why: Why) -> dict[str, object]:
    """The answer as plain values: stable keys, times in ISO 8601, minutes of the clock."""
    return {
        "old": why.old,
        "new": why.new,
        "old_as_of": why.old_as_of,
        "new_as_of": why.new_as_of,
        "timezone": why.timezone,
        "seed": why.seed,
        "trials": why.trials,
        "trials_between": why.trials_between,
        "finish": _moved(why.finish),
        "milestones": {key: _moved(row) for key, row in why.milestones.items()},
        "launches": {key: _moved(row) for key, row in why.launches.items()},
        "sprints": {key: _moved(row) for key, row in why.sprints.items()},
        "backlogs": {key: _moved(row) for key, row in why.backlogs.items()},
        "added": why.added,
        "removed": why.removed,
        "quiet": why.quiet,
    }


def _moved(row: Moved) -> dict[str, object]:
    found: dict[str, object] = msgspec.structs.asdict(row)
    del found["id"]
    found["causes"] = [_because(part) for part in row.causes]
    return found


def _because(part: MovedBecause) -> dict[str, object]:
    found: dict[str, object] = msgspec.structs.asdict(part)
    found["changes"] = [msgspec.structs.asdict(change) for change in part.changes]
    return found
