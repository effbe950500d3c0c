"""Facts of past forecasts: how many dates held, how often each level did, how far off they were."""

from __future__ import annotations

from fairlead.analyses.ledger.measures import Measures
from fairlead.analyses.ledger.score import Scores
from fairlead.reports.fact import Recorder

__all__ = ["MOST_MISSES", "record_scores", "spoken_of"]

MOST_MISSES = 5
"""Dates that did not hold and are named in a report; the count is always told."""

_LEDGER = "The ledger of forecasts"


def spoken_of(scores: Scores) -> tuple[str, Measures] | None:
    """Whose dates the report speaks of: promised ones, or single tasks while none of these came."""
    for name, part in (("dates", scores.dates), ("tasks", scores.tasks)):
        if part.given.come:
            return name, part
    return None


def record_scores(recorder: Recorder, scores: Scores) -> None:
    """Take down how good the forecasts have been."""
    recorder.record(
        "score.forecasts", "count", scores.forecasts, f"{_LEDGER}: forecasts that were given."
    )
    recorder.record("score.first", "start", scores.first, f"{_LEDGER}: the first of them.")
    for name, part in (("dates", scores.dates), ("tasks", scores.tasks)):
        _measures(recorder, f"score.{name}", part)
    wide = scores.widening
    if wide.dates:
        said = f"{_LEDGER}: the factor on the normal deviate that would have kept"
        recorder.record("score.later", "count", round(wide.later, 2), f"{said} late dates honest.")
        recorder.record(
            "score.earlier", "count", round(wide.earlier, 2), f"{said} early dates honest."
        )
        recorder.record("score.learned", "count", wide.dates, f"{_LEDGER}: dates learned from.")


def _measures(recorder: Recorder, place: str, part: Measures) -> None:
    for name, value, what in (
        ("spoken", part.targets, "spoken of"),
        ("open", part.open, "not done yet"),
        ("gone", part.gone, "no longer in the program"),
        ("come", part.given.come, "whose first date at four in five has come"),
        ("kept", part.given.kept, "of those, done by that date"),
        ("missed", part.missed, "of those, not done by that date"),
    ):
        recorder.record(f"{place}.{name}", "count", value, f"{_LEDGER}: {what}.")
    levels = [("p", row) for row in part.coverage] + [("within", row) for row in part.within]
    for kind, row in levels:
        spot = f"{place}.{kind}{round(row.level * 100)}"
        recorder.record(
            f"{spot}.held", "share", row.share, f"{_LEDGER}: how often that level held."
        )
        recorder.record(f"{spot}.targets", "count", row.targets, f"{_LEDGER}: of how many.")
        band = f"{_LEDGER}: where an honest level falls 95 times in 100."
        recorder.record(f"{spot}.low", "share", max(row.low, 0.0), band)
        recorder.record(f"{spot}.high", "share", min(row.high, 1.0), band)
    if part.chances is not None:
        brier = f"{_LEDGER}: mean square of chance less outcome"
        recorder.record(f"{place}.brier", "count", round(part.chances.brier, 3), f"{brier}.")
        recorder.record(f"{place}.promises", "count", part.chances.targets, f"{_LEDGER}: promises.")
    _days(recorder, f"{place}.crps", part.crps, "ranked probability score")
    _days(recorder, f"{place}.pinball", part.pinball, "pinball loss")
    _days(recorder, f"{place}.width", part.width_days, "from P10 to P90, on average")
    for name, ref in part.references.items():
        spot = f"{place}.{name.replace(' ', '-')}"
        _days(recorder, f"{spot}.crps", ref.crps, f"the same of {name}")
        _days(recorder, f"{spot}.ours", ref.our_crps, "ours on the same targets")
        recorder.record(f"{spot}.targets", "count", ref.targets, f"{_LEDGER}: of how many.")
        recorder.record(f"{spot}.kept", "share", ref.kept, f"{_LEDGER}: how often it was kept.")
    for number, miss in enumerate(part.misses[:MOST_MISSES]):
        spot = f"{place}.miss.{number}"
        recorder.record(f"{spot}.said", "start", miss.said, f"{_LEDGER}: when it was said.")
        recorder.record(f"{spot}.p80", "finish", miss.p80, f"{_LEDGER}: the date given.")
        recorder.record(f"{spot}.done", "finish", miss.done, "The program: when it was done.")
        _days(recorder, f"{spot}.late", miss.days, "how much later than that, so far")


def _days(recorder: Recorder, place: str, days: float | None, what: str) -> None:
    if days is not None:
        recorder.record(
            place, "duration", round(days * 1440), f"{_LEDGER}: {what}.", day_minutes=1440
        )
