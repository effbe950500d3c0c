"""The course of an incident, step by step, as changes that can be taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairlead.analyses.on_call.incidents import acknowledge, actions_as_tasks, note, resolve
from fairlead.program.changes import apply, invert
from fairlead.program.errors import UnknownReference
from fairlead.program.incidents import Action, Incident, IncidentReview
from fairlead.program.noun import Table
from fairlead.program.people import Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Task

AT = datetime(2026, 3, 2, 3, 20, tzinfo=UTC)
REVIEW = IncidentReview(
    actions=Table(
        {
            "limit": Action(title="Limit retries", owner="asha", estimate=Estimate.point(2, "d")),
            "alarm": Action(title="Alarm on the queue", due=date(2026, 4, 1)),
            "done": Action(title="Was done", task="old"),
        }
    )
)
PROGRAM = Program(
    id="p",
    people=Table({"asha": Person()}),
    tasks=Table({"old": Task(title="Was done"), "out-alarm": Task(title="Another")}),
    incidents=Table({"out": Incident(title="Checkout is down", opened=AT, review=REVIEW)}),
)


def test_an_incident_is_taken_on_noted_and_mended() -> None:
    later = [AT + timedelta(minutes=minutes) for minutes in (5, 12, 40)]
    program = apply(PROGRAM, acknowledge(PROGRAM, "out", who="asha", at=later[0]))
    program = apply(program, resolve(program, "out", at=later[2], who="asha"))
    program = apply(program, note(program, "out", what="Rolled back", at=later[1]))
    found = program.incidents["out"]
    assert (found.commander, found.acknowledged, found.resolved) == ("asha", later[0], later[2])
    assert [entry.what for entry in found.timeline] == ["Acknowledged", "Rolled back", "Resolved"]
    with pytest.raises(ValueError, match="was resolved at 2026-03-02 04:00"):
        resolve(program, "out", at=later[2])


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="before incident 'out' was noticed"):
        acknowledge(PROGRAM, "out", who="asha", at=AT - timedelta(minutes=1))
    with pytest.raises(UnknownReference, match="No incident 'gone'"):
        note(PROGRAM, "gone", what="x", at=AT)
    taken = apply(PROGRAM, acknowledge(PROGRAM, "out", who="asha", at=AT))
    with pytest.raises(ValueError, match="was acknowledged at 03:20"):
        acknowledge(taken, "out", who="asha", at=AT)


def test_actions_become_tasks_once_under_names_that_are_free() -> None:
    change = actions_as_tasks(PROGRAM, "out")
    program = apply(PROGRAM, change)
    assert set(program.tasks) == {"old", "out-alarm", "out-limit", "out-alarm-2"}
    limit = program.tasks["out-limit"]
    assert [a.person for a in limit.who] == ["asha"]
    assert limit.estimate == Estimate.point(2, "d")
    assert program.tasks["out-alarm-2"].finish_by == date(2026, 4, 1)
    review = program.incidents["out"].review
    assert review is not None
    assert [action.task for action in review.actions.values()] == [
        "out-limit",
        "out-alarm-2",
        "old",
    ]
    assert not actions_as_tasks(program, "out")
    assert apply(program, invert(change)) == PROGRAM
