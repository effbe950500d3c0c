"""What a chart of ranges shows: each way to go as a bar from its middle to its sure date."""

from __future__ import annotations

from datetime import datetime

from fairlead.program.noun import Noun
from fairlead.reports.fact import Fact
from fairlead.reports.text import Quote, Scale, Words

__all__ = ["RangeChart", "RangeRow"]


class RangeRow(Noun):
    """One way to go: from `first` (even odds) to `last` (the confidence), with what is told of it.

    `kept` says that it keeps what was promised; `lead` is the one that others are held against.
    """

    title: Quote | Words
    first: datetime
    last: datetime
    told: tuple[Fact | Words | Scale, ...] = ()
    kept: bool = False
    lead: bool = False


class RangeChart(Noun):
    """Ways to go, one below the other, on one axis of dates, with the promise as a line."""

    rows: tuple[RangeRow, ...]
    timezone: str
    due: datetime | None = None
    due_words: Words | None = None
    due_fact: Fact | None = None
