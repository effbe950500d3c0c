"""Facts of what a change would do: dates, chances, money, risks, load."""

from __future__ import annotations

from fairlead.analyses.scope.impact import Impact, TargetImpact
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.reports.fact import FactBase, Recorder

__all__ = ["impact_base"]

_TRIALS = "Impact: paired trials of the program before and after the change."


def impact_base(impact: Impact, program: Program, *, timezone: str | None = None) -> FactBase:
    """Every value that a briefing about an impact may show. `program` is that before the change."""
    recorder = Recorder(currency=impact.currency)
    record = recorder.record
    zone = timezone or program.timezone
    record("fairlead.version", "text", impact.version, "The version of Fairlead.")
    record("plan.fingerprint", "text", impact.before, "The program before the change, as a digest.")
    record("impact.after", "text", impact.after, "The program after the change, as a digest.")
    record("plan.as_of", "instant", impact.as_of, "The program.")
    record("report.timezone", "text", zone, "The zone of the reader.")
    record("impact.trials", "count", impact.trials, _TRIALS)
    record("impact.seed", "count", impact.seed, _TRIALS)
    record("impact.edits", "count", len(impact.change), "The change: its edits.")
    for target in (impact.finish, *impact.milestones.values()):
        _target(recorder, target)
    _money(recorder, impact)
    for risk in impact.risks:
        for side, amount in (("before", risk.expected_before), ("after", risk.expected_after)):
            record(
                f"impact.risk.{risk.id}.{side}", "money", amount, "Chance times cost.",
                about=(risk.id,),
            )  # fmt: skip
    for row in impact.load:
        place, about = f"impact.load.{row.person}", (row.person,)
        source = "The plan before and after: work of one person."
        record(f"{place}.before", "duration", row.minutes_before, source, about=about)
        record(f"{place}.after", "duration", row.minutes_after, source, about=about)
        more = abs(row.minutes_after - row.minutes_before)
        record(f"{place}.shift", "duration", more, source, about=about)
        record(f"{place}.fullest.before", "share", row.fullest_before, source, about=about)
        record(f"{place}.fullest.after", "share", row.fullest_after, source, about=about)
    return FactBase(
        program=program.id,
        fingerprint=impact.before,
        as_of=impact.as_of,
        timezone=zone,
        version=impact.version,
        facts=Table(recorder.rows),
    )


def _target(recorder: Recorder, target: TargetImpact) -> None:
    place, about = f"impact.target.{target.id}", (target.id,) if target.id else ()
    for side, dates in (("before", target.before), ("after", target.after)):
        if dates is None:
            continue
        at = f"{place}.{side}"
        recorder.record(f"{at}.p50", "finish", dates.p50, _TRIALS, about=about)
        recorder.record(f"{at}.p80", "finish", dates.p80, _TRIALS, about=about)
        recorder.record(f"{at}.due", "finish", dates.due, "The program.", about=about)
        recorder.record(f"{at}.chance", "share", dates.chance, _TRIALS, about=about)
        recorder.record(f"{at}.planned", "finish", dates.planned, "The plan.", about=about)
    for name, minutes in (
        ("p50", target.p50_minutes),
        ("p80", target.p80_minutes),
        ("p80.error", target.p80_error_minutes),
    ):
        if minutes is not None:
            recorder.record(
                f"{place}.{name}.shift", "duration", abs(minutes), f"{_TRIALS} By the clock.",
                about=about, day_minutes=1440,
            )  # fmt: skip
    recorder.record(f"{place}.chance.error", "share", target.chance_error, _TRIALS, about=about)


def _money(recorder: Recorder, impact: Impact) -> None:
    cost = impact.cost
    if cost is None:
        return
    rows = {
        "before": (cost.planned_before, "Cost as planned before the change."),
        "after": (cost.planned_after, "Cost as planned after the change."),
        "shift": (abs(cost.planned_after - cost.planned_before), "Planned cost: the difference."),
        "p80.before": (cost.p80_before, _TRIALS),
        "p80.after": (cost.p80_after, _TRIALS),
        "mean": (cost.mean, f"{_TRIALS} Mean difference."),
        "mean.error": (cost.mean_error, f"{_TRIALS} Half the interval of the mean difference."),
        "scope": (cost.size.cost, "Scope: cost of the work that comes and goes."),
        "budget": (cost.budget, "The program."),
        "over": (
            None if cost.budget is None else max(cost.planned_after - cost.budget, 0),
            "Planned cost after the change, less the budget.",
        ),
    }
    for name, (amount, source) in rows.items():
        recorder.record(f"impact.cost.{name}", "money", amount, source)
    source = "Scope: effort of the work that comes, less that of the work that goes."
    recorder.record("impact.effort", "duration", cost.size.minutes, source)
    recorder.record("impact.effort.size", "duration", abs(cost.size.minutes), source)
