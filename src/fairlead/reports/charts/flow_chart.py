"""What the charts of flow show: single cycle times, levels by day, weeks, ages."""

from __future__ import annotations

from datetime import date

from fairlead.program.noun import Noun
from fairlead.reports.fact import Fact
from fairlead.reports.text import Quote, Scale, Words

__all__ = [
    "AgeBar",
    "AgeChart",
    "CumulativeChart",
    "DaysLine",
    "FlowChart",
    "ScatterChart",
    "ThroughputChart",
]


class DaysLine(Noun):
    """A number of days that is pointed out by a line: what it is, and the fact that says it."""

    what: Words | Scale
    fact: Fact
    days: int


class ScatterChart(Noun):
    """Cycle times: each item on the day that it was done, as high as the days it took."""

    items: tuple[tuple[date, int], ...]
    lines: tuple[DaysLine, ...]
    days: Words


class CumulativeChart(Noun):
    """Cumulative flow: items asked for, begun and done by the end of each day.

    The height between two lines is what stands between them; the width how long it stands there.
    """

    levels: tuple[tuple[date, int, int, int], ...]
    asked: Words
    begun: Words
    done: Words


class ThroughputChart(Noun):
    """Items done in each week, by its first day, with the mean of the window."""

    weeks: tuple[tuple[date, int], ...]
    mean: Fact
    mean_value: float


class AgeBar(Noun):
    """One item under way: how old it is."""

    title: Quote
    fact: Fact
    days: int
    beyond: bool


class AgeChart(Noun):
    """Ages of work in progress, oldest first, against the service-level expectation."""

    bars: tuple[AgeBar, ...]
    expected: DaysLine | None = None


FlowChart = ScatterChart | CumulativeChart | ThroughputChart | AgeChart
"""Any of them."""
