"""Names that lead nowhere, ids used twice, outlines that contain themselves."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings

from fairlead.program.calendars import Calendar
from fairlead.program.goals import Component
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.references import check_references, did_you_mean
from fairlead.program.risks import Risk, Treatment
from fairlead.program.work import Milestone, Need, Task
from tests.program.strategies import programs

LATE = Estimate.point(1, "d")


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(programs())
def test_a_whole_program_has_nothing_that_leads_nowhere(program: Program) -> None:
    assert check_references(program) == ()


def test_every_name_at_any_depth_is_followed() -> None:
    program = Program(
        id="p",
        tasks=Table({"a": Task(title="A", needs=(Need(task="b"),), team="core")}),
        risks=Table({"r": Risk(treated=Treatment(delay=Table({"gone": LATE})))}),
        components=Table({"api": Component(title="API", consumers=("web",))}),
    )
    found = {(f.where, f.code, f.severity) for f in check_references(program)}
    assert found == {
        ("tasks.a.needs.task", "reference.unknown", "error"),
        ("tasks.a.team", "reference.unknown", "error"),
        ("risks.r.treated.delay", "reference.unknown", "error"),
        ("components.api.consumers", "reference.outside", "warning"),
    }


def test_a_task_and_a_milestone_cannot_share_an_id() -> None:
    program = Program(
        id="p",
        tasks=Table({"a": Task(title="A")}),
        milestones=Table({"a": Milestone(title="A")}),
    )
    assert [f.code for f in check_references(program)] == ["id.twice"]


def test_each_circle_is_one_finding_with_all_its_members() -> None:
    program = Program(
        id="p",
        tasks=Table(
            {
                "a": Task(title="A", parent="b"),
                "b": Task(title="B", parent="a"),
                "c": Task(title="C", parent="a"),
            }
        ),
        calendars=Table({"x": Calendar(base="x")}),
    )
    circles = check_references(program)
    assert [set(f.subjects) for f in circles] == [{"a", "b"}, {"x"}]


def test_the_nearest_name_is_offered_from_many_in_time() -> None:
    known = [f"task-{number}" for number in range(50_000)] + ["payments"]
    began = time.perf_counter()
    assert did_you_mean("paymnts", known) == "Did you mean 'payments'?"
    assert time.perf_counter() - began < 1
    assert did_you_mean("zzz", ["payments"]) is None
