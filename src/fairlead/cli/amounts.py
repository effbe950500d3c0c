"""How commands write what they tell: columns in line, shares, lengths of time and money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

__all__ = ["aligned", "day", "length", "money", "share", "signed"]

_SHORT_SPAN = 144
"""Minutes that are shown as .1 d."""


def aligned(
    rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset(), indent: str = "  "
) -> Iterator[str]:
    """Rows of cells as lines, two spaces between columns; those in `right` end in line."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))] if rows else []
    for row in rows:
        cells = [
            cell.rjust(width) if k in right else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"{indent}{'  '.join(cells)}".rstrip()


def day(at: datetime, zone: str) -> str:
    """The day that an instant falls on in a zone: `2026-03-02`."""
    from fairlead.program.moments import in_zone  # slow import

    return f"{in_zone(at, timezone=zone):%Y-%m-%d}"


def share(value: float) -> str:
    """A part of a whole: `62%`. What is not none and not all is never shown as that."""
    if 0.995 <= value < 1:
        return ">99%"
    if 0 < value < 0.005:
        return "<1%"
    return f"{value:.0%}"


def length(minutes: int) -> str:
    """A length of time on the clock: `45m`, `6.0h`, `3.5d`."""
    if abs(minutes) < 60:
        return f"{minutes}m"
    return f"{minutes / 60:.1f}h" if abs(minutes) < 1440 else f"{minutes / 1440:.1f}d"


def signed(minutes: int) -> str:
    """How far something moves on the clock: `+3.5d`, `-0.2d`, or `0d`."""
    return f"{minutes / 1440:+.1f}d" if abs(minutes) >= _SHORT_SPAN / 2 else "0d"


def money(hundredths: int) -> str:
    """An amount in whole units of the currency: `12,300`; never `-0`."""
    return f"{round(hundredths / 100) + 0:,}"
