"""The law of reports: every figure is a fact, a scale mark, or the user's own words."""

from collections.abc import Callable

import pytest

from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.reports.briefing import Briefing
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.fact import Fact, FactBase
from fairlead.reports.formats.html import html
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.picture import Picture, fact_base, picture
from fairlead.reports.show import machine_value, show
from fairlead.reports.text import Part, Quote, Scale
from tests.reports import sample
from tests.reports.large import large
from tests.reports.pages import Page

Composer = Callable[[Picture, FactBase], Briefing]
VOICES = (business_briefing, engineering_briefing)


def bare() -> Program:
    """The sample with nothing but its tasks."""
    empty: Table[object] = Table()
    names = ("goals", "components", "requirements", "milestones", "risks", "decisions", "reviews")
    return replace(sample.program(), **dict.fromkeys(names, empty), budget=None)


def seen(which: str) -> Picture:
    if which == "large":
        return picture(*large(tasks=600))
    program = sample.program() if which == "sample" else bare()
    plan = sample.plan()
    if which == "bare":
        kept = {k: a for k, a in plan.activities.items() if k in program.tasks}
        plan = replace(plan, activities=Table(kept), milestones=Table())
    return picture(program, plan, findings=sample.FINDINGS, timezone="Asia/Kolkata")


@pytest.mark.parametrize("which", ["sample", "bare", "large"])
@pytest.mark.parametrize("compose", VOICES)
def test_every_figure_on_a_page_is_a_fact_a_scale_or_a_quote(which: str, compose: Composer) -> None:
    picture_seen = seen(which)
    base = fact_base(picture_seen)
    page = Page(html(compose(picture_seen, base)))
    assert [
        p.text for p in page.pieces if p.claim is None and any(map(str.isnumeric, p.text))
    ] == []
    facts = [p for p in page.pieces if p.claim == "fact"]
    assert len(facts) > 10
    for piece in facts:
        fact = base[piece.fact or ""]
        assert (piece.text, piece.value) == (
            show(fact, timezone=base.timezone),
            machine_value(fact),
        )


def told(briefing: Briefing, *, without: tuple[type, ...]) -> str:
    def shown(part: Part, text: str) -> str:
        return "" if isinstance(part, without) else text

    return markdown(briefing, shown=shown)


@pytest.mark.parametrize("which", ["sample", "bare", "large"])
@pytest.mark.parametrize("compose", VOICES)
def test_no_figure_is_left_in_markdown_once_facts_scales_and_quotes_are_taken_out(
    which: str, compose: Composer
) -> None:
    picture_seen = seen(which)
    briefing = compose(picture_seen, fact_base(picture_seen))
    assert any(map(str.isnumeric, told(briefing, without=(Scale, Quote))))
    assert not any(map(str.isnumeric, told(briefing, without=(Fact, Scale, Quote))))


def shown_facts(briefing: Briefing) -> dict[str, str]:
    found: dict[str, str] = {}

    def shown(part: Part, text: str) -> str:
        if isinstance(part, Fact):
            assert found.setdefault(part.id, text) == text
        return text

    markdown(briefing, shown=shown)
    return found


def test_both_voices_show_the_same_value_for_the_same_fact() -> None:
    picture_seen = seen("sample")
    base = fact_base(picture_seen)
    business = shown_facts(business_briefing(picture_seen, base))
    engineering = shown_facts(engineering_briefing(picture_seen, base))
    both = business.keys() & engineering.keys()
    assert len(both) > 20
    assert {k: business[k] for k in both} == {k: engineering[k] for k in both}


@pytest.mark.parametrize("compose", VOICES)
def test_page_and_markdown_show_the_same_value_for_the_same_fact(compose: Composer) -> None:
    picture_seen = seen("sample")
    base = fact_base(picture_seen)
    briefing = compose(picture_seen, base)
    on_page = {p.fact: p.text for p in Page(html(briefing)).pieces if p.fact is not None}
    in_text = {k: show(base[k], timezone=base.timezone) for k in shown_facts(briefing)}
    both = on_page.keys() & in_text.keys()
    assert len(both) > 20
    assert {k: on_page[k] for k in both} == {k: in_text[k] for k in both}


def test_every_fact_says_where_it_comes_from() -> None:
    base = fact_base(seen("sample"))
    assert [fact.id for fact in base.facts.values() if not fact.derivation] == []


@pytest.mark.parametrize("compose", VOICES)
def test_quotes_on_a_page_are_words_of_the_program(compose: Composer) -> None:
    picture_seen = seen("sample")
    briefing = compose(picture_seen, fact_base(picture_seen))
    known = " ".join(_strings(picture_seen.program)) + " ".join(
        f"{f.message} {f.hint} {f.where}" for f in sample.FINDINGS
    )
    quotes = {p.text for p in Page(html(briefing)).pieces if p.claim == "quote"}
    unknown = {q for q in quotes if q.rstrip("…").strip() not in known and " and " not in q}
    assert unknown == set()


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Table):
        return [s for k, v in value.items() for s in (k, *_strings(v))]
    if isinstance(value, tuple):
        return [s for item in value for s in _strings(item)]
    fields = getattr(value, "__struct_fields__", ())
    return [s for name in fields for s in _strings(getattr(value, name))]
