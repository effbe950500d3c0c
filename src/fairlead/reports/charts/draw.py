"""Drawing: Vega-Lite to SVG that belongs to the page, its colours tokens and its texts facts.

The only module that knows vl-convert, which is an extra. What it returns is rewritten element by
element: colours become classes of the stylesheet, so that light, dark and paper are one drawing;
marks of axes are told from facts; nothing is left that loads, runs or styles inline.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from functools import lru_cache
from html import escape
from importlib.util import find_spec
from xml.etree import ElementTree as ET

from fairlead.reports.charts.chart import (
    ForecastChart,
    JointChart,
    OddsChart,
    SwingChart,
    WaterfallChart,
)
from fairlead.reports.charts.flow_chart import (
    AgeChart,
    CumulativeChart,
    ScatterChart,
    ThroughputChart,
)
from fairlead.reports.charts.layers import Texts
from fairlead.reports.charts.range_chart import RangeChart
from fairlead.reports.charts.scope_chart import EarnedChart, GrowthChart
from fairlead.reports.charts.score_chart import KeptChart, ReliabilityChart
from fairlead.reports.charts.specs import spec_of
from fairlead.reports.charts.theme import TOKENS, colour
from fairlead.reports.fact import Fact
from fairlead.reports.inline import attribute
from fairlead.reports.show import machine_value, show
from fairlead.reports.text import Quote, Scale, Words

__all__ = ["begin_to_draw", "can_draw", "chart_svg", "draw_by", "drawn_here"]

_KEPT = frozenset(
    {
        "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "transform",
        "text-anchor", "font-size", "font-weight", "stroke-width", "stroke-dasharray",
        "stroke-miterlimit", "fill", "stroke", "viewBox", "opacity", "fill-opacity",
        "stroke-opacity",
    }
)  # fmt: skip
_CLASS_OF = {colour(token): token for token in TOKENS}
_STAND_IN = re.compile(r"@(\d+)@")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def can_draw() -> bool:
    """Whether the extra that draws is installed."""
    return find_spec("vl_convert") is not None


def drawn_here(spec: str) -> str:
    """What Vega makes of a specification, in this process. Nothing else runs meanwhile."""
    import vl_convert  # optional dependency

    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg


_draws: list[Callable[[str], str]] = [drawn_here]


def draw_by(drawn: Callable[[str], str]) -> None:
    """Have charts drawn by something else that makes the same SVG, such as another process."""
    _draws[:] = [drawn]


@lru_cache(maxsize=64)
def _drawn(spec: str) -> str:
    return _draws[0](spec)


def begin_to_draw() -> None:
    """Have what draws wake up beside other work: its first chart costs twenty times the next.

    Nothing happens without the extra `charts`.
    """
    if can_draw():
        threading.Thread(target=_drawn, args=(_BLANK,)).start()


_BLANK = '{"data": {"values": [{}]}, "mark": "point"}'
"""The least that can be drawn."""


def chart_svg(chart: ForecastChart, *, timezone: str) -> str:
    """The chart as an `<svg>` for the page. Raises `ImportError` without the extra `charts`."""
    spec, texts = spec_of(chart)
    root = ET.fromstring(_drawn(json.dumps(spec)))  # noqa: S314 (written by vl-convert, just now)
    title, about = _ABOUT[type(chart)]
    inner = "".join(_written(child, texts, timezone) for child in root)
    return (
        f'<svg class="forecast" viewBox="{attribute(root.get("viewBox", ""))}" role="img" '
        f'aria-label="{attribute(title)}"><title>{title}</title><desc>{about}</desc>{inner}</svg>'
    )


_ABOUT = {
    OddsChart: ("Chance by date", "How likely it is to be done by each date, and on which days."),
    JointChart: ("Finish and cost", "Each point is a trial: when it ends and what it costs."),
    ScatterChart: ("Cycle times", "Each point is an item: when it was done, and how long it took."),
    CumulativeChart: ("Cumulative flow", "Items asked for, begun and done by the end of each day."),
    ThroughputChart: ("Throughput", "Items done in each week."),
    AgeChart: ("Ages", "How old the items are that are under way, oldest on top."),
    KeptChart: ("Dates that held", "A disc for each date that held, a ring for each other."),
    ReliabilityChart: ("Levels and shares", "How often dates of each level held."),
    GrowthChart: ("Scope over time", "How much there is to do, and what came and went."),
    EarnedChart: ("Planned, done, spent", "What was planned, what is done and what was spent."),
    RangeChart: ("Dates side by side", "Each way to go, from even odds to its sure date."),
    WaterfallChart: ("Why the date moved", "From the old date to the new, step by step."),
    SwingChart: ("What moves the finish", "How far the finish moves with each, longest on top."),
}


def _written(element: ET.Element, texts: Texts, timezone: str) -> str:
    name = element.tag.rpartition("}")[2]
    if name not in ("g", "path", "line", "rect", "text", "circle") or _unseen(element):
        return ""
    attributes, classes = _attributes(element)
    if name == "text":
        return _text(element.text or "", attributes, classes, texts, timezone)
    inner = "".join(_written(child, texts, timezone) for child in element)
    if name == "g":
        if not inner:
            return ""
        plain = attributes.keys() <= {"stroke-miterlimit"} and not classes
        return inner if plain else f"<g{_open(attributes, classes)}>{inner}</g>"
    return f"<{name}{_open(attributes, classes)}/>"


def _unseen(element: ET.Element) -> bool:
    """What Vega writes for its own sake, and labels that it hid because they would overlap."""
    shape = element.get("d")
    blank = element.get("fill", "none") in ("none", "transparent", "white")
    frame = element.get("class") in ("background", "foreground")
    return (
        element.get("display") == "none"
        or element.get("opacity") == "0"
        or shape == ""
        or (frame and blank and element.get("stroke") is None)
        or (element.tag.endswith("rect") and element.get("fill") == "white")
    )


def _attributes(element: ET.Element) -> tuple[dict[str, str], list[str]]:
    attributes: dict[str, str] = {}
    classes: list[str] = []
    for key, value in element.items():
        if key in ("fill", "stroke") and value in _CLASS_OF:
            classes.append(f"{key[0]}-{_CLASS_OF[value]}")
        elif key in _KEPT and not (key == "opacity" and value == "1"):
            attributes[key] = _NUMBER.sub(lambda m: f"{float(m[0]):.2f}", value)
    return attributes, classes


def _open(attributes: dict[str, str], classes: list[str]) -> str:
    named = f' class="{" ".join(classes)}"' if classes else ""
    return named + "".join(f' {key}="{attribute(value)}"' for key, value in attributes.items())


def _text(
    said: str, attributes: dict[str, str], classes: list[str], texts: Texts, timezone: str
) -> str:
    found = _STAND_IN.fullmatch(said)
    if found is None:
        if not said.strip():
            return ""
        return f'<text{_open(attributes, classes)} data-scale="">{escape(said)}</text>'
    inner = "".join(_part(part, timezone) for part in texts[int(found[1])])
    return f"<text{_open(attributes, classes)}>{inner}</text>"


def _part(part: Fact | Quote | Scale | Words, timezone: str) -> str:
    if isinstance(part, Words):
        return escape(part.text)
    if isinstance(part, Quote):
        return f'<tspan class="quote">{escape(part.text)}</tspan>'
    if isinstance(part, Scale):
        return f'<tspan data-scale="">{escape(part.text)}</tspan>'
    return (
        f'<tspan data-fact="{attribute(part.id)}" data-value="{attribute(machine_value(part))}">'
        f"{escape(show(part, timezone=timezone))}</tspan>"
    )
