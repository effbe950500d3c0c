"""What a change would do: by the change alone, and by nothing else."""

from datetime import date

import pytest

from fairlead.analyses.plan import Unplannable
from fairlead.analyses.scope.impact import Impact, impact
from fairlead.analyses.scope.impact_json import impact_json
from fairlead.analyses.scope.paired import LivedThrough, lived_through
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Need
from fairlead.sources.program_file.reader import parse_program

TEXT = """\
fairlead: 1
program: small
start: 2026-03-02
budget: 9000
teams: {web: {title: Web}, mobile: {title: Mobile}}
people:
  asha: {name: Asha, team: web, rate: 100}
  ben: {name: Ben, team: mobile, rate: 50}
stakeholders: {sales: {name: Sales}}
goals: {sell: {title: Sell more, owner: sales}}
components:
  shop: {title: Shop, owner: web, consumers: [mobile, partner]}
  app: {title: App, owner: mobile, depends_on: shop}
requirements: {pay: {title: Pay, goal: sell, component: shop}}
tasks:
  spec: {title: Specification, estimate: 4d..6d, who: asha, requirement: pay}
  side: {title: Aside, estimate: 2d, who: ben}
milestones:
  live: {title: Live, needs: [spec], due: 2026-03-11, goal: sell}
  done: {title: Done before, finished: 2026-03-01}
risks:
  late: {title: Late, probability: 50%, cost: 1000, delay: {spec: 1d}}
  other: {title: Other, probability: 10%, cost: 500, delay: {side: 1d}}
"""


def small() -> Program:
    found = parse_program(TEXT)
    assert found.program is not None, found.findings
    return found.program


def longer(program: Program, days: float = 8) -> Program:
    task = replace(program.tasks["spec"], estimate=Estimate.point(days, "d"))
    return replace(program, tasks=program.tasks.with_row("spec", task))


def of(before: Program, after: Program) -> Impact:
    made = impact(before, after, trials=400)
    assert isinstance(made, Impact)
    return made


def test_no_change_has_no_impact() -> None:
    made = of(small(), small())
    assert not any(row.moved for row in (*made.milestones.values(), made.finish))
    assert (made.load, made.risks, made.touched.asks) == ((), (), ())
    assert made.cost is not None
    assert (made.cost.mean, made.cost.size.minutes) == (0, 0)


def test_work_that_grows_moves_its_milestone_and_its_cost_alone() -> None:
    before = small()
    made = of(before, longer(before))
    live = made.milestones["live"]
    assert live.before is not None
    assert live.after is not None
    assert (live.p80_minutes or 0) > 0
    assert (live.chance_points or 0) < 0
    assert live.before.chance is not None
    assert live.chance_points == (live.after.chance or 0) - live.before.chance
    # 8 days less the 4.9 that 4d..6d is planned as, at 100 an hour
    planned = round(480 * (4 * 6) ** 0.5)
    assert made.cost is not None
    assert made.cost.size.minutes == 8 * 480 - planned
    assert made.cost.planned_after - made.cost.planned_before == made.cost.size.cost
    assert [(row.person, row.minutes_after - row.minutes_before) for row in made.load] == [
        ("asha", 8 * 480 - planned)
    ]
    assert "done" not in made.milestones


def test_what_a_change_reaches_and_who_is_asked() -> None:
    before = small()
    reach = of(before, longer(before)).touched
    assert (reach.tasks, reach.requirements, reach.goals) == (("spec",), ("pay",), ("sell",))
    assert (reach.components, reach.risks, reach.milestones) == (("shop",), ("late",), ("live",))
    assert [(ask.who, ask.why, ask.of) for ask in reach.asks] == [
        ("web", "owner", ("shop",)),
        ("mobile", "consumer", ("shop",)),
        ("partner", "consumer", ("shop",)),
        ("app", "depends", ("shop",)),
        ("web", "team", ("spec",)),
        ("sales", "goal", ("sell",)),
    ]


def test_other_work_keeps_its_draws() -> None:
    before = small()
    after = replace(
        before,
        tasks=before.tasks.with_row(
            "more", replace(before.tasks["side"], title="More", estimate=Estimate.point(9, "d"))
        ),
    )
    made = of(before, after)
    assert not made.milestones["live"].moved
    assert made.finish.moved


def test_risks_that_come_and_go_are_told() -> None:
    before = small()
    after = replace(
        before,
        risks=before.risks.without("late").with_row(
            "new", replace(before.risks["other"], cost=None)
        ),
    )
    assert [
        (r.id, r.how, r.expected_before, r.expected_after) for r in of(before, after).risks
    ] == [
        ("late", "gone", 50_000, 0),
        ("new", "new", 0, 0),
    ]


def test_milestones_that_come_and_go_are_told() -> None:
    before = small()
    after = replace(
        before,
        milestones=before.milestones.without("live").with_row(
            "soon", replace(before.milestones["live"], title="Soon", due=date(2026, 3, 9))
        ),
    )
    made = of(before, after)
    assert [(key, row.presence) for key, row in made.milestones.items()] == [
        ("live", "gone"),
        ("soon", "new"),
    ]
    assert made.milestones["soon"].p80_minutes is None


def test_a_change_that_leaves_no_plan_is_told() -> None:
    before = small()
    rows = before.tasks.with_row(
        "spec", replace(before.tasks["spec"], needs=(Need(task="side"),))
    ).with_row("side", replace(before.tasks["side"], needs=(Need(task="spec"),)))
    made = impact(before, replace(before, tasks=rows), trials=100)
    assert isinstance(made, Unplannable)
    assert made.findings


def test_the_same_question_has_the_same_answer() -> None:
    before = small()
    assert of(before, longer(before)) == of(before, longer(before))
    with pytest.raises(ValueError, match="expected 10 or more"):
        impact(before, before, trials=5)


def test_the_keys_of_the_json() -> None:
    before = small()
    told = impact_json(of(before, longer(before)))
    assert told["milestones"]["live"]["before"]["p80"] < told["milestones"]["live"]["after"]["p80"]
    assert told["edits"] == ["tasks.spec.estimate"]
    assert told["touched"]["asks"][0] == {"who": "web", "why": "owner", "of": ("shop",)}


def test_what_was_lived_through_before_is_not_lived_through_again() -> None:
    before = small()
    after = longer(before)
    lived = lived_through(before, seed=1, trials=200)
    assert isinstance(lived, LivedThrough)
    assert impact(before, after, trials=200, lived=lived) == impact(before, after, trials=200)
    assert impact(before, before, trials=200, lived=lived) == impact(before, before, trials=200)
    for wrong in ((before, 300), (after, 200)):
        with pytest.raises(ValueError, match="not what the change is made to"):
            impact(wrong[0], after, trials=wrong[1], lived=lived)
