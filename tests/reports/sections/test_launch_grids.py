"""Launches with their open gates in both voices; sprints for engineering alone."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import pytest

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.plan import Plan, plan
from fairlead.program.backlogs import Backlog
from fairlead.program.launches import Gate, Launch
from fairlead.program.noun import Table, replace
from fairlead.program.quantities import Span
from fairlead.program.sprints import Sprint
from fairlead.reports.briefing import Briefing
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.fact import FactBase
from fairlead.reports.formats.html import html
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.picture import Picture, fact_base, picture
from tests.reports import sample
from tests.reports.pages import Page

Composer = Callable[[Picture, FactBase], Briefing]


@cache
def seen() -> Picture:
    program = sample.program()
    gates = {
        "works": Gate(title="It works", needs=("beta",)),
        "seen": Gate(title="The board saw it"),
        "legal": Gate(title="Terms agreed", passed=date(2026, 2, 2)),
    }
    launches = {
        "everybody": Launch(title="To everybody", audience="12 customers", gates=Table(gates)),
        "friends": Launch(
            title="To friends",
            due=date(2026, 6, 30),
            gates=Table({"works": gates["works"]}),
        ),
        "past": Launch(title="To ourselves", launched=date(2026, 1, 5)),
    }
    open_tasks = tuple(key for key, row in program.tasks.items() if row.finished is None)[:5]
    begin = program.as_of or program.start
    assert begin is not None
    row = Sprint(title="Sprint 7", start=begin, length=Span(amount=3, unit="w"), tasks=open_tasks)
    wishes = tuple(date(2026, 2, 27) - timedelta(days=day) for day in range(0, 120, 2))
    backlogs = {"wishes": Backlog(title="Wishes", items=40, history=wishes)}
    drawing = replace(row, title="Sprint 8", tasks=(), backlog="wishes")
    program = replace(
        program,
        launches=Table(launches),
        backlogs=Table(backlogs),
        sprints=Table({"s7": row, "s8": drawing}),
    )
    made, found = plan(program), forecast(program, trials=200, prices=False)
    assert isinstance(made, Plan)
    assert isinstance(found, Forecast)
    return picture(program, made, forecast=found)


def text(compose: Composer) -> str:
    return markdown(compose(seen(), fact_base(seen())))


@pytest.mark.parametrize("compose", [business_briefing, engineering_briefing])
def test_a_launch_shows_its_gates_what_they_wait_for_and_its_chance(compose: Composer) -> None:
    told = {
        cells[1].strip(): cells
        for line in text(compose).splitlines()
        if len(cells := line.split("|")) == 7 and line.startswith("| To ")
    }
    assert [*told] == ["To everybody<br>for 12 customers", "To friends"]
    everybody, friends = told.values()
    assert everybody[2].strip() == "1 of 3"
    assert "It works: " in everybody[3]
    assert "The board saw it, which has no date" in everybody[3]
    assert everybody[5].strip() == "\N{EN DASH}"
    assert friends[2].strip() == "0 of 1"
    assert friends[5].strip().endswith("%")


def test_sprints_are_told_to_engineering_alone() -> None:
    assert "Sprint 7" not in text(business_briefing)
    outlook = seen().forecast
    assert outlook is not None
    row = outlook.outlooks["s7"]
    (line,) = [li for li in text(engineering_briefing).splitlines() if "Sprint 7" in li and
               f"{row.finished} of {row.tasks}" in li]  # fmt: skip
    cells = [cell.strip() for cell in line.split("|")]
    assert cells[4:6] == [str(row.done_p50), str(row.done_p80)]


def test_a_sprint_that_draws_from_a_backlog_is_told_with_its_items() -> None:
    assert "Sprint 8" not in text(business_briefing)
    outlook = seen().forecast
    assert outlook is not None
    row = outlook.sprint_items["s8"]
    (line,) = [li for li in text(engineering_briefing).splitlines() if "Sprint 8" in li and
               "Wishes" in li]  # fmt: skip
    cells = [cell.strip() for cell in line.split("|")]
    assert cells[4:7] == [str(row.items), str(row.done_p50), str(row.done_p80)]
    assert 0 < row.done_p80 < row.items


@pytest.mark.parametrize("compose", [business_briefing, engineering_briefing])
def test_every_figure_of_launches_is_a_fact(compose: Composer) -> None:
    found = Page(html(compose(seen(), fact_base(seen()))))
    loose = [p.text for p in found.pieces if p.claim is None and any(map(str.isnumeric, p.text))]
    assert loose == []
