"""Why the date moved, in either voice: a sentence, a waterfall, each change with its part."""

from __future__ import annotations

from fairlead.analyses.why import Cause, Moved, MovedBecause, MovedBy, Why
from fairlead.program.program import Program
from fairlead.reports.briefing import (
    Block,
    Briefing,
    Empty,
    Figure,
    Grid,
    Paragraph,
    Section,
    Voice,
)
from fairlead.reports.charts.chart import DatedMark, WaterfallChart, WaterfallStep
from fairlead.reports.fact import FactBase
from fairlead.reports.facts.why import place_of
from fairlead.reports.names import plain
from fairlead.reports.phrases import DASH, column, fact_or_dash, named_anywhere
from fairlead.reports.text import BREAK, Quote, Text, Words, listed, quiet, say, words

__all__ = ["CAUSE_WORDS", "focus", "why_briefing"]

CAUSE_WORDS: dict[Voice, dict[Cause, str]] = {
    "business": {
        "progress": "Progress",
        "scope": "Added or dropped work",
        "estimates": "Work judged anew",
        "dependencies": "What waits for what",
        "people": "People and leave",
        "dates": "Dates that were set",
        "risks": "Risks",
        "calibration": "Lessons of finished work",
        "sequence": "Another order of work",
        "sampling": "Rounding",
    },
    "engineering": {
        "progress": "Progress",
        "scope": "Scope",
        "estimates": "Estimates",
        "dependencies": "Dependencies",
        "people": "People and leave",
        "dates": "Dates and constraints",
        "risks": "Risks",
        "calibration": "Calibration",
        "sequence": "Sequence after levelling",
        "sampling": "Sampling",
    },
}
_TITLES: dict[Voice, str] = {"business": "Why the date moved", "engineering": "Movement by cause"}
_NAMED = 2
"""So many changes are named in the sentence."""


def focus(why: Why) -> tuple[str, Moved]:
    """The target that is told first, with its kind: the promise that moved most, else the whole."""
    promised = [row for row in why.milestones.values() if row.new_due is not None]
    moved = [row for row in promised if row.moved_minutes or row.chance_moved]
    if not moved:
        return "whole", why.finish
    return "milestone", max(moved, key=lambda row: (abs(row.moved_minutes), row.id))


def why_briefing(why: Why, program: Program, base: FactBase, *, voice: Voice) -> Briefing:
    """Tell one side why the dates moved. `program` is the newer version."""
    kind, first = focus(why)
    rows = tuple((of, row) for of, row in why.rows if not row.reached)
    rest = [(k, row) for k, row in rows if row is not first and row.moved_minutes]
    sections = [
        Section(
            id="why",
            title=words(_TITLES[voice]),
            blocks=_told(base, first, kind, voice),
        ),
        Section(
            id="dates", title=words("All dates"), blocks=(_dates(base, rows), _how(base, voice))
        ),
    ]
    if rest:
        parts = tuple(
            Section(
                id=f"why-{place}",
                title=(_name(row),),
                blocks=_told(base, row, kind_, voice),
            )
            for place, (kind_, row) in enumerate(rest)
        )
        sections.append(Section(id="others", title=words("The other dates"), blocks=parts))
    came = _came_and_went(program, why)
    if came:
        sections.append(Section(id="new", title=words("Came and went"), blocks=came))
    return Briefing(
        voice=voice,
        title=Quote(text=plain(program.title or program.id)),
        headline=_sentence(base, first, kind, voice),
        sections=tuple(sections),
        base=base,
    )


def _name(row: Moved) -> Quote:
    return Quote(text=plain(row.title))


# ---- the sentence -------------------------------------------------------------------------------


def _sentence(base: FactBase, row: Moved, kind: str, voice: Voice) -> Text:
    place = place_of(row, kind)
    if not row.moved_minutes:
        chance = _chance(base, row, place)
        return say("{} did not move{}.", _name(row), chance)
    way = words("later" if row.moved_minutes > 0 else "earlier")
    date = base[f"{place}.new_p80"]
    moved = base[f"{place}.p80.size"]
    if voice == "business":
        start = say(
            "{} moved {} {}: four times in five it is there by {}", _name(row), moved, way, date
        )
    else:
        start = say("{}: the eightieth percentile moved {} {}, to {}", _name(row), moved, way, date)
    return say("{}{}. {}", start, _chance(base, row, place), _mostly(base, row, place, voice))


def _chance(base: FactBase, row: Moved, place: str) -> Text:
    old, new = (base.get(f"{place}.{side}_chance") for side in ("old", "new"))
    if old is None or new is None or not row.chance_moved:
        return ()
    return say(", and the chance of the promise went from {} to {}", old, new)


def _mostly(base: FactBase, row: Moved, place: str, voice: Voice) -> Text:
    """The cause that did most of it, with its largest changes."""
    same = [part for part in row.causes if part.minutes * row.moved_minutes > 0]
    if not same:
        return words("What moved it cancels out, cause by cause.")
    most = max(same, key=lambda part: abs(part.minutes))
    name = CAUSE_WORDS[voice][most.cause]
    told = words(name[0].lower() + name[1:])
    size = base[f"{place}.{most.cause}.size"]
    named = [
        say("{} ({})", Quote(text=plain(change.title)), base[f"{place}.{most.cause}.{n}.size"])
        for n, change in _by_size(most)[:_NAMED]
        if change.minutes * row.moved_minutes > 0
    ]
    if not named:
        return say("Most of it is {}: {}.", told, size)
    return say("Most of it is {}: {}, above all {}.", told, size, listed(named))


def _by_size(part: MovedBecause) -> list[tuple[int, MovedBy]]:
    numbered = list(enumerate(part.changes))
    return sorted(numbered, key=lambda row: (-abs(row[1].minutes), row[0]))


# ---- the waterfall and the tables ---------------------------------------------------------------


def _told(base: FactBase, row: Moved, kind: str, voice: Voice) -> tuple[Block, ...]:
    place = place_of(row, kind)
    moving = [part for part in row.causes if part.minutes]
    if not moving:
        return (
            Empty(
                text=say("{} stands where it stood.", _name(row)),
                hint=words("Nothing that changed moves the date that is kept four times in five."),
            ),
        )
    chart = WaterfallChart(
        before=DatedMark(what=Words(text="Before"), fact=base[f"{place}.old_p80"], at=row.old_p80),
        after=DatedMark(what=Words(text="Now"), fact=base[f"{place}.new_p80"], at=row.new_p80),
        steps=tuple(
            WaterfallStep(
                title=Quote(text=CAUSE_WORDS[voice][part.cause]),
                fact=base[f"{place}.{part.cause}.p80"],
                days=part.minutes / 1440,
            )
            for part in moving
        ),
    )
    caption = say(
        "{}: the date that is kept four times in five, from {} to {}, in days of the calendar. "
        "What delays is amber, what helps is blue; the steps add up exactly.",
        _name(row),
        base[f"{place}.old_p80"],
        base[f"{place}.new_p80"],
    )
    return (
        Paragraph(text=_sentence(base, row, kind, voice)),
        Figure(chart=chart, caption=caption, table=_causes(base, place, moving, voice)),
        _changes(base, place, moving, voice),
    )


def _causes(base: FactBase, place: str, parts: list[MovedBecause], voice: Voice) -> Grid:
    return Grid(
        columns=(
            column("Cause", wide=True),
            column("Four in five" if voice == "business" else "Eightieth percentile", figures=True),
            column("Even odds" if voice == "business" else "Median", figures=True),
            column("Chance", figures=True),
        ),
        rows=tuple(
            (
                words(CAUSE_WORDS[voice][part.cause]),
                (base[f"{place}.{part.cause}.p80"],),
                (base[f"{place}.{part.cause}.p50"],),
                fact_or_dash(base.get(f"{place}.{part.cause}.chance")),
            )
            for part in parts
        ),
    )


def _changes(base: FactBase, place: str, parts: list[MovedBecause], voice: Voice) -> Grid:
    rows: list[tuple[Text, ...]] = []
    for part in parts:
        for number, change in _by_size(part):
            if not change.minutes:
                continue
            name: Text = (Quote(text=plain(change.title)),)
            if voice == "engineering":
                edits = listed((Quote(text=place_),) for place_ in change.edits)
                name = (*name, BREAK, *quiet(edits))
            rows.append(
                (
                    words(CAUSE_WORDS[voice][part.cause]),
                    name,
                    (base[f"{place}.{part.cause}.{number}.p80"],),
                    fact_or_dash(base.get(f"{place}.{part.cause}.{number}.chance")),
                )
            )
    return Grid(
        columns=(
            column("Cause"),
            column("Change", wide=True),
            column("Moves the date by", figures=True),
            column("and the chance by", figures=True),
        ),
        rows=tuple(rows),
    )


def _dates(base: FactBase, rows: tuple[tuple[str, Moved], ...]) -> Grid:
    return Grid(
        columns=(
            column("What", wide=True),
            column("Promised", figures=True),
            column("Before", figures=True),
            column("Now", figures=True),
            column("Moved by", figures=True),
            column("Chance before", figures=True),
            column("Chance now", figures=True),
        ),
        rows=tuple(
            (
                (_name(row),) if row.id else say("{} {}", _name(row), quiet(words("as a whole"))),
                fact_or_dash(base.get(f"{place_of(row, kind)}.new_due")),
                (base[f"{place_of(row, kind)}.old_p80"],),
                (base[f"{place_of(row, kind)}.new_p80"],),
                (base[f"{place_of(row, kind)}.p80.moved"],) if row.moved_minutes else DASH,
                fact_or_dash(base.get(f"{place_of(row, kind)}.old_chance")),
                fact_or_dash(base.get(f"{place_of(row, kind)}.new_chance")),
            )
            for kind, row in rows
        ),
    )


def _how(base: FactBase, voice: Voice) -> Paragraph:
    if voice == "business":
        text = say(
            "Dates are those kept four times in five. Both versions, and every mixture of their "
            "changes, were played through with the same luck, {} times; each cause gets its mean "
            "part over all orders in which the causes may come.",
            base["why.between"],
        )
    else:
        text = say(
            "Shapley values over common random numbers: {} trials of either version, {} of each "
            "program between, seed {}. {} edits move no date.",
            base["why.trials"],
            base["why.between"],
            base["why.seed"],
            base["why.quiet"],
        )
    return Paragraph(text=text, quiet=True)


def _came_and_went(program: Program, why: Why) -> tuple[Block, ...]:
    told = []
    for keys, verb in ((why.added, "New"), (why.removed, "Gone")):
        if keys:
            told.append(
                Paragraph(
                    text=say(
                        "{}: {}.", words(verb), listed(named_anywhere(program, k) for k in keys)
                    )
                )
            )
    return tuple(told)
