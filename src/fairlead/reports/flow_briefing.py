"""The flow of a record as a page: when the next items are done, and the charts behind it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time

from fairlead import __version__
from fairlead.analyses.flow.flow import EXPECTED, Flow
from fairlead.program.fingerprint import canonical_bytes
from fairlead.program.noun import Table
from fairlead.reports.briefing import Block, Briefing, Empty, Figure, Grid, Paragraph, Section
from fairlead.reports.charts.flow_chart import (
    AgeBar,
    AgeChart,
    CumulativeChart,
    DaysLine,
    ScatterChart,
    ThroughputChart,
)
from fairlead.reports.fact import FactBase, Recorder
from fairlead.reports.names import plain
from fairlead.reports.phrases import column, fact_or_dash
from fairlead.reports.text import Quote, Scale, Text, Words, counted, say, words

__all__ = ["MOST_AGES", "flow_briefing"]

MOST_AGES = 25
"""Items under way that a page shows, oldest first; the count is always told."""

_RECORD = "Flow of the record"


def flow_briefing(flow: Flow, *, name: str) -> Briefing:
    """The page of a flow; `name` is what the record is called."""
    base = _facts(flow, name)
    return Briefing(
        voice="engineering",
        title=Quote(text=plain(name)),
        headline=_headline(flow, base),
        sections=(
            Section(
                id="next", title=words("When the next items are done"), blocks=_next(flow, base)
            ),
            Section(id="throughput", title=words("Throughput"), blocks=_throughput(flow, base)),
            Section(id="cycle-time", title=words("Cycle time"), blocks=_cycle_time(flow, base)),
            Section(id="ageing", title=words("Work in progress"), blocks=_ageing(flow, base)),
            Section(
                id="cumulative", title=words("Cumulative flow"), blocks=_cumulative(flow, base)
            ),
        ),
        base=base,
    )


def _facts(flow: Flow, name: str) -> FactBase:
    recorder = Recorder(currency="EUR")
    digest = hashlib.blake2b(canonical_bytes(flow), digest_size=16).hexdigest()
    as_of = datetime.combine(flow.first, time(), UTC)
    record = recorder.record
    record("fairlead.version", "text", __version__, "The version of Fairlead.")
    record("plan.fingerprint", "text", digest, "The flow, as a digest.")
    record("plan.as_of", "finish", as_of, f"{_RECORD}: its end.")
    record("report.timezone", "text", "UTC", "Days of a record have no zone.")
    for place, count in (
        ("items", flow.items),
        ("done", flow.done),
        ("wip", flow.wip),
        ("waiting", flow.waiting),
        ("beyond", sum(row.beyond for row in flow.ageing)),
    ):
        record(f"flow.{place}", "count", count, f"{_RECORD}: {place}.")
    record("flow.per_week", "count", round(flow.per_week, 1), f"{_RECORD}: items done a week.")
    _duration(recorder, "flow.window", flow.window, "days that it is measured over")
    if flow.littles_law_days is not None:
        _duration(recorder, "flow.little", flow.littles_law_days, "work in progress by throughput")
    cycle = flow.cycle_time
    if cycle is not None:
        for place in ("p50", "p70", "expected", "p95"):
            what = f"cycle time, {place}, of {cycle.items:,} items"
            _duration(recorder, f"flow.cycle.{place}", getattr(cycle, place), what)
        record("flow.cycle.items", "count", cycle.items, f"{_RECORD}: items with both ends.")
    record("flow.expected", "share", EXPECTED, "The share of a service-level expectation.")
    for number, row in enumerate(flow.ageing[:MOST_AGES]):
        _duration(recorder, f"flow.age.{number}", row.days, "days since its start")
        record(f"flow.age.{number}.share", "share", row.share, f"{_RECORD}: done items took less.")
    if flow.when is not None:
        record("flow.when.items", "count", flow.when.items, "What was asked.")
        for place in ("p50", "p80", "p85", "p95"):
            said = f"{_RECORD}: the day that is kept with {place[1:]} %."
            record(f"flow.when.{place}", "day", getattr(flow.when, place), said)
    if flow.by is not None:
        record("flow.by.day", "day", flow.by.day, "What was asked.")
        for place in ("p50", "p80", "p90"):
            said = f"{_RECORD}: so many at least with {place[1:]} %."
            record(f"flow.by.{place}", "count", getattr(flow.by, place), said)
    return FactBase(
        program=name,
        fingerprint=digest,
        as_of=as_of,
        timezone="UTC",
        version=__version__,
        facts=Table(recorder.rows),
    )


def _duration(recorder: Recorder, place: str, days: float, what: str) -> None:
    recorder.record(place, "duration", round(days * 1440), f"{_RECORD}: {what}.", day_minutes=1440)


def _headline(flow: Flow, base: FactBase) -> Text:
    said = say(
        "{} done, {} under way; {} a week.",
        counted(base["flow.done"], "item", "items"),
        base["flow.wip"],
        base["flow.per_week"],
    )
    if flow.when is None:
        return said
    return say(
        "{} The next {} are done by {} with four chances in five.",
        said,
        base["flow.when.items"],
        base["flow.when.p80"],
    )


def _next(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    if flow.when is None:
        return (
            Empty(
                text=words("This cannot be said."),
                hint=words("It takes a record of some weeks, and items done in the last months."),
            ),
        )
    rows = tuple(
        ((Scale(text=place.upper()),), (base[f"flow.when.{place}"],))
        for place in ("p50", "p80", "p85", "p95")
    )
    grid = Grid(
        columns=(column("Chance"), column("All done by", figures=True)), rows=rows, narrow=True
    )
    if flow.by is None:
        return (grid,)
    text = say(
        "By {}: {} with even odds, {} with four chances in five, {} with nine in ten.",
        base["flow.by.day"],
        counted(base["flow.by.p50"], "item", "items"),
        base["flow.by.p80"],
        base["flow.by.p90"],
    )
    return (grid, Paragraph(text=text))


def _throughput(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    if not flow.weeks:
        return (Empty(text=words("The record is shorter than a week.")),)
    chart = ThroughputChart(
        weeks=tuple((week.start, week.completed) for week in flow.weeks),
        mean=base["flow.per_week"],
        mean_value=flow.per_week,
    )
    caption = say("Items done in each week of the last {}.", base["flow.window"])
    table = Grid(
        columns=(column("Throughput"), column("Items a week", figures=True)),
        rows=((words("Mean of the window"), (base["flow.per_week"],)),),
        narrow=True,
    )
    return (Figure(chart=chart, caption=caption, table=table),)


def _cycle_time(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    if flow.cycle_time is None:
        return (
            Empty(
                text=words("No item of the window has a start and an end."),
                hint=words("Give a column with the day on which each item was begun."),
            ),
        )
    cycle = flow.cycle_time
    chart = ScatterChart(
        items=flow.scatter,
        lines=(
            DaysLine(what=Words(text="half within"), fact=base["flow.cycle.p50"], days=cycle.p50),
            DaysLine(
                what=Words(text="expectation"),
                fact=base["flow.cycle.expected"],
                days=cycle.expected,
            ),
        ),
        days=Words(text="days from start to end"),
    )
    caption = say(
        "Each point is an item on the day that it was done. Service-level expectation: {} of items "
        "within {}.",
        base["flow.expected"],
        base["flow.cycle.expected"],
    )
    table = Grid(
        columns=(column("Cycle time"), column("At most", figures=True)),
        rows=tuple(
            ((Scale(text=said),), (base[f"flow.cycle.{place}"],))
            for said, place in (("P50", "p50"), ("P70", "p70"), ("P85", "expected"), ("P95", "p95"))
        ),
        narrow=True,
    )
    return (Figure(chart=chart, caption=caption, table=table),)


def _ageing(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    if not flow.ageing:
        return (Empty(text=words("Nothing is known to be under way.")),)
    rows = flow.ageing[:MOST_AGES]
    expected = None
    if flow.cycle_time is not None:
        expected = DaysLine(
            what=Words(text="expectation"),
            fact=base["flow.cycle.expected"],
            days=flow.cycle_time.expected,
        )
    titles = [Quote(text=plain(row.title or row.key)) for row in rows]
    chart = AgeChart(
        bars=tuple(
            AgeBar(title=title, fact=base[f"flow.age.{n}"], days=row.days, beyond=row.beyond)
            for n, (row, title) in enumerate(zip(rows, titles, strict=True))
        ),
        expected=expected,
    )
    caption = say(
        "{} under way, oldest first; {} older than the expectation.",
        counted(base["flow.wip"], "item", "items"),
        base["flow.beyond"],
    )
    if flow.wip > len(rows):
        caption = say("{} The oldest are shown.", caption)
    table = Grid(
        columns=(
            column("Item", wide=True),
            column("Age", figures=True),
            column("Done items that took no longer", figures=True),
        ),
        rows=tuple(
            (
                (title,),
                (base[f"flow.age.{n}"],),
                fact_or_dash(base.get(f"flow.age.{n}.share")),
            )
            for n, title in enumerate(titles)
        ),
    )
    figure = Figure(chart=chart, caption=caption, table=table)
    little = base.get("flow.little")
    if little is None:
        return (figure,)
    said = say(
        "At this pace, so much work in progress takes {} on average (the law of Little).", little
    )
    return (figure, Paragraph(text=said, quiet=True))


def _cumulative(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    chart = CumulativeChart(
        levels=tuple((row.day, row.created, row.started, row.finished) for row in flow.cumulative),
        asked=Words(text="asked for"),
        begun=Words(text="begun"),
        done=Words(text="done"),
    )
    caption = words(
        "Items by the end of each day. The height between two edges is what stands between them, "
        "the width how long it does."
    )
    table = Grid(
        columns=(column("At the end"), column("Items", figures=True)),
        rows=(
            (words("Done"), (base["flow.done"],)),
            (words("Under way"), (base["flow.wip"],)),
            (words("Waiting"), (base["flow.waiting"],)),
        ),
        narrow=True,
    )
    return (Figure(chart=chart, caption=caption, table=table),)
