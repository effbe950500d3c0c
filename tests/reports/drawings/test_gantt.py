"""The Gantt chart: every row that can be read, the chain, promises, and honest omissions."""

import re

import pytest

from fairlead.program.noun import Table, replace
from fairlead.program.work import Need
from fairlead.reports.drawings.gantt import GanttChart, gantt_chart
from fairlead.reports.drawings.gantt_svg import MOST_IN_PANEL, gantt_svg
from fairlead.reports.inline import inline_text
from fairlead.reports.outline import outline, selected
from fairlead.reports.picture import Picture, fact_base, picture
from fairlead.reports.sections.figures import schedule_chart
from tests.reports import sample
from tests.reports.large import large


def chart_of(seen: Picture) -> GanttChart:
    chart = gantt_chart(seen, fact_base(seen), selection=selected(seen.program, seen.plan))
    assert chart is not None
    return chart


def sample_chart() -> GanttChart:
    return chart_of(picture(sample.program(), sample.plan()))


def test_milestones_of_the_whole_come_first_by_date_then_the_outline() -> None:
    rows = outline(sample.program(), sample.plan())
    assert [r.id for r in rows[:9]] == [
        "agreed",
        "beta",
        "certified",
        "live",
        "known",
        "design",
        "spec",
        "threats",
        "flows",
    ]
    assert {r.id: r.depth for r in rows if r.id in {"design", "spec"}} == {"design": 0, "spec": 1}
    assert len(rows) == len(sample.plan().activities)


@pytest.mark.parametrize("tasks", [25, 150])
def test_a_plan_that_can_be_read_is_shown_whole(tasks: int) -> None:
    program, plan = large(tasks=tasks)
    selection = selected(program, plan)
    assert selection.rule is None
    assert {r.id for r in selection.rows} == set(plan.activities)


def test_a_large_plan_is_cut_to_what_matters_and_says_so_with_counts() -> None:
    seen = picture(*large(tasks=1000))
    selection = selected(seen.program, seen.plan)
    assert len(selection.rows) <= 200
    assert selection.all == 1200
    base = fact_base(seen)
    (figure,) = schedule_chart(seen, base)
    caption = inline_text(figure.caption, timezone="UTC")  # type: ignore[union-attr]
    assert f"Shown are {len(selection.rows)} of 1,200 rows" in caption


def test_unfinished_steps_of_the_chain_are_critical_and_no_other_row() -> None:
    critical = {row.id for row in sample_chart().rows if row.critical}
    assert critical == {step.id for step in sample.plan().critical_chain}


def test_a_link_of_the_chain_is_drawn_as_one() -> None:
    links = {(k.before, k.after): k.critical for k in sample_chart().links}
    assert links["tokens", "pentest"] is True
    assert links["tokens", "end-to-end"] is False
    assert links["spec", "threats"] is False


def test_slack_is_drawn_to_the_latest_finish_and_not_for_finished_work() -> None:
    rows = {row.id: row for row in sample_chart().rows}
    # five days of slack after Thursday 19 March
    assert rows["contract"].slack_until == sample.at("03-26", 17)
    assert rows["api"].slack_until is None
    assert rows["spec"].slack_until is None


def test_a_promise_has_a_mark_of_its_own() -> None:
    drawn = gantt_svg(sample_chart(), name="g")
    promised = sum(m.due is not None for m in sample.MILESTONES.values())
    assert len(re.findall(r'class="due[" ]', drawn)) == promised


def test_panels_are_no_higher_than_a_page_and_hold_every_row_once() -> None:
    chart = chart_of(picture(*large(tasks=150)))
    panels = gantt_svg(chart, name="g").split("\n")
    drawn = [panel.count('class="row"') for panel in panels]
    assert sum(drawn) == len(chart.rows)
    assert max(drawn) <= MOST_IN_PANEL


def test_a_link_into_another_panel_ends_in_a_dot() -> None:
    seen = picture(*large(tasks=150))
    tasks = seen.program.tasks
    far = replace(tasks["t149"], needs=(Need(task="t0"),))
    program = replace(seen.program, tasks=tasks.with_row("t149", far))
    before = gantt_svg(chart_of(seen), name="g").count('class="link-dot"')
    after = gantt_svg(chart_of(picture(program, seen.plan)), name="g").count('class="link-dot"')
    assert after == before + 1  # t0 stands in the first panel, t149 in the last


@pytest.mark.parametrize("link", ["FS", "SS", "FF", "SF"])
def test_every_kind_of_link_is_drawn_within_the_chart(link: str) -> None:
    program = sample.program()
    need = Need(task="wallets", link=link)  # type: ignore[arg-type]  # one of the four
    changed = replace(program.tasks["spec"], needs=(need,))
    seen = picture(replace(program, tasks=program.tasks.with_row("spec", changed)), sample.plan())
    drawn = gantt_svg(chart_of(seen), name="g")
    paths = re.findall(r'<path d="([^"]*)" class="link', drawn)
    numbers = [float(n) for path in paths for n in re.findall(r"[HM](-?[\d.]+)", path)]
    assert len(paths) == len(chart_of(seen).links)
    assert all(0 <= x <= 1120 for x in numbers)


def test_nothing_planned_is_no_chart() -> None:
    plan = replace(sample.plan(), activities=Table(), milestones=Table(), critical_chain=())
    seen = picture(replace(sample.program(), tasks=Table(), milestones=Table()), plan)
    selection = selected(seen.program, seen.plan)
    assert gantt_chart(seen, fact_base(seen), selection=selection) is None
