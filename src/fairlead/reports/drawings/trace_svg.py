"""Drawing the map of the big picture: four columns, and a ribbon as broad as the work in it."""

from __future__ import annotations

from fairlead.analyses.answers.status import Rag
from fairlead.reports.drawings.svg import element, folded, label, number, tooltip
from fairlead.reports.drawings.trace_map import TraceMap, TraceNode
from fairlead.reports.text import Text, say

__all__ = ["trace_svg"]

_ABOUT = (
    "<title>From goals to milestones</title><desc>Each column lists what its heading says; a "
    "ribbon joins what serves each other and is as broad as the number of tasks.</desc>"
)
_WIDTH = 900.0
_BOX = 172.0
_TOP = 30.0
_LEAST = 34.0
_SIZE = 11.5
_LINE = 13.5
_GAP = 7.0
_TALLEST = 480.0
_STEP = (_WIDTH - _BOX) / 3

_SHAPES: dict[Rag, str] = {
    "green": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    "amber": "M0 -4.5 5 4.5H-5z",
    "red": "M-4 -4h8v8h-8z",
    "done": "M-4.5 .5-1.5 3.5 4.5 -3.5",
    "unknown": "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
}


def trace_svg(chart: TraceMap, *, timezone: str) -> str:
    """The map as one `<svg>`."""
    columns = [[n for n in chart.nodes if n.column == c] for c in range(4)]
    unit = _unit(chart)
    boxes: dict[tuple[int, str], tuple[float, float]] = {}
    height = 0.0
    for column in columns:
        y = _TOP
        for node in column:
            tall = _tall(_count(node), unit)
            boxes[node.column, node.key] = (y, tall)
            y += tall + _GAP
        height = max(height, y)
    parts = [
        _ABOUT,
        *_headings(chart, timezone),
        *_ribbons(chart, boxes, unit, timezone),
        *(_box(node, boxes[node.column, node.key], timezone) for node in chart.nodes),
    ]
    return element(
        "svg",
        "".join(parts),
        class_="trace",
        viewBox=f"-1 0 {number(_WIDTH + 2)} {number(height)}",
        role="img",
        aria_label="From goals to milestones",
    )


def _count(node: TraceNode) -> int:
    return int(node.tasks.value) if isinstance(node.tasks.value, int) else 0


def _tall(tasks: int, unit: float) -> float:
    return max(_LEAST, tasks * unit + 6)


def _unit(chart: TraceMap) -> float:
    """Height of one task: nine, or less so that all of them together stay below a page."""
    tasks = sum(_count(node) for node in chart.nodes if node.column == 0)
    return min(9.0, _TALLEST / max(tasks, 1))


def _headings(chart: TraceMap, timezone: str) -> list[str]:
    return [
        label(heading, x=_STEP * c, y=14, size=11, timezone=timezone, class_="heading")
        for c, heading in enumerate(chart.headings)
    ]


def _ribbons(
    chart: TraceMap,
    boxes: dict[tuple[int, str], tuple[float, float]],
    unit: float,
    timezone: str,
) -> list[str]:
    used_right: dict[tuple[int, str], float] = {}
    used_left: dict[tuple[int, str], float] = {}
    titles = {(n.column, n.key): n for n in chart.nodes}
    parts = []
    for ribbon in chart.flow.ribbons:
        source, target = (ribbon.column, ribbon.left), (ribbon.column + 1, ribbon.right)
        broad = max(ribbon.tasks * unit, 0.8)
        starts = [_first_edge(chart, boxes, unit, node) for node in (source, target)]
        y_1 = starts[0] + used_right.get(source, 0.0)
        y_2 = starts[1] + used_left.get(target, 0.0)
        used_right[source] = used_right.get(source, 0.0) + ribbon.tasks * unit
        used_left[target] = used_left.get(target, 0.0) + ribbon.tasks * unit
        x_1, x_2 = _STEP * ribbon.column + _BOX, _STEP * (ribbon.column + 1)
        middle = number((x_1 + x_2) / 2)
        path = (
            f"M{number(x_1)} {number(y_1)}C{middle} {number(y_1)} {middle} {number(y_2)} "
            f"{number(x_2)} {number(y_2)}V{number(y_2 + broad)}C{middle} {number(y_2 + broad)} "
            f"{middle} {number(y_1 + broad)} {number(x_1)} {number(y_1 + broad)}z"
        )
        gap = titles[source].missing or titles[target].missing
        said = say("{} to {}", (titles[source].title,), (titles[target].title,))
        hover = tooltip(said, timezone=timezone)
        parts.append(element("path", hover, d=path, class_="ribbon gap" if gap else "ribbon"))
    return parts


def _first_edge(
    chart: TraceMap,
    boxes: dict[tuple[int, str], tuple[float, float]],
    unit: float,
    node: tuple[int, str],
) -> float:
    """Where the uppermost ribbon meets a box: ribbons stand in the middle of its side."""
    y, tall = boxes[node]
    tasks = next(_count(n) for n in chart.nodes if (n.column, n.key) == node)
    return y + (tall - tasks * unit) / 2


def _box(node: TraceNode, box: tuple[float, float], timezone: str) -> str:
    x, (y, tall) = _STEP * node.column, box
    class_ = "node missing" if node.missing else "node"
    said: Text = (node.title,) if node.others is None else say("{} others", node.others)
    tasks = say("{}: {} tasks", said, node.tasks)
    parts = [
        tooltip(tasks, timezone=timezone),
        element("rect", x=x, y=y, width=_BOX, height=tall, rx=3, class_=class_),
    ]
    left = x + 10
    middle = y + tall / 2
    if node.rag is not None:
        parts.append(
            element(
                "path",
                d=_SHAPES[node.rag],
                class_=f"shape {node.rag}",
                transform=f"translate({number(x + 14)} {number(middle)})",
            )
        )
        left = x + 26
    if node.others is not None:
        parts.append(label(node.others, x=left, y=middle + 4, size=11.5, timezone=timezone))
        left += 22
    room = x + _BOX - left - 30
    most = max(2, int((tall - 6) / _LINE))
    lines = folded(node.title.text, size=_SIZE, room=room, most=most)
    parts.extend(
        label(
            type(node.title)(text=line),
            x=left,
            y=middle + 4 + (place - (len(lines) - 1) / 2) * _LINE,
            size=_SIZE,
            timezone=timezone,
        )
        for place, line in enumerate(lines)
    )
    parts.append(
        label(
            node.tasks,
            x=x + _BOX - 8,
            y=middle + 4,
            size=10,
            timezone=timezone,
            class_="count",
            anchor="end",
        )
    )
    return element("g", "".join(parts), class_="trace-node")
