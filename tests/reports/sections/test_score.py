"""Past forecasts in both voices: every figure a fact, good ones and bad ones alike."""

from collections.abc import Callable
from functools import cache

import pytest

from fairlead.analyses.ledger.score import Scores, score
from fairlead.program.noun import replace
from fairlead.reports.briefing import Briefing, Figure, Section
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.charts.score_chart import KeptChart, ReliabilityChart
from fairlead.reports.fact import FactBase
from fairlead.reports.formats.html import html
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.picture import Picture, fact_base, picture
from fairlead.reports.sections.score import score_section
from fairlead.reports.show import machine_value, show
from tests.analyses.ledger.made_up import after, issue, overconfident, program, said
from tests.reports import sample, sample_forecast
from tests.reports.pages import Page

Composer = Callable[[Picture, FactBase], Briefing]
VOICES = (business_briefing, engineering_briefing)


def seen(scores: Scores | None) -> Picture:
    here, plan = sample.program(), sample.plan()
    made = sample_forecast.forecast(here, plan)
    if scores is not None:
        made = replace(made, widening=scores.widening)
    return picture(here, plan, forecast=made, scores=scores)


@cache
def history() -> Scores:
    past, forecasts = overconfident(27, truth=1.6, seed=4)
    return score(past, forecasts)


def section(scores: Scores | None, *, voice: str = "business") -> Section | None:
    found = seen(scores)
    base = fact_base(found)
    made = score_section(found, base, voice="business" if voice == "business" else "engineering")
    return made[0] if made else None


def text_of(scores: Scores, compose: Composer) -> str:
    found = seen(scores)
    return markdown(compose(found, fact_base(found)))


@pytest.mark.parametrize("compose", VOICES)
def test_every_figure_on_the_page_is_a_fact_a_scale_or_a_quote(compose: Composer) -> None:
    found = seen(history())
    base = fact_base(found)
    page = Page(html(compose(found, base)))
    assert page.unbalanced == []
    loose = [p.text for p in page.pieces if p.claim is None and any(map(str.isnumeric, p.text))]
    assert loose == []
    facts = [p for p in page.pieces if p.claim == "fact" and (p.fact or "").startswith("score.")]
    assert len(facts) > 20
    for piece in facts:
        fact = base[piece.fact or ""]
        assert piece.text == show(fact, timezone=base.timezone)
        assert piece.value == machine_value(fact)


def test_business_reads_how_many_of_the_dates_held_and_which_did_not() -> None:
    told = text_of(history(), business_briefing)
    assert "Of 27 dates that we gave at four in five, 21 held." in told
    assert "| M15 | 5 Jan 2026 |" in told
    assert "Those that missed by most, of 6 in all" in told
    assert "has learned to leave more room" in told


def test_engineering_reads_levels_references_and_what_was_learned() -> None:
    told = text_of(history(), engineering_briefing)
    assert "21 of 27 that have come held their first date at P80" in told
    assert "| P80 | 78% |" in told
    assert "times as wide as drawn to the late side" in told


def test_the_charts_show_what_the_scores_say() -> None:
    business, engineering = section(history()), section(history(), voice="engineering")
    assert business is not None
    assert engineering is not None
    (kept,) = [b.chart for b in business.blocks if isinstance(b, Figure)]
    assert isinstance(kept, KeptChart)
    assert (kept.kept, kept.missed) == (21, 6)
    (curve,) = [b.chart for b in engineering.blocks if isinstance(b, Figure)]
    assert isinstance(curve, ReliabilityChart)
    assert [point.level for point in curve.points] == pytest.approx([n / 10 for n in range(1, 10)])
    assert sum(curve.pit) == pytest.approx(1.0)


def test_a_history_that_was_always_wrong_is_shown_as_such() -> None:
    keys = [f"m{n}" for n in range(20)]
    scores = score(
        program(dict.fromkeys(keys), as_of=after(200)),
        [issue(*(said(key, middle=40, spread=5) for key in keys))],
    )
    told = text_of(scores, business_briefing)
    assert "Of 20 dates that we gave at four in five, 0 held." in told
    assert "That is too few: the dates were given too surely." in told
    assert told.count("still open") == 5


def test_a_few_dates_prove_little() -> None:
    scores = score(
        program({"a": after(40), "b": after(41)}, as_of=after(200)),
        [issue(said("a", middle=40, spread=5), said("b", middle=40, spread=5))],
    )
    assert "So few dates prove little yet." in text_of(scores, business_briefing)


def test_what_has_not_come_yet_says_so() -> None:
    scores = score(program({"a": None}, as_of=after(10)), [issue(said("a", middle=40, spread=5))])
    told = text_of(scores, engineering_briefing)
    assert "1 forecast since 5 Jan 2026; none of the dates given has come yet." in told


def test_without_a_ledger_there_is_no_section() -> None:
    assert section(None) is None
    assert section(score(program({}, as_of=after(10)), [])) is None
