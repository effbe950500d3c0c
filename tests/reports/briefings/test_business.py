"""The business voice: what it says, in which order, and the words it never uses."""

import re
from datetime import date

import pytest

from fairlead.program.decisions import Decision
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.reports.briefing import Briefing
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.inline import inline_text
from fairlead.reports.picture import fact_base, picture
from fairlead.reports.text import Quote
from tests.reports import sample

TRADE = (
    "slack",
    "float",
    "critical path",
    "critical chain",
    "baseline",
    "levell",
    "predecessor",
    "dependency",
    "margin",
    "RAG",
    r"\bFS\b",
    r"\bSS\b",
    "fingerprint",
    "WBS",
)


def briefing(program: Program | None = None) -> Briefing:
    program = program or sample.program()
    seen = picture(program, sample.plan(program), findings=sample.FINDINGS)
    return business_briefing(seen, fact_base(seen))


def section(name: str, program: Program | None = None) -> str:
    text = markdown(briefing(program))
    return next(part for part in text.split("\n## ") if part.startswith(name))


def test_it_uses_no_word_of_the_trade_of_its_own() -> None:
    own = markdown(briefing(), shown=lambda part, text: "" if isinstance(part, Quote) else text)
    assert [word for word in TRADE if re.search(word, own)] == []


def test_it_shows_no_id_where_there_is_a_title() -> None:
    text = markdown(briefing())
    ids = ("vault-upgrade", "end-to-end", "asha-leaves", "wallet-scope")
    assert [key for key in ids if key in text] == []


def test_the_headline_names_the_broken_promise_and_the_first_decision() -> None:
    assert inline_text(briefing().headline, timezone="Europe/Berlin") == (
        "The plan ends on 20 May 2026. PCI certified, promised for 17 Apr 2026, is planned for "
        "22 Apr 2026: 3 days late. Needed first from Head of Sales, by 20 Feb 2026: Whether Google "
        "Pay waits for the next release."
    )


def test_a_status_set_by_hand_shows_who_why_and_what_was_computed() -> None:
    shown = section("What was promised")
    assert (
        "**At risk**<br>Set by Dana Lindqvist, computed: late. The auditor agreed by mail to a "
        "week of grace"
    ) in shown


def test_each_milestone_names_what_could_move_it_and_how_much_that_is_in_all() -> None:
    beta = next(r for r in section("What was promised").splitlines() if "Beta launch" in r)
    assert "Risk: The certificate comes late" in beta
    assert "Decision: Where the vault is hosted" in beta
    assert "among 5 in all" in beta


def test_decisions_are_listed_by_their_day_with_options_and_what_waits() -> None:
    rows = [r for r in section("Decisions needed").splitlines() if r.startswith("| W")]
    assert rows == [
        (
            "| Whether Google Pay waits for the next release | Head of Sales "
            "| 20 Feb 2026<br>overdue | Apple Pay and Google Pay |"
        ),
        (
            "| Where the vault is hosted<br>Between Own data centre (€25,000) and Cloud of the "
            "bank (€18,000) | Dana Lindqvist | 6 Mar 2026 | Store cards as tokens<br>Card vault |"
        ),
    ]


def test_decisions_already_made_are_not_asked_for() -> None:
    assert "REST" not in markdown(briefing())


def test_money_adds_up_to_the_cent() -> None:
    base = briefing().base
    values = {k: base[f"cost.{k}"].value for k in ("spent", "to_do", "other", "planned", "left")}
    assert values["spent"] + values["to_do"] + values["other"] == values["planned"]  # type: ignore[operator]
    assert 9_500_000 - values["planned"] == values["left"]  # type: ignore[operator]


def test_wanted_requirements_that_nobody_works_on_are_named() -> None:
    assert "Wanted, and not in the plan: See each step of the checkout." in section("What is in it")


@pytest.mark.parametrize(
    ("field", "name", "said"),
    [
        ("milestones", "What was promised", "No milestone is in the plan."),
        ("goals", "What it is for", "No goal has been stated."),
        ("risks", "What may go wrong", "No risk has been named."),
        ("requirements", "What is in it", "Nothing has been written down"),
        ("decisions", "Decisions needed", "No decision is waiting."),
    ],
)
def test_an_empty_part_says_that_it_is_empty(field: str, name: str, said: str) -> None:
    program = replace(sample.program(), **{field: Table()})
    assert said in section(name, program)


def test_without_any_price_there_is_no_table_of_money() -> None:
    program = sample.program()
    people = {k: replace(p, rate=None) for k, p in program.people.items()}
    tasks = {k: replace(t, cost=None) for k, t in program.tasks.items()}
    bare = replace(program, people=Table(people), tasks=Table(tasks), risks=Table(), budget=None)
    assert "No budget, rate or cost has been stated." in section("Money", bare)


def test_a_list_that_is_cut_says_how_many_there_are() -> None:
    rows = {f"d{n}": Decision(title=f"Choice {n}", due=date(2026, 4, 1)) for n in range(50)}
    shown = section("Decisions needed", replace(sample.program(), decisions=Table(rows)))
    assert shown.count("| Choice ") == 40
    assert "Listed are the first 40; there are more." in shown
