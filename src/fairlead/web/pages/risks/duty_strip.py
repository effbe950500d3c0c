"""Four weeks of duty as one drawing: a row for each layer, a stretch for each turn, gaps marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Final

from fairlead.program.moments import in_zone

__all__ = ["strip"]

_LEFT: Final = 70
_WIDTH: Final = 1000
_ROW: Final = 30
_HEAD: Final = 24
_LETTER: Final = 6.6

Stretch = tuple[str, datetime, datetime]


def strip(
    rows: Sequence[tuple[str, Iterable[Stretch]]],
    *,
    gaps: Iterable[tuple[datetime, datetime]],
    first: datetime,
    days: int,
    timezone: str,
    names: Mapping[str, str],
) -> str:
    """The drawing as SVG, its looks left to the stylesheet. Weeks begin in `timezone`."""
    last = first + timedelta(days=days)
    scale = (_WIDTH - _LEFT) / (last - first).total_seconds()

    def x(at: datetime) -> float:
        return _LEFT + (min(max(at, first), last) - first).total_seconds() * scale

    height = _HEAD + _ROW * len(rows) + 4
    parts = [
        f'<path class="minor" d="M{x(day):.1f} 16V{height}"/>'
        f'<text x="{x(day) + 3:.1f}" y="15" class="scale">{day.day} {day:%b}</text>'
        for day in _mondays(first, last, timezone)
    ]
    for number, (title, stretches) in enumerate(rows):
        top = _HEAD + _ROW * number
        parts.append(f'<text x="0" y="{top + 19}" class="scale">{escape(title)}</text>')
        kind = "turn quiet-turn" if number else "turn"
        for who, start, finish in stretches:
            parts.append(_stretch(names.get(who, who), x(start), x(finish), top, kind))
    for start, finish in gaps:
        width = max(1.5, x(finish) - x(start))
        parts.append(
            f'<rect class="gap" x="{x(start):.1f}" y="{_HEAD + 3}" width="{width:.1f}" '
            f'height="{_ROW - 8}"><title>Nobody answers</title></rect>'
        )
    told = f"Who is on call over {days} days; the same stands in the table below"
    return (
        f'<svg class="duty" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{told}">'
        f"{''.join(parts)}</svg>"
    )


def _mondays(first: datetime, last: datetime, timezone: str) -> Iterator[datetime]:
    local = in_zone(first, timezone=timezone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    day += timedelta(days=(7 - day.weekday()) % 7)
    while day < last - timedelta(days=1):
        yield day
        day += timedelta(days=7)


def _stretch(name: str, start: float, finish: float, top: int, kind: str) -> str:
    width = max(1.0, finish - start - 1)
    room = int((width - 8) / _LETTER)
    initials = "".join(part[0] for part in name.split())[:2]
    ways = (name, name.partition(" ")[0], initials)
    shown = next((way for way in ways if way and len(way) <= room), "")
    text = f'<text x="{start + 5:.1f}" y="{top + 19}">{escape(shown)}</text>' if shown else ""
    return (
        f'<g><rect class="{kind}" x="{start:.1f}" y="{top + 3}" width="{width:.1f}" '
        f'height="{_ROW - 8}"/><title>{escape(name)}</title>{text}</g>'
    )
