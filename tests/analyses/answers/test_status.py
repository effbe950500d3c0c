"""Red, amber, green: each rule by the smallest program in which it alone applies."""

from datetime import date

import pytest

from fairlead.analyses.answers.movers import movers
from fairlead.analyses.answers.status import RULES, Status, Statuses, shown_rag, statuses
from fairlead.analyses.plan import Plan
from fairlead.analyses.trace import trace
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from tests.reports import sample


def judged(program: Program | None = None, plan: Plan | None = None) -> Statuses:
    program = program or sample.program()
    plan = plan or sample.plan(program)
    traced = trace(program)
    moved = movers(program, plan, trace=traced)
    return statuses(program, plan, trace=traced, movers=moved)


def with_margin(key: str, days: float) -> Plan:
    plan = sample.plan()
    minutes = int(days * 480)
    row = replace(plan.milestones[key], margin_minutes=minutes, met=minutes >= 0)
    return replace(plan, milestones=plan.milestones.with_row(key, row))


def calm() -> Program:
    return replace(sample.program(), risks=Table())


@pytest.mark.parametrize(
    ("days", "rag", "rule"),
    [
        (-1, "red", "milestone.late"),
        (0, "amber", "milestone.thin"),
        # 59.6 days of the calendar remain, 42.6 working days: a tenth is 4.26 days
        (4.2, "amber", "milestone.thin"),
        (4.3, "green", "milestone.on-track"),
    ],
)
def test_a_milestone_is_judged_by_the_time_to_spare(days: float, rag: str, rule: str) -> None:
    status = judged(calm(), with_margin("beta", days)).milestones["beta"]
    assert (status.rag, status.rule) == (rag, rule)


def test_a_risk_that_alone_breaks_the_promise_makes_a_milestone_amber() -> None:
    # asha-leaves delays tokens by 12 days at most; on path 2 they have 1 day of slack
    at_risk = judged(plan=with_margin("beta", 10)).milestones["beta"]
    assert at_risk == Status(rag="amber", rule="milestone.risk", subjects=("asha-leaves",))
    assert judged(plan=with_margin("beta", 11)).milestones["beta"].rag == "green"


def test_reached_and_unpromised_milestones() -> None:
    rows = judged().milestones
    assert (rows["agreed"].rag, rows["agreed"].rule) == ("done", "milestone.done")
    assert (rows["known"].rag, rows["known"].rule) == ("unknown", "milestone.no-promise")


def test_an_override_is_shown_and_the_computed_status_kept() -> None:
    status = judged().milestones["certified"]
    assert (status.rag, shown_rag(status)) == ("red", "amber")
    assert status.override == sample.MILESTONES["certified"].status


def test_a_goal_is_as_late_as_its_milestone() -> None:
    program = sample.program()
    plain = replace(program.milestones["certified"], status=None)
    changed = replace(program, milestones=program.milestones.with_row("certified", plain))
    status = judged(changed).goals["compliance"]
    assert (status.rag, status.rule, status.subjects) == ("red", "goal.late", ("certified",))


def test_a_goal_is_late_when_its_work_ends_after_its_date() -> None:
    program = sample.program()
    early = replace(program.goals["conversion"], due=date(2026, 5, 12))
    status = judged(replace(program, goals=program.goals.with_row("conversion", early)))
    assert status.goals["conversion"].subjects == ("live", "rollout")


def test_a_goal_that_must_have_what_nobody_does_is_incomplete() -> None:
    program = sample.program()
    wish = replace(program.requirements["funnel"], priority="must", goal="conversion")
    changed = replace(program, requirements=program.requirements.with_row("funnel", wish))
    status = judged(changed).goals["conversion"]
    assert (status.rag, status.rule, status.subjects) == ("amber", "goal.gap", ("funnel",))


def test_a_goal_without_work_is_not_known() -> None:
    status = judged().goals["insight"]
    assert (status.rag, status.rule) == ("unknown", "goal.no-work")


def test_components_by_the_first_rule_that_applies() -> None:
    rows = judged().components
    assert {key: status.rule for key, status in rows.items()} == {
        "checkout-api": "component.late",
        "shop-front": "component.on-track",
        "vault": "component.late",
        "reporting": "component.no-owner",
    }


def test_without_lateness_the_vault_is_ageing_and_the_api_lacks_its_review() -> None:
    rows = judged(plan=with_margin("certified", 20)).components
    assert (rows["vault"].rag, rows["vault"].rule) == ("amber", "component.support")
    assert rows["checkout-api"].rule == "component.review"
    assert rows["checkout-api"].subjects == ("api-review",)


def test_every_rule_that_is_given_is_documented() -> None:
    rows = judged()
    given = {s.rule for t in (rows.milestones, rows.goals, rows.components) for s in t.values()}
    assert given <= set(RULES)
