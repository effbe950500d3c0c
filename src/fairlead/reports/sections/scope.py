"""What the result must do, counted by priority and by where it stands."""

from __future__ import annotations

from fairlead.reports.briefing import Block, Empty, Grid, Paragraph, Section
from fairlead.reports.fact import FactBase
from fairlead.reports.facts.program import PRIORITIES
from fairlead.reports.names import name_of
from fairlead.reports.phrases import column
from fairlead.reports.picture import Picture
from fairlead.reports.text import counted, listed, say, words

__all__ = ["scope_section"]

_PRIORITY = {
    "must": "Must have",
    "should": "Should have",
    "could": "Could have",
    "wont": "Left out this time",
}


def scope_section(seen: Picture, base: FactBase) -> Section:
    """Requirements by priority and status, and those that are wanted and not in the plan."""
    if not seen.program.requirements:
        blocks: tuple[Block, ...] = (
            Empty(
                text=words("Nothing has been written down that the result must do."),
                hint=words("Without it nobody can say what was promised, or when it is done."),
            ),
        )
        return Section(id="scope", title=words("What is in it"), blocks=blocks)
    statuses = ("proposed", "agreed", "changed", "delivered", "dropped")
    rows = tuple(
        (
            words(_PRIORITY[priority]),
            (base[f"scope.{priority}.all"],),
            *((base[f"scope.{priority}.{status}"],) for status in statuses),
            (base[f"scope.{priority}.unplanned"],),
        )
        for priority in PRIORITIES
        if base[f"scope.{priority}.all"].value
    )
    grid = Grid(
        columns=(
            column("Priority"),
            column("All", figures=True),
            *(column(status.capitalize(), figures=True) for status in statuses),
            column("Not in the plan", figures=True),
        ),
        rows=rows,
        narrow=True,
    )
    gaps = [
        (name_of(seen.program, key, "requirements"),)
        for key in seen.trace.requirements_without_work
    ]
    blocks = (grid,)
    if gaps:
        note = say("Wanted, and not in the plan: {}.", listed(gaps))
        blocks = (grid, Paragraph(text=note, quiet=True))
    everything = counted(base["scope.all"], "requirement", "requirements")
    return Section(id="scope", title=words("What is in it"), aside=everything, blocks=blocks)
