"""One line on standard error that says how far long work is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ProgressLine"]


class ProgressLine:
    """A line that is drawn over, if somebody watches; it leaves no trace."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.watched = sys.stderr.isatty()
        self.shown = False

    def __enter__(self) -> Callable[[int, int], None] | None:
        return self.told if self.watched else None

    def told(self, done: int, of: int) -> None:
        """Show how much of how much is done."""
        click.echo(f"\r{done:,} of {of:,} {self.what}", nl=False, err=True)
        self.shown = True

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)
