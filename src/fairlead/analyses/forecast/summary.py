"""From trials to what is said of them: quantiles, chances, drivers, bottlenecks, cost and JCL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from fairlead import __version__
from fairlead.analyses.forecast.compound import LAUNCH, SPRINT
from fairlead.analyses.forecast.outcomes import Outcomes
from fairlead.analyses.forecast.quantiles import chance_error, half_width, mean_minute, quantile
from fairlead.analyses.forecast.result import (
    SECTION_OF,
    WHOLE,
    Bottleneck,
    CostForecast,
    Driver,
    Forecast,
    JointConfidence,
    MergeBias,
    RiskPrice,
    SprintItems,
    SprintOutlook,
    TargetForecast,
    TargetKind,
    ThroughputForecast,
)
from fairlead.analyses.forecast.shape import curve, frontier, histogram, thinned
from fairlead.analyses.plan import Plan
from fairlead.program.findings import Finding
from fairlead.program.issued import AS_DRAWN, Widening
from fairlead.program.moments import Moment, closing_day, closing_minute, in_zone, instant
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Money
from fairlead.program.working_time import resolve

__all__ = ["BACKLOG", "Beside", "summarised"]

BACKLOG = "backlog:"
"""What the key of a backlog among the targets begins with."""

_JCL = 0.7


@dataclass(frozen=True, slots=True)
class Beside:
    """What else was computed of a forecast, by other runs than the one that is summarised."""

    biases: Mapping[str, MergeBias] = field(default_factory=dict)
    risks: Mapping[str, RiskPrice] = field(default_factory=dict)
    throughput: Mapping[str, ThroughputForecast] = field(default_factory=dict)
    outlooks: Mapping[str, SprintOutlook] = field(default_factory=dict)
    sprint_items: Mapping[str, SprintItems] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    people: bool = True
    precision_minutes: int | None = None
    widening: Widening = AS_DRAWN


def summarised(program: Program, plan: Plan, outcomes: Outcomes, *, beside: Beside) -> Forecast:
    """Say what came out of the trials."""
    milestones: dict[str, TargetForecast] = {}
    backlogs: dict[str, TargetForecast] = {}
    launches: dict[str, TargetForecast] = {}
    sprints: dict[str, TargetForecast] = {}
    biases = beside.biases
    for key in outcomes.targets:
        if key == WHOLE:
            continue
        ordered = np.sort(outcomes.of(key))
        if key.startswith(BACKLOG):
            name = key.removeprefix(BACKLOG)
            backlogs[name] = _backlog(program, name, ordered)
        elif key.startswith(LAUNCH):
            name = key.removeprefix(LAUNCH)
            launches[name] = _launch(program, plan, name, ordered)
        elif key.startswith(SPRINT):
            name = key.removeprefix(SPRINT)
            sprints[name] = _sprint(program, plan, name, ordered)
        else:
            milestones[key] = _milestone(program, plan, key, ordered, biases.get(key))
    whole = _target(
        program,
        np.sort(outcomes.whole),
        key=WHOLE,
        title=program.title or program.id,
        kind="whole",
        planned=plan.finish,
        due=program.finish_by,
        confidence=None,
        bias=biases.get(WHOLE),
    )
    compound = [row for row in (*launches.values(), *sprints.values()) if not row.reached]
    targets = [
        whole,
        *(m for m in milestones.values() if not m.reached),
        *compound,
        *backlogs.values(),
    ]
    precise = None
    if beside.precision_minutes is not None:
        precise = all(t.p80_error_minutes <= beside.precision_minutes for t in targets)
    return Forecast(
        fingerprint=plan.fingerprint,
        version=__version__,
        seed=outcomes.seed,
        trials=outcomes.trials,
        as_of=plan.as_of,
        people=beside.people,
        finish=whole,
        milestones=Table(milestones),
        backlogs=Table(backlogs),
        throughput=Table(beside.throughput),
        launches=Table(launches),
        sprints=Table(sprints),
        outlooks=Table(beside.outlooks),
        sprint_items=Table(beside.sprint_items),
        drivers=_drivers(program, plan, outcomes),
        bottlenecks=_bottlenecks(outcomes),
        risks=Table(beside.risks),
        cost=_cost(program, outcomes),
        joint=_joint(program, outcomes),
        day_minutes=resolve(program, None).day_minutes,
        precision_minutes=beside.precision_minutes,
        precise=precise,
        widening=beside.widening,
        findings=(
            *plan.findings,
            *beside.findings,
            *_past_promises(plan, targets, zone=program.timezone),
            *_unsure(plan, targets, zone=program.timezone),
        ),
    )


# ---- targets ------------------------------------------------------------------------------------


def _target(
    program: Program,
    ordered: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    *,
    key: str,
    title: str,
    kind: TargetKind,
    planned: datetime | None,
    due: Moment | None,
    confidence: float | None,
    bias: MergeBias | None = None,
    reached: bool = False,
) -> TargetForecast:
    until = None if due is None else closing_minute(due, timezone=program.timezone)
    chance = None
    if until is not None:
        chance = int(np.searchsorted(ordered, until, side="right")) / len(ordered)
    return TargetForecast(
        id=key,
        title=title,
        kind=kind,
        p10=instant(quantile(ordered, 0.1)),
        p50=instant(quantile(ordered, 0.5)),
        p80=instant(quantile(ordered, 0.8)),
        p90=instant(quantile(ordered, 0.9)),
        mean=instant(mean_minute(ordered)),
        p50_error_minutes=half_width(ordered, 0.5),
        p80_error_minutes=half_width(ordered, 0.8),
        reached=reached,
        planned=planned,
        due=None if until is None else instant(until),
        chance=chance,
        chance_error=None if chance is None or reached else chance_error(chance, len(ordered)),
        confidence=confidence,
        at_confidence=None if confidence is None else instant(quantile(ordered, confidence)),
        bias=bias,
        curve=curve(ordered),
        bins=histogram(ordered, timezone=program.timezone),
    )


def _milestone(
    program: Program,
    plan: Plan,
    key: str,
    ordered: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    bias: MergeBias | None,
) -> TargetForecast:
    milestone = program.milestones[key]
    planned = plan.milestones.get(key)
    return _target(
        program,
        ordered,
        key=key,
        title=milestone.title,
        kind="milestone",
        planned=None if planned is None else planned.planned,
        due=milestone.due,
        confidence=milestone.confidence,
        bias=None if milestone.finished is not None else bias,
        reached=milestone.finished is not None,
    )


def _backlog(
    program: Program, key: str, ordered: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> TargetForecast:
    backlog = program.backlogs[key]
    return _target(
        program,
        ordered,
        key=key,
        title=backlog.title,
        kind="backlog",
        planned=None,
        due=backlog.due,
        confidence=backlog.confidence,
    )


def _launch(
    program: Program,
    plan: Plan,
    key: str,
    ordered: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
) -> TargetForecast:
    launch = program.launches[key]
    planned = plan.launches.get(key)
    return _target(
        program,
        ordered,
        key=key,
        title=launch.title,
        kind="launch",
        planned=None if planned is None else planned.planned,
        due=launch.due,
        confidence=launch.confidence,
        reached=launch.launched is not None,
    )


def _sprint(
    program: Program,
    plan: Plan,
    key: str,
    ordered: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
) -> TargetForecast:
    sprint = program.sprints[key]
    planned = plan.sprints.get(key)
    end = instant(sprint.end_minute(timezone=program.timezone))
    return _target(
        program,
        ordered,
        key=key,
        title=sprint.title,
        kind="sprint",
        planned=None if planned is None else planned.planned,
        due=end,
        confidence=None,
        reached=planned is not None and len(planned.finished) == len(planned.tasks),
    )


def _past_promises(plan: Plan, targets: list[TargetForecast], *, zone: str) -> list[Finding]:
    found = []
    for target in targets:
        if target.due is None or target.due > plan.as_of or target.reached:
            continue
        due = closing_day(target.due, timezone=zone)
        p80 = closing_day(target.p80, timezone=zone)
        place = "finish_by"
        if target.kind in SECTION_OF:
            place = f"{SECTION_OF[target.kind]}.{target.id}.due"
        found.append(
            Finding(
                code="forecast.due-past",
                severity="warning",
                message=f"{target.title!r} was due on {due:%Y-%m-%d} and the status time is "
                f"{in_zone(plan.as_of, timezone=zone):%Y-%m-%d}: the promise is broken, whatever "
                "comes.",
                where=place,
                hint=f"A promise kept four times in five is {p80:%Y-%m-%d}. Agree on a "
                "date, or say when it was reached (`finished`).",
                subjects=(target.id,) if target.id else (),
            )
        )
    return found


def _unsure(plan: Plan, targets: list[TargetForecast], *, zone: str) -> list[Finding]:
    """Promises that say how sure they should be, and are not."""
    return [
        Finding(
            code="forecast.below-confidence",
            severity="warning",
            message=f"{target.title!r} has a chance of {target.chance:.0%} to be in time, "
            f"{target.confidence:.0%} are wanted.",
            where=f"{SECTION_OF[target.kind]}.{target.id}.due",
            hint="That confidence has "
            f"{closing_day(target.at_confidence, timezone=zone):%Y-%m-%d}.",
            subjects=(target.id,),
        )
        for target in targets
        if target.chance is not None
        and target.confidence is not None
        and target.at_confidence is not None
        and target.chance < target.confidence
        and target.due is not None
        and target.due > plan.as_of
        and not target.reached
    ]


# ---- what drives it -----------------------------------------------------------------------------


def _drivers(program: Program, plan: Plan, outcomes: Outcomes) -> Table[Driver]:
    """Open tasks and risks by how far they move the whole."""
    ordered = np.sort(outcomes.whole)
    stretch = quantile(ordered, 0.9) - quantile(ordered, 0.1)
    rows: list[Driver] = []
    for key, activity in plan.activities.items():
        if activity.kind != "task" or activity.state == "finished":
            continue
        if f"task:{key}" in outcomes.critical:
            rows.append(_driver(outcomes, f"task:{key}", stretch))
    rows.extend(_summaries(program, rows))
    rows.extend(
        _driver(outcomes, f"backlog:{key}", stretch)
        for key in program.backlogs
        if f"backlog:{key}" in outcomes.critical
    )
    rows.extend(
        _driver(outcomes, f"risk:{key}", stretch)
        for key in program.risks
        if f"risk:{key}" in outcomes.sensitivity
    )
    rows.sort(key=lambda row: (-abs(row.swing_minutes), -(row.critical or 0), row.kind, row.id))
    return Table((f"{row.kind}:{row.id}", row) for row in rows)


def _summaries(program: Program, rows: list[Driver]) -> list[Driver]:
    """Each summary as critical as the most critical task in it, at whatever depth."""
    most: dict[str, float] = {}
    for row in rows:
        parent, seen = program.tasks[row.id].parent, {row.id}
        while parent is not None and parent in program.tasks and parent not in seen:
            most[parent] = max(most.get(parent, 0.0), row.critical or 0.0)
            seen.add(parent)
            parent = program.tasks[parent].parent
    return [Driver(id=key, kind="summary", critical=share) for key, share in most.items()]


def _driver(outcomes: Outcomes, name: str, stretch: int) -> Driver:
    kind, _, key = name.partition(":")
    times = outcomes.critical.get(name)
    sensitivity = float(outcomes.sensitivity.get(name, 0.0))
    return Driver(
        id=key,
        kind="risk" if kind == "risk" else "backlog" if kind == "backlog" else "task",
        critical=None if times is None else times / outcomes.trials,
        sensitivity=sensitivity,
        swing_minutes=round(sensitivity * stretch),
    )


def _bottlenecks(outcomes: Outcomes) -> tuple[Bottleneck, ...]:
    rows = [
        Bottleneck(
            id=name.partition(":")[2],
            kind="team" if name.startswith("team:") else "person",
            share=count / outcomes.trials,
        )
        for name, count in outcomes.bottleneck.items()
        if count
    ]
    return tuple(sorted(rows, key=lambda row: (-row.share, row.kind, row.id)))


# ---- money --------------------------------------------------------------------------------------


def _cost(program: Program, outcomes: Outcomes) -> CostForecast | None:
    if not outcomes.cost.any():
        return None
    ordered = np.sort(outcomes.cost)
    chance = None
    if program.budget is not None:
        chance = int(np.searchsorted(ordered, program.budget, side="right")) / len(ordered)
    p10, p50, p80, p90 = (Money(quantile(ordered, share)) for share in (0.1, 0.5, 0.8, 0.9))
    return CostForecast(
        p10=p10, p50=p50, p80=p80, p90=p90,
        mean=Money(mean_minute(ordered)), budget=program.budget, chance=chance,
    )  # fmt: skip


def _joint(program: Program, outcomes: Outcomes) -> JointConfidence | None:
    """Of the whole where it has a last day, else of what was promised last, with all its cost."""
    if not outcomes.cost.any():
        return None
    target, due = WHOLE, program.finish_by
    promised = {
        key: closing_minute(row.due, timezone=program.timezone)
        for key, row in program.milestones.items()
        if row.due is not None and row.finished is None and key in outcomes.targets
    }
    if due is None and promised:
        target = max(promised, key=lambda key: (promised[key], key))
    until = promised.get(target)
    if due is not None:
        until = closing_minute(due, timezone=program.timezone)
    finish, cost = outcomes.of(target), outcomes.cost
    chance = None
    if until is not None and program.budget is not None:
        chance = float(((finish <= until) & (cost <= program.budget)).mean())
    return JointConfidence(
        target=target,
        pairs=thinned(finish, cost),
        due=None if until is None else instant(until),
        budget=program.budget,
        chance=chance,
        chance_error=None if chance is None else chance_error(chance, outcomes.trials),
        frontier=frontier(finish, cost, share=_JCL),
    )
