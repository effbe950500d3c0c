"""Trials against sums that can be done by hand, and the laws that a forecast must keep."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pytest

from fairlead.analyses.chance import Judged, Lognormal, Prior, Spread
from fairlead.analyses.chance.normal import lower
from fairlead.analyses.chance.spread import TENTH
from fairlead.analyses.simulation import simulate
from fairlead.analyses.simulation.interrupts import Lost
from fairlead.analyses.simulation.tables import grid
from fairlead.program.calendars import Calendar, Week
from fairlead.program.moments import instant, minute_of, opening_minute
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Share, Span
from fairlead.program.risks import Risk, Treatment
from fairlead.program.work import Milestone, Need, Task
from tests.analyses.levelling_programs import random_program

ALWAYS: Week = (((0, 1440),),) * 7
START = date(2026, 3, 2)
BEGIN = opening_minute(START, timezone="UTC")
TRIALS = 8192


@dataclass(frozen=True)
class Given:
    """A judgement by hand."""

    ratio: Spread = field(default_factory=lambda: Lognormal(1.0, 0.5))
    loadings: tuple[tuple[str, float], ...] = ()

    def judge(self, program: Program, key: str) -> Judged:  # the same for each
        return Judged(self.ratio, self.loadings)


def hours(low: float, high: float | None = None) -> Estimate:
    return Estimate(
        low=Span(amount=low, unit="h"), high=Span(amount=low if high is None else high, unit="h")
    )


def program_of(tasks: dict[str, Task], **more: object) -> Program:
    """A program that works day and night, so that its minutes can be added up by hand."""
    return Program(
        id="p",
        start=START,
        calendars=Table({"always": Calendar(hours=ALWAYS)}),
        tasks=Table({key: replace(task, calendar="always") for key, task in tasks.items()}),
        **more,  # type: ignore[arg-type]
    )


def took(program: Program, **more: object) -> npt.NDArray[np.int64]:
    arguments: dict[str, object] = {"seed": 11, "trials": TRIALS, "people": False, **more}
    return simulate(program, **arguments).finish_of("") - BEGIN  # type: ignore[arg-type]


def test_one_task_has_the_distribution_of_its_estimate() -> None:
    program = program_of({"a": Task(title="A", duration=hours(40, 90))})
    minutes = took(program, judgement=Given())
    sigma = math.log(90 / 40) / (2 * TENTH)
    for level, z in ((0.1, -TENTH), (0.5, 0.0), (0.9, TENTH)):
        exact = 3600 * math.exp(sigma * z)  # to half a stratum: 1/2048 over the density there
        assert float(np.quantile(minutes, level)) == pytest.approx(exact, rel=2e-3)
    assert float(minutes.mean()) == pytest.approx(3600 * math.exp(sigma**2 / 2), rel=1e-3)


def test_a_merge_of_two_is_the_square_of_one() -> None:
    tasks = {key: Task(title=key, duration=hours(40, 90)) for key in "ab"}
    minutes = took(program_of(tasks), judgement=Given())
    sigma = math.log(90 / 40) / (2 * TENTH)
    for level in (0.5, 0.8, 0.95):
        at = float(np.quantile(minutes, level))
        alone = float(lower(np.array([math.log(at / 3600) / sigma]))[0])
        # the chance of both is the square; its own error is that of 8,192 trials
        assert alone**2 == pytest.approx(level, abs=4 * math.sqrt(level * (1 - level) / TRIALS))


def test_a_chain_adds_up_means_and_variances() -> None:
    tasks = {
        f"t{k}": Task(
            title="T",
            duration=hours(40, 60),
            needs=(Need(task=f"t{k - 1}"),) if k else (),
        )
        for k in range(20)
    }
    minutes = took(program_of(tasks), judgement=Given()).astype(float)
    sigma = math.log(60 / 40) / (2 * TENTH)
    median = 60 * math.sqrt(40 * 60)
    mean = median * math.exp(sigma**2 / 2)
    deviation = mean * math.sqrt(math.exp(sigma**2) - 1)
    assert float(minutes.mean()) == pytest.approx(20 * mean, rel=1e-4)  # strata: far below 1/sqrt
    assert float(minutes.std()) == pytest.approx(math.sqrt(20) * deviation, rel=0.04)


def test_a_common_cause_makes_a_sum_as_wide_as_its_parts() -> None:
    tasks = {
        f"t{k}": Task(
            title="T",
            duration=Estimate.point(10, "h"),
            needs=(Need(task=f"t{k - 1}"),) if k else (),
        )
        for k in range(30)
    }
    program = program_of(tasks)
    alone = took(program, judgement=Given())
    shared = took(program, judgement=Given(loadings=(("program", 1.0),)))
    # all of it shared: thirty times one task; none of it: the deviation grows with the root
    assert float(shared.std() / alone.std()) == pytest.approx(math.sqrt(30), rel=0.05)
    assert float(shared.mean()) == pytest.approx(float(alone.mean()), rel=2e-3)
    one = took(program_of({"t0": tasks["t0"]}), judgement=Given(loadings=(("program", 0.6),)))
    lone = took(program_of({"t0": tasks["t0"]}), judgement=Given())
    for level in (0.1, 0.5, 0.9):  # each task's own distribution is kept
        assert float(np.quantile(one, level)) == pytest.approx(
            float(np.quantile(lone, level)), rel=0.03
        )


def risky(risk: Risk, **more: object) -> Program:
    task = Task(title="A", duration=hours(40))
    return program_of({"a": task}, risks=Table({"r": risk}), **more)


def test_a_single_risk_happens_as_often_as_it_says_and_takes_what_it_says() -> None:
    risk = Risk(
        probability=Chance(0.3),
        delay=Table({"a": Estimate.point(10, "h")}),
        cost=CostEstimate(likely=Money(5000)),
    )
    trials = simulate(risky(risk), seed=1, trials=TRIALS, people=False)
    late = trials.finish_of("") - BEGIN == 3000
    assert trials.risks == ("r",)
    assert int(late.sum()) == int(trials.happened[0])
    assert int(trials.happened[0]) / TRIALS == pytest.approx(0.3, abs=1e-3)  # by strata
    assert bool((trials.cost == np.where(late, 5000, 0)).all())
    assert set((trials.finish_of("") - BEGIN).tolist()) == {2400, 3000}
    assert float(trials.risk_sensitivity[0]) == pytest.approx(1.0)


def test_one_draw_of_a_risk_hits_all_that_it_names() -> None:
    risk = Risk(probability=Chance(0.5), delay=Table({"a": hours(5, 20), "b": hours(5, 20)}))
    tasks = {key: Task(title=key, duration=hours(40)) for key in "ab"}
    marks = {f"{key}-done": Milestone(title=key, needs=(Need(task=key),)) for key in "ab"}
    program = program_of(tasks, risks=Table({"r": risk}), milestones=Table(marks))
    trials = simulate(program, seed=1, trials=500, people=False)
    assert np.array_equal(trials.finish_of("a-done"), trials.finish_of("b-done"))
    assert len(np.unique(trials.finish_of("a-done"))) > 100


def test_a_treated_risk_keeps_its_draws() -> None:
    risk = Risk(
        probability=Chance(0.5),
        delay=Table({"a": hours(10)}),
        treated=Treatment(
            probability=Chance(0.2), delay=Table({"a": hours(5)}), cost_of_treatment=Money(700)
        ),
    )
    as_is = simulate(risky(risk), seed=1, trials=2048, people=False)
    treated = simulate(risky(risk), seed=1, trials=2048, people=False, treated=frozenset({"r"}))
    before, after = as_is.finish_of("") - BEGIN, treated.finish_of("") - BEGIN
    assert set(zip(before.tolist(), after.tolist(), strict=True)) == {
        (2400, 2400), (3000, 2400), (3000, 2700),
    }  # fmt: skip
    assert set(treated.cost.tolist()) == {700}


def test_an_opportunity_takes_time_off_but_never_below_nothing() -> None:
    gain = Risk(kind="opportunity", probability=Chance(0.5), delay=Table({"a": hours(10)}))
    minutes = took(risky(gain))
    assert set(minutes.tolist()) == {2400, 1800}
    huge = replace(gain, delay=Table({"a": hours(100)}))
    assert set(took(risky(huge)).tolist()) == {2400, 0}


def test_a_milestone_named_by_a_risk_comes_later_itself() -> None:
    risk = Risk(probability=Chance(1.0), delay=Table({"m": Estimate.point(3, "h")}))
    mark = Milestone(title="M", needs=(Need(task="a"),), calendar="always")
    program = risky(risk, milestones=Table({"m": mark}))
    trials = simulate(program, seed=1, trials=5, people=False)
    assert set((trials.finish_of("m") - BEGIN).tolist()) == {2400 + 180}


@pytest.mark.parametrize("status", ["happened", "closed"])
def test_what_happened_or_is_closed_is_not_drawn(status: str) -> None:
    risk = Risk(probability=Chance(0.5), delay=Table({"a": hours(10)}), status=status)  # type: ignore[arg-type]
    trials = simulate(risky(risk), seed=1, trials=50, people=False)
    assert trials.risks == ()
    assert set((trials.finish_of("") - BEGIN).tolist()) == {2400}


def test_begun_work_is_conditioned_on_the_time_already_spent() -> None:
    task = Task(title="A", duration=hours(40, 90), started=START, spent=Span(amount=60, unit="h"))
    program = replace(program_of({"a": task}), as_of=instant(BEGIN + 3600))
    finish = took(program)
    assert int(finish.min()) >= 3600  # never before now
    sigma = math.log(90 / 40) / (2 * TENTH)
    for level in (0.25, 0.5, 0.9):
        # the median of the whole is 60h: one half is left, of which so much is below
        z = (math.log(float(np.quantile(finish, level)) / 3600)) / sigma
        assert float(lower(np.array([z]))[0]) == pytest.approx(0.5 + level / 2, abs=2e-3)


def test_a_stated_remaining_is_an_estimate_itself() -> None:
    task = Task(
        title="A", duration=hours(40, 90), started=START, remaining=Span(amount=10, unit="h")
    )
    program = replace(program_of({"a": task}), as_of=instant(BEGIN + 600))
    finish = took(program, judgement=Given())
    assert float(np.quantile(finish, 0.5)) == pytest.approx(600 + 600, rel=1e-3)
    assert float(np.quantile(finish, 0.9)) == pytest.approx(600 + 600 * math.exp(0.5 * TENTH), 2e-3)


def test_finished_work_is_history() -> None:
    done = Task(title="A", duration=hours(40, 90), started=START, finished=instant(BEGIN + 500))
    after = Task(title="B", duration=hours(2), needs=(Need(task="a"),))
    program = replace(program_of({"a": done, "b": after}), as_of=instant(BEGIN + 600))
    assert set(took(program).tolist()) == {720}


def test_interruptions_take_their_share_of_effort() -> None:
    person = Person(calendar="always", interrupts=Share(0.2), rate=Money(6000))
    task = Task(title="A", estimate=hours(100), who=(Assignment(person="asha"),))
    program = program_of({"a": task}, people=Table({"asha": person}))
    for people in (False, True):
        minutes = took(program, people=people).astype(float)
        kept = 6000 / minutes
        assert float(1 - kept.mean()) == pytest.approx(0.2, abs=2e-3)
        assert float(kept.std()) > 0.03
    trials = simulate(program, seed=1, trials=20)
    assert np.array_equal(trials.cost, trials.finish_of("") - BEGIN) or bool(
        (np.abs(trials.cost - (trials.finish_of("") - BEGIN) * 100) <= 1).all()
    )


def test_the_mean_share_lost_is_the_one_stated() -> None:
    weight = np.exp(-0.5 * grid() ** 2)
    for mean in (0.05, 0.15, 0.4):
        lost = Lost(mean).at(grid())
        assert float((lost * weight).sum() / weight.sum()) == pytest.approx(mean, abs=1e-4)


def test_a_person_does_one_thing_after_the_other_and_is_the_bottleneck() -> None:
    person = Person(calendar="always", rate=Money(6000))
    tasks = {
        key: Task(title=key, estimate=hours(10, 20), who=(Assignment(person="asha"),))
        for key in "ab"
    }
    program = program_of(tasks, people=Table({"asha": person}))
    alone = simulate(program, seed=1, trials=1024, people=False)
    trials = simulate(program, seed=1, trials=1024)
    assert bool((trials.finish_of("") > alone.finish_of("")).all())
    assert trials.people == ("asha",)
    assert trials.bottleneck.tolist() == [1024]
    assert trials.critical.tolist() == [1024, 1024]
    assert bool((trials.cost == (trials.finish_of("") - BEGIN) * 100).all())


def test_makespan_means_all_sinks() -> None:
    tasks = {"a": Task(title="A", duration=hours(40, 90)), "b": Task(title="B", duration=hours(60))}
    mark = Milestone(title="M", needs=(Need(task="b"),))
    minutes = took(program_of(tasks, milestones=Table({"m": mark})))
    assert int(minutes.min()) == 3600
    assert float((minutes > 3600).mean()) == pytest.approx(0.5, abs=5e-3)


@pytest.mark.parametrize("seed", range(8))
def test_removing_a_threat_never_makes_anything_later_without_people(seed: int) -> None:
    program = random_program(seed, simple_links=True)
    keys = list(program.tasks)
    risk = Risk(probability=Chance(0.5), delay=Table({keys[1]: hours(4, 30), keys[3]: hours(8, 9)}))
    program = replace(program, risks=Table({"r": risk}))
    with_it = simulate(program, seed=seed, trials=200, people=False)
    without = simulate(program, seed=seed, trials=200, people=False, without=frozenset({"r"}))
    assert bool((without.finish <= with_it.finish).all())
    assert int(without.happened[0]) == 0


def test_an_unknown_risk_is_refused() -> None:
    with pytest.raises(ValueError, match="No such risks: nope"):
        simulate(random_program(1), seed=1, trials=1, without=frozenset({"nope"}))


def test_without_any_common_cause_a_large_program_seems_surer() -> None:
    tasks = {
        f"t{k}": Task(
            title="T",
            duration=Estimate.point(1, "h"),
            needs=(Need(task=f"t{k - 1}"),) if k else (),
        )
        for k in range(200)
    }
    program = program_of(tasks)
    alone = took(program, trials=2048, judgement=Prior(person=0, team=0, program=0))
    shared = took(program, trials=2048)
    assert float(shared.std()) > 2 * float(alone.std())
    assert minute_of(instant(BEGIN)) == BEGIN
