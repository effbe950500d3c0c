"""What charts of scope show: how it grew and churned, and what was planned, earned and spent."""

from __future__ import annotations

from datetime import datetime

from fairlead.program.noun import Noun
from fairlead.reports.fact import Fact
from fairlead.reports.text import Scale, Words

__all__ = ["EarnedChart", "GrowthChart", "GrowthPoint"]


class GrowthPoint(Noun):
    """The scope from one moment on, and what moved it there; all in the unit of the chart."""

    at: datetime
    size: float
    came: float = 0.0
    went: float = 0.0


class GrowthChart(Noun):
    """Scope over time as steps, above what came and what went at each of them.

    `points` are in the order of time; the last one is now. `first` and `now` say how much there was
    and is.
    """

    points: tuple[GrowthPoint, ...]
    timezone: str
    agreed: Words
    first: Fact
    is_now: Words
    now: Fact
    came: Words
    went: Words
    unit: Words


class EarnedChart(Noun):
    """Planned, earned and spent over time, all in the unit of the chart.

    `planned` runs until all of it is done, `earned` and `spent` until now. `due` is when what is
    earned should have been earned (earned schedule): the way from there to now is how late it is.
    """

    planned: tuple[tuple[datetime, float], ...]
    earned: tuple[tuple[datetime, float], ...]
    spent: tuple[tuple[datetime, float], ...]
    timezone: str
    names: tuple[Words | Scale, Words | Scale, Words | Scale]
    facts: tuple[Fact, Fact, Fact]
    unit: Words
    due: datetime | None = None
    behind: Fact | None = None
    behind_words: Words | None = None
