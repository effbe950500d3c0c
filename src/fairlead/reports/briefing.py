"""The form of a briefing: sections of blocks, the same for every renderer."""

from __future__ import annotations

from typing import Literal

from fairlead.program.noun import Noun
from fairlead.reports.charts.chart import ForecastChart
from fairlead.reports.drawings.gantt import GanttChart
from fairlead.reports.drawings.load_map import LoadMap
from fairlead.reports.drawings.trace_map import TraceMap
from fairlead.reports.fact import FactBase
from fairlead.reports.text import Mark, Quote, Text, Words

__all__ = [
    "Block",
    "Briefing",
    "Bullets",
    "Card",
    "Cards",
    "Chart",
    "Column",
    "Empty",
    "Figure",
    "Grid",
    "Paragraph",
    "Section",
    "Voice",
]

Voice = Literal["business", "engineering"]
Chart = GanttChart | LoadMap | TraceMap | ForecastChart


class Paragraph(Noun):
    """A paragraph; `quiet` ones qualify what stands above."""

    text: Text
    quiet: bool = False


class Bullets(Noun):
    """A list; an ordered one is numbered by the reader's program, as a scale."""

    items: tuple[Text, ...]
    ordered: bool = False


class Column(Noun):
    """A column of a grid. Figures stand right so that their digits line up.

    A `wide` column takes what room there is, a `medium` one a line of about forty letters, and any
    other as much as a name needs.
    """

    title: Words
    figures: bool = False
    medium: bool = False
    wide: bool = False


class Grid(Noun):
    """A table. Each row has one text per column. On narrow screens rows become cards.

    A `narrow` one keeps its columns together instead of taking the width of the page.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    narrow: bool = False


class Card(Noun):
    """One of the three answers: the question, the verdict, what speaks for it."""

    question: Words
    verdict: Mark
    reasons: tuple[Text, ...]


class Cards(Noun):
    """Answers side by side."""

    cards: tuple[Card, ...]


class Figure(Noun):
    """A chart, what it shows in a sentence, how it is read, and the same as a table."""

    chart: Chart
    caption: Text
    legend: Text = ()
    table: Grid | None = None


class Empty(Noun):
    """What stands where there is nothing to show: why, and what to do about it."""

    text: Text
    hint: Text = ()


class Section(Noun):
    """A titled part. `blocks` may hold sections of their own, one level deep."""

    id: str
    title: Text
    blocks: tuple[Block, ...]
    aside: Text = ()


Block = Paragraph | Bullets | Grid | Cards | Figure | Empty | Section


class Briefing(Noun):
    """What one side is told about a program at one moment, all of it from one fact base."""

    voice: Voice
    title: Quote
    headline: Text
    sections: tuple[Section, ...]
    base: FactBase
