"""The rows of a program by column: what of each task and milestone becomes numbers.

Each task is looked at once, with those beside it. A plan has many more tasks than the processor's
caches hold, and fetching a task from memory costs more than all that is then asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate, chain
from operator import is_

import numpy as np
import numpy.typing as npt

from fairlead.program.moments import Moment
from fairlead.program.noun import Table
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

Lag = tuple[Span | None, float | None]
"""The lag of a link, as a span or as a share of what it waits for."""


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """What rows wait for, in their order: how many each, of what kind, for whom.

    `lagged` are the numbers of the links that have a lag, ascending, `lags` these lags.
    """

    counts: list[int]
    kind: list[int]
    names: list[str]
    lagged: list[int]
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


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A few tasks, one after the other, by column. Numbers count from the first of them."""

    tasks: list[Task]
    places: list[_Place]
    amount: list[float]
    unit: list[int]
    odd: list[int]
    uncommon: list[int]
    parents: set[str | None]
    aside: list[int]
    needs: Needs


_NOTHING = Span(amount=0.0, unit="m")


def _piece(tasks: list[Task]) -> _Piece:
    amounts = [t.estimate or t.duration for t in tasks]
    spans = [None if amount is None else amount.likely for amount in amounts]
    odd = [i for i, span in enumerate(spans) if span is None or span.elapsed]
    for i in odd:
        spans[i] = _NOTHING
    plain: list[Span] = spans  # type: ignore[assignment]  # none is None any more
    return _Piece(
        tasks=tasks,
        places=[t.calendar if t.team is None else (t.calendar, t.team) for t in tasks],
        amount=[span.amount for span in plain],
        unit=[UNITS[span.unit] for span in plain],
        odd=odd,
        uncommon=[
            i
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
        ],
        parents={task.parent for task in tasks},
        aside=[i for i, task in enumerate(tasks) if task.inactive or task.level_of_effort],
        needs=_needs([task.needs for task in tasks]),
    )


def _pieces(table: Table[Task], before: list[_Piece] | None) -> list[_Piece]:
    """All tasks of a table; what the table before it held unchanged is not looked at again."""
    tasks = list(table.values())
    found: list[_Piece] = []
    for number, first in enumerate(range(0, len(tasks), _AT_ONCE)):
        some = tasks[first : first + _AT_ONCE]
        known = before[number] if before is not None and number < len(before) else None
        same = known is not None and len(known.tasks) == len(some)
        if known is not None and same and all(map(is_, known.tasks, some)):
            found.append(known)
        else:
            found.append(_piece(some))
    return found


def _numbered(pieces: list[_Piece], column: str) -> list[int]:
    """A column of numbers of tasks, counted through all pieces."""
    return [k * _AT_ONCE + i for k, piece in enumerate(pieces) for i in getattr(piece, column)]


def read_rows(program: Program) -> Rows:
    """The columns of a program. Its tasks are looked at once for as long as they are the same."""
    pieces = program.tasks.derived(_pieces)
    keys, tasks = list(program.tasks.keys()), list(program.tasks.values())
    uncommon, odd = _numbered(pieces, "uncommon"), _numbered(pieces, "odd")
    places = list(chain.from_iterable([piece.places for piece in pieces]))
    needs = _joined([piece.needs for piece in pieces])
    amount = np.array(list(chain.from_iterable([piece.amount for piece in pieces])), float)
    unit = np.array(list(chain.from_iterable([piece.unit for piece in pieces])), np.int32)
    named = {milestone.parent for milestone in program.milestones.values()}
    named.update(*[piece.parents for piece in pieces])
    summaries = frozenset(key for key in named if key is not None)
    span = _known_span(program, [tasks[i] for i in uncommon])
    aside = {keys[i] for i in _numbered(pieces, "aside")} | summaries
    beside = frozenset(key for key in aside if key in program.tasks)
    if beside:
        keep = [i for i, key in enumerate(keys) if key not in beside]
        number = {old: new for new, old in enumerate(keep)}
        needs = _only(needs, keep)
        keys, tasks = [keys[i] for i in keep], [tasks[i] for i in keep]
        places = [places[i] for i in keep]
        odd = [number[i] for i in odd if i in number]
        uncommon = [number[i] for i in uncommon if i in number]
        amount, unit = amount[keep], unit[keep]
    milestones = {key: row for key, row in program.milestones.items() if not row.inactive}
    waiting = _needs([milestone.needs for milestone in milestones.values()])
    return Rows(
        program=program,
        keys=[*keys, *milestones],
        rows=[*tasks, *milestones.values()],
        tasks=tasks,
        summaries=summaries,
        beside=beside,
        places=places,
        amount=amount,
        unit=unit,
        odd=odd,
        uncommon=uncommon,
        needs=_joined([needs, waiting]),
        span=span,
    )


def _needs(waiting: list[tuple[Need, ...]]) -> Needs:
    flat = list(chain.from_iterable(waiting))
    lagged = [k for k, n in enumerate(flat) if n.lag is not None or n.lag_share is not None]
    # one comprehension per field: several times quicker than one loop over all of them
    return Needs(
        counts=list(map(len, waiting)),
        kind=[LINKS[need.link] for need in flat],
        names=[need.task for need in flat],
        lagged=lagged,
        lags=[(flat[k].lag, flat[k].lag_share) for k in lagged],
    )


def _joined(several: list[Needs]) -> Needs:
    """One after the other, links counted through."""
    firsts = accumulate([len(needs.names) for needs in several], initial=0)
    return Needs(
        counts=list(chain.from_iterable([needs.counts for needs in several])),
        kind=list(chain.from_iterable([needs.kind for needs in several])),
        names=list(chain.from_iterable([needs.names for needs in several])),
        lagged=[
            first + k for first, needs in zip(firsts, several, strict=False) for k in needs.lagged
        ],
        lags=list(chain.from_iterable([needs.lags for needs in several])),
    )


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
        lagged=[int(number[k]) for k in needs.lagged if mine[k]],
        lags=[lag for k, lag in zip(needs.lagged, needs.lags, strict=True) if mine[k]],
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
