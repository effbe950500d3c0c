"""How a plan is made: critical path, levelling, chains, load and hand-offs, put together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import numpy as np

from fairlead.analyses.clock import TOO_LATE, Minutes
from fairlead.analyses.critical_path import BeyondTime, CriticalPath, critical_path
from fairlead.analyses.levelling import Levelled, level
from fairlead.analyses.network import Circular, Network
from fairlead.analyses.network.compile import told_as_of
from fairlead.analyses.plan.fixed_dates import dates_against_links
from fairlead.analyses.plan.float_paths import Chains, TracedPath, longest_path
from fairlead.analyses.plan.handoffs import handoffs
from fairlead.analyses.plan.level_of_effort import Effort, efforts
from fairlead.analyses.plan.load import load, overloads
from fairlead.analyses.plan.readiness import open_gates, planned_launches, planned_sprints
from fairlead.analyses.plan.result import (
    ChainStep,
    FloatPath,
    Plan,
    PlannedActivity,
    PlannedMilestone,
    Unplannable,
)
from fairlead.program.findings import Finding
from fairlead.program.fingerprint import fingerprint
from fairlead.program.moments import closing_minute, instant, opening_minute
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.work import Activity, Milestone, Task
from fairlead.program.working_time import WorkingTime, calendar_of_activity, calendar_of_person

__all__ = ["assembled", "network_dates", "planned"]


def planned(
    program: Program, *, paths: int, dates: CriticalPath | None = None
) -> Plan | Unplannable:
    """The plan of a program; see `fairlead.analyses.plan.plan`."""
    found = dates or network_dates(program)
    if isinstance(found, Unplannable):
        return found
    return assembled(program, level(found), paths=paths)


def network_dates(program: Program) -> CriticalPath | Unplannable:
    """The critical path, or why there is none."""
    mark = fingerprint(program)
    try:
        found = critical_path(program)
    except ValueError:
        return Unplannable(fingerprint=mark, findings=(_undated(program),))
    if isinstance(found, Circular):
        return Unplannable(fingerprint=mark, findings=(_circular(found),))
    if isinstance(found, BeyondTime):
        return Unplannable(fingerprint=mark, findings=(_endless(program, found),))
    return found


def _undated(program: Program) -> Finding:
    return Finding(
        code="program.no-date",
        severity="error",
        message=f"Program {program.id!r} says neither when it starts nor what day it is told of.",
        where="start",
        hint="Give it `start:` or `as_of:` with a date.",
    )


def _circular(circle: Circular) -> Finding:
    names = [*circle.keys, circle.keys[0]]
    return Finding(
        code="links.circular",
        severity="error",
        message=f"{len(circle.keys)} wait for each other: {' -> '.join(names)}.",
        where=f"tasks.{circle.keys[0]}.needs",
        hint="Take out one of these needs.",
        subjects=circle.keys,
    )


def _endless(program: Program, beyond: BeyondTime) -> Finding:
    idle = [
        key
        for key, calendar in program.calendars.items()
        if calendar.hours is not None and not any(calendar.hours)
    ]
    return Finding(
        code="plan.beyond-time",
        severity="error",
        message=f"The plan does not end within {beyond.years:,} years of its last known date"
        + (f"; these calendars have no working hour: {', '.join(idle)}." if idle else "."),
        where=f"calendars.{idle[0]}.hours" if idle else "tasks",
        hint="Look for a calendar without hours, an estimate in the wrong unit, or a huge lag.",
        subjects=tuple(idle),
    )


def assembled(program: Program, levelled: Levelled, *, paths: int) -> Plan:
    """The plan of dates that were levelled, with what drives them."""
    path = levelled.path  # its calendars may be tabled for longer than those levelling began with
    network = path.network
    start, finish = _actual_first(network, levelled.start, levelled.finish)
    chains = Chains.of(
        network,
        start=levelled.start,
        finish=levelled.finish,
        people=[(before, after) for before, after, _ in levelled.links],
    )
    activities = _activities(program, path, levelled, start, finish)
    last = int(np.argmax(levelled.finish)) if network.n else -1
    chain = _steps(chains, chains.paths_to(last, count=1)[0], levelled) if last >= 0 else ()
    unfinished = [activity.finish for activity in activities.values()]
    begin = [activity.start for activity in activities.values()]
    launches = planned_launches(program, activities, status=network.status)
    return Plan(
        fingerprint=fingerprint(program),
        as_of=instant(told_as_of(program, begin=network.begin)),
        start=min(begin, default=instant(network.begin)),
        finish=max(unfinished, default=instant(network.begin)),
        activities=activities,
        milestones=_milestones(program, network, chains, levelled, activities, count=paths),
        launches=launches,
        sprints=planned_sprints(program, activities, status=network.status),
        critical_chain=chain,
        overloads=overloads(path, staffing=levelled.staffing),
        load=load(program, path, levelled),
        handoffs=handoffs(program, activities),
        lower_bound=instant(levelled.lower_bound),
        proven_optimal=int(levelled.finish.max(initial=network.begin)) <= levelled.lower_bound,
        findings=(
            *levelled.findings,
            *dates_against_links(program, activities),
            *open_gates(launches),
        ),
    )


def _actual_first(network: Network, start: Minutes, finish: Minutes) -> tuple[Minutes, Minutes]:
    """Dates to show: actual ones where there are any, planned ones for the rest."""
    begun, done = network.actual_start < TOO_LATE, network.actual_finish < TOO_LATE
    return (
        np.where(begun, network.actual_start, start),
        np.where(done, network.actual_finish, finish),
    )


def _activities(
    program: Program,
    path: CriticalPath,
    levelled: Levelled,
    start: Minutes,
    finish: Minutes,
) -> Table[PlannedActivity]:
    network = path.network
    threshold = _threshold(network)[network.slack_clock].tolist()
    rows: dict[str, PlannedActivity] = {}
    times: dict[tuple[str | None, str | None, str | None], WorkingTime] = {}
    columns = [
        array.tolist()
        for array in (
            start, finish, path.early_start, path.early_finish, path.late_start, path.late_finish,
            path.total_slack, path.free_slack, levelled.slack, levelled.free_slack,
            network.actual_start, network.actual_finish,
        )
    ]  # fmt: skip
    critical = levelled.critical.tolist()
    driving = longest_path(path) if program.scheduling.critical_by == "longest-path" else None
    places = network.place.tolist()
    for index, key in enumerate(network.keys[: network.leaves]):
        at = places[index]
        (begun, ended, es, ef, ls, lf, total, free, after, free_after, actual, done) = (
            column[at] for column in columns
        )
        activity = program.activity(key)
        who = levelled.who[at]
        working = _working(program, key, activity, who, times)
        finished = done < TOO_LATE
        rows[key] = PlannedActivity(
            id=key,
            title=activity.title,
            kind="milestone" if isinstance(activity, Milestone) else "task",
            state="finished" if finished else ("running" if actual < TOO_LATE else "waiting"),
            source_id=activity.source_id,
            parent=activity.parent,
            start=instant(begun),
            finish=instant(ended),
            early_start=instant(es),
            early_finish=instant(ef),
            late_start=instant(ls),
            late_finish=instant(lf),
            total_slack_minutes=None if finished else total,
            free_slack_minutes=None if finished else free,
            critical=not finished
            and (total <= threshold[at] if driving is None else at in driving),
            slack_after_levelling_minutes=None if finished else after,
            free_slack_after_levelling_minutes=None if finished else free_after,
            critical_after_levelling=not finished and critical[at],
            who=who,
            work_minutes=levelled.work_minutes[at],
            day_minutes=working.day_minutes,
            timezone=working.timezone,
        )
    for key, effort in efforts(program, path).items():
        rows[key] = _effort_row(program, key, effort)
    return _with_summaries(program, rows)


def _effort_row(program: Program, key: str, effort: Effort) -> PlannedActivity:
    task = program.tasks[key]
    working = calendar_of_activity(program, key)
    return PlannedActivity(
        id=key,
        title=task.title,
        kind="task",
        state="running" if task.started is not None else "waiting",
        source_id=task.source_id,
        parent=task.parent,
        start=instant(effort.early_start),
        finish=instant(effort.early_finish),
        early_start=instant(effort.early_start),
        early_finish=instant(effort.early_finish),
        late_start=instant(effort.late_start),
        late_finish=instant(effort.late_finish),
        total_slack_minutes=effort.slack,
        who=tuple(assignment.person for assignment in task.who),
        day_minutes=working.day_minutes,
        timezone=working.timezone,
    )


def _threshold(network: Network) -> Minutes:
    """Slack up to which work is critical, by clock, in minutes: 1d is a day of that clock."""
    span = network.program.scheduling.critical_slack
    if span is None:
        return np.zeros(len(network.lengths), np.int64)
    of_clock = [span.minutes(day_minutes=day, week_minutes=week) for day, week in network.lengths]
    return np.array(of_clock, np.int64)


def _working(
    program: Program,
    key: str,
    activity: Activity,
    who: tuple[str, ...],
    known: dict[tuple[str | None, str | None, str | None], WorkingTime],
) -> WorkingTime:
    """The working time that slack and days of an activity are told in."""
    fixed = activity.calendar is not None or getattr(activity, "duration", None) is not None
    person = None if fixed or not who else who[0]
    place = (activity.calendar, getattr(activity, "team", None), person)
    working = known.get(place)
    if working is None:
        if person is not None:
            working = calendar_of_person(program, person)
        else:
            working = calendar_of_activity(program, key)
        known[place] = working
    return working


def _with_summaries(program: Program, rows: dict[str, PlannedActivity]) -> Table[PlannedActivity]:
    """Summaries span what they hold; rows come in the order of the program."""
    summaries = program.summaries()
    inside: dict[str, list[PlannedActivity]] = {}
    for key, row in rows.items():
        parent, seen = program.activity(key).parent, {key}
        while parent is not None and parent in program.tasks and parent not in seen:
            seen.add(parent)
            inside.setdefault(parent, []).append(row)
            parent = program.tasks[parent].parent
    ordered: dict[str, PlannedActivity] = {}
    for key, task in program.tasks.items():
        if key in rows:
            ordered[key] = rows[key]
        elif key in summaries and inside.get(key):
            ordered[key] = _summary(key, task, inside[key])
        elif task.level_of_effort and inside.get(task.parent or ""):
            ordered[key] = _summary(key, task, inside[task.parent or ""])
    ordered.update((key, rows[key]) for key in program.milestones if key in rows)
    return Table(ordered)


def _summary(key: str, task: Task, inside: list[PlannedActivity]) -> PlannedActivity:
    open_rows = [row for row in inside if row.state != "finished"]
    states = {row.state for row in inside}
    slack = [r.total_slack_minutes for r in open_rows if r.total_slack_minutes is not None]
    free = [r.free_slack_minutes for r in open_rows if r.free_slack_minutes is not None]
    after = [
        r.slack_after_levelling_minutes
        for r in open_rows
        if r.slack_after_levelling_minutes is not None
    ]
    return PlannedActivity(
        id=key,
        title=task.title,
        kind="task" if task.level_of_effort else "summary",
        state="finished" if not open_rows else ("waiting" if states == {"waiting"} else "running"),
        source_id=task.source_id,
        parent=task.parent,
        start=min(row.start for row in inside),
        finish=max(row.finish for row in inside),
        early_start=min(row.early_start for row in inside),
        early_finish=max(row.early_finish for row in inside),
        late_start=min(row.late_start for row in inside),
        late_finish=max(row.late_finish for row in inside),
        total_slack_minutes=min(slack, default=None),
        free_slack_minutes=min(free, default=None),
        critical=any(row.critical for row in inside),
        slack_after_levelling_minutes=min(after, default=None),
        critical_after_levelling=any(row.critical_after_levelling for row in inside),
        who=tuple(dict.fromkeys(person for row in inside for person in row.who)),
        work_minutes=sum(row.work_minutes for row in inside),
        day_minutes=inside[0].day_minutes,
        timezone=inside[0].timezone,
    )


def _milestones(
    program: Program,
    network: Network,
    chains: Chains,
    levelled: Levelled,
    activities: Mapping[str, PlannedActivity],
    *,
    count: int,
) -> Table[PlannedMilestone]:
    places = dict(zip(network.keys, network.place.tolist(), strict=True))
    found: dict[str, PlannedMilestone] = {}
    for key, milestone in program.milestones.items():
        if key not in activities:
            continue
        place = places[key]
        planned = activities[key].finish
        due = margin = None
        if milestone.due is not None:
            due = instant(closing_minute(milestone.due, timezone=program.timezone))
            ends = np.array([_minute(planned), _minute(due)], np.int64)
            which = np.full(2, network.slack_clock[place], np.int32)
            before = network.clocks.work_before(which, ends)
            margin = int(before[1] - before[0])
        traced = () if milestone.finished is not None else chains.paths_to(place, count=count)
        found[key] = PlannedMilestone(
            id=key,
            title=milestone.title,
            planned=planned,
            due=due,
            margin_minutes=margin,
            met=None if due is None else planned <= due,
            paths=tuple(
                FloatPath(
                    number=number,
                    slack_minutes=path.slack,
                    steps=_steps(chains, path, levelled),
                )
                for number, path in enumerate(traced, start=1)
            ),
        )
    return Table(found)


def _minute(at: datetime) -> int:
    return opening_minute(at, timezone="UTC")


def _steps(chains: Chains, path: TracedPath, levelled: Levelled) -> tuple[ChainStep, ...]:
    """A traced path in the words of the program; the edges of outlines are left out."""
    network = chains.network
    names = network.keys
    found: list[ChainStep] = []
    for step in path.steps:
        index = int(network.order[step.place])
        if index >= network.leaves:
            continue
        if step.edge >= 0:
            before = names[int(network.order[chains.before[step.edge]])].partition(":")[0]
            link = chains.link_name(step.edge)
            if link is not None:
                found.append(ChainStep(id=names[index], because="link", of=before, link=link))
            else:
                person = levelled.links[-1 - int(chains.type[step.edge])][2]
                found.append(ChainStep(id=names[index], because="person", of=before, person=person))
            continue
        found.append(ChainStep(id=names[index], because=_head(network, levelled, step.place)))
    return tuple(found)


def _head(network: Network, levelled: Levelled, place: int) -> Literal["date", "status", "start"]:
    at = int(levelled.start[place])
    if network.actual_start[place] < TOO_LATE or at <= _first_work(network, place, network.status):
        moved = network.status > network.begin
        return "status" if moved else "start"
    return "date"


def _first_work(network: Network, place: int, minute: int) -> int:
    which = network.clock[place : place + 1]
    one = np.array([minute], np.int64)
    finish = network.clocks.finish_of(which, one, np.ones(1, np.int64))
    return int(finish[0])
