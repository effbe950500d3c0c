"""Load by week, and overloads of the early dates."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.analyses.levelling import level
from fairlead.analyses.plan import Overload, PersonWeek
from fairlead.analyses.plan.load import load, overloads
from fairlead.program.calendars import DateRange
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Share
from fairlead.program.work import Task
from tests.analyses.levelling_programs import minutes_at_work, random_program


def path_of(program: Program) -> CriticalPath:
    found = critical_path(program)
    assert isinstance(found, CriticalPath)
    return found


def weeks_of(program: Program) -> tuple[PersonWeek, ...]:
    path = path_of(program)
    return load(program, path, level(path))


def one_task(amount: float, *, person: Person, units: float | None = None) -> Program:
    share = None if units is None else Share(units)
    task = Task(
        title="A",
        duration=Estimate.point(amount, "d"),
        who=(Assignment(person="asha", units=share),),
    )
    return Program(
        id="p", start=date(2026, 3, 5), tasks=Table({"a": task}), people=Table({"asha": person})
    )


def test_a_week_holds_what_falls_into_it() -> None:
    # Thursday to the Wednesday after it
    assert weeks_of(one_task(5, person=Person())) == (
        PersonWeek(
            person="asha",
            monday=date(2026, 3, 2),
            capacity_minutes=2400,
            planned_minutes=960,
            tasks=("a",),
        ),
        PersonWeek(
            person="asha",
            monday=date(2026, 3, 9),
            capacity_minutes=2400,
            planned_minutes=1440,
            tasks=("a",),
        ),
    )


def test_availability_and_units_are_parts_of_the_hours_and_leave_is_none() -> None:
    person = Person(
        availability=Share(0.8), leave=(DateRange(first=date(2026, 3, 6), last=date(2026, 3, 6)),)
    )
    (week, _) = weeks_of(one_task(3, person=person, units=0.5))
    assert (week.capacity_minutes, week.planned_minutes) == (4 * 480 * 4 // 5, 240)


@pytest.mark.parametrize("seed", range(25))
def test_all_weeks_together_hold_all_that_is_planned_and_never_too_much(seed: int) -> None:
    program = random_program(seed)
    path = path_of(program)
    plan = level(path)
    weeks = load(program, path, plan)
    for person in program.people:
        mine = [week for week in weeks if week.person == person]
        wanted = sum(
            minutes_at_work(program, name, int(plan.start[at]), int(plan.finish[at])) * units / 1000
            for at, who in enumerate(plan.who)
            for name, units in zip(who, plan.units[at], strict=True)
            if name == person
        )
        assert sum(week.planned_minutes for week in mine) == pytest.approx(wanted, abs=len(mine))
        assert all(week.planned_minutes <= week.capacity_minutes + 1 for week in mine)


def test_two_at_once_are_an_overload_for_as_long_as_both_last() -> None:
    def task(amount: float) -> Task:
        who = (Assignment(person="asha"),)
        return Task(title="T", estimate=Estimate.point(amount, "d"), who=who)

    program = Program(
        id="p",
        start=date(2026, 3, 2),
        tasks=Table({"a": task(2), "b": task(1)}),
        people=Table({"asha": Person()}),
    )
    (found,) = overloads(path_of(program))
    assert found == Overload(
        person="asha",
        start=datetime.fromisoformat("2026-03-02T09:00Z"),
        finish=datetime.fromisoformat("2026-03-02T17:00Z"),
        wanted=2.0,
        available=1.0,
        tasks=("a", "b"),
    )


def test_asking_for_more_than_there_is_is_an_overload_alone() -> None:
    (found,) = overloads(path_of(one_task(1, person=Person(availability=Share(0.5)), units=1.0)))
    assert (found.wanted, found.available, found.tasks) == (1.0, 0.5, ("a",))


def test_work_that_only_meets_outside_hours_is_no_overload() -> None:
    who = (Assignment(person="asha"),)
    first = Task(title="A", duration=Estimate.point(1, "d"), who=who)
    night = Task(title="B", estimate=Estimate.point(1, "d"), who=who, not_before=date(2026, 3, 3))
    program = Program(
        id="p",
        start=date(2026, 3, 2),
        tasks=Table({"a": first, "b": night}),
        people=Table({"asha": Person()}),
    )
    assert overloads(path_of(program)) == ()
