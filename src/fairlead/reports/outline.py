"""The order in which a plan is shown, and which of its rows when there are too many to read."""

from __future__ import annotations

from fairlead.analyses.plan import Plan
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.reports.fact import Recorder

__all__ = [
    "MOST_LISTED",
    "MOST_ROWS",
    "OutlineRow",
    "Selection",
    "outline",
    "record_selection",
    "selected",
]

MOST_LISTED = 40
"""Longest table of a briefing. A longer one is cut, and says so."""

MOST_ROWS = 200
"""Above this many rows a chart shows summaries, milestones and the critical chain only."""


class OutlineRow(Noun):
    """An activity and how deep it stands in the outline, 0 for the top."""

    id: str
    depth: int


class Selection(Noun):
    """The rows that a chart shows. `rule` says which those are, `all` how many there were."""

    rows: tuple[OutlineRow, ...]
    all: int
    rule: str | None = None


def outline(program: Program, plan: Plan) -> tuple[OutlineRow, ...]:
    """Every activity of the plan: milestones of the whole first, by date; then the outline."""
    inside: dict[str | None, list[str]] = {}
    for key, activity in plan.activities.items():
        row = program.tasks.get(key) or program.milestones.get(key)
        parent = row.parent if row is not None else activity.parent
        inside.setdefault(parent if parent in plan.activities else None, []).append(key)
    top = inside.get(None, [])
    first = sorted(
        (key for key in top if plan.activities[key].kind == "milestone"),
        key=lambda key: (plan.activities[key].finish, key),
    )
    rows: list[OutlineRow] = []
    ahead = set(first)
    stack = [(key, 0) for key in reversed([*first, *(k for k in top if k not in ahead)])]
    while stack:
        key, depth = stack.pop()
        rows.append(OutlineRow(id=key, depth=depth))
        stack.extend((child, depth + 1) for child in reversed(inside.get(key, ())))
    return tuple(rows)


def selected(program: Program, plan: Plan, *, most: int = MOST_ROWS) -> Selection:
    """All rows if they are few; else the ones that matter most, saying which those are."""
    rows = outline(program, plan)
    if len(rows) <= most:
        return Selection(rows=rows, all=len(rows))
    chain = {
        step.id for step in plan.critical_chain if plan.activities[step.id].state != "finished"
    }
    kept = tuple(r for r in rows if plan.activities[r.id].kind != "task" or r.id in chain)
    rule = "summaries, milestones and the critical chain"
    if len(kept) > most:
        kept = tuple(r for r in kept if r.depth == 0 or r.id in chain or _promised(plan, r.id))
        rule = "top summaries, promised milestones and the critical chain"
    if len(kept) > most:
        nearest = sorted(
            kept,
            key=lambda r: (
                plan.activities[r.id].finish <= plan.as_of,
                plan.activities[r.id].start,
                r.id,
            ),
        )
        near = {r.id for r in nearest[:most]}
        kept = tuple(r for r in kept if r.id in near)
        rule += ", the next ones by their start"
    return Selection(rows=kept, all=len(rows), rule=rule)


def _promised(plan: Plan, key: str) -> bool:
    milestone = plan.milestones.get(key)
    return milestone is not None and milestone.due is not None


def record_selection(recorder: Recorder, selection: Selection) -> None:
    """Take down how many rows a chart shows, and of how many."""
    shown = len(selection.rows)
    recorder.record("chart.rows.shown", "count", shown, "The chart: rows that it shows.")
    recorder.record("chart.rows.all", "count", selection.all, "The chart: rows of the whole plan.")
