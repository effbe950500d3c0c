"""Where windows are rare people are kept free for them; elsewhere nothing is different."""

import dataclasses
from datetime import UTC, date, datetime

import numpy as np
import pytest

from fairlead.analyses.clock import compile_clock
from fairlead.analyses.forecast.certain import NO_DOUBT
from fairlead.analyses.simulation import Model, Trials, compile_model, simulate
from fairlead.analyses.simulation.windows import is_rare
from fairlead.program.calendars import Calendar
from fairlead.program.moments import instant, minute_of
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Need, Task
from fairlead.program.working_time import resolve
from fairlead.sources.program_file.hours import week_of
from tests.analyses.simulation.programs import Narrow, doubtful, windowed

MONDAY = date(2026, 3, 2)


def cut_over(other_days: float, *, move: str = "sat") -> Program:
    """Ann prepares a move of Saturdays once a check is over, and has other work besides.

    Monday, Tuesday: `check`, which needs nobody. Then `prepare`, a day of Ann; then `move`.
    """
    return Program(
        id="cut-over",
        start=MONDAY,
        timezone="UTC",
        calendars=Table(
            {
                "week": Calendar(hours=week_of("Mon-Fri 09:00-17:00")),
                "sat": Calendar(hours=week_of("Sat 00:00-24:00")),
            }
        ),
        people=Table({"ann": Person(name="A", calendar="week")}),
        tasks=Table(
            {
                "check": Task(title="Check", calendar="week", duration=Estimate.point(2, "d")),
                "prepare": Task(
                    title="Prepare",
                    estimate=Estimate.point(1, "d"),
                    who=(Assignment(person="ann"),),
                    needs=(Need(task="check"),),
                ),
                "move": Task(
                    title="Move",
                    calendar=move,
                    duration=Estimate.point(4, "h"),
                    needs=(Need(task="prepare"),),
                ),
                "other": Task(
                    title="Other",
                    estimate=Estimate.point(other_days, "d"),
                    who=(Assignment(person="ann"),),
                ),
            }
        ),
    )


def at(day: int) -> int:
    """A morning of March 2026, in minutes."""
    return minute_of(datetime(2026, 3, day, 9, tzinfo=UTC))


def days_of(program: Program) -> dict[str, str]:
    """When each task ends in the one way the program goes, `prepare` going before `other`."""
    keys = tuple(program.tasks)
    order = {"prepare": at(4), "other": at(5)}
    model = compile_model(program, NO_DOUBT, order=order, watched=keys)
    assert isinstance(model, Model)
    trials = simulate(program, seed=1, trials=2, judgement=NO_DOUBT, compiled=model)
    assert trials.sums is not None
    return {key: f"{instant(int(trials.finish_of(key)[0])):%a %d %H:%M}" for key in keys}


def test_ann_waits_two_days_rather_than_hold_up_for_three() -> None:
    # On Monday `other` would by plan take Ann until Friday 17:00. `prepare` comes up on Tuesday
    # 17:00, she could begin it on Wednesday 09:00: two days of hers from now. It would be held up
    # to Monday 09:00, three days of hers. So she is kept free, and the move has its Saturday.
    assert days_of(cut_over(5)) == {
        "check": "Tue 03 17:00",
        "prepare": "Wed 04 17:00",
        "move": "Sat 07 04:00",
        "other": "Wed 11 17:00",
    }


def test_ann_does_not_wait_longer_than_she_would_hold_up() -> None:
    # Until Thursday 17:00: `prepare` is held up to Friday 09:00, two days, for which she would
    # wait as long. She begins.
    assert days_of(cut_over(4)) == {
        "check": "Tue 03 17:00",
        "prepare": "Fri 06 17:00",
        "move": "Sat 07 04:00",
        "other": "Thu 05 17:00",
    }


def test_work_that_is_over_before_goes_first() -> None:
    assert days_of(cut_over(2))["other"] == "Tue 03 17:00"
    assert days_of(cut_over(2))["prepare"] == "Wed 04 17:00"


def test_nobody_waits_for_work_more_than_four_weeks_before_its_window() -> None:
    # The move is planned for 4 April; `prepare` for 4 March, 31 days before. The same with 28
    # March, 24 days: as in the first case.
    program = cut_over(5)
    for day, first in ((date(2026, 4, 4), "Mon 09 17:00"), (date(2026, 3, 28), "Wed 04 17:00")):
        later = replace(program.tasks["move"], not_before=day)
        moved = replace(program, tasks=program.tasks.with_row("move", later))
        assert days_of(moved)["prepare"] == first


def test_where_the_move_may_go_on_any_working_day_nobody_waits() -> None:
    assert days_of(cut_over(5, move="week")) == {
        "check": "Tue 03 17:00",
        "prepare": "Mon 09 17:00",
        "move": "Tue 10 13:00",
        "other": "Fri 06 17:00",
    }


def test_somebody_else_who_is_free_by_then_is_enough() -> None:
    program = cut_over(5)
    prepare = replace(program.tasks["prepare"], who=(), team=None, skill=("prepare",))
    skilled = {
        key: Person(name="A", calendar="week", skills=("prepare",)) for key in ("ann", "ben")
    }
    both = replace(
        program,
        people=Table(skilled),
        tasks=Table({**program.tasks, "prepare": prepare}),
    )
    found = days_of(both)
    assert (found["other"], found["move"]) == ("Fri 06 17:00", "Sat 07 04:00")


def test_who_is_named_is_kept_free_for_the_window_itself() -> None:
    # On Friday 09:00 the next task of Ann would by plan take until Monday 17:00. The move, with
    # her, comes up on Saturday 00:00: she would wait a day of hers, and hold it up for a week.
    program = cut_over(2)
    moving = replace(program.tasks["move"], who=(Assignment(person="ann"),), needs=())
    rows = {
        "move": replace(moving, duration=Estimate.point(4, "h")),
        "first": replace(program.tasks["other"], estimate=Estimate.point(4, "d")),
        "second": replace(program.tasks["other"], needs=(Need(task="first"),)),
    }
    keys = tuple(rows)
    model = compile_model(
        replace(program, tasks=Table(rows)),
        NO_DOUBT,
        order={"first": at(2), "move": at(7), "second": at(9)},
        watched=keys,
    )
    assert isinstance(model, Model)
    trials = simulate(model.program, seed=1, trials=1, judgement=NO_DOUBT, compiled=model)
    found = {key: f"{instant(int(trials.finish_of(key)[0])):%a %d %H:%M}" for key in keys}
    assert found == {"first": "Thu 05 17:00", "move": "Sat 07 04:00", "second": "Tue 10 17:00"}


@pytest.mark.parametrize(
    ("hours", "rare"),
    [
        ("Sat 00:00-24:00; Sun 00:00-12:00", True),
        ("Fri 18:00-24:00; Sat-Sun 00:00-24:00", True),
        ("Sun 02:00-06:00", True),
        ("Tue-Thu 01:00-06:00", True),
        ("Mon-Fri 09:00-17:00", False),
        ("Mon 09:00-17:00; Thu 09:00-17:00", False),
        ("Mon-Sun 00:00-24:00", False),
    ],
)
def test_windows_are_rare_when_they_are_mostly_closed_for_four_days(hours: str, rare: bool) -> None:
    calendar = Calendar(hours=week_of(hours))
    program = Program(id="p", start=MONDAY, timezone="UTC", calendars=Table({"c": calendar}))
    table = compile_clock(resolve(program, "c"), date(2025, 1, 1), date(2029, 1, 1))
    assert is_rare(table, minute_of(instant(0).replace(year=2026, month=3, day=4))) is rare


def test_hours_that_never_open_are_not_rare() -> None:
    program = Program(
        id="p",
        start=MONDAY,
        timezone="UTC",
        calendars=Table({"c": Calendar(hours=week_of("none"))}),
    )
    table = compile_clock(resolve(program, "c"), date(2025, 1, 1), date(2029, 1, 1))
    assert not is_rare(table, 0)


def without_it(model: Model) -> Model:
    assert model.queues is not None
    nobody = np.zeros_like(model.queues.windows)
    return dataclasses.replace(model, queues=dataclasses.replace(model.queues, windows=nobody))


def lived(program: Program, *, kept: bool = True, threads: int = 1, trials: int = 600) -> Trials:
    model = compile_model(program, Narrow())
    assert isinstance(model, Model)
    return simulate(
        program,
        seed=3,
        trials=trials,
        judgement=Narrow(),
        compiled=model if kept else without_it(model),
        threads=threads,
    )


@pytest.mark.parametrize("seed", range(8))
def test_without_rare_windows_nobody_is_kept_free(seed: int) -> None:
    model = compile_model(doubtful(seed), Narrow())
    assert isinstance(model, Model)
    assert model.queues is not None
    assert not model.queues.windows.any()


@pytest.mark.parametrize("seed", range(3))
def test_threads_change_nothing_where_people_are_kept_free(seed: int) -> None:
    one, other = (lived(windowed(seed), threads=count, trials=2000) for count in (1, 3))
    assert np.array_equal(one.finish, other.finish)
    assert np.array_equal(one.cost, other.cost)
    assert np.array_equal(one.critical, other.critical)
    assert np.array_equal(one.bottleneck, other.bottleneck)


def test_all_trials_end_and_most_programs_end_sooner() -> None:
    programs = [windowed(seed) for seed in range(40)]
    with_it = np.array([lived(p).finish_of("").mean() for p in programs])
    without = np.array([lived(p, kept=False).finish_of("").mean() for p in programs])
    sooner, later = int((with_it < without).sum()), int((with_it > without).sum())
    assert sooner > 2 * later
    assert float((with_it - without).mean()) < -0.2 * 1440
