"""The engineering voice: the chain and why, next work, blockers, hand-offs, components, paths."""

import pytest

from fairlead.analyses.plan import ChainStep
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.inline import inline_text
from fairlead.reports.picture import fact_base, picture
from fairlead.reports.sections.work import because
from tests.reports import sample


def text_of(program: Program | None = None, *, timezone: str | None = None) -> str:
    program = program or sample.program()
    seen = picture(program, sample.plan(program), findings=sample.FINDINGS, timezone=timezone)
    return markdown(engineering_briefing(seen, fact_base(seen)))


def section(name: str, program: Program | None = None, *, timezone: str | None = None) -> str:
    parts = text_of(program, timezone=timezone).split("\n## ")
    return next(part for part in parts if part.startswith(name))


def test_the_chain_is_told_step_by_step_with_reasons() -> None:
    shown = section("Critical chain")
    assert "8 steps to do" in shown
    assert (
        "| Store cards as tokens | Asha Rao | 16 Mar 2026 | 25 Mar 2026 | waits for Payment API v2 "
        "to finish |"
    ) in shown


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            ChainStep(id="api", because="link", of="spec", link="SS"),
            "waits for API specification to start",
        ),
        (
            ChainStep(id="api", because="link", of="spec", link="FF"),
            "may finish only after API specification does",
        ),
        (
            ChainStep(id="api", because="person", of="spec", person="asha"),
            "Asha Rao is on API specification until then",
        ),
        (ChainStep(id="api", because="person", person="asha"), "Asha Rao is busy until then"),
        (ChainStep(id="tokens", because="date"), "has a fixed date"),
        (ChainStep(id="tokens", because="status"), "cannot be planned before the status time"),
        (ChainStep(id="tokens", because="start"), "begins with the program"),
        (ChainStep(id="api", because="status"), "is under way"),
    ],
)
def test_each_reason_of_a_step_has_its_words(step: ChainStep, said: str) -> None:
    seen = picture(sample.program(), sample.plan())
    assert inline_text(because(seen, step), timezone="UTC") == said


def test_next_work_is_listed_by_person_until_the_horizon() -> None:
    shown = section("What is next")
    assert "until 16 Mar 2026" in shown
    assert "### Ben Okafor\n\n2 tasks" in shown
    assert "Texts in 11 languages" in shown
    assert "End-to-end tests" not in shown
    assert "### Nobody of ours" in shown


def test_blockers_name_who_can_clear_them_and_what_they_hold_up() -> None:
    shown = section("In the way")
    assert "| Open decision | Where the vault is hosted | Dana Lindqvist | 6 Mar 2026 |" in shown
    assert "| Outside work | Vendor certificate | Asha Rao | 13 Mar 2026 | Beta launch" in shown
    assert (
        "| Nobody on it | Conversion dashboard | \N{EN DASH} | 14 May 2026 | Results known |"
        in shown
    )


def test_hand_offs_that_lie_ahead_are_in_the_zone_of_the_reader() -> None:
    here, there = section("Hand-offs"), section("Hand-offs", timezone="Asia/Kolkata")
    assert "13 Mar 2026, 13:00" in here
    assert "13 Mar 2026, 17:30" in there
    assert "across zones" in here
    assert "API specification to Threat model" not in here


def test_a_component_tells_owner_consumers_reviews_and_tasks() -> None:
    shown = section("Components")
    vault = shown[shown.index("### Card vault") : shown.index("### Reporting")]
    assert "**Causes delay**" in vault
    assert "Owner: Asha Rao. Used by Checkout API." in vault
    assert "Built with PostgreSQL 12, in support until 31 Mar 2026." in vault
    assert "Review: Review of the vault, held, 10 Feb 2026" in vault
    assert "| Penetration test |" in vault


def test_paths_into_a_milestone_come_with_their_slack() -> None:
    shown = section("Paths to milestones")
    assert "| Payment API v2 → Apple Pay and Google Pay → End-to-end tests | 0 days |" in shown
    assert "| Vendor certificate | 18 days |" in shown
    assert "### Design agreed" not in shown


def test_findings_come_worst_first_with_what_to_do() -> None:
    shown = section("Quality of the plan")
    assert "0 errors, 1 warning and 1 note" in shown
    assert shown.index("**Warning**") < shown.index("**Note**")
    assert "Name a person or a team with" in shown


@pytest.mark.parametrize(
    ("field", "name", "said"),
    [
        ("components", "Components", "No component has been named."),
        ("milestones", "Paths to milestones", "No milestone is ahead."),
    ],
)
def test_an_empty_part_says_that_it_is_empty(field: str, name: str, said: str) -> None:
    program = replace(sample.program(), **{field: Table()})
    plan = sample.plan()
    if field == "milestones":
        kept = {k: a for k, a in plan.activities.items() if k in program.tasks}
        plan = replace(plan, activities=Table(kept), milestones=Table())
    seen = picture(program, plan)
    text = markdown(engineering_briefing(seen, fact_base(seen)))
    assert said in next(part for part in text.split("\n## ") if part.startswith(name))


def test_a_plan_that_is_proven_best_says_so() -> None:
    plan = replace(sample.plan(), proven_optimal=True)
    seen = picture(sample.program(), plan)
    shown = markdown(engineering_briefing(seen, fact_base(seen)))
    assert "No order of work with these people ends sooner." in shown
