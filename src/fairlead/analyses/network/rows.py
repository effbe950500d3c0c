"""The rows of a program by column: what of each task and milestone becomes numbers.

Each task is looked at once, with those beside it. A plan has many more tasks than the processor's
caches hold, and fetching a task from memory costs more than all that is then asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import accumulate, chain
from operator import is_

import msgspec
import numpy as np
import numpy.typing as npt

from fairlead.program.moments import Moment
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.work import Activity, Need, Task

__all__ = ["LINKS", "NOTHING", "UNITS", "Lag", "Needs", "Rows", "read_rows"]

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


class Needs(msgspec.Struct, frozen=True, eq=False):
    """What rows wait for, in their order: how many each, of what kind, for whom.

    `lagged` are the numbers of the links that have a lag, ascending, with `amount` and `unit` of
    each that is working time. Which of them are not stands in `odd`, ascending, and in `lags` what
    they are.
    """

    counts: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int32]
    names: list[str]
    lagged: npt.NDArray[np.int64]
    amount: npt.NDArray[np.float64]
    unit: npt.NDArray[np.int32]
    odd: npt.NDArray[np.int64]
    lags: list[Lag]

    def only(self, keep: npt.NDArray[np.bool_], counts: npt.NDArray[np.int64]) -> Needs:
        """These links alone. `counts` are how many of them each row then has."""
        number = np.cumsum(keep) - 1
        lagged = keep[self.lagged]
        odd = lagged[self.odd]
        return Needs(
            counts=counts,
            kind=self.kind[keep],
            names=[name for name, own in zip(self.names, keep.tolist(), strict=True) if own],
            lagged=number[self.lagged[lagged]],
            amount=self.amount[lagged],
            unit=self.unit[lagged],
            odd=(np.cumsum(lagged) - 1)[self.odd[odd]],
            lags=[lag for lag, own in zip(self.lags, odd.tolist(), strict=True) if own],
        )


class Rows(msgspec.Struct, frozen=True, eq=False):
    """The leaves of a program, first `n_tasks` tasks, then milestones; `beside` are no leaves.

    `place` (a number in `places`), `amount` and `unit` are by task; `amount` is 0 for those in
    `odd`, which have a range, elapsed time or no length at all. `uncommon` tasks have more to them
    than a length and links: people, progress, a date, a delay. `span` is the first and last day
    that the program names.
    """

    program: Program
    keys: list[str]
    rows: list[Activity]
    tasks: list[Task]
    summaries: frozenset[str]
    beside: frozenset[str]
    places: list[_Place]
    place: npt.NDArray[np.int32]
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


class _Piece(msgspec.Struct, frozen=True, eq=False):
    """A few tasks, one after the other, by column. Numbers count from the first of them."""

    tasks: list[Task]
    places: list[_Place]
    place: npt.NDArray[np.int32]
    amount: npt.NDArray[np.float64]
    unit: npt.NDArray[np.int32]
    odd: list[int]
    uncommon: list[int]
    parents: set[str | None]
    aside: list[int]
    needs: Needs


NOTHING = Span(amount=0.0, unit="m")
"""What stands where a length has no number yet."""


def _piece(tasks: list[Task]) -> _Piece:
    amounts = [t.estimate or t.duration for t in tasks]
    spans = [None if amount is None else amount.likely for amount in amounts]
    odd = [i for i, span in enumerate(spans) if span is None or span.elapsed]
    for i in odd:
        spans[i] = NOTHING
    plain: list[Span] = spans  # type: ignore[assignment]  # none is None any more
    named = [t.calendar if t.team is None else (t.calendar, t.team) for t in tasks]
    numbers = {place: number for number, place in enumerate(dict.fromkeys(named))}
    return _Piece(
        tasks=tasks,
        places=list(numbers),
        place=np.array([numbers[place] for place in named], np.int32),
        amount=np.array([span.amount for span in plain], float),
        unit=np.array([UNITS[span.unit] for span in plain], np.int32),
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
    places, place = _placed(pieces)
    needs = _joined([piece.needs for piece in pieces])
    amount = np.concatenate([np.zeros(0), *[piece.amount for piece in pieces]])
    unit = np.concatenate([np.zeros(0, np.int32), *[piece.unit for piece in pieces]])
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
        odd = [number[i] for i in odd if i in number]
        uncommon = [number[i] for i in uncommon if i in number]
        place, amount, unit = place[keep], amount[keep], unit[keep]
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
        place=place,
        amount=amount,
        unit=unit,
        odd=odd,
        uncommon=uncommon,
        needs=_joined([needs, waiting]),
        span=span,
    )


def _placed(pieces: list[_Piece]) -> tuple[list[_Place], npt.NDArray[np.int32]]:
    """The places of all pieces, each once, and the number of each task's."""
    numbers = {place: number for number, place in enumerate(_each_once(pieces))}
    by_piece = [
        np.array([numbers[place] for place in piece.places], np.int32)[piece.place]
        for piece in pieces
    ]
    return list(numbers), np.concatenate([np.zeros(0, np.int32), *by_piece])


def _each_once(pieces: list[_Piece]) -> dict[_Place, None]:
    return dict.fromkeys(chain.from_iterable([piece.places for piece in pieces]))


def _needs(waiting: list[tuple[Need, ...]]) -> Needs:
    flat = list(chain.from_iterable(waiting))
    lagged = [k for k, n in enumerate(flat) if n.lag is not None or n.lag_share is not None]
    spans = [flat[k].lag for k in lagged]
    odd = [k for k, span in enumerate(spans) if span is None or span.elapsed]
    lags = [(spans[k], flat[lagged[k]].lag_share) for k in odd]
    for k in odd:
        spans[k] = NOTHING
    plain: list[Span] = spans  # type: ignore[assignment]  # none is None any more
    # one comprehension per field: several times quicker than one loop over all of them
    return Needs(
        counts=np.array(list(map(len, waiting)), np.int64),
        kind=np.array([LINKS[need.link] for need in flat], np.int32),
        names=[need.task for need in flat],
        lagged=np.array(lagged, np.int64),
        amount=np.array([span.amount for span in plain], float),
        unit=np.array([UNITS[span.unit] for span in plain], np.int32),
        odd=np.array(odd, np.int64),
        lags=lags,
    )


def _joined(several: list[Needs]) -> Needs:
    """One after the other, links counted through."""
    several = [_needs([]), *several]
    links = accumulate([len(needs.names) for needs in several], initial=0)
    lags = accumulate([len(needs.lagged) for needs in several], initial=0)
    return Needs(
        counts=np.concatenate([needs.counts for needs in several]),
        kind=np.concatenate([needs.kind for needs in several]),
        names=list(chain.from_iterable([needs.names for needs in several])),
        lagged=np.concatenate([k + n.lagged for k, n in zip(links, several, strict=False)]),
        lags=list(chain.from_iterable([needs.lags for needs in several])),
        amount=np.concatenate([needs.amount for needs in several]),
        unit=np.concatenate([needs.unit for needs in several]),
        odd=np.concatenate([k + n.odd for k, n in zip(lags, several, strict=False)]),
    )


def _only(needs: Needs, keep: list[int]) -> Needs:
    """The needs of these rows alone."""
    kept = np.zeros(len(needs.counts), bool)
    kept[keep] = True
    return needs.only(np.repeat(kept, needs.counts), needs.counts[keep])


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
