"""Fixed dates in a forecast: they hold work back, and hide nothing."""

from datetime import date

from fairlead.analyses.forecast.free_dates import freed
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.scheduling import Scheduling
from tests.analyses.forecast.programs import made, small


def held(day: date) -> Program:
    """The milestone must be reached exactly then, whatever stands before it."""
    row = replace(small().milestones["live"], must_finish=day, due=day)
    return small(milestones=Table({"live": row}))


def test_a_fixed_date_that_comes_too_soon_gives_hardly_a_chance() -> None:
    found = made(held(date(2026, 3, 5)), prices=False)
    free = made(small(), prices=False)
    chance = found.milestones["live"].chance
    assert chance is not None
    assert chance < 0.02
    assert found.milestones["live"].p80 == free.milestones["live"].p80
    codes = [f.code for f in found.findings if f.subjects == ("live",)]
    assert "forecast.date-not-kept" in codes


def test_a_fixed_date_with_room_before_it_holds_back() -> None:
    found = made(held(date(2026, 6, 30)), prices=False)
    assert found.milestones["live"].p10.date() == date(2026, 6, 30)
    assert "forecast.date-not-kept" not in {f.code for f in found.findings}


def test_without_fixed_dates_nothing_is_changed() -> None:
    program = small()
    assert freed(program) == (program, ())


def test_latest_dates_that_hold_work_are_let_go() -> None:
    row = replace(small().tasks["join"], finish_by=date(2026, 3, 3))
    tasks = Table({**small().tasks, "join": row})
    hard = small(tasks=tasks, scheduling=Scheduling(limits="hold"))
    soft = small(tasks=tasks)
    assert made(hard, prices=False).finish.p50 == made(soft, prices=False).finish.p50
