"""Sprints that draw from a backlog are told what they bring of it, by throughput."""

from datetime import date, timedelta

import pytest

from fairlead.analyses.forecast.result import Forecast
from fairlead.program.moments import instant
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.sprints import Sprint
from tests.analyses.forecast.programs import START, made, small, steady_backlog


def drawing(weeks: int, **backlog: object) -> Program:
    """A sprint of some weeks that draws from thirty items, of which five a week are done."""
    row = Sprint(title="S", start=START, length=Span(amount=weeks, unit="w"), backlog="web")
    return small(
        backlogs=Table({"web": steady_backlog(**backlog)}),
        sprints=Table({"s": row}),
    )


def told(program: Program) -> Forecast:
    return made(program, prices=False)


def test_a_sprint_of_two_weeks_brings_about_ten_of_thirty_items() -> None:
    row = told(drawing(2)).sprint_items["s"]
    assert (row.backlog, row.items) == ("web", 30)
    assert 8 <= row.done_p50 <= 12
    assert row.done_p90 <= row.done_p80 <= row.done_p50


def test_it_is_told_what_the_backlog_is_told_of_a_promise_for_that_day() -> None:
    last = START + timedelta(weeks=3, days=-1)
    found = told(drawing(3, due=last))
    row, backlog = found.sprint_items["s"], found.throughput["web"]
    counts = (row.done_p50, row.done_p80, row.done_p90)
    assert counts == (backlog.done_p50, backlog.done_p80, backlog.done_p90)


def test_all_are_done_by_then_when_the_trials_have_the_backlog_done() -> None:
    of = [told(drawing(weeks)) for weeks in range(4, 12)]
    shares = []
    for found, weeks in zip(of, range(4, 12), strict=True):
        end = drawing(weeks).sprints["s"].end_minute(timezone="UTC")
        row, backlog = found.sprint_items["s"], found.backlogs["web"]
        shares.append((row.done_p50 == row.items, backlog.p50 <= instant(end)))
    assert [one for one, _ in shares] == [other for _, other in shares]
    assert {one for one, _ in shares} == {True, False}


def test_more_weeks_bring_no_fewer_items() -> None:
    rows = [told(drawing(weeks)).sprint_items["s"].done_p80 for weeks in range(1, 8)]
    assert rows == sorted(rows)
    assert rows[0] < rows[-1]


def test_tasks_of_the_sprint_are_told_beside_its_items() -> None:
    program = drawing(2)
    task = next(key for key, row in program.tasks.items() if row.finished is None)
    both = replace(program.sprints["s"], tasks=(task,))
    found = told(replace(program, sprints=Table({"s": both})))
    assert found.outlooks["s"].tasks == 1
    assert found.sprint_items["s"] == told(program).sprint_items["s"]


def test_a_sprint_that_is_over_brings_nothing() -> None:
    program = drawing(2)
    over = replace(program.sprints["s"], start=START - timedelta(weeks=4))
    assert not told(replace(program, sprints=Table({"s": over}))).sprint_items


@pytest.mark.parametrize("history", [(), (date(2020, 1, 1),)])
def test_without_a_record_the_backlog_says_why_and_the_sprint_has_no_count(
    history: tuple[date, ...],
) -> None:
    found = told(drawing(2, history=history))
    assert ("web" in found.throughput) == ("s" in found.sprint_items)
    if not history:
        assert "backlog.no-record" in {finding.code for finding in found.findings}
        assert not found.sprint_items
