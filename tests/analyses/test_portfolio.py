"""Programs put together: their own work apart, shared people one, differences named."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.portfolio import WHOLE_OF, composed
from fairlead.program.calendars import Calendar, DateRange
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.references import check_references
from fairlead.program.scheduling import Scheduling
from tests.analyses.forecast.programs import START, small
from tests.program.strategies import programs


def two(**fields: object) -> tuple[Program, Program]:
    return small(id="one"), replace(small(id="two"), **fields)


def test_ids_carry_their_program_and_people_do_not() -> None:
    found = composed(two()).program
    assert set(found.tasks) == {f"{p}.{t}" for p in ("one", "two") for t in ("api", "web", "join")}
    assert set(found.people) == {"asha", "ben"}
    assert found.tasks["two.join"].needs[0].task == "two.api"
    assert found.risks["one.ill"].delay.keys() == {"one.api"}
    assert found.milestones[f"one.{WHOLE_OF}"].title == "Small"
    assert check_references(found) == ()


def test_nothing_is_lost_of_a_program_that_stands_alone() -> None:
    """Its plan is that which it has by itself."""
    alone, inside = plan(small(id="one")), plan(composed([small(id="one")]).program)
    assert isinstance(alone, Plan)
    assert isinstance(inside, Plan)
    assert inside.finish == alone.finish
    assert {k.removeprefix("one."): a.finish for k, a in inside.activities.items()} == {
        **{k: a.finish for k, a in alone.activities.items()},
        WHOLE_OF: alone.finish,
    }


def test_shared_people_cannot_be_in_two_places() -> None:
    alone, both = plan(small(id="one")), plan(composed(two()).program)
    assert isinstance(alone, Plan)
    assert isinstance(both, Plan)
    assert both.finish > alone.finish


def test_a_program_that_begins_later_does_not_begin_sooner_among_others() -> None:
    later = replace(small(id="two"), start=date(2026, 6, 1), people=Table(), milestones=Table())
    later = replace(
        later, tasks=Table({k: replace(t, who=()) for k, t in later.tasks.items()}), risks=Table()
    )
    both = plan(composed([small(id="one"), later]).program)
    assert isinstance(both, Plan)
    assert both.activities["two.api"].start.date() >= date(2026, 6, 1)
    assert both.activities["one.api"].start.date() == START


def test_other_hours_stay_with_the_program_that_has_them() -> None:
    """Without people a task follows its program's calendar, here nights of another zone."""
    night = Calendar(hours=(((0, 240),),) * 7, timezone="Asia/Tokyo")
    other = replace(
        small(id="two"),
        timezone="Asia/Tokyo",
        calendars=Table({"night": night}),
        scheduling=Scheduling(calendar="night"),
        tasks=Table({k: replace(t, who=()) for k, t in small().tasks.items()}),
    )
    alone, both = plan(other), plan(composed([small(id="one"), other]).program)
    assert isinstance(alone, Plan)
    assert isinstance(both, Plan)
    assert both.activities["two.join"].finish == alone.activities["join"].finish
    assert both.milestones["two.live"].due == alone.milestones["live"].due


def test_differences_are_named() -> None:
    away = replace(small().people["asha"], leave=(DateRange(first=START, last=START),), rate=None)
    found = composed(
        two(
            people=Table({"asha": away}),
            currency="USD",
            as_of=START,
            scheduling=Scheduling(progress="override"),
            tasks=Table(),
            milestones=Table(),
            risks=Table(),
        )
    )
    assert {f.code for f in found.findings} == {
        "portfolio.person-differs",
        "portfolio.currency",
        "portfolio.as-of",
        "portfolio.scheduling",
    }
    person = next(f for f in found.findings if f.code == "portfolio.person-differs")
    assert "leave, rate" in person.message
    assert found.program.people["asha"].leave == away.leave
    assert found.program.people["asha"].rate == small().people["asha"].rate


def test_two_programs_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="different ids"):
        composed([small(), small()])


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(one=programs(), other=programs())
def test_any_programs_can_stand_beside_each_other(one: Program, other: Program) -> None:
    found = composed([replace(one, id="a"), replace(other, id="b")]).program
    errors = [f for f in check_references(found) if f.severity == "error"]
    assert errors == []
    assert len(found.tasks) == len(one.tasks) + len(other.tasks)
