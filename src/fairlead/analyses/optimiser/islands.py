"""The search for short schedules: islands in the kernel, one for each thread."""

from __future__ import annotations

import ctypes
from itertools import pairwise

import numpy as np

from fairlead.analyses._kernel.library import library
from fairlead.analyses.optimiser.populations import Populations
from fairlead.analyses.optimiser.project import Project, Units

__all__ = ["Islands", "population_for"]

_ARRAYS = ("duration", "release", "in_ptr", "before", "in_lag", "demand", "capacity")

_WORK_OF_A_SLICE = 400_000
"""Activities placed between two looks at the clock: some 20 ms."""

_WIDTH = 1.0
"""Schedules on an island, by the square root of the passes that the time allows for."""

_MIXED = 10
"""One schedule in so many changes islands after each slice."""


class _ProjectStruct(ctypes.Structure):
    _fields_ = (
        ("n", ctypes.c_int64),
        ("resources", ctypes.c_int64),
        ("horizon", ctypes.c_int64),
        *((name, ctypes.c_void_p) for name in _ARRAYS),
    )


def population_for(project: Project, *, seconds: float) -> int:
    """Schedules on each island: a longer search needs more of them, or they become alike."""
    passes = seconds * 2e7 / max(project.n, 1)
    return int(min(max(_WIDTH * passes**0.5, 30), 4_000))


class Islands(Populations):
    """Populations of schedules that evolve beside each other; a context manager.

    Each has a seed of its own and one thread. After every slice some of their schedules, drawn
    evenly, are exchanged, so that the islands are one population on several threads. What they
    find depends on project, seed, population and slices alone.
    """

    def __init__(self, project: Project, *, seed: int, count: int, population: int) -> None:
        self.project = project
        self.passes = max(_WORK_OF_A_SLICE // max(project.n, 1), 20)
        self._struct = _ProjectStruct(
            project.n,
            project.demand.shape[1],
            project.horizon,
            *(getattr(project, name).ctypes.data for name in _ARRAYS),
        )
        kernel = self._kernel = library()
        kernel.fl_island_begin.restype = ctypes.c_void_p
        kernel.fl_island_run.restype = ctypes.c_int64
        self._lengths = [project.horizon + 1] * count
        super().__init__(
            seed=seed,
            count=count,
            begin=lambda own: kernel.fl_island_begin(
                ctypes.byref(self._struct), own, ctypes.c_int64(population)
            ),
            end=kernel.fl_island_end,
            what=f"{project.n:,} activities",
        )

    def run(self, *, enough: int, count: int | None = None) -> int:
        """One slice on each island, or on the first `count`; the length of the best schedule."""

        def slice_of(island: ctypes.c_void_p) -> int:
            length: int = self._kernel.fl_island_run(
                island,
                ctypes.c_int64(self.passes),
                ctypes.c_int64(enough),
                ctypes.byref(self._stop),
            )
            return length

        found = self._slice(slice_of, count=count)
        self._lengths[: len(found)] = found
        for one, other in pairwise(self._found[: len(found)]):
            self._kernel.fl_island_mix(one, other, ctypes.c_int64(_MIXED))
        return min(self._lengths)

    def _best(self, island: ctypes.c_void_p) -> Units:
        start = np.empty(self.project.n, np.int32)
        self._kernel.fl_island_best(island, ctypes.c_void_p(start.ctypes.data))
        return start

    def best(self) -> Units:
        """Starts by place of the shortest schedule so far."""
        number = min(range(len(self._found)), key=self._lengths.__getitem__)
        return self._best(self._found[number])

    def offer(self, start: Units) -> None:
        """Show every island a schedule from elsewhere."""
        own = np.ascontiguousarray(start, np.int32)
        for island in self._found:
            self._kernel.fl_island_offer(island, ctypes.c_void_p(own.ctypes.data))
