"""Charts as Vega-Lite: layers of marks, with a stand-in for every text that is a fact."""

from __future__ import annotations

from datetime import timedelta

from fairlead.reports.charts.chart import (
    DatedMark,
    ForecastChart,
    JointChart,
    OddsChart,
    SwingChart,
    WaterfallChart,
)
from fairlead.reports.charts.flow_specs import flow_body
from fairlead.reports.charts.layers import Spec, Texts, Writer, text_layer, time_axis, values, wall
from fairlead.reports.charts.range_chart import RangeChart
from fairlead.reports.charts.range_specs import range_body
from fairlead.reports.charts.scope_chart import EarnedChart, GrowthChart
from fairlead.reports.charts.scope_specs import earned_body, growth_body
from fairlead.reports.charts.score_chart import KeptChart, ReliabilityChart
from fairlead.reports.charts.score_specs import kept_body, reliability_body
from fairlead.reports.charts.theme import CONFIG, colour
from fairlead.reports.charts.waterfall import waterfall
from fairlead.reports.drawings.svg import fitted
from fairlead.reports.fact import Fact
from fairlead.reports.text import Quote, Scale, Words

__all__ = ["Spec", "Texts", "spec_of"]

_WIDTH = 760
_INK = "ink"
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def spec_of(chart: ForecastChart) -> tuple[Spec, Texts]:
    """The Vega-Lite of a chart, and the texts that its stand-ins stand for."""
    writer = Writer()
    if isinstance(chart, OddsChart):
        body = _odds(chart, writer)
    elif isinstance(chart, SwingChart):
        body = _swings(chart, writer)
    elif isinstance(chart, KeptChart):
        body = kept_body(chart, writer)
    elif isinstance(chart, ReliabilityChart):
        body = reliability_body(chart, writer)
    elif isinstance(chart, WaterfallChart):
        body = waterfall(chart, writer)
    elif isinstance(chart, JointChart):
        body = _joint(chart, writer)
    elif isinstance(chart, GrowthChart):
        body = growth_body(chart, writer)
    elif isinstance(chart, RangeChart):
        body = range_body(chart, writer)
    elif isinstance(chart, EarnedChart):
        body = earned_body(chart, writer)
    else:
        body = flow_body(chart, writer)
    return {"$schema": _SCHEMA, "config": CONFIG, **body}, writer.texts


# ---- the S-curve and its histogram ---------------------------------------------------------------


def _odds(chart: OddsChart, writer: Writer) -> Spec:
    zone = chart.timezone
    begin = [wall(bar.start, zone, end=False) for bar in chart.bars[:1]]
    end = [wall(bar.finish, zone) for bar in chart.bars[-1:]]
    dated = [m for m in (chart.due, chart.planned) if m is not None]
    end = [wall(at, zone) for at, _ in chart.curve[-1:]] or end
    ends = sorted([*begin, *end, *(wall(m.at, zone) for m in dated)]) or [""]
    scale: Spec = {"type": "utc", "domain": [ends[0], ends[-1]]} if ends[0] else {"type": "utc"}
    x: Spec = {"field": "at", "type": "temporal", "scale": scale}
    y: Spec = {
        "field": "chance",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {
            "format": ".0%",
            "values": [0, 0.2, 0.4, 0.6, 0.8, 1],
            "title": None,
            "domain": False,
            "ticks": False,
        },
    }
    silent = {**x, "axis": None}
    layers: list[Spec] = [
        *_odds_rules(chart, writer, silent),
        {
            "data": values([{"at": wall(at, zone), "chance": p} for at, p in chart.curve]),
            "mark": {"type": "line", "color": colour("accent"), "strokeWidth": 2.2},
            "encoding": {"x": silent, "y": y},
        },
        *_odds_marks(chart, writer, silent, y),
    ]
    upper = {"width": _WIDTH, "height": 230, "layer": layers}
    lower = {
        "width": _WIDTH,
        "height": 74,
        "layer": [_bars(chart, x, until=ends[-1]), *_odds_lines(chart, x)],
    }
    return {"vconcat": [upper, lower]}


def _odds_marks(chart: OddsChart, writer: Writer, x: Spec, y: Spec) -> list[Spec]:
    rows: list[dict[str, object]] = [
        {"at": wall(mark.at, chart.timezone), "chance": p} for mark, p in chart.marks
    ]
    encoding = {"x": x, "y": y}
    found: list[Spec] = [
        {
            "data": values(rows),
            "mark": {
                "type": "point",
                "filled": True,
                "opacity": 1,
                "size": 46,
                "color": colour("accent"),
                "stroke": colour("paper"),
                "strokeWidth": 1.2,
            },
            "encoding": encoding,
        }
    ]
    for (mark, _), row in zip(chart.marks, rows, strict=True):
        parts = (mark.what, Words(text=" "), mark.fact)
        found.append(
            {
                **text_layer(writer, parts, row, align="left", dx=10, dy=9, baseline="middle"),
                "encoding": encoding,
            }
        )
    if chart.due is not None and chart.chance_value is not None:
        found.append(
            {
                "data": values(
                    [{"at": wall(chart.due.at, chart.timezone), "chance": chart.chance_value}]
                ),
                "mark": {
                    "type": "point",
                    "filled": True,
                    "opacity": 1,
                    "size": 70,
                    "shape": "diamond",
                    "color": colour("ink"),
                    "stroke": colour("paper"),
                    "strokeWidth": 1.2,
                },
                "encoding": {
                    "x": x,
                    "y": {"field": "chance", "type": "quantitative"},
                },
            }
        )
    return found


def _odds_rules(chart: OddsChart, writer: Writer, x: Spec) -> list[Spec]:
    """The promise and the plan as lines through the curve, named above it."""
    found: list[Spec] = []
    for mark, row, token in ((chart.planned, 0, "ink-3"), (chart.due, 1, "ink")):
        if mark is None:
            continue
        place: dict[str, object] = {"at": wall(mark.at, chart.timezone)}
        dash = {"strokeDash": [2, 3]} if mark is chart.planned else {}
        found.append(
            {
                "data": values([place]),
                "mark": {"type": "rule", "color": colour(token), "strokeWidth": 1.2, **dash},
                "encoding": {"x": x},
            }
        )
        parts: tuple[Fact | Scale | Words | Quote, ...] = (mark.what, Words(text=" "), mark.fact)
        if mark is chart.due and chart.chance is not None:
            parts = (*parts, Words(text=": "), chart.chance)
        right = _is_right(chart, mark)
        found.append(
            {
                **text_layer(
                    writer,
                    parts,
                    place,
                    token=token,
                    align="right" if right else "left",
                    dx=4 if right else -4,
                    dy=-14 * (row + 1) + 4,
                    baseline="bottom",
                    fontWeight=600 if row else 400,
                ),
                "encoding": {"x": x, "y": {"value": 0}},
            }
        )
    return found


def _is_right(chart: OddsChart, mark: DatedMark) -> bool:
    """Whether a date stands in the right part of the chart, so that its name goes to the left."""
    ends = [chart.bars[0].start, chart.bars[-1].finish] if chart.bars else [mark.at, mark.at]
    ends = [min([*ends, *(m.at for m in (chart.due, chart.planned) if m)]), ends[1]]
    ends[1] = max([ends[1], *(m.at for m in (chart.due, chart.planned) if m)])
    return mark.at - ends[0] > 0.55 * (ends[1] - ends[0])


def _bars(chart: OddsChart, x: Spec, *, until: str) -> Spec:
    rows: list[dict[str, object]] = [
        {
            "at": wall(bar.start, chart.timezone, end=False),
            "until": min(wall(bar.finish, chart.timezone, end=False), until),
            "share": bar.share,
            "late": bar.late,
        }
        for bar in chart.bars
        if wall(bar.start, chart.timezone, end=False) < until
    ]
    return {
        "data": values(rows),
        "mark": {"type": "rect", "stroke": colour("paper"), "strokeWidth": 1},
        "encoding": {
            "x": {**x, "axis": time_axis(), "bandPosition": 0},
            "x2": {"field": "until"},
            "y": {"field": "share", "type": "quantitative", "axis": None},
            "y2": {"datum": 0},
            "color": {
                "field": "late",
                "type": "nominal",
                "legend": None,
                "scale": {
                    "domain": [False, True],
                    "range": [colour("accent-line"), colour("amber")],
                },
            },
        },
    }


def _odds_lines(chart: OddsChart, x: Spec) -> list[Spec]:
    return [
        {
            "data": values([{"at": wall(mark.at, chart.timezone)}]),
            "mark": {
                "type": "rule",
                "color": colour(token),
                "strokeWidth": 1.2,
                **({"strokeDash": [2, 3]} if token == "ink-3" else {}),  # noqa: S105
            },
            "encoding": {"x": x},
        }
        for mark, token in ((chart.planned, "ink-3"), (chart.due, "ink"))
        if mark is not None
    ]


# ---- the tornado -------------------------------------------------------------------------------


def _swings(chart: SwingChart, writer: Writer) -> Spec:
    longest = max((swing.days for swing in chart.swings), default=1.0) or 1.0
    rows: list[dict[str, object]] = []
    texts: list[Spec] = []
    order = [str(place) for place in range(len(chart.swings))]
    y: Spec = {"field": "row", "type": "nominal", "sort": order, "axis": None}
    x: Spec = {
        "field": "days",
        "type": "quantitative",
        "scale": {"domain": [-longest / 2 * 1.02, longest / 2 * 1.3]},
        "axis": None,
    }
    for place, swing in enumerate(chart.swings):
        half = swing.days / 2
        rows.append({"row": str(place), "days": -half, "to": 0, "side": "sooner"})
        rows.append({"row": str(place), "days": 0, "to": half, "side": swing.kind})
        named = Quote(text=fitted(swing.title.text, size=11.5, room=250))
        at: dict[str, object] = {"row": str(place), "days": half}
        texts.append(
            {
                **text_layer(writer, (named,), at, token="ink", align="right", baseline="middle"),  # noqa: S106
                "encoding": {"x": {"value": -12}, "y": y},
            }
        )
        texts.append(
            {
                **text_layer(writer, (swing.fact,), at, align="left", dx=6, baseline="middle"),
                "encoding": {"x": x, "y": y},
            }
        )
    bars: Spec = {
        "data": values(rows),
        "mark": {"type": "bar", "height": 11},
        "encoding": {
            "x": x,
            "x2": {"field": "to"},
            "y": y,
            "color": {
                "field": "side",
                "type": "nominal",
                "legend": None,
                "scale": {
                    "domain": ["sooner", "task", "risk", "backlog"],
                    "range": [
                        colour("accent-soft"),
                        colour("accent"),
                        colour("amber"),
                        colour("accent"),
                    ],
                },
            },
        },
    }
    middle: Spec = {
        "data": values([{"days": 0}]),
        "mark": {"type": "rule", "color": colour("ink-3"), "strokeWidth": 1},
        "encoding": {"x": x},
    }
    heads: list[Spec] = [
        {
            **text_layer(
                writer,
                (words,),
                {"days": 0},
                token="ink-3",  # noqa: S106
                align=align,
                dx=dx,
                dy=-6,
                baseline="bottom",
                fontSize=11,
            ),
            "encoding": {"x": x, "y": {"value": 0}},
        }
        for words, align, dx in ((chart.sooner, "right", -6), (chart.later, "left", 6))
    ]
    return {
        "width": _WIDTH - 270,
        "height": 21 * max(len(chart.swings), 1),
        "padding": {"left": 270, "right": 4, "top": 4, "bottom": 4},
        "layer": [bars, middle, *heads, *texts],
    }


# ---- finish and cost ----------------------------------------------------------------------


def _joint(chart: JointChart, writer: Writer) -> Spec:
    zone = chart.timezone
    begin, until = _most_of(chart)
    x: Spec = {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc", "nice": False, "domain": [begin, until]},
        "axis": time_axis(),
    }
    y: Spec = {
        "field": "cost",
        "type": "quantitative",
        "scale": {"zero": False, "padding": 8},
        "axis": {"format": "~s", "tickCount": 6, "title": chart.currency, "titleAngle": 0,
                 "titleAlign": "left", "titleY": -12, "titleX": -30, "domain": False,
                 "ticks": False},
    }  # fmt: skip
    rows: list[dict[str, object]] = [
        {"at": wall(at, zone), "cost": cost, "kept": kept}
        for at, cost, kept in chart.pairs
        if wall(at, zone) <= until
    ]
    layers: list[Spec] = [
        {
            "data": values(rows),
            "mark": {"type": "point", "filled": True, "size": 20, "opacity": 0.55},
            "encoding": {
                "x": x,
                "y": y,
                "color": {
                    "field": "kept",
                    "type": "nominal",
                    "legend": None,
                    "scale": {
                        "domain": [True, False],
                        "range": [colour("accent"), colour("rule-strong")],
                    },
                },
            },
        }
    ]
    if chart.frontier:
        steps: list[dict[str, object]] = [
            {"at": wall(at, zone), "cost": cost}
            for at, cost in chart.frontier
            if wall(at, zone) <= until
        ]
        layers.append(
            {
                "data": values(steps),
                "mark": {
                    "type": "line",
                    "color": colour("ink-2"),
                    "strokeWidth": 1.4,
                    "strokeDash": [4, 3],
                },
                "encoding": {"x": x, "y": y},
            }
        )
    layers.extend(_limits(chart, writer, x, y))
    return {"width": _WIDTH, "height": 300, "layer": layers}


def _most_of(chart: JointChart) -> list[str]:
    """From a little before the first trial, or the promise, to where one in a hundred is left."""
    dates = sorted(at for at, _, _ in chart.pairs)
    first, last = dates[0], dates[(len(dates) * 99 - 1) // 100]
    if chart.due is not None:
        first, last = min(first, chart.due.at), max(last, chart.due.at)
    room = max(last - first, timedelta(days=1)) / 50
    return [wall(at, chart.timezone) for at in (first - room, last + room)]


def _limits(chart: JointChart, writer: Writer, x: Spec, y: Spec) -> list[Spec]:
    found: list[Spec] = []
    line = {"type": "rule", "color": colour("ink"), "strokeWidth": 1.2}
    if chart.due is not None:
        at: dict[str, object] = {"at": wall(chart.due.at, chart.timezone)}
        found.append({"data": values([at]), "mark": line, "encoding": {"x": x}})
        parts = (chart.due.what, Words(text=" "), chart.due.fact)
        first, last = (f(at for at, _, _ in chart.pairs) for f in (min, max))
        right = chart.due.at - first > 0.6 * (last - first)
        found.append(
            {
                **text_layer(writer, parts, at, token=_INK, align="right" if right else "left",
                        dy=-8, dx=4 if right else -4,
                        baseline="bottom", fontWeight=600),
                "encoding": {"x": x, "y": {"value": 0}},
            }
        )  # fmt: skip
    if chart.budget is not None and chart.budget_value is not None:
        money: dict[str, object] = {"cost": chart.budget_value}
        found.append({"data": values([money]), "mark": line, "encoding": {"y": y}})
        parts = (Words(text="Budget"), Words(text=" "), chart.budget)
        found.append(
            {
                **text_layer(writer, parts, money, token="ink", align="right", dx=-2, dy=-5,  # noqa: S106
                        baseline="bottom", fontWeight=600),
                "encoding": {"y": y, "x": {"value": _WIDTH}},
            }
        )  # fmt: skip
    return found
