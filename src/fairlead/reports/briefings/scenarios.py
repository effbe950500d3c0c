"""Changes side by side, in either voice: the dates of each promise, chances, money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fairlead.analyses.scope.impact import Dates, Impact, TargetImpact
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.reports.briefing import Block, Briefing, Figure, Grid, Paragraph, Section, Voice
from fairlead.reports.charts.range_chart import RangeChart, RangeRow
from fairlead.reports.fact import FactBase, Recorder
from fairlead.reports.names import plain
from fairlead.reports.phrases import DASH, column, fact_or_dash
from fairlead.reports.text import Quote, Text, Words, say, words

__all__ = ["Alternative", "scenario_base", "scenario_briefing"]

_HEADS: dict[Voice, tuple[str, str]] = {
    "business": ("Even odds by", "Four in five by"),
    "engineering": ("Median", "Eightieth percentile"),
}


class Alternative(Noun):
    """One change that is set beside others, and what it would do."""

    title: str
    impact: Impact


def scenario_base(rows: Sequence[Alternative], program: Program) -> FactBase:
    """Every value that a briefing of these may show. `program` is that without any of them."""
    first = rows[0].impact
    recorder = Recorder(currency=first.currency)
    source = "Paired trials of the program with and without the change."
    recorder.record("fairlead.version", "text", first.version, "The version of Fairlead.")
    recorder.record("plan.fingerprint", "text", first.before, "The program, as a digest.")
    recorder.record("plan.as_of", "instant", first.as_of, "The program.")
    recorder.record("report.timezone", "text", program.timezone, "The program.")
    recorder.record("scenario.trials", "count", first.trials, source)
    recorder.record("scenario.count", "count", len(rows), "What was asked for.")
    for number, row in enumerate(rows):
        for target in _targets(row.impact):
            place, about = f"scenario.{number}.{target.id}", (target.id,) if target.id else ()
            if number == 0:
                _dates(recorder, f"scenario.now.{target.id}", target.before, about)
            _dates(recorder, place, target.after, about)
            for name, minutes in (
                ("moves", target.p80_minutes),
                ("error", target.p80_error_minutes),
            ):
                recorder.record(
                    f"{place}.{name}", "duration", minutes, source, about=about, day_minutes=1440
                )
        cost = row.impact.cost
        if cost is not None:
            if number == 0:
                recorder.record("scenario.now.cost", "money", cost.planned_before, "Cost.")
                recorder.record("scenario.now.cost80", "money", cost.p80_before, source)
            recorder.record(f"scenario.{number}.cost", "money", cost.planned_after, "Cost.")
            recorder.record(f"scenario.{number}.cost80", "money", cost.p80_after, source)
            effort = cost.size.minutes
            recorder.record(f"scenario.{number}.effort", "duration", effort, "Scope.")
    return FactBase(
        program=program.id,
        fingerprint=first.before,
        as_of=first.as_of,
        timezone=program.timezone,
        version=first.version,
        facts=Table(recorder.rows),
    )


def _targets(impact: Impact) -> tuple[TargetImpact, ...]:
    return (*impact.milestones.values(), impact.finish)


def _dates(recorder: Recorder, place: str, dates: Dates | None, about: tuple[str, ...]) -> None:
    if dates is None:
        return
    source = "The trials."
    recorder.record(f"{place}.p50", "finish", dates.p50, source, about=about)
    recorder.record(f"{place}.p80", "finish", dates.p80, source, about=about)
    recorder.record(f"{place}.chance", "share", dates.chance, source, about=about)
    recorder.record(f"{place}.due", "finish", dates.due, "The program.", about=about)


def scenario_briefing(rows: Sequence[Alternative], program: Program, *, voice: Voice) -> Briefing:
    """Tell one side how several changes compare, date by date."""
    base = scenario_base(rows, program)
    keys = list(dict.fromkeys(target.id for row in rows for target in _targets(row.impact)))
    dates = [
        Section(id=f"date-{number}", title=(_name(rows, program, key),), blocks=blocks)
        for number, key in enumerate(keys)
        if (blocks := _date(rows, program, base, key, voice))
    ]
    how = say(
        "Each was played through {} times with the same luck as the program without it: what "
        "differs is its own doing.",
        base["scenario.trials"],
    )
    return Briefing(
        voice=voice,
        title=Quote(text=plain(program.title or program.id)),
        headline=say("{} alternatives side by side.", base["scenario.count"]),
        sections=(
            Section(
                id="dates",
                title=words("Dates"),
                blocks=(*dates, Paragraph(text=how, quiet=True)),
            ),
            *_money(rows, base),
        ),
        base=base,
    )


def _name(rows: Sequence[Alternative], program: Program, key: str) -> Quote:
    if not key:
        return Quote(text=plain(program.title or program.id))
    for row in rows:
        target = row.impact.milestones.get(key)
        if target is not None:
            return Quote(text=plain(target.title))
    return Quote(text=plain(key))


def _date(
    rows: Sequence[Alternative], program: Program, base: FactBase, key: str, voice: Voice
) -> tuple[Block, ...]:
    """One date in all alternatives; nothing where none of them moves it."""
    found = [_target(row.impact, key) for row in rows]
    if not any(target is not None and target.moved for target in found):
        return ()
    now = next((target.before for target in found if target is not None), None)
    places = ["now", *(str(number) for number in range(len(rows)))]
    titles: list[Quote | Words] = [Words(text="As it is")]
    titles += [Quote(text=plain(row.title)) for row in rows]
    dates = [now, *(None if target is None else target.after for target in found)]
    chart = _chart(base, key, list(zip(places, titles, dates, strict=True)), program.timezone)
    grid = Grid(
        columns=(
            column("Alternative", wide=True),
            *(column(head, figures=True) for head in _HEADS[voice]),
            column("Chance of the promise", figures=True),
            column("Moves by", figures=True),
        ),
        rows=tuple(
            (
                (title,),
                fact_or_dash(base.get(f"scenario.{place}.{key}.p50")),
                fact_or_dash(base.get(f"scenario.{place}.{key}.p80")),
                fact_or_dash(base.get(f"scenario.{place}.{key}.chance")),
                _moves(base, f"scenario.{place}.{key}"),
            )
            for place, title in zip(places, titles, strict=True)
        ),
    )
    if chart is None:
        return (grid,)
    told = {
        "business": "From the date of even odds to the one that is kept four times in five.",
        "engineering": "From the median to the eightieth percentile.",
    }
    caption = words(told[voice])
    return (Figure(chart=chart, caption=caption, table=None), grid)


def _target(impact: Impact, key: str) -> TargetImpact | None:
    return impact.milestones.get(key) if key else impact.finish


def _chart(
    base: FactBase,
    key: str,
    rows: list[tuple[str, Quote | Words, Dates | None]],
    timezone: str,
) -> RangeChart | None:
    drawn = []
    due: datetime | None = None
    for place, title, dates in rows:
        if dates is None:
            continue
        if place == "now":
            due = dates.due
        chance = base.get(f"scenario.{place}.{key}.chance")
        kept = dates.due is not None and dates.p80 <= dates.due
        drawn.append(
            RangeRow(
                title=title,
                first=dates.p50,
                last=dates.p80,
                told=() if chance is None else (chance,),
                kept=kept or dates.due is None,
                lead=place == "now",
            )
        )
    if not drawn:
        return None
    fact = base.get(f"scenario.now.{key}.due")
    return RangeChart(
        rows=tuple(drawn),
        timezone=timezone,
        due=due if fact is not None else None,
        due_words=Words(text="Promised"),
        due_fact=fact,
    )


def _moves(base: FactBase, place: str) -> Text:
    moves, error = base.get(f"{place}.moves"), base.get(f"{place}.error")
    if moves is None or not moves.value:
        return DASH
    if error is None or not error.value:
        return (moves,)
    return say("{} \N{PLUS-MINUS SIGN} {}", moves, error)


def _money(rows: Sequence[Alternative], base: FactBase) -> tuple[Section, ...]:
    if base.get("scenario.now.cost") is None:
        return ()
    lines: list[tuple[Text, ...]] = [
        (words("As it is"), DASH, (base["scenario.now.cost"],), (base["scenario.now.cost80"],))
    ]
    lines += [
        (
            (Quote(text=plain(row.title)),),
            fact_or_dash(base.get(f"scenario.{number}.effort")),
            fact_or_dash(base.get(f"scenario.{number}.cost")),
            fact_or_dash(base.get(f"scenario.{number}.cost80")),
        )
        for number, row in enumerate(rows)
    ]
    grid = Grid(
        columns=(
            column("Alternative", wide=True),
            column("Effort more", figures=True),
            column("Planned cost", figures=True),
            column("Four times in five no more than", figures=True),
        ),
        rows=tuple(lines),
    )
    return (Section(id="money", title=words("Money and effort"), blocks=(grid,)),)
