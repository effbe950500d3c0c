"""How long work takes those who are on it: effort, people and hours to a clock and its work."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import (
    Minutes,
)
from fairlead.analyses.network.clock_book import ClockBook
from fairlead.analyses.network.form import (
    Columns,
    Places,
)
from fairlead.analyses.network.rows import Rows
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Task

__all__ = ["clock_work", "crew_rate", "fill_work", "share_of", "whole_minutes"]


def fill_work(
    rows: Rows,
    *,
    columns: Columns,
    book: ClockBook,
    parts: dict[int, list[tuple[int, int]]],
) -> None:
    """Planned work of every task, by the clock of whoever is on it."""
    program, tasks = rows.program, rows.tasks
    n = len(tasks)
    columns.work[:n] = whole_minutes(rows.amount, rows.unit, columns.clock[:n], book)
    for i in rows.odd:  # a range, nothing at all, or elapsed time
        amount, duration = tasks[i].estimate or tasks[i].duration, tasks[i].duration
        columns.work[i] = _planned_one(amount, int(columns.clock[i]), book)
        if duration is not None and duration.likely is not None and duration.likely.elapsed:
            columns.clock[i] = columns.slack_clock[i] = 0
    columns.length[:] = columns.work
    staffed = [i for i in rows.uncommon if tasks[i].who]
    cache: dict[tuple[tuple[str, float | None], ...], tuple[int, int, int] | None] = {}
    for i in staffed:
        task = tasks[i]
        if task.resource_dependent:
            _by_resources(program, i, task, columns=columns, book=book, parts=parts)
        elif task.duration is None:
            team = tuple((a.person, a.units) for a in task.who)
            if team not in cache:
                cache[team] = _crew(program, task.who, book)
            found = cache[team]
            if found is None:
                continue
            number, plain, rate = found
            if columns.clock[i] != plain and task.calendar is None:
                # 1d of an estimate is a day of whoever does it
                columns.work[i] = _planned_one(task.estimate, plain, book)
            columns.clock[i], columns.slack_clock[i] = number, plain
            columns.lag_clock[i] = plain
            columns.rate[i] = rate if number == plain else 0
            work = clock_work(int(columns.work[i]), rate=int(columns.rate[i]))
            rates = book.tables[number].rates
            columns.work[i] = work
            columns.length[i] = work if rates is None else -(-work // int(rates.max(initial=1)))


def clock_work(effort: int, *, rate: int) -> int:
    """Work for a clock of `effort` minutes by a crew.

    By a plain clock, minutes stretched by the crew's `rate` in thousandths; by a pooled clock
    (rate 0), which has the rates itself, thousandths of minutes.
    """
    return -(-effort * 1000 // rate) if rate else effort * 1000


def share_of(assignment: Assignment, person: Person) -> float:
    """The part of a person that an assignment takes: what it says, else all there is of them.

    Of somebody who is never available it is the whole: their work is dated as if they were, and
    levelling tells of it.
    """
    if assignment.units is not None:
        return assignment.units
    return person.availability if round(person.availability * 1000) > 0 else 1.0


def crew_rate(program: Program, who: tuple[Assignment, ...]) -> int:
    """What people do together in a minute, in thousandths of one; 0 where nobody works."""
    found = 0
    for assignment in who:
        person = program.people.get(assignment.person)
        if person is None or person.kind in {"material", "cost"}:
            continue
        found += max(round(share_of(assignment, person) * 1000), 1)
    return found


def _crew(
    program: Program, who: tuple[Assignment, ...], book: ClockBook
) -> tuple[int, int, int] | None:
    """The clock of people who work on one task together, a plain clock of theirs, their rate.

    None where nobody works on it: material and cost have no hours.
    """
    members: list[tuple[int, int]] = []
    for assignment in who:
        person = program.people.get(assignment.person)
        if person is None or person.kind in {"material", "cost"}:
            continue
        part = max(round(share_of(assignment, person) * 1000), 1)
        members.append((book.of_person(assignment.person), part))
    if not members:
        return None
    first = members[0][0]
    rate = sum(r for _, r in members)
    if all(number == first for number, _ in members):
        return first, first, rate
    return book.of_pool(members), first, rate


def _by_resources(
    program: Program,
    i: int,
    task: Task,
    *,
    columns: Columns,
    book: ClockBook,
    parts: dict[int, list[tuple[int, int]]],
) -> None:
    """Each person's part by their own hours; the task ends with the last part (Primavera, MSP)."""
    found: list[tuple[int, int]] = []
    for assignment in task.who:
        person = program.people.get(assignment.person)
        if person is None or person.kind in {"material", "cost"}:
            continue
        number = book.of_person(assignment.person)
        day, week = book.lengths(number)
        left = assignment.remaining if task.started is not None else assignment.work
        units = share_of(assignment, person)
        if left is None or units <= 0:
            work = int(columns.work[i])
        else:
            factor = {"m": 1, "h": 60, "d": day, "w": week}[left.unit]
            work = round(left.amount * factor / units)
        found.append((number, work))
    if not found:
        return
    found.sort(key=lambda part: -part[1])
    longest: dict[int, int] = {}
    for number, work in found:
        longest.setdefault(number, work)
    (number, work), *rest = longest.items()
    if program.scheduling.unfinished == "move":
        columns.settle[i] = columns.clock[i]  # Primavera starts it by the activity's own hours
    columns.clock[i] = number
    columns.work[i] = work
    if rest:
        parts[i] = rest


def whole_minutes(
    amount: npt.NDArray[np.float64], unit: Places, clock: Places, book: ClockBook
) -> Minutes:
    """`Span.minutes` of working spans by the day length of each one's clock."""
    lengths = map(book.lengths, range(len(book.tables)))
    factors = np.array([(1, 60, day, week) for day, week in lengths], float)
    exact = amount * factors[clock, unit]
    rounded: Minutes = (np.sign(exact) * np.floor(np.abs(exact) + 0.5)).astype(np.int64)
    return rounded


def _planned_one(estimate: Estimate | None, number: int, book: ClockBook) -> int:
    if estimate is None:
        return 0
    day, week = book.lengths(number)
    return estimate.planned_minutes(day_minutes=day, week_minutes=week)
