"""Facts of what is open, watched, uncovered, contended for and due."""

from __future__ import annotations

from fairlead.analyses.answers.preparedness import Preparedness
from fairlead.analyses.triggers.watching import Reading
from fairlead.program.moments import instant
from fairlead.program.program import Program
from fairlead.reports.fact import Recorder
from fairlead.reports.facts.schedule import record_moment

__all__ = ["record_preparedness"]

_IN_HOURS = 10**9
"""A day so long that every amount is told in hours."""

_SOURCE = "Preparedness: {}."


def record_preparedness(recorder: Recorder, program: Program, found: Preparedness) -> None:
    """Take down ages, readings of triggers, hours nobody answers, waits and days."""
    for issue in found.issues:
        row, place, about = program.issues[issue.id], f"issue.{issue.id}", (issue.id,)
        source = _SOURCE.format("how long the issue is open")
        recorder.record(
            f"{place}.age", "duration", issue.age_minutes, source, about=about, day_minutes=1440
        )
        record_moment(recorder, f"{place}.due", row.due, "The program.", about=about)
    for verdict in found.watched:
        for number, reading in enumerate(verdict.readings):
            _reading(recorder, f"trigger.{verdict.trigger}.{number}", reading, verdict.trigger)
    source = _SOURCE.format("the rosters of the next 90 days")
    for row_ in found.uncovered:
        place, about = f"duty.{row_.rotation}", (row_.rotation,)
        recorder.record(
            f"{place}.gap",
            "duration",
            row_.gap_minutes,
            source,
            about=about,
            day_minutes=_IN_HOURS,
        )
        recorder.record(f"{place}.gaps", "count", row_.gaps, source, about=about)
        recorder.record(f"{place}.absences", "count", row_.absences, source, about=about)
        recorder.record(f"{place}.unanswered", "count", row_.unanswered, source, about=about)
        if row_.first is not None:
            recorder.record(f"{place}.first", "instant", row_.first.start, source, about=about)
    source = _SOURCE.format("the levelled against the earliest start")
    for number, contention in enumerate(found.contentions):
        for queued in contention.order:
            recorder.record(
                f"contention.{number}.{queued.task}.later",
                "duration",
                queued.later_minutes,
                source,
                about=(queued.task, contention.person),
                day_minutes=1440,
            )
    for entry in found.due:
        section = program.section(entry.section)[entry.id]
        for name in ("review_on", "needed", "promised"):
            record_moment(
                recorder,
                f"{entry.section}.{entry.id}.{name}",
                getattr(section, name, None),
                "The program.",
                about=(entry.id,),
            )


def _reading(recorder: Recorder, place: str, reading: Reading, trigger: str) -> None:
    """What a trigger compares, as it came out; nothing of what is not known."""
    value, source = reading.value, f"The trigger {trigger}: {reading.what}."
    if value is None:
        return
    if reading.kind == "chance":
        recorder.record(place, "share", value, source, about=(trigger,))
    elif reading.kind == "date":
        recorder.record(place, "finish", instant(round(value)), source, about=(trigger,))
    elif reading.kind == "money":
        recorder.record(place, "money", round(value * 100), source, about=(trigger,))
    elif reading.kind == "span":
        recorder.record(
            place,
            "duration",
            round(value),
            source,
            about=(trigger,),
            day_minutes=reading.day_minutes,
        )
