"""`fairlead on-call`: who answers, whether somebody always does, and the calendar of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairlead.cli import exit_codes
from fairlead.cli.import_options import import_options

if TYPE_CHECKING:
    from datetime import datetime

    from fairlead.analyses.on_call.coverage import Coverage
    from fairlead.analyses.on_call.roster import Duty
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]

_NEXT = 4  # turns shown after the one that holds
_AHEAD_DAYS = 60  # how far they are looked for


@click.command("on-call")
@click.argument("program", type=click.Path(path_type=Path))
@click.option("--at", metavar="TIME", help="Speak of this time; else of `as_of`, else of now.")
@click.option("--rotation", help="Only this rotation.")
@click.option("--who", metavar="PERSON", help="With --ics: only the duty of this person.")
@click.option(
    "--days",
    type=click.IntRange(1, 3660),
    default=365,
    show_default=True,
    help="How far ahead coverage is proved, and duty written.",
)
@click.option(
    "--ics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the duty as an iCalendar file.",
)
@click.option("--take", metavar="PERSON", help="Take the duty from --from until --until.")
@click.option("--ask", metavar="PERSON", help="Ask for somebody to stand in, for that time.")
@click.option("--stand-in", metavar="PERSON", help="Stand in where --request was asked.")
@click.option("--request", type=int, default=1, help="Which request, counted from 1.")
@click.option(
    "--swap",
    nargs=2,
    metavar="ONE OTHER",
    help="ONE gives away that time, OTHER the one from --other-from until --other-until.",
)
@click.option("--from", "start", metavar="TIME", help="When it begins.")
@click.option("--until", "finish", metavar="TIME", help="When it ends, itself not included.")
@click.option("--other-from", metavar="TIME", help="When the other one's time begins.")
@click.option("--other-until", metavar="TIME", help="When it ends.")
@click.option("--because", metavar="TEXT", help="Why.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    program: Path,
    at: str | None,
    rotation: str | None,
    who: str | None,
    days: int,
    ics: Path | None,
    as_json: bool,
    wishes: Wishes,
    **arranged: Any,
) -> None:
    """Tell who is on call, prove that somebody always is, and write the calendar.

    Every rotation of PROGRAM is looked at for a year ahead, through every change of the clock. A
    gap is an error; duty of somebody who is away, and requests that nobody took, are warnings.
    With `--take`, `--ask`, `--stand-in` or `--swap` that is written into the rotation first.
    """
    from fairlead.analyses.on_call.coverage import coverage_findings  # slow import
    from fairlead.analyses.on_call.roster import Roster, on_call  # slow import
    from fairlead.cli.clock import moment_asked  # slow import
    from fairlead.cli.opening import opened, read_whole, show_findings  # slow import
    from fairlead.program.moments import minute_of  # slow import
    from fairlead.program.noun import Table, replace  # slow import

    if any(arranged[name] for name in ("take", "ask", "stand_in", "swap")):
        from fairlead.cli.verbs.duty_arranged import arrange  # slow import

        arrange(program, rotation, **arranged)
    reading = opened(program, wishes=wishes)
    value = read_whole(reading)
    if rotation is not None:
        if rotation not in value.rotations:
            known = ", ".join(value.rotations) or "none"
            raise click.BadParameter(
                f"{rotation!r} is no rotation; there are {known}.", param_hint="--rotation"
            )
        value = replace(value, rotations=Table({rotation: value.rotations[rotation]}))
    now = moment_asked(at, value, option="--at")
    found, findings = coverage_findings(value, first=now, days=days)
    answers: dict[str, tuple[Duty | None, tuple[Duty, ...]]] = {}
    for key in value.rotations:
        holds = on_call(value, key, at=now)
        begin = minute_of(now)
        ahead = Roster(value, key).duties(begin, begin + _AHEAD_DAYS * 1440)
        coming = [duty for duty in ahead if duty.start > now]
        answers[key] = (holds, tuple(coming[:_NEXT]))
    if ics is not None:
        _write(value, ics, now=now, days=days, who=who)
    if as_json:
        click.echo(_json(answers, found, (*reading.findings, *findings), now=now))
    else:
        _print(value, answers, found, now=now)
        if findings:
            click.echo("\nFindings")
            show_findings(findings)
    grave = any(finding.rank < 2 for finding in findings)
    ctx.exit(exit_codes.FINDINGS if grave else exit_codes.CLEAN)


def _write(program: Program, path: Path, *, now: datetime, days: int, who: str | None) -> None:
    from fairlead.analyses.on_call.roster import roster  # slow import
    from fairlead.reports.formats.duty_calendar import duty_calendar  # slow import
    from fairlead.sources.writing import write_whole  # slow import

    last = now + timedelta(days=days)
    duties = [
        duty for key in program.rotations for duty in roster(program, key, first=now, last=last)
    ]
    try:
        write_whole(path, duty_calendar(program, duties, stamp=now, who=who))
    except OSError as error:
        raise click.FileError(str(path), error.strerror or str(error)) from error


def _json(
    answers: dict[str, tuple[Duty | None, tuple[Duty, ...]]],
    found: tuple[Coverage, ...],
    findings: tuple[Finding, ...],
    *,
    now: datetime,
) -> str:
    from fairlead.cli.answer_json import answer_json  # slow import

    covered = {each.rotation: each for each in found}
    answer = {
        "at": now,
        "rotations": {
            key: {
                "on_call": holds and holds.who,
                "until": holds and holds.finish,
                "because": holds and holds.because,
                "next": list(coming),
                "needed_minutes": covered[key].needed_minutes,
                "covered_minutes": covered[key].covered_minutes,
                "whole": covered[key].whole,
                "gaps": list(covered[key].gaps),
                "absences": list(covered[key].absences),
                "duty_minutes": dict(covered[key].minutes),
            }
            for key, (holds, coming) in answers.items()
        },
        "findings": list(findings),
    }
    return answer_json(answer)


def _print(
    program: Program,
    answers: dict[str, tuple[Duty | None, tuple[Duty, ...]]],
    found: tuple[Coverage, ...],
    *,
    now: datetime,
) -> None:
    from fairlead.program.moments import in_zone  # slow import

    covered = {each.rotation: each for each in found}
    click.echo(program.title or program.id)
    if not answers:
        click.echo("No rotations: add some under `rotations:`, see docs/methods/on-call.md.")
    for key, (holds, coming) in answers.items():
        rotation = program.rotations[key]
        zone = rotation.timezone or program.timezone

        def at(moment: datetime, zone: str = zone) -> str:
            return f"{in_zone(moment, timezone=zone):%a %Y-%m-%d %H:%M}"

        click.echo(f"\n{rotation.title or key}, {at(now)} {zone}")
        if holds is None:
            click.echo("  nobody is on call")
        else:
            why = "" if holds.because == "turn" else f" ({holds.because})"
            click.echo(f"  {_name(program, holds.who)}{why} until {at(holds.finish)}")
        for duty in coming:
            why = "" if duty.because == "turn" else f" ({duty.because})"
            click.echo(f"  then {_name(program, duty.who)}{why} from {at(duty.start)}")
        each = covered[key]
        span = f"{(each.last - each.first).days} days"
        if each.whole:
            hours = each.needed_minutes / 60
            click.echo(f"  covered for {span}: all {hours:,.10g} hours that need somebody")
        else:
            share = each.covered_minutes / each.needed_minutes
            click.echo(f"  covered for {span}: {share:.2%}, {len(each.gaps):,} gaps")
        total = sum(each.minutes.values())
        for who, minutes in sorted(each.minutes.items(), key=lambda one: -one[1]):
            click.echo(f"    {minutes / total:>6.1%}  {_name(program, who)}")


def _name(program: Program, who: str) -> str:
    person = program.people.get(who)
    return (person.name if person is not None else None) or who
