"""Lines for a terminal: no wider than it is, and whole where a program reads them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from textwrap import wrap

from fairlead.cli.amounts import aligned

__all__ = ["WIDEST", "folded", "table", "terminal_columns"]

WIDEST = 100
"""Characters beyond which a line of prose is hard to read, however wide the terminal."""


def terminal_columns(*, err: bool = False) -> int | None:
    """How wide the terminal is that is written to; None where it is a file or another program."""
    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        return None
    return shutil.get_terminal_size().columns


def folded(text: str, *, first: str = "", rest: str = "", width: int) -> list[str]:
    """A text on lines no wider than `width`, words kept whole; `first` and `rest` are indents."""
    return wrap(
        text,
        width=max(width, 40),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def table(
    rows: Sequence[Sequence[str]],
    *,
    right: frozenset[int] = frozenset(),
    spare: Sequence[int] = (),
    width: int | None,
) -> list[str]:
    """Rows in line, the first their heads; those in `right` end in line.

    Where the terminal is too narrow for a line, columns in `spare` are left out, the first of them
    first, and named below. `width` is None where nothing is too wide.
    """
    kept = list(range(len(rows[0]))) if rows else []
    gone: list[int] = []
    while True:
        chosen = [[row[k] for k in kept] for row in rows]
        ends = frozenset(place for place, k in enumerate(kept) if k in right)
        lines = list(aligned(chosen, right=ends))
        left = [k for k in spare if k in kept]
        if width is None or not left or max(map(len, lines), default=0) <= width:
            break
        kept.remove(left[0])
        gone.append(left[0])
    if gone:
        lines.append(f"  (too narrow for: {', '.join(rows[0][k] or 'notes' for k in gone)})")
    return lines
