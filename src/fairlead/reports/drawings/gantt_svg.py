"""Drawing a Gantt chart: panels of a page's height, each with its own axis."""

from __future__ import annotations

from fairlead.reports.drawings.gantt import GanttChart, GanttRow
from fairlead.reports.drawings.gantt_links import arrow, stub
from fairlead.reports.drawings.svg import element, label, number, text_width, tooltip
from fairlead.reports.drawings.time_scale import TimeScale, time_scale
from fairlead.reports.inline import inline_text
from fairlead.reports.text import Quote, Scale, Text, say

__all__ = ["MOST_IN_PANEL", "gantt_svg"]

MOST_IN_PANEL = 36
"""Rows of one panel: what a sheet of A4 or Letter, laid across, holds at a readable size."""

_ABOUT = (
    "<title>Schedule</title><desc>Each row is a task, a summary or a milestone, from its start to "
    "its finish.</desc>"
)
_WIDTH, _NAMES = 1120.0, 258.0
_NARROW_WIDTH, _NARROW_NAMES = 820.0, 190.0
_WHO = 96.0
_RIGHT = 88.0
_OFTEN = 74.0
_ROW = 18.0
_AXIS = 40.0
_BAR = 9.0


def gantt_svg(chart: GanttChart, *, name: str) -> str:
    """One `<svg>` per panel. `name` keeps the ids of patterns apart on a page."""
    scale = time_scale(
        min(chart.first, chart.as_of_at),
        max(chart.last, chart.as_of_at),
        left=_names(chart) + 8 + _who(chart) + (_OFTEN if _has_often(chart) else 0),
        right=(_NARROW_WIDTH if chart.narrow else _WIDTH) - _RIGHT,
        timezone=chart.timezone,
    )
    panels = _panels(chart.rows)
    return "\n".join(
        _panel(chart, rows, scale, f"{name}-{place}") for place, rows in enumerate(panels)
    )


def _names(chart: GanttChart) -> float:
    """Room for the titles of rows."""
    return _NARROW_NAMES if chart.narrow else _NAMES


def _who(chart: GanttChart) -> float:
    """Room for the people of rows."""
    return _WHO if any(row.who for row in chart.rows) else 0.0


def _has_often(chart: GanttChart) -> bool:
    """Whether it is told how often a row decides the end."""
    return any(row.often is not None for row in chart.rows)


def _panels(rows: tuple[GanttRow, ...]) -> list[tuple[GanttRow, ...]]:
    """The rows in panels of about one height; a panel begins with a group where one is near."""
    found: list[tuple[GanttRow, ...]] = []
    rest = rows
    while len(rest) > MOST_IN_PANEL:
        parts = -(-len(rest) // MOST_IN_PANEL)
        fair = -(-len(rest) // parts)
        cut = next((n for n in range(MOST_IN_PANEL, fair * 3 // 4, -1) if rest[n].depth == 0), fair)
        found.append(rest[:cut])
        rest = rest[cut:]
    return [*found, rest]


def _panel(chart: GanttChart, rows: tuple[GanttRow, ...], scale: TimeScale, name: str) -> str:
    height = _AXIS + _ROW * len(rows) + 6
    place = {row.id: _AXIS + _ROW * (n + 0.5) for n, row in enumerate(rows)}
    by_id = {row.id: row for row in rows}
    parts = [
        _ABOUT,
        _hatch(name),
        _grid(scale, height, len(rows)),
    ]
    links = [k for k in chart.links if k.before in by_id or k.after in by_id]
    parts.extend(
        arrow(link, by_id, place, scale)
        for link in sorted(links, key=lambda link: link.critical)
        if link.before in by_id and link.after in by_id
    )
    parts.extend(
        stub(link, by_id[link.before], place[link.before], scale)
        for link in links
        if link.before in by_id and link.after not in by_id
    )
    parts.append(_as_of(chart, scale, height) + _axis(scale))
    parts.extend(_row(chart, row, place[row.id], scale, name) for row in rows)
    return element(
        "svg",
        "".join(parts),
        class_="gantt narrow" if chart.narrow else "gantt",
        viewBox=f"0 0 {number(scale.right + _RIGHT)} {number(height)}",
        role="img",
        aria_label="Schedule",
    )


def _hatch(name: str) -> str:
    line = element("path", d="M0 6 6 0", class_="hatch")
    pattern = element(
        "pattern",
        element("rect", width=6, height=6, class_="hatch-ground") + line,
        id=f"{name}-hatch",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
    return element("defs", pattern)


def _grid(scale: TimeScale, height: float, rows: int) -> str:
    parts = [
        element(
            "rect",
            x=tick.left,
            y=_AXIS,
            width=tick.right - tick.left,
            height=height - _AXIS,
            class_="weekend",
        )
        for tick in scale.weekends()
    ]
    parts.extend(
        element(
            "path",
            d=f"M0 {number(_AXIS + _ROW * n)}H{number(scale.right + _RIGHT)}",
            class_="row-line",
        )
        for n in range(rows + 1)
    )
    parts.extend(
        _vertical(tick.left, top, height, class_)
        for ticks, top, class_ in ((scale.minor(), 22, "minor"), (scale.major(), 6, "major"))
        for tick in ticks
        if tick.left > scale.left
    )
    return "".join(parts)


def _axis(scale: TimeScale) -> str:
    """The names of the spells, each where it fits."""
    parts = [
        label(
            Scale(text=tick.name),
            x=tick.left + 3,
            y=y,
            size=size,
            timezone=scale.timezone,
            class_=class_,
        )
        for ticks, y, size, class_ in (
            (scale.minor(), 34, 10.0, "axis-minor"),
            (scale.major(), 16, 11.0, "axis-major"),
        )
        for tick in ticks
        if tick.right - tick.left >= text_width(tick.name, size) * 0.9
    ]
    return "".join(parts)


def _vertical(x: float, top: float, bottom: float, class_: str) -> str:
    return element("path", d=f"M{number(x)} {number(top)}V{number(bottom)}", class_=class_)


def _as_of(chart: GanttChart, scale: TimeScale, height: float) -> str:
    x = scale.x(chart.as_of_at)
    return (
        element("path", d=f"M{number(x)} 20V{number(height)}", class_="as-of")
        + element("path", d=f"M{number(x - 4)} 20h8l-4 6z", class_="as-of-head")
        + _hover_strip(chart, x, height)
    )


def _hover_strip(chart: GanttChart, x: float, height: float) -> str:
    """A broad unseen strip over the thin line, so that it can be hovered over."""
    title = tooltip(say("Status time: {}", chart.as_of), timezone=chart.timezone)
    return element("rect", title, x=x - 4, y=18, width=8, height=height - 18, class_="unseen")


def _row(chart: GanttChart, row: GanttRow, y: float, scale: TimeScale, name: str) -> str:
    indent = 2 + 11 * min(row.depth, 6)
    classes = " ".join(
        c for c in ("title", row.kind, row.state, "critical" if row.critical else "") if c
    )
    title = label(
        row.title,
        x=indent,
        y=y + 4,
        size=11.5,
        room=_names(chart) - indent - (8 if not row.critical else 20),
        timezone=chart.timezone,
        class_=classes,
    )
    if row.kind == "milestone":
        shape, said = _diamond(chart, row, y, scale), _said_milestone(row)
    elif row.kind == "summary":
        shape, said = _bracket(row, y, scale), _said_task(row)
    else:
        shape, said = _bar(row, y, scale, name), _said_task(row)
    who = inline_text(row.who, timezone=chart.timezone)
    if who:
        title += label(
            Quote(text=who),
            x=_names(chart) + 4,
            y=y + 4,
            size=10.5,
            room=_WHO - 6,
            timezone=chart.timezone,
            class_="who",
        )
    title += _often(chart, row, y)
    hover = element(
        "rect", x=0, y=y - _ROW / 2, width=scale.right + _RIGHT, height=_ROW, class_="unseen"
    )
    return element(
        "g", tooltip(said, timezone=chart.timezone) + hover + title + shape, class_="row"
    )


def _often(chart: GanttChart, row: GanttRow, y: float) -> str:
    """How often the row is critical: a bar that fills as it is so more often, and the share."""
    if row.often is None:
        return ""
    left = _names(chart) + 4 + _who(chart)
    part = element(
        "rect", x=left, y=y - 3.5, width=max(20 * row.often_share, 0.8), height=7, class_="often"
    )
    return (
        element("rect", x=left, y=y - 3.5, width=20, height=7, class_="often-ground")
        + part
        + label(
            row.often,
            x=left + 66,
            y=y + 3.5,
            size=10,
            timezone=chart.timezone,
            class_="who",
            anchor="end",
        )
    )


def _said_task(row: GanttRow) -> Text:
    said = say("{}: {} to {}", row.title, row.start, row.finish)
    if row.critical:
        said = say("{}, on the critical chain", said)
    if row.often is not None:
        said = say("{}, critical in {} of the trials", said, row.often)
    return say("{}, {}", said, row.who) if row.who else said


def _said_milestone(row: GanttRow) -> Text:
    if row.due is None:
        return say("{}: planned for {}, nothing promised", row.title, row.finish)
    return say("{}: planned for {}, promised for {}", row.title, row.finish, row.due)


def _bar(row: GanttRow, y: float, scale: TimeScale, name: str) -> str:
    left, right = scale.x(row.starts), scale.x(row.finishes)
    width = max(right - left, 2.0)
    classes = " ".join(c for c in ("bar", row.state, "critical" if row.critical else "") if c)
    parts = []
    end = left + width
    if row.slack_until is not None:
        until = scale.x(row.slack_until)
        parts.append(
            element("path", d=f"M{number(end)} {number(y)}H{number(until)}", class_="slack")
        )
        parts.append(element("path", d=f"M{number(until)} {number(y - 3)}v6", class_="slack"))
    parts.append(
        element("rect", x=left, y=y - _BAR / 2, width=width, height=_BAR, rx=1.5, class_=classes)
    )
    if row.state == "running":
        parts.append(
            element(
                "rect",
                x=left,
                y=y - _BAR / 2,
                width=width,
                height=_BAR,
                rx=1.5,
                fill=f"url(#{name}-hatch)",
            )
        )
    return "".join(parts)


def _bracket(row: GanttRow, y: float, scale: TimeScale) -> str:
    left, right = scale.x(row.starts), scale.x(row.finishes)
    right = max(right, left + 4)
    a, b = number(left), number(right)
    top, low = number(y - 3.5), number(y + 4)
    path = f"M{a} {low}V{top}H{b}V{low}l-3 -4H{number(left + 3)}z"
    return element("path", d=path, class_=f"bracket {row.state}")


def _diamond(chart: GanttChart, row: GanttRow, y: float, scale: TimeScale) -> str:
    x = scale.x(row.finishes)
    parts = []
    furthest = x
    if row.sure_from is not None and row.sure_until is not None:
        a, b = scale.x(row.sure_from), scale.x(row.sure_until)
        furthest = max(x, b)
        parts.append(element("path", d=f"M{number(a)} {number(y)}H{number(b)}", class_="sure"))
    if row.due is not None and row.due_at is not None:
        due = scale.x(row.due_at)
        furthest = max(furthest, due)
        late = " late" if row.rag == "red" else ""
        parts.append(
            element("path", d=f"M{number(x)} {number(y)}H{number(due)}", class_=f"margin{late}")
        )
        parts.append(
            element("path", d=f"M{number(due)} {number(y - 6)}v12", class_=f"due{late}")
            + element("path", d=f"M{number(due)} {number(y - 6)}h-5l5 4z", class_=f"due-flag{late}")
        )
    parts.append(
        element(
            "path",
            d=f"M{number(x)} {number(y - 6)}l6 6 -6 6 -6 -6z",
            class_=f"diamond {row.rag} {row.state}",
        )
    )
    parts.append(_planned_date(chart, row, y, scale, furthest=furthest))
    return "".join(parts)


def _planned_date(
    chart: GanttChart, row: GanttRow, y: float, scale: TimeScale, *, furthest: float
) -> str:
    """The date on the free side of the diamond, away from the promise; else beyond both."""
    x = scale.x(row.finishes)
    shown = inline_text((row.finish,), timezone=chart.timezone)
    left = furthest > x and x - 10 - text_width(shown, 10) > scale.left
    return label(
        row.finish,
        x=x - 10 if left else furthest + 10,
        y=y + 3.5,
        size=10,
        timezone=chart.timezone,
        class_="date",
        anchor="end" if left else None,
    )
