"""Charts belong to the page: their colours are tokens, their texts facts, nothing is loaded."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring

from fairlead.reports.charts.chart import (
    Bar,
    DatedMark,
    ForecastChart,
    JointChart,
    OddsChart,
    Swing,
    SwingChart,
)
from fairlead.reports.charts.draw import chart_svg
from fairlead.reports.charts.range_chart import RangeChart, RangeRow
from fairlead.reports.charts.scope_chart import EarnedChart, GrowthChart, GrowthPoint
from fairlead.reports.charts.theme import TOKENS
from fairlead.reports.fact import Fact
from fairlead.reports.formats.html import packaged
from fairlead.reports.text import Quote, Scale, Words
from tests.reports.pages import Page

pytest.importorskip("vl_convert")

AT = datetime(2026, 4, 1, 15, tzinfo=UTC)


def mark(what: str, id: str, days: int) -> DatedMark:
    at = AT + timedelta(days=days)
    fact = Fact(id=id, kind="finish", value=at, derivation="Made up.")
    return DatedMark(what=Words(text=what), fact=fact, at=at)


def odds() -> OddsChart:
    days = [AT + timedelta(days=day) for day in range(40)]
    return OddsChart(
        title=Quote(text="Beta"),
        curve=tuple((at, (n + 1) / 41) for n, at in enumerate(days)),
        marks=((mark("Even odds", "p50", 20), 0.5), (mark("Four in five", "p80", 32), 0.8)),
        bars=tuple(
            Bar(start=at, finish=at + timedelta(days=1), share=0.025, late=n > 25)
            for n, at in enumerate(days)
        ),
        timezone="Europe/Berlin",
        due=mark("Promised", "due", 25),
        planned=mark("Planned", "planned", 10),
        chance=Fact(id="chance", kind="share", value=0.61, derivation="Made up."),
        chance_value=0.61,
    )


def swings() -> SwingChart:
    def swing(title: str, days: float) -> Swing:
        fact = Fact(id=title[:9], kind="duration", value=int(days * 1440), derivation="Made up.",
                    day_minutes=1440)  # fmt: skip
        return Swing(title=Quote(text=title), kind="risk", fact=fact, days=days)

    return SwingChart(
        swings=(swing("<b>Vault</b> & 7 keys", 9.2), swing("A" * 200, 0.5)),
        sooner=Words(text="goes well"),
        later=Words(text="goes badly"),
    )


def joint() -> JointChart:
    return JointChart(
        pairs=tuple((AT + timedelta(days=n), 1000.0 + 37 * n, n < 20) for n in range(40)),
        frontier=((AT + timedelta(days=30), 2500.0), (AT + timedelta(days=39), 2200.0)),
        timezone="Europe/Berlin",
        currency="EUR",
        due=mark("Promised", "due", 25),
        budget=Fact(id="budget", kind="money", value=200_000, derivation="?", currency="EUR"),
        budget_value=2000.0,
    )


def amount(name: str, minutes: int) -> Fact:
    return Fact(id=name, kind="duration", value=minutes, derivation="Made up.")


def growth() -> GrowthChart:
    days = (0, 10, 14, 20)
    return GrowthChart(
        points=tuple(
            GrowthPoint(at=AT + timedelta(days=day), size=100.0 + 3 * day, came=5.0, went=2.0)
            for day in days
        ),
        timezone="Europe/Berlin",
        agreed=Words(text="Agreed first"),
        first=amount("first", 48_000),
        is_now=Words(text="Now"),
        now=amount("now", 76_800),
        came=Words(text="came"),
        went=Words(text="went"),
        unit=Words(text="days of work"),
    )


def earned() -> EarnedChart:
    weeks = [AT + timedelta(weeks=n) for n in range(10)]
    return EarnedChart(
        planned=tuple((at, 10.0 * n) for n, at in enumerate(weeks)),
        earned=tuple((at, 6.0 * n) for n, at in enumerate(weeks[:5])),
        spent=tuple((at, 6.1 * n) for n, at in enumerate(weeks[:5])),
        timezone="Europe/Berlin",
        names=(Scale(text="BAC"), Scale(text="EV"), Scale(text="AC")),
        facts=(amount("bac", 43_200), amount("ev", 11_520), amount("ac", 11_712)),
        unit=Words(text="days of work"),
        due=weeks[2],
        behind=amount("behind", 5_760),
        behind_words=Words(text="behind"),
    )


def ranges() -> RangeChart:
    chance = Fact(id="chance", kind="share", value=0.61, derivation="Made up.")
    rows = [
        RangeRow(title=Words(text="As it is"), first=AT, last=AT + timedelta(days=30), lead=True),
        RangeRow(title=Quote(text="<7 days> more"), first=AT, last=AT + timedelta(days=20),
                 told=(chance,), kept=True),
    ]  # fmt: skip
    due = Fact(id="due", kind="finish", value=AT, derivation="Made up.")
    return RangeChart(
        rows=tuple(rows),
        timezone="Europe/Berlin",
        due=AT + timedelta(days=25),
        due_words=Words(text="Promised"),
        due_fact=due,
    )


CHARTS: dict[str, Callable[[], ForecastChart]] = {
    "odds": odds,
    "swings": swings,
    "joint": joint,
    "growth": growth,
    "earned": earned,
    "ranges": ranges,
}


def drawn(chart: ForecastChart) -> str:
    return chart_svg(chart, timezone="Europe/Berlin")


@pytest.mark.parametrize("name", CHARTS)
def test_chart_is_well_formed_and_only_classes_colour_it(name: str) -> None:
    svg = drawn(CHARTS[name]())
    root = fromstring(svg)
    names = {element.tag for element in root.iter()}
    assert names <= {
        "svg", "title", "desc", "g", "path", "line", "rect", "text", "tspan", "circle",
    }  # fmt: skip
    for element in root.iter():
        assert not {"style", "onclick", "href", "id"}.intersection(element.keys())
        for attribute in ("fill", "stroke"):
            assert element.get(attribute, "none") in {"none", "transparent"}, element.attrib
    classes = set(
        re.findall(r"\b[fs]-([a-z0-9-]+)", " ".join(e.get("class", "") for e in root.iter()))
    )
    assert classes
    assert classes <= set(TOKENS)


def test_every_class_of_a_chart_is_in_the_stylesheet() -> None:
    style = packaged("style.css")
    for token in TOKENS:
        assert f".f-{token} {{ fill: var(--{token}); }}" in style
        assert f".s-{token} {{ stroke: var(--{token}); }}" in style


@pytest.mark.parametrize("name", CHARTS)
def test_every_figure_in_a_chart_is_a_fact_a_scale_or_a_quote(name: str) -> None:
    page = Page(drawn(CHARTS[name]()))
    assert page.unbalanced == []
    loose = [p.text for p in page.pieces if p.claim is None and any(map(str.isnumeric, p.text))]
    assert loose == []
    assert [p for p in page.pieces if "@" in p.text] == []


def test_dates_and_the_chance_stand_in_the_chart_as_facts() -> None:
    page = Page(drawn(odds()))
    told = {p.fact: p.text for p in page.pieces if p.fact is not None}
    assert told == {
        "p50": "21 Apr 2026", "p80": "3 May 2026", "due": "26 Apr 2026",
        "planned": "11 Apr 2026", "chance": "61%",
    }  # fmt: skip


def test_titles_of_the_user_are_shown_and_not_obeyed() -> None:
    svg = drawn(swings())
    assert "&lt;b&gt;Vault&lt;/b&gt; &amp; 7 keys" in svg
    assert "<b>" not in svg
    assert "A" * 60 not in svg


def test_a_chart_says_what_it_is_to_who_cannot_see_it() -> None:
    for name, build in CHARTS.items():
        root = fromstring(drawn(build()))
        assert root.get("role") == "img", name
        assert root.findtext("title")
        assert root.findtext("desc")


def test_a_mark_of_the_scale_is_no_word() -> None:
    chart = odds()
    first = DatedMark(what=Scale(text="P50"), fact=chart.marks[0][0].fact, at=AT)
    svg = drawn(OddsChart(title=chart.title, curve=chart.curve, marks=((first, 0.5),),
                          bars=chart.bars, timezone="UTC"))  # fmt: skip
    assert '<tspan data-scale="">P50</tspan>' in svg
