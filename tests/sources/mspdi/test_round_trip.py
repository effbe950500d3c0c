"""Written and read again, a program is what it was; what cannot be carried is named."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from fairlead.program.calendars import Calendar, CalendarException
from fairlead.program.changes import diff
from fairlead.program.fingerprint import fingerprint
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.risks import Risk
from fairlead.program.work import Milestone, Task
from fairlead.sources.mspdi import parse_mspdi
from fairlead.sources.mspdi.write import render_mspdi, write_mspdi
from fairlead.sources.mspdi.write_tasks import PlannedDates
from fairlead.sources.open import read
from tests.sources.mspdi.strategies import programs


def again(program: Program) -> Program:
    text, _ = render_mspdi(program)
    reading = parse_mspdi([text.encode()], name="again.xml", timezone=program.timezone)
    assert reading.findings == ()
    assert reading.program is not None
    return reading.program


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(programs())
def test_a_program_that_project_can_hold_comes_back_the_same(program: Program) -> None:
    back = again(program)
    assert diff(program, back).edits == ()
    assert fingerprint(back) == fingerprint(program)


def lost(program: Program) -> set[str]:
    _, loss = render_mspdi(program)
    return {one.what for one in (*loss.changed, *loss.left_out)}


BARE = Program(
    id="demo",
    source="Microsoft Project",
    start=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
    calendars=Table({"office": Calendar(hours=(((480, 960),),) * 7)}),
)
BARE = replace(
    BARE, scheduling=replace(BARE.scheduling, calendar="office", lag_calendar="successor")
)
BARE = replace(
    BARE,
    scheduling=replace(BARE.scheduling, unfinished="keep", total_slack="smaller", limits="hold"),
)


def with_task(task: Task, **fields: Any) -> Program:
    return replace(BARE, tasks=Table({"t1": task}), **fields)


def task(**fields: Any) -> Task:
    fields.setdefault("duration", Estimate(likely=Span(amount=8.0, unit="h")))
    return Task(title="Dig", **fields)


def test_nothing_is_lost_of_a_program_that_fits() -> None:
    assert lost(with_task(task())) == set()


@dataclass
class Case:
    program: Program
    named: set[str]


LATER = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CASES = {
    "risks": Case(replace(BARE, risks=Table({"r": Risk(event="Rain")})), {"risks"}),
    "owner": Case(with_task(task(kind="test", skill=("api",))), {"tasks.kind", "tasks.skill"}),
    "confidence": Case(
        replace(BARE, milestones=Table({"m": Milestone(title="M", confidence=0.8)})),  # type: ignore[arg-type]
        {"milestones.confidence"},
    ),
    "a range": Case(
        with_task(
            task(duration=Estimate(low=Span(amount=1.0, unit="d"), high=Span(amount=4.0, unit="d")))
        ),
        {"tasks.duration, tasks.estimate"},
    ),
    "effort": Case(
        with_task(task(duration=None, estimate=Estimate.point(5, "d"))), {"tasks.estimate"}
    ),
    "two constraints": Case(with_task(task(not_before=LATER, start_by=LATER)), {"start_by"}),
    "a day": Case(with_task(task(not_before=date(2026, 3, 2))), {"not_before"}),
    "finish by": Case(with_task(task(), finish_by=LATER), {"program.finish_by"}),
    "expected finish": Case(with_task(task(expected_finish=LATER)), {"tasks.expected_finish"}),
    "holidays": Case(
        with_task(
            task(),
            calendars=Table({"office": Calendar(hours=((),) * 7, holidays=("DE",))}),
        ),
        {"calendars.holidays"},
    ),
    "base": Case(
        with_task(
            task(calendar="site"),
            calendars=BARE.calendars.with_row("site", Calendar(base="office")),
        ),
        {"calendars.base"},
    ),
    "zone": Case(
        with_task(
            task(),
            calendars=Table({"office": Calendar(hours=((),) * 7, timezone="Asia/Kolkata")}),
        ),
        {"calendars.timezone"},
    ),
    "conventions": Case(
        with_task(task(), scheduling=replace(BARE.scheduling, lag_calendar="elapsed")),
        {"scheduling.lag_calendar"},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_project_cannot_hold_is_named(case: Case) -> None:
    assert lost(case.program) == case.named


def test_two_constraints_leave_the_one_and_a_free_deadline() -> None:
    back = again(with_task(task(not_before=LATER, finish_by=LATER))).tasks["t1"]
    assert (back.not_before, back.deadline) == (LATER, LATER)


def test_effort_becomes_a_duration_by_who_is_on_it() -> None:
    people = Table({"asha": Person(), "ben": Person()})
    who = (Assignment(person="asha"), Assignment(person="ben", units=0.5))  # type: ignore[arg-type]
    effort = task(duration=None, estimate=Estimate.point(12, "h"), who=who)
    back = again(with_task(effort, people=people)).tasks["t1"]
    assert str(back.duration) == "8h"


def test_a_shift_past_midnight_is_cut_there() -> None:
    night: tuple[tuple[int, int], ...] = ((1320, 1800),)
    program = with_task(
        task(), calendars=Table({"office": Calendar(hours=(night, (), (), (), (), (), ()))})
    )
    hours = again(program).calendars["office"].hours
    assert hours is not None
    assert hours[:3] == (((1320, 1440),), ((0, 360),), ())


def test_a_person_keeps_a_calendar_of_their_own() -> None:
    own = Calendar(
        base="office",
        exceptions=(CalendarException(first=date(2026, 3, 2), last=date(2026, 3, 4)),),
    )
    program = with_task(
        task(),
        calendars=BARE.calendars.with_row("asha", own),
        people=Table({"asha": Person(calendar="asha")}),
    )
    back = again(program)
    assert back.people["asha"].calendar == "asha"
    assert back.calendars["asha"].base == "office"
    assert back.calendars["asha"].exceptions == own.exceptions


def test_wall_clock_times_are_those_of_the_program() -> None:
    program = with_task(task(deadline=datetime(2026, 7, 1, 16, 0, tzinfo=UTC)))
    program = replace(program, timezone="America/New_York")
    text, _ = render_mspdi(program)
    assert "<Deadline>2026-07-01T12:00:00</Deadline>" in text
    assert again(program).tasks["t1"].deadline == program.tasks["t1"].deadline


def test_signs_that_xml_cannot_hold_are_dropped_and_named() -> None:
    program = with_task(task(notes="a\x00b\x1bc"))
    assert again(program).tasks["t1"].notes == "abc"
    assert "texts" in lost(program)


def test_dates_of_a_plan_are_written_for_who_does_not_schedule() -> None:
    dates = {"t1": PlannedDates(start=LATER, finish=LATER, total=60, critical=True)}
    text, _ = render_mspdi(with_task(task()), planned=dates)
    assert "<Start>2026-03-02T08:00:00</Start>" in text
    assert "<TotalSlack>600</TotalSlack>" in text
    assert "<Critical>1</Critical>" in text


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.xml"
    write_mspdi(with_task(task()), path)
    assert read(path).program is not None
    taken = tmp_path / "taken.xml"
    taken.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_mspdi(with_task(task()), taken)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.xml", "taken.xml"]


def real_files() -> Iterator[Path]:
    folder = os.environ.get("FAIRLEAD_DATA")
    if folder:
        yield from sorted(Path(folder).glob("schedules/*.xml"))


@pytest.mark.skipif(not list(real_files()), reason="FAIRLEAD_DATA names no folder of schedules")
@pytest.mark.parametrize("path", list(real_files()), ids=lambda path: path.name)
def test_a_real_document_comes_back_the_same(path: Path) -> None:
    program = read(path).program
    assert program is not None
    assert diff(program, again(program)).edits == ()
