"""PDF: tagged for every reader, the same each time, and data whatever a title holds."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest

from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.reports.briefing import Briefing, Grid, Section
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.formats.pdf import _Writer, drawing_style, pdf
from fairlead.reports.inline import inline_text
from fairlead.reports.picture import fact_base, picture
from tests.reports import sample
from tests.reports.sample_forecast import forecast

_ACCESSIBLE = b"pdfuaid"


def briefings(program: Program | None = None) -> dict[str, Briefing]:
    rows = program or sample.program()
    plan = sample.plan(rows)
    seen = picture(rows, plan, findings=sample.FINDINGS, forecast=forecast(rows, plan))
    base = fact_base(seen)
    return {
        "business": business_briefing(seen, base),
        "engineering": engineering_briefing(seen, base),
    }


def titled(title: str) -> Briefing:
    return replace(briefings()["business"], title=replace(_title(), text=title))


def _title() -> Any:
    return briefings()["business"].title


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_both_voices_are_set_for_readers_who_listen_and_the_same_each_time(voice: str) -> None:
    briefing = briefings()[voice]
    made = pdf(briefing)
    assert made.startswith(b"%PDF-")
    assert _ACCESSIBLE in made
    assert made == pdf(briefing)


@pytest.mark.parametrize(
    "title", ['#eval("1 + 1") *bold* $x^2$', "#panic()", "= head \\ [a](b) <label> @ref", "`raw`"]
)
def test_a_title_is_never_an_instruction(title: str) -> None:
    made = pdf(titled(title))
    assert _ACCESSIBLE in made
    assert escape(title, quote=False).encode() in made


def test_control_characters_and_markup_of_pages_do_no_harm() -> None:
    assert pdf(titled("</title><script>\x00\x1b[31m\u202e\n")).startswith(b"%PDF-")


def test_a_letter_that_no_font_has_costs_the_claim_and_not_the_document() -> None:
    made = pdf(titled("Move \U0010fffd"))
    assert made.startswith(b"%PDF-")
    assert _ACCESSIBLE not in made


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_every_section_and_every_cell_is_there(voice: str) -> None:
    briefing = briefings()[voice]
    told = set(_texts(_Writer(briefing).document()))
    zone = briefing.base.timezone
    for section in _sections(briefing.sections):
        assert inline_text(section.title, timezone=zone) in told
        for grid in section.blocks:
            if isinstance(grid, Grid):
                cells = [inline_text(cell, timezone=zone) for row in grid.rows for cell in row]
                assert set(cells) <= told


def test_drawings_bring_their_style_in_colours_of_paper() -> None:
    style = drawing_style()
    assert not re.search(r"var\(|@|url\(", style)
    assert ".gantt .title.critical{font-weight:700}" in style
    drawn = [
        panel["svg"]
        for node in _nodes(_Writer(briefings()["engineering"]).document())
        for panel in node.get("panels", ())
    ]
    assert len(drawn) >= 3
    for svg in drawn:
        assert 'xmlns="http://www.w3.org/2000/svg"' in svg
        assert svg.count("<style>") == 1


def _sections(blocks: Any) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from _sections(block.blocks)


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def _texts(value: Any) -> Iterator[str]:
    """What each list of runs says, with new lines as spaces."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        yield "".join(
            run["text"].replace("\n", " ")
            for run in value
            if isinstance(run, dict) and isinstance(run.get("text"), str)
        )
        for inner in value:
            yield from _texts(inner)
