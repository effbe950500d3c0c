"""The trace both ways, its gaps, and links that are suspect."""

from fairlead.analyses.scope.links import confirmation, gaps, links, suspects
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.sources.program_file.reader import parse_program

TEXT = """\
fairlead: 1
program: small
goals: {sell: {title: Sell more}, idle: {title: Idle}}
components: {shop: {title: Shop}, unused: {title: Unused}}
requirements:
  pay: {title: Pay, goal: sell, component: shop, accept: [It is paid]}
  lost: {title: Lost}
  old: {title: Old, status: dropped}
tasks:
  api: {title: API, estimate: 3d, requirement: pay}
  free: {title: Free, estimate: 3d}
  late: {title: Late, estimate: 1d, requirement: lost, finished: 2026-03-01}
milestones: {live: {title: Live, needs: [api], goal: sell}, odd: {title: Odd}}
"""


def small() -> Program:
    program = parse_program(TEXT).program
    assert program is not None
    return program


def test_what_serves_what_in_both_directions() -> None:
    found = links(small())
    assert found.below("goals.sell") == ("requirements.pay", "milestones.live")
    assert found.below("requirements.pay") == ("components.shop", "tasks.api")
    assert found.above("tasks.api") == ("requirements.pay", "components.shop", "milestones.live")
    assert found.above("components.shop") == ("requirements.pay",)
    assert all(row.lower in found.below(row.upper) for row in found.rows)
    assert all(row.upper in found.above(row.lower) for row in found.rows)


def test_orphans_and_gaps_are_named() -> None:
    assert [(gap.kind, gap.id) for gap in gaps(small())] == [
        ("goal-without-requirement", "idle"),
        ("goal-without-work", "idle"),
        ("requirement-without-goal", "lost"),
        ("requirement-without-acceptance", "lost"),
        ("requirement-without-milestone", "lost"),
        ("requirement-done-not-delivered", "lost"),
        ("component-without-work", "unused"),
        ("task-without-requirement", "free"),
        ("task-without-milestone", "free"),
        ("task-without-milestone", "late"),
        ("milestone-without-goal", "odd"),
    ]


def with_title(program: Program, title: str) -> Program:
    row = replace(program.requirements["pay"], title=title)
    return replace(program, requirements=program.requirements.with_row("pay", row))


def test_links_of_what_means_something_else_are_suspect() -> None:
    found = suspects(with_title(small(), "Pay later"), small())
    assert [(s.link.name, s.changed) for s in found] == [
        ("sell>pay", ("requirements.pay",)),
        ("pay>shop", ("requirements.pay",)),
        ("pay>api", ("requirements.pay",)),
    ]


def test_progress_and_estimates_make_no_link_suspect() -> None:
    before = small()
    row = replace(before.tasks["api"], estimate=Estimate.point(9, "d"), notes="Slow")
    assert suspects(replace(before, tasks=before.tasks.with_row("api", row)), before) == ()


def test_a_confirmed_link_is_suspect_again_when_it_changes_again() -> None:
    once = with_title(small(), "Pay later")
    confirmed = [confirmation(once, row.link) for row in suspects(once, small())]
    assert suspects(once, small(), confirmed=confirmed) == ()
    twice = with_title(small(), "Pay never")
    assert len(suspects(twice, small(), confirmed=confirmed)) == 3


def test_a_new_link_is_not_suspect() -> None:
    before = small()
    row = replace(before.tasks["free"], requirement="pay")
    assert suspects(replace(before, tasks=before.tasks.with_row("free", row)), before) == ()
