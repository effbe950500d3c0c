"""What drives a date: the chains that end in a node, by how much each could slip before it moves.

The first path is the driving one; the next hang on it by their slack. The idea is that of
multiple float paths by free float in Primavera P6, here on the network that also holds who
waits for whom.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from fairlead.analyses._kernel.library import library
from fairlead.analyses.clock import TOO_LATE, Minutes
from fairlead.analyses.critical_path import CriticalPath
from fairlead.analyses.network import EARLIEST, POINT, Network

__all__ = ["Chains", "PathStep", "TracedPath", "longest_path"]

_LINK_NAMES = ("FS", "SS", "FF", "SF")


class PathStep(msgspec.Struct, frozen=True):
    """A node by its place, and the edge (by number in `Chains`) that it waits by, or -1."""

    place: int
    edge: int


class TracedPath(msgspec.Struct, frozen=True):
    """Steps from the head to the end, and the slack of the chain in the clock of its end."""

    slack: int
    steps: tuple[PathStep, ...]


class Chains(msgspec.Struct, frozen=True, eq=False):
    """Every edge of a planned network with its slack: links first, then people's.

    `before`, `after` (edges) are places; `type` is the link's number, or -1 - k for the k-th
    link that people make; `slack` is how far `before` may slip, in minutes of the clock of
    `after`, before this edge alone would move `after`.
    """

    network: Network
    before: npt.NDArray[np.int32]
    after: npt.NDArray[np.int32]
    type: npt.NDArray[np.int32]
    slack: Minutes
    ptr: Minutes

    @classmethod
    def of(
        cls,
        network: Network,
        *,
        start: Minutes,
        finish: Minutes,
        people: Sequence[tuple[int, int]] = (),
    ) -> Chains:
        """The edges of a network at these dates, with the pairs (before, after) people make."""
        m = len(network.incoming)
        extra = np.array(people, np.int32).reshape(-1, 2)
        after = np.repeat(np.arange(network.n, dtype=np.int32), np.diff(network.in_ptr))
        before = np.concatenate((network.incoming["other"], extra[:, 0])).astype(np.int32)
        after = np.concatenate((after, extra[:, 1])).astype(np.int32)
        kind = np.concatenate((network.incoming["type"], -1 - np.arange(len(extra))))
        lag = np.concatenate((network.incoming["lag"], np.zeros(len(extra), np.int64)))
        lag_clock = np.concatenate((network.incoming["clock"], np.zeros(len(extra), np.int32)))
        from_finish = (kind == 0) | (kind == 2) | (kind < 0)
        to_start = (kind == 0) | (kind == 1) | (kind < 0)
        bound = np.where(from_finish, finish[before], start[before])
        lagged = np.flatnonzero(lag[:m] > 0)
        bound[lagged] = network.clocks.finish_of(lag_clock[lagged], bound[lagged], lag[lagged])
        led = np.flatnonzero(lag[:m] < 0)
        bound[led] = network.clocks.start_of(lag_clock[led], bound[led], -lag[led])
        reached = np.where(to_start, start[after], finish[after])
        which = network.slack_clock[after]
        slack = network.clocks.work_before(which, reached) - network.clocks.work_before(
            which, bound
        )
        order = np.argsort(after, kind="stable")
        ptr = np.zeros(network.n + 1, np.int64)
        np.cumsum(np.bincount(after, minlength=network.n), out=ptr[1:])
        return cls(
            network=network,
            before=before[order],
            after=after[order],
            type=kind[order].astype(np.int32),
            slack=np.maximum(slack[order], 0),
            ptr=ptr,
        )

    def link_name(self, edge: int) -> str | None:
        """FS, SS, FF or SF; None where people, not a link, make the edge."""
        kind = int(self.type[edge])
        return None if kind < 0 else _LINK_NAMES[kind]

    def driving(self, ends: Iterable[int]) -> frozenset[int]:
        """The places of all chains without slack that end in one of `ends`, these included.

        Where two predecessors hold a node alike, both are on a chain. Finished work is on none.
        """
        found: set[int] = set()
        waiting = [place for place in ends if not self._is_history(place)]
        while waiting:
            node = waiting.pop()
            if node in found:
                continue
            found.add(node)
            for edge in range(int(self.ptr[node]), int(self.ptr[node + 1])):
                before = int(self.before[edge])
                if self.slack[edge] == 0 and not self._is_history(before):
                    waiting.append(before)
        return frozenset(found)

    def paths_to(self, place: int, *, count: int) -> tuple[TracedPath, ...]:
        """The first `count` chains that end at a node, the driving one first.

        A node is on one path only: the first that reaches it. Finished work ends a chain.
        """
        network, count = self.network, max(count, 1)
        path_ptr, slack = np.empty(count + 1, np.int64), np.empty(count, np.int64)
        places, edges = np.empty(network.n, np.int32), np.empty(network.n, np.int64)
        history = np.ascontiguousarray(network.actual_finish < TOO_LATE).view(np.uint8)
        hidden = (network.kind == POINT) | (network.kind == EARLIEST)
        function = library().fl_chains
        function.restype = ctypes.c_int64
        inputs = (self.ptr, self.before, self.slack, history, hidden.view(np.uint8))
        found = function(
            ctypes.c_int64(network.n),
            *(ctypes.c_void_p(array.ctypes.data) for array in inputs),
            ctypes.c_int64(place),
            ctypes.c_int64(count),
            *(ctypes.c_void_p(array.ctypes.data) for array in (path_ptr, slack, places, edges)),
        )
        if found < 0:
            raise MemoryError(f"No memory to trace chains through {network.n:,} tasks.")
        return tuple(
            TracedPath(
                int(slack[k]),
                tuple(
                    PathStep(*step)
                    for step in zip(
                        places[first:last][::-1].tolist(),
                        edges[first:last][::-1].tolist(),
                        strict=True,
                    )
                ),
            )
            for k, (first, last) in enumerate(
                zip(path_ptr[:found].tolist(), path_ptr[1 : found + 1].tolist(), strict=True)
            )
        )

    def _is_history(self, place: int) -> bool:
        return bool(self.network.actual_finish[place] < TOO_LATE)


def longest_path(path: CriticalPath) -> frozenset[int]:
    """The places on the chains of early dates that drive the last finish of unfinished work.

    What is critical where a program says `critical_by: longest-path` (Primavera P6): it does not
    depend on slack, and so not on calendars or on dates that were promised.
    """
    network = path.network
    chains = Chains.of(network, start=path.early_start, finish=path.early_finish)
    unfinished = network.actual_finish >= TOO_LATE
    if not unfinished.any():
        return frozenset()
    last = path.early_finish[unfinished].max()
    return chains.driving(np.flatnonzero(unfinished & (path.early_finish == last)).tolist())
