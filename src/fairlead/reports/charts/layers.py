"""What layers of a chart are put together from: texts with stand-ins, values, axes of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fairlead.program.moments import in_zone
from fairlead.reports.charts.theme import colour
from fairlead.reports.fact import Fact
from fairlead.reports.text import Quote, Scale, Words

__all__ = ["Spec", "Texts", "Writer", "text_layer", "time_axis", "values", "wall"]

Spec = dict[str, object]
Texts = list[tuple[Fact | Quote | Scale | Words, ...]]
"""The parts of each text that stands for itself; a chart names it by its number."""


class Writer:
    """Collects the texts of a chart."""

    def __init__(self) -> None:
        self.texts: Texts = []

    def __call__(self, *parts: Fact | Quote | Scale | Words) -> str:
        """The stand-in for a text: as long as what it stands for need not be, so it is short."""
        self.texts.append(parts)
        return f"@{len(self.texts) - 1}@"


def wall(at: datetime, timezone: str, *, end: bool = True) -> str:
    """An instant as the reader's wall clock shows it, for an axis that knows no zones.

    An end is moved into its day, so that midnight does not look like the next one.
    """
    local = in_zone(at, timezone=timezone).replace(tzinfo=UTC)
    return (local - timedelta(minutes=1) if end else local).isoformat()


def values(rows: list[dict[str, object]]) -> Spec:
    """Data that stands in the chart itself."""
    return {"values": rows}


def time_axis(**more: object) -> Spec:
    """An axis of dates, the year where it begins."""
    return {
        "grid": False,
        "title": None,
        "labelOverlap": "greedy",
        "labelSeparation": 14,
        "tickCount": 8,
        "labelExpr": "utcFormat(datum.value, utcmonth(datum.value) == 0 && utcdate(datum.value) "
        "< 8 ? '%-d %b %Y' : '%-d %b')",
        **more,
    }


def text_layer(
    writer: Writer,
    parts: tuple[Fact | Quote | Scale | Words, ...],
    place: Spec,
    *,
    token: str = "ink-2",  # noqa: S107 (a token of the design, nothing secret)
    **mark: object,
) -> Spec:
    """A layer of one text, put together from facts, quotes and words."""
    return {
        "data": values([place]),
        "mark": {"type": "text", "color": colour(token), "text": writer(*parts), **mark},
    }
