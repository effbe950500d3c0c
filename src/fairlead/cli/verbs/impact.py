"""`fairlead impact`: what a change request would do, before anyone approves it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.amounts import aligned, money
from fairlead.cli.history import history_option
from fairlead.cli.shared_options import briefing_options, seed_option, trials_option

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fairlead.analyses.scope.impact import Dates, Impact, TargetImpact
    from fairlead.program.findings import Finding
    from fairlead.program.history import History
    from fairlead.program.program import Program
    from fairlead.reports.briefing import Voice

__all__ = [
    "brief_side_by_side",
    "command",
    "impacts_json",
    "print_side_by_side",
    "side_by_side",
    "title_of_change",
]


@click.command("impact")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("changes", metavar="CHANGE...", nargs=-1, required=True)
@briefing_options()
@click.option(
    "--against",
    metavar="VERSION",
    default="now",
    show_default=True,
    help="The version that the change is made to.",
)
@trials_option("How many paired trials to draw.")
@seed_option
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
    seed: int,
    history: Path | None,
    as_json: bool,
) -> None:
    """Tell what a change would do, before anyone approves it.

    CHANGE is the id of a request in `changes` or of a what-if in `scenarios`, or another version of
    the program: `baseline`, `baseline:NAME`, `git:REV`, or a path. Several are told side by side.
    Before and after are lived through with the same draws, so that they differ by the change
    alone. The exit code is 1 when a change cannot be read, merged, or planned.
    """
    from fairlead.cli.versions import version_of  # slow import

    before = version_of(program, against).program
    made, last = side_by_side(
        ctx, program, before, changes, seed=seed, trials=trials, history=history
    )
    if as_json:
        click.echo(impacts_json(made))
    elif reader is not None and len(made) > 1:
        brief_side_by_side(before, made, voice=reader, output=output)
    elif reader is not None:
        _brief(before, last, made[changes[0]], changes[0], voice=reader, output=output)
    elif len(made) == 1:
        _print(before, made[changes[0]], title_of_change(before, changes[0]))
    else:
        print_side_by_side(before, made)


def side_by_side(
    ctx: click.Context,
    program: Path,
    before: Program,
    changes: Iterable[str],
    *,
    seed: int,
    trials: int,
    history: Path | None,
) -> tuple[dict[str, Impact], Program]:
    """What each change would do, by its name, and the program with the last one.

    Ends the command with findings where one cannot be read, merged or planned.
    """
    from fairlead.analyses.plan import Unplannable  # slow import
    from fairlead.analyses.scope.impact import impact  # slow import
    from fairlead.cli.opening import show_findings  # slow import

    record = _record(before, history)
    made: dict[str, Impact] = {}
    last = before
    for change in changes:
        after, findings = _after(program, before, change)
        if after is None:
            show_findings(findings, err=True)
            ctx.exit(exit_codes.FINDINGS)
        found = impact(before, after, seed=seed, trials=trials, history=record)
        if isinstance(found, Unplannable):
            show_findings(found.findings, err=True)
            click.echo(f"{change}: there is no plan with it, or none without.", err=True)
            ctx.exit(exit_codes.FINDINGS)
        made[change], last = found, after
    return made, last


def brief_side_by_side(
    before: Program, made: dict[str, Impact], *, voice: Voice, output: Path | None
) -> None:
    """Tell several changes side by side in one voice."""
    from fairlead.cli.saving import told  # slow import
    from fairlead.reports.briefings.scenarios import Alternative, scenario_briefing  # slow import

    rows = [
        Alternative(title=title_of_change(before, key), impact=each) for key, each in made.items()
    ]
    told(scenario_briefing(rows, before, voice=voice), output)


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
        _known_or_path(before, change)
        other = version_of(path, change).program
        # What is asked for is no part of what the program is.
        return replace(other, changes=before.changes, scenarios=before.scenarios), ()
    section = "changes" if change in before.changes else "scenarios"
    edits, findings = resolved(before, change)
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    after, broken = merged_into(before, edits, where=f"{section}.{change}")
    return after, (*findings, *broken)


def _known_or_path(program: Program, change: str) -> None:
    """Raises `click.ClickException` for what is neither asked for, nor a version, nor a path."""
    from fairlead.program.references import did_you_mean  # slow import

    kind = change.partition(":")[0]
    if kind in ("now", "baseline", "git") or Path(change).exists():
        return
    known = [*program.changes, *program.scenarios]
    there = f"There are: {', '.join(known[:20])}." if known else "The program has neither."
    hint = did_you_mean(change, known) or there
    raise click.ClickException(f"{change!r} is no request, no scenario, and no file. {hint}")


def title_of_change(program: Program, change: str) -> str:
    """The title of a request or scenario; of a version, how it is spelled."""
    row = program.changes.get(change) or program.scenarios.get(change)
    return change if row is None else row.title


def impacts_json(made: dict[str, Impact], *, always_by_name: bool = False) -> str:
    """The keys of `impact --json`; of several, by the name of each under `changes`."""
    from fairlead.analyses.scope.impact_json import impact_json  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import

    rows = {change: impact_json(found) for change, found in made.items()}
    alone = len(rows) == 1 and not always_by_name
    answer = next(iter(rows.values())) if alone else {"changes": rows}
    return answer_json(answer)


def _brief(
    before: Program, after: Program, made: Impact, change: str, *, voice: Voice,
    output: Path | None,
) -> None:  # fmt: skip
    from fairlead.cli.saving import told  # slow import
    from fairlead.reports.briefings.impact import impact_briefing  # slow import
    from fairlead.reports.facts.impact import impact_base  # slow import

    base = impact_base(made, before)
    title = title_of_change(before, change)
    told(impact_briefing(made, before, after, base, title=title, voice=voice), output)


def _print(before: Program, made: Impact, title: str) -> None:
    rows: list[tuple[str, ...]] = [("", "P50", "", "P80", "", "chance", "P80 moves")]
    rows += [_row(target, before.timezone) for target in (*made.milestones.values(), made.finish)]
    click.echo(f"{before.title or before.id}: {title}")
    count = len(made.change)
    click.echo(f"{count:,} edit{'' if count == 1 else 's'}, {made.trials:,} paired trials\n")
    click.echo("\n".join(aligned(rows, indent="")))
    cost = made.cost
    if cost is not None:
        click.echo(
            f"\nEffort {_hours(cost.size.minutes)}, planned cost {money(cost.planned_before)} -> "
            f"{money(cost.planned_after)}, P80 {money(cost.p80_before)} -> "
            f"{money(cost.p80_after)} {made.currency}"
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


def print_side_by_side(program: Program, made: dict[str, Impact]) -> None:
    """Print one row per milestone, one column per change, the chance and P80 of each."""
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
        costs = [money(first.cost.planned_before)]
        costs += [money(f.cost.planned_after) for f in made.values() if f.cost is not None]
        rows.append([f"planned cost, {first.currency}", *costs])
    click.echo("\n".join(aligned(rows, indent="")))


def _cell(dates: Dates | None, zone: str) -> str:
    chance = "" if dates is None or dates.chance is None else f" {dates.chance:.0%}"
    return f"{_day(dates, zone, 'p80')}{chance}"
