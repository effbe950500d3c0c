"""Facts of the plan: dates, slack, margins, the chain, and what stands before each milestone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fairlead.analyses.answers.movers import Movers
from fairlead.analyses.plan import Plan, PlannedActivity
from fairlead.analyses.trace import Trace
from fairlead.program.moments import Moment
from fairlead.program.program import Program
from fairlead.reports.fact import Kind, Recorder

__all__ = ["record_moment", "record_schedule"]


def record_moment(
    recorder: Recorder, id: str, moment: Moment | None, derivation: str, *, about: tuple[str, ...]
) -> None:
    """Take down a moment: a day as a day, an instant as the close of what it ends."""
    kind: Kind = "finish" if isinstance(moment, datetime) else "day"
    recorder.record(id, kind, moment, derivation, about=about)


def record_schedule(
    recorder: Recorder,
    program: Program,
    plan: Plan,
    *,
    movers: Mapping[str, Movers],
    trace: Trace,
    end: datetime,
) -> None:
    """Take down what the plan says of tasks, milestones, goals, components and the whole."""
    _whole(recorder, program, plan, end)
    for key, activity in plan.activities.items():
        if activity.kind != "milestone":
            _activity(recorder, key, activity)
    for key in plan.milestones:
        _milestone(recorder, program, plan, key, movers.get(key, Movers()))
    for key, goal in program.goals.items():
        work = [t for r in trace.requirements_of_goal[key] for t in trace.tasks_of_requirement[r]]
        members = (*trace.milestones_of_goal[key], *work)
        _latest(recorder, plan, f"goal.{key}", members, "its milestones and tasks")
        record_moment(recorder, f"goal.{key}.due", goal.due, "The program.", about=(key,))
        recorder.record(f"goal.{key}.value", "money", goal.value, "The program.", about=(key,))
    for key, component in program.components.items():
        members = trace.tasks_of_component[key]
        _latest(recorder, plan, f"component.{key}", members, "its tasks")
        record_moment(
            recorder,
            f"component.{key}.supported_until",
            component.supported_until,
            "The program.",
            about=(key,),
        )


def _whole(recorder: Recorder, program: Program, plan: Plan, end: datetime) -> None:
    recorder.record("plan.as_of", "start", plan.as_of, "The program's status time.")
    recorder.record("plan.start", "start", plan.start, "Plan: the first start.")
    recorder.record("plan.finish", "finish", plan.finish, "Plan: the last finish.")
    recorder.record(
        "plan.lower_bound",
        "finish",
        plan.lower_bound,
        "Plan: no plan with these people can finish before it.",
    )
    record_moment(recorder, "program.finish_by", program.finish_by, "The program.", about=())
    tasks = [a for a in plan.activities.values() if a.kind == "task"]
    counts = {
        "all": tasks,
        "finished": [a for a in tasks if a.state == "finished"],
        "running": [a for a in tasks if a.state == "running"],
        "waiting": [a for a in tasks if a.state == "waiting"],
        "soon": [a for a in tasks if a.state == "waiting" and a.start < end],
    }
    for name, rows in counts.items():
        recorder.record(f"tasks.{name}", "count", len(rows), f"Plan: tasks that are {name}.")
    recorder.record("milestones.all", "count", len(plan.milestones), "Plan: milestones.")
    recorder.record(
        "chain.steps",
        "count",
        sum(plan.activities[s.id].state != "finished" for s in plan.critical_chain),
        "Plan: steps still to do on the critical chain, people's time considered.",
        about=(step.id for step in plan.critical_chain),
    )


def _activity(recorder: Recorder, key: str, activity: PlannedActivity) -> None:
    done = activity.state == "finished"
    recorder.record(
        f"task.{key}.start",
        "start",
        activity.start,
        "Recorded: the start." if activity.state != "waiting" else "Plan: the start.",
        about=(key,),
    )
    recorder.record(
        f"task.{key}.finish",
        "finish",
        activity.finish,
        "Recorded: the finish." if done else "Plan: the finish.",
        about=(key,),
    )
    levelled = activity.slack_after_levelling_minutes
    recorder.record(
        f"task.{key}.slack",
        "duration",
        activity.total_slack_minutes if levelled is None else levelled,
        "Plan: total slack"
        + (" of the network alone." if levelled is None else " after levelling."),
        about=(key,),
        day_minutes=activity.day_minutes,
    )
    if activity.work_minutes:
        recorder.record(
            f"task.{key}.work",
            "duration",
            activity.work_minutes,
            "Plan: effort still to do, all people together.",
            about=(key,),
            day_minutes=activity.day_minutes,
        )


def _milestone(
    recorder: Recorder, program: Program, plan: Plan, key: str, moved_by: Movers
) -> None:
    planned = plan.milestones[key]
    activity = plan.activities.get(key)
    day = activity.day_minutes if activity else 480
    place, about = f"milestone.{key}", (key,)
    done = activity is not None and activity.state == "finished"
    recorder.record(
        f"{place}.planned",
        "finish",
        planned.planned,
        "Recorded: when it was reached." if done else "Plan: when it is reached.",
        about=about,
    )
    row = program.milestones.get(key)
    due = row.due if row is not None and row.due is not None else planned.due
    record_moment(recorder, f"{place}.due", due, "The program: the promised date.", about=about)
    source = "Plan: working time from the planned to the promised date."
    recorder.record(
        f"{place}.margin", "duration", planned.margin_minutes, source, about=about, day_minutes=day
    )
    if planned.met is False and planned.margin_minutes is not None:
        recorder.record(
            f"{place}.late",
            "duration",
            -planned.margin_minutes,
            "Plan: working time from the promised to the planned date.",
            about=about,
            day_minutes=day,
        )
    if row is not None:
        recorder.record(f"{place}.confidence", "share", row.confidence, "The program.", about=about)
    recorder.record(
        f"{place}.movers",
        "count",
        moved_by.count,
        "Movers: open risks, open decisions and waits for outsiders before it.",
        about=about,
    )
    for path in planned.paths:
        recorder.record(
            f"{place}.path.{path.number}.slack",
            "duration",
            path.slack_minutes,
            "Plan: how far this path into the milestone may slip before the milestone moves.",
            about=(key, *(step.id for step in path.steps)),
            day_minutes=day,
        )


def _latest(
    recorder: Recorder, plan: Plan, place: str, members: tuple[str, ...], what: str
) -> None:
    rows = [plan.activities[key] for key in members if key in plan.activities]
    tasks = [a for a in rows if a.kind == "task"]
    about = tuple(a.id for a in rows)
    finish = max((a.finish for a in rows), default=None)
    recorder.record(
        f"{place}.finish", "finish", finish, f"Plan: the last finish of {what}.", about=about
    )
    recorder.record(f"{place}.tasks", "count", len(tasks), f"Trace: tasks of {what}.", about=about)
    finished = sum(a.state == "finished" for a in tasks)
    recorder.record(f"{place}.done", "count", finished, f"Plan: finished tasks of {what}.")
