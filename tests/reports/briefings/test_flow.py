"""The page of a flow: every figure a fact, every chart drawn, and empty records told."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from defusedxml.ElementTree import fromstring

from fairlead.analyses.flow.flow import Flow, flow
from fairlead.program.flow import WorkItem, WorkRecord
from fairlead.reports.briefing import Figure
from fairlead.reports.briefings.flow import MOST_AGES, flow_briefing
from fairlead.reports.charts.draw import can_draw, chart_svg
from fairlead.reports.formats.html import html
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.show import machine_value, show
from tests.reports.pages import Page

FIRST = date(2026, 3, 30)


def made(*, under_way: int = 3) -> Flow:
    done = [
        WorkItem(
            key=f"d{n}",
            created=FIRST - timedelta(days=n + 9),
            started=FIRST - timedelta(days=n + n % 5),
            finished=FIRST - timedelta(days=n),
        )
        for n in range(1, 200)
    ]
    open_ = [
        WorkItem(key=f"w{n}", title=f"Work <{n}>", started=FIRST - timedelta(days=3 * n + 1))
        for n in range(under_way)
    ]
    record = WorkRecord(items=(*done, *open_), first=FIRST)
    return flow(record, items=20, by=FIRST + timedelta(days=30))


@dataclass
class _Case:
    flow: Flow
    says: str


EMPTY = flow(WorkRecord(items=(), first=FIRST))
CASES = (
    _Case(made(), "3 items under way, oldest first; 1 older than the expectation."),
    _Case(made(under_way=MOST_AGES + 5), "The oldest are shown."),
    _Case(made(under_way=0), "Nothing is known to be under way."),
    _Case(EMPTY, "This cannot be said."),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_every_figure_on_the_page_is_a_fact_a_scale_or_a_quote(case: _Case) -> None:
    briefing = flow_briefing(case.flow, name="shop <b>")
    page = Page(html(briefing))
    assert page.unbalanced == []
    loose = [p.text for p in page.pieces if p.claim is None and any(map(str.isnumeric, p.text))]
    assert loose == []
    for piece in page.pieces:
        if piece.claim == "fact":
            fact = briefing.base[piece.fact or ""]
            assert piece.text == show(fact, timezone="UTC")
            assert piece.value == machine_value(fact)
    assert case.says in markdown(briefing)


@pytest.mark.skipif(not can_draw(), reason="the extra charts is not installed")
def test_every_chart_is_drawn_with_its_names() -> None:
    figures = [
        block
        for section in flow_briefing(made(), name="shop").sections
        for block in section.blocks
        if isinstance(block, Figure)
    ]
    drawn = []
    for figure in figures:
        svg = chart_svg(figure.chart, timezone="UTC")  # type: ignore[arg-type]  # all of these are
        fromstring(svg)
        drawn.append(svg)
    assert len(drawn) == 4
    for words in ("mean ", "half within", "expectation", "Work &lt;2&gt;", "asked for", "begun"):
        assert any(words in svg for svg in drawn), words
