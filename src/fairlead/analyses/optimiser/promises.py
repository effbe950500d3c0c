"""Promises that no plan can keep, with the date before which none can be met."""

from __future__ import annotations

import numpy as np

from fairlead.analyses.clock import TOO_LATE
from fairlead.analyses.levelling import Levelled
from fairlead.analyses.levelling.energy import least_dates
from fairlead.program.findings import Finding
from fairlead.program.moments import closing_time, instant

__all__ = ["out_of_reach"]

_FINISH_UNTIL = 3


def out_of_reach(levelled: Levelled) -> tuple[Finding, ...]:
    """Of tasks and milestones with a promised date: those that no order of the work can meet.

    Everybody is taken as free for them alone, so that what is told holds for every plan.
    """
    staffing = levelled.staffing
    network = staffing.network
    _, least, beyond = least_dates(staffing, levelled.lost)
    if beyond:
        return ()
    until = network.bounds[_FINISH_UNTIL]
    missed = (until < TOO_LATE) & (least > until) & (network.actual_finish == TOO_LATE)
    found = []
    for place in np.flatnonzero(missed).tolist():
        index = int(network.order[place])
        if index >= network.leaves:
            continue
        key = network.keys[index]
        found.append(_finding(key, levelled, due=int(until[place]), least=int(least[place])))
    return tuple(sorted(found, key=lambda finding: finding.message))


def _finding(key: str, levelled: Levelled, *, due: int, least: int) -> Finding:
    program, status = levelled.path.network.program, levelled.path.network.status
    zone = program.timezone
    promised = closing_time(instant(due), timezone=zone)
    noun = "milestones" if key in program.milestones else "tasks"
    past = ", which is past" if due <= status else ""
    return Finding(
        code="plan.promise-out-of-reach",
        severity="warning",
        message=f"{key!r} is promised for {promised} {zone}{past}: "
        "no plan with these people finishes it before "
        f"{closing_time(instant(least), timezone=zone)}, even if everybody does nothing else.",
        where=f"{noun}.{key}",
        hint="Agree on a later date, take work out of what it needs, or add people.",
        subjects=(key,),
    )
