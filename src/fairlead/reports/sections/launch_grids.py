"""Launches with the gates before them, and what sprints are likely to bring, as tables."""

from __future__ import annotations

from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.plan import PlannedGate, PlannedLaunch
from fairlead.reports.briefing import Block, Grid
from fairlead.reports.fact import FactBase
from fairlead.reports.names import name_of, plain
from fairlead.reports.phrases import DASH, column, cut_short, fact_or_dash
from fairlead.reports.picture import Picture
from fairlead.reports.text import BREAK, Quote, Text, listed, quiet, say, words

__all__ = ["launch_grid", "sprint_grid"]

_MOST_WAITED = 4


def launch_grid(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    """Every launch that is still to come: its gates, what they wait for, its chance."""
    ahead = [row for row in seen.plan.launches.values() if not row.launched]
    if not ahead:
        return ()
    rows, note = cut_short(
        [_launch_row(seen, base, row) for row in ahead], base, of=None, what="launches"
    )
    grid = Grid(
        columns=(
            column("Launch", wide=True),
            column("Gates passed", figures=True),
            column("Still waits for", wide=True),
            column("Promised", figures=True),
            column("Chance", figures=True),
        ),
        rows=rows,
    )
    return (grid, *note)


def _launch_row(seen: Picture, base: FactBase, row: PlannedLaunch) -> tuple[Text, ...]:
    place = f"launch.{row.id}"
    name: Text = (name_of(seen.program, row.id, "launches"),)
    audience = seen.program.launches[row.id].audience
    if audience:
        name = (*name, BREAK, *quiet(say("for {}", Quote(text=plain(audience)))))
    return (
        name,
        say("{} of {}", base[f"{place}.passed"], base[f"{place}.gates"]),
        _waits(seen, tuple(gate for gate in row.gates.values() if not gate.passed)),
        fact_or_dash(base.get(f"{place}.due")),
        fact_or_dash(base.get(f"forecast.{place}.chance")),
    )


def _waits(seen: Picture, gates: tuple[PlannedGate, ...]) -> Text:
    """The gates that are not passed, each with the work before it."""
    if not gates:
        return DASH
    found: Text = ()
    for number, gate in enumerate(gates[:_MOST_WAITED]):
        found = (*found, *((BREAK,) if number else ()), Quote(text=plain(gate.title)))
        if gate.undated:
            found = (*found, *quiet(words(", which has no date")))
        elif gate.waits_for:
            names: list[Text] = [(name_of(seen.program, key),) for key in gate.waits_for[:2]]
            names += [words("others")] if len(gate.waits_for) > 2 else []
            found = (*found, *quiet(say(": {}", listed(names))))
    return (*found, BREAK, *words("and others")) if len(gates) > _MOST_WAITED else found


def sprint_grid(seen: Picture, base: FactBase, forecast: Forecast) -> tuple[Block, ...]:
    """What is likely to be done by the end of every sprint that is not over."""
    rows = [
        (
            (name_of(seen.program, key, "sprints"),),
            (base[f"forecast.sprint.{key}.due"],),
            say("{} of {}", base[f"{place}.finished"], base[f"{place}.tasks"]),
            (base[f"{place}.done_p50"],),
            (base[f"{place}.done_p80"],),
            fact_or_dash(base.get(f"{place}.chance")),
        )
        for key in forecast.outlooks
        if (place := f"forecast.sprint.{key}")
    ]
    drawn = _drawn_from_backlogs(seen, base, forecast)
    if not rows:
        return drawn
    shown, note = cut_short(rows, base, of=None, what="sprints")
    grid = Grid(
        columns=(
            column("Sprint", wide=True),
            column("Ends", figures=True),
            column("Tasks done", figures=True),
            column("By its end, even odds", figures=True),
            column("By its end, four in five", figures=True),
            column("Chance of all", figures=True),
        ),
        rows=shown,
    )
    return (grid, *note, *drawn)


def _drawn_from_backlogs(seen: Picture, base: FactBase, forecast: Forecast) -> tuple[Block, ...]:
    """How many items of their backlogs sprints are likely to bring."""
    rows = [
        (
            (name_of(seen.program, key, "sprints"),),
            (base[f"{place}.by"],),
            (name_of(seen.program, row.backlog, "backlogs"),),
            (base[place],),
            (base[f"{place}.done_p50"],),
            (base[f"{place}.done_p80"],),
        )
        for key, row in forecast.sprint_items.items()
        if (place := f"forecast.sprint.{key}.items")
    ]
    if not rows:
        return ()
    shown, note = cut_short(rows, base, of=None, what="sprints")
    grid = Grid(
        columns=(
            column("Sprint", wide=True),
            column("Ends", figures=True),
            column("Draws from", wide=True),
            column("Items left", figures=True),
            column("Done by its end, even odds", figures=True),
            column("Done by its end, four in five", figures=True),
        ),
        rows=shown,
    )
    return (grid, *note)
