"""Red, amber or green for milestones, goals and components: by named rules, not by feel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from fairlead.analyses.answers.movers import Movers
from fairlead.analyses.forecast.result import Forecast, TargetForecast
from fairlead.analyses.plan import Plan
from fairlead.analyses.trace import Trace
from fairlead.program.moments import Moment, closing_minute, instant
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.status import StatusOverride

__all__ = ["EVEN", "RULES", "SURE", "Rag", "Status", "Statuses", "shown_rag", "statuses"]

Rag = Literal["red", "amber", "green", "done", "unknown"]

RULES: Final[Mapping[str, str]] = {
    "milestone.done": "It has been reached.",
    "milestone.late": "It is planned for after its promised date.",
    "milestone.unlikely": "It will rather be missed than met.",
    "milestone.unsure": "It is less sure than it should be.",
    "milestone.sure": "It is as sure as it should be.",
    "milestone.risk": "One open risk alone could take more time than there is to spare.",
    "milestone.thin": "There is less than one day to spare for every ten working days left.",
    "milestone.on-track": "It is planned before its promised date, with time to spare.",
    "milestone.no-promise": "No date was promised for it.",
    "goal.done": "All its milestones have been reached and all its work is done.",
    "goal.late": "A milestone of it is late or unlikely, or its work is planned to end too late.",
    "goal.no-work": "No milestone and no task leads to it.",
    "goal.gap": "Something that it must have is not in the plan yet.",
    "goal.risk": "A milestone of it is at risk.",
    "goal.no-promise": "Neither it nor any of its milestones has a promised date.",
    "goal.on-track": "All that leads to it is planned in time.",
    "component.done": "All its tasks are done.",
    "component.no-work": "No task changes it.",
    "component.late": "One of its open tasks is on the way to a late milestone and causes it.",
    "component.support": "Its technology leaves support before the program ends.",
    "component.review": "A review of it is past its day and was not held.",
    "component.no-owner": "It has open tasks and nobody who answers for it.",
    "component.on-track": "Nothing speaks against it.",
}
"""Each rule by its code. The first rule that applies, in this order, gives the status."""


class Status(Noun):
    """The status of one thing: the computed one with its rule, and an override if there is one.

    `subjects` are the ids that made the rule apply.
    """

    rag: Rag
    rule: str
    subjects: tuple[str, ...] = ()
    override: StatusOverride | None = None


class Statuses(Noun):
    """The status of every milestone, goal and component, by id."""

    milestones: Table[Status] = Table()
    goals: Table[Status] = Table()
    components: Table[Status] = Table()


def shown_rag(status: Status) -> Rag:
    """The status to show: the override's where there is one."""
    return status.override.rag if status.override is not None else status.rag


EVEN: Final = 0.5
"""A promise with less chance than this will rather be broken than kept."""

SURE: Final = 0.8
"""The chance that a promise should have when it does not say how sure it is to be."""


def statuses(
    program: Program,
    plan: Plan,
    *,
    trace: Trace,
    movers: Mapping[str, Movers],
    forecast: Forecast | None = None,
) -> Statuses:
    """Judge every milestone, then every goal by its milestones, then every component."""
    milestones: dict[str, Status] = {}
    for key, milestone in program.milestones.items():
        target = None if forecast is None else forecast.milestones.get(key)
        judged = _milestone(program, plan, key, movers.get(key, Movers()), target)
        milestones[key] = _with(judged, milestone.status)
    goals = {
        key: _with(_goal(program, plan, key, trace, milestones), goal.status)
        for key, goal in program.goals.items()
    }
    causes = _causing_lateness(plan)
    components = {key: _component(program, plan, key, trace, causes) for key in program.components}
    return Statuses(milestones=Table(milestones), goals=Table(goals), components=Table(components))


def _with(status: Status, override: StatusOverride | None) -> Status:
    if override is None:
        return status
    return Status(rag=status.rag, rule=status.rule, subjects=status.subjects, override=override)


def _milestone(
    program: Program, plan: Plan, key: str, moved_by: Movers, target: TargetForecast | None
) -> Status:
    planned = plan.milestones.get(key)
    if program.milestones[key].finished is not None:
        return Status(rag="done", rule="milestone.done")
    if planned is None or planned.due is None:
        return Status(rag="unknown", rule="milestone.no-promise")
    if planned.met is False:
        return Status(rag="red", rule="milestone.late")
    if target is not None and target.chance is not None:
        return _by_chance(target.chance, target.confidence)
    passing = tuple(m.risk for m in moved_by.risks if m.passes_margin)
    if passing:
        return Status(rag="amber", rule="milestone.risk", subjects=passing)
    day = plan.activities[key].day_minutes if key in plan.activities else 480
    working_days_left = max(0.0, (planned.due - plan.as_of).total_seconds() / 86400 * 5 / 7)
    if (planned.margin_minutes or 0) < working_days_left / 10 * day:
        return Status(rag="amber", rule="milestone.thin")
    return Status(rag="green", rule="milestone.on-track")


def _by_chance(chance: float, confidence: float | None) -> Status:
    if chance < EVEN:
        return Status(rag="red", rule="milestone.unlikely")
    if chance < (SURE if confidence is None else confidence):
        return Status(rag="amber", rule="milestone.unsure")
    return Status(rag="green", rule="milestone.sure")


def _end(moment: Moment, program: Program) -> datetime:
    return instant(closing_minute(moment, timezone=program.timezone))


def _goal(
    program: Program, plan: Plan, key: str, trace: Trace, milestones: Mapping[str, Status]
) -> Status:
    goal = program.goals[key]
    own = trace.milestones_of_goal[key]
    work = [t for r in trace.requirements_of_goal[key] for t in trace.tasks_of_requirement[r]]
    activities = [plan.activities[k] for k in (*own, *work) if k in plan.activities]
    gaps = tuple(
        r
        for r in trace.requirements_of_goal[key]
        if r in trace.requirements_without_work and program.requirements[r].priority == "must"
    )
    if not activities:
        return Status(rag="unknown", rule="goal.no-work")
    if all(a.state == "finished" for a in activities) and not gaps:
        return Status(rag="done", rule="goal.done")
    late = [m for m in own if shown_rag(milestones[m]) == "red"]
    if goal.due is not None:
        end = _end(goal.due, program)
        late += [a.id for a in activities if a.finish > end and a.id not in late]
    if late:
        return Status(rag="red", rule="goal.late", subjects=tuple(late))
    if gaps:
        return Status(rag="amber", rule="goal.gap", subjects=gaps)
    amber = tuple(m for m in own if shown_rag(milestones[m]) == "amber")
    if amber:
        return Status(rag="amber", rule="goal.risk", subjects=amber)
    if goal.due is None and all(milestones[m].rag in ("unknown", "done") for m in own):
        return Status(rag="unknown", rule="goal.no-promise")
    return Status(rag="green", rule="goal.on-track")


def _component(
    program: Program, plan: Plan, key: str, trace: Trace, causes: frozenset[str]
) -> Status:
    component = program.components[key]
    tasks = [plan.activities[t] for t in trace.tasks_of_component[key] if t in plan.activities]
    still_open = [t.id for t in tasks if t.state != "finished"]
    late = tuple(t for t in still_open if t in causes)
    if late:
        return Status(rag="red", rule="component.late", subjects=late)
    until = component.supported_until
    if until is not None and _end(until, program) < plan.finish:
        return Status(rag="amber", rule="component.support")
    overdue = tuple(
        k
        for k, review in program.reviews.items()
        if review.component == key
        and review.status == "planned"
        and review.on is not None
        and _end(review.on, program) <= plan.as_of
    )
    if overdue:
        return Status(rag="amber", rule="component.review", subjects=overdue)
    if still_open and component.owner is None:
        return Status(rag="amber", rule="component.no-owner")
    if not tasks:
        return Status(rag="unknown", rule="component.no-work")
    if not still_open:
        return Status(rag="done", rule="component.done")
    return Status(rag="green", rule="component.on-track")


def _causing_lateness(plan: Plan) -> frozenset[str]:
    """Activities on a path into a late milestone with less slack than the milestone is late."""
    found: set[str] = set()
    for milestone in plan.milestones.values():
        if milestone.met is False and milestone.margin_minutes is not None:
            for path in milestone.paths:
                if path.slack_minutes < -milestone.margin_minutes:
                    found.update(step.id for step in path.steps)
    return frozenset(found)
