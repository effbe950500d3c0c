"""Every reason that the analysis can give has a sentence, and no sentence is without a reason."""

import ast
from pathlib import Path

import pytest

from fairlead.analyses.answers import three_answers as analysis
from fairlead.analyses.answers.three_answers import Reason
from fairlead.program.noun import Table, replace
from fairlead.reports.answer_words import SENTENCES, cards, reason_text
from fairlead.reports.fact import Fact
from fairlead.reports.inline import inline_text
from fairlead.reports.overview import answers_text
from fairlead.reports.picture import fact_base, picture
from tests.reports import sample

PREFIXES = ("manage.", "on_time.", "prepared.")
METHODS = Path(__file__).parents[2] / "docs" / "methods" / "facts.md"


def codes_in_the_analysis() -> set[str]:
    tree = ast.parse(Path(analysis.__file__).read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(PREFIXES)
    }


def test_every_reason_has_a_sentence_and_every_sentence_a_reason() -> None:
    assert codes_in_the_analysis() == set(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_is_documented(code: str) -> None:
    assert f"`{code}`" in METHODS.read_text(encoding="utf-8")


def test_a_reason_is_told_with_its_numbers() -> None:
    base = fact_base(picture(sample.program(), sample.plan()))
    reason = Reason(code="on_time.late", verdict="bad", number=1, of=3, subjects=("certified",))
    said = inline_text(reason_text(reason, base), timezone="UTC")
    assert said == "1 of 3 promised milestones is planned too late."


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("prepared.decision-overdue", "The 1 open decision is overdue."),
        ("on_time.late", "The 1 promised milestone is planned too late."),
        ("manage.nobody", "The 1 open task has nobody to do it."),
    ],
)
def test_the_only_one_is_not_said_to_be_one_of_several(code: str, said: str) -> None:
    ids = [f"answer.{code}.number", f"answer.{code}.of"]
    facts = {name: Fact(id=name, kind="count", value=1, derivation="one") for name in ids}
    base = replace(fact_base(picture(sample.program(), sample.plan())), facts=Table(facts))
    reason = Reason(code=code, verdict="bad", number=1, of=1, subjects=("x",))
    assert inline_text(reason_text(reason, base), timezone="UTC") == said


def test_no_open_risk_is_said_as_such() -> None:
    base = fact_base(picture(sample.program(), sample.plan()))
    reason = Reason(code="prepared.covered", verdict="good", number=0)
    assert inline_text(reason_text(reason, base), timezone="UTC") == "No risk is open."


def test_the_questions_come_in_their_order_with_a_verdict_in_words() -> None:
    seen = picture(sample.program(), sample.plan(), findings=sample.FINDINGS)
    shown = cards(seen.answers, fact_base(seen)).cards
    assert [(c.question.text, c.verdict.word.text, c.verdict.rag) for c in shown] == [
        ("Can we manage it?", "Yes, with gaps", "amber"),
        ("Will it land on time?", "No", "red"),
        ("Are we prepared for problems?", "No", "red"),
    ]


def test_a_terminal_gets_the_answers_as_plain_lines() -> None:
    text = answers_text(sample.program(), sample.plan(), sample.FINDINGS, width=60)
    lines = text.splitlines()
    assert lines[0] == "! Can we manage it? Yes, with gaps."
    assert lines[1] == "    1 of 17 open tasks has nobody to do it."
    assert "x Will it land on time? No." in lines
    assert max(map(len, lines)) <= 60
