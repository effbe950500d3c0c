"""How commands write into a program file what happened: the change, and a line for each edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fairlead.program.changes import Change

__all__ = ["taken_down"]


def taken_down(path: Path, made: Callable[[], Change]) -> None:
    """Make a change, write it into the files of the program, and tell what was written.

    What the change refuses is told in its own words, and nothing is written. Raises
    `click.ClickException`.
    """
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.program_file.editing import edit_program_file  # slow import

    try:
        change = made()
        written = edit_program_file(path, change) if change else ()
    except (FairleadError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if not change:
        click.echo("Nothing is left to do.")
    for edit in change.edits:
        sign = "+" if edit.before is None and edit.field is None else "~"
        click.echo(f"{sign} {edit.place}")
    for part in written:
        click.echo(f"Wrote {part}.")
