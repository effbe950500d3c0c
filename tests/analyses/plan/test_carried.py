"""A plan that is carried over is the plan that would be made."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fairlead.analyses.critical_path import CriticalPath
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.plan.carried import carried
from fairlead.analyses.plan.making import network_dates
from fairlead.program.goals import Goal
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import SECTIONS, Program
from fairlead.program.risks import Risk
from fairlead.program.work import Need, Task
from fairlead.sources.program_file import parse_program
from tests.program.strategies import programs

APART = (
    "assumptions", "changes", "contingencies", "decisions", "issues", "preferences", "risks",
    "scenarios", "stakeholders", "triggers",
)  # fmt: skip


TEXT = """
fairlead: 1
program: small
start: 2026-03-02
tasks:
  a: {title: A, estimate: 1d..3d}
  b: {title: B, estimate: 1d..3d, needs: a}
milestones:
  m: {title: M, needs: b}
"""


def small() -> Program:
    read = parse_program(TEXT).program
    assert read is not None
    return read


def task(program: Program, key: str, **fields: Any) -> Program:
    changed = replace(program.tasks[key], **fields)
    return replace(program, tasks=program.tasks.with_row(key, changed))


def made_of(program: Program) -> Plan:
    made = plan(program)
    assert isinstance(made, Plan)
    return made


def test_words_leave_the_dates_alone() -> None:
    before = small()
    now = task(task(before, "a", title="Another", notes="More"), "b", url="https://example.com")
    there = replace(before.milestones["m"], title="N")
    now = replace(now, milestones=now.milestones.with_row("m", there))
    now = replace(now, title="Other", risks=Table({"r": Risk(title="R")}))
    found = carried(made_of(before), before, now)
    assert found == made_of(now)
    assert found is not None
    assert [a.title for a in found.activities.values()] == ["Another", "B", "N"]


@pytest.mark.parametrize(
    "fields",
    [{"needs": (Need(task="m"),)}, {"parent": "b"}, {"deadline": date(2026, 3, 3)}],
)
def test_what_a_plan_is_made_of_has_it_made_again(fields: dict[str, Any]) -> None:
    before = small()
    assert carried(made_of(before), before, task(before, "a", **fields)) is None


def test_rows_that_come_go_or_change_places_have_it_made_again() -> None:
    before = small()
    turned = Table(dict(reversed(list(before.tasks.items()))))
    fewer = before.tasks.without("a")
    for tasks in (turned, fewer, before.tasks.with_row("c", Task(title="C"))):
        assert carried(made_of(before), before, replace(before, tasks=tasks)) is None
    goals = replace(before, goals=Table({"g": Goal(title="G")}))
    assert carried(made_of(before), before, goals) is None


@settings(max_examples=30, deadline=None)
@given(programs(), st.text(min_size=1, max_size=9), st.data())
def test_what_is_carried_over_is_what_would_be_made(
    before: Program, word: str, data: st.DataObject
) -> None:
    made = plan(before)
    assume(isinstance(made, Plan))
    assert isinstance(made, Plan)
    emptied = data.draw(st.sets(st.sampled_from(APART)))
    now = replace(before, **{name: Table[Noun]() for name in emptied})
    if now.tasks:
        key = data.draw(st.sampled_from(sorted(now.tasks)))
        now = task(now, key, **{data.draw(st.sampled_from(("title", "notes"))): word})
    found = carried(made, before, now)
    if found is not None:
        assert found == plan(now)


def test_a_plan_goes_on_from_dates_that_were_found_before() -> None:
    dates = network_dates(small())
    assert isinstance(dates, CriticalPath)
    assert plan(small(), dates=dates) == plan(small())


def test_the_sections_it_stands_apart_from_are_sections() -> None:
    assert set(APART) <= set(SECTIONS)
