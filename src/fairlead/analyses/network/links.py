"""Links between nodes, with their lags in minutes of a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

import numpy as np

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
from fairlead.analyses.network.rows import LINKS, Lag, Rows
from fairlead.program.program import Program
from fairlead.program.work import Need

__all__ = ["Links", "gather", "timed"]


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Links by number: the indices they join, their kind, and the lags of those that have one."""

    pred: Places
    succ: Places
    type: Places
    lagged: list[int]  # the numbers of those that have a lag
    lags: list[Lag]


def gather(rows: Rows, index: dict[str, int], outline: Outline) -> Links:
    """Every link between nodes; those that touch a summary go to its points."""
    needs = rows.needs
    kind, lagged, lags = needs.kind, list(needs.lagged), list(needs.lags)
    succ = np.repeat(np.arange(len(needs.counts)), needs.counts)
    pred = list(map(index.get, needs.names, repeat(-1)))
    if -1 in pred:
        keep = _pointed(pred, kind, needs.names, outline)
        renumbered = {k: new for new, k in enumerate(keep)}
        lags = [lag for k, lag in zip(lagged, lags, strict=True) if k in renumbered]
        lagged = [renumbered[k] for k in lagged if k in renumbered]
        pred, kind = [pred[k] for k in keep], [kind[k] for k in keep]
        succ = succ[np.array(keep, np.int64)]
    more: list[tuple[int, int, int]] = []
    for before, after, need in _of_summaries(rows.program, index, outline):
        if need.lag is not None or need.lag_share is not None:
            lagged.append(len(pred) + len(more))
            lags.append((need.lag, need.lag_share))
        more.append((before, after, LINKS[need.link]))
    ends = np.array([*more, *outline.extra], np.int32).reshape(-1, 3)
    return Links(
        pred=np.concatenate((np.array(pred, np.int32), ends[:, 0])),
        succ=np.concatenate((succ.astype(np.int32), ends[:, 1])),
        type=np.concatenate((np.array(kind, np.int32), ends[:, 2])),
        lagged=lagged,
        lags=lags,
    )


def _pointed(pred: list[int], kind: list[int], names: list[str], outline: Outline) -> list[int]:
    """Puts the edges of summaries where links wait for one; which links wait for planned work."""
    keep: list[int] = []
    for k, where in enumerate(pred):
        if where < 0:
            point = None
            if names[k] in outline.summaries:
                point = outline.point(names[k], "end" if kind[k] in {0, 2} else "first")
            if point is None:
                continue
            pred[k] = point
        keep.append(k)
    return keep


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
    lagged = np.array(links.lagged, np.int64)
    spans = [span for span, _ in links.lags]
    if by in {"predecessor", "successor"}:
        numbers = columns.lag_clock[(pred if by == "predecessor" else succ)[lagged]]
    else:
        numbers = np.full(len(lagged), default if by == "program" else 0, np.int32)
    lag_clock[lagged] = numbers
    lag[lagged] = whole_minutes(spans, np.where(numbers == 0, default, numbers), book)
    for k, (span, share) in zip(links.lagged, links.lags, strict=True):
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
