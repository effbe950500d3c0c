"""What the plan puts together: criticality in each task's own days, many copies of one program."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

from fairlead.analyses.plan import Plan, plan
from fairlead.program.calendars import Calendar
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Need, Task
from fairlead.sources.program_file import parse_program

SHORT = ((9 * 60, 13 * 60),)  # four hours


def planned(program: Program) -> Plan:
    found = plan(program)
    assert isinstance(found, Plan)
    return found


def test_one_day_of_critical_slack_is_a_day_of_the_tasks_own_calendar() -> None:
    mornings = Calendar(hours=(SHORT,) * 5 + ((),) * 2)
    tasks = {
        "long": Task(title="L", duration=Estimate.point(10, "d")),
        "whole": Task(title="W", duration=Estimate.point(9, "d")),
        "half": Task(title="H", duration=Estimate.point(9, "d"), calendar="mornings"),
        "less": Task(title="S", duration=Estimate.point(8, "d"), calendar="mornings"),
    }
    rows = planned(
        Program(
            id="p",
            start=date(2026, 3, 2),
            tasks=Table(tasks),
            calendars=Table({"mornings": mornings}),
            scheduling=Scheduling(critical_slack=Span(amount=1, unit="d")),
        )
    ).activities
    slack = {key: row.total_slack_minutes for key, row in rows.items()}
    assert slack == {"long": 0, "whole": 480, "half": 240, "less": 480}
    critical = {"long": True, "whole": True, "half": True, "less": False}
    assert {key: row.critical for key, row in rows.items()} == critical
    assert {key: row.critical_after_levelling for key, row in rows.items()} == critical


def test_a_plan_over_many_years_has_its_conflicts_and_its_load_to_the_end() -> None:
    # one person, six chains of one year each at once: levelled they take six years
    tasks = {}
    for chain in range(6):
        keys = [f"c{chain}-{k}" for k in range(13)]
        for key in keys:
            tasks[key] = Task(
                title="T", estimate=Estimate.point(20, "d"), who=(Assignment(person="asha"),)
            )
        for before, after in pairwise(keys):
            tasks[after] = Task(
                title="T",
                estimate=Estimate.point(20, "d"),
                who=(Assignment(person="asha"),),
                needs=(Need(task=before),),
            )
    found = planned(
        Program(
            id="p",
            start=date(2026, 3, 2),
            tasks=Table(tasks),
            people=Table({"asha": Person()}),
        )
    )
    assert sum(week.planned_minutes for week in found.load) == 6 * 13 * 20 * 480
    assert found.finish.date() == date(2032, 2, 20)
    wanted = [(row.wanted, row.available, len(row.tasks)) for row in found.overloads]
    assert wanted == [(6.0, 1.0, 6)] * 13
    assert found.proven_optimal


def test_a_plan_speaks_from_the_status_time_also_where_that_moves_no_work() -> None:
    program = parse_program(
        "fairlead: 1\nprogram: p\ntimezone: UTC\nstart: 2026-01-12\nas_of: 2026-03-02\n"
        "scheduling: {unfinished: keep}\ntasks: {a: {duration: 3d}}\n"
    ).program
    assert program is not None
    made = plan(program)
    assert isinstance(made, Plan)
    assert made.as_of == datetime(2026, 3, 2, tzinfo=UTC)
    assert made.activities["a"].start < made.as_of
