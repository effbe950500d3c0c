"""The whole picture of a program: every analysis that a report speaks of, made once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from fairlead import __version__
from fairlead.analyses.answers.cost import Cost, cost
from fairlead.analyses.answers.movers import Movers, movers
from fairlead.analyses.answers.preparedness import Preparedness, preparedness
from fairlead.analyses.answers.status import Statuses, statuses
from fairlead.analyses.answers.three_answers import Answers, answers
from fairlead.analyses.earned.earned_value import EarnedValue
from fairlead.analyses.flow.flow import Flow
from fairlead.analyses.flow.items import flow_of
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.ledger.score import Scores
from fairlead.analyses.plan import Plan
from fairlead.analyses.scope.ledger import ScopeLedger
from fairlead.analyses.trace import Trace, trace
from fairlead.analyses.triggers.facts import SaidThen
from fairlead.program.findings import Finding
from fairlead.program.moments import in_zone
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.reports.drawings.load_map import record_load
from fairlead.reports.fact import Fact, FactBase, Recorder
from fairlead.reports.facts.flow import record_flow
from fairlead.reports.facts.flows import Flows, flows, record_flows
from fairlead.reports.facts.forecast import record_forecast
from fairlead.reports.facts.launch import record_launches
from fairlead.reports.facts.ledger import record_earned, record_ledger
from fairlead.reports.facts.people import record_people
from fairlead.reports.facts.preparedness import record_preparedness
from fairlead.reports.facts.program import record_program
from fairlead.reports.facts.schedule import record_schedule
from fairlead.reports.facts.score import record_scores
from fairlead.reports.outline import MOST_LISTED, record_selection, selected

__all__ = ["Ground", "Picture", "fact_base", "ground", "picture", "plan_facts"]


class Ground(Noun):
    """What a picture stands on, whatever was forecast: made once for all forecasts of a plan."""

    trace: Trace
    movers: Table[Movers]
    cost: Cost
    flow: Flow | None
    flows: Flows


def ground(program: Program, plan: Plan) -> Ground:
    """Run the analyses that no forecast changes."""
    traced = trace(program)
    return Ground(
        trace=traced,
        movers=movers(program, plan, trace=traced),
        cost=cost(program, plan),
        flow=flow_of(program),
        flows=flows(program, plan, trace=traced),
    )


class Picture(Noun):
    """A program, its plan, and what the analyses say of both.

    `timezone` is the reader's; days and times are shown in it. `horizon_days` is how far ahead the
    next work is listed, in days of the calendar from the status time. `forecast` is None where
    nothing was forecast, `scores` where no forecast was ever kept, `ledger` and `earned` where
    nothing was agreed, `flow` where nothing was ever done. `flows` are the tasks from goals to
    milestones.
    """

    program: Program
    plan: Plan
    findings: tuple[Finding, ...]
    trace: Trace
    movers: Table[Movers]
    statuses: Statuses
    cost: Cost
    answers: Answers
    prepared: Preparedness
    flows: Flows
    timezone: str
    horizon_days: int
    forecast: Forecast | None = None
    scores: Scores | None = None
    ledger: ScopeLedger | None = None
    earned: EarnedValue | None = None
    flow: Flow | None = None


def picture(
    program: Program,
    plan: Plan,
    *,
    findings: tuple[Finding, ...] = (),
    timezone: str | None = None,
    horizon_days: int = 14,
    forecast: Forecast | None = None,
    scores: Scores | None = None,
    ledger: ScopeLedger | None = None,
    earned: EarnedValue | None = None,
    earlier: tuple[SaidThen, ...] = (),
    on: Ground | None = None,
) -> Picture:
    """Run every analysis that a report needs. `findings` are those of the quality checks, `earlier`
    is what former forecasts said, `on` the ground of the same program and plan if it was made."""
    found = on or ground(program, plan)
    traced, moved, priced = found.trace, found.movers, found.cost
    judged = statuses(program, plan, trace=traced, movers=moved, forecast=forecast)
    return Picture(
        program=program,
        plan=plan,
        findings=findings,
        trace=traced,
        movers=moved,
        statuses=judged,
        cost=priced,
        answers=answers(
            program,
            plan,
            trace=traced,
            statuses=judged,
            cost=priced,
            findings=findings,
            forecast=forecast,
            earlier=earlier,
        ),
        prepared=preparedness(
            program,
            plan,
            trace=traced,
            forecast=forecast,
            earlier=earlier,
            horizon_days=horizon_days,
        ),
        timezone=timezone or program.timezone,
        horizon_days=horizon_days,
        forecast=forecast,
        scores=scores,
        ledger=ledger,
        earned=earned,
        flow=found.flow,
        flows=found.flows,
    )


def plan_facts(seen: Picture) -> Mapping[str, Fact]:
    """The facts of a picture that no forecast changes."""
    recorder = Recorder(currency=seen.program.currency)
    recorder.record("fairlead.version", "text", __version__, "The version of Fairlead.")
    recorder.record(
        "plan.fingerprint", "text", seen.plan.fingerprint, "The program's content, as a digest."
    )
    recorder.record("report.timezone", "text", seen.timezone, "The zone of the reader.")
    end = in_zone(seen.plan.as_of, timezone=seen.timezone) + timedelta(days=seen.horizon_days)
    recorder.record(
        "horizon.end",
        "day",
        end.date(),
        f"The status time and {seen.horizon_days} days: how far ahead next work is listed.",
    )
    record_schedule(
        recorder, seen.program, seen.plan, movers=seen.movers, trace=seen.trace, end=end
    )
    record_program(recorder, seen.program, cost=seen.cost, trace=seen.trace)
    record_people(recorder, seen.program, seen.plan, end=end)
    recorder.record("list.most", "count", MOST_LISTED, "Reports: the longest list in a briefing.")
    record_selection(recorder, selected(seen.program, seen.plan))
    return recorder.rows


def fact_base(seen: Picture, *, known: Mapping[str, Fact] | None = None) -> FactBase:
    """Every value that a report about this picture may show.

    `known` are its `plan_facts`, if they were taken down before, in the same zone.
    """
    recorder = Recorder(currency=seen.program.currency)
    recorder.rows.update(plan_facts(seen) if known is None else known)
    if seen.forecast is not None:
        record_forecast(recorder, seen.forecast)
    if seen.scores is not None:
        record_scores(recorder, seen.scores)
    if seen.ledger is not None:
        record_ledger(recorder, seen.ledger)
    if seen.flow is not None:
        record_flow(recorder, seen.flow)
    if seen.earned is not None:
        record_earned(recorder, seen.earned)
    record_preparedness(recorder, seen.program, seen.prepared)
    record_load(recorder, seen.program, seen.plan, timezone=seen.timezone)
    record_launches(recorder, tuple(seen.plan.launches.values()))
    record_flows(recorder, seen.flows)
    for answer in seen.answers.all:
        for reason in answer.reasons:
            source = f"The three answers: how many things meet the rule {reason.code}."
            place = f"answer.{reason.code}"
            recorder.record(
                f"{place}.number", "count", reason.number, source, about=reason.subjects
            )
            recorder.record(f"{place}.of", "count", reason.of, f"{source} Of how many.")
    for number, finding in enumerate((*seen.plan.findings, *seen.findings)):
        recorder.record(
            f"finding.{number}.message",
            "text",
            finding.message,
            f"The check {finding.code}.",
            about=finding.subjects,
        )
    for severity in ("error", "warning", "note"):
        recorder.record(
            f"findings.{severity}",
            "count",
            sum(f.severity == severity for f in (*seen.plan.findings, *seen.findings)),
            f"The checks: findings of severity {severity}.",
        )
    return FactBase(
        program=seen.program.id,
        fingerprint=seen.plan.fingerprint,
        as_of=seen.plan.as_of,
        timezone=seen.timezone,
        version=__version__,
        facts=Table(recorder.rows),
    )
