"""Charts of past forecasts as Vega-Lite."""

from __future__ import annotations

from fairlead.reports.charts.layers import Spec, Writer
from fairlead.reports.charts.score_chart import KeptChart, ReliabilityChart
from fairlead.reports.charts.theme import colour

__all__ = ["kept_body", "reliability_body"]

_ROW = 20  # marks side by side
_STEP = 26
_WIDTH = 760
_SIDE = 300


def kept_body(chart: KeptChart, write: Writer) -> Spec:
    """A row of discs for every twenty dates: filled where it held, a ring where it did not."""
    count = chart.kept + chart.missed
    rows: list[Spec] = [
        {"x": place % _ROW, "y": place // _ROW, "held": place < chart.kept}
        for place in range(count)
    ]
    high = _STEP * ((count - 1) // _ROW + 1)
    across: Spec = {
        "field": "x",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-0.5, _WIDTH / _STEP - 0.5], "nice": False, "zero": False},
    }
    down: Spec = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [high / _STEP - 0.5, -0.5], "nice": False, "zero": False},
    }

    def discs(*, held: bool) -> Spec:
        return {
            "data": {"values": [row for row in rows if row["held"] is held]},
            "mark": {
                "type": "circle",
                "size": 300,
                "opacity": 1,
                **(_filled() if held else _ring()),
            },
            "encoding": {"x": across, "y": down},
        }

    legend: list[Spec] = []
    for place, (said, filled) in enumerate(((chart.held, True), (chart.not_held, False))):
        mark = _filled() if filled else _ring()
        at: Spec = {"x": {"value": 10 + 150 * place}, "y": {"value": high + 18}}
        legend.append(
            {
                "data": {"values": [{}]},
                "mark": {"type": "circle", "size": 90, "opacity": 1, **mark},
                "encoding": at,
            }
        )
        legend.append(
            {
                "data": {"values": [{}]},
                "mark": {
                    "type": "text",
                    "text": write(said),
                    "align": "left",
                    "baseline": "middle",
                    "dx": 11,
                    "color": colour("ink-2"),
                },
                "encoding": at,
            }
        )
    return {
        "width": _WIDTH,
        "height": high,
        "padding": {"left": 4, "right": 4, "top": 4, "bottom": 6},
        "layer": [discs(held=True), discs(held=False), *legend],
    }


def _filled() -> Spec:
    return {"fill": colour("accent"), "stroke": colour("accent"), "strokeWidth": 1.5}


def _ring() -> Spec:
    return {"fill": colour("paper"), "stroke": colour("amber"), "strokeWidth": 2.5}


def reliability_body(chart: ReliabilityChart, write: Writer) -> Spec:
    """The reliability diagram beside the histogram of the probability integral transform."""
    charts = [_reliability(chart, write)]
    if chart.pit:
        charts.append(_histogram(chart, write))
    return {"hconcat": charts, "spacing": 60}


def _axis(**more: object) -> Spec:
    return {
        "format": ".0%",
        "values": [0, 0.2, 0.4, 0.6, 0.8, 1],
        "title": None,
        "ticks": False,
        "domain": False,
        **more,
    }


def _reliability(chart: ReliabilityChart, write: Writer) -> Spec:
    unit = {"domain": [0, 1], "nice": False}
    x: Spec = {"field": "level", "type": "quantitative", "scale": unit, "axis": _axis(grid=False)}
    y: Spec = {"field": "share", "type": "quantitative", "scale": unit, "axis": _axis()}
    rows: list[Spec] = [
        {
            "level": point.level,
            "share": point.share,
            "low": max(point.low, 0.0),
            "high": min(point.high, 1.0),
        }
        for point in chart.points
    ]
    band: Spec = {
        "data": {"values": rows},
        "mark": {"type": "area", "color": colour("accent-soft"), "opacity": 1},
        "encoding": {
            "x": x,
            "y": {"field": "low", "type": "quantitative", "scale": unit, "axis": _axis()},
            "y2": {"field": "high"},
        },
    }
    honest: Spec = {
        "data": {"values": [{"level": 0, "share": 0}, {"level": 1, "share": 1}]},
        "mark": {"type": "line", "color": colour("ink-3"), "strokeDash": [3, 3], "strokeWidth": 1},
        "encoding": {"x": x, "y": y},
    }
    line: Spec = {
        "data": {"values": rows},
        "mark": {
            "type": "line",
            "color": colour("accent"),
            "strokeWidth": 2,
            "point": {"fill": colour("accent"), "size": 34},
        },
        "encoding": {"x": x, "y": y},
    }
    return {
        "width": _SIDE,
        "height": _SIDE * 4 // 5,
        "layer": [
            band,
            honest,
            line,
            _label(write(chart.came), x=0, y=-12, align="left"),
            _label(write(chart.said), x=_SIDE, y=_SIDE * 4 // 5 + 30, align="right"),
        ],
    }


def _histogram(chart: ReliabilityChart, write: Writer) -> Spec:
    most = max(*chart.pit, chart.pit_high) * 1.05
    scale = {"domain": [0, most], "nice": False}
    x: Spec = {
        "field": "begin",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": _axis(grid=False),
    }
    y: Spec = {
        "field": "share",
        "type": "quantitative",
        "scale": scale,
        "axis": {"format": ".0%", "tickCount": 4, "title": None, "ticks": False, "domain": False},
    }
    rows: list[Spec] = [
        {"begin": place / 10 + 0.006, "end": (place + 1) / 10 - 0.006, "share": share}
        for place, share in enumerate(chart.pit)
    ]
    bars: Spec = {
        "data": {"values": rows},
        "mark": {"type": "rect", "color": colour("accent-line")},
        "encoding": {"x": x, "x2": {"field": "end"}, "y": y, "y2": {"datum": 0}},
    }
    band: Spec = {
        "data": {
            "values": [
                {"begin": 0, "end": 1, "share": max(chart.pit_low, 0.0), "high": chart.pit_high}
            ]
        },
        "mark": {"type": "rect", "color": colour("accent-soft"), "opacity": 1},
        "encoding": {"x": x, "x2": {"field": "end"}, "y": y, "y2": {"field": "high"}},
    }
    honest: Spec = {
        "data": {"values": [{"share": 0.1}]},
        "mark": {"type": "rule", "color": colour("ink-3"), "strokeDash": [3, 3], "strokeWidth": 1},
        "encoding": {"y": y},
    }
    return {
        "width": _SIDE,
        "height": _SIDE * 4 // 5,
        "layer": [band, bars, honest, _label(write(chart.tenths), x=0, y=-12, align="left")],
    }


def _label(text: str, *, x: int, y: int, align: str) -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "text": text,
            "align": align,
            "baseline": "bottom",
            "color": colour("ink-3"),
            "fontSize": 11,
        },
        "encoding": {"x": {"value": x}, "y": {"value": y}},
    }
