"""What launches and sprints wait for, and when the plan has it done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from fairlead.analyses.on_call.interrupts import share_lost
from fairlead.analyses.plan.result import (
    PlannedActivity,
    PlannedGate,
    PlannedLaunch,
    PlannedSprint,
)
from fairlead.analyses.trace import tasks_of_requirements
from fairlead.program.findings import Finding
from fairlead.program.launches import Gate, Launch
from fairlead.program.moments import closing_minute, instant, minute_of, opening_minute
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.sprints import Sprint
from fairlead.program.working_time import WorkingTime, calendars_of_people, resolve, spells

__all__ = ["Awaited", "awaited_by_gates", "open_gates", "planned_launches", "planned_sprints",
           "sprint_tasks"]  # fmt: skip

_LONGEST = 366
"""Days of a sprint whose hours are counted: longer than that is none."""


class Awaited(Noun):
    """What a gate waits for: activities that are in the network, and the last of its fixed dates.

    `until` is in UTC minutes. `undated` names what has no date: such a gate is never passed.
    """

    activities: tuple[str, ...] = ()
    until: int | None = None
    undated: tuple[str, ...] = ()


def awaited_by_gates(program: Program, *, status: int) -> Mapping[str, Mapping[str, Awaited]]:
    """What every gate of every launch waits for, by launch and gate; `status` in UTC minutes."""
    if not program.launches:
        return {}
    inside, delivering = _bottom(program), tasks_of_requirements(program)
    return {
        key: {
            name: _awaited(program, gate, inside, delivering, status)
            for name, gate in launch.gates.items()
        }
        for key, launch in program.launches.items()
    }


def _awaited(
    program: Program,
    gate: Gate,
    inside: Mapping[str, tuple[str, ...]],
    delivering: Mapping[str, tuple[str, ...]],
    status: int,
) -> Awaited:
    if gate.passed is not None:
        return Awaited(until=closing_minute(gate.passed, timezone=program.timezone))
    activities: list[str] = []
    dates: list[int] = []
    undated: list[str] = [] if gate.needs else ["somebody to say that it is passed"]
    for key in gate.needs:
        if key in inside:
            activities += inside[key]
        elif key in program.milestones:
            activities += [] if program.milestones[key].inactive else [key]
        elif key in program.requirements:
            row = program.requirements[key]
            work = [task for task in delivering.get(key, ()) if task in inside]
            if row.status in ("delivered", "dropped"):
                continue
            activities += [task for name in work for task in inside[name]]
            undated += [] if work else [f"requirement {key!r}, which no task delivers"]
        elif key in program.reviews:
            review = program.reviews[key]
            if review.status != "planned":
                continue
            if review.on is None:
                undated.append(f"review {key!r}, which has no date")
            else:
                dates.append(max(closing_minute(review.on, timezone=program.timezone), status))
    return Awaited(
        activities=tuple(dict.fromkeys(activities)),
        until=max(dates, default=None),
        undated=tuple(undated),
    )


def _bottom(program: Program) -> dict[str, tuple[str, ...]]:
    """For every task the tasks without parts in it, itself if it has none; no accompanying work."""
    summaries = program.summaries()
    found: dict[str, list[str]] = {key: [] for key in program.tasks}
    for key, task in program.tasks.items():
        if key in summaries or task.inactive or task.level_of_effort:
            continue
        at: str | None = key
        seen: set[str] = set()
        while at is not None and at in found and at not in seen:
            seen.add(at)
            found[at].append(key)
            at = program.tasks[at].parent
    return {key: tuple(rows) for key, rows in found.items()}


def sprint_tasks(program: Program) -> Mapping[str, tuple[str, ...]]:
    """What is in each sprint: tasks without parts, in the order of the program."""
    if not program.sprints:
        return {}
    inside = _bottom(program)
    found = {}
    for key, sprint in program.sprints.items():
        taken = {task for name in sprint.tasks for task in inside.get(name, ())}
        found[key] = tuple(task for task in program.tasks if task in taken)
    return found


# ---- the plan -----------------------------------------------------------------------------------


def planned_launches(
    program: Program, activities: Table[PlannedActivity], *, status: int
) -> Table[PlannedLaunch]:
    """Every launch with its gates, and when the plan has the last of them passed."""
    found: dict[str, PlannedLaunch] = {}
    for key, gates in awaited_by_gates(program, status=status).items():
        launch = program.launches[key]
        rows = {
            name: _gate(launch.gates[name], name, waits, activities)
            for name, waits in gates.items()
        }
        found[key] = _launch(program, launch, key, rows)
    return Table(found)


def _gate(gate: Gate, key: str, waits: Awaited, activities: Table[PlannedActivity]) -> PlannedGate:
    rows = [activities[name] for name in waits.activities if name in activities]
    ends = [row.finish for row in rows]
    if waits.until is not None:
        ends.append(instant(waits.until))
    done = not waits.undated and all(row.state == "finished" for row in rows)
    return PlannedGate(
        id=key,
        title=gate.title,
        passed=gate.passed is not None or (done and waits.until is None),
        planned=None if waits.undated else max(ends, default=None),
        waits_for=tuple(row.id for row in rows if row.state != "finished"),
        undated=waits.undated,
        evidence=gate.evidence,
    )


def _launch(
    program: Program, launch: Launch, key: str, gates: Mapping[str, PlannedGate]
) -> PlannedLaunch:
    timezone = program.timezone
    due = None if launch.due is None else instant(closing_minute(launch.due, timezone=timezone))
    ends = [gate.planned for gate in gates.values() if gate.planned is not None]
    if launch.not_before is not None:
        ends.append(instant(opening_minute(launch.not_before, timezone=timezone)))
    planned = max(ends, default=due)
    if any(gate.undated for gate in gates.values()):
        planned = None
    if launch.launched is not None:
        planned = instant(closing_minute(launch.launched, timezone=timezone))
    return PlannedLaunch(
        id=key,
        title=launch.title,
        planned=planned,
        due=due,
        met=None if due is None or planned is None else planned <= due,
        launched=launch.launched is not None,
        gates=Table(gates),
    )


def open_gates(launches: Table[PlannedLaunch]) -> Iterator[Finding]:
    """Gates that nothing in the program will ever pass: their launch has no date."""
    for key, launch in launches.items():
        if launch.launched:
            continue
        for name, gate in launch.gates.items():
            if gate.undated:
                yield Finding(
                    code="launch.gate-open",
                    severity="warning",
                    message=f"Launch {launch.title!r} has no date: its gate {gate.title!r} waits "
                    f"for {' and '.join(gate.undated)}.",
                    where=f"launches.{key}.gates.{name}",
                    hint="Name the work that passes it in `needs`, give the review its day (`on`), "
                    "or say when it was passed (`passed`).",
                    subjects=(key,),
                )


def planned_sprints(
    program: Program, activities: Table[PlannedActivity], *, status: int
) -> Table[PlannedSprint]:
    """Every sprint with what the plan has done by its end, and its load beside its capacity."""
    found: dict[str, PlannedSprint] = {}
    known: dict[tuple[WorkingTime, int, int], int] = {}
    for key, tasks in sprint_tasks(program).items():
        sprint = program.sprints[key]
        begin = sprint.begin_minute(timezone=program.timezone)
        end = sprint.end_minute(timezone=program.timezone)
        rows = [activities[name] for name in tasks if name in activities]
        found[key] = PlannedSprint(
            id=key,
            title=sprint.title,
            start=instant(begin),
            finish=instant(end),
            state="waiting" if status < begin else ("running" if status < end else "over"),
            planned=max((row.finish for row in rows), default=None),
            tasks=tuple(row.id for row in rows),
            finished=tuple(row.id for row in rows if row.state == "finished"),
            late=tuple(row.id for row in rows if minute_of(row.finish) > end),
            work_minutes=sum(row.work_minutes for row in rows if row.state != "finished"),
            capacity_minutes=_capacity(program, sprint, (max(begin, status), end), known),
            day_minutes=resolve(program, None).day_minutes,
        )
    return Table(found)


def _capacity(
    program: Program,
    sprint: Sprint,
    stretch: tuple[int, int],
    known: dict[tuple[WorkingTime, int, int], int],
) -> int | None:
    """Minutes of effort from now to its end: as stated, else what its people's hours give."""
    if sprint.capacity is not None:
        own = resolve(program, None)
        return sprint.capacity.minutes(day_minutes=own.day_minutes, week_minutes=own.week_minutes)
    begin, end = stretch
    if sprint.team is None or instant(end) - instant(begin) > timedelta(days=_LONGEST):
        return None
    members = _members(program, sprint.team)
    minutes = 0.0
    for key, working in zip(members, calendars_of_people(program, members), strict=True):
        place = (working, begin, end)
        if place not in known:
            known[place] = _worked(working, begin, end)
        kept = 1 - share_lost(program, key)
        minutes += known[place] * program.people[key].availability * kept
    return round(minutes)


def _members(program: Program, team: str) -> list[str]:
    """People of a team and of the teams that are part of it."""
    teams = {team}
    while True:
        more = {key for key, row in program.teams.items() if row.part_of in teams} - teams
        if not more:
            break
        teams |= more
    return [
        key
        for key, person in program.people.items()
        if person.team in teams and person.kind in ("person", "pool")
    ]


def _worked(working: WorkingTime, begin: int, end: int) -> int:
    """Working minutes between two minutes."""
    if end <= begin:
        return 0
    first, last = instant(begin).date() - timedelta(days=2), instant(end).date()
    return sum(
        max(0, min(until, end) - max(since, begin))
        for since, until in spells(working, first, last + timedelta(days=1))
    )
