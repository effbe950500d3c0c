"""What is counted of past forecasts, and how: by small histories that can be checked by hand."""

from datetime import date, timedelta

import pytest

from fairlead.analyses.ledger.score import score
from fairlead.program.issued import IssuedForecast, Reached
from fairlead.program.launches import Launch
from fairlead.program.noun import Table, replace
from fairlead.program.sprints import Sprint
from fairlead.program.work import Task
from tests.analyses.ledger.made_up import BEGIN, after, issue, program, said


def test_of_four_dates_given_at_four_in_five_three_held_and_the_other_is_named() -> None:
    made = score(
        program({"a": after(40), "b": after(45), "c": after(48), "d": after(60)}, as_of=after(100)),
        [issue(*(said(key, middle=40, spread=10) for key in "abcd"))],  # P80 is day 48.4
    )
    assert (made.dates.given.come, made.dates.given.kept) == (4, 3)
    assert [(miss.id, miss.title, round(miss.days, 1)) for miss in made.dates.misses] == [
        ("d", "D", 11.6)
    ]
    assert made.dates.missed == 1


def test_a_date_that_has_not_come_is_open_and_counts_for_nothing_else() -> None:
    made = score(
        program({"a": None, "b": after(20)}, as_of=after(30)),
        [issue(said("a", middle=40, spread=5), said("b", middle=40, spread=5))],
    )
    assert (made.dates.open, made.dates.done, made.dates.overdue) == (1, 1, 0)
    # b is done long before its P80, but to count it now would count the lucky ones alone
    assert made.dates.given.come == 0
    assert made.dates.coverage == ()


def test_what_is_open_past_its_date_is_a_date_that_did_not_hold() -> None:
    made = score(program({"a": None}, as_of=after(100)), [issue(said("a", middle=40, spread=10))])
    assert (made.dates.given.come, made.dates.given.kept, made.dates.overdue) == (1, 0, 1)
    assert made.dates.misses[0].done is None
    assert [row.share for row in made.dates.coverage] == [0.0] * 9
    assert made.dates.pit == (0.0,) * 9 + (1.0,)


def test_what_left_the_program_is_withdrawn_not_forgotten() -> None:
    made = score(program({}, as_of=after(100)), [issue(said("a", middle=40, spread=10))])
    assert (made.dates.targets, made.dates.gone, made.dates.open) == (1, 1, 0)
    assert made.dates.given.come == 0


def test_what_left_the_program_after_it_was_done_is_scored_by_what_was_told_then() -> None:
    told = Reached(id="a", kind="milestone", finish=int((after(45) - BEGIN).days * 1440))
    first = issue(said("a", middle=40, spread=10))
    finish = round((after(45).timestamp()) / 60)
    second = replace(issue(week=10), reached=(replace(told, finish=finish),))
    made = score(program({}, as_of=after(100)), [first, second])
    assert (made.dates.done, made.dates.gone) == (1, 0)
    assert (made.dates.given.come, made.dates.given.kept) == (1, 1)


def test_a_finish_that_is_told_differently_later_is_named() -> None:
    finish = round(after(45).timestamp() / 60)
    told = replace(issue(week=10), reached=(Reached(id="a", kind="milestone", finish=finish),))
    made = score(program({"a": after(40)}, as_of=after(100)), [told])
    assert [finding.code for finding in made.findings] == ["ledger.rewritten"]
    same = score(program({"a": after(45)}, as_of=after(100)), [told])
    assert same.findings == ()


def test_a_day_is_kept_on_the_day_itself() -> None:
    # P80 is on 2026-02-22 at 10:00; what is known to be done on that day has kept it
    on_time = (BEGIN + timedelta(days=48)).date()
    for day, kept in ((on_time, 1), (on_time + timedelta(days=1), 0)):
        made = score(
            program({"a": day}, as_of=after(100)), [issue(said("a", middle=40, spread=10))]
        )
        assert made.dates.given.kept == kept, day


def test_what_is_known_to_the_day_counts_by_the_part_of_its_chance() -> None:
    # all chance lies within the day it was done: every level covers just what it says
    day = date(2026, 2, 14)
    made = score(
        program({"a": day}, as_of=after(100)), [issue(said("a", middle=40.5, spread=0.05))]
    )
    assert [row.share for row in made.dates.coverage] == pytest.approx(
        [row.level for row in made.dates.coverage], abs=0.02
    )


def test_a_target_counts_once_however_often_it_was_spoken_of() -> None:
    # a is forecast ten times and held each time, b once and not
    forecasts = [issue(said("a", middle=40 - 7 * week, spread=10), week=week) for week in range(5)]
    forecasts.append(issue(said("b", middle=20, spread=10), week=2))
    made = score(program({"a": after(40), "b": after(90)}, as_of=after(200)), forecasts)
    p80 = next(row for row in made.dates.coverage if row.level == 0.8)
    assert (p80.targets, p80.share) == (2, 0.5)


def test_chances_are_scored_when_the_promise_has_come() -> None:
    forecast = issue(
        said("a", middle=40, spread=10, due=50, chance=0.8, planned=38),
        said("b", middle=40, spread=10, due=50, chance=0.6, planned=55),
        said("c", middle=40, spread=10, due=300, chance=0.9, planned=38),
    )
    made = score(
        program({"a": after(45), "b": after(55), "c": after(45)}, as_of=after(100)), [forecast]
    )
    assert made.dates.chances is not None
    assert made.dates.chances.targets == 2
    assert made.dates.chances.brier == pytest.approx((0.2**2 + 0.6**2) / 2)
    assert made.dates.chances.plan == pytest.approx(0.0)  # it said yes of a, no of b
    assert made.dates.chances.bins == ((0.6, 0.0, 1), (0.8, 1.0, 1))


def test_references_are_measured_on_the_same_targets() -> None:
    forecasts = [
        issue(said("a", middle=40, spread=10, planned=30, due=35)),
        issue(said("a", middle=40, spread=2, planned=38), week=1),
    ]
    made = score(program({"a": after(47)}, as_of=after(100)), forecasts)
    refs = made.dates.references
    assert set(refs) == {"plan", "promise", "forecast before"}
    assert refs["promise"].crps == pytest.approx(12.0, abs=0.01)  # days from 35 to 47
    assert refs["promise"].pinball == pytest.approx(6.0, abs=0.01)
    assert refs["plan"].crps == pytest.approx((17 + 2) / 2, abs=0.01)
    # the one before said day 40, the newer one day 47 with little doubt: it was right
    assert refs["forecast before"].our_crps < 1 < refs["forecast before"].crps


def test_the_ranked_probability_score_is_that_of_the_normal_distribution() -> None:
    # closed form (Gneiting and Raftery 2007, equation 21): at the middle, (sqrt(2) - 1) / sqrt(pi)
    made = score(
        program({"a": after(40)}, as_of=after(200)), [issue(said("a", middle=40, spread=10))]
    )
    assert made.dates.crps == pytest.approx(10 * 0.2337, rel=0.03)  # straight between levels


def test_horizons_and_months_tell_apart_what_was_said_when() -> None:
    forecasts = [
        issue(said("a", middle=100, spread=5)),
        issue(said("a", middle=9, spread=1), week=13),
    ]
    made = score(program({"a": after(120)}, as_of=after(300)), forecasts)
    assert [(row.name, row.p80) for row in made.dates.by_horizon] == [
        ("1 to 4 weeks", 0.0),
        ("longer", 0.0),
    ]
    assert [row.name for row in made.dates.trend] == ["2026-01", "2026-04"]


def test_a_program_without_forecasts_has_nothing_to_score() -> None:
    made = score(program({"a": after(40)}, as_of=after(100)), [])
    assert (made.forecasts, made.dates.targets, made.widening.dates) == (0, 0, 0)


def test_the_whole_is_done_when_nothing_is_open() -> None:
    whole = replace(said("", middle=40, spread=10), kind="whole")
    forecast: IssuedForecast = issue(whole)
    done = score(program({"a": after(30), "b": after(44)}, as_of=after(100)), [forecast])
    assert (done.dates.done, done.dates.given.kept) == (1, 1)
    open_ = score(program({"a": after(30), "b": None}, as_of=after(100)), [forecast])
    assert (open_.dates.done, open_.dates.overdue) == (0, 1)


def test_launches_and_sprints_are_scored_when_they_are_over() -> None:
    base = program({}, as_of=after(100))
    held = replace(
        base,
        tasks=Table(
            {
                "all": Task(title="All"),
                "form": Task(title="Form", parent="all", finished=after(20)),
                "pay": Task(title="Pay", parent="all", finished=after(45)),
                "open": Task(title="Open"),
            }
        ),
        sprints=Table(
            {
                "one": Sprint(title="One", start=date(2026, 1, 5), tasks=("all",)),
                "two": Sprint(title="Two", start=date(2026, 1, 5), tasks=("form", "open")),
            }
        ),
        launches=Table(
            {"soft": Launch(title="Soft", launched=after(41)), "hard": Launch(title="Hard")}
        ),
    )
    rows = [
        replace(said(key, middle=40, spread=10), kind=kind)
        for key, kind in (
            ("one", "sprint"), ("two", "sprint"), ("soft", "launch"), ("hard", "launch"),
        )
    ]  # fmt: skip
    made = score(held, [issue(*rows)])
    assert (made.dates.done, made.dates.overdue, made.dates.gone) == (2, 2, 0)
    assert (made.dates.given.come, made.dates.given.kept) == (4, 2)
