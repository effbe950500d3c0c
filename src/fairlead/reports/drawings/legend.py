"""Legends: a key for every mark that a chart makes, and only for those that it does make."""

from __future__ import annotations

from fairlead.reports.drawings.gantt import GanttChart
from fairlead.reports.drawings.svg import element

__all__ = ["gantt_legend", "load_legend"]


def _key(drawing: str, words: str) -> str:
    icon = element(
        "svg", drawing, class_="key", viewBox="0 0 26 14", width=26, height=14, aria_hidden="true"
    )
    return f"<li>{icon}{words}</li>"


def _bar(class_: str) -> str:
    return element("rect", x=1, y=2.5, width=24, height=9, rx=1.5, class_=class_)


_HATCHED = _bar("bar running") + element(
    "path", d="M3 11.5l9 -9M9 11.5l9 -9M15 11.5l9 -9", class_="hatch"
)


def gantt_legend(chart: GanttChart) -> str:
    """The key of a Gantt chart: states, the critical chain, slack, promises, the status time."""
    tasks = [row for row in chart.rows if row.kind == "task"]
    states = {row.state for row in tasks}
    keys = [
        ("finished" in states, _bar("bar finished"), "Finished"),
        ("running" in states, _HATCHED, "Running"),
        ("waiting" in states, _bar("bar waiting"), "Waiting"),
        (
            any(row.critical for row in tasks),
            _bar("bar waiting critical"),
            "Critical chain",
        ),
        (
            any(row.slack_until for row in tasks),
            element("path", d="M1 7h23M24 4v6", class_="slack"),
            "Could end as late as",
        ),
        (
            any(row.kind == "milestone" for row in chart.rows),
            element("path", d="M13 1l6 6 -6 6 -6 -6z", class_="diamond unknown"),
            "Milestone, planned",
        ),
        (
            any(row.due for row in chart.rows),
            element("path", d="M15 1v12", class_="due")
            + element("path", d="M15 1h-5l5 4z", class_="due-flag"),
            "Promised",
        ),
        (
            any(row.often is not None for row in chart.rows),
            element("rect", x=1, y=3.5, width=24, height=7, class_="often-ground")
            + element("rect", x=1, y=3.5, width=15, height=7, class_="often"),
            "How often it decides the end",
        ),
        (
            any(row.sure_from is not None for row in chart.rows),
            element("path", d="M1 7h24", class_="sure"),
            "Eight chances in ten",
        ),
        (True, element("path", d="M13 0v14", class_="as-of"), "Status time"),
    ]
    shown = "".join(_key(drawing, words) for present, drawing, words in keys if present)
    return f'<ul class="legend">{shown}</ul>'


def load_legend() -> str:
    """The key of a load map: from a little to all of the time, and more than there is."""
    steps = "".join(f'<li class="l{level} step">{words}</li>' for level, words in _STEPS)
    return f'<ul class="legend">{steps}</ul>'


_STEPS = (
    (0, "free"),
    (1, "up to a quarter"),
    (2, "up to half"),
    (3, "up to three quarters"),
    (4, "up to all"),
    (5, "more than there is"),
)
