"""Levelling, one rule at a time, on programs small enough to be done by hand."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.analyses.levelling import Levelled, level, staffing, unmet
from fairlead.program.calendars import Calendar, DateRange
from fairlead.program.moments import instant
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Share, Span
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Milestone, Need, Task

DAY = 480


def days(amount: float) -> Estimate:
    return Estimate.point(amount, "d")


def who(*people: str, units: float | None = None) -> tuple[Assignment, ...]:
    share = None if units is None else Share(units)
    return tuple(Assignment(person=person, units=share) for person in people)


def program(tasks: dict[str, Task], *, people: dict[str, Person], **fields: object) -> Program:
    """A program in UTC that begins on Monday 2 March 2026, 09:00 to 17:00 on working days."""
    rows = {"id": "p", "start": date(2026, 3, 2), "tasks": Table(tasks), "people": Table(people)}
    return Program(**{**rows, **fields})  # type: ignore[arg-type]


def levelled(subject: Program) -> Levelled:
    path = critical_path(subject)
    assert isinstance(path, CriticalPath)
    return level(path)


def place(plan: Levelled, key: str) -> int:
    network = plan.path.network
    return int(network.place[network.keys.index(key)])


def dates(plan: Levelled, key: str) -> tuple[str, str]:
    at = place(plan, key)
    return (
        f"{instant(int(plan.start[at])):%d %H:%M}",
        f"{instant(int(plan.finish[at])):%d %H:%M}",
    )


def codes(plan: Levelled) -> list[str]:
    return [finding.code for finding in plan.findings]


ASHA = {"asha": Person()}


def test_one_person_does_one_thing_after_the_other() -> None:
    plan = levelled(
        program(
            {
                "a": Task(title="A", estimate=days(2), who=who("asha")),
                "b": Task(title="B", estimate=days(1), who=who("asha")),
            },
            people=ASHA,
        )
    )
    # A has the earlier late start (2 days of a 2-day program), so it goes first
    assert dates(plan, "a") == ("02 09:00", "03 17:00")
    assert dates(plan, "b") == ("04 09:00", "04 17:00")
    assert plan.links == ((place(plan, "a"), place(plan, "b"), "asha"),)
    assert [int(plan.slack[place(plan, key)]) for key in "ab"] == [0, 0]
    assert plan.lower_bound == int(plan.finish.max())


def test_who_is_there_four_fifths_takes_five_days_for_four() -> None:
    plan = levelled(
        program(
            {"a": Task(title="A", estimate=days(4), who=who("asha"))},
            people={"asha": Person(availability=Share(0.8))},
        )
    )
    assert dates(plan, "a") == ("02 09:00", "06 17:00")


def test_shares_of_a_person_run_side_by_side_up_to_all_of_them() -> None:
    task = Task(title="T", duration=days(1), who=who("asha", units=0.5))
    plan = levelled(program({"a": task, "b": task, "c": task}, people=ASHA))
    assert [dates(plan, key)[0] for key in "abc"] == ["02 09:00", "02 09:00", "03 09:00"]


def test_of_a_team_whoever_has_the_skill_and_is_through_first_does_it() -> None:
    people = {
        "ann": Person(team="core", skills=("web",)),
        "bob": Person(team="core", skills=("api",), availability=Share(0.5)),
        "cat": Person(team="core", skills=("api",)),
        "dan": Person(team="edge", skills=("api",)),
    }
    task = Task(title="T", estimate=days(1), team="core", skill=("api",))
    plan = levelled(
        program(
            {"a": task, "b": task, "c": task},
            people=people,
            teams=Table({"core": Team(), "edge": Team()}),
        )
    )
    # Cat does A and B in two days; Bob would be through with either on the evening of the second
    # day too, and has the smaller load, so he is on one of them
    assert plan.who[place(plan, "a")] == ("cat",)
    assert {plan.who[place(plan, key)] for key in "bc"} == {("bob",), ("cat",)}
    assert plan.finish.max() == plan.finish[place(plan, "c")]


def test_a_team_holds_the_teams_that_are_part_of_it() -> None:
    plan = levelled(
        program(
            {"a": Task(title="A", estimate=days(1), team="all")},
            people={"ann": Person(team="inner")},
            teams=Table({"all": Team(), "mid": Team(part_of="all"), "inner": Team(part_of="mid")}),
        )
    )
    assert plan.who[place(plan, "a")] == ("ann",)


def test_nobody_with_the_skill_is_an_error_and_keeps_the_early_dates() -> None:
    plan = levelled(
        program(
            {"a": Task(title="A", estimate=days(1), team="core", skill=("cobol",))},
            people={"ann": Person(team="core")},
            teams=Table({"core": Team()}),
        )
    )
    assert codes(plan) == ["plan.nobody-can"]
    assert plan.findings[0].subjects == ("a",)
    assert dates(plan, "a") == ("02 09:00", "02 17:00")
    assert plan.who[place(plan, "a")] == ()


def test_who_has_left_when_their_turn_comes_is_an_error_and_no_endless_search() -> None:
    people = {"asha": Person(leaves=date(2026, 3, 4))}
    plan = levelled(
        program(
            {
                "a": Task(title="A", estimate=days(2), who=who("asha")),
                "b": Task(title="B", estimate=days(2), who=who("asha")),
            },
            people=people,
        )
    )
    assert codes(plan) == ["plan.nobody-available"]
    assert plan.findings[0].subjects == ("b", "asha")
    assert dates(plan, "b") == ("02 09:00", "03 17:00")


def test_leave_and_joining_are_waited_for() -> None:
    away = (DateRange(first=date(2026, 3, 3), last=date(2026, 3, 4)),)
    plan = levelled(
        program(
            {
                "a": Task(title="A", estimate=days(2), who=who("asha")),
                "b": Task(title="B", estimate=days(1), who=who("ben")),
            },
            people={"asha": Person(leave=away), "ben": Person(joins=date(2026, 3, 6))},
        )
    )
    assert dates(plan, "a") == ("02 09:00", "05 17:00")
    assert dates(plan, "b") == ("06 09:00", "06 17:00")


def test_several_people_share_the_effort_and_are_all_busy() -> None:
    plan = levelled(
        program(
            {
                "a": Task(title="A", estimate=days(4), who=who("ann", "bob"), priority=900),
                "b": Task(title="B", estimate=days(1), who=who("bob")),
            },
            people={"ann": Person(), "bob": Person()},
        )
    )
    assert dates(plan, "a") == ("02 09:00", "03 17:00")
    assert dates(plan, "b") == ("04 09:00", "04 17:00")


def test_priority_goes_before_slack_and_work_under_way_before_both() -> None:
    tasks = {
        "long": Task(title="L", estimate=days(5), who=who("asha")),
        "first": Task(title="F", estimate=days(1), who=who("asha"), priority=900),
        "begun": Task(title="B", estimate=days(2), who=who("asha"), started=date(2026, 3, 2)),
    }
    plan = levelled(program(tasks, people=ASHA, as_of=date(2026, 3, 3)))
    assert dates(plan, "begun") == ("03 09:00", "04 17:00")
    assert dates(plan, "first") == ("05 09:00", "05 17:00")
    assert dates(plan, "long") == ("06 09:00", "12 17:00")


def test_fixed_dates_stand_and_what_they_ask_too_much_is_told() -> None:
    on = date(2026, 3, 4)
    plan = levelled(
        program(
            {
                "a": Task(title="A", estimate=days(1), who=who("asha"), must_start=on),
                "b": Task(title="B", estimate=days(1), who=who("asha"), must_start=on),
                "c": Task(title="C", estimate=days(3), who=who("asha")),
            },
            people=ASHA,
        )
    )
    assert dates(plan, "a") == dates(plan, "b") == ("04 09:00", "04 17:00")
    assert dates(plan, "c") == ("05 09:00", "09 17:00")  # three days do not fit before the fourth
    assert codes(plan) == ["plan.overload"]
    assert plan.findings[0].subjects == ("asha", "a", "b")


def test_a_short_task_is_put_into_a_gap() -> None:
    plan = levelled(
        program(
            {
                "fixed": Task(
                    title="F", estimate=days(1), who=who("asha"), must_start=date(2026, 3, 4)
                ),
                "long": Task(title="L", estimate=days(3), who=who("asha")),
                "short": Task(title="S", estimate=days(2), who=who("asha")),
            },
            people=ASHA,
        )
    )
    assert dates(plan, "short") == ("02 09:00", "03 17:00")
    assert dates(plan, "long") == ("05 09:00", "09 17:00")


def test_more_than_there_is_of_somebody_is_planned_alone_and_told() -> None:
    plan = levelled(
        program(
            {
                "a": Task(title="A", duration=days(1), who=who("crew", units=3.0)),
                "b": Task(title="B", duration=days(1), who=who("crew", units=1.0)),
            },
            people={"crew": Person(kind="pool", availability=Share(2.0))},
        )
    )
    assert codes(plan) == ["plan.more-than-available"]
    assert {dates(plan, "a"), dates(plan, "b")} == {
        ("02 09:00", "02 17:00"),
        ("03 09:00", "03 17:00"),
    }


def test_who_is_never_available_is_told_and_planned_as_if_all_there() -> None:
    plan = levelled(
        program(
            {
                "a": Task(title="A", estimate=days(2), who=who("bob")),
                "b": Task(title="B", estimate=days(1), who=who("bob")),
            },
            people={"bob": Person(availability=Share(0.0))},
        )
    )
    assert codes(plan) == ["plan.never-available"]
    assert "tasks 'a', 'b'" in plan.findings[0].message
    assert dates(plan, "a") == ("02 09:00", "03 17:00")


def test_a_pool_serves_as_many_as_it_has() -> None:
    task = Task(title="T", estimate=days(1), team="crew")
    plan = levelled(
        program(
            {"a": task, "b": task, "c": task},
            people={"crew": Person(kind="pool", availability=Share(2.0), team="crew")},
            teams=Table({"crew": Team()}),
        )
    )
    assert [dates(plan, key)[0] for key in "abc"] == ["02 09:00", "02 09:00", "03 09:00"]
    assert len(plan.links) == 1


def test_duration_of_a_team_is_a_wait_that_needs_nobody() -> None:
    wait = Task(title="W", duration=days(2), team="vendor")
    plan = levelled(
        program(
            {"a": wait, "b": wait},
            people={"ann": Person(team="vendor")},
            teams=Table({"vendor": Team()}),
        )
    )
    assert dates(plan, "a") == dates(plan, "b") == ("02 09:00", "03 17:00")
    assert plan.who[place(plan, "a")] == ()


def test_as_late_as_possible_gives_way_to_who_is_on_it() -> None:
    plan = levelled(
        program(
            {
                "late": Task(
                    title="L", estimate=days(1), who=who("asha"), as_late_as_possible=True
                ),
                "busy": Task(
                    title="B", estimate=days(1), who=who("asha"), must_start=date(2026, 3, 6)
                ),
                "end": Task(title="E", duration=days(5)),
            },
            people=ASHA,
        )
    )
    assert dates(plan, "late") == ("05 09:00", "05 17:00")


def test_slack_after_levelling_counts_whom_a_task_holds_up() -> None:
    plan = levelled(
        program(
            {
                "a": Task(title="A", estimate=days(1), who=who("asha"), priority=900),
                "b": Task(title="B", estimate=days(1), who=who("asha")),
                "end": Task(title="E", duration=days(5)),
            },
            people=ASHA,
        )
    )
    # A, then B, then three days to the end: both can slip those three days
    slack = {key: int(plan.slack[place(plan, key)]) for key in ("a", "b", "end")}
    assert slack == {"a": 3 * DAY, "b": 3 * DAY, "end": 0}
    assert int(plan.free_slack[place(plan, "a")]) == 0
    assert [bool(plan.critical[place(plan, key)]) for key in ("a", "b", "end")] == [
        False,
        False,
        True,
    ]


def test_critical_slack_says_what_is_critical() -> None:
    tasks = {
        "a": Task(title="A", duration=days(4)),
        "end": Task(title="E", duration=days(5)),
    }
    near = Scheduling(critical_slack=Span(amount=1, unit="d"))
    plan = levelled(program(tasks, people={}, scheduling=near))
    assert plan.critical.tolist() == [True, True]
    assert levelled(program(tasks, people={})).critical.sum() == 1


def test_promises_go_before_an_earlier_end_of_the_whole() -> None:
    plan = levelled(
        program(
            {
                "promised": Task(title="P", estimate=days(2), who=who("asha")),
                "chain": Task(title="C", estimate=days(1), who=who("asha")),
                "after": Task(title="A", duration=days(8), needs=(Need(task="chain"),)),
            },
            people=ASHA,
            milestones=Table(
                {"m": Milestone(title="M", needs=(Need(task="promised"),), due=date(2026, 3, 3))}
            ),
        )
    )
    assert dates(plan, "promised") == ("02 09:00", "03 17:00")
    assert plan.late == 0


def test_a_lead_that_lets_work_stand_before_what_it_waits_for_closes_no_circle() -> None:
    lead = Need(task="a", lag=Span(amount=-5, unit="d"))
    plan = levelled(
        program(
            {
                "a": Task(
                    title="A", estimate=days(1), who=who("asha"), not_before=date(2026, 3, 9)
                ),
                "b": Task(title="B", estimate=days(1), who=who("asha"), needs=(lead,)),
            },
            people=ASHA,
        )
    )
    assert dates(plan, "a") == ("09 09:00", "09 17:00")
    assert dates(plan, "b") == ("03 09:00", "03 17:00")
    assert plan.links == ()


def test_people_work_in_their_own_zone() -> None:
    plan = levelled(
        program(
            {"a": Task(title="A", estimate=days(1), team="india")},
            people={"ravi": Person(team="india")},
            teams=Table({"india": Team(calendar="ist")}),
            calendars=Table({"ist": Calendar(timezone="Asia/Kolkata")}),
        )
    )
    assert dates(plan, "a") == ("02 03:30", "02 11:30")


@pytest.mark.parametrize("count", [40])
def test_a_plan_far_beyond_the_first_tables_is_found(count: int) -> None:
    tasks = {
        f"t{k:02}": Task(title="T", estimate=Estimate.point(26, "w"), who=who("asha"))
        for k in range(count)
    }
    plan = levelled(program(tasks, people=ASHA))
    assert instant(int(plan.finish.max())) > datetime(2045, 1, 1, tzinfo=UTC)
    assert plan.findings == ()
    assert int(plan.finish.max()) == plan.lower_bound


def test_the_bound_counts_what_must_follow_the_last_work_of_people() -> None:
    tasks = {f"w{k}": Task(title="W", estimate=days(4), team="core") for k in range(9)}
    for k in range(9):
        tasks[f"q{k}"] = Task(title="Q", duration=days(20), needs=(Need(task=f"w{k}"),))
    plan = levelled(
        program(
            tasks,
            people={f"p{k}": Person(team="core") for k in range(3)},
            teams=Table({"core": Team()}),
        )
    )
    # 9 x 4 days by three people end on the 12th day, 20 more follow: 32 days from 2 March
    assert instant(int(plan.finish.max())) == datetime(2026, 4, 14, 17, tzinfo=UTC)
    assert plan.lower_bound == int(plan.finish.max())


def test_every_finding_of_levelling_is_in_its_methods_page() -> None:
    made = set()
    for module in (staffing, unmet):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                said = {word.arg: ast.literal_eval(word.value) for word in node.keywords
                        if isinstance(word.value, ast.Constant)}  # fmt: skip
                made.add((said["code"], said["severity"]))
    page = (Path(__file__).parents[2] / "docs" / "methods" / "levelling.md").read_text("utf-8")
    rows = re.findall(r"^\| `(plan\.[a-z-]+)` \| (\w+) \|", page, re.MULTILINE)
    assert sorted(rows) == sorted(made)
    assert len(made) == 5
