"""Gives a drafted program a past: an agreed baseline, and progress up to its status time.

A small planner by whole days stands in for the organisation. It runs twice: once with every
estimate and a reserve, which is the baseline, and once with what the work really took, drawn for
each task from the seed and its id. What lies before the status time becomes history.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from statistics import NormalDist

from fairlead.program.moments import instant, opening_minute
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment
from fairlead.program.program import Program
from fairlead.program.public_holidays import holidays_of
from fairlead.program.quantities import Span
from fairlead.program.work import Activity, Baseline, Milestone, Task
from fairlead.program.working_time import (
    WorkingTime,
    calendar_of_activity,
    calendar_of_person,
    day_hours,
)

__all__ = ["Stay", "chance_of", "lived", "stays"]

_DAY = timedelta(days=1)
_LONGEST = 1000  # days in which a person finds the time, or has left


def chance_of(seed: int, key: str) -> float:
    """A number between 0 and 1 that belongs to a key, the same on every machine."""
    digest = blake2b(f"{seed}:{key}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") + 0.5) / 2**64


@dataclass(frozen=True, slots=True)
class Stay:
    """The days that one piece of work took, and who did it."""

    first: date
    last: date
    person: str | None = None


@cache
def _works(working: WorkingTime, day: date) -> bool:
    return bool(day_hours(working, day, holidays=holidays_of(working.holidays, day.year)))


def stays(program: Program, *, factor: Mapping[str, float]) -> dict[str, Stay]:
    """When each task and milestone would be, by whole days, if it takes so much of its estimate."""
    begin = _day(program.start)
    leaves = _leaves(program)
    waits = {key: _waits(program, key, leaves) for key in leaves}
    found: dict[str, Stay] = {}
    busy: dict[str, set[date]] = {key: set() for key in program.people}
    for key in _ordered(waits):
        row = leaves[key]
        ready = max((found[ahead].last for ahead in waits[key]), default=begin - _DAY)
        if isinstance(row, Milestone):
            found[key] = Stay(max(ready, begin), max(ready, begin))
            continue
        if not isinstance(row, Task):
            raise TypeError(f"{key} is a {type(row).__name__}, expected a task or milestone.")
        earliest = max(ready + _DAY, begin)
        if row.not_before is not None:
            earliest = max(earliest, _day(row.not_before))
        found[key] = _placed(
            program, key, row, earliest=earliest, factor=factor.get(key, 1.0), busy=busy
        )
    return found


def _leaves(program: Program) -> dict[str, Activity]:
    summaries = program.summaries()
    tasks = {key: task for key, task in program.tasks.items() if key not in summaries}
    return {**tasks, **program.milestones}


def _waits(program: Program, key: str, leaves: Mapping[str, Activity]) -> list[str]:
    wanted: list[str] = []
    here: str | None = key
    while here is not None:
        row = program.activity(here)
        wanted.extend(need.task for need in row.needs)
        here = row.parent
    return [leaf for ahead in wanted for leaf in _inside(program, ahead, leaves)]


def _inside(program: Program, key: str, leaves: Mapping[str, Activity]) -> list[str]:
    if key in leaves:
        return [key]
    return [
        leaf
        for child, row in (*program.tasks.items(), *program.milestones.items())
        if row.parent == key
        for leaf in _inside(program, child, leaves)
    ]


def _ordered(waits: Mapping[str, list[str]]) -> list[str]:
    """Everything after what it waits for, else in the order of the draft."""
    place = {key: i for i, key in enumerate(waits)}
    left = {key: len(ahead) for key, ahead in waits.items()}
    after: dict[str, list[str]] = {}
    for key, ahead in waits.items():
        for one in ahead:
            after.setdefault(one, []).append(key)
    ready = [(place[key], key) for key, count in left.items() if count == 0]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        _, key = heapq.heappop(ready)
        order.append(key)
        for later in after.get(key, ()):
            left[later] -= 1
            if left[later] == 0:
                heapq.heappush(ready, (place[later], later))
    if len(order) < len(waits):
        raise ValueError(f"{len(waits) - len(order)} tasks of the draft wait for each other.")
    return order


def _placed(
    program: Program,
    key: str,
    task: Task,
    *,
    earliest: date,
    factor: float,
    busy: dict[str, set[date]],
) -> Stay:
    if task.estimate is None:
        working = calendar_of_activity(program, key)
        found = _run(working, earliest, days_of(program, key, task) * factor, set())
        if found is None:
            raise ValueError(f"{key!r} has no time to be done in.")
        return Stay(*found)
    able = [
        person
        for person in program.people
        if _is_of(program, program.people[person].team, task.team)
        and set(task.skill) <= set(program.people[person].skills)
    ]
    choices: list[tuple[date, date, int, str]] = []
    for place, person in enumerate(able):
        days = days_of(program, key, task) * factor / program.people[person].availability
        working = calendar_of_person(program, person)
        stretch = _run(working, earliest, days, busy[person])
        if stretch is not None:  # none is found for those who have left
            choices.append((stretch[1], stretch[0], place, person))
    if not choices:
        raise ValueError(f"Nobody in {task.team!r} can do {key!r}.")
    last, first, _, chosen = min(choices)
    busy[chosen].update(first + i * _DAY for i in range((last - first).days + 1))
    return Stay(first, last, chosen)


def _is_of(program: Program, team: str | None, wanted: str | None) -> bool:
    while team is not None:
        if team == wanted:
            return True
        team = program.teams[team].part_of
    return False


def _run(
    working: WorkingTime, earliest: date, days: float, busy: set[date]
) -> tuple[date, date] | None:
    """The first stretch of so many working days without other work in between; None if none is."""
    wanted = max(math.floor(days + 0.5), 1)
    first: date | None = None
    count = 0
    for ahead in range(_LONGEST):
        day = earliest + ahead * _DAY
        if day in busy:
            first, count = None, 0
        elif _works(working, day):
            first = first or day
            count += 1
            if count == wanted:
                return first, day
    return None


def days_of(program: Program, key: str, task: Task) -> float:
    """Planned days of a task, by the day of its calendar."""
    amount = task.estimate or task.duration
    if amount is None:
        raise ValueError(f"{key!r} has no estimate.")
    day = calendar_of_activity(program, key).day_minutes
    return amount.planned_minutes(day_minutes=day, week_minutes=5 * day) / day


def lived(program: Program, *, seed: int, reserve: float, drift: float, spread: float) -> Program:
    """The draft with its baseline, and with what happened until its `as_of`.

    The baseline was agreed with `reserve` on top of each estimate. Work takes `drift` more than
    estimated at the median, and varies by `spread` (the standard deviation of its logarithm).
    """
    agreed = stays(program, factor=dict.fromkeys(program.tasks, 1 + reserve))
    normal = NormalDist()
    factor = {
        key: (1 + drift) * math.exp(spread * normal.inv_cdf(chance_of(seed, key)))
        for key in program.tasks
    }
    happened = stays(program, factor=factor)
    today = _day(program.as_of)
    tasks = {
        key: _with_past(
            program,
            key,
            task,
            agreed=agreed,
            happened=happened,
            factor=factor[key],
            today=today,
        )
        for key, task in program.tasks.items()
    }
    milestones = {
        key: _reached(program, key, row, agreed=agreed, happened=happened, today=today)
        for key, row in program.milestones.items()
    }
    return replace(program, tasks=Table(tasks), milestones=Table(milestones))


def _with_past(
    program: Program,
    key: str,
    task: Task,
    *,
    agreed: Mapping[str, Stay],
    happened: Mapping[str, Stay],
    factor: float,
    today: date,
) -> Task:
    if key not in agreed:
        return task  # a summary
    task = replace(task, baselines=(_baseline(program, key, agreed[key]),))
    stay = happened[key]
    if stay.first >= today:
        return task
    who = task.who if stay.person is None else (Assignment(person=stay.person),)
    whole = _halves(days_of(program, key, task) * factor)
    if stay.last < today:
        return replace(task, started=stay.first, finished=stay.last, spent=_days(whole), who=who)
    if stay.person is None:
        working, share = calendar_of_activity(program, key), 1.0
    else:
        working = calendar_of_person(program, stay.person)
        share = float(program.people[stay.person].availability)
    passed = sum(_works(working, stay.first + i * _DAY) for i in range((today - stay.first).days))
    spent = min(_halves(passed * share), whole - 0.5)
    return replace(
        task,
        started=stay.first,
        spent=_days(max(spent, 0.5)),
        remaining=_days(max(whole - spent, 0.5)),
        who=who,
    )


def _reached(
    program: Program,
    key: str,
    row: Milestone,
    *,
    agreed: Mapping[str, Stay],
    happened: Mapping[str, Stay],
    today: date,
) -> Milestone:
    row = replace(row, baselines=(_baseline(program, key, agreed[key]),))
    stay = happened[key]
    return replace(row, finished=stay.last) if stay.last < today else row


def _baseline(program: Program, key: str, stay: Stay) -> Baseline:
    working = calendar_of_activity(program, key)
    start = _hour(working, stay.first, end=False)
    finish = _hour(working, stay.last, end=True)
    if key in program.milestones:
        start = finish
    return Baseline(number=0, start=start, finish=finish)


def _hour(working: WorkingTime, day: date, *, end: bool) -> datetime:
    hours = day_hours(working, day) or ((540, 1020),)
    minute = hours[-1][1] if end else hours[0][0]
    return instant(opening_minute(day, timezone=working.timezone) + minute).astimezone(UTC)


def _halves(days: float) -> float:
    return max(round(days * 2), 1) / 2


def _days(amount: float) -> Span:
    return Span(amount=amount, unit="d")


def _day(moment: object) -> date:
    if not isinstance(moment, date):
        raise TypeError(f"{moment!r} is no date.")
    return moment.date() if isinstance(moment, datetime) else moment
