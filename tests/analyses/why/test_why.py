"""Why dates moved, on programs in which it is known."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from fairlead.analyses.chance import PRIOR, Certain, Judged
from fairlead.analyses.simulation import CannotSimulate
from fairlead.analyses.why import Moved, Why, why
from fairlead.program.calendars import DateRange
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Span
from fairlead.program.work import Milestone, Need, Task
from tests.analyses.forecast.programs import days, exactly, made, on, small

DAY = 1440


def told(old: Program, new: Program, **options: object) -> Why:
    return why(old, new, **{"trials": 200, **options})  # type: ignore[arg-type]  # options of why


def with_task(program: Program, key: str, **fields: object) -> Program:
    row = replace(program.tasks[key], **fields)
    return replace(program, tasks=program.tasks.with_row(key, row))


def of_causes(moved: Moved) -> dict[str, int]:
    return {part.cause: part.minutes for part in moved.causes if part.minutes}


def adds_up(found: Why) -> bool:
    for _, row in found.rows:
        assert sum(part.minutes for part in row.causes) == row.moved_minutes
        assert sum(part.p50_minutes for part in row.causes) == row.p50_moved_minutes
        assert row.new_p80 - row.old_p80 == timedelta(minutes=row.moved_minutes)
        assert row.new_p50 - row.old_p50 == timedelta(minutes=row.p50_moved_minutes)
        for part in row.causes:
            if part.changes:
                assert sum(change.minutes for change in part.changes) == part.minutes
                assert sum(change.p50_minutes for change in part.changes) == part.p50_minutes
        if row.chance_moved is not None:
            assert sum(part.chance or 0 for part in row.causes) == pytest.approx(row.chance_moved)
            assert row.chance_moved == pytest.approx((row.new_chance or 0) - (row.old_chance or 0))
    return True


def everything() -> tuple[Program, Program]:
    """Two versions that differ for seven causes."""
    old = small()
    new = with_task(old, "api", estimate=days(6, 12), started=date(2026, 3, 2), spent=_days(1))
    new = with_task(new, "web", who=on("asha"), needs=(Need(task="api"),))
    audit = Task(title="Audit", estimate=days(2, 4), who=on("ben"), needs=(Need(task="join"),))
    live = replace(
        new.milestones["live"],
        needs=(*new.milestones["live"].needs, Need(task="audit")),
        due=date(2026, 3, 27),
    )
    away = replace(
        new.people["ben"], leave=(DateRange(first=date(2026, 3, 9), last=date(2026, 3, 13)),)
    )
    worse = replace(new.risks["ill"], probability=Chance(0.6))
    return old, replace(
        new,
        as_of=date(2026, 3, 4),
        tasks=new.tasks.with_row("audit", audit),
        milestones=new.milestones.with_row("live", live),
        people=new.people.with_row("ben", away),
        risks=new.risks.with_row("ill", worse),
    )


def _days(amount: float) -> Span:
    return Span(amount=amount, unit="d")


def test_the_same_program_moved_by_nothing() -> None:
    found = told(small(), small())
    assert found.finish.moved_minutes == 0
    assert found.finish.causes == ()
    assert adds_up(found)


def test_texts_move_no_date() -> None:
    old = small()
    found = told(old, with_task(old, "api", title="Another", notes="New"))
    assert found.finish.causes == ()
    assert found.quiet == ("tasks.api.title", "tasks.api.notes")


def test_one_change_has_all_of_it() -> None:
    old = small(risks=Table(), tasks=Table({"a": Task(title="A", estimate=exactly(2))}))
    old = replace(old, milestones=Table())
    found = told(old, with_task(old, "a", estimate=exactly(4)))
    assert found.finish.moved_minutes == 2 * DAY
    assert of_causes(found.finish) == {"estimates": 2 * DAY}
    ((change,),) = [part.changes for part in found.finish.causes]
    assert (change.place, change.minutes) == ("tasks.a", 2 * DAY)
    assert change.edits == ("tasks.a.estimate",)


def test_two_that_do_the_same_share_it() -> None:
    """Either alone delays the end by nothing: only together are both paths longer."""
    tasks = {key: Task(title=key, estimate=exactly(2)) for key in "ab"}
    old = small(risks=Table(), milestones=Table(), tasks=Table(tasks))
    both = {key: replace(row, estimate=exactly(4)) for key, row in tasks.items()}
    found = told(old, replace(old, tasks=Table(both)))
    (estimates,) = found.finish.causes
    assert [change.minutes for change in estimates.changes] == [DAY, DAY]


def test_a_delay_that_waits_behind_another_shares_it_between_causes() -> None:
    """`a` grows by two days, `b` may begin two days later: each by itself moves the end by two."""
    tasks = {key: Task(title=key, estimate=exactly(2)) for key in "ab"}
    old = small(risks=Table(), milestones=Table(), tasks=Table(tasks))
    new = with_task(old, "a", estimate=exactly(4))
    new = with_task(new, "b", not_before=date(2026, 3, 4))
    found = told(old, new)
    assert of_causes(found.finish) == {"estimates": DAY, "dates": DAY}


def test_seven_causes_at_once_add_up() -> None:
    old, new = everything()
    found = told(old, new)
    assert adds_up(found)
    causes = {part.cause for part in found.milestones["live"].causes}
    assert causes >= {
        "progress",
        "scope",
        "estimates",
        "dependencies",
        "people",
        "dates",
        "risks",
    }


def test_the_ends_are_those_of_the_forecast() -> None:
    old, new = everything()
    found = told(old, new)
    for version, at in ((old, "old"), (new, "new")):
        forecast = made(version, trials=200, prices=False)
        live = forecast.milestones["live"]
        row = found.milestones["live"]
        assert (getattr(row, f"{at}_p80"), getattr(row, f"{at}_p50")) == (live.p80, live.p50)
        assert getattr(row, f"{at}_chance") == live.chance
        assert getattr(found.finish, f"{at}_p80") == forecast.finish.p80


def test_the_way_back_is_the_way_there_reversed() -> None:
    """Under one order of work each cause takes back what it did."""
    old = small()
    new = with_task(old, "join", estimate=days(5))
    new = replace(new, risks=new.risks.without("ill"))
    there, back = told(old, new), told(new, old)
    taken_back = of_causes(back.finish)
    for cause, minutes in of_causes(there.finish).items():
        assert minutes == pytest.approx(-taken_back[cause], abs=1)  # halves are rounded


def test_many_causes_and_trials_leave_a_line_for_sampling() -> None:
    old, new = everything()
    found = told(old, new, trials=6000)
    assert (found.trials, found.trials_between) == (6000, 750)
    assert adds_up(found)


def test_a_promise_that_moved_changes_the_chance_alone() -> None:
    old = small()
    live = replace(old.milestones["live"], due=date(2026, 3, 27))
    new = replace(old, milestones=old.milestones.with_row("live", live))
    (dates,) = told(old, new).milestones["live"].causes
    assert (dates.cause, dates.minutes) == ("dates", 0)
    assert (dates.chance or 0) > 0


@dataclass(frozen=True)
class _Doubled:
    def judge(self, program: Program, key: str) -> Judged:
        return Judged(Certain(2.0))


def test_what_was_learned_is_a_cause() -> None:
    program = small(risks=Table())
    found = told(program, program, judgements=(PRIOR, _Doubled()))
    assert set(of_causes(found.finish)) <= {"calibration", "sequence"}
    assert found.finish.moved_minutes != 0
    assert adds_up(found)


def test_a_mixture_that_would_go_round_in_a_circle_is_straightened() -> None:
    """B waited for A; now A waits for new work that waits for B: that work alone is a circle.

    Days of the end: 2 before, 3 with the work (and without the old link), 1 without the old link
    alone, 3 with both. So the work is worth half of 1 and of 2, the link half of -1 and of 0.
    """
    tasks = {
        "a": Task(title="A", estimate=exactly(1)),
        "b": Task(title="B", estimate=exactly(1), needs=(Need(task="a"),)),
    }
    old = small(risks=Table(), milestones=Table(), tasks=Table(tasks))
    turned = {
        "a": replace(tasks["a"], needs=(Need(task="x"),)),
        "b": replace(tasks["b"], needs=()),
        "x": Task(title="X", estimate=exactly(1), needs=(Need(task="b"),)),
    }
    found = told(old, replace(old, tasks=Table(turned)))
    assert adds_up(found)
    assert of_causes(found.finish) == {"scope": 3 * DAY // 2, "dependencies": -DAY // 2}


def test_a_milestone_that_is_new_has_not_moved() -> None:
    old = small()
    beta = Milestone(title="Beta", needs=(Need(task="api"),))
    found = told(old, replace(old, milestones=old.milestones.with_row("beta", beta)))
    assert (found.added, found.removed) == (("beta",), ())
    assert "beta" not in found.milestones
    back = told(replace(old, milestones=old.milestones.with_row("beta", beta)), old)
    assert (back.added, back.removed) == ((), ("beta",))


def test_what_has_no_dates_is_refused() -> None:
    old = small()
    round_ = with_task(old, "api", needs=(Need(task="join"),))
    with pytest.raises(CannotSimulate, match="join"):
        told(old, round_)


def test_the_count_of_programs_is_told() -> None:
    seen: list[tuple[int, int]] = []
    old, new = everything()
    told(old, new, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1][0] == seen[-1][1] == len(seen)
