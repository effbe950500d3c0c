"""Charts of ranges as Vega-Lite."""

from __future__ import annotations

from fairlead.reports.charts.layers import Spec, Writer, text_layer, time_axis, values, wall
from fairlead.reports.charts.range_chart import RangeChart
from fairlead.reports.charts.theme import colour
from fairlead.reports.drawings.svg import fitted
from fairlead.reports.text import Quote, Words

__all__ = ["range_body"]

_WIDTH, _NAMES, _BESIDE, _ROW = 760, 220, 150, 26


def range_body(chart: RangeChart, write: Writer) -> Spec:
    """A bar for each row, a dot at its sure date, names to the left, what is told to the right."""
    zone = chart.timezone
    order = [str(place) for place in range(len(chart.rows))]
    dates = [at for row in chart.rows for at in (row.first, row.last)]
    if chart.due is not None:
        dates.append(chart.due)
    room = (max(dates) - min(dates)) * 0.04
    ends = [wall(min(dates) - room, zone), wall(max(dates) + room, zone)]
    y: Spec = {"field": "row", "type": "nominal", "sort": order, "axis": None}
    x: Spec = {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc", "nice": False, "domain": ends},
        "axis": time_axis(tickCount=6, grid=True),
    }
    both: Spec = {"x": x, "y": y}
    bars: list[dict[str, object]] = []
    texts: list[Spec] = []
    for place, row in zip(order, chart.rows, strict=True):
        kind = "lead" if row.lead else "kept" if row.kept else "late"
        first, last = wall(row.first, zone), wall(row.last, zone)
        bars.append({"row": place, "at": first, "until": last, "kind": kind})
        short = fitted(row.title.text, size=11.5, room=_NAMES - 16)
        named = Quote(text=short) if isinstance(row.title, Quote) else Words(text=short)
        at: Spec = {"row": place, "at": last}
        texts.append(
            {
                **text_layer(write, (named,), at, token="ink", align="right", baseline="middle"),  # noqa: S106 (a token of the design)
                "encoding": {"x": {"value": -12}, "y": y},
            }
        )
        if row.told:
            texts.append(
                {
                    **text_layer(write, row.told, at, align="left", dx=9, baseline="middle"),
                    "encoding": both,
                }
            )
    kinds: Spec = {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {
            "domain": ["lead", "kept", "late"],
            "range": [colour("ink-3"), colour("accent"), colour("amber")],
        },
    }
    ends_row = [{"row": bar["row"], "at": bar["until"], "kind": bar["kind"]} for bar in bars]
    layers: list[Spec] = [
        *_due(chart, write, x),
        {
            "data": values(bars),
            "mark": {"type": "bar", "height": 7, "opacity": 1},
            "encoding": {**both, "x2": {"field": "until"}, "color": kinds},
        },
        {
            "data": values(ends_row),
            "mark": {"type": "point", "filled": True, "opacity": 1, "size": 60},
            "encoding": {**both, "color": kinds},
        },
        *texts,
    ]
    return {
        "width": _WIDTH - _NAMES - _BESIDE,
        "height": _ROW * len(order),
        "padding": {"left": _NAMES, "right": _BESIDE, "top": 22, "bottom": 4},
        "layer": layers,
    }


def _due(chart: RangeChart, write: Writer, x: Spec) -> list[Spec]:
    if chart.due is None:
        return []
    at: Spec = {"at": wall(chart.due, chart.timezone)}
    line: Spec = {
        "data": values([at]),
        "mark": {"type": "rule", "color": colour("ink"), "strokeWidth": 1.2},
        "encoding": {"x": x},
    }
    if chart.due_words is None or chart.due_fact is None:
        return [line]
    parts = (chart.due_words, Words(text=" "), chart.due_fact)
    label: Spec = {
        **text_layer(
            write,
            parts,
            at,
            token="ink",  # noqa: S106 (a token of the design)
            align="left",
            dx=-4,
            dy=-8,
            baseline="bottom",
            fontWeight=600,
        ),
        "encoding": {"x": x, "y": {"value": 0}},
    }
    return [line, label]
