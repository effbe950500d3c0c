"""A forecast on the terminal: short tables, the surest things first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from fairlead.cli.amounts import aligned, length, money, share, signed
from fairlead.cli.history import record_line
from fairlead.cli.lines import table, terminal_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fairlead.analyses.forecast.result import Forecast, RiskPrice, TargetForecast
    from fairlead.program.program import Program

__all__ = ["print_forecast", "print_targets"]

_DRIVERS: Final = 8
_RISKS: Final = 10
_BOTTLENECKS: Final = 4
_DOUBTFUL: Final = 4


def print_forecast(
    program: Program, forecast: Forecast, *, timezone: str, everything: bool
) -> None:
    """Print what a forecast says, times in a zone, days of the calendar."""
    days = _Days(timezone)
    click.echo(program.title or program.id)
    click.echo(
        f"as of {days.of(forecast.as_of, end=False)}, {forecast.trials:,} trials, seed "
        f"{forecast.seed}{'' if forecast.people else ', as if everybody were always free'}"
    )
    click.echo(f"days in {timezone}, fingerprint {forecast.fingerprint}")
    click.echo(record_line(forecast.record))
    wide = forecast.widening
    if wide.dates:
        click.echo(
            f"{wide.later:.2f} times as wide to the late side as drawn, {wide.earlier:.2f} to the "
            f"early side: learned from {wide.dates} dates that have come (fairlead score)"
        )
    click.echo("\nWhen")
    print_targets(forecast.targets, days=days)
    _bias(forecast)
    _throughput(forecast)
    _outlooks(forecast)
    _drivers(program, forecast, everything=everything)
    _risks(program, forecast, everything=everything)
    _money(program, forecast)


class _Days:
    """Days as the reader's calendar shows them; a midnight belongs to the day that ends."""

    def __init__(self, zone: str) -> None:
        self.zone = zone

    def of(self, at: datetime | None, *, end: bool = True) -> str:
        from fairlead.program.moments import closing_day, in_zone  # slow import

        if at is None:
            return ""
        day = closing_day(at, timezone=self.zone) if end else in_zone(at, timezone=self.zone)
        return f"{day:%Y-%m-%d}"


def print_targets(targets: Sequence[TargetForecast], *, days: _Days) -> None:
    """A row for each target that is not reached: plan, promise, chance, quantiles."""
    rows = [("", "planned", "P50", "P80", "P90", "due", "chance", "")]
    for target in targets:
        if target.reached:
            continue
        chance = "" if target.chance is None else share(target.chance)
        if target.chance_error is not None:
            chance += f" +-{100 * target.chance_error:.1f}"
        wanted = "" if target.confidence is None else f"wanted {share(target.confidence)}"
        rows.append(
            (
                target.id or "the whole",
                days.of(target.planned),
                days.of(target.p50),
                days.of(target.p80),
                days.of(target.p90),
                days.of(target.due),
                chance,
                wanted,
            )
        )
    told = table(rows, right=frozenset({6}), spare=(4, 7), width=terminal_columns())
    click.echo("\n".join(told))
    error = max((t.p80_error_minutes for t in targets if not t.reached), default=0)
    click.echo(f"  with 95% chance every P80 is good to {length(error)} either way")


def _bias(forecast: Forecast) -> None:
    bias = forecast.finish.bias
    if bias is None:
        return
    parts = (
        ("estimates", bias.estimates_minutes),
        ("merging of paths and people", bias.merging_minutes),
        ("risks", bias.risks_minutes),
        ("skew", bias.skew_minutes),
        ("dispatch", bias.dispatch_minutes),
    )
    told = ", ".join(f"{name} {signed(minutes)}" for name, minutes in parts if minutes)
    click.echo(
        f"\nP50 of the whole is {signed(bias.minutes)} from the plan{': ' * bool(told)}{told}"
    )


def _throughput(forecast: Forecast) -> None:
    for key, row in forecast.throughput.items():
        said = f"{row.items:,} items at {row.per_week:.1f} a week of the last {row.weeks}"
        if row.done_p80 is not None:
            said += f"; by its date {row.done_p80:,} with 80% chance"
        click.echo(f"  {key}: {said}")


def _outlooks(forecast: Forecast) -> None:
    """Of each sprint: how many tasks are done by its end, and those that are likelier not to be."""
    for key, row in forecast.outlooks.items():
        if row.finished == row.tasks:
            continue
        said = (
            f"{row.done_p80} of {row.tasks} tasks done by its end with 80% chance "
            f"({row.finished} are), {row.done_p50} at even odds"
        )
        doubtful = sorted((each.chance, each.id) for each in row.chances if each.chance < 0.5)
        if doubtful:
            shown = ", ".join(f"{task} {share(chance)}" for chance, task in doubtful[:_DOUBTFUL])
            more = len(doubtful) - _DOUBTFUL
            said += f"; rather not: {shown}{f' and {more} more' if more > 0 else ''}"
        click.echo(f"  {key}: {said}")
    for key, items in forecast.sprint_items.items():
        click.echo(
            f"  {key}: {items.done_p80:,} of {items.items:,} items of {items.backlog} done by its "
            f"end with 80% chance, {items.done_p50:,} at even odds"
        )


def _drivers(program: Program, forecast: Forecast, *, everything: bool) -> None:
    drivers = [
        row
        for row in forecast.drivers.values()
        if row.kind != "summary" and (row.swing_minutes or row.critical)
    ]
    if not drivers:
        return
    shown = drivers if everything else drivers[:_DRIVERS]
    click.echo("\nWhat drives the finish")
    rows = [("", "", "critical", "moves it by")]
    for row in shown:
        table = program.section(f"{row.kind}s")
        title = getattr(table.get(row.id), "title", None) or getattr(
            table.get(row.id), "event", None
        )
        critical = "" if row.critical is None else share(row.critical)
        mark = "" if row.kind == "task" else f"({row.kind}) "
        rows.append((row.id, f"{mark}{title or ''}", critical, length(row.swing_minutes)))
    click.echo("\n".join(aligned(rows, right=frozenset({2, 3}))))
    if len(shown) < len(drivers):
        click.echo(f"  {len(drivers) - len(shown):,} more: --all shows them.")
    waits = [row for row in forecast.bottlenecks if row.share >= 0.01][:_BOTTLENECKS]
    if waits:
        said = ", ".join(f"{row.id} {share(row.share)}" for row in waits)
        click.echo(f"  it waits for a free hour of: {said}")


def _risks(program: Program, forecast: Forecast, *, everything: bool) -> None:
    if not forecast.risks:
        return
    prices = sorted(forecast.risks.values(), key=lambda p: (-p.p80_minutes, -p.cost, p.id))
    shown = prices if everything else prices[:_RISKS]
    click.echo(f"\nWhat each risk costs: P80 of the whole, and {program.currency} on average")
    rows: list[tuple[str, ...]] = [
        ("", "happens", "P80", "cost", "treated saves", "of cost", "treatment", "")
    ]
    rows += [_risk(price) for price in shown]
    if all(price.treatment is None for price in shown):
        rows = [(*row[:4], "", "", "", row[7]) for row in rows]
    click.echo("\n".join(aligned(rows, right=frozenset({1, 2, 3, 4, 5, 6}))))
    if len(shown) < len(prices):
        click.echo(f"  {len(prices) - len(shown):,} more: --all shows them.")


def _risk(price: RiskPrice) -> tuple[str, ...]:
    mark = "opportunity" if price.kind == "opportunity" else ""
    row = (price.id, share(price.happened), signed(price.p80_minutes), money(price.cost))
    treatment = price.treatment
    if treatment is None:
        return (*row, "", "", "", mark)
    return (
        *row,
        length(treatment.p80_minutes),
        money(treatment.saved),
        money(treatment.cost_of_treatment),
        mark or ("pays" if treatment.net > 0 else "costs more than it saves"),
    )


def _money(program: Program, forecast: Forecast) -> None:
    cost, joint = forecast.cost, forecast.joint
    if cost is None:
        return
    said = f"P50 {money(cost.p50)}, P80 {money(cost.p80)}, P90 {money(cost.p90)}"
    if cost.budget is not None and cost.chance is not None:
        said += f"; budget {money(cost.budget)}, kept with {share(cost.chance)}"
    click.echo(f"\nCost in {program.currency}: {said}")
    if joint is not None and joint.chance is not None:
        of = f" of {joint.target}" if joint.target else ""
        click.echo(f"Date{of} and budget together: {share(joint.chance)}")
