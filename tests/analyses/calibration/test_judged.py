"""A record becomes the judgement of a program: by person and team, and pulled to the prior."""

import pickle
from datetime import date, timedelta

import numpy as np
import pytest

from fairlead.analyses.calibration.judged import Learned, judgement_from
from fairlead.analyses.calibration.own_record import Finder, history_of
from fairlead.analyses.chance import PRIOR
from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.program.history import FinishedTask, History
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Task

MONDAY = date(2026, 3, 2)
Z = np.array([-1.2815515655446004, 0.0, 0.8416212335729143, 1.2815515655446004])


def program(finished: int = 0, *, ratio: float = 1.0) -> Program:
    """One open task of Asha, one of nobody, and finished ones of two days each."""
    tasks = {
        "mine": Task(
            title="Mine", estimate=Estimate.point(2, "d"), who=(Assignment(person="asha"),)
        ),
        "free": Task(title="Anyone's", estimate=Estimate.point(2, "d"), team="core"),
        "range": Task(
            title="A range",
            estimate=Estimate(low=Span(amount=1, unit="d"), high=Span(amount=3, unit="d")),
        ),
    }
    for n in range(finished):
        began = MONDAY - timedelta(days=200 - n)
        tasks[f"done-{n}"] = Task(
            title="Done",
            estimate=Estimate.point(2, "d"),
            who=(Assignment(person="asha"),),
            started=began,
            finished=began + timedelta(days=3),
            spent=Span(amount=16 * ratio, unit="h"),
        )
    return Program(
        id="p",
        title="P",
        as_of=MONDAY,
        start=MONDAY - timedelta(days=300),
        teams=Table({"core": Team(title="Core Team")}),
        people=Table({"asha": Person(name="Asha Rao", team="core")}),
        tasks=Table(tasks),
    )


def record(tasks: int, *, biases: dict[str, float], noise: float = 0.3) -> History:
    draws = np.random.default_rng(5)
    people = list(biases)
    made = []
    for n in range(tasks):
        who = people[n % len(people)]
        made.append(
            FinishedTask(
                estimated=date(2025, 1, 1) + timedelta(days=n // 5),
                completed=date(2025, 1, 2) + timedelta(days=n // 5),
                estimate=16.0,
                actual=16.0 * float(np.exp(biases[who] + noise * draws.normal())),
                who=who,
                groups=("Core Team",),
            )
        )
    return History(tasks=tuple(made), group_names=("Squad",))


def test_without_a_record_the_prior_holds() -> None:
    assert judgement_from(program()) is PRIOR


def test_one_finished_task_pulls_only_a_little() -> None:
    found = judgement_from(program(1, ratio=3.0)).judge(program(1, ratio=3.0), "mine")
    moved = np.log(found.ratio.at(Z) / PRIOR.ratio.at(Z))
    assert np.all(np.abs(moved) < 0.1)
    assert np.any(moved != 0)


def test_many_finished_tasks_of_the_program_outweigh_the_prior() -> None:
    of = program(120, ratio=2.0)
    found = judgement_from(of).judge(of, "mine").ratio.at(Z)
    assert found[1] == pytest.approx(2.0, rel=0.1)
    assert found[3] / found[0] < 0.5 * float(PRIOR.ratio.at(Z)[3] / PRIOR.ratio.at(Z)[0])


def test_people_and_teams_are_found_by_name() -> None:
    history = record(400, biases={"asha rao": 0.7, "Bo": -0.3})
    subject = Finder(history).subject(program(), "mine")
    assert subject is not None
    assert (subject.who, subject.groups) == ("asha rao", ("Core Team",))


def test_a_person_is_judged_by_their_own_record_and_nobody_by_all() -> None:
    history = record(600, biases={"asha": 0.7, "bo": -0.3})
    found = judgement_from(program(), history=history)
    mine = np.log(found.judge(program(), "mine").ratio.at(Z))
    anyones = np.log(found.judge(program(), "free").ratio.at(Z))
    assert mine[1] == pytest.approx(0.7, abs=0.12)
    # the mixture of both: wider than either, with its ends near the ends of the two
    assert anyones[3] - anyones[0] > 1.3 * (mine[3] - mine[0])
    assert anyones[0] == pytest.approx(-0.3 - 0.84 * 0.3, abs=0.15)


def test_a_range_is_what_its_author_says() -> None:
    history = record(200, biases={"asha": 0.7})
    assert Finder(history).subject(program(), "range") is None
    found = judgement_from(program(), history=history)
    assert found.judge(program(), "range").ratio == PRIOR.ratio


def test_the_forecast_states_its_record_and_follows_it() -> None:
    history = record(300, biases={"asha": 0.9, "bo": 0.9})
    learned = judgement_from(program(), history=history, name="record.csv")
    late = forecast(program(), trials=500, judgement=learned)
    plain = forecast(program(), trials=500)
    assert isinstance(late, Forecast)
    assert isinstance(plain, Forecast)
    assert plain.record is None
    assert late.record is not None
    assert (late.record.name, late.record.own, late.record.tasks) == ("record.csv", False, 300)
    assert late.record.until == max(task.completed for task in history.tasks)
    assert late.finish.p50 > plain.finish.p50
    again = forecast(program(), trials=500, judgement=learned)
    assert again == late


def test_the_finished_tasks_of_the_program_are_its_record_by_default() -> None:
    made = forecast(program(30, ratio=1.5), trials=200)
    assert isinstance(made, Forecast)
    assert made.record is not None
    assert (made.record.name, made.record.own, made.record.tasks) == ("p", True, 30)


def test_what_is_no_record_is_left_out_of_it() -> None:
    of = program(3)
    done = of.tasks["done-0"]
    tasks = {
        **dict(of.tasks.items()),
        "done-1": replace(of.tasks["done-1"], spent=None),
        "done-2": replace(of.tasks["done-2"], estimate=of.tasks["range"].estimate),
        "soak": replace(done, estimate=None, duration=Estimate.point(3, "d"), spent=None),
    }
    found = {t.key: t for t in history_of(replace(of, tasks=Table(tasks))).tasks}
    assert set(found) == {"done-0", "soak"}
    # four days from the first to the last, whichever of them the calendar works on
    days = [MONDAY + timedelta(days=n - 200) for n in range(4)]
    assert found["soak"].actual == 8 * sum(day.weekday() < 5 for day in days)


def test_a_learned_judgement_travels_to_workers() -> None:
    found = judgement_from(program(), history=record(50, biases={"asha": 0.2}))
    assert isinstance(found, Learned)
    back = pickle.loads(pickle.dumps(found))  # noqa: S301 (our own bytes)
    assert back.judge(program(), "mine") == found.judge(program(), "mine")


def test_work_that_is_open_for_long_is_judged_by_what_was_open_as_long() -> None:
    draws = np.random.default_rng(7)
    tasks = []
    for n in range(600):
        slow = bool(draws.random() < 0.3)  # slow work is open for long, and takes three times more
        day = date(2025, 1, 1) + timedelta(days=n // 4)
        tasks.append(
            FinishedTask(
                estimated=day,
                completed=day + timedelta(days=20 if slow else 1),
                estimate=16.0,
                actual=16.0 * float(np.exp(1.1 * slow + 0.2 * draws.normal())),
            )
        )
    history = History(tasks=tuple(tasks))
    fresh = program()
    begun = replace(fresh.tasks["mine"], started=MONDAY - timedelta(days=9))
    running = replace(fresh, tasks=Table({**dict(fresh.tasks.items()), "mine": begun}))
    restated = replace(begun, remaining=Span(amount=1, unit="d"))
    stated = replace(fresh, tasks=Table({**dict(fresh.tasks.items()), "mine": restated}))
    of_new, of_open, of_stated = (
        float(judgement_from(one, history=history).judge(one, "mine").ratio.at(Z)[1])
        for one in (fresh, running, stated)
    )
    # half of all is five sevenths of the quick ones: exp(0.2 x 0.57); of the last tasks more were
    # slow, and the pool smooths what lies between quick and slow
    assert 1.0 < of_new < 1.5
    # slow work takes three times as much; what the pool said of it on the first day is wider
    assert 2.5 < of_open < 4.0
    assert of_stated == of_new


def test_common_factors_of_the_record_are_handed_over() -> None:
    history = record(800, biases={"asha": 0.0, "bo": 0.0}, noise=0.5)
    loadings = dict(judgement_from(program(), history=history).judge(program(), "mine").loadings)
    prior = dict(PRIOR.judge(program(), "mine").loadings)
    assert set(loadings) == set(prior)
    assert sum(w * w for w in loadings.values()) < sum(w * w for w in prior.values())
