"""The decisions that are needed: from whom, by when, and what waits on each."""

from __future__ import annotations

from datetime import datetime

from fairlead.program.decisions import Decision
from fairlead.program.moments import Moment, closing_minute
from fairlead.reports.briefing import Block, Empty, Grid, Section
from fairlead.reports.fact import FactBase
from fairlead.reports.names import name_of, plain
from fairlead.reports.phrases import (
    column,
    cut_short,
    fact_or_dash,
    named_anywhere,
    owner_or_dash,
    stacked,
)
from fairlead.reports.picture import Picture
from fairlead.reports.text import BREAK, Quote, Text, listed, quiet, say, words

__all__ = ["decision_section", "pending_decisions"]


def pending_decisions(seen: Picture) -> tuple[str, ...]:
    """Keys of what is still to be decided, the nearest day first."""
    rows = seen.program.decisions
    zone = seen.program.timezone
    keys = (key for key, decision in rows.items() if decision.status == "proposed")
    return tuple(sorted(keys, key=lambda key: (_due_order(rows[key].due, zone), key)))


def decision_section(seen: Picture, base: FactBase) -> Section:
    """What is still to be decided, the nearest day first."""
    pending = pending_decisions(seen)
    blocks: tuple[Block, ...]
    if not pending:
        blocks = (Empty(text=words("No decision is waiting.")),)
    else:
        rows, note = cut_short(
            [_decision_row(seen, base, key) for key in pending], base, of=None, what="decisions"
        )
        blocks = (
            Grid(
                columns=(
                    column("Decision", wide=True),
                    column("From"),
                    column("By", figures=True),
                    column("What waits on it", wide=True),
                ),
                rows=rows,
            ),
            *note,
        )
    return Section(id="decisions", title=words("Decisions needed"), blocks=blocks)


def _decision_row(seen: Picture, base: FactBase, key: str) -> tuple[Text, ...]:
    decision = seen.program.decisions[key]
    name: Text = (name_of(seen.program, key, "decisions"),)
    options = _options(decision, base, key)
    if options:
        name = (*name, BREAK, *quiet(say("Between {}", options)))
    by = fact_or_dash(base.get(f"decision.{key}.due"))
    due = decision.due
    if due is not None and _is_past(due, seen.plan.as_of, seen.program.timezone):
        by = (*by, BREAK, *quiet(words("overdue")))
    return (
        name,
        owner_or_dash(seen.program, decision.owner),
        by,
        stacked(named_anywhere(seen.program, k) for k in decision.affects),
    )


def _is_past(moment: Moment, as_of: datetime, timezone: str) -> bool:
    return closing_minute(moment, timezone=timezone) * 60 < as_of.timestamp()


def _options(decision: Decision, base: FactBase, key: str) -> Text:
    found: list[Text] = []
    for name, option in decision.options.items():
        price = base.get(f"decision.{key}.option.{name}.cost")
        title = Quote(text=plain(option.title))
        found.append((title,) if price is None else say("{} ({})", title, price))
    return listed(found)


def _due_order(moment: Moment | None, timezone: str) -> int:
    return 2**62 if moment is None else closing_minute(moment, timezone=timezone)
