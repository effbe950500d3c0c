"""The money of a program in a briefing: what is agreed, what is planned, what risk could add."""

from __future__ import annotations

from fairlead.reports.briefing import Block, Empty, Grid, Paragraph, Section
from fairlead.reports.fact import FactBase
from fairlead.reports.phrases import column
from fairlead.reports.picture import Picture
from fairlead.reports.text import Text, counted, quiet, say, strong, words

__all__ = ["money_section"]


def money_section(seen: Picture, base: FactBase) -> Section:
    """Planned cost against budget, then the same with risks; what is left out is said."""
    return Section(id="money", title=words("Money"), blocks=_blocks(seen, base))


def _blocks(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    cost = seen.cost
    if not cost.known:
        return (
            Empty(
                text=words("No budget, rate or cost has been stated."),
                hint=words("Give people a rate, tasks a cost, and the program a budget."),
            ),
        )
    rows: list[tuple[Text, ...]] = []
    if cost.spent or cost.to_do:
        rows.append(_row("People, so far", base, "spent"))
        rows.append(_row("People, still to come", base, "to_do"))
    if cost.other:
        rows.append(_row("Other costs", base, "other"))
    rows.append((strong(words("Planned cost")), strong((base["cost.planned"],)), ()))
    if cost.budget is not None:
        rows.append(_row("Budget", base, "budget"))
        over = (cost.left or 0) < 0
        note = words("The plan costs more than was agreed.") if over else ()
        rows.append((words("Left of the budget"), (base["cost.left"],), quiet(note)))
    if cost.risk_expected or cost.risk_most:
        rows.append(
            (
                words("With risks weighted by their chance"),
                (base["cost.with_expected"],),
                quiet(say("{} for risks", base["cost.risk_expected"])),
            )
        )
        rows.append(
            (
                words("If every open risk happened"),
                (base["cost.with_most"],),
                quiet(say("{} for risks, each at its highest", base["cost.risk_most"])),
            )
        )
    if cost.treatment:
        rows.append(
            (
                words("Stated responses to risks"),
                (base["cost.treatment"],),
                quiet(say("would bring the risks down to {}", base["cost.risk_treated"])),
            )
        )
    grid = Grid(
        columns=(
            column("Item", wide=True),
            column("Amount", figures=True),
            column("Note", wide=True),
        ),
        rows=tuple(rows),
        narrow=True,
    )
    return (grid, *_left_out(seen, base))


def _row(title: str, base: FactBase, name: str) -> tuple[Text, ...]:
    return (words(title), (base[f"cost.{name}"],), ())


def _left_out(seen: Picture, base: FactBase) -> tuple[Paragraph, ...]:
    notes: list[Text] = []
    if seen.cost.unpriced_minutes:
        people = counted(base["cost.unpriced_people"], "person", "people")
        notes.append(
            say(
                "Not in these sums: {} of work by {} without a rate.", base["cost.unpriced"], people
            )
        )
    if seen.cost.assumed_spent:
        tasks = counted(base["cost.assumed"], "finished task", "finished tasks")
        notes.append(say("For {} no time was recorded; their estimate was taken.", tasks))
    if seen.cost.budget is None:
        notes.append(words("No budget has been agreed, so there is nothing to compare with."))
    return tuple(Paragraph(text=note, quiet=True) for note in notes)
