"""Scope told on its own, in either voice: agreed and added, earned, moved."""

from __future__ import annotations

from collections.abc import Sequence

from fairlead.analyses.earned.planned_actual import Compared
from fairlead.program.noun import Table, replace
from fairlead.reports.briefing import Block, Briefing, Empty, Grid, Section, Voice
from fairlead.reports.fact import FactBase, Recorder
from fairlead.reports.names import plain
from fairlead.reports.outline import MOST_LISTED
from fairlead.reports.phrases import DASH, column, cut_short, fact_or_dash
from fairlead.reports.picture import Picture
from fairlead.reports.sections.ledger import ledger_sections
from fairlead.reports.sections.scope import scope_section
from fairlead.reports.text import Quote, Text, say, words

__all__ = ["compared_base", "compared_briefing", "scope_briefing"]


def scope_briefing(seen: Picture, base: FactBase, *, voice: Voice) -> Briefing:
    """What was agreed, what was added by whom, and what the result must do."""
    told = tuple(s for s in ledger_sections(seen, base, voice=voice) if s.id == "ledger")
    nothing = Section(
        id="ledger",
        title=words("Scope ledger"),
        blocks=(
            Empty(
                text=words("Nothing was agreed yet, so there is nothing to account from."),
                hint=words("Agree on the program as it stands: fairlead baseline."),
            ),
        ),
    )
    return Briefing(
        voice=voice,
        title=Quote(text=plain(seen.program.title or seen.program.id)),
        headline=_headline(seen, base),
        sections=(*(told or (nothing,)), scope_section(seen, base)),
        base=base,
    )


def _headline(seen: Picture, base: FactBase) -> Text:
    if seen.ledger is None:
        return words("Nothing was agreed yet.")
    return say(
        "{} were agreed first, and {} are there now.",
        base["ledger.line.0.effort"],
        base["ledger.now.effort"],
    )


def compared_base(base: FactBase, rows: Sequence[Compared]) -> FactBase:
    """The facts of a picture with those of each item planned against actual."""
    recorder = Recorder(currency="")
    source = "Planned against actual, item by item."
    for row in rows:
        place, about = f"compared.{row.id}", (row.id,)
        planned = None if row.planned is None else row.planned.finish
        recorder.record(f"{place}.planned", "finish", planned, source, about=about)
        recorder.record(f"{place}.finish", "finish", row.finish, source, about=about)
        later = row.finish_minutes
        recorder.record(f"{place}.later", "duration", later, source, about=about, day_minutes=1440)
        was = 0 if row.planned is None else row.planned.size.minutes
        more = row.size.minutes - was
        recorder.record(f"{place}.effort", "duration", more or None, source, about=about)
        recorder.record(f"{place}.complete", "share", row.complete, source, about=about)
    return replace(base, facts=Table({**base.facts, **recorder.rows}))


def compared_briefing(
    seen: Picture, base: FactBase, rows: Sequence[Compared], *, voice: Voice
) -> Briefing:
    """What was done for what was spent, and what came when against when it was planned."""
    told = [s for s in ledger_sections(seen, base, voice=voice) if s.id == "earned"]
    title = "What moved" if voice == "business" else "Planned against actual"
    return Briefing(
        voice=voice,
        title=Quote(text=plain(seen.program.title or seen.program.id)),
        headline=words("Set against what was agreed."),
        sections=(
            *told,
            Section(id="items", title=words(title), blocks=_items(base, rows, voice)),
        ),
        base=base,
    )


def _items(base: FactBase, rows: Sequence[Compared], voice: Voice) -> tuple[Block, ...]:
    """Milestones for the business, every item for engineering; the longest way first."""
    chosen = [row for row in rows if voice == "engineering" or row.kind == "milestone"]
    chosen = [row for row in chosen if row.finish_minutes or row.presence != "both"]
    chosen.sort(key=lambda row: (-abs(row.finish_minutes or 10**9), row.id))
    if not chosen:
        return (Empty(text=words("Every date is the one that was planned.")),)
    grid_rows = [_item(base, row) for row in chosen]
    shown, note = cut_short(grid_rows, base, of=None, what="items")
    columns = (
        column("What", wide=True),
        column("Planned", figures=True),
        column("Now", figures=True),
        column("Later by", figures=True),
        column("Effort", figures=True),
        column("Done", figures=True),
    )
    return (Grid(columns=columns, rows=shown[:MOST_LISTED]), *note)


def _item(base: FactBase, row: Compared) -> tuple[Text, ...]:
    place = f"compared.{row.id}"
    presence: Text = () if row.presence == "both" else words(row.presence)
    later = base.get(f"{place}.later")
    return (
        (Quote(text=plain(row.title)),),
        fact_or_dash(base.get(f"{place}.planned")),
        fact_or_dash(base.get(f"{place}.finish")) if row.presence != "gone" else presence,
        presence or (DASH if later is None or not later.value else (later,)),
        fact_or_dash(base.get(f"{place}.effort")),
        fact_or_dash(base.get(f"{place}.complete")),
    )
