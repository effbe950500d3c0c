"""Facts of ways out: the question, how things stand, and what each option gains and costs."""

from __future__ import annotations

from fairlead import __version__
from fairlead.analyses.options import Options
from fairlead.program.noun import Table
from fairlead.reports.fact import FactBase, Recorder

__all__ = ["options_base"]

_TRIALS = "Options: trials of the program as the option makes it, on the same draws."


def options_base(found: Options, *, program: str) -> FactBase:
    """Every value that a briefing about ways out may show."""
    recorder = Recorder(currency=found.currency)
    record = recorder.record
    record("fairlead.version", "text", __version__, "The version of Fairlead.")
    record("plan.fingerprint", "text", found.fingerprint, "The program, as a digest.")
    record("plan.as_of", "instant", found.as_of, "The program.")
    record("report.timezone", "text", found.timezone, "The zone of the reader.")
    record("options.by", "finish", found.by, "What was asked for.")
    record("options.confidence", "share", found.confidence, "What was asked for.")
    record("options.chance", "share", found.chance, _TRIALS)
    record("options.at", "finish", found.at_confidence, _TRIALS)
    record("options.trials", "count", found.trials, _TRIALS)
    record("options.screened", "count", found.screened, "Options: trials of the search.")
    record("options.tried", "count", found.tried, "Options: combinations that were tried.")
    record("options.levers", "count", found.levers, "Options: measures of the program.")
    best = found.best
    record("options.best", "share", None if best is None else best.chance, _TRIALS)
    for number, row in enumerate(found.options):
        place = f"options.{number}"
        record(f"{place}.number", "count", number + 1, "Options: its rank.")
        record(f"{place}.chance", "share", row.chance, _TRIALS)
        record(f"{place}.by", "finish", row.by, "Options: the date that it is for.")
        record(f"{place}.at", "finish", row.at_confidence, _TRIALS)
        record(f"{place}.cost", "money", row.cost, f"{_TRIALS} The mean, less that of now.")
        record(f"{place}.lost", "money", row.lost or None, "The values that requirements state.")
        record(f"{place}.late", "money", row.late or None, "The values that requirements state.")
        record(f"{place}.edits", "count", len(row.change), "The change that the option is.")
    return FactBase(
        program=program,
        fingerprint=found.fingerprint,
        as_of=found.as_of,
        timezone=found.timezone,
        version=__version__,
        facts=Table(recorder.rows),
    )
