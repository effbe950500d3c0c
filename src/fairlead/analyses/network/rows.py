"""The rows of a program by column: what of each task and milestone becomes numbers.

Each task is looked at once, with those beside it. A plan has many more tasks than the processor's
caches hold, and fetching a task from memory costs more than all that is then asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

import numpy as np
import numpy.typing as npt

from fairlead.program.moments import Moment
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.work import Activity, Need, Task

__all__ = ["LINKS", "UNITS", "Lag", "Needs", "Rows", "read_rows"]

LINKS = {"FS": 0, "SS": 1, "FF": 2, "SF": 3}
"""Numbers of the kinds of link, as kernel.h has them."""

UNITS = {"m": 0, "h": 1, "d": 2, "w": 3}
"""Numbers of the units of a span, in `Rows.unit`."""

_AT_ONCE = 256
"""Tasks looked at together: few enough to stay in the processor's second cache."""

_Place = str | tuple[str | None, str] | None
"""The calendar that a task names, with its team if it has one."""

Lag = tuple[int, Span | None, float | None]
"""The number of a link that has a lag, with the lag as a span or as a share."""


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """What rows wait for, in their order: how many each, of what kind, for whom, which with lag."""

    counts: list[int]
    kind: list[int]
    names: list[str]
    lags: list[Lag]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The leaves of a program, first `n_tasks` tasks, then milestones; `beside` are no leaves.

    `places`, `amount` and `unit` are by task; `amount` is 0 for those in `odd`, which have a range,
    elapsed time or no length at all. `uncommon` tasks have more to them than a length and links:
    people, progress, a date, a delay. `span` is the first and last day that the program names.
    """

    program: Program
    keys: list[str]
    rows: list[Activity]
    tasks: list[Task]
    summaries: frozenset[str]
    beside: frozenset[str]
    places: list[_Place]
    amount: npt.NDArray[np.float64]
    unit: npt.NDArray[np.int32]
    odd: list[int]
    uncommon: list[int]
    needs: Needs
    span: tuple[date, date] | None

    @property
    def known_span(self) -> tuple[date, date]:
        """`span`. Raises `ValueError` when the program names no day at all."""
        if self.span is None:
            raise ValueError(
                f"Program {self.program.id!r} names no date: expected `start`, `as_of`, or a "
                "task's date."
            )
        return self.span


class _Columns:
    """What is gathered of the tasks, a few at a time."""

    def __init__(self) -> None:
        self.places: list[_Place] = []
        self.amount: list[float] = []
        self.unit: list[int] = []
        self.odd: list[int] = []
        self.uncommon: list[int] = []
        self.parents: set[str | None] = set()
        self.aside: list[int] = []
        self.needs = Needs([], [], [], [])

    def read(self, tasks: list[Task], first: int) -> None:
        """Add tasks, the first of which has this number."""
        self.places += [t.calendar if t.team is None else (t.calendar, t.team) for t in tasks]
        amounts = [t.estimate or t.duration for t in tasks]
        spans = [None if amount is None else amount.likely for amount in amounts]
        odd = [i for i, span in enumerate(spans) if span is None or span.elapsed]
        for i in odd:
            spans[i] = _NOTHING
        self.odd += [first + i for i in odd]
        plain: list[Span] = spans  # type: ignore[assignment]  # none is None any more
        self.amount += [span.amount for span in plain]
        self.unit += [UNITS[span.unit] for span in plain]
        self.uncommon += [
            first + i
            for i, task in enumerate(tasks)
            if task.not_before is not None
            or task.start_by is not None
            or task.finish_not_before is not None
            or task.finish_by is not None
            or task.must_start is not None
            or task.must_finish is not None
            or task.as_late_as_possible
            or task.finished is not None
            or task.who
            or task.deadline is not None
            or task.started is not None
            or task.delay is not None
            or task.expected_finish is not None
        ]
        self.parents.update([task.parent for task in tasks])
        self.aside += [first + i for i, t in enumerate(tasks) if t.inactive or t.level_of_effort]
        _read_needs(self.needs, [task.needs for task in tasks])


_NOTHING = Span(amount=0.0, unit="m")


def read_rows(program: Program) -> Rows:
    """Look at every task and milestone once."""
    found = _Columns()
    keys, tasks = list(program.tasks.keys()), list(program.tasks.values())
    for first in range(0, len(tasks), _AT_ONCE):
        found.read(tasks[first : first + _AT_ONCE], first)
    named = found.parents | {milestone.parent for milestone in program.milestones.values()}
    summaries = frozenset(key for key in named if key is not None)
    span = _known_span(program, [tasks[i] for i in found.uncommon])
    aside = {keys[i] for i in found.aside} | summaries
    amount = np.array(found.amount, float)
    unit = np.array(found.unit, np.int32)
    beside = frozenset(key for key in aside if key in program.tasks)
    if beside:
        keep = [i for i, key in enumerate(keys) if key not in beside]
        number = {old: new for new, old in enumerate(keep)}
        found.needs = _only(found.needs, keep)
        keys, tasks = [keys[i] for i in keep], [tasks[i] for i in keep]
        found.places = [found.places[i] for i in keep]
        found.odd = [number[i] for i in found.odd if i in number]
        found.uncommon = [number[i] for i in found.uncommon if i in number]
        amount, unit = amount[keep], unit[keep]
    milestones = {key: row for key, row in program.milestones.items() if not row.inactive}
    _read_needs(found.needs, [milestone.needs for milestone in milestones.values()])
    return Rows(
        program=program,
        keys=[*keys, *milestones],
        rows=[*tasks, *milestones.values()],
        tasks=tasks,
        summaries=summaries,
        beside=beside,
        places=found.places,
        amount=amount,
        unit=unit,
        odd=found.odd,
        uncommon=found.uncommon,
        needs=found.needs,
        span=span,
    )


def _read_needs(needs: Needs, waiting: list[tuple[Need, ...]]) -> None:
    flat = list(chain.from_iterable(waiting))
    first = len(needs.names)
    needs.counts.extend(map(len, waiting))
    # one comprehension per field: several times quicker than one loop over all of them
    needs.kind.extend([LINKS[need.link] for need in flat])
    needs.names.extend([need.task for need in flat])
    lagged = [k for k, n in enumerate(flat) if n.lag is not None or n.lag_share is not None]
    needs.lags.extend([(first + k, flat[k].lag, flat[k].lag_share) for k in lagged])


def _only(needs: Needs, keep: list[int]) -> Needs:
    """The needs of these rows alone."""
    kept = np.zeros(len(needs.counts), bool)
    kept[keep] = True
    mine = np.repeat(kept, needs.counts).tolist()
    number = np.cumsum(mine) - 1
    return Needs(
        counts=[needs.counts[i] for i in keep],
        kind=[kind for kind, own in zip(needs.kind, mine, strict=True) if own],
        names=[name for name, own in zip(needs.names, mine, strict=True) if own],
        lags=[(int(number[k]), span, share) for k, span, share in needs.lags if mine[k]],
    )


def _known_span(program: Program, dated: list[Task]) -> tuple[date, date] | None:
    days = list(_days(program, dated))
    return (min(days), max(days)) if days else None


def _days(program: Program, dated: list[Task]) -> Iterator[date]:
    for moment in (program.start, program.as_of, program.finish_by):
        if moment is not None:
            yield _as_day(moment)
    for activity in chain(dated, program.milestones.values()):
        moments = [activity.not_before, activity.must_start, activity.must_finish]
        if isinstance(activity, Task):
            moments.append(activity.started)
        yield from [_as_day(moment) for moment in moments if moment is not None]


def _as_day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
