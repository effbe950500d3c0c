"""`fairlead options`: if a date cannot be met, why not, and the priced alternatives."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.import_options import import_options
from fairlead.cli.shared_options import DAY, briefing_options, seed_option, trials_option

if TYPE_CHECKING:
    from fairlead.analyses.conflict import Conflict
    from fairlead.analyses.options import Option, Options
    from fairlead.program.program import Program
    from fairlead.reports.briefing import Voice
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]

_PERCENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*")


def _confidence(_: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """`80%` or 0.8."""
    if value is None:
        return None
    found = _PERCENT.fullmatch(value)
    share = float(found[1]) / (100 if found[2] else 1) if found else 0.0
    if not 0 < share < 1:
        raise click.BadParameter(f"{value!r}: expected a chance such as 80%.", param=param)
    return share


@click.command("options")
@click.argument("program", type=click.Path(path_type=Path))
@click.option(
    "--milestone",
    metavar="ID",
    help="The milestone that is wanted; left out, only what all promises contradict is told.",
)
@click.option(
    "--by",
    type=DAY,
    metavar="DATE",
    help="The day by which; the day it is due when left out.",
)
@click.option(
    "--confidence",
    callback=_confidence,
    metavar="CHANCE",
    help="How sure it shall be, such as 80%; what the milestone states when left out, else 80%.",
)
@briefing_options()
@click.option("--ask", "asked", type=int, metavar="N", help="Ask for option N: a change request.")
@click.option("--requester", metavar="WHO", help="Who asks for it.")
@trials_option("How many trials to draw of what is shown.")
@click.option(
    "--most",
    type=click.IntRange(1, 100_000),
    default=260,
    show_default=True,
    help="How many combinations to try at most.",
)
@seed_option
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    milestone: str | None,
    by: datetime | None,
    confidence: float | None,
    reader: Voice | None,
    output: Path | None,
    asked: int | None,
    requester: str | None,
    trials: int,
    most: int,
    seed: int,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Say whether a date can be met; if not, why not, and what else is possible.

    Ways out are built from the program itself: requirements dropped or put off, a release split,
    dependencies marked `soft` overlapped or left out, risks treated, people moved, added or working
    longer, the order of work, the date. They are tried alone and together, on the same draws, and
    those that no other beats are told with their chance, date, cost and value lost. What
    `preferences` of the program keep is kept. Each is a change request that can be asked for.
    Without `--milestone` it tells which of all promises contradict each other: due dates,
    deadlines, latest and fixed dates, budget, scope, load. The exit code is 1 when the date, or a
    promise, is not met as things stand.
    """
    from fairlead.analyses.options import Options, options  # slow import
    from fairlead.cli.opening import opened, read_whole, show_findings  # slow import
    from fairlead.cli.progress_line import ProgressLine  # slow import

    if asked is not None and requester is None:
        raise click.UsageError("Say who asks for it: --requester WHO.")
    held = read_whole(opened(program, wishes=wishes))
    if milestone is None:
        if by is not None or asked is not None or reader is not None:
            raise click.UsageError("By when, and which way out of what? Name it with --milestone.")
        ctx.exit(_of_all(program, held, confidence=confidence, seed=seed, as_json=as_json))
    with ProgressLine("combinations") as progress:
        found = options(
            held,
            milestone=milestone,
            by=None if by is None else by.date(),
            confidence=confidence,
            seed=seed,
            trials=trials,
            most=most,
            progress=progress,
        )
    if not isinstance(found, Options):
        show_findings(found.findings, err=True)
        ctx.exit(exit_codes.FINDINGS)
    why = None if found.met or asked is not None else _conflict(held, found)
    if as_json:
        click.echo(_json(held, found, why))
    elif reader is not None:
        _brief(held, found, why, voice=reader, output=output)
    elif asked is None:
        _print(found, why)
    if asked is not None:
        _ask(program, held, found, asked, requester or "")
    ctx.exit(exit_codes.CLEAN if found.met else exit_codes.FINDINGS)


def _of_all(
    path: Path, program: Program, *, confidence: float | None, seed: int, as_json: bool
) -> int:
    """Tell what contradicts what among all promises; the exit code."""
    from fairlead.analyses.conflict import Conflict, conflict_of_all  # slow import
    from fairlead.cli.opening import show_findings  # slow import

    made = conflict_of_all(program, confidence=confidence, seed=seed)
    if not isinstance(made, Conflict):
        show_findings(made.findings, err=True)
        return exit_codes.FINDINGS
    if as_json:
        from fairlead.cli.answer_json import answer_json  # slow import

        click.echo(answer_json({"conflict": made}))
        return exit_codes.FINDINGS if made.members else exit_codes.CLEAN
    click.echo(f"{program.title or program.id}: {made.commitments:,} commitments")
    if not made.members:
        click.echo("All of them can be kept.")
        return exit_codes.CLEAN
    _print_conflict(made)
    promised = (key for key in program.milestones if any(key in m.id for m in made.members))
    key = next(promised, next(iter(program.milestones), "ID"))
    click.echo(f"For ways out: fairlead options {path} --milestone {key}")
    return exit_codes.FINDINGS


def _conflict(program: Program, found: Options) -> Conflict | None:
    from fairlead.analyses.conflict import Conflict, conflict  # slow import

    made = conflict(
        program,
        milestone=found.milestone,
        by=found.by - timedelta(minutes=1),
        confidence=found.confidence,
        seed=found.seed,
    )
    return made if isinstance(made, Conflict) else None


def _json(program: Program, found: Options, why: Conflict | None) -> str:
    from fairlead.analyses.options.options_json import options_json  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import
    from fairlead.sources.program_file.request_words import proposed  # slow import

    answer = options_json(found)
    answer["conflict"] = why
    for row, option in zip(answer["options"], found.options, strict=True):
        row["edits"] = [
            {
                name: value
                for name, value in (
                    ("row", edit.row),
                    ("field", edit.field),
                    ("from", edit.before),
                    ("to", edit.after),
                )
                if value is not None
            }
            for edit in proposed(option.change, timezone=program.timezone)
        ]
    return answer_json(answer)


def _brief(
    program: Program, found: Options, why: Conflict | None, *, voice: Voice, output: Path | None
) -> None:
    from fairlead.cli.saving import told  # slow import
    from fairlead.reports.briefings.options import options_briefing  # slow import
    from fairlead.reports.facts.options import options_base  # slow import

    base = options_base(found, program=program.id)
    told(options_briefing(found, why, program, base, voice=voice), output)


def _ask(path: Path, program: Program, found: Options, number: int, requester: str) -> None:
    """Write an option into the program file as a change request."""
    from fairlead.cli.versions import program_file_of  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.program.requests import ChangeRequest  # slow import
    from fairlead.sources.program_file.request_words import proposed  # slow import
    from fairlead.sources.requests import ask  # slow import

    if not 1 <= number <= len(found.options):
        raise click.BadParameter(
            f"there are options 1 to {len(found.options)}.", param_hint="--ask"
        )
    held = program_file_of(path)
    option = found.options[number - 1]
    key = option.id
    while key in held.changes:
        key = f"{key}-2"
    request = ChangeRequest(
        title=option.title,
        requester=requester,
        reason=f"{found.title} by {_day(option.by, found.timezone)}: {option.chance:.0%}",
        cause=option.cause,
        asked=program.as_of,
        edits=proposed(option.change, timezone=program.timezone),
    )
    try:
        ask(path, key, request)
    except FairleadError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Asked for {key}. What it would do: fairlead impact {path} {key}")


# ---- on the terminal ----------------------------------------------------------------------------


def _print(found: Options, why: Conflict | None) -> None:
    zone = found.timezone
    by = _day(found.by, zone)
    click.echo(f"{found.title} by {by}, {found.confidence:.0%} sure")
    click.echo(
        f"As things stand: {found.chance:.0%}. {found.confidence:.0%} is reached "
        f"{_day(found.at_confidence, zone)}, {found.trials:,} trials, seed {found.seed}"
    )
    if found.met:
        click.echo("The date is met: nothing has to be done.")
        return
    if why is not None and why.members:
        _print_conflict(why)
    best = found.best
    if not found.reached:
        told = "nothing that was tried comes nearer"
        if best is not None and best.chance > found.chance:
            told = f"the best reachable is {best.chance:.0%}"
        click.echo(
            f"Nothing built from this program reaches {found.confidence:.0%} by {by}: {told}."
        )
    if not found.options:
        click.echo(f"{found.levers} measures, {found.tried} combinations tried.")
        return
    click.echo(
        f"{found.levers} measures, {found.tried} combinations tried, {found.front} that no other "
        f"beats; {len(found.options)} of these with all trials:"
    )
    if found.too_dear:
        click.echo(f"{found.too_dear} cost more than `extra_cost` allows.")
    for number, row in enumerate(found.options, start=1):
        _print_option(number, row, found)


def _print_conflict(why: Conflict) -> None:
    if why.alone:
        click.echo(f"It cannot be, whatever else gives way: {why.members[0].title}.")
        return
    click.echo("These contradict each other; without any one of them the others can be kept:")
    for member in why.members:
        click.echo(f"  - {member.title}")


def _print_option(number: int, row: Option, found: Options) -> None:
    zone = found.timezone
    told = [f"{row.chance:.0%} sure by {_day(row.by, zone)}"]
    if row.moved_days:
        told[0] += f" ({row.moved_days} day{'' if row.moved_days == 1 else 's'} later)"
    elif not row.reaches:
        told.append(f"{found.confidence:.0%} on {_day(row.at_confidence, zone)}")
    told.append(f"{_money(row.cost)} {found.currency}")
    for amount, unvalued, word in (
        (row.lost, row.lost_unvalued, "lost"),
        (row.late, row.late_unvalued, "later"),
    ):
        parts = [f"{amount / 100:,.0f} {found.currency}"] if amount else []
        parts += list(unvalued)
        if parts:
            told.append(f"{word}: {', '.join(parts)}")
    if row.over_budget:
        told.append("over budget")
    click.echo(f"\n{number:>2}. {', '.join(told)}")
    for measure in row.measures:
        click.echo(f"      {measure.title}")
    count = len(row.change)
    click.echo(f"      [{row.id}, {count} edit{'' if count == 1 else 's'}]")


def _day(at: datetime, zone: str) -> str:
    from fairlead.program.moments import closing_day  # slow import

    return f"{closing_day(at, timezone=zone):%Y-%m-%d}"


def _money(cents: int) -> str:
    return f"{cents / 100:+,.0f}"
