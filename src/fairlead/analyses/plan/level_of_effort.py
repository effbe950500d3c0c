"""Work that lasts as long as other work does: support, supervision, a rented rig.

It drives nothing. It begins with the earliest of what its links tie its start to, and ends with
the latest of what they tie its finish to, on whichever side of the link that stands (the level of
effort activity of Primavera P6).
"""

from __future__ import annotations

import msgspec

from fairlead.analyses.clock import TOO_LATE
from fairlead.analyses.critical_path import CriticalPath
from fairlead.program.program import Program
from fairlead.program.work import Need

__all__ = ["Effort", "efforts"]


class Effort(msgspec.Struct, frozen=True):
    """Dates of one such task in UTC minutes; `slack` in minutes of the program's calendar."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    slack: int


class _Ends(msgspec.Struct):
    starts: list[tuple[int, int]]  # (early, late) instants that a start is tied to
    finishes: list[tuple[int, int]]


def efforts(program: Program, path: CriticalPath) -> dict[str, Effort]:
    """The dates of every level of effort task that links tie to planned work, by key.

    Those that nothing ties are left out: they span the summary they stand in.
    """
    tied = {key: _Ends([], []) for key, task in program.tasks.items() if task.level_of_effort}
    if not tied:
        return {}
    network = path.network
    place = dict(zip(network.keys[: network.leaves], network.place.tolist(), strict=False))
    for key, ends in tied.items():
        for need in program.tasks[key].needs:
            if need.task in place:
                at = _dates(path, place[need.task], from_start=need.link in {"SS", "SF"})
                lagged = _lagged(path, at, need, place[need.task], sign=1)
                (ends.starts if need.link in {"FS", "SS"} else ends.finishes).append(lagged)
    for rows in (program.tasks, program.milestones):
        for key, row in rows.items():
            if key not in place:
                continue
            for need in row.needs:
                if need.task in tied:
                    at = _dates(path, place[key], from_start=need.link in {"FS", "SS"})
                    lagged = _lagged(path, at, need, place[key], sign=-1)
                    ends = tied[need.task]
                    (ends.starts if need.link in {"SS", "SF"} else ends.finishes).append(lagged)
    return {
        key: _effort(path, network.effort_clocks[key], ends)
        for key, ends in tied.items()
        if ends.starts or ends.finishes
    }


def _dates(path: CriticalPath, place: int, *, from_start: bool) -> tuple[int, int]:
    """Early and late instants of one end; an end that has happened is where it happened."""
    network = path.network
    actual = (network.actual_start if from_start else network.actual_finish)[place]
    early = (path.early_start if from_start else path.early_finish)[place]
    late = (path.late_start if from_start else path.late_finish)[place]
    return (int(actual) if actual < TOO_LATE else int(early)), int(late)


def _lagged(
    path: CriticalPath, at: tuple[int, int], need: Need, place: int, *, sign: int
) -> tuple[int, int]:
    """Both instants moved by the lag of a link, in the working time of the planned end."""
    if need.lag is None:
        return at
    number = 0 if need.lag.elapsed else int(path.network.slack_clock[place])
    day, week = path.network.lengths[number]
    minutes = sign * need.lag.minutes(day_minutes=day, week_minutes=week)
    clocks = path.network.clocks
    return clocks.shift(number, at[0], minutes), clocks.shift(number, at[1], minutes)


def _effort(path: CriticalPath, number: int, ends: _Ends) -> Effort:
    clocks, status = path.network.clocks, path.network.status
    early_start = min((early for early, _ in ends.starts), default=status)
    early_start = clocks.opening(number, max(early_start, status))
    early_finish = max((early for early, _ in ends.finishes), default=early_start)
    early_finish = max(clocks.closing(number, early_finish), early_start)
    late_finish = max((late for _, late in ends.finishes), default=path.finish)
    late_finish = clocks.closing(number, late_finish)
    late_start = late_finish
    if ends.starts:
        late_start = clocks.opening(number, min(late for _, late in ends.starts))
    return Effort(
        early_start=early_start,
        early_finish=early_finish,
        late_start=min(late_start, late_finish),
        late_finish=late_finish,
        slack=clocks.between(number, early_finish, late_finish),
    )
