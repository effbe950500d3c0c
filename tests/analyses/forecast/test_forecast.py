"""What a forecast promises, on programs that can be worked out by hand or compared."""

from datetime import UTC, date, datetime, timedelta
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead.analyses.flow.backlog import WorkedOff, worked_off
from fairlead.analyses.flow.waits import DEVIATES
from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.forecast_json import forecast_json
from fairlead.analyses.plan import Plan, Unplannable, plan
from fairlead.program.calendars import Calendar
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Share
from fairlead.program.work import Milestone, Need, Task
from tests.analyses.forecast.programs import (
    START,
    days,
    exactly,
    made,
    on,
    small,
    steady_backlog,
)
from tests.program.strategies import programs

START_OF_RECORD = date(2025, 7, 1)


def certain(**fields: object) -> Program:
    """Two days, then three: from Monday 2 March to Friday the 6th at 17:00 in Berlin."""
    tasks = {
        "a": Task(title="A", estimate=exactly(2), who=on("asha")),
        "b": Task(title="B", estimate=exactly(3), who=on("asha"), needs=(Need(task="a"),)),
    }
    rows = {"m": Milestone(title="M", needs=(Need(task="b"),), due=date(2026, 3, 6))}
    empty: Table[object] = Table()
    return small(**{"tasks": Table(tasks), "milestones": Table(rows), "risks": empty, **fields})


def test_without_doubt_the_forecast_is_the_plan() -> None:
    found = made(certain(), trials=50)
    friday = datetime(2026, 3, 6, 16, tzinfo=UTC)
    target = found.milestones["m"]
    assert {target.p10, target.p50, target.p90, found.finish.p80, target.planned} == {friday}
    assert (target.chance, target.p80_error_minutes) == (1.0, 0)
    assert target.bias is not None
    assert target.bias.minutes == 0
    assert found.drivers["task:a"].critical == 1.0


def test_due_a_day_sooner_has_no_chance() -> None:
    program = certain()
    sooner = replace(program.milestones["m"], due=date(2026, 3, 5))
    found = made(replace(program, milestones=Table({"m": sooner})), trials=50)
    assert found.milestones["m"].chance == 0.0


def test_a_single_risk_has_its_chance_and_its_price() -> None:
    """Happens in 3 of 10 trials, takes exactly 2 days: from Friday to Tuesday, 4 on the clock."""
    risk = replace(
        small().risks["ill"], delay=Table({"b": exactly(2)}), treated=None, probability=Chance(0.3)
    )
    found = made(certain(risks=Table({"ill": risk})))
    price = found.risks["ill"]
    assert price.happened == pytest.approx(0.3, abs=0.002)
    assert (price.p80_minutes, price.p80_working_minutes) == (4 * 1440, 2 * 480)
    assert found.milestones["m"].chance == pytest.approx(0.7, abs=0.002)
    # 1,000 for the event and two days of a person at 90 an hour, three times in ten
    assert price.cost == pytest.approx(0.3 * (100_000 + 16 * 9000), rel=0.02)


def test_treatment_and_opportunity_are_priced_too() -> None:
    found = made(small())
    threat, chance = found.risks["ill"], found.risks["reuse"]
    assert threat.p80_minutes > 0
    assert threat.cost > 0
    assert threat.treatment is not None
    assert 0 < threat.treatment.p80_minutes <= threat.p80_minutes
    # two of three events are avoided, for 50
    assert threat.treatment.saved == pytest.approx(threat.cost * 2 / 3, rel=0.1)
    assert threat.treatment.net == threat.treatment.saved - 5_000
    assert chance.kind == "opportunity"
    assert chance.p80_minutes <= 0
    assert chance.cost < 0


def test_parts_of_the_way_from_plan_to_middle_add_up_to_the_minute() -> None:
    found = made(small())
    for target in (found.finish, *found.milestones.values()):
        assert target.bias is not None
        assert target.planned is not None
        assert target.p50 - target.planned == timedelta(minutes=target.bias.minutes)
    assert found.finish.bias is not None
    assert found.finish.bias.merging_minutes > 0


def test_merging_alone_is_told_apart() -> None:
    """Two equal tasks that nobody shares: the later of both is later than either on average.

    Round the clock, since a weekend that is reached or not moves a mean of dates too. Of two
    lognormals with sigma 0.316 about 6 days the later is 18 % later: 6 d x 1.05 x 0.18 = 1.1 days.
    """
    always = Table({"always": Calendar(hours=(((0, 1440),),) * 7)})
    alone = {"a": Task(title="A", duration=days(4, 9), calendar="always")}
    both = {**alone, "b": replace(alone["a"], title="B")}
    empty: Table[object] = Table()
    one, two = (
        made(small(tasks=Table(rows), milestones=empty, risks=empty, calendars=always)).finish.bias
        for rows in (alone, both)
    )
    assert one is not None
    assert two is not None
    assert abs(one.merging_minutes) < 60
    assert two.merging_minutes == pytest.approx(1.1 * 1440, rel=0.05)
    assert two.estimates_minutes == one.estimates_minutes


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(-10, 20), st.integers(0, 15))
def test_chance_never_falls_when_the_date_moves_out(first: int, later: int) -> None:
    row = small().milestones["live"]

    def chance(day: int) -> float:
        moved = replace(row, due=date(2026, 3, 16) + timedelta(days=day))
        program = small(milestones=Table({"live": moved}))
        found = made(program, trials=300, prices=False).milestones["live"].chance
        assert found is not None
        return found

    assert chance(first) <= chance(first + later)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(program=programs())
def test_any_program_is_forecast_or_says_why_not(program: Program) -> None:
    found = forecast(replace(program, start=START), trials=60)
    if isinstance(found, Unplannable):
        assert found.findings
        return
    assert found.trials == 60
    assert found.finish.p10 <= found.finish.p50 <= found.finish.p80 <= found.finish.p90
    assert forecast_json(program, found)["seed"] == 1


def test_same_seed_same_numbers_another_seed_others() -> None:
    assert made(small()) == made(small())
    assert made(small(), seed=2).finish.curve != made(small()).finish.curve


def test_order_of_the_file_means_nothing() -> None:
    program = small()
    turned = replace(
        program,
        tasks=Table(dict(reversed(list(program.tasks.items())))),
        risks=Table(dict(reversed(list(program.risks.items())))),
    )
    assert made(turned) == made(program)


def test_precision_draws_until_it_is_reached() -> None:
    rough = made(small(), trials=200, prices=False)
    assert rough.finish.p80_error_minutes > 240
    fine = made(small(), trials=200, precision_minutes=240, prices=False)
    assert fine.precise is True
    assert fine.trials > 200
    assert fine.finish.p80_error_minutes <= 240
    assert fine.milestones["live"].p80_error_minutes <= 240


def test_precision_that_cannot_be_reached_says_so() -> None:
    """P80 lies where trials jump over a weekend: no number of them tells it to the minute."""
    risk = replace(small().risks["ill"], delay=Table({"b": exactly(2)}), probability=Chance(0.2))
    found = made(certain(risks=Table({"ill": risk})), precision_minutes=1, trials=200, prices=False)
    assert found.precise is False
    assert "forecast.imprecise" in {f.code for f in found.findings}


def test_more_trials_are_the_same_as_if_all_had_been_drawn_at_once() -> None:
    fine = made(small(), trials=200, precision_minutes=400, prices=False)
    again = made(small(), trials=fine.trials, prices=False)
    assert replace(fine, precision_minutes=None, precise=None) == again


def test_without_people_nobody_waits_for_anybody() -> None:
    busy = small(
        tasks=Table({k: Task(title=k, estimate=days(4), who=on("asha")) for k in "abc"}),
        milestones=Table(),
    )
    free = made(busy, people=False, prices=False)
    assert free.bottlenecks == ()
    assert free.finish.p50 < made(busy, prices=False).finish.p50
    assert made(busy, prices=False).bottlenecks[0].id == "asha"


def test_a_promise_that_is_less_sure_than_wanted_is_a_finding() -> None:
    row = replace(small().milestones["live"], confidence=Chance(0.95))
    found = made(small(milestones=Table({"live": row})))
    chance = found.milestones["live"].chance
    assert chance is not None
    assert 0.5 < chance < 0.95
    assert "forecast.below-confidence" in {f.code for f in found.findings}


def test_a_promise_in_the_past_is_named_and_answered() -> None:
    row = replace(small().milestones["live"], due=date(2026, 2, 20))
    found = made(small(milestones=Table({"live": row})))
    said = {f.code: f for f in found.findings}
    assert f"{found.milestones['live'].p80:%Y-%m-%d}" in (said["forecast.due-past"].hint or "")
    assert found.milestones["live"].chance == 0.0


def test_a_circle_is_unplannable_and_named() -> None:
    tasks = {
        "a": Task(title="A", estimate=days(1), needs=(Need(task="b"),)),
        "b": Task(title="B", estimate=days(1), needs=(Need(task="a"),)),
    }
    found = forecast(small(tasks=Table(tasks), milestones=Table(), risks=Table()), trials=50)
    assert isinstance(found, Unplannable)
    assert found.findings[0].code == "links.circular"


def test_a_person_who_never_works_is_named_and_the_rest_is_forecast() -> None:
    people = {k: replace(p, leaves=date(2026, 2, 1)) for k, p in small().people.items()}
    program = small(people=Table({**people, "ben": small().people["ben"]}))
    planned = plan(program)
    assert isinstance(planned, Plan)
    assert "plan.nobody-available" in {f.code for f in planned.findings}
    assert made(program, trials=100, prices=False).finish.p50 > planned.as_of


def test_too_few_trials_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="10 or more"):
        forecast(small(), trials=9)


def test_joint_chance_is_no_more_than_either() -> None:
    found = made(small())
    assert found.joint is not None
    assert found.joint.chance is not None
    assert found.cost is not None
    assert found.cost.chance is not None
    live = found.milestones["live"].chance
    assert live is not None
    assert found.joint.chance <= min(live, found.cost.chance)
    assert found.joint.chance >= live + found.cost.chance - 1


# ---- backlogs --------------------------------------------------------------------------------


def test_a_backlog_is_a_target_of_the_same_trials() -> None:
    program = small(backlogs=Table({"web": steady_backlog(due=date(2026, 4, 17))}))
    found = made(program)
    target = found.backlogs["web"]
    # five a week: thirty items in about six weeks, to the end of a day
    assert date(2026, 4, 6) < target.p50.date() < date(2026, 4, 18)
    assert target.chance is not None
    assert found.finish.p50 >= target.p50
    row = found.throughput["web"]
    assert row.per_week == 5.0
    assert row.done_p90 is not None
    assert row.done_p50 is not None
    assert row.done_p90 <= row.done_p50 <= 30


def test_chance_of_a_backlog_is_that_of_its_days() -> None:
    """As many trials end by the evening of the due day as `flow` says, to a per cent."""
    program = small(backlogs=Table({"web": steady_backlog(due=date(2026, 4, 14))}))
    status = datetime(2026, 3, 1, 23, tzinfo=UTC)
    alone = worked_off(program, "web", status=status)
    assert isinstance(alone, WorkedOff)
    within = (date(2026, 4, 14) - alone.first).days + 1
    last = int((alone.days <= within).sum()) - 1
    wanted = NormalDist().cdf(float(DEVIATES[last]))
    assert 0.2 < wanted < 0.9
    found = made(program, trials=20_000, prices=False).backlogs["web"].chance
    assert found == pytest.approx(wanted, abs=0.012)


def test_the_days_of_a_wild_backlog_are_those_that_flow_says() -> None:
    """Its one-in-thirty-thousand end lies centuries away, and must not touch the middle."""
    history = tuple(START_OF_RECORD + timedelta(days=n * n) for n in range(16) for _ in range(n))
    wild = steady_backlog(items=200, history=history, growth=Share(0.5), growth_high=Share(4))
    program = small(backlogs=Table({"web": wild}))
    found = made(program, trials=20_000, prices=False).backlogs["web"]
    alone = worked_off(program, "web", status=datetime(2026, 3, 1, 23, tzinfo=UTC))
    assert isinstance(alone, WorkedOff)
    assert alone.days[-1] > 365 * 50
    for share, when in ((0.5, found.p50), (0.8, found.p80)):
        days = float(np.interp(NormalDist().inv_cdf(share), DEVIATES, alone.days))
        assert (when.date() - alone.first).days == pytest.approx(days, rel=0.05)


def test_a_milestone_waits_for_its_backlog_in_every_trial() -> None:
    program = small(backlogs=Table({"web": steady_backlog(milestone="live")}))
    found = made(program)
    assert found.milestones["live"].p50 >= found.backlogs["web"].p50
    assert found.drivers["backlog:web"].critical is not None
    assert found.drivers["backlog:web"].critical > 0.9


def test_a_backlog_without_a_record_is_named_and_the_rest_is_forecast() -> None:
    found = made(small(backlogs=Table({"web": steady_backlog(history=())})))
    assert [f.code for f in found.findings if f.subjects == ("web",)] == ["backlog.no-record"]
    assert found.backlogs == Table()
    assert "live" in found.milestones


def test_a_backlog_leaves_the_draws_of_tasks_alone() -> None:
    without = made(small())
    beside = made(small(backlogs=Table({"web": steady_backlog()})))
    assert beside.milestones["live"].curve == without.milestones["live"].curve
