"""What was agreed and what was added to it, and what was earned, in either voice."""

from __future__ import annotations

from fairlead.analyses.earned.earned_value import EarnedValue
from fairlead.analyses.scope.ledger import Line, ScopeLedger, Slipped
from fairlead.reports.briefing import Block, Bullets, Grid, Paragraph, Section, Voice
from fairlead.reports.fact import FactBase
from fairlead.reports.names import owner_name, plain
from fairlead.reports.phrases import DASH, column, cut_short, fact_or_dash
from fairlead.reports.picture import Picture
from fairlead.reports.sections.ledger_figures import earned_figure, growth_figure
from fairlead.reports.text import Quote, Text, counted, listed, say, strong, words

__all__ = ["ledger_sections"]

_KINDS = {
    "baseline": "Agreed first",
    "approved": "Approved",
    "agreed": "Agreed since",
    "unapproved": "Not approved by anybody",
}
_HOW = {"new": "new", "gone": "gone", "edited": "edited"}
_STATES = {
    "proposed": "asked for and not decided",
    "rejected": "rejected",
    "deferred": "deferred",
    "withdrawn": "withdrawn",
    "approved": "approved",
}


def ledger_sections(seen: Picture, base: FactBase, *, voice: Voice) -> tuple[Section, ...]:
    """The ledger and earned value, each as a section; nothing where nothing was agreed."""
    found: list[Section] = []
    if seen.ledger is not None:
        title = "What was agreed, and what was added" if voice == "business" else "Scope ledger"
        found.append(
            Section(id="ledger", title=words(title), blocks=_ledger(seen, base, seen.ledger))
        )
    if seen.earned is not None:
        title = "What was done for what was spent" if voice == "business" else "Earned value"
        found.append(
            Section(id="earned", title=words(title), blocks=_earned(seen, base, seen.earned, voice))
        )
    return tuple(found)


def _ledger(seen: Picture, base: FactBase, ledger: ScopeLedger) -> tuple[Block, ...]:
    rows = [_line(seen, base, number, line) for number, line in enumerate(ledger.lines)]
    rows.append(
        (
            strong(words("What is there now")),
            DASH,
            strong((base["ledger.now.effort"],)),
            strong((base["ledger.now.cost"],)),
        )
    )
    columns = (
        column("Scope", wide=True),
        column("Asked for by"),
        column("Effort", figures=True),
        column("Cost", figures=True),
    )
    shown, note = cut_short(rows, base, of=None, what="lines")
    blocks: list[Block] = [Grid(columns=columns, rows=shown), *note]
    blocks.extend(growth_figure(seen, base, ledger))
    counts = "Cost counts what is stated, and the time of people who are named and have a rate."
    blocks.append(Paragraph(text=words(counts), quiet=True))
    if ledger.slipped:
        items = [_slipped(seen, base, number, row) for number, row in enumerate(ledger.slipped)]
        told = counted(base["ledger.slipped"], "thing is", "things are")
        blocks.append(Paragraph(text=say("{} in the plan that nobody approved:", told)))
        blocks.append(Bullets(items=tuple(items[:20])))
    if ledger.pending:
        names = listed((Quote(text=plain(row.title)),) for row in ledger.pending[:20])
        told = counted(base["ledger.pending"], "request waits", "requests wait")
        blocks.append(Paragraph(text=say("{} for a decision: {}.", told, names)))
    return tuple(blocks)


def _line(seen: Picture, base: FactBase, number: int, line: Line) -> tuple[Text, ...]:
    title: Text = words(_KINDS[line.kind])
    if line.kind != "unapproved":
        request = seen.program.changes.get(line.request or "")
        name = line.name if request is None else request.title
        title = say("{}: {}", title, Quote(text=plain(name)))
    owner = owner_name(seen.program, line.requester)
    return (
        title,
        DASH if owner is None else (owner,),
        (base[f"ledger.line.{number}.effort"],),
        (base[f"ledger.line.{number}.cost"],),
    )


def _slipped(seen: Picture, base: FactBase, number: int, row: Slipped) -> Text:
    told = say("{} ({})", Quote(text=plain(row.title)), words(_HOW[row.how]))
    if row.size:
        measure = "effort" if row.size.minutes else "cost"
        told = say("{}: {}", told, base[f"ledger.slipped.{number}.{measure}"])
    for key, state in row.asked_in:
        request = seen.program.changes.get(key)
        title = Quote(text=plain(key if request is None else request.title))
        told = say("{}; it was {} as {}", told, words(_STATES[state]), title)
    return told


def _earned(seen: Picture, base: FactBase, value: EarnedValue, voice: Voice) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(text=_sentence(base, value))]
    heads = (
        ("Planned in all", "Planned by now", "Done", "Spent", "In the end, at this rate")
        if voice == "business"
        else ("BAC", "PV", "EV", "AC", "EAC")
    )
    names = ("bac", "pv", "ev", "ac", "eac")
    rows = []
    for measure, title in (("effort", "Effort"), ("cost", "Cost")):
        if base.get(f"ev.{measure}.bac") is not None:
            cells = [fact_or_dash(base.get(f"ev.{measure}.{name}")) for name in names]
            if voice == "engineering":
                cells += [fact_or_dash(base.get(f"ev.{measure}.{n}")) for n in ("spi", "cpi")]
            rows.append((words(title), *cells))
    columns = [column("Measure"), *(column(head, figures=True) for head in heads)]
    if voice == "engineering":
        columns += [column("SPI", figures=True), column("CPI", figures=True)]
    blocks.append(Grid(columns=tuple(columns), rows=tuple(rows)))
    blocks.extend(earned_figure(seen, base, value, voice=voice))
    if value.assumed:
        told = "Where no time was recorded, the planned effort of what is done was taken."
        blocks.append(Paragraph(text=words(told), quiet=True))
    return tuple(blocks)


def _sentence(base: FactBase, value: EarnedValue) -> Text:
    against = Quote(text=plain(value.against))
    schedule = value.schedule
    if schedule is None:
        return say("Measured against {}.", against)
    behind = schedule.variance < 0
    told = say(
        "Measured against {}, the work is {} {}.",
        against,
        base["ev.schedule.behind"],
        words("behind" if behind else "ahead"),
    )
    finish = base.get("ev.schedule.finish")
    if finish is None:
        return told
    return say("{} If the rest goes at the same pace, it ends on {}.", told, finish)
