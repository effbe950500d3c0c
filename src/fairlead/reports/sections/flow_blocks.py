"""What a flow looks like: its table of days, and its four charts."""

from __future__ import annotations

from fairlead.analyses.flow.flow import Flow
from fairlead.reports.briefing import Block, Empty, Figure, Grid, Paragraph
from fairlead.reports.charts.flow_chart import (
    AgeBar,
    AgeChart,
    CumulativeChart,
    DaysLine,
    ScatterChart,
    ThroughputChart,
)
from fairlead.reports.fact import FactBase
from fairlead.reports.facts.flow import MOST_AGES
from fairlead.reports.names import plain
from fairlead.reports.phrases import column, fact_or_dash
from fairlead.reports.text import Quote, Scale, Words, counted, say, words

__all__ = ["ageing", "cumulative", "cycle_time", "next_items", "throughput"]


def next_items(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    """When the next items are done, by chance, and how many by a day where one was asked for."""
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


def throughput(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    """Items done in each week, with their mean."""
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


def cycle_time(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    """Days from start to end of each item, and the service-level expectation."""
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


def ageing(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    """What is under way, by age."""
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


def cumulative(flow: Flow, base: FactBase) -> tuple[Block, ...]:
    """Items asked for, begun and done by the end of each day."""
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
