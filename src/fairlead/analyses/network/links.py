"""Links between nodes, with their lags in minutes of a clock."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

import msgspec
import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import (
    TOO_LATE,
    ClockSet,
    Minutes,
)
from fairlead.analyses.network.clock_book import ClockBook
from fairlead.analyses.network.crews import whole_minutes
from fairlead.analyses.network.form import (
    Columns,
    Places,
)
from fairlead.analyses.network.outline import Outline
from fairlead.analyses.network.rows import LINKS, NOTHING, UNITS, Lag, Rows
from fairlead.program.program import Program
from fairlead.program.work import Need

__all__ = ["Links", "gather", "timed"]


class Links(msgspec.Struct, frozen=True, eq=False):
    """Links by number: the indices they join, their kind, and the lags of those that have one."""

    pred: Places
    succ: Places
    type: Places
    lagged: npt.NDArray[np.int64]  # the numbers of those that have a lag
    amount: npt.NDArray[np.float64]  # of the lags that are working time
    unit: npt.NDArray[np.int32]
    odd: npt.NDArray[np.int64]  # the places in `lagged` of those that are not
    lags: list[Lag]  # and what these are


def gather(rows: Rows, index: dict[str, int], outline: Outline) -> Links:
    """Every link between nodes; those that touch a summary go to its points."""
    needs = rows.needs
    succ = np.repeat(np.arange(len(needs.counts), dtype=np.int32), needs.counts)
    pred = np.fromiter(map(index.get, needs.names, repeat(-1)), np.int32, len(needs.names))
    if (pred < 0).any():
        _point(pred, needs.kind, needs.names, outline)
        keep = pred >= 0
        pred, succ = pred[keep], succ[keep]
        needs = needs.only(keep, np.bincount(succ, minlength=len(needs.counts)))
    more: list[tuple[int, int, int]] = []
    later: list[int] = []
    lags: list[Lag] = []
    for before, after, need in _of_summaries(rows.program, index, outline):
        if need.lag is not None or need.lag_share is not None:
            later.append(len(pred) + len(more))
            lags.append((need.lag, need.lag_share))
        more.append((before, after, LINKS[need.link]))
    ends = np.array([*more, *outline.extra], np.int32).reshape(-1, 3)
    spans = [NOTHING if span is None or span.elapsed else span for span, _ in lags]
    odd = [k for k, (span, _) in enumerate(lags) if span is None or span.elapsed]
    return Links(
        pred=np.concatenate((pred, ends[:, 0])),
        succ=np.concatenate((succ, ends[:, 1])),
        type=np.concatenate((needs.kind, ends[:, 2])),
        lagged=np.concatenate((needs.lagged, np.array(later, np.int64))),
        amount=np.concatenate((needs.amount, [span.amount for span in spans])),
        unit=np.concatenate((needs.unit, np.array([UNITS[span.unit] for span in spans], np.int32))),
        odd=np.concatenate((needs.odd, len(needs.lagged) + np.array(odd, np.int64))),
        lags=[*needs.lags, *[lags[k] for k in odd]],
    )


def _point(pred: Places, kind: Places, names: list[str], outline: Outline) -> None:
    """Puts the edges of summaries where links wait for one; -1 stays where no work is planned."""
    for k in np.flatnonzero(pred < 0).tolist():
        if names[k] in outline.summaries:
            point = outline.point(names[k], "end" if kind[k] in {0, 2} else "first")
            pred[k] = -1 if point is None else point


def _of_summaries(
    program: Program, index: dict[str, int], outline: Outline
) -> Iterator[tuple[int, int, Need]]:
    """What summaries wait for, and the nodes that wait: their begin, or all that they hold."""
    for key in sorted(outline.summaries):
        summary = program.tasks.get(key)
        for need in summary.needs if summary is not None else ():
            before: int | None = index.get(need.task)
            if before is None and need.task in outline.summaries:
                before = outline.point(need.task, "end" if need.link in {"FS", "FF"} else "first")
            if before is None:
                continue
            if need.link in {"FS", "SS"}:
                begin = outline.point(key, "begin")
                targets = [] if begin is None else [begin]
            else:
                targets = outline.leaves_of(key)
            for target in targets:
                yield before, target, need


def timed(
    program: Program,
    links: Links,
    *,
    columns: Columns,
    book: ClockBook,
    clocks: ClockSet,
    status: int,
    moves: bool,
) -> tuple[Places, Places, Places, Minutes, Places, Minutes]:
    """The links with their lags in minutes of a clock, less what of them has already passed."""
    m = len(links.pred)
    pred, succ = links.pred, links.succ
    lag = np.zeros(m, np.int64)
    lag_clock = np.zeros(m, np.int32)
    default = book.of_calendar(None)
    by = program.scheduling.lag_calendar
    lagged = links.lagged
    if by in {"predecessor", "successor"}:
        numbers = columns.lag_clock[(pred if by == "predecessor" else succ)[lagged]]
    else:
        numbers = np.full(len(lagged), default if by == "program" else 0, np.int32)
    lag_clock[lagged] = numbers
    hours = np.where(numbers == 0, default, numbers)
    lag[lagged] = whole_minutes(links.amount, links.unit, hours, book)
    for k, (span, share) in zip(lagged[links.odd].tolist(), links.lags, strict=True):
        if span is None and share is not None:
            lag[k] = round(float(columns.length[pred[k]]) * share)
        elif span is not None and span.elapsed:
            lag[k] = span.minutes(day_minutes=1440, week_minutes=10080)
            lag_clock[k] = 0
    full_lag = lag.copy()
    if moves:
        _consume_lags(
            lag, lag_clock, pred, links.type, columns=columns, clocks=clocks, status=status
        )
    return pred, succ, links.type, lag, lag_clock, full_lag


def _consume_lags(
    lag: Minutes,
    lag_clock: Places,
    pred: Places,
    link_type: Places,
    *,
    columns: Columns,
    clocks: ClockSet,
    status: int,
) -> None:
    """A lag runs from the actual date: by the status time, that much of it has passed."""
    from_start = (link_type == 1) | (link_type == 3)
    since = np.where(from_start, columns.actual_start[pred], columns.actual_finish[pred])
    passed = np.flatnonzero((lag != 0) & (since != TOO_LATE))
    if len(passed) == 0:
        return
    which = lag_clock[passed]
    now = np.full(len(passed), status, np.int64)
    begun = np.minimum(since[passed], status)
    worked = clocks.work_before(which, now) - clocks.work_before(which, begun)
    lag[passed] = np.maximum(lag[passed] - worked, 0)
