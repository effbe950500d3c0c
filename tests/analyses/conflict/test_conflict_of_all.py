"""Conflicts among all that a program promises: planted ones are found, each member is needed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.analyses.chance import PRIOR
from fairlead.analyses.conflict import Conflict, conflict_of_all
from fairlead.analyses.conflict.commitment import commitments_of
from fairlead.analyses.conflict.conflict import _kept
from fairlead.analyses.conflict.promise import promises_of, with_marks
from fairlead.analyses.plan import Plan, plan
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person, Team
from fairlead.program.program import Program
from fairlead.program.work import Milestone, Need, Task
from tests.analyses.forecast.programs import exactly, on

FRIDAY = date(2026, 3, 6)  # five working days from Monday 2 March
NEXT = date(2026, 3, 13)


def program(tasks: dict[str, Task], milestones: dict[str, Milestone] | None = None) -> Program:
    return Program(
        id="planted",
        timezone="UTC",
        start=date(2026, 3, 2),
        people=Table({"asha": Person(name="Asha"), "ben": Person(name="Ben", team="web")}),
        teams=Table({"web": Team(title="Web")}),
        tasks=Table(tasks),
        milestones=Table(milestones or {}),
    )


def found(made: Program) -> Conflict:
    answer = conflict_of_all(made, judgement=PRIOR, trials=40)
    assert isinstance(answer, Conflict)
    return answer


def ids(made: Program) -> set[str]:
    return {member.id for member in found(made).members}


def two_dates() -> Program:
    """Asha has four days for each of two dates in the same week; Ben has time for his."""
    return program(
        {
            "one": Task(title="One", estimate=exactly(4), who=on("asha")),
            "two": Task(title="Two", estimate=exactly(4), who=on("asha")),
            "three": Task(title="Three", estimate=exactly(2), who=on("ben")),
        },
        {
            "a": Milestone(title="A", needs=(Need(task="one"),), due=FRIDAY),
            "b": Milestone(title="B", needs=(Need(task="two"),), due=FRIDAY),
            "c": Milestone(title="C", needs=(Need(task="three"),), due=FRIDAY),
        },
    )


def test_two_due_dates_and_who_is_wanted_for_both_contradict() -> None:
    assert ids(two_dates()) == {"date-a", "date-b", "load-asha"}


def test_when_one_date_moves_out_both_can_be_kept() -> None:
    made = two_dates()
    later = replace(made.milestones["b"], due=NEXT)
    moved = replace(made, milestones=made.milestones.with_row("b", later))
    assert found(moved).members == ()


@pytest.mark.parametrize(
    ("field", "day", "member"),
    [
        ("deadline", FRIDAY, "deadline-two"),
        ("finish_by", FRIDAY, "finish-by-two"),
        ("must_finish", FRIDAY, "must-finish-two"),
        ("start_by", date(2026, 3, 4), "start-by-two"),
        ("must_start", date(2026, 3, 4), "must-start-two"),
    ],
)
def test_limits_of_tasks_are_promises_too(field: str, day: date, member: str) -> None:
    late = program(
        {
            "one": Task(title="One", estimate=exactly(4)),
            "two": replace(
                Task(title="Two", estimate=exactly(4), needs=(Need(task="one"),)), **{field: day}
            ),
        }
    )
    assert ids(late) == {member}


def test_a_fixed_start_holds_back_what_is_due_and_gives_way() -> None:
    held = program(
        {"one": Task(title="One", estimate=exactly(2), must_start=date(2026, 3, 6))},
        {"a": Milestone(title="A", needs=(Need(task="one"),), due=FRIDAY)},
    )
    assert ids(held) == {"date-a", "must-start-one"}


def test_the_end_of_the_whole_is_promised() -> None:
    late = replace(program({"one": Task(title="One", estimate=exactly(9))}), finish_by=FRIDAY)
    (member,) = found(late).members
    assert (member.id, member.title) == ("finish", "All of it by 2026-03-06, 80% sure")


def test_a_team_with_more_tasks_than_people_is_a_commitment() -> None:
    shared = Task(title="Page", estimate=exactly(3), team="web")
    busy = program(
        {"one": shared, "two": shared},
        {"a": Milestone(title="A", needs=(Need(task="one"), Need(task="two")), due=FRIDAY)},
    )
    assert ids(busy) == {"date-a", "team-web"}


def test_what_is_done_or_has_no_day_promises_nothing() -> None:
    done = program(
        {"one": Task(title="One", estimate=exactly(9), deadline=FRIDAY, finished=date(2026, 3, 2))},
        {"a": Milestone(title="A", needs=(Need(task="one"),))},
    )
    assert promises_of(done) == ()
    assert found(done).members == ()


DAYS = [date(2026, 3, day) for day in (4, 6, 10, 13, 18, 25)]


@st.composite
def small(draw: st.DrawFn) -> Program:
    """Up to five tasks of two people in a row or beside each other, with days of every kind."""
    tasks: dict[str, Task] = {}
    for number in range(draw(st.integers(2, 5))):
        needs = draw(st.sets(st.sampled_from(sorted(tasks)), max_size=2)) if tasks else set()
        field = draw(
            st.sampled_from([None, None, "deadline", "finish_by", "must_start", "not_before"])
        )
        row = Task(
            title=f"T{number}",
            estimate=exactly(draw(st.integers(1, 5))),
            who=on(draw(st.sampled_from(["asha", "ben"]))),
            needs=tuple(Need(task=key) for key in sorted(needs)),
        )
        tasks[f"t{number}"] = (
            row if field is None else replace(row, **{field: draw(st.sampled_from(DAYS))})
        )
    milestones = {
        f"m{number}": Milestone(
            title=f"M{number}",
            needs=(Need(task=draw(st.sampled_from(sorted(tasks)))),),
            due=draw(st.sampled_from(DAYS)),
        )
        for number in range(draw(st.integers(1, 3)))
    }
    return program(tasks, milestones)


@settings(max_examples=25, deadline=None)
@given(small())
def test_what_is_found_fails_together_and_holds_without_any_one(made: Program) -> None:
    planned = plan(made, paths=0)
    assert isinstance(planned, Plan)
    marked, promises = with_marks(made, promises_of(made))
    all_ = commitments_of(marked, planned, promises, confidence=0.8)

    def kept(names: set[str]) -> bool:
        return _kept(
            marked, all_, frozenset(names), confidence=0.8, seed=1, judgement=PRIOR, trials=40
        )

    members = ids(made)
    if not members:
        assert kept({each.id for each in all_})
        return
    assert not kept(members)
    for member in members:
        assert kept(members - {member})
