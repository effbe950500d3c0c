"""The forecast in both voices: one set of facts, every figure one of them, and nothing without."""

from collections.abc import Callable
from functools import cache

import pytest

from fairlead.analyses.answers.three_answers import Answers
from fairlead.program.noun import Table, replace
from fairlead.reports.briefing import Briefing
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.fact import Fact, FactBase
from fairlead.reports.formats.html import NO_CHARTS, html
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.picture import Picture, fact_base, picture
from fairlead.reports.sections.forecast import focus
from fairlead.reports.show import machine_value, show
from fairlead.reports.text import Part, Quote, Scale
from tests.reports import sample, sample_forecast
from tests.reports.pages import Page

Composer = Callable[[Picture, FactBase], Briefing]
VOICES = (business_briefing, engineering_briefing)


@cache
def seen() -> Picture:
    program, plan = sample_forecast.with_backlog(sample.program()), sample.plan()
    made = sample_forecast.forecast(program, plan)
    return picture(program, plan, findings=sample.FINDINGS, timezone="Asia/Kolkata", forecast=made)


@cache
def page(compose: Composer) -> Page:
    return Page(html(compose(seen(), fact_base(seen()))))


@pytest.mark.parametrize("compose", VOICES)
def test_every_figure_on_the_page_is_a_fact_a_scale_or_a_quote(compose: Composer) -> None:
    base = fact_base(seen())
    found = page(compose)
    assert found.unbalanced == []
    loose = [p.text for p in found.pieces if p.claim is None and any(map(str.isnumeric, p.text))]
    assert loose == []
    facts = [p for p in found.pieces if p.claim == "fact"]
    assert sum((p.fact or "").startswith("forecast.") for p in facts) > 60
    for piece in facts:
        fact = base[piece.fact or ""]
        assert (piece.text, piece.value) == (
            show(fact, timezone=base.timezone),
            machine_value(fact),
        )


@pytest.mark.parametrize("compose", VOICES)
def test_no_figure_is_left_in_markdown_once_facts_are_taken_out(compose: Composer) -> None:
    def nothing_measured(part: Part, text: str) -> str:
        return "" if isinstance(part, Fact | Quote | Scale) else text

    told = markdown(compose(seen(), fact_base(seen())), shown=nothing_measured)
    assert not any(map(str.isnumeric, told))


def test_both_voices_tell_the_same_in_their_own_words() -> None:
    business, engineering = (
        {p.fact: p.text for p in page(compose).pieces if p.fact is not None} for compose in VOICES
    )
    both = {k for k in business.keys() & engineering.keys() if k.startswith("forecast.")}
    assert len(both) > 60
    assert {k: business[k] for k in both} == {k: engineering[k] for k in both}
    words = [{p.text for p in page(compose).pieces} for compose in VOICES]
    assert "Four in five by" in words[0]
    assert "Eightieth percentile" in words[1]
    assert not {"Median", "Merge bias: joining paths and shared people"} & words[0]


@pytest.mark.parametrize("compose", VOICES)
def test_all_charts_are_in_both_voices(compose: Composer) -> None:
    pytest.importorskip("vl_convert")
    drawn = [
        given["aria-label"]
        for tag, given in page(compose).elements
        if tag == "svg" and "aria-label" in given
    ]
    assert {"Chance by date", "What moves the finish", "Finish and cost", "Schedule"} <= set(drawn)


def test_the_gantt_chart_says_how_often_a_task_is_critical() -> None:
    found = page(engineering_briefing)
    shown = [p for p in found.pieces if (p.fact or "").endswith(".critical")]
    assert len(shown) >= 10
    assert any("often" in given.get("class", "") for _, given in found.elements)
    assert any(given.get("class") == "sure" for _, given in found.elements)


@pytest.mark.parametrize("compose", VOICES)
def test_without_the_extra_the_tables_remain_and_say_so(
    compose: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairlead.reports.charts.draw.can_draw", lambda: False)
    bare = Page(html(compose(seen(), fact_base(seen()))))
    of_flow = 1 if compose is business_briefing else 3
    assert sum(p.text == NO_CHARTS for p in bare.pieces) == 3 + of_flow
    assert not any(given.get("class") == "forecast" for _, given in bare.elements)
    with_charts = {p.fact for p in page(compose).pieces if (p.fact or "").startswith("forecast.")}
    told = {p.fact for p in bare.pieces if (p.fact or "").startswith("forecast.")}
    assert told >= with_charts


@pytest.mark.parametrize("compose", VOICES)
def test_without_a_forecast_the_section_says_what_is_missing(compose: Composer) -> None:
    plain = picture(sample.program(), sample.plan())
    found = Page(html(compose(plain, fact_base(plain))))
    assert "No chances have been computed." in {p.text for p in found.pieces}


def answers() -> Answers:
    return seen().answers


def test_the_answer_goes_by_the_chance_where_there_is_one() -> None:
    codes = {reason.code: reason for reason in answers().on_time.reasons}
    assert codes["on_time.unlikely"].subjects == ("certified",)
    assert codes["on_time.unlikely"].of == 3
    assert "on_time.no-chance" not in codes
    assert answers().on_time.verdict == "bad"


def test_the_status_of_a_promise_goes_by_its_chance() -> None:
    rows = seen().statuses.milestones
    assert (rows["beta"].rag, rows["beta"].rule) == ("green", "milestone.sure")
    assert rows["certified"].rule == "milestone.late"


def test_the_curve_is_that_of_the_promise_due_next() -> None:
    forecast = seen().forecast
    assert forecast is not None
    assert focus(forecast).id == "certified"
    none = {k: replace(t, due=None, chance=None) for k, t in forecast.milestones.items()}
    assert focus(replace(forecast, milestones=Table(none))).kind == "whole"
