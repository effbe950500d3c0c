"""One line on standard error that says how far long work is."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairlead.analyses.forecast.so_far import SoFar

__all__ = ["ProgressLine"]

_PATIENCE = 0.5
"""Seconds from which on somebody who waits is told the first number."""


class ProgressLine:
    """A line that is drawn over, if somebody watches; it leaves no trace."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.watched = sys.stderr.isatty()
        self.shown = False
        self.begun = time.monotonic()
        self.first = ""

    def __enter__(self) -> Callable[[int, int], None] | None:
        return self.told if self.watched else None

    def told(self, done: int, of: int) -> None:
        """Show how much of how much is done."""
        self._draw(f"{done:,} of {of:,} {self.what}{self.first}")

    def so_far(self, found: SoFar) -> None:
        """Show what the first trials say, where all of them take their time."""
        if time.monotonic() - self.begun < _PATIENCE:
            return
        told = f"P50 {found.p50:%Y-%m-%d}"
        if found.trials < found.of:
            told = f"P50 so far {found.p50:%Y-%m-%d} ({found.trials:,} of {found.of:,} trials)"
        self.first = f"; {told}"
        self._draw(told)

    def _draw(self, text: str) -> None:
        click.echo(f"\r{text}\033[K", nl=False, err=True)
        self.shown = True

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)
