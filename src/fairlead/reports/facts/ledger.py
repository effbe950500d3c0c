"""Facts of the scope ledger and of earned value."""

from __future__ import annotations

from datetime import datetime

from fairlead.analyses.earned.earned_value import Earned, EarnedValue, Measure
from fairlead.analyses.scope.ledger import ScopeLedger
from fairlead.analyses.scope.measure import Size
from fairlead.program.moments import minute_of
from fairlead.reports.fact import Recorder

__all__ = ["planned_by", "record_earned", "record_ledger", "unit_of"]


def record_ledger(recorder: Recorder, ledger: ScopeLedger) -> None:
    """Take down every line of the ledger, what slipped in, and what is asked for."""
    source = "The scope ledger: baseline, approved and unapproved add up to now."
    for number, line in enumerate(ledger.lines):
        place = f"ledger.line.{number}"
        _size(recorder, place, line.size, source)
        if line.at is not None:
            recorder.record(f"{place}.at", "instant", line.at, source)
    for number, point in enumerate(ledger.points):
        place = f"ledger.point.{number}"
        recorder.record(f"{place}.at", "finish", point.at, source)
        for name, size in (("size", point.size), ("came", point.came), ("went", point.went)):
            recorder.record(f"{place}.{name}", "duration", size.minutes, source)
    _size(recorder, "ledger.now", ledger.now, source)
    _size(recorder, "ledger.growth", ledger.now - ledger.baseline, f"{source} Now less the first.")
    _size(recorder, "ledger.churn", ledger.churn, f"{source} What came plus what went.")
    for number, row in enumerate(ledger.slipped):
        place = f"ledger.slipped.{number}"
        _size(recorder, place, row.size, "In the program, and in no baseline.", (row.id,))
    recorder.record("ledger.slipped", "count", len(ledger.slipped), "In no baseline.")
    for number, asked in enumerate(ledger.pending):
        if asked.size is not None:
            _size(recorder, f"ledger.pending.{number}", asked.size, "What it would add.")
    recorder.record("ledger.pending", "count", len(ledger.pending), "Requests not decided.")


def _size(
    recorder: Recorder, place: str, size: Size, source: str, about: tuple[str, ...] = ()
) -> None:
    recorder.record(f"{place}.effort", "duration", size.minutes, source, about=about)
    recorder.record(f"{place}.cost", "money", size.cost, source, about=about)


def record_earned(recorder: Recorder, value: EarnedValue) -> None:
    """Take down earned value by both measures, and earned schedule."""
    for row, kind in ((value.effort, "duration"), (value.cost, "money")):
        if row is None or not row.bac:
            continue
        _earned(recorder, row, "duration" if kind == "duration" else "money")
    unit = unit_of(value)
    source = f"Earned value by {unit}, by the end of the week."
    for number, (at, earned, spent) in enumerate(value.past):
        place = f"ev.week.{number}"
        recorder.record(f"{place}.at", "finish", at, source)
        for name, amount in (("ev", earned), ("ac", spent), ("pv", planned_by(value, at))):
            recorder.record(
                f"{place}.{name}", "duration" if unit == "effort" else "money", amount, source
            )
    schedule = value.schedule
    if schedule is not None:
        source = "Earned schedule, in weeks of the calendar."
        for name, weeks in (
            ("earned", schedule.earned),
            ("actual", schedule.actual),
            ("planned", schedule.planned),
            ("behind", abs(schedule.variance)),
        ):
            recorder.record(
                f"ev.schedule.{name}", "duration", round(weeks * 10080), source, day_minutes=1440
            )
        recorder.record("ev.schedule.index", "share", schedule.index, source)
        recorder.record("ev.schedule.finish", "finish", schedule.finish, source)


def _earned(recorder: Recorder, row: Earned, kind: str) -> None:
    source = f"Earned value by {row.measure}."
    for name in ("bac", "pv", "ev", "ac", "eac"):
        amount = getattr(row, name)
        recorder.record(
            f"ev.{row.measure}.{name}",
            "duration" if kind == "duration" else "money",
            None if amount is None else round(amount),
            source,
        )
    for name in ("spi", "cpi", "tcpi"):
        recorder.record(f"ev.{row.measure}.{name}", "share", getattr(row, name), source)


def unit_of(value: EarnedValue) -> Measure:
    """The measure that its curves are told in."""
    return "effort" if value.effort.bac else "cost"


def planned_by(value: EarnedValue, at: datetime) -> int:
    """The planned value by a moment, evenly between the ends of two weeks."""
    if at == value.as_of:
        return (value.effort if unit_of(value) == "effort" else value.cost or value.effort).pv
    minute = minute_of(at)
    begin = minute_of(value.past[0][0]) if value.past else minute
    before, reached = begin, 0
    for end, amount in value.curve:
        until = minute_of(end)
        if minute <= until:
            part = (minute - before) / (until - before) if until > before else 1.0
            return round(reached + part * (amount - reached))
        before, reached = until, amount
    return reached
