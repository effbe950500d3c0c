"""Backlogs of a program: the answers of `flow`, as whole days, with what is found on the way."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from fairlead.analyses.flow.backlog import WorkedOff, worked_off
from fairlead.analyses.flow.flow import flow
from fairlead.analyses.flow.waits import DEVIATES
from fairlead.program.backlogs import Backlog
from fairlead.program.findings import Finding
from fairlead.program.flow import WorkItem, WorkRecord
from fairlead.program.moments import first_whole_day
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Share

MONDAY = date(2026, 3, 2)
STATUS = datetime(2026, 3, 2, tzinfo=UTC)
MEDIAN = len(DEVIATES) // 2


def steady(weeks: int = 30, per_day: int = 1) -> tuple[date, ...]:
    """So many items on each of five days a week, up to the Sunday before MONDAY."""
    return tuple(
        MONDAY - timedelta(weeks=week) + timedelta(days=day)
        for week in range(1, weeks + 1)
        for day in range(5)
        for _ in range(per_day)
    )


def program(**fields: object) -> Program:
    row = Backlog(**{"title": "Web", "items": 30, "history": steady(), **fields})  # type: ignore[arg-type]  # fields of a backlog
    return Program(id="p", timezone="UTC", backlogs=Table({"web": row}))


def worked(**fields: object) -> WorkedOff:
    found = worked_off(program(**fields), "web", status=STATUS)
    assert isinstance(found, WorkedOff)
    return found


def test_the_answer_is_that_of_flow() -> None:
    """Every second of the levels that `flow` shows lies between two deviates of the backlog."""
    record = WorkRecord(items=tuple(WorkItem(finished=day) for day in steady()), first=MONDAY)
    when = flow(record, items=30, by=date(2026, 4, 10)).when
    assert when is not None
    found = worked(due=date(2026, 4, 10))
    at_median = found.first + timedelta(days=int(found.days[MEDIAN]) - 1)
    assert at_median == when.p50
    by = flow(record, items=30, by=date(2026, 4, 10)).by
    assert by is not None
    assert found.done == tuple(min(count, 30) for count in (by.p50, by.p80, by.p90))
    assert found.per_week == 5.0
    assert found.weeks == 26


def test_days_are_whole_and_rise() -> None:
    days = worked().days
    assert (days == np.ceil(days)).all()
    assert (np.diff(days) >= 0).all()
    assert days[0] >= 1
    # beyond P99 it goes on: four deviations lie a good way after 2.3
    assert days[-1] > days[MEDIAN + 186] + 10


def test_more_items_are_never_done_sooner() -> None:
    counts = (1, 2, 3, 5, 9, 10, 11, 25, 30, 31, 99, 250)
    rows = [worked(items=count).days for count in counts]
    for few, many in pairwise(rows):
        assert (many >= few).all()


def test_what_is_found_on_the_way_takes_its_time() -> None:
    plain, grown = worked().days, worked(growth=Share(0.2), growth_high=Share(0.6)).days
    assert (grown >= plain).all()
    # a fifth more items in the middle
    assert grown[MEDIAN] == pytest.approx(worked(items=36).days[MEDIAN], abs=2)
    certain = worked(growth=Share(0.2)).days
    assert certain[MEDIAN] == pytest.approx(worked(items=36).days[MEDIAN], abs=1)
    assert grown[-80] / grown[MEDIAN] > certain[-80] / certain[MEDIAN]


def test_a_team_that_changes_its_pace_is_less_sure() -> None:
    fits = tuple(
        day for day in steady(weeks=60, per_day=4) if (MONDAY - day).days // 70 % 2 or day.day == 1
    )
    assert worked(history=steady(weeks=60)).spread < 0.4 < worked(history=fits).spread


def test_nothing_to_do_is_done_before_it_begins() -> None:
    assert set(worked(items=0).days.tolist()) == {0.0}


def test_work_begins_on_the_first_whole_day() -> None:
    assert first_whole_day(MONDAY, timezone="UTC") == MONDAY
    assert first_whole_day(STATUS, timezone="UTC") == MONDAY
    assert first_whole_day(STATUS + timedelta(hours=9), timezone="UTC") == date(2026, 3, 3)
    assert worked().first == MONDAY


def test_a_due_day_that_has_passed_finds_nothing_done() -> None:
    assert worked(due=date(2026, 2, 20)).done == (0, 0, 0)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"history": ()}, "backlog.no-record"),
        ({"history": (MONDAY - timedelta(days=9),)}, "backlog.no-record"),
        ({"history": (MONDAY - timedelta(days=400),)}, "backlog.no-record"),
        ({"items": -1}, "backlog.negative"),
        ({"items": 10**9}, "backlog.negative"),
        ({"growth": Share(-0.1)}, "backlog.negative"),
        ({"items": 100_000}, "backlog.beyond-time"),
    ],
)
def test_what_cannot_be_forecast_says_why(fields: dict[str, object], code: str) -> None:
    found = worked_off(program(**fields), "web", status=STATUS)
    assert isinstance(found, Finding)
    assert found.code == code


def test_the_order_of_the_record_means_nothing() -> None:
    assert program(history=steady()[::-1]) == program()
    twice = Backlog(title="t", items=1, history=(MONDAY, MONDAY))
    assert twice.history == (MONDAY, MONDAY)
