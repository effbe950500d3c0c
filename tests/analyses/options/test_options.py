"""Ways out of a date, on programs in which they are known."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from fairlead.analyses.chance import PRIOR
from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.options import Options, Unanswerable, options
from fairlead.analyses.options.front import dominates, pareto, worth_of
from fairlead.analyses.options.ground import Ground, ground_of
from fairlead.analyses.options.lever import Lever, compatible, pulled
from fairlead.analyses.options.options import levers_of
from fairlead.analyses.options.order_levers import order_levers
from fairlead.analyses.options.tries import Bench, Tried, searched
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.simulation import simulate
from fairlead.program.changes import apply, diff
from fairlead.program.goals import Requirement
from fairlead.program.moments import closing_minute, minute_of
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person, Team
from fairlead.program.preferences import Preference
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Money, Share, Span
from fairlead.program.references import check_references
from fairlead.program.work import Milestone, Need, Task
from fairlead.sources.program_file import read_program_file
from tests.analyses.forecast.programs import days, on, small

MONDAY = date(2026, 3, 2)


def shop(**fields: object) -> Program:
    """Two people of a team, a requirement that must be and two that should, two milestones."""
    people = {
        "asha": Person(name="Asha", team="core", rate=Money(9000), skills=("api",)),
        "ben": Person(
            name="Ben", team="core", rate=Money(7000), skills=("api",), availability=Share(0.5)
        ),
    }
    requirements = {
        "pay": Requirement(title="Pay", priority="must", status="agreed", value=Money(900_000)),
        "gift": Requirement(title="Gifts", status="agreed", value=Money(300_000)),
        "wish": Requirement(title="Wish list", priority="could", status="agreed"),
    }
    tasks = {
        "plan": Task(title="Plan", estimate=days(2), who=on("asha")),
        "pay": Task(title="Pay", requirement="pay", estimate=days(5, 9), who=on("asha"),
                    skill=("api",), needs=(Need(task="plan", soft=True),)),
        "paper": Task(title="Paper", estimate=days(1, 2), who=on("ben"),
                      needs=(Need(task="plan"),)),
        "gift": Task(title="Gifts", requirement="gift", estimate=days(3, 6), who=on("ben"),
                     needs=(Need(task="paper"),)),
        "wish": Task(title="Wish list", requirement="wish", estimate=days(3, 5), who=on("asha"),
                     needs=(Need(task="gift"),)),
        "test": Task(title="Test", estimate=days(2, 4), who=on("asha"),
                     needs=(Need(task="pay"), Need(task="wish"), Need(task="gift"))),
        "other": Task(title="Other", estimate=days(4), who=on("asha")),
    }  # fmt: skip
    given: dict[str, object] = {
        "id": "shop",
        "title": "Shop",
        "timezone": "Europe/Berlin",
        "start": MONDAY,
        "teams": Table({"core": Team(title="Core")}),
        "people": Table(people),
        "requirements": Table(requirements),
        "tasks": Table(tasks),
        "milestones": Table(
            {"live": Milestone(title="Live", needs=(Need(task="test"),), due=date(2026, 3, 20))}
        ),
    }
    return Program(**{**given, **fields})  # type: ignore[arg-type]  # fields of a program


def ground(program: Program, *, by: date = date(2026, 3, 20)) -> Ground:
    made = plan(program, paths=5)
    assert isinstance(made, Plan)
    until = closing_minute(by, timezone=program.timezone)
    return ground_of(program, made, milestone="live", by=until)


def lever(program: Program, id: str) -> Lever:
    return next(each for each in levers_of(ground(program)) if each.id == id)


def ids(program: Program) -> set[str]:
    return {each.id for each in levers_of(ground(program))}


def told(program: Program, **asked: object) -> Options:
    given = {"milestone": "live", "trials": 100, "screening": 50, "most": 40, "shown": 6, **asked}
    found = options(program, **given)  # type: ignore[arg-type]  # arguments of options
    assert isinstance(found, Options)
    return found


def preferring(**fields: object) -> Program:
    row = Preference(**fields)  # type: ignore[arg-type]  # fields of a preference
    return shop(preferences=Table({"p": row}))


# ---- what there is to do ------------------------------------------------------------------------


def test_a_program_offers_what_its_rows_allow() -> None:
    assert ids(shop()) == {
        "drop-gift",
        "defer-gift",
        "drop-wish",
        "defer-wish",
        "unlink-pay-plan",
        "overlap-pay-plan",
        "first-live",
        "free-ben",
        "overtime-asha",
        "overtime-ben",
        "overtime-team-core",
        *(key for key in ids(shop()) if key.startswith(("move-", "share-"))),
    }


@pytest.mark.parametrize("place", range(len(levers_of(ground(shop())))))
def test_every_measure_leaves_a_program_without_errors_that_has_a_plan(place: int) -> None:
    before = shop()
    after = levers_of(ground(before))[place].make(before)
    assert diff(before, after)
    assert check_references(after) == ()
    assert isinstance(plan(after, paths=0), Plan)


def test_a_dropped_requirement_takes_along_what_only_serves_it() -> None:
    after = lever(shop(), "drop-gift").make(shop())
    gone = [key for key, row in after.tasks.items() if row.inactive]
    assert gone == ["paper", "gift"]
    assert after.requirements["gift"].status == "dropped"
    # Who waited for them waits for what they waited for.
    assert [need.task for need in after.tasks["wish"].needs] == ["plan"]


def test_what_is_put_off_comes_after_the_milestone() -> None:
    after = lever(shop(), "defer-gift").make(shop())
    assert Need(task="live") in after.tasks["paper"].needs
    assert after.tasks["gift"].needs == (Need(task="paper"),)
    assert [need.task for need in after.milestones["live-later"].needs] == ["gift"]
    assert {need.task for need in after.tasks["test"].needs} == {"pay", "wish", "plan"}


def test_overtime_lengthens_the_day_and_not_the_work() -> None:
    program = shop()
    before, after = (plan(p) for p in (program, lever(program, "overtime-asha").make(program)))
    assert isinstance(before, Plan)
    assert isinstance(after, Plan)
    assert after.activities["plan"].work_minutes == before.activities["plan"].work_minutes
    # Two days of eight hours are 16 h: one day of 9.6 h, and 6.4 h of the next from 9:00 UTC+1.
    assert f"{after.activities['plan'].finish:%d %H:%M}" == "03 14:24"


def test_a_treated_risk_is_the_treated_run_of_the_forecast() -> None:
    program = small()
    after = lever(program, "treat-ill").make(program)
    as_is = simulate(program, seed=1, trials=300, treated=frozenset({"ill"}))
    changed = simulate(after, seed=1, trials=300)
    assert as_is.finish_of("live").tolist() == changed.finish_of("live").tolist()
    assert as_is.cost.tolist() == changed.cost.tolist()


def test_somebody_new_comes_late_and_costs_time_first() -> None:
    wanted = {"hiring_delay": Span(amount=1, unit="w"), "ramp_up": Span(amount=4, unit="d")}
    program = preferring(**wanted)
    after = lever(program, "hire-beside-asha").make(program)
    assert after.people["asha-2"].joins == MONDAY + timedelta(days=7)
    assert after.tasks["ramp-up-asha-2"].estimate == days(2)
    assert after.tasks["teach-asha-2"].who == on("asha")
    assert after.tasks["pay"].who == ()
    assert after.tasks["pay"].team == "core"


# ---- what is respected --------------------------------------------------------------------------


def test_what_is_kept_is_not_cut() -> None:
    assert not {"drop-gift", "defer-gift"} & ids(preferring(keep=("gift",)))
    assert "drop-wish" in ids(preferring(keep=("gift",)))
    assert "drop-pay" in ids(preferring(may_cut=("pay",)))
    # The task is kept, and with it the requirement that it is needed for.
    assert not {"drop-wish", "defer-wish"} & ids(preferring(keep=("wish", "gift")))


def test_who_stays_gets_no_overtime_and_no_other_work() -> None:
    offered = ids(preferring(stay=("ben",)))
    assert not {each for each in offered if each.endswith("-ben")}
    assert "overtime-asha" in offered


def test_no_overtime_and_nobody_new() -> None:
    offered = ids(preferring(overtime=Share(0.0), no_hiring=True))
    assert not {each for each in offered if each.startswith(("overtime", "hire"))}


def test_a_firm_date_does_not_move() -> None:
    by = date(2026, 3, 10)
    assert any(row.moved_days for row in told(shop(), by=by).options)
    firm = told(preferring(firm=("live",)), by=by)
    assert not any(row.moved_days for row in firm.options)


def test_what_is_too_dear_is_left_out() -> None:
    found = told(preferring(extra_cost=Money(0)), by=date(2026, 3, 13))
    assert found.too_dear > 0
    assert all(row.cost <= found.cost // 100 for row in found.options)


def test_no_more_measures_together_than_wanted() -> None:
    found = told(preferring(at_most=1), by=date(2026, 3, 13))
    assert {len(row.measures) for row in found.options if not row.moved_days} == {1}


# ---- what they are worth ------------------------------------------------------------------------


def test_an_option_is_the_forecast_of_the_program_that_it_makes() -> None:
    program = shop()
    found = told(program, by=date(2026, 3, 17), confidence=0.8)
    assert len(found.options) > 3
    for row in found.options:
        after = apply(program, row.change)
        by = (row.by - timedelta(minutes=1)).date()
        live = replace(after.milestones["live"], due=by, confidence=Chance(0.8))
        asked = replace(after, milestones=after.milestones.with_row("live", live))
        made = forecast(asked, trials=100, prices=False)
        assert isinstance(made, Forecast)
        target = made.milestones["live"]
        assert (target.p80, target.chance) == (row.at_confidence, row.chance)


def test_the_front_is_that_of_exhaustive_search() -> None:
    program = shop()
    place = ground(program, by=date(2026, 3, 17))
    wanted = ("drop-gift", "defer-wish", "unlink-pay-plan", "overlap-pay-plan", "first-live")
    levers = [each for each in levers_of(place) if each.id in (*wanted, "free-ben")]
    bench = Bench(
        program=program, target="live", by=place.by, confidence=0.8, seed=1, judgement=PRIOR
    )

    def tell(_: int) -> None:
        pass

    (base,) = bench.try_all([()], trials=50, told=tell)
    found = searched(bench, levers, base=base, trials=50, together=3, most=10_000, told=tell)
    every = [set_ for size in (1, 2, 3) for set_ in combinations(levers, size) if compatible(set_)]
    all_tried = bench.try_all(every, trials=50, told=tell)

    def worth(tried: Tried) -> tuple[int, ...]:
        return worth_of(
            tried, program=program, base=base, by=place.by, moved_to=None, wanted=0.8
        ).steps()

    def front(rows: list[Tried]) -> set[tuple[int, ...]]:
        values = {worth(row) for row in rows}
        return {
            one
            for one in values
            if not any(other != one and all(a <= b for a, b in zip(other, one, strict=True))
                       for other in values)
        }  # fmt: skip

    assert {frozenset(each.id for each in t.levers) for t in found} <= {
        frozenset(each.id for each in t.levers) for t in all_tried
    }
    assert front(found) == front(all_tried)


def test_no_option_beats_another_in_everything() -> None:
    program = shop()
    place = ground(program, by=date(2026, 3, 17))
    bench = Bench(
        program=program, target="live", by=place.by, confidence=0.8, seed=1, judgement=PRIOR
    )
    rows = bench.try_all([(), *((each,) for each in levers_of(place))], trials=50,
                         told=lambda _: None)  # fmt: skip

    def worth(tried: Tried):  # type: ignore[no-untyped-def]  # a worth
        return worth_of(
            tried, program=program, base=rows[0], by=place.by, moved_to=None, wanted=0.8
        )

    front = pareto(rows, worth)
    assert 0 < len(front) < len(rows)
    for one, other in combinations(front, 2):
        assert not dominates(worth(one), worth(other))
        assert not dominates(worth(other), worth(one))
    for row in rows:
        assert any(row is each or dominates(worth(each), worth(row))
                   or worth(each) == worth(row) for each in front)  # fmt: skip


def test_measures_that_share_a_claim_are_never_combined() -> None:
    found = told(shop(), by=date(2026, 3, 13))
    for row in found.options:
        named = {measure.id for measure in row.measures}
        assert not {"drop-gift", "defer-gift"} <= named
        assert not {"unlink-pay-plan", "overlap-pay-plan"} <= named


def test_the_order_in_which_measures_are_named_means_nothing() -> None:
    program = shop()
    three = [lever(program, each) for each in ("drop-wish", "overtime-team-core", "first-live")]
    assert pulled(program, three) == pulled(program, three[::-1])


def test_same_question_same_answer() -> None:
    assert told(shop(), by=date(2026, 3, 13)) == told(shop(), by=date(2026, 3, 13))


# ---- what is told of the whole ------------------------------------------------------------------


def test_a_date_that_is_met_needs_nothing() -> None:
    found = told(shop(), by=date(2026, 6, 30))
    assert found.met
    assert found.reached
    assert found.options == ()
    assert found.tried == 0


def test_a_date_that_nothing_reaches_comes_with_the_best_there_is() -> None:
    found = told(shop(), by=date(2026, 3, 9))
    assert not found.reached
    assert any(row.moved_days for row in found.options)
    assert found.best is None or found.best.chance < 0.8


def test_the_moved_date_is_kept_with_the_confidence() -> None:
    found = told(shop(), by=date(2026, 3, 9))
    moved = [row for row in found.options if row.moved_days]
    assert moved
    for row in moved:
        assert row.reaches
        assert row.by >= row.at_confidence
        assert row.chance >= 0.8


@pytest.mark.parametrize(
    ("milestone", "by", "code"),
    [
        ("lvie", date(2026, 3, 20), "options.unknown-milestone"),
        ("live", date(2026, 2, 27), "options.past"),
        ("done", date(2026, 3, 20), "options.reached"),
        ("open", None, "options.no-date"),
    ],
)
def test_what_is_asked_wrongly_is_a_finding(milestone: str, by: date | None, code: str) -> None:
    rows = {
        **dict(shop().milestones.items()),
        "done": Milestone(title="Done", finished=date(2026, 3, 1)),
        "open": Milestone(title="Open", needs=(Need(task="test"),)),
    }
    found = options(shop(milestones=Table(rows)), milestone=milestone, by=by, trials=20)
    assert isinstance(found, Unanswerable)
    assert [finding.code for finding in found.findings] == [code]


def test_a_chance_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a chance"):
        options(shop(), milestone="live", confidence=1.2)


def test_the_numbers_are_the_same_in_one_process_and_in_several() -> None:
    program = shop()
    place = ground(program, by=date(2026, 3, 17))
    bench = Bench(
        program=program, target="live", by=place.by, confidence=0.8, seed=1, judgement=PRIOR
    )
    wanted = [(each,) for each in levers_of(place)] * 2
    several = bench.try_all(wanted, trials=50, told=lambda _: None)
    alone = [each for one in wanted for each in bench.try_all([one], trials=50,
                                                              told=lambda _: None)]  # fmt: skip

    def numbers(tried: Tried) -> tuple[object, ...]:
        return (tried.levers[0].id, tried.chance, tried.p50, tried.at, tried.cost, tried.cost_at)

    assert [numbers(each) for each in several] == [numbers(each) for each in alone]


def test_the_optimiser_finds_an_order_that_is_less_late() -> None:
    folder = Path(__file__).parents[3] / "examples" / "datacenter-move"
    program = read_program_file(folder).program
    assert program is not None
    before = plan(program)
    assert isinstance(before, Plan)
    due = before.milestones["wave-4-done"].due
    assert due is not None
    asked = ground_of(program, before, milestone="wave-4-done", by=minute_of(due))
    levers = {lever.id: lever for lever in order_levers(asked)}
    assert set(levers) == {"first-wave-4-done", "resequence"}
    assert levers["resequence"].claims == levers["first-wave-4-done"].claims
    made = levers["resequence"].make(program)
    assert {edit.field for edit in diff(program, made).edits} == {"priority"}
    after = plan(made)
    assert isinstance(after, Plan)
    assert late(after) < late(before)


def late(made: Plan) -> int:
    """Minutes after their promises, of all milestones together."""
    return sum(
        max(minute_of(row.planned) - minute_of(row.due), 0)
        for row in made.milestones.values()
        if row.due is not None
    )
