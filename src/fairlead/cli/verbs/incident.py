"""`fairlead incident`: open one, take it on, note its course, mend it, make its actions tasks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli.taking_down import taken_down

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fairlead.program.changes import Change
    from fairlead.program.incidents import Incident, Severity
    from fairlead.program.program import Program

__all__ = ["command"]


@click.command("incident")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("key", metavar="INCIDENT", required=False)
@click.option("--open", "title", metavar="TITLE", help="Open it: what broke.")
@click.option(
    "--severity", type=click.Choice(["low", "medium", "high", "critical"]), default="medium",
    show_default=True, help="With --open: how grave it is.",
)  # fmt: skip
@click.option("--rotation", metavar="ID", help="With --open: the rotation that was called.")
@click.option("--component", metavar="ID", help="With --open: what broke.")
@click.option("--acknowledge", is_flag=True, help="Take it on; whoever does first leads it.")
@click.option("--note", metavar="TEXT", help="One more entry of its course.")
@click.option("--resolve", is_flag=True, help="It is mended.")
@click.option("--tasks", is_flag=True, help="Make tasks of the actions of its review.")
@click.option("--who", metavar="PERSON", help="Who does that.")
@click.option("--at", metavar="TIME", help="When; else `as_of`, else now.")
@click.option("--json", "as_json", is_flag=True, help="Print incidents as JSON.")
def command(
    *,
    program: Path,
    key: str | None,
    title: str | None,
    severity: Severity,
    rotation: str | None,
    component: str | None,
    acknowledge: bool,
    note: str | None,
    resolve: bool,
    tasks: bool,
    who: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Tell of incidents, or take down the course of one in the program file.

    Without an option the incidents are listed, or the course of INCIDENT is told. What is taken
    down edits the file in place, comments kept.
    """
    from fairlead.analyses.on_call import incidents  # slow import
    from fairlead.cli.clock import moment_asked  # slow import
    from fairlead.cli.versions import program_file_of  # slow import

    held = program_file_of(program)
    now = moment_asked(at, held, option="--at")
    done = [title is not None, acknowledge, note is not None, resolve, tasks]
    if sum(done) > 1:
        raise click.UsageError("One thing at a time: --open, --acknowledge, --note, --resolve or "
                               "--tasks.")  # fmt: skip
    if not any(done):
        rows = _chosen(held, key)
        if as_json:
            click.echo(_json(rows))
        else:
            _print(held, rows, whole=key is not None)
        return
    if key is None:
        raise click.UsageError("Which one? Give its id: fairlead incident PROGRAM INCIDENT ...")
    if acknowledge and who is None:
        raise click.UsageError("Say who takes it on: --who PERSON.")
    made: Callable[[], Change] = partial(incidents.actions_as_tasks, held, key)
    if title is not None:
        made = partial(
            incidents.begin, held, key, title=title, at=now, severity=severity,
            rotation=rotation, component=component,
        )  # fmt: skip
    elif acknowledge and who is not None:
        made = partial(incidents.acknowledge, held, key, who=who, at=now)
    elif note is not None:
        made = partial(incidents.note, held, key, what=note, at=now, who=who)
    elif resolve:
        made = partial(incidents.resolve, held, key, at=now, who=who)
    taken_down(program, made)


def _chosen(program: Program, key: str | None) -> dict[str, Incident]:
    if key is not None and key not in program.incidents:
        known = ", ".join(program.incidents) or "none"
        raise click.ClickException(f"There is no incident {key!r}; there are {known}.")
    return {name: row for name, row in program.incidents.items() if key in (None, name)}


def _json(rows: dict[str, Incident]) -> str:
    from fairlead.cli.answer_json import answer_json  # slow import

    return answer_json({"incidents": rows})


def _print(program: Program, rows: dict[str, Incident], *, whole: bool) -> None:
    if not rows:
        click.echo("No incidents: fairlead incident PROGRAM INCIDENT --open TITLE")
    for name, row in rows.items():
        state = "open" if row.resolved is None else f"resolved {_at(row.resolved, program)}"
        click.echo(f"{name}  {row.severity}  {_at(row.opened, program)}  {state}  {row.title}")
        if not whole:
            continue
        for role in ("commander", "communications", "scribe"):
            if getattr(row, role) is not None:
                click.echo(f"  {role}: {getattr(row, role)}")
        for entry in row.timeline:
            by = f" ({entry.who})" if entry.who else ""
            click.echo(f"  {_at(entry.at, program)}  {entry.what}{by}")
        for name_, action in () if row.review is None else row.review.actions.items():
            click.echo(f"  action {name_}: {action.title}  {action.task or 'no task yet'}")


def _at(at: datetime, program: Program) -> str:
    from fairlead.program.moments import in_zone  # slow import

    return f"{in_zone(at, timezone=program.timezone):%Y-%m-%d %H:%M}"
