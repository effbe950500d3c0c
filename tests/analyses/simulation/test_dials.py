"""People's hours as the dispatch reads them: shared tables and gaps are the hours themselves."""

from datetime import date

import numpy as np
import pytest

from fairlead.analyses.simulation import Model, compile_model, simulate
from fairlead.analyses.simulation.dials import dials_of
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Need, Task
from tests.analyses.simulation.programs import Narrow, absent

NEVER = np.iinfo(np.int32).max


@pytest.mark.parametrize("seed", range(6))
def test_shared_hours_without_the_gaps_are_those_of_the_person(seed: int) -> None:
    model = compile_model(absent(seed), Narrow())
    assert isinstance(model, Model)
    staffing = model.staffing
    found = dials_of(staffing)
    assert len(found.gaps) > len(staffing.people)  # somebody is away
    for person, clock in enumerate(staffing.person_clock.tolist()):
        own, dial = staffing.clocks.tables[clock], found.dials[found.dial[person]]
        shared = found.spells[dial["spells"] : dial["spells_end"]]
        gaps = found.gaps[found.gap_ptr[person] : found.gap_ptr[person + 1]]
        assert gaps["begin"][-1] == NEVER  # a sentinel ends them
        worked = np.zeros(int(shared[-1, 2] + shared[-1, 1] - shared[-1, 0]), bool)
        minute = np.concatenate([np.arange(a, b) for a, b, _, _ in shared.tolist()])
        mine = np.concatenate([np.arange(a, b) for a, b in zip(own.start, own.end, strict=True)])
        worked[np.isin(minute, mine)] = True
        told = np.ones(len(worked), bool)
        for begin, end in zip(gaps["begin"][:-1], gaps["end"][:-1], strict=True):
            told[begin : min(end, len(told))] = False
        assert np.array_equal(told, worked)
        assert len(mine) == int(worked.sum())
        back = [int(mine[mine >= minute[end]][0]) for end in gaps["end"][:-1] if end < NEVER]
        assert back == [int(at) for at in gaps["back"][:-1] if at < NEVER]


def test_a_lag_in_the_hours_of_somebody_who_leaves_runs_on() -> None:
    sure = Estimate(low=Span(amount=4, unit="d"), high=Span(amount=6, unit="d"))
    tasks = {
        "a": Task(title="A", estimate=sure, who=(Assignment(person="ann"),)),
        "b": Task(
            title="B",
            estimate=sure,
            who=(Assignment(person="bo"),),
            needs=(Need(task="a", lag=Span(amount=1, unit="d")),),
        ),
    }
    people = {"ann": Person(leaves=date(2026, 3, 9)), "bo": Person()}
    program = Program(id="p", start=date(2026, 3, 2), tasks=Table(tasks), people=Table(people))
    stays = replace(program, people=Table({**people, "ann": Person()}))
    one = simulate(program, seed=1, trials=50, judgement=Narrow())
    other = simulate(stays, seed=1, trials=50, judgement=Narrow())
    assert np.array_equal(one.finish_of(""), other.finish_of(""))
