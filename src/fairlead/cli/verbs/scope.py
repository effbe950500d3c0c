"""`fairlead scope`: the scope ledger, what slipped in, and the trace in both directions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.amounts import aligned, day
from fairlead.cli.shared_options import DAY, briefing_options

if TYPE_CHECKING:
    from fairlead.analyses.scope.ledger import ScopeLedger
    from fairlead.analyses.scope.links import Gap, Suspect
    from fairlead.analyses.scope.measure import Size
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.reports.briefing import Voice
    from fairlead.sources.baselines import Shelf

__all__ = ["command"]

_MOST = 20


@click.command("scope")
@click.argument("program", type=click.Path(path_type=Path))
@click.option(
    "--trace",
    "traced",
    metavar="ID",
    help="What a goal, requirement, component, task or milestone serves, and what serves it.",
)
@click.option(
    "--confirm",
    multiple=True,
    metavar="LINK",
    help="Say that a link was looked at, such as guest>api, or `all` that are suspect.",
)
@click.option("--by", metavar="WHO", help="Who looked at it.")
@click.option(
    "--on",
    type=DAY,
    metavar="DATE",
    help="The day it was looked at; today when left out.",
)
@briefing_options("Tell it as a briefing in this voice, with its charts.")
@click.option("--all", "everything", is_flag=True, help="Show every item, gap and suspect link.")
@click.option("--json", "as_json", is_flag=True, help="Print the ledger and the trace as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    traced: str | None,
    confirm: tuple[str, ...],
    by: str | None,
    on: datetime | None,
    everything: bool,
    as_json: bool,
    reader: Voice | None,
    output: Path | None,
) -> None:
    """Account for the scope: agreed, approved, slipped in, and what serves what.

    Baseline, approved and unapproved add up to what is there now, to the minute and to the cent;
    by whom and why it was asked for is told. Scope that came in without an approval is named. Links
    between goals, requirements, components, tasks and milestones are suspect when an end changed
    since all was agreed, or since they were confirmed. The exit code is 1 when anything slipped in,
    is suspect, or is damaged.
    """
    from fairlead.analyses.scope.links import gaps  # slow import
    from fairlead.cli.scope_history import ledger_of, read_requests, suspects_of  # slow import
    from fairlead.cli.versions import program_file_of  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.baselines import baselines_of  # slow import

    held = program_file_of(program)
    if traced is not None:
        _print_trace(held, traced)
        return
    try:
        shelf = baselines_of(program)
        suspect = suspects_of(program, held, shelf)
        if confirm:
            _confirm(program, held, shelf, suspect, confirm, by=by, on=on)
            return
        ledger = ledger_of(program, held, shelf)
    except FairleadError as error:
        raise click.ClickException(str(error)) from error
    _, unread = read_requests(held)
    findings = (*shelf.findings, *unread)
    missing = gaps(held)
    if as_json:
        from fairlead.analyses.scope.ledger_json import scope_json  # slow import

        click.echo(scope_json(ledger, gaps=missing, suspects=suspect, findings=findings))
    elif reader is not None:
        _brief(held, ledger, voice=reader, output=output)
    else:
        _print(held, ledger, missing, suspect, findings, most=10**9 if everything else _MOST)
    wrong = findings or suspect or (ledger is not None and ledger.slipped)
    ctx.exit(exit_codes.FINDINGS if wrong else exit_codes.CLEAN)


def _brief(
    program: Program, ledger: ScopeLedger | None, *, voice: Voice, output: Path | None
) -> None:
    from fairlead.analyses.plan import Unplannable, plan  # slow import
    from fairlead.cli.opening import show_findings  # slow import
    from fairlead.cli.saving import told  # slow import
    from fairlead.reports.briefings.scope import scope_briefing  # slow import
    from fairlead.reports.picture import fact_base, picture  # slow import

    made = plan(program, paths=0)
    if isinstance(made, Unplannable):
        show_findings(made.findings, err=True)
        raise click.ClickException("There is no plan to tell of.")
    seen = picture(program, made, ledger=ledger)
    told(scope_briefing(seen, fact_base(seen), voice=voice), output)


def _print(
    program: Program,
    ledger: ScopeLedger | None,
    missing: tuple[Gap, ...],
    suspect: tuple[Suspect, ...],
    findings: tuple[Finding, ...],
    *,
    most: int,
) -> None:
    from fairlead.cli.opening import show_findings  # slow import

    click.echo(f"{program.title or program.id}: scope")
    if ledger is None:
        click.echo("Nothing was agreed yet, so there is nothing to account from: fairlead baseline")
    else:
        _print_ledger(ledger, most, zone=program.timezone)
    _print_states(program, ledger)
    if missing:
        click.echo("\nGaps in the trace")
        for gap in missing[:most]:
            click.echo(f"  {gap.kind}: {gap.id}  {gap.title}")
        _more(len(missing), most)
    if suspect:
        click.echo("\nSuspect links: an end changed since the link was confirmed")
        for row in suspect[:most]:
            click.echo(f"  {row.link.name}  changed: {', '.join(row.changed)}")
        _more(len(suspect), most)
    if findings:
        click.echo("\nFindings")
        show_findings(findings)


def _more(count: int, most: int) -> None:
    if count > most:
        click.echo(f"  and {count - most:,} more: --all")


def _print_ledger(ledger: ScopeLedger, most: int, *, zone: str) -> None:
    rows = [("", "effort", f"cost, {ledger.currency}", "when", "asked for by", "cause")]
    rows.extend(
        (
            line.kind if line.kind == "unapproved" else f"{line.kind} {line.name}",
            _hours(line.size, signed=line.kind != "baseline"),
            _money(line.size, signed=line.kind != "baseline"),
            "" if line.at is None else day(line.at, zone),
            line.requester or (line.agreed_by or "" if line.kind == "agreed" else ""),
            line.cause or "",
        )
        for line in ledger.lines
    )
    whole = ("= now", _hours(ledger.now), _money(ledger.now), day(ledger.as_of, zone), "", "")
    rows.append(whole)
    click.echo()
    click.echo("\n".join(aligned(rows, right=frozenset({1, 2}), indent="")))
    first, growth = ledger.baseline.minutes, ledger.now.minutes - ledger.baseline.minutes
    part = f", {growth / first:+.0%}" if first else ""
    click.echo(f"Growth {growth / 60:+,.1f}h{part}; churn {ledger.churn.minutes / 60:,.1f}h")
    if ledger.slipped:
        click.echo("\nSlipped in without an approval")
        for one in ledger.slipped[:most]:
            told = "".join(f"  ({key} is {state})" for key, state in one.asked_in)
            size = f"  {_hours(one.size, signed=True)}" if one.size else ""
            click.echo(f"  {one.how} {one.place}{size}  {one.title}{told}")
        _more(len(ledger.slipped), most)
    if ledger.pending:
        click.echo("\nAsked for and not decided")
        for asked in ledger.pending[:most]:
            size = "would conflict" if asked.size is None else _hours(asked.size, signed=True)
            click.echo(f"  {asked.id}  {asked.state}  {size}  {asked.title}")


def _print_states(program: Program, ledger: ScopeLedger | None) -> None:
    changed = () if ledger is None else ledger.requirements
    if not program.requirements and not changed:
        return
    states = ("proposed", "agreed", "changed", "dropped", "delivered")
    counts = {
        state: sum(row.status == state for row in program.requirements.values()) for state in states
    }
    told = ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)
    click.echo(f"\nRequirements: {told or 'none'}")
    sources: dict[str, list[str]] = {}
    for key, requirement in program.requirements.items():
        if requirement.source is not None and requirement.status != "dropped":
            sources.setdefault(requirement.source, []).append(key)
    for source, keys in sources.items():
        stakeholder = program.stakeholders.get(source)
        name = source if stakeholder is None else stakeholder.name or source
        click.echo(f"  from {name}: {', '.join(keys)}")
    for row in changed:
        click.echo(f"  {row.before or 'new'} -> {row.after or 'gone'}  {row.id}  {row.title}")


def _hours(size: Size, *, signed: bool = False) -> str:
    return f"{size.minutes / 60:{'+' if signed else ''},.1f}h"


def _money(size: Size, *, signed: bool = False) -> str:
    return f"{size.cost / 100:{'+' if signed else ''},.2f}"


def _print_trace(program: Program, key: str) -> None:
    from fairlead.analyses.scope.links import links  # slow import

    sections = ("goals", "requirements", "components", "tasks", "milestones")
    places = [f"{section}.{key}" for section in sections if key in program.section(section)]
    if not places:
        raise click.ClickException(f"There is no goal, requirement, component, task or milestone "
                                   f"{key!r}.")  # fmt: skip
    found = links(program)
    for place in places:
        click.echo(place)
        for title, rows in (("serves", found.above(place)), ("served by", found.below(place))):
            for other in rows:
                section, _, name = other.partition(".")
                row = program.section(section)[name]
                click.echo(f"  {title} {other}  {getattr(row, 'title', None) or ''}".rstrip())


def _confirm(
    path: Path,
    program: Program,
    shelf: Shelf,
    suspect: tuple[Suspect, ...],
    names: tuple[str, ...],
    *,
    by: str | None,
    on: datetime | None,
) -> None:
    from fairlead.analyses.scope.links import confirmation, links  # slow import
    from fairlead.cli.versions import moment_said  # slow import
    from fairlead.program.baselines import CONFIRMED  # slow import
    from fairlead.sources.baselines import note  # slow import

    if by is None:
        raise click.UsageError("Say who looked at it: --by WHO.")
    if any(finding.severity == "error" for finding in shelf.findings):
        raise click.ClickException(shelf.findings[0].message)
    known = {row.name: row for row in links(program).rows}
    chosen = {row.link.name: row.link for row in suspect} if "all" in names else {}
    for name in names:
        if name != "all":
            if name not in known:
                raise click.ClickException(f"There is no link {name!r}, expected such as req>task.")
            chosen[name] = known[name]
    rows = [
        [each.link, each.upper_mark, each.lower_mark]
        for each in (confirmation(program, link) for link in chosen.values())
    ]
    if rows:
        at, _ = moment_said(on)
        note(path, kind=CONFIRMED, by=by, at=at, content={"links": rows})
    click.echo(f"Confirmed {len(rows):,} link{'' if len(rows) == 1 else 's'}.")
