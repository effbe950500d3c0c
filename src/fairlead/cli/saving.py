"""How every command writes a file: whole or not at all, with errors in plain words."""

from __future__ import annotations

from pathlib import Path

import click

from fairlead.sources.writing import write_whole

__all__ = ["save"]


def save(path: Path, text: str) -> None:
    """Write a text as UTF-8. Raises `click.FileError`, which exits with 2, when it cannot be."""
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        raise click.FileError(str(path), error.strerror or str(error)) from error
