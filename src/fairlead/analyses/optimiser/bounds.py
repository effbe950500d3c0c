"""Lengths that no schedule of a project can be shorter than, without a search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairlead.analyses.optimiser.project import Project, Units

__all__ = ["Ends", "ends_of", "least_length"]


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """By place: the earliest start, and the least time from the start to the end of the whole."""

    head: Units
    tail: Units

    @property
    def length(self) -> int:
        """Of the critical path."""
        return int((self.head + self.tail).max(initial=0))


def ends_of(project: Project) -> Ends:
    """What links alone ask for before and after each activity."""
    ptr, before, gap = project.in_ptr.tolist(), project.before.tolist(), project.in_lag.tolist()
    head, tail = project.release.tolist(), project.duration.tolist()
    for i in range(project.n):
        for e in range(ptr[i], ptr[i + 1]):
            head[i] = max(head[i], head[before[e]] + gap[e])
    for i in range(project.n - 1, -1, -1):
        for e in range(ptr[i], ptr[i + 1]):
            tail[before[e]] = max(tail[before[e]], tail[i] + gap[e])
    return Ends(np.array(head, np.int32), np.array(tail, np.int32))


def least_length(project: Project, ends: Ends) -> int:
    """The longest of the critical path and, by resource, heads, work and tails.

    Of every set of activities on a resource that begin no earlier than some instant and have at
    least some time after them, the work divided by what there is, with both around it (Carlier
    1982, for resources of any capacity). Pairs that exclude each other on some resource stand one
    after the other.
    """
    best = ends.length
    after = ends.tail.astype(np.int64) - project.duration
    head = ends.head.astype(np.int64)
    for r in range(project.demand.shape[1]):
        energy = project.demand[:, r].astype(np.int64) * project.duration
        used = np.flatnonzero(energy)
        by_tail = used[np.argsort(-after[used], kind="stable")]
        for release in np.unique(head[used]).tolist():
            inside = by_tail[head[by_tail] >= release]
            work = np.cumsum(energy[inside])
            whole = release + -(-work // int(project.capacity[r])) + after[inside]
            best = max(best, int(whole.max(initial=0)))
    return max(best, _pairs(project, head, after))


def _pairs(
    project: Project,
    head: np.ndarray[tuple[int], np.dtype[np.int64]],
    after: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> int:
    """Of two that cannot run together, one goes first: the better of the two orders."""
    if project.n > _MOST_PAIRED:
        return 0
    both = np.zeros((project.n, project.n), bool)
    for r in range(project.demand.shape[1]):
        need = project.demand[:, r]
        both |= need[:, None] + need[None, :] > project.capacity[r]
    np.fill_diagonal(both, False)  # noqa: FBT003  # numpy's own signature
    length = project.duration.astype(np.int64)
    first = head[:, None] + length[:, None] + length[None, :] + after[None, :]
    whole = np.minimum(first, first.T)
    return int(whole[both].max(initial=0))


_MOST_PAIRED = 1_000
"""Activities beyond which pairs are not looked at: fewer weaken the bound, no more."""
