"""How every command writes a file: whole or not at all, with errors in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.sources.writing import write_whole

if TYPE_CHECKING:
    from fairlead.reports.briefing import Briefing

__all__ = ["save", "told"]


def save(path: Path, text: str) -> None:
    """Write a text as UTF-8. Raises `click.FileError`, which exits with 2, when it cannot be."""
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        raise click.FileError(str(path), error.strerror or str(error)) from error


def told(briefing: Briefing, output: Path | None) -> None:
    """Print a briefing as Markdown, or write it into a file that ends in .html or .md."""
    from fairlead.reports.formats.html import html  # slow import
    from fairlead.reports.formats.markdown import markdown  # slow import

    if output is None:
        click.echo(markdown(briefing), nl=False)
        return
    save(output, html(briefing) if output.suffix.lower() == ".html" else markdown(briefing))
    click.echo(f"Wrote {output}.")
