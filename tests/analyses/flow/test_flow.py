"""Flow of small records, counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairlead.analyses.flow.flow import Ageing, CycleTime, flow
from fairlead.analyses.flow.items import items_of, of_kinds, until, with_cycle_times
from fairlead.program.backlogs import Backlog
from fairlead.program.flow import WorkItem, WorkRecord
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Task

FIRST = date(2026, 3, 30)  # a Monday


def item(key: str, started: int | None, finished: int | None, *, kind: str = "") -> WorkItem:
    """Begun and done so many days before the record ends."""

    def day(ago: int | None) -> date | None:
        return None if ago is None else FIRST - timedelta(days=ago)

    return WorkItem(key=key, started=day(started), finished=day(finished), kind=kind)


RECORD = WorkRecord(
    items=(
        item("a", 20, 20),  # one day
        item("b", 20, 17),  # four
        item("c", 12, 3),  # ten
        item("d", 30, 1),  # thirty
        item("e", 25, None),
        item("f", 2, None),
        WorkItem(key="g", created=FIRST - timedelta(days=4)),
    ),
    first=FIRST,
)


def test_cycle_time_counts_both_days_and_the_expectation_is_that_of_85_in_100() -> None:
    made = flow(RECORD, items=1)
    assert made.cycle_time == CycleTime(items=4, p50=4, p70=10, expected=30, p95=30, mean=11.25)


def test_work_in_progress_its_age_and_what_waits() -> None:
    made = flow(RECORD, items=1)
    assert (made.wip, made.waiting, made.items, made.done) == (2, 1, 7, 4)
    assert made.ageing == (
        Ageing(key="e", title="", started=date(2026, 3, 5), days=25, share=0.75),
        Ageing(key="f", title="", started=date(2026, 3, 28), days=2, share=0.25),
    )


def test_throughput_is_that_of_the_window() -> None:
    made = flow(RECORD, items=1, window=14)
    assert (made.window, made.per_week) == (14, 1.0)
    assert [(week.start.isoformat(), week.completed) for week in made.weeks] == [
        ("2026-03-16", 0),
        ("2026-03-23", 2),
    ]
    assert made.littles_law_days == pytest.approx(14.0)  # 2 under way, 2 in 14 days


def test_the_cumulative_flow_never_falls_and_ends_where_the_record_does() -> None:
    made = flow(RECORD, items=1)
    last = made.cumulative[-1]
    assert (last.day, last.created, last.started, last.finished) == (date(2026, 3, 29), 7, 6, 4)
    for before, after in zip(made.cumulative, made.cumulative[1:], strict=False):
        assert before.created <= after.created
        assert before.started <= after.started
        assert before.finished <= after.finished
    assert all(row.finished <= row.started <= row.created for row in made.cumulative)


def test_an_earlier_status_forgets_what_came_later() -> None:
    made = flow(until(RECORD, FIRST - timedelta(days=11)), items=1)
    assert (made.done, made.wip, made.waiting) == (2, 3, 0)  # c, d, e are under way; f, g unheard


def test_the_next_items_and_those_by_a_day_answer_each_other() -> None:
    days = tuple(WorkItem(finished=FIRST - timedelta(days=n)) for n in range(1, 200))
    record = WorkRecord(items=days, first=FIRST)
    made = flow(record, items=20, by=FIRST + timedelta(days=60))
    assert made.when is not None
    assert made.by is not None
    assert FIRST < made.when.p50 <= made.when.p80 <= made.when.p85 <= made.when.p95
    assert made.by.p50 >= made.by.p80 >= made.by.p90 > 0
    again = flow(record, items=made.by.p80, by=made.by.day)
    assert again.when is not None
    assert again.when.p80 <= made.by.day
    assert again.chance_by is not None
    assert again.chance_by >= 0.8
    more = flow(record, items=made.by.p80 + 1)
    assert more.when is not None
    assert more.when.p80 > made.by.day


def test_what_cannot_be_said_is_a_finding() -> None:
    empty = flow(WorkRecord(items=(item("e", 25, None),), first=FIRST))
    assert [finding.code for finding in empty.findings] == ["flow.no-record"]
    assert empty.when is None
    slow = WorkRecord(items=(item("a", 100, 100), item("b", 20, 17)), first=FIRST)
    endless = flow(slow, items=100_000)
    assert [finding.code for finding in endless.findings] == ["flow.beyond-time"]
    assert endless.when is None


def test_a_question_out_of_range_raises() -> None:
    with pytest.raises(ValueError, match="0 items"):
        flow(RECORD, items=0)
    with pytest.raises(ValueError, match="lies in the record"):
        flow(RECORD, by=FIRST - timedelta(days=1))


PROGRAM = Program(
    id="ferry",
    timezone="Europe/Berlin",
    as_of=datetime(2026, 3, 30, 8, 0, tzinfo=UTC),
    tasks=Table(
        {
            "all": Task(title="All"),
            "form": Task(
                title="Form",
                parent="all",
                kind="build",
                estimate=Estimate.point(2, "d"),
                started=date(2026, 3, 2),
                finished=datetime(2026, 3, 4, 23, 30, tzinfo=UTC),
            ),
            "pay": Task(
                title="Pay",
                parent="all",
                estimate=Estimate.point(2, "d"),
                spent=Span(amount=3, unit="d"),
                started=date(2026, 3, 2),
                finished=date(2026, 3, 6),
            ),
            "next": Task(title="Next", parent="all"),
        }
    ),
    backlogs=Table(
        {
            "wishes": Backlog(
                title="Wishes", items=3, history=(date(2026, 3, 3),), since=date(2026, 1, 5)
            )
        }
    ),
)


def test_items_of_a_program_are_its_tasks_and_the_records_of_its_backlogs() -> None:
    record = items_of(PROGRAM)
    assert record.first == date(2026, 3, 31)  # the first whole day after the status time
    assert record.since == date(2026, 1, 5)
    assert [(i.key, i.finished) for i in record.items] == [
        ("form", date(2026, 3, 5)),  # in Berlin it was after midnight
        ("pay", date(2026, 3, 6)),
        ("next", None),
        ("wishes", date(2026, 3, 3)),
    ]
    assert [i.key for i in of_kinds(record, ("Build",)).items] == ["form"]


def test_work_without_logged_effort_is_known_by_its_working_time() -> None:
    program, count = with_cycle_times(PROGRAM)
    assert count == 1
    assert program.tasks["form"].duration == Estimate.point(2, "d")
    assert program.tasks["form"].estimate is None
    assert program.tasks["pay"] == PROGRAM.tasks["pay"]
    assert with_cycle_times(program) == (program, 0)
