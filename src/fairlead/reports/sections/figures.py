"""The figures of a briefing, each with what it shows, how it is read, and the same as a table."""

from __future__ import annotations

from fairlead.program.noun import replace
from fairlead.reports.briefing import Block, Figure, Grid
from fairlead.reports.drawings.gantt import GanttRow, gantt_chart
from fairlead.reports.drawings.load_map import load_map
from fairlead.reports.drawings.trace_map import TraceMap, trace_map
from fairlead.reports.fact import FactBase
from fairlead.reports.outline import selected
from fairlead.reports.phrases import DASH, column, fact_or_dash
from fairlead.reports.picture import Picture
from fairlead.reports.text import Text, say, words

__all__ = ["big_picture", "load_figure", "milestone_chart", "schedule_chart"]

_STATES = {"waiting": "Waiting", "running": "Running", "finished": "Finished"}


def schedule_chart(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    """The Gantt chart of the whole plan, or of what matters most of a large one."""
    selection = selected(seen.program, seen.plan)
    chart = gantt_chart(seen, base, selection=selection)
    if chart is None:
        return ()
    caption = say("The plan as of {}.", base["plan.as_of"])
    if selection.rule is not None:
        shown, whole = base["chart.rows.shown"], base["chart.rows.all"]
        caption = say(
            "The plan as of {}. Shown are {} of {} rows: {}.",
            base["plan.as_of"],
            shown,
            whole,
            words(selection.rule),
        )
    table = Grid(
        columns=(
            column("Row", wide=True),
            column("Who"),
            column("State"),
            column("Start", figures=True),
            column("Finish", figures=True),
            column("Slack", figures=True),
            *([column("Decides the end", figures=True)] if seen.forecast is not None else ()),
        ),
        rows=tuple(_schedule_row(row, base, told=seen.forecast is not None) for row in chart.rows),
    )
    return (Figure(chart=chart, caption=caption, table=table),)


def _schedule_row(row: GanttRow, base: FactBase, *, told: bool) -> tuple[Text, ...]:
    slack = base.get(f"task.{row.id}.slack") if row.kind == "task" else None
    return (
        (row.title,),
        row.who or DASH,
        words(_STATES[row.state]),
        DASH if row.kind == "milestone" else (row.start,),
        (row.finish,),
        fact_or_dash(slack),
        *((fact_or_dash(row.often),) if told else ()),
    )


def milestone_chart(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    """The milestones on the time axis below the large parts of the work."""
    selection = selected(seen.program, seen.plan)
    rows = tuple(
        row
        for row in selection.rows
        if seen.plan.activities[row.id].kind == "milestone"
        or (row.depth == 0 and seen.plan.activities[row.id].kind == "summary")
    )
    flat = tuple(replace(row, depth=0) for row in rows)
    chart = gantt_chart(seen, base, selection=replace(selection, rows=flat))
    if chart is None:
        return ()
    caption = words("Promised and planned dates, and the large parts of the work.")
    return (Figure(chart=replace(chart, links=(), narrow=True), caption=caption),)


def big_picture(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    """The map from goals to milestones; none where the program has only tasks."""
    chart = trace_map(seen, base, flow=seen.flows)
    if chart is None:
        return ()
    caption = say(
        "How {} tasks serve what is wanted. A ribbon is as broad as the number of its tasks; "
        "dashed boxes are gaps.",
        base["tasks.all"],
    )
    return (Figure(chart=chart, caption=caption, table=_ways(chart)),)


def _ways(chart: TraceMap) -> Grid:
    rows = tuple(
        ((chart.headings[node.column],), (node.title,), (node.tasks,)) for node in chart.nodes
    )
    return Grid(
        columns=(column("Kind"), column("Name", wide=True), column("Tasks", figures=True)),
        rows=rows,
    )


def load_figure(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    """The load of people by week."""
    chart = load_map(seen.program, seen.plan, base)
    if chart is None:
        return ()
    caption = words("Planned share of each person's time, by week; a week is named by its Monday.")
    cut = [
        say("{} of {} {}", base[f"load.{what}.shown"], base[f"load.{what}.all"], words(what))
        for what in ("weeks", "people")
        if base[f"load.{what}.shown"].value != base[f"load.{what}.all"].value
    ]
    for text in cut:
        caption = say("{} Shown are {}.", caption, text)
    return (Figure(chart=chart, caption=caption),)
