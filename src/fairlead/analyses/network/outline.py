"""Summary tasks that links or dates touch, as points around what they hold."""

from __future__ import annotations

from fairlead.analyses.clock import (
    TOO_LATE,
)
from fairlead.analyses.network.form import (
    EARLIEST,
    FINISH_UNTIL,
    POINT,
    START_FROM,
    Columns,
)
from fairlead.program.moments import closing_minute, opening_minute
from fairlead.program.program import Program

__all__ = ["Outline"]


class Outline:
    """Summary tasks that links or dates touch, as points around the leaves they hold."""

    def __init__(self, program: Program, summaries: frozenset[str], index: dict[str, int]) -> None:
        self.program, self.summaries, self.index = program, summaries, index
        self.nodes: list[tuple[str, int]] = []
        self.extra: list[tuple[int, int, int]] = []  # (pred, succ, link type) around a point
        self._children: dict[str, list[str]] | None = None
        self._points: dict[tuple[str, int], int] = {}

    def leaves_of(self, key: str) -> list[int]:
        """Indices of the leaves inside a summary, however deep."""
        if self._children is None:
            self._children = {}
            for rows in (self.program.tasks, self.program.milestones):
                for child, row in rows.items():
                    if row.parent is not None:
                        self._children.setdefault(row.parent, []).append(child)
        found: list[int] = []
        waiting = [key]
        seen = {key}
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child in self.summaries:
                    if child not in seen:
                        seen.add(child)
                        waiting.append(child)
                elif child in self.index:
                    found.append(self.index[child])
        return found

    def point(self, key: str, edge: str) -> int | None:
        """The node of a summary's `begin` (leaves wait for it), `first` start, or `end`."""
        kind = EARLIEST if edge == "first" else POINT
        name = f"{key}:{edge}"
        where = self._points.get((name, kind))
        if where is not None:
            return where
        inside = self.leaves_of(key)
        if not inside:
            return None
        where = self._points[(name, kind)] = len(self.index) + len(self.nodes)
        self.nodes.append((name, kind))
        for leaf in inside:
            if edge == "begin":
                self.extra.append((where, leaf, 0))
            else:
                self.extra.append((leaf, where, 1 if edge == "first" else 0))
        return where

    def constrain(self, columns: Columns, timezone: str) -> None:
        """A summary's own dates bound every leaf inside it."""
        for key in self.summaries:
            task = self.program.tasks.get(key)
            if task is None or (task.not_before is None and task.finish_by is None):
                continue
            for i in self.leaves_of(key):
                if columns.kind[i] >= POINT or columns.actual_start[i] != TOO_LATE:
                    continue
                if task.not_before is not None:
                    at = opening_minute(task.not_before, timezone=timezone)
                    columns.bounds[START_FROM, i] = max(columns.bounds[START_FROM, i], at)
                if task.finish_by is not None:
                    at = closing_minute(task.finish_by, timezone=timezone)
                    columns.bounds[FINISH_UNTIL, i] = min(columns.bounds[FINISH_UNTIL, i], at)
