"""What incidents take leaves the forecast's capacity, and the forecast is the better for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from fairlead.analyses.forecast.pricing import working_minutes
from fairlead.analyses.on_call.interrupts import interrupt_load
from fairlead.analyses.on_call.roster import Roster
from fairlead.program.calendars import DateRange
from fairlead.program.incidents import Incident
from fairlead.program.moments import minute_of
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Share, Span
from fairlead.program.rotations import Layer, Rotation
from fairlead.program.work import Task
from tests.analyses.forecast.programs import exactly, made, on

AS_OF = date(2026, 6, 29)  # a Monday; 26 weeks after the first day
STATUS = datetime(2026, 6, 29, tzinfo=UTC)
NOW = minute_of(STATUS)


def program_with(incidents: dict[str, Incident], *, people: int = 2) -> Program:
    names = [f"p{number}" for number in range(people)]
    return Program(
        id="p",
        start=date(2025, 12, 29),
        as_of=AS_OF,
        people=Table({name: Person() for name in names}),
        rotations=Table(
            {"r": Rotation(start=date(2025, 12, 29), layers=(Layer(people=tuple(names)),))}
        ),
        incidents=Table(incidents),
        tasks=Table({"build": Task(title="Build", estimate=exactly(20), who=on("p0"))}),
    )


def incident(at: datetime, **hours: float) -> Incident:
    took = {who: Span(amount=amount, unit="h") for who, amount in hours.items()}
    return Incident(title="Down", opened=at, rotation="r", took=Table(took))


def test_what_was_lost_on_duty_is_expected_of_the_duty_to_come() -> None:
    # p0 has duty in every other week from 29 December: 26 incidents of 4 hours, one a duty week
    # of either, by whoever is on call.
    weeks = [STATUS - timedelta(weeks=26 - number) + timedelta(days=2) for number in range(26)]
    rota = Roster(program_with({}), "r")
    record = {}
    for number, at in enumerate(weeks):
        answer = rota.answer(minute_of(at))
        assert answer is not None
        record[f"i{number}"] = incident(at, **{answer[0]: 4.0})
    load = interrupt_load(program_with(record))
    assert load is not None
    assert load.incidents == 26
    # 4 hours in a week of duty; every other week is duty: 2 hours of a 40-hour week.
    assert load.per_duty_hour * 168 == pytest.approx(4, rel=0.01)
    assert load.shares["p0"] == pytest.approx(0.05, rel=0.08)
    assert load.shares["p1"] == pytest.approx(0.05, rel=0.08)


def test_little_duty_is_judged_by_that_of_all() -> None:
    at = STATUS - timedelta(days=200)
    assert interrupt_load(program_with({"early": incident(at, p0=4.0)})) is None  # before it began
    at = STATUS - timedelta(days=3)
    rota = Roster(program_with({}, people=12), "r")
    answer = rota.answer(minute_of(at))
    assert answer is not None
    load = interrupt_load(program_with({"late": incident(at, **{answer[0]: 40.0})}, people=12))
    assert load is not None
    raw = 40 / (load.shares[answer[0]] * 40 * 13)
    assert raw > 1  # less is expected of it than the one bad week says
    others = [share for who, share in load.shares.items() if who != answer[0]]
    assert 0 < min(others) <= max(others) < load.shares[answer[0]]


def test_time_lost_beside_duty_counts_as_it_was() -> None:
    at = STATUS - timedelta(days=3)
    rota = Roster(program_with({}), "r")
    answer = rota.answer(minute_of(at))
    assert answer is not None
    other = "p1" if answer[0] == "p0" else "p0"
    load = interrupt_load(program_with({"i": incident(at, **{other: 52.0})}))
    assert load is not None
    assert load.shares == Table({other: pytest.approx(52 / (26 * 40), rel=1e-6)})
    assert load.per_duty_hour == 0


def test_a_load_is_measured_anew_when_anything_that_it_depends_on_is_edited() -> None:
    at = datetime(2026, 2, 17, 12, tzinfo=UTC)
    program = program_with({"i": incident(at, p0=8.0, p1=3.0)})
    load = interrupt_load(program)
    assert load is not None
    renamed = replace(program, title="Another name")
    assert interrupt_load(renamed) is load
    away = Person(leave=(DateRange(first=date(2026, 7, 6), last=date(2026, 8, 28)),))
    edited = replace(program, people=program.people.with_row("p0", away))
    again = interrupt_load(edited)
    assert again is not None
    assert again.shares["p0"] > load.shares["p0"]
    later = replace(program, as_of=datetime(2026, 3, 9, 8, tzinfo=UTC))
    assert interrupt_load(later) != load


def test_what_is_stated_goes_before_what_was_measured() -> None:
    at = STATUS - timedelta(days=3)
    program = program_with({"i": incident(at, p0=200.0, p1=200.0)})
    free = replace(program, people=Table({"p0": Person(interrupts=Share(0)), "p1": Person()}))
    without = replace(program, incidents=Table())
    assert made(free).finish.p50 == made(without).finish.p50
    assert made(program).finish.p50 > made(without).finish.p50


def test_forecasts_with_the_measured_load_score_better_than_without() -> None:
    """A backtest on made-up teams: half a year on record, then a task that is lived through.

    What the incidents of a team take per duty week is drawn per team (mean 10 hours); each week's
    loss is drawn around it. The task takes its effort in the weeks after,
    less what they lose.
    """
    chance = np.random.default_rng(20260629)
    with_load: list[float] = []
    without_load: list[float] = []
    kept_with: list[bool] = []
    kept_without: list[bool] = []
    for _ in range(24):
        level = float(chance.gamma(4, 2.5))
        record: dict[str, Incident] = {}
        rota = Roster(program_with({}), "r")
        for number in range(26):
            at = STATUS - timedelta(weeks=26 - number) + timedelta(days=2)
            answer = rota.answer(minute_of(at))
            assert answer is not None
            record[f"i{number}"] = incident(at, **{answer[0]: float(chance.gamma(2, level / 2))})
        program = program_with(record)
        effort = Estimate(low=Span(amount=18, unit="d"), high=Span(amount=24, unit="d"))
        program = replace(
            program,
            tasks=Table({"build": Task(title="Build", estimate=effort, who=on("p0"))}),
        )
        # 18d..24d: a lognormal of median 20.8 days whose tenths are the two.
        needed = 8 * 20.785 * float(np.exp(chance.normal(0, 0.1122)))
        weeks = 0.0
        while needed > 0:
            at = STATUS + timedelta(weeks=int(weeks)) + timedelta(days=2)
            answer = rota.answer(minute_of(at))
            on_duty = answer is not None and answer[0] == "p0"
            lost = min(float(chance.gamma(2, level / 2)), 38.0) if on_duty else 0.0
            step = min(1.0, needed / (40 - lost))
            needed -= step * (40 - lost)
            weeks += step
        for given, scores, kept in (
            (program, with_load, kept_with),
            (replace(program, incidents=Table()), without_load, kept_without),
        ):
            told = made(given, trials=500, prices=False).finish
            error = {}
            for level_of, at in ((0.5, told.p50), (0.8, told.p80)):
                miss = weeks - working_minutes(program, NOW, minute_of(at)) / 2400
                error[level_of] = max(level_of * miss, (level_of - 1) * miss)
            scores.append(error[0.5] + error[0.8])
            kept.append(weeks <= working_minutes(program, NOW, minute_of(told.p80)) / 2400)
    assert np.mean(with_load) < np.mean(without_load)
    assert abs(np.mean(kept_with) - 0.8) <= abs(np.mean(kept_without) - 0.8)
