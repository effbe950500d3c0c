"""How every command opens what the user names: any format, with errors in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fairlead.cli.lines import WIDEST, folded, terminal_columns

if TYPE_CHECKING:
    from fairlead.analyses.plan import Plan
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.sources.reading import Reading
    from fairlead.sources.wishes import Wishes

__all__ = ["column_lines", "opened", "planned", "read_whole", "show_findings"]

_MOST_ERRORS: Final = 20


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
    return folded(told, first=first, rest=indent, width=WIDEST)


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
        show_findings(tuple(errors) or reading.findings, err=True, most=_MOST_ERRORS)
        more = len(errors) - _MOST_ERRORS
        all_of_them = f" {more:,} more are not shown: fairlead check --all." if more > 0 else ""
        raise click.ClickException(
            f"{len(errors):,} error{'' if len(errors) == 1 else 's'} in the file: mend "
            f"{'it' if len(errors) == 1 else 'them'} first.{all_of_them}"
        )
    return program


def show_findings(
    findings: tuple[Finding, ...], *, err: bool = False, most: int | None = None
) -> None:
    """Print findings, the gravest first: place, severity, message, and below it what to do.

    On a terminal they are folded to its width; elsewhere each has a line, and its hint another.
    """
    width = terminal_columns(err=err)
    shown = sorted(findings, key=lambda f: (f.rank, *_place(f.where), f.code))[:most]
    for finding in shown:
        place = f"{finding.where}: " if finding.where else ""
        lines = [(f"{place}{finding.severity}: {finding.message} [{finding.code}]", "", "  ")]
        if finding.hint:
            lines.append((finding.hint, "    ", "    "))
        for text, first, rest in lines:
            whole = [f"{first}{text}"]
            told = whole if width is None else folded(text, first=first, rest=rest, width=width)
            click.echo("\n".join(told), err=err)


def _place(where: str | None) -> tuple[str, int]:
    """A place to sort by: line 13 of a file before its line 100."""
    name, _, line = (where or "").rpartition(":")
    return (name, int(line)) if line.isdecimal() else (where or "", 0)
