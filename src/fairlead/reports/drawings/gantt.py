"""What a Gantt chart shows: bars, brackets and diamonds with their facts, and what links them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fairlead.analyses.answers.status import Rag, shown_rag
from fairlead.analyses.forecast.result import DriverKind
from fairlead.analyses.plan.latest import latest_finishes
from fairlead.program.noun import Noun
from fairlead.program.work import Link
from fairlead.reports.fact import Fact, FactBase
from fairlead.reports.names import name_of, owner_name
from fairlead.reports.outline import OutlineRow, Selection
from fairlead.reports.picture import Picture
from fairlead.reports.text import Quote, Text, listed

__all__ = ["GanttChart", "GanttLink", "GanttRow", "gantt_chart"]


class GanttRow(Noun):
    """One bar, bracket or diamond. `slack_until` is its finish once its slack is used.

    `often` is the part of the trials of a forecast in which it was on the driving chain, and
    `sure_from` to `sure_until` the stretch between P10 and P90 of a milestone.
    """

    id: str
    title: Quote
    kind: Literal["task", "milestone", "summary"]
    state: Literal["waiting", "running", "finished"]
    depth: int
    start: Fact
    finish: Fact
    starts: datetime
    finishes: datetime
    slack_until: datetime | None = None
    critical: bool = False
    due: Fact | None = None
    due_at: datetime | None = None
    rag: Rag = "unknown"
    who: Text = ()
    often: Fact | None = None
    often_share: float = 0.0
    sure_from: datetime | None = None
    sure_until: datetime | None = None


class GanttLink(Noun):
    """An arrow between two rows, by the kind of their dependency."""

    before: str
    after: str
    link: Link
    critical: bool = False


class GanttChart(Noun):
    """A Gantt chart, ready to be drawn. No time lies outside `first` to `last`.

    A `narrow` one is drawn for the width of a sheet held upright.
    """

    rows: tuple[GanttRow, ...]
    links: tuple[GanttLink, ...]
    as_of: Fact
    as_of_at: datetime
    first: datetime
    last: datetime
    timezone: str
    narrow: bool = False


def gantt_chart(seen: Picture, base: FactBase, *, selection: Selection) -> GanttChart | None:
    """The chart of the selected rows; None when there are none."""
    if not selection.rows:
        return None
    chain = {step.id for step in seen.plan.critical_chain}
    tasks = [row.id for row in selection.rows if seen.plan.activities[row.id].kind == "task"]
    latest = latest_finishes(seen.program, seen.plan, of=tasks)
    rows = tuple(
        _row(seen, base, place, critical=place.id in chain, latest=latest.get(place.id))
        for place in selection.rows
    )
    times = [
        t
        for row in rows
        for t in (
            row.starts,
            row.finishes,
            row.due_at,
            row.slack_until,
            row.sure_from,
            row.sure_until,
        )
        if t is not None
    ]
    return GanttChart(
        rows=rows,
        links=_links(seen, {row.id for row in rows}, chain),
        as_of=base["plan.as_of"],
        as_of_at=seen.plan.as_of,
        first=min(times),
        last=max(times),
        timezone=seen.timezone,
    )


def _row(
    seen: Picture, base: FactBase, place: OutlineRow, *, critical: bool, latest: datetime | None
) -> GanttRow:
    activity = seen.plan.activities[place.id]
    title = name_of(seen.program, place.id)
    if title.text == place.id and activity.title:
        title = Quote(text=activity.title)
    milestone = seen.plan.milestones.get(place.id)
    if activity.kind == "milestone" or milestone is not None:
        planned = base[f"milestone.{place.id}.planned"]
        start = finish = planned
    else:
        start, finish = base[f"task.{place.id}.start"], base[f"task.{place.id}.finish"]
    people = activity.who if activity.kind == "task" else ()
    names = (owner_name(seen.program, key) for key in people)
    status = seen.statuses.milestones.get(place.id)
    kind: DriverKind = "summary" if activity.kind == "summary" else "task"
    driver = None if seen.forecast is None else seen.forecast.driver(place.id, kind)
    target = None if seen.forecast is None else seen.forecast.milestones.get(place.id)
    if target is not None and target.reached:
        target = None
    return GanttRow(
        id=place.id,
        title=title,
        kind=activity.kind,
        state=activity.state,
        depth=place.depth,
        start=start,
        finish=finish,
        starts=activity.start,
        finishes=activity.finish,
        slack_until=latest,
        critical=critical and activity.state != "finished",
        due=base.get(f"milestone.{place.id}.due"),
        due_at=milestone.due if milestone is not None else None,
        rag="unknown" if status is None else shown_rag(status),
        who=listed([(name,) for name in names if name is not None]),
        often=base.get(f"forecast.{kind}.{place.id}.critical"),
        often_share=0.0 if driver is None else driver.critical or 0.0,
        sure_from=None if target is None else target.p10,
        sure_until=None if target is None else target.p90,
    )


def _links(seen: Picture, shown: set[str], chain: set[str]) -> tuple[GanttLink, ...]:
    still = {key for key in chain if seen.plan.activities[key].state != "finished"}
    on_chain = {(s.of, s.id) for s in seen.plan.critical_chain if s.because == "link"}
    found: list[GanttLink] = []
    for key in shown:
        row = seen.program.tasks.get(key) or seen.program.milestones.get(key)
        found.extend(
            GanttLink(
                before=need.task,
                after=key,
                link=need.link,
                critical=(need.task, key) in on_chain and key in still,
            )
            for need in (row.needs if row is not None else ())
            if need.task in shown
        )
    return tuple(sorted(found, key=lambda link: (link.before, link.after)))
