"""What holds of the critical path of any program."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.program.moments import instant, opening_minute
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Activity, Task
from tests.analyses.test_critical_path_plain import ALL, Draw, engine

seeds = st.integers(0, 2**32)
NETWORK = {"links", "lags", "elapsed", "calendars"}


def finish_of(program: Program) -> int:
    found = critical_path(program)
    assert isinstance(found, CriticalPath)
    return found.finish


def without_shares(program: Program) -> Program:
    """A lead that is a share of the other's length grows with it: there, longer can be earlier."""

    def plain(row: Activity) -> Activity:
        return replace(row, needs=tuple(replace(need, lag_share=None) for need in row.needs))

    tasks = {key: plain(row) for key, row in program.tasks.items()}
    milestones = {key: plain(row) for key, row in program.milestones.items()}
    return replace(program, tasks=Table(tasks), milestones=Table(milestones))


def rows_of(program: Program) -> list[tuple[str, Activity]]:
    return [*program.tasks.items(), *program.milestones.items()]


@given(seeds)
def test_order_of_rows_changes_nothing(seed: int) -> None:
    program = Draw(seed, ALL).program()
    turned = replace(
        program,
        tasks=Table(reversed(list(program.tasks.items()))),
        milestones=Table(reversed(list(program.milestones.items()))),
    )
    assert engine(turned) == engine(program)


@given(seeds)
def test_unfinished_work_is_never_planned_before_the_status_time(seed: int) -> None:
    program = Draw(seed, {*NETWORK, "progress", "people", "summaries"}).program()
    if program.as_of is None:
        return
    status = opening_minute(program.as_of, timezone=program.timezone)
    dates = engine(program)
    unfinished = [key for key, row in rows_of(program) if row.finished is None and key in dates]
    assert all(dates[key].early_start >= status for key in unfinished)


@given(seeds)
def test_every_link_is_kept_by_early_dates(seed: int) -> None:
    dates = engine(program := Draw(seed, {"links", "calendars", "people"}).program())
    for key, row in rows_of(program):
        for need in row.needs:
            other, own = dates[need.task], dates[key]
            asked = other.early_finish if need.link in {"FS", "FF"} else other.early_start
            found = own.early_start if need.link in {"FS", "SS"} else own.early_finish
            assert found >= asked, (key, need)


@given(seeds)
def test_every_lower_date_is_kept_by_early_dates(seed: int) -> None:
    program = Draw(seed, {"links", "dates", "calendars"}).program()
    dates = engine(program)
    for key, row in rows_of(program):
        if row.not_before is not None and row.must_start is None and row.must_finish is None:
            asked = opening_minute(row.not_before, timezone=program.timezone)
            assert dates[key].early_start >= asked


@given(seeds)
def test_no_slack_is_negative_where_only_the_finish_bounds(seed: int) -> None:
    dates = engine(Draw(seed, {"links", "lags"}).program())
    assert min(row.total_slack for row in dates.values()) >= 0
    assert min(row.free_slack for row in dates.values()) >= 0


@given(seeds)
def test_something_has_no_slack_where_only_the_finish_bounds(seed: int) -> None:
    dates = engine(Draw(seed, {"links", "lags"}).program())
    last = max(row.early_finish for row in dates.values())
    assert {row.total_slack for row in dates.values() if row.early_finish == last} == {0}


@given(seeds, st.integers(0, 20), st.sampled_from([0.5, 1, 4]))
def test_a_longer_task_never_makes_the_finish_earlier(seed: int, nth: int, more: float) -> None:
    # Finish to start alone: where the finish is tied, longer work begins earlier, and so does what
    # is tied to its start.
    program = without_shares(Draw(seed, {"lags", "elapsed", "calendars", "people"}).program())
    leaves = [key for key, task in program.tasks.items() if task.duration or task.estimate]
    assume(leaves)
    key = leaves[nth % len(leaves)]
    task = program.tasks[key]
    amount = task.duration or task.estimate
    assert amount is not None
    assert amount.likely is not None
    longer = Estimate(likely=replace(amount.likely, amount=amount.likely.amount + more))
    field = "duration" if task.duration is not None else "estimate"
    changed = replace(task, **{field: longer})
    other = replace(program, tasks=program.tasks.with_row(key, changed))
    assert finish_of(other) >= finish_of(program)


@given(seeds, st.integers(0, 40))
def test_a_link_less_never_makes_the_finish_later(seed: int, nth: int) -> None:
    program = Draw(seed, {*NETWORK, "people", "summaries", "progress"}).program()
    links = [(key, need) for key, task in program.tasks.items() for need in task.needs]
    assume(links)
    key, dropped = links[nth % len(links)]
    task: Task = program.tasks[key]
    fewer = replace(task, needs=tuple(need for need in task.needs if need != dropped))
    other = replace(program, tasks=program.tasks.with_row(key, fewer))
    assert finish_of(other) <= finish_of(program)


@given(seeds)
def test_work_delayed_by_its_total_slack_keeps_the_finish(seed: int) -> None:
    # Finish to start alone: where a start is tied to a start, the last minute of a day and the
    # first of the next are the same work, and not the same instant.
    program = Draw(seed, {"lags"}).program()
    # Neither are milestones that open a day, or work of no length.
    closing = {key: replace(row, opening=False) for key, row in program.milestones.items()}
    long = {
        key: row if row.estimate is not None else replace(row, duration=Estimate.point(1, "d"))
        for key, row in program.tasks.items()
    }
    program = replace(program, milestones=Table(closing), tasks=Table(long))
    finish, dates = finish_of(program), engine(program)
    for key, row in program.tasks.items():
        late = instant(dates[key].late_start)
        tasks = program.tasks.with_row(key, replace(row, not_before=late))
        assert finish_of(replace(program, tasks=tasks)) == finish
