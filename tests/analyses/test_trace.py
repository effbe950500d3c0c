"""Who serves whom: what tasks inherit, what is a gap, and everything before a milestone."""

from fairlead.analyses.trace import trace
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Milestone, Need, Task
from tests.reports import sample


def test_a_task_has_the_requirement_of_the_summary_above_it_unless_it_names_one() -> None:
    traced = trace(sample.program())
    assert traced.requirement_of["api"] == "guest"  # from the summary `build`
    assert traced.requirement_of["pentest"] == "pci"  # its own, over that of `prove`
    assert "dashboard" not in traced.requirement_of


def test_a_task_without_a_component_has_that_of_its_requirement() -> None:
    program = sample.program()
    wish = replace(program.requirements["pci"], component="vault")
    bare = replace(program.tasks["pentest"], component=None)
    changed = replace(
        program,
        requirements=program.requirements.with_row("pci", wish),
        tasks=program.tasks.with_row("pentest", bare),
    )
    assert trace(changed).component_of["pentest"] == "vault"


def test_gaps_are_named() -> None:
    traced = trace(sample.program())
    assert traced.requirements_without_work == ("funnel",)  # `gift` was dropped: no gap
    assert traced.goals_without_work == ("insight",)
    assert traced.tasks_without_requirement == ("dashboard",)


def test_without_requirements_no_task_lacks_one() -> None:
    assert trace(replace(sample.program(), requirements=Table())).tasks_without_requirement == ()


def test_everything_before_a_milestone_however_far_back() -> None:
    traced = trace(sample.program())
    assert traced.tasks_before["agreed"] == ("spec", "threats", "flows")
    # beta waits for end-to-end, vendor and languages; those for what stands before them
    assert set(traced.tasks_before["beta"]) == {
        "spec",
        "flows",
        "api",
        "tokens",
        "vendor",
        "form",
        "wallets",
        "languages",
        "contract",
        "end-to-end",
    }


def test_what_a_summary_waits_for_its_tasks_wait_for_too() -> None:
    day = Estimate.point(1, "d")
    program = Program(
        id="p",
        tasks=Table(
            {
                "first": Task(title="First", estimate=day),
                "group": Task(title="Group", needs=(Need(task="first"),)),
                "inner": Task(title="Inner", estimate=day, parent="group"),
            }
        ),
        milestones=Table({"end": Milestone(title="End", needs=(Need(task="inner"),))}),
    )
    assert trace(program).tasks_before["end"] == ("first", "inner")


def test_a_program_that_waits_for_itself_is_traced_all_the_same() -> None:
    day = Estimate.point(1, "d")
    program = Program(
        id="p",
        tasks=Table(
            {
                "a": Task(title="A", estimate=day, needs=(Need(task="b"),), parent="b"),
                "b": Task(title="B", estimate=day, needs=(Need(task="a"),), parent="a"),
            }
        ),
        milestones=Table({"end": Milestone(title="End", needs=(Need(task="a"),))}),
    )
    assert trace(program).tasks_before["end"] == ()  # both are summaries of each other
