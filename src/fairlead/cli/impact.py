"""`fairlead impact`: what a change request would do, before anyone approves it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.history import history_option

if TYPE_CHECKING:
    from datetime import datetime

    from fairlead.analyses.scope.impact import Dates, Impact, TargetImpact
    from fairlead.program.findings import Finding
    from fairlead.program.history import History
    from fairlead.program.program import Program
    from fairlead.reports.briefing import Voice

__all__ = ["command"]


@click.command("impact")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("changes", metavar="CHANGE...", nargs=-1, required=True)
@click.option(
    "--for",
    "reader",
    type=click.Choice(["business", "engineering"]),
    help="Tell it as a briefing in this voice.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file that the briefing goes into, .html or .md.",
)
@click.option(
    "--against",
    metavar="VERSION",
    default="now",
    show_default=True,
    help="The version that the change is made to.",
)
@click.option(
    "--trials",
    type=click.IntRange(10, 1_000_000),
    default=10_000,
    show_default=True,
    help="How many paired trials to draw.",
)
@click.option("--seed", type=int, metavar="N", help="Another seed of the draws; 1 when left out.")
@history_option
@click.option("--json", "as_json", is_flag=True, help="Print what it would do as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    changes: tuple[str, ...],
    reader: Voice | None,
    output: Path | None,
    against: str,
    trials: int,
    seed: int | None,
    history: Path | None,
    as_json: bool,
) -> None:
    """Tell what a change would do, before anyone approves it.

    CHANGE is the id of a request in `changes` or of a what-if in `scenarios`, or another version of
    the program: `baseline`, `baseline:NAME`, `git:REV`, or a path. Several are told side by side.
    Before and after are lived through with the same draws, so that they differ by the change
    alone. The exit code is 1 when a change cannot be read, merged, or planned.
    """
    from fairlead.analyses.forecast import SEED  # slow import
    from fairlead.analyses.plan import Unplannable  # slow import
    from fairlead.analyses.scope.impact import impact  # slow import
    from fairlead.cli.opening import show_findings  # slow import
    from fairlead.cli.versions import version_of  # slow import

    if output is not None and (reader is None or output.suffix.lower() not in (".html", ".md")):
        raise click.UsageError("A briefing has a voice, and goes into .html or .md: --for, -o.")
    if len(changes) > 1 and reader is not None:
        raise click.UsageError("A briefing is about one change; leave out --for to compare.")
    before = version_of(program, against).program
    record = _record(before, history)
    made: dict[str, Impact] = {}
    last = before
    for change in changes:
        after, findings = _after(program, before, change)
        if after is None:
            show_findings(findings, err=True)
            ctx.exit(exit_codes.FINDINGS)
        number = SEED if seed is None else seed
        found = impact(before, after, seed=number, trials=trials, history=record)
        if isinstance(found, Unplannable):
            show_findings(found.findings, err=True)
            click.echo(f"{change}: there is no plan with it, or none without.", err=True)
            ctx.exit(exit_codes.FINDINGS)
        made[change], last = found, after
    if as_json:
        click.echo(_json(made))
    elif reader is not None:
        _brief(before, last, made[changes[0]], changes[0], voice=reader, output=output)
    elif len(made) == 1:
        _print(before, made[changes[0]], _title(before, changes[0]))
    else:
        _print_side_by_side(before, made)


def _record(program: Program, path: Path | None) -> History | None:
    """The record of finished work that estimates are judged by, if one is named."""
    from fairlead.cli.history import judgement_of  # slow import
    from fairlead.sources.history import read_history  # slow import

    if path is None:
        return None
    judgement_of(program, path)  # which tells what is wrong with it
    return read_history(path).history


def _after(path: Path, before: Program, change: str) -> tuple[Program | None, tuple[Finding, ...]]:
    """The program with a change, or why there is none."""
    from fairlead.cli.versions import version_of  # slow import
    from fairlead.program.noun import replace  # slow import
    from fairlead.sources.program_file.approval import merged_into, resolved  # slow import

    if change not in before.changes and change not in before.scenarios:
        other = version_of(path, change).program
        # What is asked for is no part of what the program is.
        return replace(other, changes=before.changes, scenarios=before.scenarios), ()
    section = "changes" if change in before.changes else "scenarios"
    edits, findings = resolved(before, change)
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    after, broken = merged_into(before, edits, where=f"{section}.{change}")
    return after, (*findings, *broken)


def _title(program: Program, change: str) -> str:
    row = program.changes.get(change) or program.scenarios.get(change)
    return change if row is None else row.title


def _json(made: dict[str, Impact]) -> str:
    import msgspec  # slow import

    from fairlead.analyses.scope.impact_json import impact_json  # slow import

    rows = {change: impact_json(found) for change, found in made.items()}
    answer = next(iter(rows.values())) if len(rows) == 1 else {"changes": rows}
    return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode()


def _brief(
    before: Program, after: Program, made: Impact, change: str, *, voice: Voice,
    output: Path | None,
) -> None:  # fmt: skip
    from fairlead.cli.saving import save  # slow import
    from fairlead.reports.html import html  # slow import
    from fairlead.reports.impact_briefing import impact_briefing  # slow import
    from fairlead.reports.impact_facts import impact_base  # slow import
    from fairlead.reports.markdown import markdown  # slow import

    base = impact_base(made, before)
    told = impact_briefing(made, before, after, base, title=_title(before, change), voice=voice)
    if output is None:
        click.echo(markdown(told), nl=False)
        return
    save(output, html(told) if output.suffix.lower() == ".html" else markdown(told))
    click.echo(f"Wrote {output}.")


def _print(before: Program, made: Impact, title: str) -> None:
    rows: list[tuple[str, ...]] = [("", "P50", "", "P80", "", "chance", "P80 moves")]
    rows += [_row(target, before.timezone) for target in (*made.milestones.values(), made.finish)]
    click.echo(f"{before.title or before.id}: {title}")
    count = len(made.change)
    click.echo(f"{count:,} edit{'' if count == 1 else 's'}, {made.trials:,} paired trials\n")
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for cells in rows:
        told = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.echo("  ".join(told).rstrip())
    cost = made.cost
    if cost is not None:
        click.echo(
            f"\nEffort {_hours(cost.size.minutes)}, planned cost {_money(cost.planned_before)} -> "
            f"{_money(cost.planned_after)}, P80 {_money(cost.p80_before)} -> "
            f"{_money(cost.p80_after)} {made.currency}"
        )
    for row in made.load:
        more = _hours(row.minutes_after - row.minutes_before)
        click.echo(f"  {row.person}: {more}, fullest week {row.fullest_after:.0%}")
    for risk in made.risks:
        click.echo(f"Risk {risk.id}: {risk.how}")
    reach = made.touched
    for name, keys in (
        ("Goals", reach.goals),
        ("Requirements", reach.requirements),
        ("Components", reach.components),
    ):
        if keys:
            click.echo(f"{name}: {', '.join(keys)}")
    asked: dict[str, list[str]] = {}
    for ask in reach.asks:
        asked.setdefault(ask.who, []).append(f"{ask.why} {', '.join(ask.of)}")
    if asked:
        click.echo("Ask first")
        for who, why in asked.items():
            click.echo(f"  {who}: {'; '.join(why)}")


def _row(row: TargetImpact, zone: str) -> tuple[str, ...]:
    name = row.id or "(the whole)"
    sides = (row.before, row.after)
    p50, p80 = ([_day(d, zone, f) for d in sides] for f in ("p50", "p80"))
    chances = ["" if d is None or d.chance is None else f"{d.chance:.0%}" for d in sides]
    chance = " -> ".join(c for c in chances if c) if any(chances) else ""
    if row.presence != "both":
        return (name, p50[0], p50[1], p80[0], p80[1], chance, row.presence)
    moves = _days(row.p80_minutes or 0) if row.moved else "-"
    error = row.p80_error_minutes or 0
    told = moves if not error else f"{moves} +/- {error / 1440:.1f}d"
    return (name, p50[0], _arrow(p50), p80[0], _arrow(p80), chance, told)


def _arrow(pair: list[str]) -> str:
    return "" if pair[0] == pair[1] else f"-> {pair[1]}"


def _day(dates: Dates | None, zone: str, field: str) -> str:
    from fairlead.program.moments import in_zone  # slow import

    if dates is None:
        return ""
    at: datetime = getattr(dates, field)
    return f"{in_zone(at, timezone=zone):%Y-%m-%d}"


def _days(minutes: int) -> str:
    return f"{minutes / 1440:+.1f}d"


def _hours(minutes: int) -> str:
    return f"{minutes / 60:+,.1f}h"


def _money(cents: int) -> str:
    return f"{cents / 100:,.0f}"


def _print_side_by_side(program: Program, made: dict[str, Impact]) -> None:
    """One row per milestone, one column per change, the chance and P80 of each."""
    first = next(iter(made.values()))
    heads = ["", "now", *made]
    rows: list[list[str]] = [heads]
    for key, row in (*first.milestones.items(), ("", first.finish)):
        cells = [key or "(the whole)", _cell(row.before, program.timezone)]
        for found in made.values():
            target = found.finish if not key else found.milestones.get(key)
            cells.append("" if target is None else _cell(target.after, program.timezone))
        rows.append(cells)
    if first.cost is not None:
        costs = [_money(first.cost.planned_before)]
        costs += [_money(f.cost.planned_after) for f in made.values() if f.cost is not None]
        rows.append([f"planned cost, {first.currency}", *costs])
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    for cells in rows:
        told = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.echo("  ".join(told).rstrip())


def _cell(dates: Dates | None, zone: str) -> str:
    chance = "" if dates is None or dates.chance is None else f" {dates.chance:.0%}"
    return f"{_day(dates, zone, 'p80')}{chance}"
