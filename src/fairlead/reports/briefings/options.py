"""Ways out of a date that cannot be met, in either voice: why not, what else, at what price."""

from __future__ import annotations

from fairlead.analyses.conflict import Conflict
from fairlead.analyses.options import Option, Options
from fairlead.program.program import Program
from fairlead.reports.briefing import (
    Block,
    Briefing,
    Bullets,
    Empty,
    Figure,
    Grid,
    Paragraph,
    Section,
    Voice,
)
from fairlead.reports.charts.range_chart import RangeChart, RangeRow
from fairlead.reports.fact import FactBase
from fairlead.reports.names import plain
from fairlead.reports.phrases import column, fact_or_dash
from fairlead.reports.text import BREAK, Quote, Text, Words, quiet, say, words

__all__ = ["options_briefing"]


def options_briefing(
    found: Options, conflict: Conflict | None, program: Program, base: FactBase, *, voice: Voice
) -> Briefing:
    """Tell one side whether a date can be had, what stands against it, and the ways out."""
    sections = []
    if conflict is not None and conflict.members:
        why = "Why not" if voice == "business" else "Minimal conflict"
        sections.append(Section(id="why-not", title=words(why), blocks=_why(conflict, voice)))
    if not found.met:
        what = "What is possible" if voice == "business" else "Options on the Pareto front"
        sections.append(Section(id="options", title=words(what), blocks=_ways(found, base, voice)))
    return Briefing(
        voice=voice,
        title=Quote(text=plain(program.title or program.id)),
        headline=_headline(found, base, voice),
        sections=tuple(sections),
        base=base,
    )


def _headline(found: Options, base: FactBase, voice: Voice) -> Text:
    name, by, chance = Quote(text=plain(found.title)), base["options.by"], base["options.chance"]
    at, sure = base["options.at"], base["options.confidence"]
    if voice == "business":
        start = say("{} by {}: the chance is {}, {} is wanted", name, by, chance, sure)
    else:
        start = say("P({} by {}) is {}, wanted {}", name, by, chance, sure)
    if found.met:
        return say("{}. Nothing has to be done.", start)
    if found.reached:
        return say("{}. It can be had, at a price: the first way is below.", start)
    best = base.get("options.best")
    if best is None:
        return say("{}. Nothing that was tried comes nearer; it is kept by {}.", start, at)
    return say("{}. Nothing in this program reaches that; the best reachable is {}.", start, best)


def _why(conflict: Conflict, voice: Voice) -> tuple[Block, ...]:
    lead = "These promises contradict each other. Give up any one of them, and the others hold."
    if voice == "engineering":
        lead = "Infeasible together; feasible when any one of them is removed."
    if conflict.alone:
        lead = "It cannot be, whatever else gives way."
    items = tuple((Quote(text=plain(member.title)),) for member in conflict.members)
    return (Paragraph(text=words(lead)), Bullets(items=items))


def _ways(found: Options, base: FactBase, voice: Voice) -> tuple[Block, ...]:
    if not found.options:
        return (
            Empty(
                text=words("The program offers no way to a better date."),
                hint=words("Mark dependencies that are choices, state treatments, priorities."),
            ),
        )
    how = say(
        "{} measures that the program offers were tried alone and together, {} combinations; those "
        "shown were each played through {} times. No other is as good in everything.",
        base["options.levers"],
        base["options.tried"],
        base["options.trials"],
    )
    return (_front(found, base), _grid(found, base, voice), Paragraph(text=how, quiet=True))


def _front(found: Options, base: FactBase) -> Figure:
    """Every way out from even odds to its date at the confidence, against the day that is asked."""
    now = RangeRow(
        title=Words(text="As things stand"),
        first=found.p50,
        last=found.at_confidence,
        told=(base["options.chance"],),
        lead=True,
    )
    ways = tuple(
        RangeRow(
            title=Quote(text=plain(f"{number + 1}. {row.title}")),
            first=row.p50,
            last=row.at_confidence,
            told=(
                base[f"options.{number}.chance"],
                Words(text=", "),
                base[f"options.{number}.cost"],
            ),
            kept=row.reaches,
        )
        for number, row in enumerate(found.options)
    )
    chart = RangeChart(
        rows=(now, *ways),
        timezone=found.timezone,
        due=found.by,
        due_words=Words(text="Asked for"),
        due_fact=base["options.by"],
    )
    caption = words(
        "Each way from the date of even odds to the one that is as sure as is wanted, with its "
        "chance to keep its date and what it costs more. Blue ones keep a date: the one asked for, "
        "or the one that they move it to."
    )
    return Figure(chart=chart, caption=caption)


def _grid(found: Options, base: FactBase, voice: Voice) -> Grid:
    return Grid(
        columns=(
            column("Number", figures=True),
            column("What is done", wide=True),
            column("Date", figures=True),
            column("Chance", figures=True),
            column("Kept by" if voice == "business" else "At the confidence", figures=True),
            column("Costs more", figures=True),
            column("Value lost", figures=True),
            column("Value later", figures=True),
        ),
        rows=tuple(
            (
                (base[f"options.{n}.number"],),
                _measures(row, voice),
                (base[f"options.{n}.by"],),
                (base[f"options.{n}.chance"],),
                (base[f"options.{n}.at"],),
                (base[f"options.{n}.cost"],),
                fact_or_dash(base.get(f"options.{n}.lost")),
                fact_or_dash(base.get(f"options.{n}.late")),
            )
            for n, row in enumerate(found.options)
        ),
    )


def _measures(row: Option, voice: Voice) -> Text:
    told: list[Text] = [(Quote(text=plain(measure.title)),) for measure in row.measures]
    if voice == "engineering":
        told.append(quiet((Quote(text=row.id),)))
    found: Text = told[0]
    for each in told[1:]:
        found = (*found, BREAK, *each)
    return found
