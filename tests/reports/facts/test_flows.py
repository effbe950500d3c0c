"""The big picture: every task once, from its goal to the first milestone that waits for it."""

from collections import Counter

from fairlead.program.goals import Requirement
from fairlead.program.noun import Table, replace
from fairlead.reports.drawings.trace_map import trace_map
from fairlead.reports.drawings.trace_svg import trace_svg
from fairlead.reports.facts.flows import MOST_NODES, NONE, OTHERS, flows
from fairlead.reports.picture import fact_base, picture
from tests.reports import sample
from tests.reports.large import large


def test_what_flows_into_a_node_flows_out_of_it() -> None:
    seen = picture(sample.program(), sample.plan())
    flow = flows(seen.program, seen.plan, trace=seen.trace)
    tasks = sum(a.kind == "task" for a in seen.plan.activities.values())
    arriving: Counter[tuple[int, str]] = Counter()
    leaving: Counter[tuple[int, str]] = Counter()
    for ribbon in flow.ribbons:
        leaving[ribbon.column, ribbon.left] += ribbon.tasks
        arriving[ribbon.column + 1, ribbon.right] += ribbon.tasks
    for column in range(4):
        nodes = flow.column(column)
        assert sum(node.tasks for node in nodes) == tasks
        for node in nodes:
            if column < 3:
                assert leaving[column, node.key] == node.tasks
            if column > 0:
                assert arriving[column, node.key] == node.tasks


def test_a_task_belongs_to_the_first_milestone_that_waits_for_it() -> None:
    seen = picture(sample.program(), sample.plan())
    flow = flows(seen.program, seen.plan, trace=seen.trace)
    counts = {node.key: node.tasks for node in flow.column(3)}
    # design: spec, threats, flows; beta: api, tokens, vendor, form, wallets, languages, contract,
    # end-to-end; certified: vault-upgrade, pentest; live: the six after them; known: dashboard
    assert counts == {"agreed": 3, "beta": 8, "certified": 2, "live": 6, "known": 1}


def test_work_without_a_requirement_is_shown_as_a_gap() -> None:
    seen = picture(sample.program(), sample.plan())
    flow = flows(seen.program, seen.plan, trace=seen.trace)
    (gap,) = (node for node in flow.column(1) if node.key == NONE)
    assert gap.tasks == 1
    chart = trace_map(seen, fact_base(seen), flow=flow)
    assert chart is not None
    missing = {(n.column, n.key) for n in chart.nodes if n.missing}
    assert missing == {(0, NONE), (0, "insight"), (1, NONE), (1, "funnel")}


def test_dropped_requirements_are_not_on_the_map() -> None:
    seen = picture(sample.program(), sample.plan())
    keys = {node.key for node in flows(seen.program, seen.plan, trace=seen.trace).column(1)}
    assert "gift" not in keys


def test_many_requirements_are_drawn_as_one_that_says_how_many() -> None:
    rows = {f"r{n}": Requirement(title=f"Wish {n}", goal="conversion") for n in range(40)}
    program = sample.program()
    program = replace(program, requirements=Table({**dict(program.requirements.items()), **rows}))
    seen = picture(program, sample.plan(program))
    flow = flows(program, seen.plan, trace=seen.trace)
    (others,) = (node for node in flow.column(1) if node.key == OTHERS)
    drawn = [node for node in flow.column(1) if node.key not in (OTHERS, NONE)]
    assert len(drawn) == MOST_NODES
    assert len(others.members) + len(drawn) == 46
    base = fact_base(seen)
    assert base[f"map.requirements.{OTHERS}.members"].value == len(others.members)


def test_only_tasks_make_no_map() -> None:
    seen = picture(*large(tasks=20))
    bare = replace(seen.program, milestones=Table())
    plan = replace(seen.plan, milestones=Table())
    again = picture(bare, plan)
    flow = flows(bare, plan, trace=again.trace)
    assert trace_map(again, fact_base(again), flow=flow) is None


def test_a_ribbon_is_drawn_for_each_way() -> None:
    seen = picture(sample.program(), sample.plan())
    flow = flows(seen.program, seen.plan, trace=seen.trace)
    chart = trace_map(seen, fact_base(seen), flow=flow)
    assert chart is not None
    drawn = trace_svg(chart, timezone="UTC")
    assert drawn.count('class="ribbon') == len(flow.ribbons)
    assert drawn.count('class="node') == len(flow.nodes)
