"""What a record says of new tasks: how long they take, by size, by group, and for one person."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.coded import Subject
from fairlead.analyses.calibration.record import Record, record_of
from fairlead.program.history import FinishedTask, History
from fairlead.program.noun import Noun, Table

__all__ = ["Calibration", "CannotSay", "Drift", "Manners", "Told", "calibrate"]

Floats = NDArray[np.float64]

ENOUGH = 20
"""Finished tasks without which nothing is said: of twenty, one in ten is two."""
_ENOUGH_OF_A_SIZE = 5  # of a person who has enough in all: the rest is learned from other sizes
FEWEST_PEOPLE = 3
"""People without whom a group's figure would be the record of a person."""

_SIZES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 40.0, 80.0, 160.0)
_NEAR = math.sqrt(2.0)
_LEVELS: Floats = np.array([0.1, 0.5, 0.8, 0.9])
_SURE = 3.0  # standard errors before a drift is called one


class Told(Noun):
    """What a task takes, in hours: one in ten takes less than `p10`, four in five at most `p80`.

    `tasks` of the record are like it: of about that size, or of that group or person.
    """

    estimate: float
    tasks: int
    p10: float
    p50: float
    p80: float
    p90: float


class CannotSay(Noun):
    """Why nothing is said."""

    because: str
    tasks: int


class Drift(Noun):
    """The median ratio of actual to estimate of the last quarter of the record, and before it.

    `sure` when the two differ by more than three standard errors (Mann and Whitney 1947).
    """

    before: float
    lately: float
    sure: bool


class Manners(Noun):
    """How estimates are made: shares of them that were met exactly, and that are round numbers.

    `round_numbers` are the five most frequent estimates in hours. `unit_ratio` is the median of
    actual over estimate where it is so far from one that the two columns may count different units.
    """

    exact: float
    round_share: float
    round_numbers: tuple[float, ...]
    unit_ratio: float | None = None


class Calibration(Noun):
    """What a record says of new work. Groups are told in the order of their names, never ranked."""

    tasks: int
    people: int
    first: date
    until: date
    fingerprint: str
    sizes: tuple[Told | CannotSay, ...]
    manners: Manners
    drift: Drift | None
    groups: Table[Table[Told | CannotSay]] = Table()
    me: tuple[Told | CannotSay, ...] = ()


def calibrate(history: History, *, me: str | None = None) -> Calibration | CannotSay:
    """What a record of finished work says of new tasks.

    `me` names the person who asks for their own record; nobody else's is told. Sizes are those
    usual ones of which the record has any; a group is told at the median of its own estimates.
    """
    if len(history.tasks) < ENOUGH:
        return CannotSay(because=_too_few(len(history.tasks), "in all"), tasks=len(history.tasks))
    record = record_of(history)
    hours = np.array([t.estimate * history.hours_per_unit for t in history.tasks])
    blank = tuple("" for _ in history.group_names)
    own = () if me is None else tuple(t for t in history.tasks if t.who == me)
    return Calibration(
        tasks=record.tasks,
        people=len({t.who for t in history.tasks if t.who}),
        first=min(t.estimated for t in history.tasks),
        until=record.until,
        fingerprint=record.fingerprint,
        sizes=_by_size(record, hours, Subject(1.0, "", blank)),
        manners=_manners(history, hours),
        drift=_drift(history),
        groups=Table(
            {
                name: _groups(record, place, people=_has_people(history))
                for place, name in enumerate(history.group_names)
            }
        ),
        me=() if me is None else _mine(record, me, own),
    )


def _too_few(count: int, what: str, *, needed: int = ENOUGH) -> str:
    tasks = "finished task" if count == 1 else "finished tasks"
    return f"{count:,} {tasks} {what}; {needed} are needed."


def _has_people(history: History) -> bool:
    return any(task.who for task in history.tasks)


def _told(record: Record, subject: Subject, tasks: int) -> Told:
    p10, p50, p80, p90 = np.exp(record.log_ratios([subject], _LEVELS)[0]).tolist()
    size = subject.hours
    return Told(
        estimate=size, tasks=tasks, p10=size * p10, p50=size * p50, p80=size * p80, p90=size * p90
    )


def _by_size(
    record: Record, hours: Floats, like: Subject, *, needed: int = ENOUGH
) -> tuple[Told | CannotSay, ...]:
    found: list[Told | CannotSay] = []
    for size in _SIZES:
        near = int(((hours > size / _NEAR) & (hours <= size * _NEAR)).sum())
        if near >= needed:
            found.append(_told(record, Subject(size, like.who, like.groups), near))
        elif near:
            found.append(
                CannotSay(
                    because=_too_few(near, f"of about {size:g} hours", needed=needed), tasks=near
                )
            )
    return tuple(found)


def _groups(record: Record, place: int, *, people: bool) -> Table[Told | CannotSay]:
    history = record.history
    by_value: dict[str, list[FinishedTask]] = {}
    for task in history.tasks:
        if task.groups[place]:
            by_value.setdefault(task.groups[place], []).append(task)
    found: dict[str, Told | CannotSay] = {}
    for value, tasks in sorted(by_value.items()):
        if len(tasks) < ENOUGH:
            found[value] = CannotSay(because=_too_few(len(tasks), "of it"), tasks=len(tasks))
        elif people and len({t.who for t in tasks}) < FEWEST_PEOPLE:
            because = (
                f"fewer than {FEWEST_PEOPLE} people did it: it would be a person's own record."
            )
            found[value] = CannotSay(because=because, tasks=len(tasks))
        else:
            groups = tuple(value if n == place else "" for n in range(len(history.group_names)))
            median = float(np.median([t.estimate for t in tasks])) * history.hours_per_unit
            found[value] = _told(record, Subject(median, "", groups), len(tasks))
    return Table(found)


def _mine(record: Record, me: str, tasks: tuple[FinishedTask, ...]) -> tuple[Told | CannotSay, ...]:
    if len(tasks) < ENOUGH:
        return (CannotSay(because=_too_few(len(tasks), f"by {me}"), tasks=len(tasks)),)
    hours = np.array([t.estimate * record.history.hours_per_unit for t in tasks])
    blank = tuple("" for _ in record.history.group_names)
    return _by_size(record, hours, Subject(1.0, me, blank), needed=_ENOUGH_OF_A_SIZE)


def _manners(history: History, hours: Floats) -> Manners:
    ratios = np.array([task.actual / task.estimate for task in history.tasks])
    frequent = Counter(hours.round(6).tolist()).most_common(5)
    median = float(np.median(ratios))
    return Manners(
        exact=float((np.abs(np.log(ratios)) < 1e-9).mean()),
        round_share=sum(count for _, count in frequent) / len(hours),
        round_numbers=tuple(sorted(number for number, _ in frequent)),
        unit_ratio=median if not 0.25 < median < 4.0 else None,
    )


def _drift(history: History) -> Drift | None:
    """By the day of the estimate: what was finished last was also begun early, and is longer."""
    rows = sorted(history.tasks, key=lambda task: task.estimated)
    ratios = np.log(np.array([task.actual / task.estimate for task in rows]))
    last = len(rows) // 4
    if last < ENOUGH:
        return None
    before, lately = ratios[:-last], ratios[-last:]
    order = np.sort(ratios)
    # the middle of its ties is the rank of a value
    rank = (np.searchsorted(order, ratios) + np.searchsorted(order, ratios, side="right") + 1) / 2
    expected = last * (len(rows) + 1) / 2
    spread = math.sqrt(len(before) * last * float(rank.var(ddof=1)) / len(rows))
    away = (float(rank[-last:].sum()) - expected) / spread if spread > 0 else 0.0
    return Drift(
        before=float(np.exp(np.median(before))),
        lately=float(np.exp(np.median(lately))),
        sure=abs(away) > _SURE,
    )
