"""`fairlead compare`: planned against actual, earned value and earned schedule."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.amounts import aligned, day
from fairlead.cli.shared_options import briefing_options

if TYPE_CHECKING:
    from fairlead.analyses.earned.earned_value import Earned, EarnedValue
    from fairlead.analyses.earned.planned_actual import Agreement, Compared
    from fairlead.analyses.plan import Plan
    from fairlead.program.program import Program
    from fairlead.reports.briefing import Voice

__all__ = ["command"]

_MOST = 20
_STORED = re.compile(r"stored(?::(\d{1,2}))?")


@click.command("compare")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("old", required=False)
@click.argument("new", default="now")
@briefing_options("Tell it as a briefing in this voice, with its charts.")
@click.option("--all", "everything", is_flag=True, help="Show every item, not those that differ.")
@click.option("--json", "as_json", is_flag=True, help="Print items and earned value as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    old: str | None,
    new: str,
    everything: bool,
    as_json: bool,
    reader: Voice | None,
    output: Path | None,
) -> None:
    """Set a version of a program against an earlier one, with earned value.

    Dates, effort and cost of every item are told, and what was earned for what was spent.

    OLD and NEW are versions: `now`, `baseline` (the latest agreed), `baseline:NAME`, `git:REV`, a
    path of any format, or `stored:N`, the dates that an import brought along. OLD is the latest
    baseline when left out, or else the stored one; NEW is the program as it stands. What is gone
    and what is new is told too. The exit code is 1 when anything differs.
    """
    from fairlead.analyses.earned.earned_value import earned_value  # slow import
    from fairlead.analyses.earned.planned_actual import compared  # slow import
    from fairlead.cli.versions import version_of  # slow import

    version = version_of(program, new)
    made = _plan(version.program, version.name)
    agreed = _agreement(program, version.program, made, old)
    rows = compared(agreed, version.program, made)
    value = earned_value(version.program, agreed, rows, as_of=made.as_of)
    differ = [row for row in rows if _differs(row)]
    if as_json:
        click.echo(_json(agreed, rows, value))
    elif reader is not None:
        _brief(version.program, made, value, rows, voice=reader, output=output)
    else:
        _print(version.program, version.name, agreed, value)
        _print_rows(version.program, rows if everything else differ, 10**9 if everything else _MOST)
    ctx.exit(exit_codes.FINDINGS if differ else exit_codes.CLEAN)


def _brief(
    program: Program,
    made: Plan,
    value: EarnedValue | None,
    rows: tuple[Compared, ...],
    *,
    voice: Voice,
    output: Path | None,
) -> None:
    from fairlead.cli.saving import told  # slow import
    from fairlead.reports.briefings.scope import compared_base, compared_briefing  # slow import
    from fairlead.reports.picture import fact_base, picture  # slow import

    seen = picture(program, made, earned=value)
    base = compared_base(fact_base(seen), rows)
    told(compared_briefing(seen, base, rows, voice=voice), output)


def _differs(row: Compared) -> bool:
    if row.presence != "both" or row.planned is None:
        return True
    return bool(row.finish_minutes or row.size != row.planned.size)


def _plan(program: Program, name: str) -> Plan:
    from fairlead.analyses.plan import Unplannable, plan  # slow import
    from fairlead.cli.opening import show_findings  # slow import

    made = plan(program, paths=0)
    if isinstance(made, Unplannable):
        show_findings(made.findings, err=True)
        raise click.ClickException(f"There is no plan of {name}.")
    return made


def _agreement(path: Path, program: Program, made: Plan, old: str | None) -> Agreement:
    from fairlead.analyses.earned.planned_actual import agreement, stored_agreement  # slow import
    from fairlead.cli.versions import version_of  # slow import
    from fairlead.sources.baselines import folder_of  # slow import

    stored = _STORED.fullmatch(old or "")
    if old is None and not folder_of(path).exists():
        stored = _STORED.fullmatch("stored:0")
    if stored is not None:
        held = stored_agreement(program, made, number=int(stored[1] or 0))
        if held.items:
            return held
        raise click.ClickException(
            "There is nothing to compare with: no baseline was agreed, and no task has stored "
            "dates. Agree on one: fairlead baseline PROGRAM NAME --by WHO."
        )
    version = version_of(path, old or "baseline")
    return agreement(version.program, _plan(version.program, version.name), name=version.name)


def _json(agreed: Agreement, rows: tuple[Compared, ...], value: EarnedValue | None) -> str:
    from fairlead.analyses.earned.as_json import compared_json, earned_json  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import

    answer = {
        "against": agreed.name,
        "items": compared_json(rows),
        "earned_value": earned_json(value),
    }
    return answer_json(answer)


def _print(program: Program, name: str, agreed: Agreement, value: EarnedValue | None) -> None:
    click.echo(f"{program.title or program.id}: {name} against {agreed.name}")
    if value is None:
        click.echo("Nothing that was planned has a size, so there is no earned value.")
        return
    click.echo(f"as of {day(value.as_of, program.timezone)}\n")
    rows = [("", *(["BAC", "PV", "EV", "AC", "SPI", "CPI", "EAC", "TCPI"]))]
    if value.effort.bac:
        rows.append(_earned("effort, h", value.effort, 60))
    if value.cost is not None:
        rows.append(_earned(f"cost, {program.currency}", value.cost, 100))
    click.echo("\n".join(aligned(rows, right=frozenset(range(1, 9)), indent="")))
    schedule = value.schedule
    if schedule is not None:
        index = "" if schedule.index is None else f", SPI(t) {schedule.index:.2f}"
        ends = schedule.finish
        finish = "" if ends is None else f"; at this pace done {day(ends, program.timezone)}"
        click.echo(
            f"Earned schedule {schedule.earned:.1f} weeks of {schedule.actual:.1f} passed, "
            f"SV(t) {schedule.variance:+.1f} weeks{index}{finish}"
        )
    best = value.effort if value.effort.bac else value.cost
    if best is not None:
        unit = 60 if best is value.effort else 100
        told = (best.eac_as_planned, best.eac_by_both, best.eac_bottom_up)
        words = ("the rest as planned", "by both indices", "by the plan now")
        others = (
            f"{word} {amount / unit:,.0f}"
            for word, amount in zip(words, told, strict=True)
            if amount is not None
        )
        click.echo(f"EAC otherwise: {', '.join(others)}")
    if value.outside:
        click.echo(f"Spent on what was not planned: {', '.join(value.outside[:_MOST])}")
    if value.assumed:
        click.echo(f"No time recorded, the plan was taken: {', '.join(value.assumed[:_MOST])}")


def _earned(title: str, row: Earned, unit: int) -> tuple[str, ...]:
    amounts = [f"{amount / unit:,.0f}" for amount in (row.bac, row.pv, row.ev, row.ac)]
    eac = "" if row.eac is None else f"{row.eac / unit:,.0f}"
    return (title, *amounts, _index(row.spi), _index(row.cpi), eac, _index(row.tcpi))


def _index(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _print_rows(program: Program, rows: list[Compared] | tuple[Compared, ...], most: int) -> None:
    if not rows:
        click.echo("\nNothing differs.")
        return
    cost = f"cost, {program.currency}"
    heads = ("", "planned", "now", "days", "effort, h", "spent, h", cost, "spent", "done")
    lines: list[tuple[str, ...]] = [heads]
    ordered = sorted(rows, key=lambda row: -abs(row.finish_minutes or 10**9))[:most]
    lines += [_line(program, row) for row in ordered]
    click.echo()
    click.echo("\n".join(aligned(lines, indent="")))
    if len(rows) > most:
        click.echo(f"and {len(rows) - most:,} more: --all")


def _line(program: Program, row: Compared) -> tuple[str, ...]:
    zone = program.timezone
    planned = "" if row.planned is None else day(row.planned.finish, zone)
    now = row.presence if row.finish is None else day(row.finish, zone)
    shift = row.finish_minutes
    moved = row.presence if shift is None else "" if not shift else f"{shift / 1440:+.1f}"
    was = 0 if row.planned is None else row.planned.size.minutes
    effort = "" if was == row.size.minutes else f"{(row.size.minutes - was) / 60:+,.1f}"
    spent = f"{row.actual.minutes / 60:,.1f}" if row.actual.minutes else ""
    price = 0 if row.planned is None else row.planned.size.cost
    cost = "" if price == row.size.cost else f"{(row.size.cost - price) / 100:+,.0f}"
    paid = f"{row.actual.cost / 100:,.0f}" if row.actual.cost else ""
    done = f"{row.complete:.0%}"
    return (row.id, planned, now, moved, effort, spent, cost, paid, done)
