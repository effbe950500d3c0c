"""A person who leaves before their own work can end: it is told, and all else is planned."""

from __future__ import annotations

from datetime import date

from fairlead.analyses.plan import Plan, plan
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Need, Task


def days(amount: float) -> Estimate:
    return Estimate.point(amount, "d")


def task(
    *people: str, estimate: float, after: str | None = None, started: date | None = None
) -> Task:
    return Task(
        title="T",
        estimate=days(estimate),
        who=tuple(Assignment(person=person) for person in people),
        needs=() if after is None else (Need(task=after),),
        started=started,
    )


def planned(tasks: dict[str, Task], people: dict[str, Person], **fields: object) -> Plan:
    """In UTC, from Monday 2 March 2026, 09:00 to 17:00 on working days."""
    rows = {"id": "p", "start": date(2026, 3, 2), "tasks": Table(tasks), "people": Table(people)}
    found = plan(Program(**{**rows, **fields}))  # type: ignore[arg-type]
    assert isinstance(found, Plan)
    return found


def dates(found: Plan, key: str) -> tuple[str, str]:
    row = found.activities[key]
    return f"{row.start:%d %H:%M}", f"{row.finish:%d %H:%M}"


def test_a_task_that_its_person_leaves_is_planned_as_if_they_stayed() -> None:
    found = planned(
        {"a": task("asha", estimate=5), "b": task("bo", estimate=1, after="a")},
        {"asha": Person(leaves=date(2026, 3, 4)), "bo": Person()},
    )
    assert dates(found, "a") == ("02 09:00", "06 17:00")
    assert dates(found, "b") == ("09 09:00", "09 17:00")
    (finding,) = found.findings
    assert (finding.code, finding.severity) == ("plan.nobody-available", "error")
    assert finding.subjects == ("a", "asha")
    assert finding.where == "tasks.a.who"
    assert finding.message == (
        "Task 'a' cannot be finished by 'asha' (leaves 2026-03-04): at their turn too little "
        "working time of theirs is left. It is planned from 2026-03-02 09:00 to 2026-03-06 17:00 "
        "UTC as if they stayed."
    )
    assert found.activities["a"].work_minutes == 5 * 480


def test_everything_that_follows_on_the_same_person_is_told_too() -> None:
    tasks = {"t00": task("asha", estimate=2)}
    for k in range(1, 40):
        tasks[f"t{k:02}"] = task("asha", estimate=2, after=f"t{k - 1:02}")
    found = planned(tasks, {"asha": Person(leaves=date(2026, 3, 5))})
    late = [f"t{k:02}" for k in range(2, 40)]
    assert [finding.subjects[0] for finding in found.findings] == late
    assert found.activities["t39"].early_finish == found.finish


def test_work_that_ends_in_time_is_not_told() -> None:
    found = planned({"a": task("asha", estimate=3)}, {"asha": Person(leaves=date(2026, 3, 4))})
    assert found.findings == ()
    assert dates(found, "a") == ("02 09:00", "04 17:00")


def test_of_two_people_the_one_who_stays_goes_on() -> None:
    found = planned(
        {"a": task("asha", "bo", estimate=6)},
        {"asha": Person(leaves=date(2026, 3, 3)), "bo": Person()},
    )
    # two days together do four days of it, and bo does the other two
    assert dates(found, "a") == ("02 09:00", "05 17:00")


def test_a_lag_in_the_hours_of_somebody_who_left_counts_on() -> None:
    waits = Need(task="a", lag=Span(amount=3, unit="d"))
    found = planned(
        {
            "a": task("asha", estimate=2),
            "b": Task(title="B", estimate=days(1), needs=(waits,)),
        },
        {"asha": Person(leaves=date(2026, 3, 3))},
    )
    assert found.findings == ()
    assert dates(found, "b") == ("09 09:00", "09 17:00")


def test_work_under_way_that_keeps_its_record_is_planned_on() -> None:
    found = planned(
        {"a": task("asha", estimate=5, started=date(2026, 3, 2))},
        {"asha": Person(leaves=date(2026, 3, 4))},
        as_of=date(2026, 3, 3),
        scheduling=Scheduling(unfinished="keep"),
    )
    assert [finding.code for finding in found.findings] == ["plan.nobody-available"]
    assert dates(found, "a") == ("02 09:00", "06 17:00")
