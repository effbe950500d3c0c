"""Charts of flow as Vega-Lite."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from fairlead.reports.charts.flow_chart import (
    AgeChart,
    CumulativeChart,
    FlowChart,
    ScatterChart,
    ThroughputChart,
)
from fairlead.reports.charts.theme import colour
from fairlead.reports.drawings.svg import fitted
from fairlead.reports.text import Quote, Words

__all__ = ["flow_body"]

Spec = dict[str, object]
_Write = Callable[..., str]

_WIDTH = 740
_BESIDE = 130  # room for the names of lines, right of the chart
_ROOM: Spec = {"left": 4, "right": 100, "top": 4, "bottom": 4}
"""Around a chart with names beside it: what is measured is only the short text that stands in."""
_TIME: Spec = {
    "grid": False,
    "title": None,
    "labelOverlap": "greedy",
    "labelSeparation": 14,
    "tickCount": 8,
    "labelExpr": "utcFormat(datum.value, utcmonth(datum.value) == 0 && utcdate(datum.value) < 8 ? "
    "'%-d %b %Y' : '%-d %b')",
}
_COUNT: Spec = {"title": None, "ticks": False, "domain": False, "tickMinStep": 1, "tickCount": 6}


def flow_body(chart: FlowChart, write: _Write) -> Spec:
    """The Vega-Lite of a chart of flow."""
    if isinstance(chart, ScatterChart):
        return _scatter(chart, write)
    if isinstance(chart, CumulativeChart):
        return _cumulative(chart, write)
    if isinstance(chart, ThroughputChart):
        return _throughput(chart, write)
    return _ages(chart, write)


def _day(field: str) -> Spec:
    return {"field": field, "type": "temporal", "scale": {"type": "utc"}, "axis": _TIME}


def _text(text: str, place: Spec, **mark: object) -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "text", "text": text, "color": colour("ink-2"), **mark},
        "encoding": place,
    }


def _scatter(chart: ScatterChart, write: _Write) -> Spec:
    y: Spec = {"field": "days", "type": "quantitative", "axis": _COUNT}
    layers: list[Spec] = [
        {
            "data": {"values": [{"at": f"{day}", "days": days} for day, days in chart.items]},
            "mark": {"type": "circle", "size": 26, "opacity": 0.55, "color": colour("accent")},
            "encoding": {"x": _day("at"), "y": y},
        }
    ]
    for line in chart.lines:
        layers.append(
            {
                "data": {"values": [{"days": line.days}]},
                "mark": {"type": "rule", "color": colour("ink-2"), "strokeDash": [4, 3]},
                "encoding": {"y": y},
            }
        )
        layers.append(_beside(write(line.what, Words(text=" "), line.fact), line.days))
    layers.append(
        _text(
            write(chart.days),
            {"x": {"value": 0}, "y": {"value": -6}},
            align="left",
            baseline="bottom",
        )
    )
    return {"width": _WIDTH - _BESIDE, "height": 240, "padding": _ROOM, "layer": layers}


def _beside(text: str, at: float) -> Spec:
    """The name of a line, right of where it ends."""
    place: Spec = {
        "x": {"value": _WIDTH - _BESIDE + 6},
        "y": {"datum": at, "type": "quantitative"},
    }
    return _text(text, place, align="left", baseline="middle")


def _cumulative(chart: CumulativeChart, write: _Write) -> Spec:
    least = min((done for _, _, _, done in chart.levels), default=0)
    scale = {"domainMin": least, "nice": False}
    layers: list[Spec] = []
    last = chart.levels[-1]
    for place, (said, token) in enumerate(
        ((chart.asked, "accent-soft"), (chart.begun, "accent-line"), (chart.done, "accent"))
    ):
        y: Spec = {"field": "count", "type": "quantitative", "scale": scale, "axis": _COUNT}
        layers.append(
            {
                "data": {
                    "values": [
                        {"at": f"{level[0]}", "count": level[place + 1], "least": least}
                        for level in chart.levels
                    ]
                },
                "mark": {"type": "area", "color": colour(token), "opacity": 1},
                "encoding": {"x": _day("at"), "y": y, "y2": {"field": "least"}},
            }
        )
        if place and last[place + 1] == last[place]:
            continue
        at: Spec = {"x": {"value": 10 + 140 * place}, "y": {"value": -10}}
        layers.append(
            {
                "data": {"values": [{}]},
                "mark": {"type": "square", "size": 90, "opacity": 1, "color": colour(token)},
                "encoding": at,
            }
        )
        layers.append(_text(write(said), at, align="left", baseline="middle", dx=9))
    return {"width": _WIDTH, "height": 240, "layer": layers}


def _throughput(chart: ThroughputChart, write: _Write) -> Spec:
    gap = timedelta(hours=14)
    rows: list[Spec] = [
        {
            "at": (datetime.combine(day, time()) + gap).isoformat(),
            "until": (datetime.combine(day, time()) + timedelta(days=7) - gap).isoformat(),
            "count": count,
        }
        for day, count in chart.weeks
    ]
    y: Spec = {"field": "count", "type": "quantitative", "axis": _COUNT}
    return {
        "width": _WIDTH - _BESIDE,
        "height": 150,
        "padding": _ROOM,
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "rect", "color": colour("accent-line")},
                "encoding": {
                    "x": {**_day("at"), "bandPosition": 0},
                    "x2": {"field": "until"},
                    "y": y,
                    "y2": {"datum": 0},
                },
            },
            {
                "data": {"values": [{"count": chart.mean_value}]},
                "mark": {"type": "rule", "color": colour("ink-2"), "strokeDash": [4, 3]},
                "encoding": {"y": y},
            },
            _beside(write(Words(text="mean "), chart.mean), chart.mean_value),
        ],
    }


def _ages(chart: AgeChart, write: _Write) -> Spec:
    order = [str(place) for place in range(len(chart.bars))]
    y: Spec = {"field": "row", "type": "nominal", "sort": order, "axis": None}
    most = max([bar.days for bar in chart.bars] + ([chart.expected.days] if chart.expected else []))
    x: Spec = {
        "field": "days",
        "type": "quantitative",
        "scale": {"domain": [0, max(most, 1) * 1.15], "nice": False},
        "axis": {**_COUNT, "grid": False},
    }
    layers: list[Spec] = [
        {
            "data": {
                "values": [
                    {"row": str(place), "days": bar.days}
                    for place, bar in enumerate(chart.bars)
                    if bar.beyond is beyond
                ]
            },
            "mark": {"type": "bar", "height": 11, "color": colour(token)},
            "encoding": {"x": x, "y": y},
        }
        for beyond, token in ((False, "accent-line"), (True, "amber"))
    ]
    for place, bar in enumerate(chart.bars):
        row: Spec = {"datum": str(place), "type": "nominal", "sort": order}
        named = Quote(text=fitted(bar.title.text, size=11.5, room=230))
        layers.append(
            _text(write(named), {"x": {"value": -10}, "y": row}, align="right", baseline="middle")
        )
        end: Spec = {"datum": bar.days, "type": "quantitative"}
        layers.append(
            _text(write(bar.fact), {"x": end, "y": row}, align="left", baseline="middle", dx=5)
        )
    if chart.expected is not None:
        layers.append(
            {
                "data": {"values": [{"days": chart.expected.days}]},
                "mark": {"type": "rule", "color": colour("ink-2"), "strokeDash": [4, 3]},
                "encoding": {"x": x},
            }
        )
        line = chart.expected
        layers.append(
            _text(
                write(line.what, Words(text=" "), line.fact),
                {"x": {"datum": line.days, "type": "quantitative"}, "y": {"value": -6}},
                align="left",
                baseline="bottom",
            )
        )
    return {
        "width": _WIDTH - 250,
        "height": 21 * max(len(chart.bars), 1),
        "padding": {"left": 250, "right": 4, "top": 14, "bottom": 4},
        "layer": layers,
    }
