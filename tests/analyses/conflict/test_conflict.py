"""Minimal conflicts: planted ones are found, and each member is needed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.chance import PRIOR
from fairlead.analyses.conflict import Conflict, conflict
from fairlead.analyses.conflict.commitment import commitments_of
from fairlead.analyses.conflict.conflict import relaxed
from fairlead.analyses.conflict.minimal import minimal
from fairlead.analyses.conflict.promise import milestone_promise
from fairlead.analyses.forecast.variant import variant
from fairlead.analyses.plan import Plan, plan
from fairlead.program.errors import UnknownReference
from fairlead.program.goals import Requirement
from fairlead.program.moments import closing_minute
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person
from fairlead.program.program import Program
from fairlead.program.quantities import Money
from fairlead.program.work import Milestone, Need, Task
from tests.analyses.forecast.programs import exactly, on

BY = date(2026, 3, 13)  # ten working days from Monday 2 March


def planted(*, from_day: date | None = None, budget: Money | None = None) -> Program:
    """Asha has 6 + 6 days of work for ten days: date, her load, and two requirements collide."""
    return Program(
        id="planted",
        timezone="Europe/Berlin",
        start=date(2026, 3, 2),
        budget=budget,
        people=Table({
            "asha": Person(name="Asha", rate=Money(10_000)),
            "ben": Person(name="Ben", rate=Money(10_000)),
        }),
        requirements=Table({
            "one": Requirement(title="One", priority="must"),
            "two": Requirement(title="Two", priority="must"),
            "three": Requirement(title="Three", priority="must"),
        }),
        tasks=Table({
            "one": Task(title="One", requirement="one", estimate=exactly(6), who=on("asha")),
            "two": Task(title="Two", requirement="two", estimate=exactly(6), who=on("asha")),
            "three": Task(title="Three", requirement="three", estimate=exactly(2), who=on("ben"),
                          not_before=from_day),
        }),
        milestones=Table({
            "live": Milestone(title="Live",
                              needs=(Need(task="one"), Need(task="two"), Need(task="three")))
        }),
    )  # fmt: skip


def found(program: Program) -> Conflict:
    made = conflict(program, milestone="live", by=BY, confidence=0.8, judgement=PRIOR, trials=50)
    assert isinstance(made, Conflict)
    return made


def chance_without(program: Program, kept: set[str]) -> float:
    """The chance of the date in the program with only these commitments."""
    made = plan(program, paths=0)
    assert isinstance(made, Plan)
    until = closing_minute(BY, timezone=program.timezone)
    promise = milestone_promise(program, "live", until=until, confidence=0.8)
    all_ = commitments_of(program, made, (promise,), confidence=0.8)
    other = relaxed(program, all_, frozenset(kept))
    return variant(other, seed=1, trials=50, judgement=PRIOR).chance("live", until) or 0.0


def test_a_planted_conflict_is_found() -> None:
    assert {each.id for each in found(planted()).members} == {
        "date-live",
        "scope-one",
        "scope-two",
        "load-asha",
    }


@pytest.mark.parametrize("member", ["scope-one", "scope-two", "load-asha"])
def test_without_any_one_of_them_the_others_can_be_kept(member: str) -> None:
    whole = {each.id for each in found(planted()).members}
    assert chance_without(planted(), whole) < 0.8
    assert chance_without(planted(), whole - {member}) >= 0.8


def test_a_fixed_start_too_late_contradicts_the_date_and_the_scope() -> None:
    late = planted(from_day=date(2026, 3, 13))
    assert {each.id for each in found(late).members} in (
        {"date-live", "scope-three", "start-three"},
        {"date-live", "scope-one", "scope-two", "load-asha"},
    )


def test_a_budget_contradicts_the_scope_that_it_does_not_pay() -> None:
    # Six days of eight hours at 100.00 are 4,800.00, two are 1,600.00.
    short = found(planted(budget=Money(100_000)))
    assert [each.kind for each in short.members] == ["budget", "scope"]
    assert not short.alone


def test_a_date_that_the_rest_of_the_work_excludes_stands_alone() -> None:
    program = planted()
    bare = replace(program, requirements=Table(), tasks=Table(
        {key: replace(row, requirement=None, who=()) for key, row in program.tasks.items()}
    ))  # fmt: skip
    made = conflict(bare, milestone="live", by=date(2026, 3, 4), confidence=0.8, trials=50)
    assert isinstance(made, Conflict)
    assert [each.id for each in made.members] == ["date-live"]
    assert made.alone


def test_what_can_be_kept_has_no_conflict() -> None:
    made = conflict(planted(), milestone="live", by=date(2026, 4, 30), confidence=0.8, trials=50)
    assert isinstance(made, Conflict)
    assert made.members == ()


def test_a_milestone_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownReference, match="lvie"):
        conflict(planted(), milestone="lvie", by=BY, confidence=0.8)


@given(
    n=st.integers(1, 9),
    planted_sets=st.lists(st.frozensets(st.integers(0, 8), min_size=1), min_size=1, max_size=4),
)
def test_of_any_conflicts_one_that_is_minimal_is_found(
    n: int, planted_sets: list[frozenset[int]]
) -> None:
    members = tuple(range(n))

    def holds(kept: tuple[int, ...]) -> bool:
        return not any(bad <= set(kept) for bad in planted_sets)

    explained = minimal(members, holds)
    if holds(members):
        assert explained == ()
    else:
        assert not holds(explained)
        for each in explained:
            assert holds(tuple(other for other in explained if other != each))


@given(st.dictionaries(st.frozensets(st.integers(0, 4)), st.booleans()))
def test_even_where_less_may_be_worse_each_member_is_needed(
    table: dict[frozenset[int], bool],
) -> None:
    def holds(kept: tuple[int, ...]) -> bool:
        return not kept or table.get(frozenset(kept), False)

    explained = minimal(tuple(range(5)), holds)
    if explained:
        assert not holds(explained)
        for each in explained:
            assert holds(tuple(other for other in explained if other != each))
