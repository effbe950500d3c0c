"""`fairlead watch`: which triggers hold, which are near it, and the plan B that is proposed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.import_options import import_options
from fairlead.cli.shared_options import escalation_record_options, trials_option

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fairlead.analyses.triggers.watching import Reading, Verdict
    from fairlead.program.changes import Change
    from fairlead.program.findings import Finding
    from fairlead.program.issued import IssuedForecast
    from fairlead.program.program import Program
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]


@click.command("watch")
@click.argument("program", type=click.Path(path_type=Path))
@escalation_record_options
@click.option("--keep", is_flag=True, help="Record what has begun to hold, for `escalate`.")
@trials_option("How many trials to draw for conditions on the forecast.", default=2000)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    now: str | None,
    record: Path | None,
    keep: bool,
    trials: int,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Tell which triggers hold, which are near it, and what was prepared for them.

    The conditions are those under `triggers:`. A plan under `contingencies:` that a trigger names
    is proposed when it holds, as a change that nobody has made yet. The exit code is 1 when a
    trigger holds.
    """
    from fairlead.analyses.triggers.looking import facts_at  # slow import
    from fairlead.analyses.triggers.watching import (  # slow import
        held_since,
        said_by,
        said_in,
        said_now,
        turned,
        watch,
    )
    from fairlead.cli.clock import moment_asked  # slow import
    from fairlead.cli.opening import opened, read_whole, show_findings  # slow import
    from fairlead.cli.verbs.escalate import record_of  # slow import
    from fairlead.sources import journal  # slow import
    from fairlead.sources.program_file.prepared import prepared_change  # slow import

    value = read_whole(opened(program, wishes=wishes))
    at = moment_asked(now, value, option="--now")
    path = record or record_of(program)
    entries = list(journal.read(path).entries)
    issued, findings = _issued(program)
    earlier = [*said_by(entries), *(said for said in said_in(issued) if said.at <= at)]
    facts = facts_at(value, now=at, trials=trials, earlier=earlier)
    verdicts = watch(facts)
    if keep:
        dates = said_now(facts)
        if dates:
            entries.append(journal.append(path, at=at, kind="said", content={"dates": dates}))
        for kind, key in turned(verdicts, entries, now=at):
            entries.append(journal.append(path, at=at, kind=kind, content={"trigger": key}))
    since = held_since(entries, now=at)
    proposals: dict[str, Change] = {}
    for verdict in verdicts:
        plan = value.contingencies.get(verdict.propose or "")
        if plan is not None and verdict.propose is not None:
            where = f"contingencies.{verdict.propose}"
            proposals[verdict.propose] = prepared_change(value, plan.edits, where=where).change
    if as_json:
        click.echo(_json(verdicts, proposals, now=at, since=since))
    else:
        _print(value, verdicts)
        show_findings(findings)
    holds = any(verdict.holds for verdict in verdicts)
    ctx.exit(exit_codes.FINDINGS if holds else exit_codes.CLEAN)


def _issued(program: Path) -> tuple[tuple[IssuedForecast, ...], tuple[Finding, ...]]:
    """The forecasts in the ledger beside a program; none of one that was tampered with."""
    from fairlead.program.findings import worst  # slow import
    from fairlead.sources.forecast_record import path_of, read_record  # slow import

    place = path_of(program)
    if not place.exists():
        return (), ()
    record = read_record(place)
    if worst(record.findings) == "error":
        return (), record.findings
    return tuple(each.forecast for each in record.forecasts), record.findings


def _json(
    verdicts: Iterable[Verdict],
    proposals: dict[str, Change],
    *,
    now: datetime,
    since: dict[str, datetime],
) -> str:
    from fairlead.cli.answer_json import answer_json  # slow import

    answer = {
        "now": now,
        "triggers": {
            verdict.trigger: {
                "holds": verdict.holds,
                "since": since.get(verdict.trigger),
                "near": verdict.near,
                "readings": list(verdict.readings),
                "propose": verdict.propose,
            }
            for verdict in verdicts
        },
        "proposals": {
            key: [
                {"place": edit.place, "before": edit.before, "after": edit.after}
                for edit in change.edits
            ]
            for key, change in proposals.items()
        },
    }
    return answer_json(answer)


def _print(program: Program, verdicts: tuple[Verdict, ...]) -> None:
    click.echo(program.title or program.id)
    if not verdicts:
        click.echo("No triggers: add some under `triggers:`, see docs/methods/triggers.md.")
    for words, shown in (
        ("Holds", [v for v in verdicts if v.holds]),
        ("Near", [v for v in verdicts if v.near]),
        ("Does not hold", [v for v in verdicts if v.holds is False and not v.near]),
        ("Not known", [v for v in verdicts if v.holds is None]),
    ):
        if shown:
            click.echo(f"\n{words}")
        for verdict in shown:
            trigger = program.triggers[verdict.trigger]
            title = f"{trigger.title}: " if trigger.title else ""
            click.echo(f"  {verdict.trigger}: {title}{trigger.when}")
            for reading in verdict.readings:
                click.echo(f"    {_read(program, reading)}")
            if verdict.propose is not None:
                plan = program.contingencies[verdict.propose]
                click.echo(f"    proposed: {plan.title} ({verdict.propose})")
                for edit in plan.edits:
                    click.echo(f"      {edit.place}: {edit.after or 'nothing'}")


def _read(program: Program, reading: Reading) -> str:
    if reading.value is None:
        return f"{reading.what} is not known"
    return f"{reading.what} is {_shown(program, reading, reading.value)}"


def _shown(program: Program, reading: Reading, value: float) -> str:
    from fairlead.program.moments import in_zone, instant  # slow import

    if reading.kind == "gap":
        return "there" if value else "nowhere"
    if reading.kind == "chance":
        return f"{value:.0%}"
    if reading.kind == "money":
        return f"{value:,.0f} {program.currency}"
    if reading.kind == "date":
        return f"{in_zone(instant(round(value)), timezone=program.timezone):%Y-%m-%d %H:%M}"
    return f"{value / reading.day_minutes:.1f}d"
