"""Phrases that both voices use: ranges, owners, what could move a date, lists cut short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from fairlead.analyses.answers.movers import Movers
from fairlead.program.program import Program
from fairlead.reports.briefing import Column, Paragraph
from fairlead.reports.fact import Fact, FactBase
from fairlead.reports.names import name_of, owner_name
from fairlead.reports.outline import MOST_LISTED
from fairlead.reports.text import BREAK, Text, Words, listed, quiet, say, words

__all__ = [
    "DASH",
    "column",
    "cut_short",
    "fact_or_dash",
    "moved_by",
    "named_anywhere",
    "names",
    "owner_or_dash",
    "span_of",
    "stacked",
]

DASH: Final[Text] = quiet(words("\N{EN DASH}"))

_MOST_MOVERS = 3
_LOOKED_UP = (
    "tasks",
    "milestones",
    "risks",
    "components",
    "requirements",
    "goals",
    "decisions",
    "reviews",
    "people",
    "teams",
    "stakeholders",
    "calendars",
)


def column(
    title: str, *, figures: bool = False, medium: bool = False, wide: bool = False
) -> Column:
    """A column by its title."""
    return Column(title=Words(text=title), figures=figures, medium=medium, wide=wide)


def fact_or_dash(fact: Fact | None) -> Text:
    """A fact, or a dash where there is none."""
    return DASH if fact is None else (fact,)


def owner_or_dash(program: Program, key: str | None) -> Text:
    """Who answers for something, or a dash."""
    name = owner_name(program, key)
    return DASH if name is None else (name,)


def named_anywhere(program: Program, key: str) -> Text:
    """What a key of any section is called."""
    return (name_of(program, key, *_LOOKED_UP),)


def stacked(texts: Iterable[Text]) -> Text:
    """Texts one below the other in a cell."""
    parts: list[Text] = []
    for text in texts:
        if parts:
            parts.append((BREAK,))
        parts.append(text)
    return tuple(part for text in parts for part in text) or DASH


def span_of(base: FactBase, place: str) -> Text:
    """A range `low to high`, a single value, or a dash: whatever was recorded at `place`."""
    low, high = base.get(f"{place}.low"), base.get(f"{place}.high")
    if low is not None and high is not None:
        return say("{} to {}", low, high)
    return fact_or_dash(base.get(f"{place}.likely") or base.get(place))


def moved_by(program: Program, base: FactBase, milestone: str, rows: Movers) -> Text:
    """What could move a milestone: the gravest risks first, then decisions, then waits."""
    found = [
        say("{} {}", quiet(words("Risk:")), name_of(program, m.risk, "risks")) for m in rows.risks
    ]
    found += [
        say("{} {}", quiet(words("Decision:")), name_of(program, key, "decisions"))
        for key in rows.decisions
    ]
    found += [say("{} {}", quiet(words("Waiting for:")), name_of(program, k)) for k in rows.waits]
    if len(found) > _MOST_MOVERS:
        total = base[f"milestone.{milestone}.movers"]
        found = [*found[:_MOST_MOVERS], quiet(say("among {} in all", total))]
    return stacked(found)


def cut_short(
    rows: Sequence[tuple[Text, ...]], base: FactBase, *, of: Fact | None, what: str
) -> tuple[tuple[tuple[Text, ...], ...], tuple[Paragraph, ...]]:
    """The rows that are listed, and what to say when they are not all."""
    if len(rows) <= MOST_LISTED:
        return tuple(rows), ()
    most = base["list.most"]
    if of is None:
        note = say("Listed are the first {}; there are more.", most)
    else:
        note = say("Listed are the first {} of {} {}.", most, of, words(what))
    return tuple(rows[:MOST_LISTED]), (Paragraph(text=note, quiet=True),)


def names(program: Program, keys: Iterable[str]) -> Text:
    """The names of tasks or milestones in a sentence."""
    return listed((name_of(program, key),) for key in keys)
