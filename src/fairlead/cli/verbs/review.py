"""`fairlead review`: whom an architecture review asks, and when all of them are at work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.amounts import aligned
from fairlead.cli.import_options import import_options

if TYPE_CHECKING:
    from datetime import datetime

    from fairlead.analyses.reviewing import ReviewCall
    from fairlead.program.program import Program
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]


@click.command("review")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("key", metavar="REVIEW", required=False)
@click.option("--from", "now", metavar="TIME", help="The earliest start; else `as_of`, else now.")
@click.option(
    "--days",
    type=click.IntRange(1, 92),
    default=14,
    show_default=True,
    help="How many days are looked at.",
)
@click.option(
    "--minutes",
    type=click.IntRange(15, 480),
    default=60,
    show_default=True,
    help="How long it takes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print invitations and times as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    key: str | None,
    now: str | None,
    days: int,
    minutes: int,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Tell whom an architecture review asks, and when all of them are at work.

    REVIEW is a review of PROGRAM, or a component that has none yet; left out, every review that is
    planned. Asked are who calls it, who answers for the component, whoever consumes it, and who is
    named. Times count everybody's hours, zone, holidays and leave; those outside the program have
    no calendar here. The exit code is 1 when no time suits all of them.
    """
    from fairlead.analyses.reviewing import review_call  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import
    from fairlead.cli.clock import moment_asked  # slow import
    from fairlead.cli.opening import opened, read_whole  # slow import

    held = read_whole(opened(program, wishes=wishes))
    first = moment_asked(now, held, option="--from")
    wanted = [key] if key is not None else _planned(held)
    try:
        calls = [review_call(held, one, first=first, days=days, minutes=minutes) for one in wanted]
    except KeyError:
        known = ", ".join([*held.reviews, *held.components]) or "none"
        raise click.ClickException(
            f"{key!r} is no review of a component, and no component. There are: {known}."
        ) from None
    if as_json:
        click.echo(answer_json({"reviews": calls}))
    elif not calls:
        click.echo("No review is planned: name a component, or add one under `reviews:`.")
    else:
        click.echo("\n\n".join(_told(held, call, minutes=minutes) for call in calls))
    suits = all(call.slots and not call.slots[0].missing for call in calls if call.people)
    ctx.exit(exit_codes.CLEAN if suits else exit_codes.FINDINGS)


def _planned(program: Program) -> list[str]:
    return [
        key
        for key, row in program.reviews.items()
        if row.status == "planned" and row.component is not None
    ]


def _told(program: Program, call: ReviewCall, *, minutes: int) -> str:
    """Whom to invite and when, by the clock of each."""
    lines = [f"{call.title} ({call.review or call.component})", "Invite"]
    rows = []
    for row in call.invitations:
        stands = ", ".join(row.people) if row.people != (row.who,) else ""
        known = f"by {stands}" if stands else "" if row.people else "calendar not known"
        rows.append((row.who, "; ".join(row.why), known))
    lines += aligned(rows)
    lines.append(f"When, {minutes} minutes")
    if not call.slots:
        lines.append("  Nobody whose calendar is known is at work in that time.")
    for slot in call.slots:
        there = [who for who in call.people if who not in slot.missing]
        clocks = ", ".join(f"{who} {_clock(program, who, slot.start)}" for who in there)
        missing = f"; off work: {', '.join(slot.missing)}" if slot.missing else ""
        lines.append(f"  {slot.start:%a %Y-%m-%d %H:%M} UTC  {clocks}{missing}")
    return "\n".join(lines)


def _clock(program: Program, who: str, at: datetime) -> str:
    from fairlead.program.moments import in_zone  # slow import
    from fairlead.program.working_time import calendar_of_person  # slow import

    return f"{in_zone(at, timezone=calendar_of_person(program, who).timezone):%H:%M}"
