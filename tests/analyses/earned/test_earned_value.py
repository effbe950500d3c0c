"""Earned value and earned schedule, by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.analyses.earned.as_json import compared_json, earned_json
from fairlead.analyses.earned.earned_value import EarnedValue, earned_value
from fairlead.analyses.earned.planned_actual import Compared, agreement, compared, stored_agreement
from fairlead.analyses.plan import Plan, plan
from fairlead.program.program import Program
from fairlead.sources.program_file.reader import parse_program

# Two tasks of five days, one after the other: Monday 2 March to Friday 13 March, 09:00 to 17:00.
PLANNED = """\
fairlead: 1
program: small
start: 2026-03-02
people: {asha: {rate: 100}}
tasks:
  a: {title: A, estimate: 5d, who: asha}
  b: {title: B, estimate: 5d, who: asha, needs: [a]}
milestones: {end: {title: End, needs: [b]}}
"""
NOW = """\
fairlead: 1
program: small
start: 2026-03-02
as_of: 2026-03-11
people: {asha: {rate: 100}}
tasks:
  a: {title: A, estimate: 5d, who: asha, started: 2026-03-02, finished: 2026-03-09, spent: 6d}
  b: {title: B, estimate: 5d, who: asha, needs: [a], started: 2026-03-10, spent: 1d, remaining: 4d}
milestones: {end: {title: End, needs: [b]}}
"""
DAY, MONEY = 480, 80_000  # of a day: minutes, and cents at 100 an hour


def program(text: str) -> tuple[Program, Plan]:
    found = parse_program(text)
    assert found.program is not None, found.findings
    made = plan(found.program)
    assert isinstance(made, Plan)
    return found.program, made


def earned(now: str, planned: str = PLANNED) -> tuple[EarnedValue, dict[str, Compared]]:
    old = agreement(*program(planned), name="agreed")
    held, made = program(now)
    rows = compared(old, held, made)
    value = earned_value(held, old, rows, as_of=made.as_of)
    assert value is not None
    return value, {row.id: row for row in rows}


def test_the_terms_by_hand() -> None:
    value, _ = earned(NOW)
    effort = value.effort
    # by Wednesday 00:00, all of a and two days of b were planned; a and a fifth of b are done
    assert (effort.bac, effort.pv, effort.ev) == (10 * DAY, 7 * DAY, 6 * DAY)
    assert (effort.ac, effort.to_do) == (7 * DAY, 4 * DAY)
    assert (effort.sv, effort.cv) == (-DAY, -DAY)
    assert effort.spi == pytest.approx(6 / 7)
    assert effort.cpi == pytest.approx(6 / 7)
    assert effort.eac == pytest.approx(10 * DAY * 7 / 6)
    assert effort.eac_as_planned == 11 * DAY
    assert effort.eac_by_both == pytest.approx(7 * DAY + 4 * DAY / (6 / 7) ** 2)
    assert effort.eac_bottom_up == 11 * DAY
    assert effort.vac == pytest.approx(10 * DAY - 10 * DAY * 7 / 6)
    assert effort.tcpi == pytest.approx(4 / 3)
    assert effort.tcpi_eac == pytest.approx(1.0)
    assert value.cost is not None
    assert (value.cost.bac, value.cost.pv, value.cost.ev) == (10 * MONEY, 7 * MONEY, 6 * MONEY)
    assert (value.cost.ac, value.cost.to_do) == (7 * MONEY, 4 * MONEY)


def test_earned_schedule_by_hand() -> None:
    schedule = earned(NOW)[0].schedule
    assert schedule is not None
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    length = (datetime(2026, 3, 13, 17, tzinfo=UTC) - start) / timedelta(weeks=1)
    assert schedule.start == start
    assert schedule.planned == pytest.approx(length)
    # one whole week is earned, and a fifth of the rest of the second
    assert schedule.earned == pytest.approx(1 + (length - 1) * 0.2)
    passed = (datetime(2026, 3, 11, tzinfo=UTC) - start) / timedelta(weeks=1)
    assert schedule.actual == pytest.approx(passed)
    assert schedule.index == pytest.approx(schedule.earned / passed)
    assert schedule.variance == pytest.approx(schedule.earned - passed)
    assert schedule.finish is not None
    assert abs(schedule.finish - (start + timedelta(weeks=length * passed / schedule.earned))) < (
        timedelta(seconds=1)
    )


def test_what_is_done_has_earned_all_and_its_schedule() -> None:
    done = NOW.replace("2026-03-11", "2026-03-23").replace(
        "spent: 1d, remaining: 4d", "finished: 2026-03-20, spent: 9d"
    )
    value, _ = earned(done)
    assert value.effort.ev == value.effort.bac == value.effort.pv
    assert value.schedule is not None
    assert value.schedule.earned == value.schedule.planned
    assert value.effort.spi == 1.0  # the old index forgets the delay,
    assert (value.schedule.index or 1) < 0.6  # and the new one does not


def test_before_anything_is_begun_there_are_no_indices() -> None:
    value, _ = earned(PLANNED)
    effort = value.effort
    assert (effort.pv, effort.ev, effort.ac) == (0, 0, 0)
    assert (effort.spi, effort.cpi, effort.eac, effort.eac_by_both) == (None, None, None, None)
    assert value.schedule is not None
    assert (value.schedule.index, value.schedule.finish) == (None, None)


@pytest.mark.parametrize(
    ("progress", "part"),
    [
        ("started: 2026-03-10, complete: 40%, spent: 3d", 0.4),
        ("started: 2026-03-10, spent: 3d, remaining: 1d", 0.75),
        ("started: 2026-03-10, spent: 2d", 0.4),
        ("started: 2026-03-10, spent: 8d", 0.9),
        ("started: 2026-03-10", 0.5),
        ("notes: nothing yet", 0.0),
    ],
)
def test_how_much_is_done(progress: str, part: float) -> None:
    text = NOW.replace("started: 2026-03-10, spent: 1d, remaining: 4d", progress)
    _, rows = earned(text)
    assert rows["b"].complete == pytest.approx(part)
    assert rows["b"].earned.minutes == round(5 * DAY * part)


def test_what_is_gone_and_what_is_new_is_told() -> None:
    text = NOW.replace(
        "  b:", "  c: {title: C, estimate: 1d, started: 2026-03-10, spent: 2d}\n  b:"
    )
    text = text.replace("  a: {title: A, estimate: 5d, who: asha, started: 2026-03-02, finished: "
                        "2026-03-09, spent: 6d}\n", "").replace(", needs: [a]", "")  # fmt: skip
    value, rows = earned(text)
    assert {key: row.presence for key, row in rows.items()} == {
        "c": "new",
        "b": "both",
        "end": "both",
        "a": "gone",
    }
    assert rows["c"].earned.minutes == 0
    assert value.outside == ("c",)
    assert value.effort.bac == 10 * DAY
    assert value.effort.ac == 3 * DAY
    assert rows["a"].planned is not None
    assert rows["a"].finish_minutes is None


def test_dates_are_compared_planned_with_actual() -> None:
    _, rows = earned(NOW)
    assert rows["a"].finished
    assert rows["a"].finish_minutes == 3 * 1440  # Friday to Monday
    assert rows["end"].kind == "milestone"
    assert (rows["end"].finish_minutes or 0) > 0


def test_what_was_not_recorded_is_taken_from_the_plan_and_told() -> None:
    value, _ = earned(NOW.replace(", spent: 6d", ""))
    assert value.assumed == ("a",)
    assert value.effort.ac == 6 * DAY


def test_dates_that_an_import_stored_are_a_baseline_too() -> None:
    stored = NOW.replace(
        "spent: 6d}",
        "spent: 6d, baselines: {number: 0, start: 2026-03-02 09:00, finish: 2026-03-06 17:00, "
        "work: 4d, cost: 3000}}",
    )
    held, made = program(stored)
    old = stored_agreement(held, made)
    assert list(old.items) == ["a"]
    assert (old.items["a"].size.minutes, old.items["a"].size.cost) == (4 * DAY, 300_000)
    assert not stored_agreement(held, made, number=3).items


def test_a_program_without_sizes_has_no_earned_value() -> None:
    text = "fairlead: 1\nprogram: p\nstart: 2026-03-02\ntasks: {a: {title: A, duration: 3d}}\n"
    held, made = program(text)
    old = agreement(held, made, name="x")
    assert earned_value(held, old, compared(old, held, made), as_of=made.as_of) is None


def test_keys_of_the_json() -> None:
    value, rows = earned(NOW)
    told = earned_json(value)
    assert told is not None
    assert told["effort"]["spi"] == pytest.approx(6 / 7)
    assert told["schedule"]["index"] == value.schedule.index if value.schedule else None
    assert [at["pv"] for at in told["curve"]] == [5 * DAY, 10 * DAY]
    assert compared_json(rows.values())["a"]["finish_minutes"] == 3 * 1440
    assert earned_json(None) is None


def test_the_past_rises_to_what_is_earned_and_spent_now() -> None:
    value, _ = earned(NOW)
    # the week from 2 March: five days of a, which took six; the last point is now
    ends = [(ev / DAY, ac / DAY) for _, ev, ac in value.past]
    assert ends[0] == (0.0, 0.0)
    assert ends[-1] == (value.effort.ev / DAY, value.effort.ac / DAY) == (6.0, 7.0)
    assert ends == sorted(ends)
    assert value.past[-1][0] == value.as_of
    # a was worked on for six days: by the Monday after five of them, five sixths of it are done
    assert ends[1][0] == pytest.approx(25 / 6, abs=0.01)
    assert ends[1][1] == pytest.approx(5.0, abs=0.01)


def test_before_anything_is_begun_there_is_no_past() -> None:
    assert earned(PLANNED)[0].past == ()


def test_without_effort_the_curves_are_those_of_cost() -> None:
    planned = """\
fairlead: 1
program: small
start: 2026-03-02
tasks:
  a: {title: A, duration: 5d, cost: 1000}
"""
    now = planned.replace("cost: 1000", "cost: 1000, started: 2026-03-02, complete: 40%").replace(
        "start: 2026-03-02\n", "start: 2026-03-02\nas_of: 2026-03-04\n", 1
    )
    value, _ = earned(now, planned)
    assert value.effort.bac == 0
    assert value.cost is not None
    assert value.past[-1][1:] == (value.cost.ev, value.cost.ac) == (40_000, 40_000)
    assert value.curve[-1][1] == 100_000
