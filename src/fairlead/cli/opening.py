"""How every command opens what the user names: any format, with errors in plain words."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fairlead.analyses.plan import Plan
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.sources.reading import Reading
    from fairlead.sources.wishes import Wishes

__all__ = ["column_lines", "opened", "planned", "read_whole", "show_findings"]


def opened(
    path: Path, *, wishes: Wishes, timezone: str | None = None, tell_columns: bool = True
) -> Reading:
    """Read a program file or folder, or anything else that can be read.

    The column map of a table is told beside the answer, on standard error, if `tell_columns`.
    Raises `click.ClickException`, which exits with 2, when it cannot be read at all.
    """
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.open import read  # slow import

    try:
        reading = read(path, timezone=timezone, wishes=wishes)
    except FairleadError as error:
        raise click.ClickException(str(error)) from error
    if tell_columns:
        for line in column_lines(reading):
            click.echo(line, err=True)
    return reading


def column_lines(reading: Reading, *, first: str = "Columns: ") -> list[str]:
    """Which column each field of a table was read from, and how to say otherwise."""
    if not reading.columns or reading.loss is None or reading.loss.source != "table":
        return []
    pairs = ", ".join(f"{field} from {column!r}" for field, column in reading.columns)
    told = f"{pairs}. --column FIELD=HEADER reads another, --column FIELD= none."
    indent = " " * len(first)
    return wrap(told, 100, initial_indent=first, subsequent_indent=indent)


def planned(reading: Reading, *, paths: int = 3) -> tuple[Program, Plan]:
    """The program that was read, and its plan.

    Raises `click.ClickException` with every error of the file or of the plan when there is none.
    """
    from fairlead.analyses.plan import Unplannable, plan  # slow import

    program = read_whole(reading)
    made = plan(program, paths=paths)
    if isinstance(made, Unplannable):
        show_findings(made.findings, err=True)
        raise click.ClickException("There is no plan.")
    return program, made


def read_whole(reading: Reading) -> Program:
    """The program that was read. Raises `click.ClickException` with every error of the file."""
    program = reading.program
    errors = [f for f in reading.findings if f.severity == "error"]
    if program is None or errors:
        show_findings(tuple(errors) or reading.findings, err=True)
        raise click.ClickException(
            f"{len(errors)} error{'' if len(errors) == 1 else 's'} in the file: mend "
            f"{'it' if len(errors) == 1 else 'them'} first."
        )
    return program


def show_findings(findings: tuple[Finding, ...], *, err: bool = False) -> None:
    """Print findings, the gravest first: place, severity, message, and below it what to do."""
    for finding in sorted(findings, key=lambda f: (f.rank, f.where or "", f.code)):
        place = f"{finding.where}: " if finding.where else ""
        click.echo(f"{place}{finding.severity}: {finding.message} [{finding.code}]", err=err)
        if finding.hint:
            click.echo(f"    {finding.hint}", err=err)
