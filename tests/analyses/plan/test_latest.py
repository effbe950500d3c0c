"""How late a task may finish: slack counted in working time, from where the plan leaves off."""

from datetime import datetime

import pytest

from fairlead.analyses.plan import Plan
from fairlead.analyses.plan.latest import latest_finishes
from fairlead.program.noun import replace
from tests.reports import sample


def with_slack(minutes: int | None, *, finish: datetime) -> Plan:
    plan = sample.plan()
    row = replace(plan.activities["contract"], finish=finish, slack_after_levelling_minutes=minutes)
    return replace(plan, activities=plan.activities.with_row("contract", row))


@pytest.mark.parametrize(
    ("finish", "minutes", "latest"),
    [
        (sample.at("03-19", 17), 960, sample.at("03-23", 17)),  # Thursday, two days: Monday
        (sample.at("03-19", 17), 1, sample.at("03-20", 9).replace(minute=1)),
        (sample.at("03-18", 12), 300, sample.at("03-18", 17)),  # five hours fill the day
        (sample.at("03-21", 12), 480, sample.at("03-23", 17)),  # a Saturday counts for nothing
        # over the change of the clock, on 29 March: the wall shows the same hour
        (sample.at("03-27", 17), 480, sample.at("03-30", 17)),
    ],
)
def test_slack_is_counted_in_working_time(finish: datetime, minutes: int, latest: datetime) -> None:
    plan = with_slack(minutes, finish=finish)
    assert dict(latest_finishes(sample.program(), plan, of=["contract"])) == {"contract": latest}


@pytest.mark.parametrize("minutes", [0, -480])
def test_without_slack_there_is_nothing_to_show(minutes: int) -> None:
    plan = with_slack(minutes, finish=sample.at("03-19", 17))
    assert dict(latest_finishes(sample.program(), plan, of=["contract"])) == {}


def test_slack_of_the_network_stands_in_where_the_plan_has_no_other() -> None:
    plan = with_slack(None, finish=sample.at("03-19", 17))
    rows = latest_finishes(sample.program(), plan, of=["contract"])
    assert dict(rows) == {"contract": sample.at("03-26", 17)}  # five days


def test_finished_work_cannot_slip() -> None:
    plan = with_slack(960, finish=sample.at("03-19", 17))
    row = replace(plan.activities["contract"], state="finished")
    done = replace(plan, activities=plan.activities.with_row("contract", row))
    assert dict(latest_finishes(sample.program(), done, of=["contract"])) == {}
