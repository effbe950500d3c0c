"""A briefing as one HTML file that needs nothing else: styles, charts and all are inside."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

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
from fairlead.reports.drawings.legend import gantt_legend, load_legend
from fairlead.reports.drawings.load_map import LoadMap
from fairlead.reports.drawings.trace_map import TraceMap
from fairlead.reports.drawings.trace_svg import trace_svg
from fairlead.reports.formats.markdown import VOICES
from fairlead.reports.inline import attribute, inline_html
from fairlead.reports.text import Text, say

__all__ = ["NO_CHARTS", "html", "packaged", "sections_html"]


NO_CHARTS = "This chart needs the extra `fairlead[charts]`; the table below it holds its figures."
"""What stands in place of a chart when what draws it is not installed."""


@cache
def packaged(name: str) -> str:
    """The text of a file that comes with this package: the stylesheet, the script."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def html(briefing: Briefing) -> str:
    """The whole document. It works without scripts, loads nothing, and may be mailed as it is."""
    return _Page(briefing).document()


def sections_html(briefing: Briefing) -> str:
    """The sections of a briefing alone, for a page that has the stylesheet already."""
    return "".join(_Page(briefing).sections())


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _css_string(text: str) -> str:
    """A text as a CSS string; all but letters, figures and spaces is escaped by its number."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'


class _Page:
    """Writes one briefing, with what is the same for all its parts: zone, number of the figure."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.timezone = briefing.base.timezone
        self.figures = 0

    def text(self, text: Text) -> str:
        return inline_html(text, timezone=self.timezone)

    def document(self) -> str:
        briefing = self.briefing
        style, script = packaged("style.css"), packaged("theme.js")
        voice = VOICES[briefing.voice]
        running = (
            f"@page{{@top-left{{content:{_css_string(briefing.title.text[:80])}}}"
            f"@top-right{{content:{_css_string(voice)}}}}}"
        )
        policy = (
            f"default-src 'none'; style-src {_hash(style)} {_hash(running)}; "
            f"script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
        )
        title = escape(f"{briefing.title.text} \N{MIDDLE DOT} {voice}")
        body = "".join([self._head(), self._contents(), *self.sections(), self._foot()])
        return (
            "<!doctype html>\n"
            '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{attribute(policy)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{title}</title>\n<style>{style}</style>\n<style>{running}</style>\n</head>\n"
            f'<body class="{briefing.voice}">\n{body}\n<script>{script}</script>\n'
            "</body>\n</html>\n"
        )

    def _head(self) -> str:
        briefing = self.briefing
        zone = briefing.base["report.timezone"]
        as_of = say(
            "As of {} \N{MIDDLE DOT} days and times in {}", briefing.base["plan.as_of"], zone
        )
        return (
            '<header class="masthead"><p class="voice">'
            f"{escape(VOICES[briefing.voice])}"
            '<button type="button" id="theme" hidden>Dark</button></p>'
            f"<h1>{self.text((briefing.title,))}</h1>"
            f'<p class="as-of-line">{self.text(as_of)}</p>'
            f'<p class="headline">{self.text(briefing.headline)}</p></header>'
        )

    def _contents(self) -> str:
        links = "".join(
            f'<li><a href="#{attribute(section.id)}">{self.text(section.title)}</a></li>'
            for section in self.briefing.sections
        )
        return f'<nav aria-label="Contents"><ul>{links}</ul></nav><main>'

    def sections(self) -> Iterator[str]:
        for section in self.briefing.sections:
            yield self._section(section)

    def _section(self, section: Section) -> str:
        aside = f'<p class="aside">{self.text(section.aside)}</p>' if section.aside else ""
        blocks = "".join(self._block(block) for block in section.blocks)
        id_ = attribute(section.id)
        return (
            f'<section id="{id_}" aria-labelledby="{id_}-title"><div class="side">'
            f'<h2 id="{id_}-title">{self.text(section.title)}</h2>{aside}</div>'
            f'<div class="body">{blocks}</div></section>'
        )

    def _subsection(self, section: Section) -> str:
        aside = f'<span class="aside">{self.text(section.aside)}</span>' if section.aside else ""
        blocks = "".join(self._block(block) for block in section.blocks)
        return f'<section class="sub"><h3>{self.text(section.title)}{aside}</h3>{blocks}</section>'

    def _block(self, block: Block) -> str:
        if isinstance(block, Section):
            return self._subsection(block)
        if isinstance(block, Paragraph):
            class_ = ' class="quiet"' if block.quiet else ""
            return f"<p{class_}>{self.text(block.text)}</p>"
        if isinstance(block, Empty):
            if not block.hint:
                return f'<p class="quiet nothing">{self.text(block.text)}</p>'
            hint = f'<br><span class="quiet">{self.text(block.hint)}</span>'
            return f'<p class="empty">{self.text(block.text)}{hint}</p>'
        if isinstance(block, Bullets):
            tag = "ol" if block.ordered else "ul"
            items = "".join(f"<li>{self.text(item)}</li>" for item in block.items)
            return f"<{tag}>{items}</{tag}>"
        if isinstance(block, Cards):
            return self._cards(block)
        if isinstance(block, Grid):
            return self._grid(block)
        return self._figure(block)

    def _cards(self, cards: Cards) -> str:
        found = []
        for card in cards.cards:
            reasons = "".join(f"<li>{self.text(reason)}</li>" for reason in card.reasons)
            found.append(
                f'<div class="card {card.verdict.rag}"><h3>{self.text((card.question,))}</h3>'
                f'<p class="verdict">{self.text((card.verdict,))}</p><ul>{reasons}</ul></div>'
            )
        return f'<div class="cards">{"".join(found)}</div>'

    def _grid(self, grid: Grid) -> str:
        classes = [
            " ".join(c for c in ("n" * g.figures, "m" * g.medium, "w" * g.wide) if c)
            for g in grid.columns
        ]
        marked = [f' class="{c}"' if c else "" for c in classes]
        head = "".join(
            f'<th scope="col"{mark}>{escape(column.title.text)}</th>'
            for column, mark in zip(grid.columns, marked, strict=True)
        )
        narrow = " narrow" if grid.narrow else ""
        rows = []
        for row in grid.rows:
            cells = "".join(
                f'<td data-label="{attribute(column.title.text)}"{mark}>'
                f"<div>{self.text(cell)}</div></td>"
                for column, mark, cell in zip(grid.columns, marked, row, strict=True)
            )
            rows.append(f"<tr>{cells}</tr>")
        return (
            f'<div class="table"><table class="grid{narrow}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )

    def _figure(self, figure: Figure) -> str:
        self.figures += 1
        kind, drawn, legend = self._drawn(figure)
        table = ""
        if figure.table is not None:
            table = f"<details><summary>As a table</summary>{self._grid(figure.table)}</details>"
        return (
            f'<figure class="{kind}"><figcaption>{self.text(figure.caption)}</figcaption>'
            f'{legend}<div class="chart" tabindex="0" role="group" aria-label="Chart">{drawn}</div>'
            f"{table}</figure>"
        )

    def _drawn(self, figure: Figure) -> tuple[str, str, str]:
        chart = figure.chart
        if isinstance(chart, ForecastChart):
            from fairlead.reports.charts.draw import can_draw, chart_svg  # slow import

            if can_draw():
                return "forecast-figure", chart_svg(chart, timezone=self.timezone), ""
            return "forecast-figure", f'<p class="quiet">{escape(NO_CHARTS)}</p>', ""
        if isinstance(chart, GanttChart):
            drawn = gantt_svg(chart, name=f"figure-{self.figures}")
            return "gantt-figure", drawn, gantt_legend(chart)
        if isinstance(chart, TraceMap):
            return "trace-figure", trace_svg(chart, timezone=self.timezone), ""
        return "load-figure", self._load(chart), load_legend()

    def _load(self, chart: LoadMap) -> str:
        head = "".join(f'<th scope="col">{self.text((week,))}</th>' for week in chart.weeks)
        rows = []
        for row in chart.rows:
            cells = "".join(
                f'<td class="l{c.level}">{self.text((c.load,))}</td>'
                if c.load is not None
                else '<td class="away">away</td>'
                for c in row.cells
            )
            rows.append(f'<tr><th scope="row">{self.text((row.person,))}</th>{cells}</tr>')
        return (
            f'<table class="heat"><thead><tr><td></td>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>"
        )

    def _foot(self) -> str:
        base = self.briefing.base
        said = say(
            "Every figure here is a fact with a source: hover over it. Computed by Fairlead {} "
            "from program content {}.",
            base["fairlead.version"],
            base["plan.fingerprint"],
        )
        return f'</main><footer class="source"><p>{self.text(said)}</p></footer>'
