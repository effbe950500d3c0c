"""What has come true: when each thing that forecasts speak of was done, as the program says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from fairlead.program.issued import Reached
from fairlead.program.moments import Moment, closing_minute
from fairlead.program.program import Program

__all__ = ["happened"]


def happened(program: Program) -> tuple[Reached, ...]:
    """Finishes of tasks, milestones, launches and sprints, of backlogs, and of the whole.

    A backlog is done when it holds no more items: on the last day of its history. The whole is
    done when nothing is open any more: with the last of all.
    """
    rows: list[Reached] = []
    summaries = program.summaries()
    still_open = False
    for kind, table in (("task", program.tasks), ("milestone", program.milestones)):
        for key, row in table.items():
            if row.inactive or key in summaries or getattr(row, "level_of_effort", False):
                continue
            if row.finished is None:
                still_open = True
            else:
                rows.append(_reached(program, kind, key, row.finished))
    for key, backlog in program.backlogs.items():
        if backlog.items == 0 and backlog.history:
            rows.append(_reached(program, "backlog", key, backlog.history[-1]))
        else:
            still_open = still_open or backlog.items > 0
    for key, launch in program.launches.items():
        if launch.launched is not None:
            rows.append(_reached(program, "launch", key, launch.launched))
    rows.extend(_sprints(program, {row.id: row for row in rows if row.kind == "task"}))
    dated = [row for row in rows if row.kind not in ("launch", "sprint")]
    if dated and not still_open:
        last = max(dated, key=lambda row: row.finish)
        rows.append(Reached(id="", kind="whole", finish=last.finish, day=last.day))
    return tuple(rows)


def _sprints(program: Program, done: Mapping[str, Reached]) -> Iterator[Reached]:
    """Sprints of which every task is done, a summary meaning its parts: with the last of them."""
    parts: dict[str, list[str]] = {}
    for key, task in program.tasks.items():
        if task.parent is not None:
            parts.setdefault(task.parent, []).append(key)
    for key, sprint in program.sprints.items():
        waiting, seen = list(sprint.tasks), set[str]()
        last: Reached | None = None
        whole = bool(waiting)
        while waiting and whole:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            found = program.tasks.get(name)
            if name in parts:
                waiting += parts[name]
            elif name in done:
                last = done[name] if last is None or done[name].finish > last.finish else last
            elif found is not None and not found.inactive:
                whole = False
        if whole and last is not None:
            yield Reached(id=key, kind="sprint", finish=last.finish, day=last.day)


def _reached(program: Program, kind: str, key: str, finished: Moment) -> Reached:
    return Reached(
        id=key,
        kind=kind,
        finish=closing_minute(finished, timezone=program.timezone),
        day=not isinstance(finished, datetime),
    )
