"""What could move a milestone: risks on the work before it, open decisions, waits for outsiders."""

from __future__ import annotations

from fairlead.analyses.plan import Plan
from fairlead.analyses.trace import Trace
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate

__all__ = ["Mover", "Movers", "movers"]


class Mover(Noun):
    """One open risk on the way to a milestone.

    `most_delay_minutes` is the longest delay that the risk states for any task on the way, in
    working minutes of that task. `passes_margin` says whether it is more than the slack of that
    task on its way to the milestone and the milestone's margin together; None where no path to
    the milestone names the task, or nothing was promised.
    """

    risk: str
    most_delay_minutes: int
    passes_margin: bool | None = None


class Movers(Noun):
    """What could move one milestone, the gravest risk first. `waits` are tasks of outsiders."""

    risks: tuple[Mover, ...] = ()
    decisions: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many things could move it."""
        return len(self.risks) + len(self.decisions) + len(self.waits)


def movers(program: Program, plan: Plan, *, trace: Trace) -> Table[Movers]:
    """For every milestone that is not reached yet: the risks, decisions and waits before it."""
    found: dict[str, Movers] = {}
    for key, milestone in program.milestones.items():
        if milestone.finished is not None or key not in plan.activities:
            continue
        before = [
            task
            for task in trace.tasks_before.get(key, ())
            if task in plan.activities and plan.activities[task].state != "finished"
        ]
        found[key] = Movers(
            risks=_risks(program, plan, key, frozenset(before)),
            decisions=_decisions(program, key, before, trace),
            waits=tuple(task for task in before if _is_outside_work(program, plan, task)),
        )
    return Table(found)


def _is_outside_work(program: Program, plan: Plan, task: str) -> bool:
    row = program.tasks[task]
    return (
        row.duration is not None
        and not row.who
        and row.team is None
        and not plan.activities[task].who
    )


def _risks(
    program: Program, plan: Plan, milestone: str, before: frozenset[str]
) -> tuple[Mover, ...]:
    slack = _slack_to(plan, milestone)
    margin = plan.milestones[milestone].margin_minutes if milestone in plan.milestones else None
    found: list[Mover] = []
    for key, risk in program.risks.items():
        if risk.status != "open" or risk.kind != "threat":
            continue
        hit = {t: d for t, d in risk.delay.items() if t in before or t == milestone}
        if not hit:
            continue
        delays = {task: _most(plan, task, delay) for task, delay in hit.items()}
        passes: bool | None = None
        known = {t: d for t, d in delays.items() if t in slack}
        if margin is not None and known:
            passes = any(d > slack[t] + max(margin, 0) for t, d in known.items())
        found.append(Mover(risk=key, most_delay_minutes=max(delays.values()), passes_margin=passes))
    return tuple(sorted(found, key=lambda m: (not m.passes_margin, -m.most_delay_minutes, m.risk)))


def _slack_to(plan: Plan, milestone: str) -> dict[str, int]:
    slack = {milestone: 0}
    if milestone in plan.milestones:
        for path in plan.milestones[milestone].paths:
            for step in path.steps:
                slack.setdefault(step.id, path.slack_minutes)
    return slack


def _most(plan: Plan, task: str, delay: Estimate) -> int:
    activity = plan.activities.get(task)
    day = activity.day_minutes if activity else 480
    span = delay.high or delay.likely
    return 0 if span is None else span.minutes(day_minutes=day, week_minutes=5 * day)


def _decisions(
    program: Program, milestone: str, before: list[str], trace: Trace
) -> tuple[str, ...]:
    touched = {milestone, *before}
    touched.update(trace.requirement_of[t] for t in before if t in trace.requirement_of)
    touched.update(trace.component_of[t] for t in before if t in trace.component_of)
    goal = program.milestones[milestone].goal
    if goal is not None:
        touched.add(goal)
    return tuple(
        key
        for key, decision in program.decisions.items()
        if decision.status == "proposed" and not touched.isdisjoint(decision.affects)
    )
