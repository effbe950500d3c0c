"""A project in whole time units: activities, links and resources as the search takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

__all__ = ["MOST_UNITS", "Impossible", "Link", "Project", "project_of"]

MOST_CAPACITY = 32_767
"""Of one resource: four of them share a machine word."""

MOST_UNITS = 4_000_000
"""Time units of all activities and lags together."""

MOST_ACTIVITIES = 50_000

Units = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Link:
    """`after` waits for `before`, both by number; the lag is in time units and may be negative."""

    before: int
    after: int
    type: Literal["FS", "SS", "FF", "SF"] = "FS"
    lag: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """A resource-constrained project. Arrays are by place in an order in which links point forward.

    `order[place]` is the caller's number of an activity. Activity `k` begins no earlier than
    `in_lag[e]` after the start of `before[e]`, for e from `in_ptr[k]` to `in_ptr[k + 1]`: every
    type of link says as much once durations stand. `demand` is (n, resources), `release` the
    earliest start. No schedule that is built one activity at a time ends after `horizon`.
    """

    order: Units
    duration: Units
    release: Units
    in_ptr: Units
    before: Units
    in_lag: Units
    demand: Units
    capacity: Units
    horizon: int

    @property
    def n(self) -> int:
        """How many activities there are."""
        return len(self.order)

    def by_number(self, start: Units) -> tuple[int, ...]:
        """Starts by place, as starts by the caller's numbers."""
        found = np.empty(self.n, np.int32)
        found[self.order] = start
        return tuple(found.tolist())


@dataclass(frozen=True, slots=True)
class Impossible:
    """No schedule exists, and why: the activities that wait for each other, or ask too much."""

    reason: Literal["circular", "too-much"]
    activities: tuple[int, ...]


def project_of(
    *,
    durations: Sequence[int],
    links: Sequence[Link],
    demands: Sequence[Sequence[int]],
    capacities: Sequence[int],
    release: Sequence[int] | None = None,
) -> Project | Impossible:
    """Check and order a project. Demands are by activity, one number for each resource.

    Resources of which there is always enough are left out. Raises ValueError for numbers that are
    negative, too large to compute with, or of the wrong count.
    """
    n = len(durations)
    needed = _checked(durations, links, demands, capacities, release)
    over = [i for i in range(n) if durations[i] > 0 and (needed[i] > np.array(capacities)).any()]
    if over:
        return Impossible("too-much", tuple(over))
    order = _order(n, links)
    if len(order) < n:
        return Impossible("circular", _circle(n, links, set(order)))
    place = {number: k for k, number in enumerate(order)}
    duration = np.array([durations[i] for i in order], np.int32)
    rows = _rows(links, place, duration)
    before, in_lag = rows[:, 1].astype(np.int32), rows[:, 2].astype(np.int32)
    starts_from = np.array([0 if release is None else release[i] for i in order], np.int32)
    needed = np.where(duration[:, None] > 0, needed[order], 0)
    scarce = needed.sum(axis=0, dtype=np.int64) > np.array(capacities, np.int64)
    counts = np.bincount(rows[:, 0], minlength=n) if len(rows) else np.zeros(n, np.int64)
    horizon = int(duration.sum() + starts_from.max(initial=0) + np.maximum(in_lag, 0).sum() + 1)
    return Project(
        order=np.array(order, np.int32),
        duration=duration,
        release=starts_from,
        in_ptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        before=before,
        in_lag=in_lag,
        demand=np.ascontiguousarray(needed[:, scarce], np.int32),
        capacity=np.array(capacities, np.int32)[scarce],
        horizon=horizon,
    )


def _checked(
    durations: Sequence[int],
    links: Sequence[Link],
    demands: Sequence[Sequence[int]],
    capacities: Sequence[int],
    release: Sequence[int] | None,
) -> Units:
    n = len(durations)
    if n > MOST_ACTIVITIES:
        raise ValueError(f"{n:,} activities, expected at most {MOST_ACTIVITIES:,}.")
    if len(demands) != n or any(len(row) != len(capacities) for row in demands):
        raise ValueError(f"Expected demands of {n:,} activities for {len(capacities)} resources.")
    if release is not None and len(release) != n:
        raise ValueError(f"{len(release):,} releases, expected {n:,}.")
    amounts = [*durations, *(release or ()), *(one for row in demands for one in row)]
    if min(amounts, default=0) < 0 or min(capacities, default=0) < 0:
        raise ValueError("Durations, releases, demands and capacities are expected not negative.")
    if max(capacities, default=0) > MOST_CAPACITY:
        raise ValueError(f"A capacity of {max(capacities):,}, expected at most {MOST_CAPACITY:,}.")
    if any(not (0 <= one.before < n and 0 <= one.after < n) for one in links):
        raise ValueError(f"A link names an activity that is none of the {n:,}.")
    whole = sum(durations) + sum(abs(one.lag) for one in links) + max(release or (), default=0)
    if whole > MOST_UNITS:
        raise ValueError(f"{whole:,} time units in all, expected at most {MOST_UNITS:,}.")
    capped = [[min(one, MOST_CAPACITY + 1) for one in row] for row in demands]
    return np.array(capped, np.int32).reshape(n, len(capacities))


def _order(n: int, links: Sequence[Link]) -> list[int]:
    """Numbers so that links point forward; those on a circle, and after one, are missing."""
    waiting = [0] * n
    following: list[list[int]] = [[] for _ in range(n)]
    for one in links:
        waiting[one.after] += 1
        following[one.before].append(one.after)
    order = [i for i in range(n) if waiting[i] == 0]
    for number in order:
        for after in following[number]:
            waiting[after] -= 1
            if waiting[after] == 0:
                order.append(after)  # the list is its own queue
    return order


def _circle(n: int, links: Sequence[Link], ordered: set[int]) -> tuple[int, ...]:
    """Some activities of which each waits for the one before it, and the first for the last."""
    waits = {one.after: one.before for one in links if one.before not in ordered}
    at = next(i for i in range(n) if i not in ordered)
    seen: list[int] = []
    while at not in seen:
        seen.append(at)
        at = waits[at]
    return tuple(reversed(seen[seen.index(at) :]))


def _rows(links: Sequence[Link], place: dict[int, int], duration: Units) -> npt.NDArray[np.int64]:
    """(links, 3): place after, place before, units from start to start; sorted."""
    found: dict[tuple[int, int], int] = {}
    for one in links:
        before, after = place[one.before], place[one.after]
        gap = one.lag
        if one.type in {"FS", "FF"}:
            gap += int(duration[before])
        if one.type in {"FF", "SF"}:
            gap -= int(duration[after])
        pair = (after, before)
        found[pair] = max(found.get(pair, gap), gap)
    rows = [(after, before, gap) for (after, before), gap in sorted(found.items())]
    return np.array(rows, np.int64).reshape(-1, 3)
