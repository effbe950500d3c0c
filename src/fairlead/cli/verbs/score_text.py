"""Scores as text for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fairlead.cli.amounts import day
from fairlead.cli.answer_json import answer_json, with_all_keys

if TYPE_CHECKING:
    from fairlead.analyses.ledger.measures import Measures, Slice
    from fairlead.analyses.ledger.score import Scores
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.sources.forecast_record import ForecastRecord

__all__ = ["score_json", "score_lines"]

_NAMES = {
    "plan": "the plan's own date",
    "promise": "the promised date",
    "forecast before": "the forecast before",
}


def score_lines(program: Program, made: Scores) -> Iterator[str]:
    """The scores, dates first."""
    zone = program.timezone
    times = "forecast" if made.forecasts == 1 else "forecasts"
    yield f"{program.title or program.id}: {made.forecasts} {times} recorded"
    if made.first is not None and made.last is not None:
        yield (
            f"Given from {day(made.first, zone)} to {day(made.last, zone)}; what happened is "
            f"known up to {day(made.now, zone)}."
        )
    for title, part in (
        ("Dates: the whole, milestones, launches, sprints, backlogs", made.dates),
        ("Single tasks", made.tasks),
    ):
        yield ""
        yield title
        yield from _part(part, zone)
    yield ""
    yield from _learned(made)


def _part(part: Measures, zone: str) -> Iterator[str]:
    if not part.targets:
        yield "  Nothing was forecast."
        return
    yield (
        f"  {part.targets} spoken of, {part.said} times: {part.done} done, {part.open} open, "
        f"{part.gone} withdrawn; {part.overdue} open past their last P90."
    )
    if part.given.come:
        yield (
            f"  Of {part.given.come} dates first given at four in five that have come, "
            f"{part.given.kept} held."
        )
    else:
        yield "  No date that was given at four in five has come yet."
    if part.coverage:
        yield ""
        yield f"  {'said':<16}{'held':>8}{'if honest':>16}{'targets':>9}"
        rows = [(f"P{row.level * 100:.0f}", row) for row in part.coverage if row.level >= 0.5]
        rows += [(f"middle {row.level:.0%}", row) for row in part.within]
        for name, row in rows:
            band = f"{max(row.low, 0):.0%} to {min(row.high, 1):.0%}"
            told = "" if row.honest else "  no"
            yield f"  {name:<16}{row.share:>8.0%}{band:>16}{row.targets:>9}{told}"
    if part.chances is not None:
        plan = "" if part.chances.plan is None else f", the plan {part.chances.plan:.3f}"
        yield ""
        yield (
            f"  Brier score of {part.chances.targets} promises that have come: "
            f"{part.chances.brier:.3f} (even odds {part.chances.even:.3f}{plan})."
        )
    if part.crps is not None and part.pinball is not None and part.width_days is not None:
        yield ""
        yield (
            f"  Off by (days): CRPS {part.crps:.2f}, pinball {part.pinball:.2f}; from P10 to P90 "
            f"{part.width_days:.1f}."
        )
        for name, ref in part.references.items():
            kept = "" if ref.kept is None else f"; its date held {ref.kept:.0%}"
            yield (
                f"    against {_NAMES.get(name, name)} ({ref.targets} targets): CRPS "
                f"{ref.our_crps:.2f} and {ref.crps:.2f}, pinball {ref.our_pinball:.2f} and "
                f"{ref.pinball:.2f}{kept}."
            )
    yield from _slices("By how far away it was", part.by_horizon)
    yield from _slices("By when it was given", part.trend)
    if part.missed:
        yield ""
        yield f"  Not held: {part.missed} first dates at P80" + (
            f", the {len(part.misses)} that missed by most:"
            if part.missed > len(part.misses)
            else ":"
        )
        for miss in part.misses:
            end = "still open" if miss.done is None else f"done {day(miss.done, zone)}"
            yield (
                f"    {miss.title} ({miss.id}): on {day(miss.said, zone)} said "
                f"{day(miss.p80, zone)}, {end}, {miss.days:.0f} days late"
            )


def _slices(title: str, rows: tuple[Slice, ...]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"  {title:<24}{'targets':>8}{'P80 held':>10}{'of':>5}{'CRPS':>8}{'P10-P90':>9}"
    for row in rows:
        held = "-" if row.p80 is None else f"{row.p80:.0%}"
        crps = "-" if row.crps is None else f"{row.crps:.1f}"
        yield (
            f"  {row.name:<24}{row.targets:>8}{held:>10}{row.p80_targets:>5}{crps:>8}"
            f"{row.width_days:>9.1f}"
        )


def _learned(made: Scores) -> Iterator[str]:
    for what, row in (("dates", made.widening), ("dates of tasks", made.task_widening)):
        if row.dates:
            yield (
                f"The next forecast: {what} {_times(row.later)} to the late side, "
                f"{_times(row.earlier)} to the early side (learned from {row.dates})."
            )
        else:
            yield f"The next forecast: {what} as drawn; nothing has come yet to learn from."


def _times(factor: float) -> str:
    if abs(factor - 1) < 0.005:
        return "as wide as drawn"
    return f"{factor:.2f} times as wide"


def score_json(made: Scores, record: ForecastRecord, findings: tuple[Finding, ...]) -> str:
    """Every figure, and the entries of the ledger that they come from."""
    answer = {name: with_all_keys(getattr(made, name)) for name in made.__struct_fields__}
    answer["findings"] = list(findings)
    answer["entries"] = [
        {
            "number": entry.number,
            "at": entry.at,
            "hash": entry.hash,
            "as_of": entry.forecast.as_of,
            "fingerprint": entry.forecast.fingerprint,
            "seed": entry.forecast.seed,
            "trials": entry.forecast.trials,
            "version": entry.forecast.version,
            "calibration": entry.forecast.calibration,
            "through": entry.forecast.through,
        }
        for entry in record.forecasts
    ]
    return answer_json(answer)
