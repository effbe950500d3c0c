"""The facts of a flow: what was done, what is under way, and when the next items are done."""

from __future__ import annotations

from fairlead.analyses.flow.flow import EXPECTED, Flow
from fairlead.reports.fact import Recorder

__all__ = ["MOST_AGES", "record_flow"]

MOST_AGES = 25
"""Items under way that a page shows, oldest first; the count is always told."""

_RECORD = "Flow of the record"


def record_flow(recorder: Recorder, flow: Flow) -> None:
    """Take down what a flow says, under `flow.`."""
    record = recorder.record
    for place, count in (
        ("items", flow.items),
        ("done", flow.done),
        ("wip", flow.wip),
        ("waiting", flow.waiting),
        ("beyond", sum(row.beyond for row in flow.ageing)),
    ):
        record(f"flow.{place}", "count", count, f"{_RECORD}: {place}.")
    record("flow.per_week", "count", round(flow.per_week, 1), f"{_RECORD}: items done a week.")
    _duration(recorder, "flow.window", flow.window, "days that it is measured over")
    if flow.littles_law_days is not None:
        _duration(recorder, "flow.little", flow.littles_law_days, "work in progress by throughput")
    cycle = flow.cycle_time
    if cycle is not None:
        for place in ("p50", "p70", "expected", "p95"):
            what = f"cycle time, {place}, of {cycle.items:,} items"
            _duration(recorder, f"flow.cycle.{place}", getattr(cycle, place), what)
        record("flow.cycle.items", "count", cycle.items, f"{_RECORD}: items with both ends.")
    record("flow.expected", "share", EXPECTED, "The share of a service-level expectation.")
    for number, row in enumerate(flow.ageing[:MOST_AGES]):
        _duration(recorder, f"flow.age.{number}", row.days, "days since its start")
        record(f"flow.age.{number}.share", "share", row.share, f"{_RECORD}: done items took less.")
    if flow.when is not None:
        record("flow.when.items", "count", flow.when.items, "What was asked.")
        for place in ("p50", "p80", "p85", "p95"):
            said = f"{_RECORD}: the day that is kept with {place[1:]}%."
            record(f"flow.when.{place}", "day", getattr(flow.when, place), said)
    if flow.by is not None:
        record("flow.by.day", "day", flow.by.day, "What was asked.")
        for place in ("p50", "p80", "p90"):
            said = f"{_RECORD}: so many at least with {place[1:]}%."
            record(f"flow.by.{place}", "count", getattr(flow.by, place), said)


def _duration(recorder: Recorder, place: str, days: float, what: str) -> None:
    recorder.record(place, "duration", round(days * 1440), f"{_RECORD}: {what}.", day_minutes=1440)
