"""`fairlead why`: why dates moved between two versions, by cause and by change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.import_options import import_options
from fairlead.cli.shared_options import briefing_options, seed_option, trials_option

if TYPE_CHECKING:
    from fairlead.analyses.why import Moved, Why
    from fairlead.program.program import Program
    from fairlead.reports.briefing import Voice
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]


@click.command("why")
@click.argument("old")
@click.argument("new")
@click.option(
    "--of",
    type=click.Path(path_type=Path),
    metavar="PROGRAM",
    help="The program that OLD and NEW are versions of, where neither is a path.",
)
@click.option("--milestone", metavar="ID", help="Tell this milestone alone.")
@briefing_options()
@trials_option("How many trials to draw of either version.")
@seed_option
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    old: str,
    new: str,
    of: Path | None,
    milestone: str | None,
    reader: Voice | None,
    output: Path | None,
    trials: int,
    seed: int,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Say why dates moved, by cause and by change, adding up exactly.

    OLD and NEW are program files or folders, or any files that Fairlead reads, or versions of the
    other one: `now`, `baseline` (the latest agreed), `baseline:NAME`, `git:REV`. Every
    cause gets its mean part over all orders in which the causes may have come. The exit code is 1
    when a date moved.
    """
    from fairlead.analyses.simulation import CannotSimulate  # slow import
    from fairlead.analyses.why import why  # slow import
    from fairlead.cli.progress_line import ProgressLine  # slow import
    from fairlead.cli.versions import two_versions  # slow import

    versions = two_versions(old, new, of=of, wishes=wishes)
    before, after = (version.program for version in versions)
    if milestone is not None and milestone not in after.milestones:
        _unknown(milestone, after)
    try:
        with ProgressLine("programs") as progress:
            made = why(before, after, seed=seed, trials=trials, progress=progress)
    except CannotSimulate as error:
        raise click.ClickException(
            f"There are no dates to compare, in a version or on the way between them. {error}"
        ) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(_json(made))
    elif reader is not None:
        _brief(made, after, voice=reader, output=output)
    else:
        _print(made, after, only=milestone)
    moved = any(row.moved_minutes for _, row in made.rows)
    ctx.exit(exit_codes.FINDINGS if moved else exit_codes.CLEAN)


def _unknown(milestone: str, program: Program) -> None:
    from fairlead.program.references import did_you_mean  # slow import

    hint = did_you_mean(milestone, program.milestones) or (
        f"There are {', '.join(list(program.milestones)[:10]) or 'none'}."
    )
    raise click.BadParameter(f"no milestone {milestone!r}. {hint}", param_hint="--milestone")


def _json(made: Why) -> str:
    from fairlead.analyses.why.why_json import why_json  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import

    return answer_json(why_json(made))


def _brief(made: Why, program: Program, *, voice: Voice, output: Path | None) -> None:
    from fairlead.cli.saving import told  # slow import
    from fairlead.reports.briefings.why import why_briefing  # slow import
    from fairlead.reports.facts.why import why_base  # slow import

    told(why_briefing(made, program, why_base(made, program), voice=voice), output)


# ---- on the terminal ----------------------------------------------------------------------------


def _print(made: Why, program: Program, *, only: str | None) -> None:
    click.echo(f"{program.title or program.id}: why dates moved")
    between = "" if made.trials == made.trials_between else f", {made.trials_between:,} between"
    click.echo(f"{made.trials:,} trials of either version{between}, seed {made.seed}")
    rows = [row for _, row in made.rows if not row.reached]
    if only is not None:
        rows = [made.milestones[only]] if only in made.milestones else []
    still = [row for row in rows if not row.moved_minutes and not row.chance_moved]
    for row in rows:
        if row not in still:
            _print_moved(row, made.timezone)
    if still:
        named = ", ".join(row.id or "the whole" for row in still)
        click.echo(f"\nNot moved: {named}")
    for keys, verb in ((made.added, "New"), (made.removed, "Gone")):
        if keys:
            click.echo(f"{verb}: {', '.join(keys)}")
    if made.quiet:
        count = len(made.quiet)
        click.echo(f"{count:,} edit{'' if count == 1 else 's'} that move no date")


def _print_moved(row: Moved, zone: str) -> None:
    from fairlead.program.moments import in_zone  # slow import
    from fairlead.reports.briefings.why import CAUSE_WORDS  # slow import

    old, new = (f"{in_zone(at, timezone=zone):%Y-%m-%d}" for at in (row.old_p80, row.new_p80))
    chance = ""
    if row.old_chance is not None and row.new_chance is not None:
        chance = f"   chance {row.old_chance:.0%} -> {row.new_chance:.0%}"
    name = row.title if row.id else f"{row.title}, the whole"
    click.echo(f"\n{name}\n  P80 {old} -> {new}, {_days(row.moved_minutes)}{chance}")
    for part in row.causes:
        if not part.minutes and not part.chance:
            continue
        words = CAUSE_WORDS["engineering"][part.cause]
        click.echo(f"    {words:<40}{_days(part.minutes):>10}{_points(part.chance):>9}")
        changes = [change for change in part.changes if change.minutes or change.chance]
        for change in sorted(changes, key=lambda c: (-abs(c.minutes), c.place)):
            title = change.title if len(change.title) <= 36 else change.title[:33] + "..."
            told = f"      {title:<38}{_days(change.minutes):>10}{_points(change.chance):>9}"
            click.echo(f"{told}  {', '.join(change.edits)}")


def _days(minutes: int) -> str:
    size = abs(minutes)
    sign = "+" if minutes > 0 else "-" if minutes else ""
    return f"{sign}{size / 1440:.1f}d" if size >= 1440 or not size else f"{sign}{size / 60:.1f}h"


def _points(chance: float | None) -> str:
    return "" if chance is None or round(chance * 100) == 0 else f"{chance * 100:+.0f}%"
