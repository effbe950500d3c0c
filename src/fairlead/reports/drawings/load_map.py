"""The load of people by week: which share of their time is planned, as a map of numbers."""

from __future__ import annotations

from datetime import date, timedelta

from fairlead.analyses.plan import Plan
from fairlead.program.moments import in_zone
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.reports.fact import Fact, FactBase, Recorder
from fairlead.reports.names import name_of
from fairlead.reports.show import MONTHS
from fairlead.reports.text import Quote, Scale

__all__ = ["LoadCell", "LoadMap", "LoadRow", "load_map", "record_load"]

MOST_WEEKS = 26
MOST_PEOPLE = 40


class LoadCell(Noun):
    """A person's week. No `load` means no working time: the person is away or not there yet.

    `level` is 0 for nothing, 1 to 4 for each begun quarter of the time, 5 for more than all of it.
    """

    load: Fact | None = None
    level: int = 0


class LoadRow(Noun):
    """A person and their weeks."""

    person: Quote
    cells: tuple[LoadCell, ...]


class LoadMap(Noun):
    """People by weeks. A week is named by its Monday."""

    weeks: tuple[Scale, ...]
    rows: tuple[LoadRow, ...]


def _weeks(plan: Plan, timezone: str) -> list[date]:
    today = in_zone(plan.as_of, timezone=timezone).date()
    this_week = today - timedelta(days=today.weekday())
    return sorted({w.monday for w in plan.load if w.monday >= this_week})


def _people(program: Program, plan: Plan) -> list[str]:
    """Those with planned work, busiest first when not all of them can be shown."""
    work: dict[str, int] = {}
    for week in plan.load:
        work[week.person] = work.get(week.person, 0) + week.planned_minutes
    busy = [p for p in program.people if work.get(p, 0) > 0]
    if len(busy) <= MOST_PEOPLE:
        return busy
    return sorted(busy, key=lambda p: (-work[p], p))[:MOST_PEOPLE]


def record_load(recorder: Recorder, program: Program, plan: Plan, *, timezone: str) -> None:
    """Take down how many weeks and people a map shows, and of how many."""
    weeks = len(_weeks(plan, timezone))
    people = len({w.person for w in plan.load if w.planned_minutes > 0} & set(program.people))
    source = "The load map: "
    recorder.record("load.weeks.all", "count", weeks, source + "weeks from the status time on.")
    recorder.record("load.weeks.shown", "count", min(weeks, MOST_WEEKS), source + "weeks shown.")
    recorder.record("load.people.all", "count", people, source + "people with planned work.")
    recorder.record("load.people.shown", "count", min(people, MOST_PEOPLE), source + "shown.")


def load_map(program: Program, plan: Plan, base: FactBase) -> LoadMap | None:
    """The map from the week of the status time on; None when nobody has planned work."""
    weeks = _weeks(plan, base.timezone)[:MOST_WEEKS]
    people = _people(program, plan)
    if not weeks or not people:
        return None
    return LoadMap(
        weeks=tuple(Scale(text=f"{w.day} {MONTHS[w.month - 1]}") for w in weeks),
        rows=tuple(
            LoadRow(
                person=name_of(program, person, "people"),
                cells=tuple(_cell(base.get(f"person.{person}.week.{week}")) for week in weeks),
            )
            for person in people
        ),
    )


def _cell(load: Fact | None) -> LoadCell:
    if load is None or not isinstance(load.value, float):
        return LoadCell()
    part = load.value
    level = 5 if part > 1.0005 else min(4, -(-int(part * 10000) // 2500))
    return LoadCell(load=load, level=level)
