"""The figures of a forecast, each with what it shows and the same as a table."""

from __future__ import annotations

from datetime import datetime

from fairlead.analyses.forecast.result import SECTION_OF, Driver, Forecast, TargetForecast
from fairlead.reports.briefing import Block, Figure, Grid, Voice
from fairlead.reports.charts.chart import (
    Bar,
    DatedMark,
    JointChart,
    OddsChart,
    Swing,
    SwingChart,
)
from fairlead.reports.fact import FactBase
from fairlead.reports.facts.forecast import MOST_SWINGS, place_of
from fairlead.reports.names import name_of, plain
from fairlead.reports.phrases import column, fact_or_dash
from fairlead.reports.picture import Picture
from fairlead.reports.text import Quote, Scale, Text, Words, say, words

__all__ = ["joint_figure", "odds_figure", "spoken", "swing_figure", "title_of"]

_SPOKEN: dict[Voice, tuple[tuple[str, str], ...]] = {
    "business": (("p50", "Even odds"), ("p80", "Four in five"), ("p90", "Nine in ten")),
    "engineering": (("p50", "P50"), ("p80", "P80"), ("p90", "P90")),
}
_KINDS = {"task": "Task", "summary": "Summary", "risk": "Risk", "backlog": "Backlog"}
_SHARE = {"p50": 0.5, "p80": 0.8, "p90": 0.9}


def spoken(voice: Voice, quantile: str) -> Words | Scale:
    """What a quantile is called: odds in words, or the percentile."""
    name = dict(_SPOKEN[voice])[quantile]
    return Words(text=name) if voice == "business" else Scale(text=name)


def title_of(seen: Picture, target: TargetForecast) -> Quote:
    """What a target is called."""
    if target.kind == "whole":
        return Quote(text=plain(seen.program.title or seen.program.id))
    return name_of(seen.program, target.id, SECTION_OF[target.kind])


def odds_figure(
    seen: Picture, base: FactBase, target: TargetForecast, *, voice: Voice
) -> tuple[Block, ...]:
    """The S-curve and the histogram of one target."""
    place = place_of(target)
    total = sum(bar.trials for bar in target.bins) or 1
    chart = OddsChart(
        title=title_of(seen, target),
        curve=tuple((at, number / 100) for number, at in enumerate(target.curve, start=1)),
        marks=tuple(
            (_mark(spoken(voice, name), base, f"{place}.{name}", getattr(target, name)), share)
            for name, share in _SHARE.items()
        ),
        bars=tuple(
            Bar(
                start=bar.start,
                finish=bar.finish,
                share=bar.trials / total,
                late=target.due is not None and bar.start >= target.due,
            )
            for bar in target.bins
        ),
        timezone=seen.timezone,
        due=_dated(base, "Promised", _due_place(target), target.due),
        planned=_dated(base, "Planned", _planned_place(target), target.planned),
        chance=base.get(f"{place}.chance"),
        chance_value=target.chance,
    )
    caption = say(
        "When {} will be done. The curve is the chance to be done by a date; the bars below are "
        "the trials that end on those days{}. The slowest one in a hundred lie further right.",
        title_of(seen, target),
        words(", amber ones after the promise" if target.due else ""),
    )
    table = Grid(
        columns=(column("Chance to be done"), column("By", figures=True)),
        rows=tuple((_chance_words(voice, name), (base[f"{place}.{name}"],)) for name in _SHARE),
        narrow=True,
    )
    return (Figure(chart=chart, caption=caption, table=table),)


def _chance_words(voice: Voice, name: str) -> Text:
    return (spoken(voice, name),)


def _planned_place(target: TargetForecast) -> str:
    return "plan.finish" if target.kind == "whole" else f"milestone.{target.id}.planned"


def _due_place(target: TargetForecast) -> str:
    if target.kind == "whole":
        return "program.finish_by"
    if target.kind == "backlog":
        return f"forecast.backlog.{target.id}.due"
    return f"milestone.{target.id}.due"


def _dated(base: FactBase, what: str, place: str, at: datetime | None) -> DatedMark | None:
    return (
        None if at is None or base.get(place) is None else _mark(Words(text=what), base, place, at)
    )


def _mark(what: Words | Scale, base: FactBase, place: str, at: datetime) -> DatedMark:
    return DatedMark(what=what, fact=base[place], at=at)


def swing_figure(
    seen: Picture, base: FactBase, forecast: Forecast, *, voice: Voice
) -> tuple[Block, ...]:
    """The tornado: what moves the finish most."""
    rows = [row for row in forecast.drivers.values() if row.swing_minutes > 0][:MOST_SWINGS]
    if not rows:
        return ()
    chart = SwingChart(
        swings=tuple(
            Swing(
                title=_driver_name(seen, row),
                kind=row.kind,
                fact=base[f"forecast.{row.kind}.{row.id}.swing"],
                days=row.swing_minutes / 1440,
            )
            for row in rows
        ),
        sooner=Words(text="if it goes well"),
        later=Words(text="if it goes badly"),
    )
    caption = words(
        "What moves the end most: work in blue, risks in amber. A bar is how far the end moves, in "
        "days of the calendar, between a good and a bad case of one in ten."
    )
    table = Grid(
        columns=(
            column("What", wide=True),
            column("Kind"),
            column("Moves the end by", figures=True),
            column("Decides the end" if voice == "business" else "Critical", figures=True),
        ),
        rows=tuple(
            (
                (_driver_name(seen, row),),
                words(_KINDS[row.kind]),
                (base[f"forecast.{row.kind}.{row.id}.swing"],),
                fact_or_dash(base.get(f"forecast.{row.kind}.{row.id}.critical")),
            )
            for row in rows
        ),
    )
    return (Figure(chart=chart, caption=caption, table=table),)


def _driver_name(seen: Picture, row: Driver) -> Quote:
    return name_of(seen.program, row.id, f"{row.kind}s")


def joint_figure(
    seen: Picture, base: FactBase, forecast: Forecast, *, voice: Voice
) -> tuple[Block, ...]:
    """Finish against cost, trial by trial."""
    joint = forecast.joint
    if joint is None or forecast.cost is None:
        return ()
    last = max(at for at, _ in joint.pairs)
    highest = max(money for _, money in joint.pairs)
    due, budget = joint.due, joint.budget
    chart = JointChart(
        pairs=tuple(
            (
                at,
                money / 100,
                (due is None or at <= due) and (budget is None or money <= budget),
            )
            for at, money in joint.pairs
        ),
        frontier=tuple(
            (at, money / 100) for at, money in joint.frontier if at <= last and money <= highest
        ),
        timezone=seen.timezone,
        currency=seen.program.currency,
        due=_dated(base, "Promised", "forecast.joint.due", due),
        budget=base.get("cost.budget"),
        budget_value=None if budget is None else budget / 100,
        chance=base.get("forecast.joint.chance"),
    )
    caption = words("When it ends and what it costs, each point one of the trials.")
    if base.get("forecast.joint.chance") is not None:
        caption = say(
            "When it ends and what it costs, each point one of the trials. {} keep both the "
            "promised {} and the budget. Along the dashed line {} would. The slowest one in a "
            "hundred lie further right.",
            base["forecast.joint.chance"],
            base["forecast.joint.due"],
            base["forecast.jcl"],
        )
    rows = tuple((_chance_words(voice, name), (base[f"forecast.cost.{name}"],)) for name in _SHARE)
    table = Grid(
        columns=(column("Chance to suffice"), column("Cost", figures=True)), rows=rows, narrow=True
    )
    return (Figure(chart=chart, caption=caption, table=table),)
