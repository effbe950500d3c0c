"""Launches wait for their gates, sprints for their tasks; what has no date is named."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.plan.readiness import sprint_tasks
from fairlead.program.decisions import Review
from fairlead.program.goals import Requirement
from fairlead.program.launches import Gate, Launch
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Share, Span
from fairlead.program.sprints import Sprint
from fairlead.program.work import Milestone, Need, Task

MONDAY = date(2026, 3, 2)


def program(**fields: object) -> Program:
    """Asha: a, then b, a day each; c, which waits for nothing, takes three."""
    day = Estimate.point(1, "d")
    tasks = {
        "all": Task(title="All"),
        "a": Task(title="A", duration=day, parent="all", requirement="guest"),
        "b": Task(title="B", duration=day, parent="all", needs=(Need(task="a"),)),
        "c": Task(title="C", duration=Estimate.point(3, "d")),
    }
    value = Program(
        id="p",
        start=MONDAY,
        tasks=Table(tasks),
        milestones=Table({"beta": Milestone(title="Beta", needs=(Need(task="b"),))}),
        requirements=Table({"guest": Requirement(title="Guest"), "idle": Requirement(title="I")}),
    )
    return replace(value, **fields)


def planned(value: Program) -> Plan:
    found = plan(value)
    assert isinstance(found, Plan)
    return found


def launch(**fields: object) -> Launch:
    return replace(Launch(title="Go"), **fields)


def with_gates(**needs: tuple[str, ...]) -> Program:
    gates = Table({key: Gate(title=key, needs=names) for key, names in needs.items()})
    return program(launches=Table({"go": launch(gates=gates, due=MONDAY)}))


def test_a_launch_is_planned_for_when_the_last_of_its_gates_is_passed() -> None:
    found = planned(with_gates(one=("a",), two=("beta",), work=("guest",))).launches["go"]
    ends = {key: gate.planned for key, gate in found.gates.items()}
    assert ends == {
        "one": datetime(2026, 3, 2, 17, tzinfo=UTC),
        "two": datetime(2026, 3, 3, 17, tzinfo=UTC),
        "work": datetime(2026, 3, 2, 17, tzinfo=UTC),
    }
    assert found.planned == ends["two"]
    assert found.met is False
    assert found.gates["two"].waits_for == ("beta",)


def test_a_summary_stands_for_all_that_is_in_it() -> None:
    found = planned(with_gates(all=("all",))).launches["go"]
    assert found.gates["all"].waits_for == ("a", "b")
    assert found.planned == datetime(2026, 3, 3, 17, tzinfo=UTC)


def test_a_gate_is_passed_when_its_work_is_done_or_somebody_says_so() -> None:
    value = with_gates(one=("a",), two=("b",))
    done = replace(value.tasks["a"], started=MONDAY, finished=MONDAY)
    value = replace(value, tasks=value.tasks.with_row("a", done), as_of=date(2026, 3, 3))
    gates = planned(value).launches["go"].gates
    assert {key: gate.passed for key, gate in gates.items()} == {"one": True, "two": False}
    said = Gate(title="two", needs=("b",), passed=MONDAY)
    rows = value.launches["go"].gates.with_row("two", said)
    value = replace(value, launches=Table({"go": launch(gates=rows)}))
    assert all(gate.passed for gate in planned(value).launches["go"].gates.values())


@pytest.mark.parametrize(
    ("status", "passed"), [("delivered", True), ("dropped", True), ("agreed", None)]
)
def test_a_requirement_without_work_is_passed_only_when_it_is_delivered(
    status: str, passed: bool | None
) -> None:
    value = with_gates(idle=("idle",))
    row = replace(value.requirements["idle"], status=status)
    found = planned(replace(value, requirements=value.requirements.with_row("idle", row)))
    gate = found.launches["go"].gates["idle"]
    codes = {finding.code for finding in found.findings}
    if passed:
        assert gate.passed
        assert "launch.gate-open" not in codes
    else:
        assert gate.undated == ("requirement 'idle', which no task delivers",)
        assert found.launches["go"].planned is None
        assert "launch.gate-open" in codes


def test_a_review_counts_from_its_day_and_an_overdue_one_from_now() -> None:
    def with_review(**fields: object) -> Plan:
        review = replace(Review(title="R"), **fields)
        value = with_gates(seen=("r",))
        return planned(replace(value, reviews=Table({"r": review}), as_of=date(2026, 3, 5)))

    later = with_review(on=date(2026, 3, 20)).launches["go"]
    assert later.planned == datetime(2026, 3, 21, tzinfo=UTC)
    overdue = with_review(on=date(2026, 3, 3)).launches["go"]
    assert overdue.planned == datetime(2026, 3, 5, tzinfo=UTC)
    assert with_review(on=date(2026, 3, 3), status="held").launches["go"].gates["seen"].passed
    assert with_review().launches["go"].planned is None


def test_a_launch_holds_its_first_day_and_keeps_the_day_it_was_launched() -> None:
    value = with_gates(one=("a",))
    row = value.launches["go"]
    held = replace(value, launches=Table({"go": replace(row, not_before=date(2026, 4, 1))}))
    assert planned(held).launches["go"].planned == datetime(2026, 4, 1, tzinfo=UTC)
    gone = replace(row, launched=MONDAY, gates=Table({"x": Gate(title="X")}))
    found = planned(replace(value, launches=Table({"go": gone})))
    assert found.launches["go"].launched
    assert found.launches["go"].planned == datetime(2026, 3, 3, tzinfo=UTC)
    assert "launch.gate-open" not in {finding.code for finding in found.findings}


def sprint(**fields: object) -> Sprint:
    two_weeks = Span(amount=2, unit="w")
    return replace(Sprint(title="S", start=MONDAY, length=two_weeks, tasks=("all",)), **fields)


def test_a_sprint_holds_the_parts_of_its_summaries_and_no_work_of_others() -> None:
    value = program(sprints=Table({"s": sprint(tasks=("all", "b", "c"))}))
    assert sprint_tasks(value) == {"s": ("a", "b", "c")}


def test_a_sprint_names_what_the_plan_has_done_only_after_its_end() -> None:
    short = sprint(length=None, finish=MONDAY, tasks=("all", "c"))
    found = planned(program(sprints=Table({"s": short}))).sprints["s"]
    assert found.finish == datetime(2026, 3, 3, tzinfo=UTC)
    assert found.late == ("b", "c")
    assert found.planned == datetime(2026, 3, 4, 17, tzinfo=UTC)


def test_two_weeks_from_a_monday_end_with_a_sunday() -> None:
    found = planned(program(sprints=Table({"s": sprint()}))).sprints["s"]
    assert found.finish - found.start == timedelta(weeks=2)


def test_capacity_is_the_hours_of_the_team_from_now_to_the_end() -> None:
    # ten days of eight hours; half of Asha, and Bo without the fifth that on-call duty takes
    people = {
        "asha": Person(team="core", availability=Share(0.5)),
        "bo": Person(team="sub", interrupts=Share(0.2)),
        "rig": Person(team="core", kind="equipment"),
        "cy": Person(team="other"),
    }
    teams = {"core": Team(), "sub": Team(part_of="core"), "other": Team()}
    value = program(
        people=Table(people), teams=Table(teams), sprints=Table({"s": sprint(team="core")})
    )
    assert planned(value).sprints["s"].capacity_minutes == round(10 * 480 * (0.5 + 0.8))
    half = replace(value, as_of=date(2026, 3, 9))
    assert planned(half).sprints["s"].capacity_minutes == round(5 * 480 * (0.5 + 0.8))
    stated = sprint(team="core", capacity=Span(amount=7, unit="d"))
    value = replace(value, sprints=Table({"s": stated}))
    assert planned(value).sprints["s"].capacity_minutes == 7 * 480


def test_the_hours_of_a_century_are_not_counted() -> None:
    endless = sprint(length=Span(amount=5000, unit="w"), team="core")
    value = program(teams=Table({"core": Team()}), sprints=Table({"s": endless}))
    assert planned(value).sprints["s"].capacity_minutes is None
