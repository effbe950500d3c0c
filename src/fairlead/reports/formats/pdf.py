"""A briefing as PDF: tagged for readers who listen (PDF/UA-1), its fonts inside, for paper.

Typst sets the pages by `briefing.typ`. It gets the briefing as data: whatever a title holds is a
string there, and never an instruction. The only module that knows Typst, which is an extra.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fairlead.reports.briefing import (
    Block,
    Briefing,
    Bullets,
    Cards,
    Empty,
    Figure,
    Grid,
    Paragraph,
    Section,
)
from fairlead.reports.charts.chart import ForecastChart
from fairlead.reports.drawings.gantt import GanttChart
from fairlead.reports.drawings.gantt_svg import gantt_svg
from fairlead.reports.drawings.legend import gantt_legend
from fairlead.reports.drawings.load_map import LoadMap
from fairlead.reports.drawings.trace_svg import trace_svg
from fairlead.reports.fact import Fact
from fairlead.reports.formats.html import NO_CHARTS, packaged
from fairlead.reports.formats.markdown import VOICES
from fairlead.reports.inline import inline_text
from fairlead.reports.show import show
from fairlead.reports.text import Break, Mark, Part, Styled, Text, say

if TYPE_CHECKING:
    from typst import Fonts

__all__ = ["can_set", "drawing_style", "pdf"]

_Node = dict[str, Any]
_DRAWN: Final = frozenset(
    {
        "fill", "fill-opacity", "font-weight", "opacity", "paint-order", "stroke",
        "stroke-dasharray", "stroke-linejoin", "stroke-opacity", "stroke-width",
    }
)  # fmt: skip
_RULE: Final = re.compile(r"([^{}@]+)\{([^{}]*)\}")
_TOKEN: Final = re.compile(r"var\((--[\w-]+)\)")
_WEIGHTS: Final = {"550": "600", "650": "700"}
_SVG: Final = "http://www.w3.org/2000/svg"
_ACROSS: Final = 1_000
"""From so many rows and columns of a drawing on, its section lies across the page."""


def can_set() -> bool:
    """Whether the extra that sets pages is installed."""
    return find_spec("typst") is not None and find_spec("font_source_sans_pro") is not None


def pdf(briefing: Briefing) -> bytes:
    """The whole document. Where its words need a letter that no font has, it is set all the same,
    and only then does not say that it is PDF/UA-1.

    Raises `ModuleNotFoundError` without the extra.
    """
    import typst  # optional dependency

    told = {"briefing": json.dumps(_Writer(briefing).document())}
    template, fonts = packaged("briefing.typ").encode(), _fonts()
    try:
        return typst.compile(template, font_paths=fonts, sys_inputs=told, pdf_standards="ua-1")
    except typst.TypstError:
        return typst.compile(template, font_paths=fonts, sys_inputs=told)


@cache
def _fonts() -> Fonts:
    """The fonts of the extra before those of the machine, looked through once."""
    import typst  # optional dependency

    package = find_spec("font_source_sans_pro")
    folders = [] if package is None else [*(package.submodule_search_locations or ())]
    return typst.Fonts(font_paths=[Path(folder) / "files" for folder in folders])


@cache
def drawing_style() -> str:
    """What the stylesheet of the pages says of drawings, its colours those of paper."""
    sheet = packaged("style.css")
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    light = sheet[sheet.index(":root {") : sheet.index("@media")]
    tokens = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", light))
    found = []
    for selector, body in _RULE.findall(sheet[: sheet.index("@media screen")]):
        said = (row.partition(":") for row in body.split(";"))
        kept = [
            f"{name.strip()}:{_WEIGHTS.get(value.strip(), _plain(value.strip(), tokens))}"
            for name, _, value in said
            if name.strip() in _DRAWN
        ]
        if kept and not re.search(r"[:\[(>]", selector):
            found.append(f"{' '.join(selector.split())}{{{';'.join(kept)}}}")
    return "".join(["text{font-family:'Source Sans Pro'}", *found])


def _plain(value: str, tokens: dict[str, str]) -> str:
    return _TOKEN.sub(lambda found: tokens[found[1]], value)


class _Writer:
    """Writes one briefing as the data that the template sets."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.timezone = briefing.base.timezone
        self.figures = 0

    def document(self) -> _Node:
        briefing, base = self.briefing, self.briefing.base
        about = say(
            "As of {} \N{MIDDLE DOT} days and times in {}",
            base["plan.as_of"],
            base["report.timezone"],
        )
        source = say(
            "Every figure is a fact of program {}, computed by Fairlead {}.",
            base["plan.fingerprint"],
            base["fairlead.version"],
        )
        return {
            "title": briefing.title.text,
            "voice": VOICES[briefing.voice],
            "about": self.text(about),
            "headline": self.text(briefing.headline),
            "sections": [self.section(section) for section in briefing.sections],
            "source": self.text(source),
        }

    def text(self, text: Text) -> list[_Node]:
        return [run for part in text for run in self.part(part)]

    def part(self, part: Part) -> list[_Node]:
        if isinstance(part, Fact):
            whole = part.kind != "text"
            return [{"text": show(part, timezone=self.timezone), "whole": whole}]
        if isinstance(part, Mark):
            return [{"text": part.word.text, "rag": part.rag}]
        if isinstance(part, Break):
            return [{"text": "\n"}]
        if isinstance(part, Styled):
            return [{**run, "style": part.style} for run in self.text(part.text)]
        return [{"text": part.text}]

    def section(self, section: Section) -> _Node:
        blocks = [self.block(block) for block in section.blocks]
        return {
            "kind": "section",
            "title": self.text(section.title),
            "aside": self.text(section.aside),
            "blocks": blocks,
            "across": any(_width(block) >= _ACROSS for block in blocks),
        }

    def block(self, block: Block) -> _Node:
        if isinstance(block, Section):
            return self.section(block)
        if isinstance(block, Paragraph):
            return {"kind": "paragraph", "text": self.text(block.text), "quiet": block.quiet}
        if isinstance(block, Empty):
            return {"kind": "empty", "text": self.text(block.text), "hint": self.text(block.hint)}
        if isinstance(block, Bullets):
            items = [self.text(item) for item in block.items]
            return {"kind": "bullets", "items": items, "ordered": block.ordered}
        if isinstance(block, Cards):
            cards = [
                {
                    "question": card.question.text,
                    "verdict": self.part(card.verdict),
                    "reasons": [self.text(reason) for reason in card.reasons],
                }
                for card in block.cards
            ]
            return {"kind": "cards", "cards": cards}
        if isinstance(block, Grid):
            return self.grid(block)
        return self.figure(block)

    def grid(self, grid: Grid) -> _Node:
        columns = [
            {
                "title": column.title.text,
                "figures": column.figures,
                "room": 3 if column.wide else 2 if column.medium else 1,
            }
            for column in grid.columns
        ]
        rows = [[self.text(cell) for cell in row] for row in grid.rows]
        return {"kind": "grid", "columns": columns, "rows": rows, "narrow": grid.narrow}

    def figure(self, figure: Figure) -> _Node:
        self.figures += 1
        caption = self.text(figure.caption)
        chart = figure.chart
        if isinstance(chart, LoadMap):
            return {"kind": "load", "caption": caption, **self.load(chart)}
        drawn = ""
        if isinstance(chart, ForecastChart):
            from fairlead.reports.charts.draw import can_draw, chart_svg  # slow import

            if can_draw():
                drawn = chart_svg(chart, timezone=self.timezone)
        elif isinstance(chart, GanttChart):
            drawn = gantt_svg(chart, name=f"figure-{self.figures}")
        else:
            drawn = trace_svg(chart, timezone=self.timezone)
        alt = inline_text(figure.caption, timezone=self.timezone) or "Chart"
        panels = [_alone(panel) for panel in re.findall(r"<svg.*?</svg>", drawn, re.DOTALL)]
        if not panels:
            return {"kind": "paragraph", "text": [{"text": NO_CHARTS}], "quiet": True}
        return {
            "kind": "figure",
            "caption": caption,
            "legend": self.text(figure.legend),
            "panels": panels,
            "keys": _keys(chart) if isinstance(chart, GanttChart) else [],
            "alt": alt,
        }

    def load(self, chart: LoadMap) -> _Node:
        return {
            "weeks": [self.part(week) for week in chart.weeks],
            "rows": [
                {
                    "person": self.part(row.person),
                    "cells": [
                        {"level": cell.level, "text": self.part(cell.load)}
                        if cell.load is not None
                        else {"level": 0, "text": [{"text": "away"}]}
                        for cell in row.cells
                    ],
                }
                for row in chart.rows
            ],
        }


def _keys(chart: GanttChart) -> list[_Node]:
    """The legend of a schedule: each mark as a drawing, and its words."""
    pairs = re.findall(r"<li>(<svg.*?</svg>)(.*?)</li>", gantt_legend(chart), re.DOTALL)
    return [{**_alone(drawing), "words": unescape(words)} for drawing, words in pairs]


def _alone(svg: str) -> _Node:
    """A drawing of a page that stands for itself: with its namespace and its style inside."""
    head = re.match(r"<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>", svg)
    if head is None:
        raise ValueError(f"A drawing begins with {svg[:80]!r}, expected one with a view box.")
    width = float(head[1].split()[2])
    begun = svg[: head.end() - 1] + f' xmlns="{_SVG}"><style>{drawing_style()}</style>'
    return {"svg": begun + svg[head.end() :], "width": width}


def _width(block: _Node) -> float:
    return max((panel["width"] for panel in block.get("panels", ())), default=0.0)
