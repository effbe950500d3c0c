"""Commitments of a program: what is promised, and how the program is when it is not promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from fairlead.analyses.options.ground import Ground, name_of
from fairlead.analyses.options.scope_levers import given_up
from fairlead.program.moments import instant, minute_of, opening_minute
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment
from fairlead.program.program import Program

__all__ = ["Commitment", "CommitmentKind", "commitments_of"]

CommitmentKind = Literal["date", "budget", "scope", "start", "load"]


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise, in words. `relaxed` makes the program without it; results (a date, a budget)
    are checked instead, and have none."""

    id: str
    kind: CommitmentKind
    title: str
    relaxed: Callable[[Program], Program] | None = None


def commitments_of(ground: Ground, *, confidence: float) -> tuple[Commitment, ...]:
    """Everything that could stand in the way of the milestone, results first."""
    program, key = ground.program, ground.milestone
    title = program.milestones[key].title
    day = f"{instant(ground.by - 1):%Y-%m-%d}"
    found = [Commitment(f"date-{key}", "date", f"{title} by {day}, {confidence:.0%} sure")]
    if program.budget is not None:
        amount = f"{program.budget / 100:,.0f} {program.currency}"
        found.append(
            Commitment("budget", "budget", f"It costs no more than {amount}, {confidence:.0%} sure")
        )
    return (*found, *_scope(ground, title), *_starts(ground), *_loads(ground))


def _scope(ground: Ground, title: str) -> Iterator[Commitment]:
    for key, row in ground.program.requirements.items():
        tasks = frozenset(
            task for task in ground.ahead if ground.traced.requirement_of.get(task) == key
        )
        if tasks and row.status not in ("dropped", "delivered"):
            yield Commitment(
                f"scope-{key}",
                "scope",
                f"{row.title}: delivered with {title}",
                partial(given_up, gone=tasks, requirement=key),
            )


def _starts(ground: Ground) -> Iterator[Commitment]:
    program, now = ground.program, minute_of(ground.as_of)
    for key in ground.open:
        row = program.tasks[key]
        if key not in ground.ahead or row.not_before is None:
            continue
        if opening_minute(row.not_before, timezone=program.timezone) > now:
            yield Commitment(
                f"start-{key}",
                "start",
                f"{row.title}: not before {row.not_before.isoformat()[:10]}",
                partial(_whenever, key=key),
            )


def _whenever(program: Program, *, key: str) -> Program:
    tasks = program.tasks.with_row(key, replace(program.tasks[key], not_before=None))
    return replace(program, tasks=tasks)


def _loads(ground: Ground) -> Iterator[Commitment]:
    """People with several tasks of their own ahead: they work on one at a time."""
    program = ground.program
    for key in program.people:
        tasks = [
            task
            for task in ground.open
            if task in ground.ahead and any(a.person == key for a in program.tasks[task].who)
        ]
        if len(tasks) > 1:
            yield Commitment(
                f"load-{key}",
                "load",
                f"{name_of(program, key)} does {len(tasks)} tasks with no more time than there is",
                partial(_at_once, person=key, tasks=tuple(tasks)),
            )


def _at_once(program: Program, *, person: str, tasks: tuple[str, ...]) -> Program:
    """The program if a person could be on each of their tasks at the same time."""
    people, rows = dict(program.people.items()), dict(program.tasks.items())
    for number, task in enumerate(tasks):
        double = f"{person}-at-once-{number}"
        people[double] = program.people[person]
        who = tuple(
            Assignment(person=double, units=a.units) if a.person == person else a
            for a in rows[task].who
        )
        rows[task] = replace(rows[task], who=who)
    return replace(
        program,
        people=Table(people, before=program.people),
        tasks=Table(rows, before=program.tasks),
    )
