"""The three answers: one reason per rule, the gravest decides."""

from datetime import date

import pytest

from fairlead.analyses.answers.three_answers import Answers, Reason
from fairlead.analyses.forecast.result import RiskPrice
from fairlead.analyses.plan import Plan
from fairlead.program.calendars import Week
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Money
from fairlead.program.register import Issue, Trigger
from fairlead.program.rotations import Layer, Rotation
from fairlead.reports.picture import picture
from tests.reports import sample, sample_forecast


def answered(
    program: Program | None = None,
    plan: Plan | None = None,
    findings: tuple[Finding, ...] = (),
) -> Answers:
    program = program or sample.program()
    return picture(program, plan or sample.plan(program), findings=findings).answers


def reasons(found: Answers) -> dict[str, Reason]:
    return {reason.code: reason for answer in found.all for reason in answer.reasons}


def changed(section: str, key: str, **fields: object) -> Program:
    program = sample.program()
    row: Noun = replace(program.section(section)[key], **fields)
    return replace(program, **{section: program.section(section).with_row(key, row)})


def test_the_gravest_reason_gives_the_verdict_and_stands_first() -> None:
    for answer in answered().all:
        weighing = [r for r in answer.reasons if r.verdict is not None]
        assert answer.verdict == weighing[0].verdict


def test_errors_of_the_checks_make_a_program_unmanageable() -> None:
    error = Finding(code="task.circular", severity="error", message="A waits for itself.")
    found = answered(findings=(error, *sample.FINDINGS))
    assert found.manage.verdict == "bad"
    assert reasons(found)["manage.errors"].number == 1


def test_open_tasks_without_people_are_named() -> None:
    reason = reasons(answered())["manage.nobody"]
    assert (reason.number, reason.of, reason.subjects) == (1, 17, ("dashboard",))
    assert reason.verdict == "at_risk"


def test_above_a_fifth_a_gap_is_bad() -> None:
    program = sample.program()
    plan = sample.plan()
    bare = {k: replace(t, who=(), team=None) for k, t in program.tasks.items()}
    nobody = {k: replace(a, who=()) for k, a in plan.activities.items()}
    found = answered(replace(program, tasks=Table(bare)), replace(plan, activities=Table(nobody)))
    assert reasons(found)["manage.nobody"].verdict == "bad"
    assert reasons(found)["manage.nobody"].number == 14  # vendor, pentest, soak are outside work


def test_a_task_without_any_size_has_no_estimate() -> None:
    found = answered(changed("tasks", "canary", estimate=None))
    assert reasons(found)["manage.no-estimate"].subjects == ("canary",)


@pytest.mark.parametrize(
    ("budget", "code"),
    [
        (8_349_200, "manage.budget-thin"),
        (8_349_199, "manage.over-budget"),
        (8_609_008, "manage.in-budget"),
    ],
)
def test_the_budget_is_held_against_plan_and_risk(budget: int, code: str) -> None:
    found = picture(replace(sample.program(), budget=Money(budget)), sample.plan())
    assert (found.cost.planned, found.cost.risk_expected) == (8_349_200, 259_808)
    assert code in reasons(found.answers)


def test_a_must_without_work_is_a_gap() -> None:
    found = answered(changed("requirements", "funnel", priority="must"))
    assert reasons(found)["manage.scope-gap"].subjects == ("funnel",)


def test_on_time_counts_late_thin_and_safe_of_what_is_promised() -> None:
    found = reasons(answered())
    assert (found["on_time.late"].number, found["on_time.late"].of) == (1, 3)
    assert found["on_time.safe"].subjects == ("beta", "live")


def test_a_status_set_by_hand_does_not_change_the_answer_but_is_told() -> None:
    found = answered()
    assert found.on_time.verdict == "bad"
    assert reasons(found)["on_time.overridden"].subjects == ("certified",)


def test_it_always_says_that_no_chance_was_computed() -> None:
    assert reasons(answered())["on_time.no-chance"].verdict is None


def test_without_promises_nothing_can_be_told_of_time() -> None:
    program = sample.program()
    plan = sample.plan()
    free = {k: replace(m, due=None, finished=None) for k, m in program.milestones.items()}
    none = {k: replace(m, due=None, met=None) for k, m in plan.milestones.items()}
    goals = {k: replace(g, due=None) for k, g in program.goals.items()}
    found = answered(
        replace(program, milestones=Table(free), goals=Table(goals)),
        replace(plan, milestones=Table(none)),
    )
    assert found.on_time.verdict == "unknown"


@pytest.mark.parametrize(
    ("day", "code", "verdict"),
    [
        (date(2026, 5, 19), "on_time.finish-missed", "bad"),
        (date(2026, 5, 20), "on_time.finish-met", "good"),
    ],
)
def test_the_last_day_of_the_whole_counts_to_its_end(day: date, code: str, verdict: str) -> None:
    found = reasons(answered(replace(sample.program(), finish_by=day)))
    assert found[code].verdict == verdict


def test_risks_are_told_apart_by_what_they_lack() -> None:
    found = reasons(answered())
    assert found["prepared.helpless"].subjects == ("asha-leaves",)
    assert found["prepared.review-overdue"].subjects == ("audit",)
    owned = reasons(answered(changed("risks", "asha-leaves", owner="dana")))
    assert owned["prepared.unanswered"].subjects == ("asha-leaves",)
    answered_only = reasons(answered(changed("risks", "asha-leaves", response="accept")))
    assert answered_only["prepared.unowned"].subjects == ("asha-leaves",)


def test_a_risk_without_a_chance_is_vague() -> None:
    found = reasons(answered(changed("risks", "audit", probability=None)))
    assert found["prepared.vague"].subjects == ("audit",)


def test_decisions_past_their_day_are_bad_and_without_a_person_a_risk() -> None:
    assert reasons(answered())["prepared.decision-overdue"].subjects == ("wallet-scope",)
    found = reasons(answered(changed("decisions", "hosting", owner=None)))
    assert found["prepared.decision-nobody"].subjects == ("hosting",)


def test_a_skill_of_one_person_is_named() -> None:
    # api and crypto: asha alone; db: asha and carla
    assert reasons(answered())["prepared.one-person"].subjects == ("api", "crypto")


def test_a_gap_of_duty_ahead_is_bad() -> None:
    week: Week = ((),) * 6 + (((540, 1020),),)  # Sundays alone
    layer = Layer(people=("asha",), hours=week)
    hollow = Rotation(start=date(2026, 1, 5), layers=(layer,))
    whole = Rotation(start=date(2026, 1, 5), layers=(Layer(people=("asha",)),))
    program = replace(sample.program(), rotations=Table({"hollow": hollow, "whole": whole}))
    found = reasons(answered(program))["prepared.gap"]
    assert (found.verdict, found.number, found.of, found.subjects) == ("bad", 1, 2, ("hollow",))
    assert "prepared.gap" not in reasons(
        answered(replace(program, rotations=Table({"whole": whole})))
    )


def test_issues_past_their_day_and_without_anybody_are_named() -> None:
    issues = {
        "late": Issue(title="L", raised=date(2026, 1, 5), due=date(2026, 1, 9), owner="asha"),
        "loose": Issue(title="O", raised=date(2026, 1, 5)),
        "done": Issue(title="D", raised=date(2026, 1, 5), resolved=date(2026, 1, 6)),
    }
    found = reasons(answered(replace(sample.program(), issues=Table(issues))))
    assert (found["prepared.issue-overdue"].subjects, found["prepared.issue-overdue"].of) == (
        ("late",),
        2,
    )
    assert found["prepared.issue-nobody"].subjects == ("loose",)


def test_conditions_that_hold_or_are_about_to_are_told() -> None:
    age = (sample.AS_OF.date() - date(2026, 1, 5)).days
    triggers = {
        "holds": Trigger(when=f"age(issue) > {age - 2}d"),
        "near": Trigger(when=f"age(issue) > {age + 2}d"),
        "far": Trigger(when=f"age(issue) > {9 * age}d"),
        "dark": Trigger(when="chance(beta) < 50%"),
    }
    issues = {"i": Issue(title="I", raised=date(2026, 1, 5), owner="asha")}
    program = replace(sample.program(), issues=Table(issues), triggers=Table(triggers))
    found = reasons(answered(program))
    assert found["prepared.trigger"].subjects == ("holds",)
    assert (found["prepared.trigger"].verdict, found["prepared.trigger"].of) == ("at_risk", 4)
    assert found["prepared.trigger-near"].subjects == ("near",)
    assert found["prepared.trigger-near"].verdict is None


def test_a_dear_risk_with_nothing_prepared_is_told_where_there_is_a_forecast() -> None:
    program = changed("risks", "audit", treated=None)
    plan = sample.plan(program)
    forecast = sample_forecast.forecast(program, plan)
    price = RiskPrice(
        id="audit",
        kind="threat",
        happened=0.3,
        p80_minutes=1440,
        p80_working_minutes=480,
        p80_error_minutes=10,
        cost=Money(0),
        cost_error=Money(0),
    )
    told = replace(forecast, risks=Table({"audit": price}))
    found = reasons(picture(program, plan, forecast=told).answers)
    assert found["prepared.dear"].subjects == ("audit",)
    cheap = replace(forecast, risks=Table({"audit": replace(price, p80_working_minutes=479)}))
    assert "prepared.dear" not in reasons(picture(program, plan, forecast=cheap).answers)
    ready = changed("risks", "audit", treated=None, fallback="other")
    assert "prepared.dear" not in reasons(picture(ready, plan, forecast=told).answers)


def test_no_named_risk_is_not_the_same_as_none() -> None:
    found = answered(replace(sample.program(), risks=Table(), decisions=Table()))
    assert reasons(found)["prepared.no-risks"].verdict == "unknown"
    assert "prepared.covered" not in reasons(found)


def test_an_empty_program_is_not_known_in_every_respect() -> None:
    plan = replace(
        sample.plan(),
        activities=Table(),
        milestones=Table(),
        critical_chain=(),
        overloads=(),
        load=(),
        handoffs=(),
    )
    found = answered(Program(id="empty", as_of=sample.AS_OF), plan)
    assert [answer.verdict for answer in found.all] == ["unknown"] * 3


def test_when_all_is_done_it_can_be_managed_and_landed() -> None:
    program, plan = sample.program(), sample.plan()
    done = {k: replace(a, state="finished") for k, a in plan.activities.items()}
    reached = {k: replace(m, finished=sample.AS_OF) for k, m in program.milestones.items()}
    goals = {k: replace(g, due=None) for k, g in program.goals.items()}
    found = answered(
        replace(program, milestones=Table(reached), goals=Table(goals)),
        replace(plan, activities=Table(done)),
    )
    assert "manage.all-done" in reasons(found)
    assert reasons(found)["on_time.all-reached"].number == 5
