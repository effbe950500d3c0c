"""A waterfall: from one date to another, a step for each cause."""

from __future__ import annotations

from fairlead.reports.charts.chart import WaterfallChart
from fairlead.reports.charts.layers import Spec, Writer, text_layer, values
from fairlead.reports.charts.theme import colour
from fairlead.reports.drawings.svg import fitted
from fairlead.reports.text import Quote

__all__ = ["waterfall"]

_WIDTH, _NAMES, _ROW = 760, 210, 24


def waterfall(chart: WaterfallChart, writer: Writer) -> Spec:
    """The Vega-Lite of a waterfall: the old date on top, the new one below, steps between."""
    order = [str(place) for place in range(len(chart.steps) + 2)]
    reached = [0.0]
    for step in chart.steps:
        reached.append(reached[-1] + step.days)
    low, high = min(reached), max(reached)
    room = (high - low) or 1.0
    y: Spec = {"field": "row", "type": "nominal", "sort": order, "axis": None}
    x: Spec = {
        "field": "days",
        "type": "quantitative",
        "scale": {"domain": [low - 0.03 * room, high + 0.24 * room]},
        "axis": None,
    }
    both: Spec = {"x": x, "y": y}
    bars: list[dict[str, object]] = []
    joints: list[dict[str, object]] = []
    texts: list[Spec] = []

    def named(place: int, title: Quote, *, token: str = "ink") -> None:  # noqa: S107 (a token of the design)
        short = Quote(text=fitted(title.text, size=11.5, room=_NAMES - 16))
        at: dict[str, object] = {"row": str(place), "days": low}
        texts.append(
            {
                **text_layer(writer, (short,), at, token=token, align="right", baseline="middle"),
                "encoding": {"x": {"value": -12}, "y": y},
            }
        )

    for place, step in enumerate(chart.steps, start=1):
        before, after = reached[place - 1], reached[place]
        side = "later" if step.days > 0 else "sooner"
        bars.append({"row": str(place), "days": before, "to": after, "side": side})
        joints.append({"days": before, "row": str(place - 1), "until": str(place)})
        named(place, step.title)
        at: dict[str, object] = {"row": str(place), "days": max(before, after)}
        texts.append(
            {
                **text_layer(writer, (step.fact,), at, align="left", dx=6, baseline="middle"),
                "encoding": both,
            }
        )
    joints.append(
        {"days": reached[-1], "row": str(len(chart.steps)), "until": str(len(chart.steps) + 1)}
    )
    for place, mark, days in (
        (0, chart.before, reached[0]),
        (len(chart.steps) + 1, chart.after, reached[-1]),
    ):
        named(place, Quote(text=mark.what.text), token="ink-2")  # noqa: S106 (as above)
        at = {"row": str(place), "days": days}
        texts.append(
            {
                **text_layer(
                    writer,
                    (mark.fact,),
                    at,
                    token="ink",  # noqa: S106 (a token of the design)
                    align="left",
                    dx=8,
                    baseline="middle",
                ),
                "encoding": both,
            }
        )
        texts.append(
            {
                "data": values([at]),
                "mark": {"type": "tick", "color": colour("ink"), "thickness": 2, "size": 16},
                "encoding": both,
            }
        )
    layers: list[Spec] = [
        {
            "data": values(joints),
            "mark": {"type": "rule", "color": colour("rule-strong"), "strokeWidth": 1},
            "encoding": {"x": x, "y": y, "y2": {"field": "until"}},
        },
        {
            "data": values(bars),
            "mark": {"type": "bar", "height": 12},
            "encoding": {
                **both,
                "x2": {"field": "to"},
                "color": {
                    "field": "side",
                    "type": "nominal",
                    "legend": None,
                    "scale": {
                        "domain": ["later", "sooner"],
                        "range": [colour("amber"), colour("accent")],
                    },
                },
            },
        },
        *texts,
    ]
    return {
        "width": _WIDTH - _NAMES - 10,
        "height": _ROW * len(order),
        "padding": {"left": _NAMES, "right": 4, "top": 4, "bottom": 4},
        "layer": layers,
    }
