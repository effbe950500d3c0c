"""Dates of single tasks are those of the same trials as the forecast's own."""

from datetime import date

import numpy as np

from fairlead.analyses.forecast.task_dates import task_dates
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.simulation import simulate
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Need, Task

PROGRAM = Program(
    id="ferry",
    start=date(2026, 3, 2),
    people=Table({"asha": Person(name="Asha")}),
    tasks=Table(
        {
            "all": Task(title="All of it"),
            "form": Task(
                title="Form",
                parent="all",
                estimate=Estimate.point(3, "d"),
                who=(Assignment(person="asha"),),
            ),
            "pay": Task(
                title="Pay",
                parent="all",
                estimate=Estimate.point(4, "d"),
                who=(Assignment(person="asha"),),
                needs=(Need(task="form"),),
            ),
            "watch": Task(title="Watch", duration=Estimate.point(2, "d")),
            "old": Task(title="Old", finished=date(2026, 2, 27)),
            "never": Task(title="Never", inactive=True, estimate=Estimate.point(90, "d")),
        }
    ),
)


def test_the_last_task_of_every_trial_ends_the_whole() -> None:
    planned = plan(PROGRAM)
    assert isinstance(planned, Plan)
    dates = task_dates(PROGRAM, planned, seed=7, trials=300)
    assert set(dates) == {"form", "pay", "watch"}
    whole = simulate(PROGRAM, seed=7, trials=300).finish_of("")
    assert (np.maximum.reduce([*dates.values()]) == whole).all()
    assert (dates["form"] < dates["pay"]).all()


def test_a_program_with_nothing_open_has_none() -> None:
    program = Program(
        id="ferry",
        start=date(2026, 3, 2),
        tasks=Table({"old": Task(title="Old", finished=date(2026, 3, 2))}),
    )
    planned = plan(program)
    assert isinstance(planned, Plan)
    assert task_dates(program, planned, seed=1, trials=10) == {}
