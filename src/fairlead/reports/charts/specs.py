"""Charts as Vega-Lite: layers of marks, with a stand-in for every text that is a fact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fairlead.program.moments import in_zone
from fairlead.reports.charts.chart import (
    DatedMark,
    ForecastChart,
    JointChart,
    OddsChart,
    SwingChart,
)
from fairlead.reports.charts.theme import CONFIG, colour
from fairlead.reports.fact import Fact
from fairlead.reports.svg import fitted
from fairlead.reports.text import Quote, Scale, Words

__all__ = ["Spec", "Texts", "spec_of"]

Spec = dict[str, object]
Texts = list[tuple[Fact | Quote | Scale | Words, ...]]
"""The parts of each text that stands for itself; a chart names it by its number."""

_WIDTH = 760
_INK = "ink"
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def spec_of(chart: ForecastChart) -> tuple[Spec, Texts]:
    """The Vega-Lite of a chart, and the texts that its stand-ins stand for."""
    writer = _Writer()
    if isinstance(chart, OddsChart):
        body = _odds(chart, writer)
    elif isinstance(chart, SwingChart):
        body = _swings(chart, writer)
    else:
        body = _joint(chart, writer)
    return {"$schema": _SCHEMA, "config": CONFIG, **body}, writer.texts


class _Writer:
    """Collects the texts of a chart."""

    def __init__(self) -> None:
        self.texts: Texts = []

    def __call__(self, *parts: Fact | Quote | Scale | Words) -> str:
        """The stand-in for a text: as long as what it stands for need not be, so it is short."""
        self.texts.append(parts)
        return f"@{len(self.texts) - 1}@"


def _wall(at: datetime, timezone: str, *, end: bool = True) -> str:
    """An instant as the reader's wall clock shows it, for an axis that knows no zones.

    An end is moved into its day, so that midnight does not look like the next one.
    """
    local = in_zone(at, timezone=timezone).replace(tzinfo=UTC)
    return (local - timedelta(minutes=1) if end else local).isoformat()


def _values(rows: list[dict[str, object]]) -> Spec:
    return {"values": rows}


def _time_axis(**more: object) -> Spec:
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


def _text(
    writer: _Writer,
    parts: tuple[Fact | Quote | Scale | Words, ...],
    place: Spec,
    *,
    token: str = "ink-2",  # noqa: S107 (a token of the design, nothing secret)
    **mark: object,
) -> Spec:
    return {
        "data": _values([place]),
        "mark": {"type": "text", "color": colour(token), "text": writer(*parts), **mark},
    }


# ---- the S-curve and its histogram ---------------------------------------------------------------


def _odds(chart: OddsChart, writer: _Writer) -> Spec:
    zone = chart.timezone
    begin = [_wall(bar.start, zone, end=False) for bar in chart.bars[:1]]
    end = [_wall(bar.finish, zone) for bar in chart.bars[-1:]]
    dated = [m for m in (chart.due, chart.planned) if m is not None]
    end = [_wall(at, zone) for at, _ in chart.curve[-1:]] or end
    ends = sorted([*begin, *end, *(_wall(m.at, zone) for m in dated)])
    scale: Spec = {"type": "utc", "domain": [ends[0], ends[-1]]} if ends else {"type": "utc"}
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
            "data": _values([{"at": _wall(at, zone), "chance": p} for at, p in chart.curve]),
            "mark": {"type": "line", "color": colour("accent"), "strokeWidth": 2.2},
            "encoding": {"x": silent, "y": y},
        },
        *_odds_marks(chart, writer, silent, y),
    ]
    upper = {"width": _WIDTH, "height": 230, "layer": layers}
    lower = {
        "width": _WIDTH,
        "height": 74,
        "layer": [_bars(chart, x), *_odds_lines(chart, x)],
    }
    return {"vconcat": [upper, lower]}


def _odds_marks(chart: OddsChart, writer: _Writer, x: Spec, y: Spec) -> list[Spec]:
    rows: list[dict[str, object]] = [
        {"at": _wall(mark.at, chart.timezone), "chance": p} for mark, p in chart.marks
    ]
    encoding = {"x": x, "y": y}
    found: list[Spec] = [
        {
            "data": _values(rows),
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
                **_text(writer, parts, row, align="left", dx=10, dy=9, baseline="middle"),
                "encoding": encoding,
            }
        )
    if chart.due is not None and chart.chance_value is not None:
        found.append(
            {
                "data": _values(
                    [{"at": _wall(chart.due.at, chart.timezone), "chance": chart.chance_value}]
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


def _odds_rules(chart: OddsChart, writer: _Writer, x: Spec) -> list[Spec]:
    """The promise and the plan as lines through the curve, named above it."""
    found: list[Spec] = []
    for mark, row, token in ((chart.planned, 0, "ink-3"), (chart.due, 1, "ink")):
        if mark is None:
            continue
        place: dict[str, object] = {"at": _wall(mark.at, chart.timezone)}
        dash = {"strokeDash": [2, 3]} if mark is chart.planned else {}
        found.append(
            {
                "data": _values([place]),
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
                **_text(
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


def _bars(chart: OddsChart, x: Spec) -> Spec:
    rows: list[dict[str, object]] = [
        {
            "at": _wall(bar.start, chart.timezone, end=False),
            "until": _wall(bar.finish, chart.timezone, end=False),
            "share": bar.share,
            "late": bar.late,
        }
        for bar in chart.bars
    ]
    return {
        "data": _values(rows),
        "mark": {"type": "rect", "clip": True, "stroke": colour("paper"), "strokeWidth": 1},
        "encoding": {
            "x": {**x, "axis": _time_axis(), "bandPosition": 0},
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
            "data": _values([{"at": _wall(mark.at, chart.timezone)}]),
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


def _swings(chart: SwingChart, writer: _Writer) -> Spec:
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
                **_text(writer, (named,), at, token="ink", align="right", baseline="middle"),  # noqa: S106
                "encoding": {"x": {"value": -12}, "y": y},
            }
        )
        texts.append(
            {
                **_text(writer, (swing.fact,), at, align="left", dx=6, baseline="middle"),
                "encoding": {"x": x, "y": y},
            }
        )
    bars: Spec = {
        "data": _values(rows),
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
        "data": _values([{"days": 0}]),
        "mark": {"type": "rule", "color": colour("ink-3"), "strokeWidth": 1},
        "encoding": {"x": x},
    }
    heads: list[Spec] = [
        {
            **_text(
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


def _joint(chart: JointChart, writer: _Writer) -> Spec:
    zone = chart.timezone
    x: Spec = {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc", "nice": False, "padding": 12},
        "axis": _time_axis(),
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
        {"at": _wall(at, zone), "cost": cost, "kept": kept} for at, cost, kept in chart.pairs
    ]
    layers: list[Spec] = [
        {
            "data": _values(rows),
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
            {"at": _wall(at, zone), "cost": cost} for at, cost in chart.frontier
        ]
        layers.append(
            {
                "data": _values(steps),
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


def _limits(chart: JointChart, writer: _Writer, x: Spec, y: Spec) -> list[Spec]:
    found: list[Spec] = []
    line = {"type": "rule", "color": colour("ink"), "strokeWidth": 1.2}
    if chart.due is not None:
        at: dict[str, object] = {"at": _wall(chart.due.at, chart.timezone)}
        found.append({"data": _values([at]), "mark": line, "encoding": {"x": x}})
        parts = (chart.due.what, Words(text=" "), chart.due.fact)
        first, last = (f(at for at, _, _ in chart.pairs) for f in (min, max))
        right = chart.due.at - first > 0.6 * (last - first)
        found.append(
            {
                **_text(writer, parts, at, token=_INK, align="right" if right else "left",
                        dy=-8, dx=4 if right else -4,
                        baseline="bottom", fontWeight=600),
                "encoding": {"x": x, "y": {"value": 0}},
            }
        )  # fmt: skip
    if chart.budget is not None and chart.budget_value is not None:
        money: dict[str, object] = {"cost": chart.budget_value}
        found.append({"data": _values([money]), "mark": line, "encoding": {"y": y}})
        parts = (Words(text="Budget"), Words(text=" "), chart.budget)
        found.append(
            {
                **_text(writer, parts, money, token="ink", align="right", dx=-2, dy=-5,  # noqa: S106
                        baseline="bottom", fontWeight=600),
                "encoding": {"y": y, "x": {"value": _WIDTH}},
            }
        )  # fmt: skip
    return found
