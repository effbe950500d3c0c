"""How every command writes a file: whole or not at all, with errors in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fairlead.sources.writing import write_whole

if TYPE_CHECKING:
    from fairlead.reports.briefing import Briefing

__all__ = ["BRIEFING_FILES", "check_briefing_file", "save", "told"]

BRIEFING_FILES: Final = ".html, .md or .pdf"
"""What a briefing can be written into, for texts."""


def save(path: Path, content: str | bytes) -> None:
    """Write bytes, or a text as UTF-8. Raises `click.FileError`, which exits with 2, when it cannot
    be."""
    try:
        write_whole(path, content if isinstance(content, bytes) else content.encode("utf-8"))
    except OSError as error:
        raise click.FileError(str(path), error.strerror or str(error)) from error


def check_briefing_file(path: Path) -> None:
    """Raises `click.UsageError` for a file that no briefing can be written into."""
    suffix = path.suffix.lower()
    if suffix not in (".html", ".md", ".pdf"):
        raise click.UsageError(f"{path.name}: expected a name that ends in {BRIEFING_FILES}.")
    if suffix == ".pdf":
        from fairlead.reports.formats.pdf import can_set  # slow import

        if not can_set():
            raise click.UsageError(
                f"{path.name}: PDF needs the extra `fairlead[pdf]`. Install it, or write .html or "
                ".md."
            )


def told(briefing: Briefing, output: Path | None, *, beside: bool = False) -> None:
    """Print a briefing as Markdown, or write it into a file of the kind that its name says.

    `beside` other output, that it was written is told on the standard error.
    """
    if output is None:
        from fairlead.reports.formats.markdown import markdown  # slow import

        click.echo(markdown(briefing), nl=False)
        return
    save(output, _made(briefing, output.suffix.lower()))
    click.echo(f"Wrote {output}.", err=beside)


def _made(briefing: Briefing, suffix: str) -> str | bytes:
    if suffix == ".pdf":
        from fairlead.reports.formats.pdf import pdf  # slow import

        return pdf(briefing)
    if suffix == ".html":
        from fairlead.reports.formats.html import html  # slow import

        return html(briefing)
    from fairlead.reports.formats.markdown import markdown  # slow import

    return markdown(briefing)
