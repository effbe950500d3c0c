"""Facts of why dates moved: the dates of both versions, and what each cause and change did."""

from __future__ import annotations

from fairlead import __version__
from fairlead.analyses.why import Moved, MovedBecause, Why
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.reports.fact import FactBase, Recorder

__all__ = ["place_of", "why_base"]

_TRIALS = "Why: trials of both versions with the same draws."
_SHARED = "Why: the Shapley value of the cause, over all orders in which causes may come."


def place_of(moved: Moved, kind: str) -> str:
    """Where the facts of a target stand: `why.milestone.beta`, `why.finish`."""
    return f"why.{kind}.{moved.id}" if moved.id else "why.finish"


def why_base(why: Why, program: Program, *, timezone: str | None = None) -> FactBase:
    """Every value that a briefing about it may show. `program` is the newer version."""
    recorder = Recorder(currency=program.currency)
    record = recorder.record
    zone = timezone or why.timezone
    record("fairlead.version", "text", __version__, "The version of Fairlead.")
    record("plan.fingerprint", "text", why.new, "The newer version, as a digest.")
    record("why.old", "text", why.old, "The older version, as a digest.")
    record("plan.as_of", "instant", why.new_as_of, "The newer version.")
    record("why.old_as_of", "instant", why.old_as_of, "The older version.")
    record("report.timezone", "text", zone, "The zone of the reader.")
    record("why.trials", "count", why.trials, _TRIALS)
    record("why.between", "count", why.trials_between, "Why: trials of what lies between.")
    record("why.seed", "count", why.seed, _TRIALS)
    record("why.quiet", "count", len(why.quiet), "The change: edits that move no date.")
    for kind, row in why.rows:
        _target(recorder, row, kind)
    return FactBase(
        program=program.id,
        fingerprint=why.new,
        as_of=why.new_as_of,
        timezone=zone,
        version=__version__,
        facts=Table(recorder.rows),
    )


def _target(recorder: Recorder, moved: Moved, kind: str) -> None:
    place = place_of(moved, kind)
    about = (moved.id,) if moved.id else ()
    for name in ("old_p50", "new_p50", "old_p80", "new_p80"):
        recorder.record(f"{place}.{name}", "finish", getattr(moved, name), _TRIALS, about=about)
    for name in ("old_due", "new_due"):
        recorder.record(f"{place}.{name}", "finish", getattr(moved, name), "The program.")
    for name in ("old_chance", "new_chance"):
        recorder.record(f"{place}.{name}", "share", getattr(moved, name), _TRIALS, about=about)
    for name, minutes in (("p80", moved.moved_minutes), ("p50", moved.p50_moved_minutes)):
        _span(recorder, f"{place}.{name}.moved", minutes, _TRIALS)
        _span(recorder, f"{place}.{name}.size", abs(minutes), _TRIALS)
    for part in moved.causes:
        _cause(recorder, f"{place}.{part.cause}", part)


def _cause(recorder: Recorder, place: str, part: MovedBecause) -> None:
    _span(recorder, f"{place}.p80", part.minutes, _SHARED)
    _span(recorder, f"{place}.size", abs(part.minutes), _SHARED)
    _span(recorder, f"{place}.p50", part.p50_minutes, _SHARED)
    recorder.record(f"{place}.chance", "share", part.chance, _SHARED)
    for number, change in enumerate(part.changes):
        about = (change.place.partition(".")[2] or change.place,)
        source = f"{_SHARED} Within it: {', '.join(change.edits)}."
        at = f"{place}.{number}"
        recorder.record(f"{at}.p80", "duration", change.minutes, source, about=about,
                        day_minutes=1440)  # fmt: skip
        recorder.record(f"{at}.size", "duration", abs(change.minutes), source, about=about,
                        day_minutes=1440)  # fmt: skip
        recorder.record(f"{at}.chance", "share", change.chance, source, about=about)


def _span(recorder: Recorder, id: str, minutes: int, source: str) -> None:
    recorder.record(id, "duration", minutes, f"{source} By the clock.", day_minutes=1440)
