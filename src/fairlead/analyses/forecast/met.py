"""What was met is history: no trial moves the day of a milestone that is finished."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fairlead.program.moments import closing_minute
from fairlead.program.program import Program

__all__ = ["with_history"]

Values = npt.NDArray[np.int64]


def with_history(program: Program, rows: Mapping[str, Values]) -> dict[str, Values]:
    """The finish of every target, trial by trial, with met milestones on the day they were met.

    Trials begin at the status time, and have what is over end there: enough for what waits for it,
    and no answer to when it was. A day counts by its last minute, so that it stays that day.
    """
    kept = dict(rows)
    for key in rows:
        row = program.milestones.get(key)
        if row is not None and row.finished is not None:
            met = closing_minute(row.finished, timezone=program.timezone) - 1
            kept[key] = np.full_like(rows[key], met)
    return kept
