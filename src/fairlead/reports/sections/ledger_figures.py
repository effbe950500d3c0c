"""Charts of the scope ledger and of earned value, each with the same as a table."""

from __future__ import annotations

from datetime import timedelta

from fairlead.analyses.earned.earned_value import EarnedValue
from fairlead.analyses.scope.ledger import ScopeLedger
from fairlead.reports.briefing import Block, Figure, Grid, Voice
from fairlead.reports.charts.scope_chart import EarnedChart, GrowthChart, GrowthPoint
from fairlead.reports.fact import FactBase
from fairlead.reports.facts.ledger import unit_of
from fairlead.reports.names import plain
from fairlead.reports.phrases import column
from fairlead.reports.picture import Picture
from fairlead.reports.text import Quote, Scale, Words, say

__all__ = ["earned_figure", "growth_figure"]

_DAY = 480
"""Minutes of a day, as facts of effort are shown."""

_MOST_ROWS = 12


def growth_figure(seen: Picture, base: FactBase, ledger: ScopeLedger) -> tuple[Block, ...]:
    """How the scope grew and churned; nothing while there is one point of it alone."""
    if len(ledger.points) < 2:
        return ()
    points = [
        GrowthPoint(
            at=point.at,
            size=point.size.minutes / _DAY,
            came=point.came.minutes / _DAY,
            went=point.went.minutes / _DAY,
        )
        for point in ledger.points
    ]
    if points[-1].at < ledger.as_of:
        points.append(GrowthPoint(at=ledger.as_of, size=points[-1].size))
    chart = GrowthChart(
        points=tuple(points),
        timezone=seen.timezone,
        agreed=Words(text="Agreed first"),
        first=base["ledger.point.0.size"],
        is_now=Words(text="Now"),
        now=base["ledger.now.effort"],
        came=Words(text="came"),
        went=Words(text="went"),
        unit=Words(text="days of work"),
    )
    caption = say(
        "How much there is to do: it grew by {}, and {} came or went on the way. Each step is an "
        "approval, the last one what nobody approved.",
        base["ledger.growth.effort"],
        base["ledger.churn.effort"],
    )
    rows = tuple(
        (
            (base[f"ledger.point.{number}.at"],),
            (Quote(text=plain(_name(seen, ledger, number))),),
            (base[f"ledger.point.{number}.came"],),
            (base[f"ledger.point.{number}.went"],),
            (base[f"ledger.point.{number}.size"],),
        )
        for number in range(len(ledger.points))
    )
    table = Grid(
        columns=(
            column("When", figures=True),
            column("What", wide=True),
            column("Came", figures=True),
            column("Went", figures=True),
            column("Then in all", figures=True),
        ),
        rows=rows,
    )
    return (Figure(chart=chart, caption=caption, table=table),)


def _name(seen: Picture, ledger: ScopeLedger, number: int) -> str:
    line = ledger.lines[number]
    if line.kind == "unapproved":
        return "Not approved by anybody"
    request = seen.program.changes.get(line.request or "")
    return line.name if request is None else request.title


_NAMES: dict[Voice, tuple[str, str, str]] = {
    "business": ("Planned in all", "Done", "Spent"),
    "engineering": ("BAC", "EV", "AC"),
}


_PLANNED: dict[Voice, str] = {"business": "Planned by then", "engineering": "PV"}


def earned_figure(
    seen: Picture, base: FactBase, value: EarnedValue, *, voice: Voice
) -> tuple[Block, ...]:
    """Planned, earned and spent over time; nothing before anything was begun."""
    if len(value.past) < 2 or not value.curve:
        return ()
    unit = unit_of(value)
    size = _DAY if unit == "effort" else 100
    begin = value.past[0][0]
    schedule = value.schedule
    late = schedule is not None and schedule.variance < 0
    names = _NAMES[voice]
    planned, done, spent = (
        Words(text=name) if voice == "business" else Scale(text=name) for name in names
    )
    chart = EarnedChart(
        planned=((begin, 0.0), *((at, amount / size) for at, amount in value.curve)),
        earned=tuple((at, earned / size) for at, earned, _ in value.past),
        spent=tuple((at, spent / size) for at, _, spent in value.past),
        timezone=seen.timezone,
        names=(planned, done, spent),
        facts=(base[f"ev.{unit}.bac"], base[f"ev.{unit}.ev"], base[f"ev.{unit}.ac"]),
        unit=Words(text="days of work" if unit == "effort" else seen.program.currency),
        due=schedule.start + timedelta(weeks=schedule.earned) if schedule and late else None,
        behind=base["ev.schedule.behind"] if late else None,
        behind_words=Words(text="behind") if late else None,
    )
    caption = say(
        "What was planned, what is done of it, and what was spent, until {}. Between its start and "
        "its end the work of a task counts evenly.",
        base["plan.as_of"],
    )
    step = -(-(len(value.past) - 1) // _MOST_ROWS)
    chosen = sorted({*range(len(value.past) - 1, 0, -step)})
    table = Grid(
        columns=(
            column("Until", figures=True),
            *(column(name, figures=True) for name in (_PLANNED[voice], *names[1:])),
        ),
        rows=tuple(
            tuple((base[f"ev.week.{number}.{name}"],) for name in ("at", "pv", "ev", "ac"))
            for number in chosen
        ),
        narrow=True,
    )
    return (Figure(chart=chart, caption=caption, table=table),)
