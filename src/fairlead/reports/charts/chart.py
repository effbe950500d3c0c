"""What the charts of a forecast show: facts with their places, ready to be laid out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fairlead.program.noun import Noun
from fairlead.reports.charts.flow_chart import FlowChart
from fairlead.reports.charts.range_chart import RangeChart
from fairlead.reports.charts.scope_chart import EarnedChart, GrowthChart
from fairlead.reports.charts.score_chart import KeptChart, ReliabilityChart
from fairlead.reports.fact import Fact
from fairlead.reports.text import Quote, Scale, Words

__all__ = [
    "Bar",
    "DatedMark",
    "ForecastChart",
    "JointChart",
    "OddsChart",
    "Swing",
    "SwingChart",
    "WaterfallChart",
    "WaterfallStep",
]


class DatedMark(Noun):
    """A date that is pointed out: what it is, and the fact that says when."""

    what: Words | Scale
    fact: Fact
    at: datetime


class Bar(Noun):
    """One bar of a histogram. Its height is the part of the trials that end within it."""

    start: datetime
    finish: datetime
    share: float
    late: bool = False


class OddsChart(Noun):
    """The S-curve of a target above its histogram: the chance to be done by any date.

    `curve` holds (date, chance) upwards; `marks` are dates on the curve, each with its chance;
    `due` is the promise with the `chance` to keep it, `planned` the date of the plan.
    """

    title: Quote
    curve: tuple[tuple[datetime, float], ...]
    marks: tuple[tuple[DatedMark, float], ...]
    bars: tuple[Bar, ...]
    timezone: str
    due: DatedMark | None = None
    planned: DatedMark | None = None
    chance: Fact | None = None
    chance_value: float | None = None


class Swing(Noun):
    """One bar of a tornado: how far the finish is moved between a good and a bad outcome."""

    title: Quote
    kind: Literal["task", "summary", "backlog", "risk"]
    fact: Fact
    days: float


class SwingChart(Noun):
    """A tornado: what moves the finish most, the greatest first."""

    swings: tuple[Swing, ...]
    sooner: Words
    later: Words


class JointChart(Noun):
    """Finish and cost of single trials, the promise and the budget, and what keeps both.

    `pairs` are (finish, cost in whole units of money, whether it keeps all that was promised).
    """

    pairs: tuple[tuple[datetime, float, bool], ...]
    frontier: tuple[tuple[datetime, float], ...]
    timezone: str
    currency: str
    due: DatedMark | None = None
    budget: Fact | None = None
    budget_value: float | None = None
    chance: Fact | None = None


class WaterfallStep(Noun):
    """One step of a waterfall: what moved the date, by how many days; later is positive."""

    title: Quote
    fact: Fact
    days: float


class WaterfallChart(Noun):
    """From the date that was said before to the one that is said now, a step for each cause."""

    before: DatedMark
    after: DatedMark
    steps: tuple[WaterfallStep, ...]


ForecastChart = (
    OddsChart
    | SwingChart
    | JointChart
    | WaterfallChart
    | KeptChart
    | ReliabilityChart
    | FlowChart
    | GrowthChart
    | EarnedChart
    | RangeChart
)
