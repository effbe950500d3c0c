"""A briefing of an impact: every figure is a fact, in both voices."""

import pytest

from fairlead.analyses.scope.impact import Impact, impact
from fairlead.program.program import Program
from fairlead.reports.briefing import Briefing, Voice
from fairlead.reports.briefings.impact import impact_briefing
from fairlead.reports.facts.impact import impact_base
from fairlead.reports.formats.html import html
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.show import machine_value, show
from fairlead.sources.program_file.reader import parse_program
from tests.reports.pages import Page

TEXT = """\
fairlead: 1
program: small
title: Shop 24
start: 2026-03-02
budget: 4000
teams: {web: {title: Web}}
people: {asha: {name: Asha, team: web, rate: 100}}
goals: {sell: {title: Sell more, owner: web}}
components: {shop: {title: Shop, owner: web, consumers: [partner-7]}}
requirements: {pay: {title: Pay, goal: sell, component: shop}}
tasks:
  api: {title: Interface, estimate: 4d..6d, who: asha, requirement: pay}
milestones: {live: {title: Live, needs: [api], due: 2026-03-11, goal: sell}}
risks: {late: {title: Late, probability: 50%, cost: 1000, delay: {api: 1d}}}
"""


def told(voice: Voice, *, after: str = TEXT.replace("4d..6d", "6d..9d")) -> Briefing:
    before, changed = _program(TEXT), _program(after)
    made = impact(before, changed, trials=400)
    assert isinstance(made, Impact)
    base = impact_base(made, before, timezone="Asia/Kolkata")
    return impact_briefing(made, before, changed, base, title="More of it", voice=voice)


def _program(text: str) -> Program:
    found = parse_program(text).program
    assert found is not None
    return found


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_every_figure_is_a_fact_or_a_quote(voice: Voice) -> None:
    briefing = told(voice)
    page = Page(html(briefing))
    loose = [p.text for p in page.pieces if p.claim is None and any(map(str.isnumeric, p.text))]
    assert loose == []
    facts = [p for p in page.pieces if p.claim == "fact"]
    assert len(facts) > 10
    for piece in facts:
        fact = briefing.base[piece.fact or ""]
        zone = briefing.base.timezone
        assert (piece.text, piece.value) == (show(fact, timezone=zone), machine_value(fact))


def test_each_voice_speaks_its_own_words() -> None:
    business, engineering = markdown(told("business")), markdown(told("engineering"))
    assert "Even odds by" in business
    assert "with the same luck" in business
    assert "percentile" not in business
    assert "Eightieth percentile" in engineering
    assert "tasks.api.estimate" in engineering
    for text in (business, engineering):
        assert "Over the budget" in text
        assert "partner-7" in text
        assert "wants Sell more" in text


def test_no_change_says_so() -> None:
    text = markdown(told("business", after=TEXT))
    assert "Nothing would change." in text
    assert "Nobody else is concerned" in text
