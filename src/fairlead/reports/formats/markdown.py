"""A briefing as Markdown: the same facts, in tables that any viewer of plain text shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

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
from fairlead.reports.drawings.load_map import LoadMap
from fairlead.reports.fact import Fact
from fairlead.reports.show import show
from fairlead.reports.text import Break, Mark, Part, Quote, Scale, Text, Words, say

__all__ = ["VOICES", "escaped", "markdown"]

VOICES = {"business": "Business briefing", "engineering": "Engineering briefing"}

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&$])")
_LIST_MARK = re.compile(r"^(\s*)(?:([-+=:])|(\d+)([.)]))(?=\s|$|[-=:])")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto)(:)|\b(www)(\.)")


def escaped(text: str) -> str:
    """The user's words with everything that Markdown would obey made plain."""
    plain = _SPECIAL.sub(r"\\\1", text)
    plain = _LIST_MARK.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", plain)
    return _ADDRESS.sub(lambda m: f"{m[1] or m[3]}\\{m[2] or m[4]}", plain)


def markdown(briefing: Briefing, *, shown: Callable[[Part, str], str] | None = None) -> str:
    """The briefing as text. `shown` replaces how a fact, quote or scale mark is written.

    It gets the part and what would be written for it, and returns what to write instead; tests use
    it to see which figures are facts.
    """
    writer = _Writer(briefing.base.timezone, shown or (lambda _, text: text))
    return writer.briefing(briefing)


class _Writer:
    """Writes parts and blocks for one time zone."""

    def __init__(self, timezone: str, shown: Callable[[Part, str], str]) -> None:
        self.timezone = timezone
        self.shown = shown

    def text(self, text: Text) -> str:
        return "".join(self.part(part) for part in text).strip()

    def part(self, part: Part) -> str:
        if isinstance(part, Words):
            return part.text
        if isinstance(part, Quote):
            return self.shown(part, escaped(part.text))
        if isinstance(part, Fact):
            written = show(part, timezone=self.timezone)
            return self.shown(part, escaped(written) if part.kind == "text" else written)
        if isinstance(part, Scale):
            return self.shown(part, part.text)
        if isinstance(part, Mark):
            return f"**{part.word.text}**"
        if isinstance(part, Break):
            return "<br>"
        inner = "".join(self.part(p) for p in part.text)
        return f"**{inner}**" if part.style == "strong" else inner

    def briefing(self, briefing: Briefing) -> str:
        base = briefing.base
        zone = base["report.timezone"]
        about = say("{}, as of {}. Days and times: {}.", _voice(briefing), base["plan.as_of"], zone)
        lines = [
            f"# {self.text((briefing.title,))}",
            self.text(about),
            self.text(briefing.headline),
        ]
        for section in briefing.sections:
            lines.extend(self.section(section, level=2))
        source = say(
            "Every figure is a fact of program {}, computed by Fairlead {}.",
            base["plan.fingerprint"],
            base["fairlead.version"],
        )
        lines.extend(["---", self.text(source)])
        return "\n\n".join(line for line in lines if line) + "\n"

    def section(self, section: Section, *, level: int) -> Iterator[str]:
        yield f"{'#' * level} {self.text(section.title)}"
        if section.aside:
            yield self.text(section.aside)
        for block in section.blocks:
            yield from self.block(block, level=level)

    def block(self, block: Block, *, level: int) -> Iterator[str]:
        if isinstance(block, Section):
            yield from self.section(block, level=level + 1)
        elif isinstance(block, Paragraph):
            yield self.text(block.text)
        elif isinstance(block, Empty):
            yield " ".join(t for t in (self.text(block.text), self.text(block.hint)) if t)
        elif isinstance(block, Bullets):
            mark = "1." if block.ordered else "-"
            yield "\n".join(f"{mark} {self.text(item)}" for item in block.items)
        elif isinstance(block, Cards):
            for card in block.cards:
                reasons = "\n".join(f"- {self.text(reason)}" for reason in card.reasons)
                verdict = self.part(card.verdict)
                yield f"{self.text((card.question,))} {verdict}\n\n{reasons}"
        elif isinstance(block, Grid):
            yield self.grid(block)
        else:
            yield from self.figure(block)

    def grid(self, grid: Grid) -> str:
        head = "| " + " | ".join(c.title.text for c in grid.columns) + " |"
        rule = "|" + "|".join("---:" if c.figures else "---" for c in grid.columns) + "|"
        rows = ("| " + " | ".join(self.text(cell) for cell in row) + " |" for row in grid.rows)
        return "\n".join([head, rule, *rows])

    def figure(self, figure: Figure) -> Iterator[str]:
        if isinstance(figure.chart, LoadMap):
            yield self.text(figure.caption)
            yield self.load(figure.chart)
        elif figure.table is not None:
            yield self.text(figure.caption)
            yield self.grid(figure.table)

    def load(self, chart: LoadMap) -> str:
        head = "| Who | " + " | ".join(self.part(week) for week in chart.weeks) + " |"
        rule = "|---|" + "---:|" * len(chart.weeks)
        rows = []
        for row in chart.rows:
            cells = ["away" if c.load is None else self.part(c.load) for c in row.cells]
            rows.append(f"| {self.part(row.person)} | " + " | ".join(cells) + " |")
        return "\n".join([head, rule, *rows])


def _voice(briefing: Briefing) -> Text:
    return (Words(text=VOICES[briefing.voice]),)
