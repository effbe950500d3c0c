"""What is in the way of work: open decisions, happened risks, outsiders, and gaps in the plan."""

from __future__ import annotations

from datetime import timedelta

from fairlead.program.moments import closing_minute, instant
from fairlead.reports.briefing import Block, Empty, Grid
from fairlead.reports.fact import FactBase
from fairlead.reports.names import name_of
from fairlead.reports.phrases import (
    DASH,
    column,
    cut_short,
    fact_or_dash,
    named_anywhere,
    owner_or_dash,
    stacked,
)
from fairlead.reports.picture import Picture
from fairlead.reports.text import Text, words

__all__ = ["blockers"]


def blockers(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    """Whatever holds work up now or will before the horizon, with who can clear it."""
    rows = [
        *_decisions(seen, base),
        *_happened(seen),
        *_outsiders(seen, base),
        *_without_people(seen, base),
    ]
    if not rows:
        return (Empty(text=words("Nothing is known to be in the way.")),)
    shown, note = cut_short(rows, base, of=None, what="blockers")
    grid = Grid(
        columns=(
            column("What"),
            column("Which", wide=True),
            column("Who can clear it"),
            column("By", figures=True),
            column("What it holds up", wide=True),
        ),
        rows=shown,
    )
    return (grid, *note)


def _decisions(seen: Picture, base: FactBase) -> list[tuple[Text, ...]]:
    end = seen.plan.as_of + timedelta(days=seen.horizon_days)
    rows: list[tuple[Text, ...]] = []
    for key, decision in seen.program.decisions.items():
        if decision.status != "proposed":
            continue
        due = decision.due
        if due is not None:
            closes = instant(closing_minute(due, timezone=seen.program.timezone))
            if closes > end:
                continue
        rows.append(
            (
                words("Open decision"),
                (name_of(seen.program, key, "decisions"),),
                owner_or_dash(seen.program, decision.owner),
                fact_or_dash(base.get(f"decision.{key}.due")),
                stacked(named_anywhere(seen.program, k) for k in decision.affects),
            )
        )
    return rows


def _happened(seen: Picture) -> list[tuple[Text, ...]]:
    return [
        (
            words("Risk that happened"),
            (name_of(seen.program, key, "risks"),),
            owner_or_dash(seen.program, risk.owner),
            DASH,
            stacked((name_of(seen.program, task),) for task in risk.delay),
        )
        for key, risk in seen.program.risks.items()
        if risk.status == "happened"
    ]


def _outsiders(seen: Picture, base: FactBase) -> list[tuple[Text, ...]]:
    waits = dict.fromkeys(task for rows in seen.movers.values() for task in rows.waits)
    followers = _followers(seen)
    return [
        (
            words("Outside work"),
            (name_of(seen.program, key),),
            owner_or_dash(seen.program, seen.program.tasks[key].owner),
            (base[f"task.{key}.finish"],),
            stacked((name_of(seen.program, k),) for k in followers.get(key, ())),
        )
        for key in waits
        if seen.plan.activities[key].state == "running"
    ]


def _without_people(seen: Picture, base: FactBase) -> list[tuple[Text, ...]]:
    followers = _followers(seen)
    rows: list[tuple[Text, ...]] = []
    for reason in seen.answers.manage.reasons:
        kind = {"manage.nobody": "Nobody on it", "manage.no-estimate": "No estimate"}.get(
            reason.code
        )
        if kind is None:
            continue
        rows.extend(
            (
                words(kind),
                (name_of(seen.program, key),),
                owner_or_dash(seen.program, seen.program.tasks[key].owner),
                (base[f"task.{key}.start"],),
                stacked((name_of(seen.program, k),) for k in followers.get(key, ())),
            )
            for key in reason.subjects
        )
    return rows


def _followers(seen: Picture) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in (*seen.program.tasks, *seen.program.milestones):
        for need in seen.program.activity(key).needs:
            found.setdefault(need.task, []).append(key)
    return found
