"""Charts of scope and of earned value as Vega-Lite."""

from __future__ import annotations

from fairlead.reports.charts.layers import Spec, Writer, text_layer, time_axis, values, wall
from fairlead.reports.charts.scope_chart import EarnedChart, GrowthChart
from fairlead.reports.charts.theme import colour
from fairlead.reports.fact import Fact
from fairlead.reports.text import Quote, Scale, Words

__all__ = ["earned_body", "growth_body"]

_WIDTH = 740
_BESIDE = 150  # room for the names of lines, right of the chart
_Parts = tuple[Fact | Quote | Scale | Words, ...]
_PADDING: Spec = {"left": 4, "right": _BESIDE, "top": 4, "bottom": 4}
_LINES = ("ink-3", "accent", "amber")


def growth_body(chart: GrowthChart, write: Writer) -> Spec:
    """Steps of the whole scope; below them a bar up for what came, and down for what went."""
    zone = chart.timezone
    width = _WIDTH - _BESIDE
    rows: list[dict[str, object]] = [
        {"at": wall(point.at, zone, end=False), "size": point.size} for point in chart.points
    ]
    ends = [rows[0]["at"], rows[-1]["at"]]
    x = _time(ends)
    sizes = [point.size for point in chart.points]
    room = (max(sizes) - min(sizes)) or max(sizes) * 0.1 or 1.0
    y = _amount("size", [min(sizes) - 0.25 * room, max(sizes) + 0.2 * room], chart.unit)
    first: Spec = {"at": rows[-1]["at"], "size": sizes[0]}
    now: Spec = {"at": rows[-1]["at"], "size": sizes[-1]}
    names = [(chart.is_now, chart.now, now, "ink")]
    if sizes[-1] != sizes[0]:
        names.append((chart.agreed, chart.first, first, "ink-3"))
    gap = 2 * 15 / 190 * 1.45 * room  # what two lines of text need
    layers: list[Spec] = [
        {
            "data": values([{"size": sizes[0]}]),
            "mark": {"type": "rule", "color": colour("ink-3"), "strokeDash": [3, 3]},
            "encoding": {"y": y},
        },
        {
            "data": values(rows),
            "mark": {
                "type": "line",
                "interpolate": "step-after",
                "color": colour("accent"),
                "strokeWidth": 2.2,
            },
            "encoding": {"x": {**x, "axis": None}, "y": y},
        },
        {
            "data": values(rows),
            "mark": {
                "type": "point",
                "filled": True,
                "opacity": 1,
                "size": 38,
                "color": colour("accent"),
                "stroke": colour("paper"),
                "strokeWidth": 1.2,
            },
            "encoding": {"x": {**x, "axis": None}, "y": y},
        },
    ]
    for words, fact, place, token in names:
        below = place is first and sizes[-1] - sizes[0] < gap
        above = place is first and sizes[0] - sizes[-1] > 0
        shift = 0 if not below else (-16 if above else 16)
        layers.append(
            {
                **text_layer(
                    write,
                    (words, Words(text=" "), fact),
                    place,
                    token=token,
                    align="left",
                    dx=10,
                    dy=shift,
                    baseline="middle",
                ),
                "encoding": {"x": {**x, "axis": None}, "y": y},
            }
        )
    upper = {"width": width, "height": 190, "layer": layers}
    both = [upper, _churn(chart, write, x, width)]
    return {"vconcat": both, "spacing": 10, "padding": _PADDING}


def _churn(chart: GrowthChart, write: Writer, x: Spec, width: int) -> Spec:
    """What came and what went at each step but the first."""
    zone = chart.timezone
    bars: list[dict[str, object]] = []
    for point in chart.points[1:]:
        at = wall(point.at, zone, end=False)
        bars.append({"at": at, "days": point.came, "side": "came"})
        bars.append({"at": at, "days": -point.went, "side": "went"})
    most = max([point.came for point in chart.points[1:]], default=0.0)
    least = max([point.went for point in chart.points[1:]], default=0.0)
    room = (most + least) or 1.0
    scale: Spec = {"domain": [-least - 0.12 * room, most + 0.12 * room], "nice": False}
    y: Spec = {"field": "days", "type": "quantitative", "scale": scale}
    axis: Spec = {"title": None, "tickCount": 3, "ticks": False, "domain": False}
    lower: list[Spec] = [
        {
            "data": values(bars),
            "mark": {"type": "bar", "size": 9},
            "encoding": {
                "x": x,
                "y": {**y, "axis": axis},
                "color": {
                    "field": "side",
                    "type": "nominal",
                    "legend": None,
                    "scale": {
                        "domain": ["came", "went"],
                        "range": [colour("amber"), colour("accent")],
                    },
                },
            },
        },
        {
            "data": values([{"days": 0}]),
            "mark": {"type": "rule", "color": colour("rule-strong")},
            "encoding": {"y": y},
        },
    ]
    shown = ((chart.came, most, "amber"), (chart.went, -least, "accent"))
    for words, level, token in shown:
        if level:
            place: Spec = {"days": level / 2}
            lower.append(
                {
                    **text_layer(
                        write, (words,), place, token=token, align="left", dx=10, baseline="middle"
                    ),
                    "encoding": {"x": {"value": width}, "y": y},
                }
            )
    return {"width": width, "height": 84, "layer": lower}


def earned_body(chart: EarnedChart, write: Writer) -> Spec:
    """Three lines from nothing upwards; between earned and planned, how late it is."""
    zone = chart.timezone
    width = _WIDTH - _BESIDE
    lines = (chart.planned, chart.earned, chart.spent)
    dates = sorted(wall(at, zone) for line in lines for at, _ in line)
    x = _time([dates[0], dates[-1]])
    highest = max(amount for line in lines for _, amount in line)
    y = _amount("amount", [0, highest * 1.06], chart.unit)
    encoding: Spec = {"x": x, "y": y}
    layers: list[Spec] = []
    for line, token in zip(lines, _LINES, strict=True):
        dash: Spec = {"strokeDash": [4, 3]} if line is chart.planned else {}
        layers.append(
            {
                "data": values([{"at": wall(at, zone), "amount": amount} for at, amount in line]),
                "mark": {"type": "line", "color": colour(token), "strokeWidth": 2.2, **dash},
                "encoding": encoding,
            }
        )
    now, done = chart.earned[-1]
    here = wall(now, zone)
    layers.append(_now(here, x))
    if chart.due is not None:
        row: Spec = {"at": wall(chart.due, zone), "until": here, "amount": done}
        layers.append(
            {
                "data": values([row]),
                "mark": {"type": "rule", "color": colour("red"), "strokeWidth": 1.6},
                "encoding": {**encoding, "x2": {"field": "until"}},
            }
        )
    layers += _names(chart, write, encoding, line=highest * 1.06 * 17 / 260)
    return {"width": width, "height": 260, "padding": _PADDING, "layer": layers}


def _now(at: str, x: Spec) -> Spec:
    return {
        "data": values([{"at": at}]),
        "mark": {"type": "rule", "color": colour("rule-strong"), "strokeWidth": 1},
        "encoding": {"x": x},
    }


def _names(chart: EarnedChart, write: Writer, encoding: Spec, *, line: float) -> list[Spec]:
    """Each line by its name and amount where it ends; `line` is the height of a text."""
    rows: list[tuple[str, float, _Parts, Spec]] = []
    for place, ends in enumerate((chart.planned, chart.earned, chart.spent)):
        at, amount = ends[-1]
        parts: _Parts = (chart.names[place], Words(text=" "), chart.facts[place])
        token: Spec = {"token": _LINES[place] if place else "ink-2"}
        rows.append((wall(at, chart.timezone), amount, parts, token))
    (_, planned, *_), (here, done, *_), (_, spent, *_) = rows
    lower = min(done, spent)
    if abs(done - spent) < line:  # both names beside each other's line, the lower one pushed down
        lower = max(done, spent) - line
    levels = [planned, lower if done <= spent else done, lower if spent < done else spent]
    if chart.behind is not None and chart.behind_words is not None:
        parts = (chart.behind, Words(text=" "), chart.behind_words)
        rows.append((here, 0.0, parts, {"token": "red", "fontWeight": 600}))
        levels.append(min(levels[1:]) - line)
    return [
        {
            **text_layer(
                write,
                parts,
                {"at": at, "amount": level},
                align="left",
                dx=10,
                baseline="middle",
                **more,  # type: ignore[arg-type]  # a token and the weight of the letters
            ),
            "encoding": encoding,
        }
        for (at, _, parts, more), level in zip(rows, levels, strict=True)
    ]


def _time(ends: list[object] | list[str]) -> Spec:
    return {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc", "nice": False, "domain": ends},
        "axis": time_axis(),
    }


def _amount(field: str, domain: list[float], unit: Words) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": {
            "tickCount": 5,
            "title": unit.text,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleY": -12,
            "titleX": -30,
            "domain": False,
            "ticks": False,
        },
    }
