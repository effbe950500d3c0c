"""Money adds up to the cent, and what is left out is said."""

from fairlead.analyses.answers.cost import Cost, cost
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, CostEstimate, Money, Share, Span
from fairlead.program.risks import Risk
from fairlead.program.work import Task
from tests.reports import sample


def priced(program: Program | None = None) -> Cost:
    program = program or sample.program()
    return cost(program, sample.plan(program))


def only(**tasks: Task) -> Program:
    return replace(
        sample.program(), tasks=Table(tasks), milestones=Table(), risks=Table(), budget=None
    )


def test_time_still_to_come_is_the_effort_of_the_plan_by_rate() -> None:
    # form: 3 days of 8 hours to do at 85.00, 12 days spent
    found = priced(only(form=sample.TASKS["form"]))
    assert (found.to_do, found.spent) == (3 * 8 * 8500, 12 * 8 * 8500)


def test_people_share_a_task_by_their_units() -> None:
    # fixes: 5 days to do; asha at 90.00 full, ben at 85.00 half: two thirds and one third
    both = (Assignment(person="asha"), Assignment(person="ben", units=Share(0.5)))
    found = priced(only(fixes=replace(sample.TASKS["fixes"], who=both)))
    assert found.to_do == round(40 * 2 / 3 * 9000 + 40 / 3 * 8500)


def test_a_finished_task_without_a_record_is_taken_at_its_estimate_and_named() -> None:
    found = priced(only(threats=sample.TASKS["threats"]))  # 3 days at 88.00, nothing recorded
    assert (found.spent, found.assumed_spent) == (3 * 8 * 8800, ("threats",))


def test_recorded_time_of_a_person_goes_before_a_share_of_the_whole() -> None:
    who = (Assignment(person="asha", spent=Span(amount=1, unit="h")),)
    found = priced(only(api=replace(sample.TASKS["api"], who=who)))
    assert found.spent == 9000


def test_effort_without_a_rate_is_left_out_and_counted() -> None:
    program = only(form=sample.TASKS["form"])
    free = replace(program.people["ben"], rate=None)
    found = priced(replace(program, people=program.people.with_row("ben", free)))
    assert (found.spent, found.to_do) == (0, 0)
    assert (found.unpriced_minutes, found.unpriced_people) == (15 * 480, ("ben",))


def test_the_example_of_the_methods_page() -> None:
    # 40 hours at 90.00, a vendor at 5,000.00, a threat of 30 % at 8,000.00
    vendor = replace(sample.TASKS["vendor"], cost=CostEstimate(likely=Money(500_000)))
    program = only(
        fixes=replace(sample.TASKS["fixes"], who=(Assignment(person="asha"),)), vendor=vendor
    )
    risk = Risk(title="Late", probability=Chance(0.3), cost=CostEstimate(likely=Money(800_000)))
    found = priced(replace(program, risks=Table({"late": risk})))
    assert found.planned == 860_000
    assert found.planned + found.risk_expected == 1_100_000
    assert found.planned + found.risk_most == 1_660_000


def test_opportunities_take_from_what_is_expected_and_not_from_the_most() -> None:
    found = priced()
    # 30 % of the geometric mean of 5,000 and 15,000, 15 % of 12,000, less 20 % of 9,000
    assert found.risk_expected == round(0.3 * 866_025 + 0.15 * 1_200_000 - 0.2 * 900_000)
    assert found.risk_most == 1_500_000 + 1_200_000


def test_closed_risks_cost_nothing() -> None:
    program = sample.program()
    closed = {k: replace(r, status="closed") for k, r in program.risks.items()}
    assert priced(replace(program, risks=Table(closed))).risk_most == 0


def test_treatment_lowers_the_expected_cost_by_its_own_chance() -> None:
    found = priced()
    # vendor-late falls from 30 % to 10 %, the others stay
    assert found.risk_expected_treated == round(0.1 * 866_025 + 0.15 * 1_200_000 - 0.2 * 900_000)
    assert found.treatment == 300_000


def test_what_is_left_of_a_budget_may_be_below_zero() -> None:
    found = priced(replace(sample.program(), budget=Money(1_000_000)))
    assert found.left == 1_000_000 - found.planned
    assert priced(replace(sample.program(), budget=None)).left is None


def test_nothing_priced_is_not_known() -> None:
    program = only(form=replace(sample.TASKS["form"], who=()))
    people = {k: replace(p, rate=None) for k, p in program.people.items()}
    assert not priced(replace(program, people=Table(people))).known
