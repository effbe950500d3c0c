"""When a backlog will be done, and how much of it by a date: from the pace of the team's record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from math import ceil, log
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from fairlead.program.backlogs import Backlog
from fairlead.program.findings import Finding
from fairlead.program.moments import closing_minute, in_zone
from fairlead.program.program import Program

__all__ = ["Pace", "Trial", "Worked", "days_needed", "items_done", "pace", "worked_off"]

Counts = npt.NDArray[np.int64]
_Draws = npt.NDArray[np.uint64]

WINDOW_WEEKS = 26
"""Weeks of the record that are drawn from: what a team did longer ago says less of it today."""
BLOCK_WEEKS = 4
"""Mean length of the stretches that are drawn together, so that bursts and droughts stay whole."""
USUAL_DRIFT = 0.5
"""Standard deviation of the logarithm of (pace to come / pace of the window), before a record."""
_WEIGHT = 8.0  # so many looks into its own past count as much as the usual drift
_LOOK = 14  # days between two looks
_LEAST_WEEKS = 2
_MOST_YEARS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Pace:
    """A team's record, ready to be drawn from.

    `weeks` holds completions by day, (weeks, 7), each row beginning on the weekday on which the
    forecast begins; `drift` is the standard deviation of the logarithm of the pace to come over
    that of the record.
    """

    weeks: Counts
    drift: float

    @property
    def per_week(self) -> float:
        """Items completed in a week of the window."""
        return float(self.weeks.sum() / len(self.weeks))


@dataclass(frozen=True, slots=True)
class Trial:
    """Which trials are meant: those of a seed from `first` on, so many of them."""

    seed: int
    first: int
    trials: int


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """A backlog in every trial: its finish in UTC minutes, and what is done by its due date."""

    pace: Pace
    finish: Counts
    done_by_due: Counts | None


def pace(history: tuple[date, ...], *, first: date, items: int, since: date | None = None) -> Pace:
    """The pace of a record up to the day before `first`.

    Raises `ValueError` when the record spans less than two weeks, or nothing was completed within
    the last 26 weeks of it.
    """
    past = np.array([day.toordinal() for day in history if day < first], np.int64)
    begin = int(past.min()) if len(past) else first.toordinal()
    if since is not None:
        begin = since.toordinal()
    length = first.toordinal() - begin
    if length < 7 * _LEAST_WEEKS:
        raise ValueError(f"the record spans {max(length, 0)} days, expected two weeks or more")
    days = np.bincount(past[past >= begin] - begin, minlength=length).astype(np.int64)
    kept = min(length // 7, WINDOW_WEEKS) * 7
    weeks = days[length - kept :].reshape(-1, 7)
    if not weeks.any():
        raise ValueError(f"nothing was completed in the last {len(weeks)} weeks before {first}")
    return Pace(weeks=weeks, drift=_drift(days, max(items, 1)))


def _drift(days: Counts, items: int) -> float:
    """How far the pace of the next `items` has been from that of the window before, in its past.

    Every 14 days the team's own past is asked as the forecast asks now: the window's pace against
    that at which the next items were really done. The squares of the logarithms are averaged with
    the usual drift, which counts as much as eight looks.
    """
    done = np.concatenate(([0], np.cumsum(days)))
    length, window = len(days), 7 * WINDOW_WEEKS
    looks = np.arange(min(window, length // 2), length, _LOOK)
    before = np.minimum(looks, window)
    past = (done[looks] - done[looks - before]) / before
    ends = np.searchsorted(done, done[looks] + items)
    seen = (past > 0) & (ends <= length)
    ratios = np.log(items / (ends[seen] - looks[seen]) / past[seen])
    squares = _WEIGHT * USUAL_DRIFT**2 + float((ratios**2).sum())
    return float(np.sqrt(squares / (_WEIGHT + len(ratios))))


# ---- draws: one stream for every (seed, backlog, trial) ------------------------------------------

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LEVELS = 4096


def _mixed(z: _Draws) -> _Draws:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _streams(key: str, trial: Trial) -> _Draws:
    digest = hashlib.blake2b(f"backlog:{key}\n{trial.seed}".encode(), digest_size=8).digest()
    numbers = np.arange(trial.first, trial.first + trial.trials, dtype=np.uint64)
    return _mixed(np.uint64(int.from_bytes(digest, "little")) ^ _mixed(numbers * _GOLDEN))


def _draw(streams: _Draws, number: int) -> _Draws:
    with np.errstate(over="ignore"):
        step = np.array(number + 1, np.uint64) * _GOLDEN
    return _mixed(streams + step)


@cache
def _normal() -> npt.NDArray[np.float64]:
    """The standard normal at the middles of 4,096 equal slices of chance."""
    quantile = NormalDist().inv_cdf
    return np.array([quantile((k + 0.5) / _LEVELS) for k in range(_LEVELS)])


def _sized(pace: Pace, streams: _Draws) -> npt.NDArray[np.float64]:
    """The pace of each trial over that of the record."""
    found: npt.NDArray[np.float64] = np.exp(
        pace.drift * _normal()[_draw(streams, 0) >> np.uint64(52)]
    )
    return found


_FIRST_WEEK = 2  # the draws before it: 0 the pace, 1 the growth


def _weeks_drawn(
    at: Counts, streams: _Draws, *, week: int, count: int, weeks: int
) -> npt.NDArray[np.int64]:
    """The weeks of the record that come next, (trials, count), after the one `at` in each trial.

    The stationary bootstrap of Politis and Romano (1994): the record goes on as it did, or, once in
    a block's length, from anywhere in it; lengths of blocks are geometric, the record is a circle.
    """
    number = np.arange(count)
    drawn = _mixed(
        streams[:, None] + (number + (_FIRST_WEEK + week + 1)).astype(np.uint64) * _GOLDEN
    )
    jumps = (drawn >> np.uint64(32)) < np.uint64(2**32 // BLOCK_WEEKS)
    if week == 0:
        jumps[:, 0] = True
    anywhere = (drawn & np.uint64(0xFFFFFFFF)) * np.uint64(weeks) >> np.uint64(32)
    last = np.maximum.accumulate(np.where(jumps, number, -1), axis=1)
    since = np.take_along_axis(anywhere.astype(np.int64), np.maximum(last, 0), axis=1)
    return np.where(last >= 0, since + number - last, at[:, None] + 1 + number) % weeks


_AT_ONCE = 8
_CELLS = 1 << 16  # weeks of all trials that are drawn at a time


def days_needed(
    pace: Pace, *, items: int, key: str, trial: Trial, growth: tuple[float, float] | None = None
) -> Counts:
    """Days until the items are done, (trials,): 1 is the first day. No trial is cut off.

    `growth` is the middle and the one-in-ten value of what is found on the way, as parts of the
    items there are.
    """
    streams = _streams(key, trial)
    left = items * _grown(growth, streams) / _sized(pace, streams)
    days = np.zeros(trial.trials, np.int64)
    lanes = np.flatnonzero(left > 0)
    left, streams = left[lanes], streams[lanes]
    at = np.zeros(len(lanes), np.int64)
    upto = np.cumsum(pace.weeks, axis=1)
    week = 0
    while len(lanes):
        count = max(_CELLS // len(lanes), 4)
        drawn = _weeks_drawn(at, streams, week=week, count=count, weeks=len(upto))
        done = np.cumsum(upto[drawn, -1], axis=1)
        ends = done[:, -1] >= left
        which = (done[ends] < left[ends, None]).sum(axis=1)
        rows = np.arange(len(which))
        last = drawn[ends][rows, which]
        before = done[ends][rows, which] - upto[last, -1]
        within = (upto[last] < (left[ends] - before)[:, None]).sum(axis=1)
        days[lanes[ends]] = 7 * (week + which) + 1 + within
        rest = ~ends
        left = left[rest] - done[rest, -1]
        lanes, at, streams = lanes[rest], drawn[rest, -1], streams[rest]
        week += count
    return days


def items_done(pace: Pace, *, days: int, key: str, trial: Trial) -> Counts:
    """Items completed within so many days, (trials,), in the same trials as `days_needed`."""
    streams = _streams(key, trial)
    sized = _sized(pace, streams)
    done = np.zeros(trial.trials, np.int64)
    at = np.zeros(trial.trials, np.int64)
    upto = np.cumsum(pace.weeks, axis=1)
    whole, part = divmod(days, 7)
    for week in range(0, whole + 1, _AT_ONCE):
        count = min(_AT_ONCE, whole + 1 - week)
        drawn = _weeks_drawn(at, streams, week=week, count=count, weeks=len(upto))
        full = upto[drawn, -1]
        if week + count > whole:
            full[:, -1] = upto[drawn[:, -1], part - 1] if part else 0
        done += full.sum(axis=1)
        at = drawn[:, -1]
    found: Counts = np.floor(done * sized).astype(np.int64)
    return found


def _grown(growth: tuple[float, float] | None, streams: _Draws) -> npt.NDArray[np.float64]:
    if growth is None or growth[0] <= 0:
        return np.ones(len(streams))
    middle, high = growth
    spread = log(max(high, middle) / middle) / NormalDist().inv_cdf(0.9)
    z = _normal()[_draw(streams, 1) >> np.uint64(52)]
    found: npt.NDArray[np.float64] = 1 + middle * np.exp(spread * z)
    return found


# ---- a backlog of a program ----------------------------------------------------------------------


def worked_off(program: Program, key: str, *, status: datetime, trial: Trial) -> Worked | Finding:
    """One backlog in every trial, begun on the first whole day from `status` on.

    A day's items are there at its end. Without a usable record it is a finding that says why.
    """
    backlog = program.backlogs[key]
    first = first_day(status, timezone=program.timezone)
    if backlog.items < 0 or (backlog.growth or 0) < 0 or (backlog.growth_high or 0) < 0:
        return _senseless(key, backlog)
    try:
        found = pace(backlog.history, first=first, items=backlog.items, since=backlog.since)
    except ValueError as error:
        return _without_record(key, str(error))
    growth = None
    if backlog.growth is not None:
        growth = (backlog.growth, backlog.growth_high or backlog.growth)
    years = backlog.items * (1 + max(growth or (0,))) / found.per_week / 52
    if years > _MOST_YEARS:
        return _endless(key, backlog, found, years)
    days = days_needed(found, items=backlog.items, key=key, trial=trial, growth=growth)
    done = None
    if backlog.due is not None:
        end = closing_minute(backlog.due, timezone=program.timezone)
        until = (end - closing_minute(first, timezone=program.timezone)) // 1440 + 1
        done = items_done(found, days=max(until, 0), key=key, trial=trial)
    return Worked(pace=found, finish=_ends(days, first, program.timezone), done_by_due=done)


def first_day(status: datetime, *, timezone: str) -> date:
    """The first whole day from an instant on."""
    local = in_zone(status, timezone=timezone)
    midnight = local.hour == local.minute == 0
    return local.date() if midnight else local.date() + timedelta(days=1)


def _ends(days: Counts, first: date, timezone: str) -> Counts:
    """The end of each day in UTC minutes; each distinct day is looked up once."""
    distinct, places = np.unique(days, return_inverse=True)
    limit = date.max.toordinal() - first.toordinal()
    ends = [
        closing_minute(first + timedelta(days=min(day, limit) - 1), timezone=timezone)
        for day in distinct.tolist()
    ]
    return np.array(ends, np.int64)[places]


def _without_record(key: str, why: str) -> Finding:
    return Finding(
        code="backlog.no-record",
        severity="warning",
        message=f"Backlog {key!r} cannot be forecast: {why}.",
        where=f"backlogs.{key}.history",
        hint="Give the day on which each item was completed, over the last months.",
        subjects=(key,),
    )


def _senseless(key: str, backlog: Backlog) -> Finding:
    return Finding(
        code="backlog.negative",
        severity="error",
        message=f"Backlog {key!r} has {backlog.items} items and a growth of {backlog.growth or 0}; "
        "expected nothing below zero.",
        where=f"backlogs.{key}",
        hint="Write what is still to be done.",
        subjects=(key,),
    )


def _endless(key: str, backlog: Backlog, found: Pace, years: float) -> Finding:
    return Finding(
        code="backlog.beyond-time",
        severity="error",
        message=f"Backlog {key!r} holds {backlog.items:,} items and its team does "
        f"{found.per_week:.1f} a week: {ceil(years):,} years.",
        where=f"backlogs.{key}.items",
        hint="Look for items counted in another size than the record's.",
        subjects=(key,),
    )
