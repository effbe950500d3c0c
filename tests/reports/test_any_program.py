"""Whatever a program holds, both voices can tell it, and the law of figures holds."""

import pytest
from hypothesis import HealthCheck, given, settings

from fairlead.program.program import Program
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.fact import Fact
from fairlead.reports.formats.fact_json import facts_json
from fairlead.reports.formats.html import html
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.overview import answers_text
from fairlead.reports.picture import fact_base, picture
from fairlead.reports.text import Part, Quote, Scale
from tests.program.strategies import programs
from tests.reports.naive import naive_plan
from tests.reports.pages import Page


def nothing_measured(part: Part, text: str) -> str:
    return "" if isinstance(part, Fact | Quote | Scale) else text


@pytest.mark.parametrize("compose", [business_briefing, engineering_briefing])
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(program=programs())
def test_any_program_can_be_told(compose: object, program: Program) -> None:
    assert callable(compose)
    seen = picture(program, naive_plan(program))
    briefing = compose(seen, fact_base(seen))
    page = Page(html(briefing))
    assert page.unbalanced == []
    loose = [p.text for p in page.pieces if p.claim is None and any(map(str.isnumeric, p.text))]
    assert loose == []
    assert not any(map(str.isnumeric, markdown(briefing, shown=nothing_measured)))


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(program=programs())
def test_any_program_has_facts_and_answers(program: Program) -> None:
    seen = picture(program, naive_plan(program))
    assert facts_json(fact_base(seen)).endswith("}\n")
    assert answers_text(program, naive_plan(program)).count("?") >= 3
