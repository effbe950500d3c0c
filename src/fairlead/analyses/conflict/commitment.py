"""Commitments of a program: what is promised, and how the program is when it is not promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from fairlead.analyses.conflict.promise import Promise, begins
from fairlead.analyses.forecast.result import WHOLE
from fairlead.analyses.options.ground import name_of
from fairlead.analyses.options.scope_levers import given_up
from fairlead.analyses.plan import Plan
from fairlead.analyses.trace import Trace, everything_before, trace
from fairlead.program.moments import minute_of
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment
from fairlead.program.program import Program

__all__ = ["Commitment", "CommitmentKind", "commitments_of"]

CommitmentKind = Literal[
    "date", "deadline", "limit", "fixed", "finish", "budget", "scope", "start", "load"
]

Relaxed = Callable[[Program], Program]


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise, in words.

    `relaxed` makes the program without it; a result (a date, a budget) is checked instead, and has
    none. A fixed date is both: it holds work back, and is to be kept.
    """

    id: str
    kind: CommitmentKind
    title: str
    relaxed: Relaxed | None = None
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class _Work:
    """The work that promises are about; `ahead` are its open tasks, without summaries."""

    program: Program
    traced: Trace
    ahead: tuple[str, ...]
    now: int


def commitments_of(
    program: Program, plan: Plan, promises: tuple[Promise, ...], *, confidence: float
) -> tuple[Commitment, ...]:
    """Everything that could stand in the way of some promises, results first.

    `program` has their marks. `confidence` is that of the budget.
    """
    work = _work(program, plan, promises)
    found = [_promised(promise) for promise in promises]
    if program.budget is not None:
        amount = f"{program.budget / 100:,.0f} {program.currency}"
        found.append(
            Commitment("budget", "budget", f"It costs no more than {amount}, {confidence:.0%} sure")
        )
    with_ = None
    if len(promises) == 1 and promises[0].kind == "date":
        with_ = program.milestones[promises[0].target].title
    fixed = {promise.of for promise in promises if promise.kind == "fixed"}
    return (
        *found,
        *_scope(work, with_),
        *_starts(work, fixed=fixed),
        *_loads(work),
        *_team_loads(work),
    )


def _work(program: Program, plan: Plan, promises: tuple[Promise, ...]) -> _Work:
    summaries = program.summaries()
    open_ = tuple(
        key
        for key, task in program.tasks.items()
        if key not in summaries
        and task.finished is None
        and not task.inactive
        and not task.level_of_effort
    )
    before: frozenset[str] = frozenset(open_)
    if all(promise.target != WHOLE for promise in promises) and program.budget is None:
        parts = (everything_before(program, promise.target) for promise in promises)
        before = frozenset().union(*parts)
    elif len(promises) == 1 and promises[0].kind == "date":
        before = everything_before(program, promises[0].target)
    return _Work(
        program=program,
        traced=trace(program),
        ahead=tuple(key for key in open_ if key in before),
        now=minute_of(plan.as_of),
    )


def _promised(promise: Promise) -> Commitment:
    """A fixed date also holds work back: without it, it no longer does."""
    relaxed: Relaxed | None = None
    if promise.kind == "fixed" and promise.of is not None and promise.field is not None:
        relaxed = partial(_without, key=promise.of, field=promise.field)
    return Commitment(promise.id, promise.kind, promise.title, relaxed, promise)


def _scope(work: _Work, with_: str | None) -> Iterator[Commitment]:
    for key, row in work.program.requirements.items():
        tasks = frozenset(t for t in work.ahead if work.traced.requirement_of.get(t) == key)
        if tasks and row.status not in ("dropped", "delivered"):
            told = f"{row.title}: delivered"
            yield Commitment(
                f"scope-{key}",
                "scope",
                told if with_ is None else f"{told} with {with_}",
                partial(given_up, gone=tasks, requirement=key),
            )


_EARLIEST = (
    ("not_before", "start", "not before"),
    ("finish_not_before", "finish-not-before", "not done before"),
)


def _starts(work: _Work, *, fixed: set[str | None]) -> Iterator[Commitment]:
    """Days before which work may not begin, or end; those of fixed dates are told with them."""
    program = work.program
    for key in work.ahead:
        row = program.tasks[key]
        for field, name, words in _EARLIEST:
            moment = getattr(row, field)
            if moment is not None and begins(program, moment) > work.now:
                yield Commitment(
                    f"{name}-{key}",
                    "start",
                    f"{row.title}: {words} {moment.isoformat()[:10]}",
                    partial(_without, key=key, field=field),
                )
        for field in ("must_start", "must_finish"):
            moment = getattr(row, field)
            if moment is not None and key not in fixed and begins(program, moment) > work.now:
                yield Commitment(
                    f"{field.replace('_', '-')}-{key}",
                    "start",
                    f"{row.title}: fixed to {moment.isoformat()[:10]}",
                    partial(_without, key=key, field=field),
                )


def _without(program: Program, *, key: str, field: str) -> Program:
    if key in program.milestones:
        row = replace(program.milestones[key], **{field: None})
        return replace(program, milestones=program.milestones.with_row(key, row))
    task = replace(program.tasks[key], **{field: None})
    return replace(program, tasks=program.tasks.with_row(key, task))


def _loads(work: _Work) -> Iterator[Commitment]:
    """People with several tasks of their own ahead: they work on one at a time."""
    program = work.program
    for key in program.people:
        tasks = [t for t in work.ahead if any(a.person == key for a in program.tasks[t].who)]
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


def _team_loads(work: _Work) -> Iterator[Commitment]:
    """Teams with several tasks that anyone of them may do: no more people than there are."""
    program = work.program
    for key, team in program.teams.items():
        tasks = [
            task
            for task in work.ahead
            if program.tasks[task].team == key and not program.tasks[task].who
        ]
        if len(tasks) > 1:
            yield Commitment(
                f"team-{key}",
                "load",
                f"{team.title or key} does {len(tasks)} tasks with no more people than there are",
                partial(_unlimited, tasks=tuple(tasks)),
            )


def _unlimited(program: Program, *, tasks: tuple[str, ...]) -> Program:
    """The program if somebody of the team always had time: the work waits for nobody."""
    rows = dict(program.tasks.items())
    for key in tasks:
        team = program.teams.get(rows[key].team or "")
        calendar = rows[key].calendar or (None if team is None else team.calendar)
        rows[key] = replace(rows[key], team=None, skill=(), calendar=calendar)
    return replace(program, tasks=Table(rows, before=program.tasks))
