"""Work that is still open: what the days that it has been open say about how much it will take.

A forecast F of the first day becomes M(F) once the work is open for some days, where M is how the
chances that F gave to outcomes were distributed among work that was open as long: nested shares of
that age, of work of about that size, and of that person. A level that is moved by whether it held
keeps P80 honest, as for new work (Gibbs and Candès 2021).
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses._kernel.library import library
from fairlead.analyses.calibration.coded import Coded, Subject, subject_of
from fairlead.analyses.calibration.conformal import held
from fairlead.program.noun import Noun

__all__ = ["AGES", "OpenScore", "OpenWork"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AGES = (2, 4, 8, 16, 32, 64, 128)
"""Days after the estimate; between two of them the lower one holds."""

_BINS = 20
_EDGES: Floats = np.arange(_BINS + 1) / _BINS
_WEIGHT = 10.0  # as in the kernel
_HOURS_A_DAY = 6.0  # of work on one task, to say how long it should have been open
_SIZE_STEP = 4.0
_SIZES, _LEAST_SIZE = 9, 3


class OpenScore(Noun):
    """What P80 covered of tasks open at an age: refreshed that day, or kept from the first."""

    scored: int
    p80_coverage: float
    kept_p80_coverage: float


class OpenWork:
    """What is learned of open work: nodes of counts, (nodes, bins), and an offset for each age.

    Nodes are those of the ages, then of sizes within ages, then of people within ages.
    """

    def __init__(self, people: Mapping[str, int]) -> None:
        self._people = people
        self._counts = np.zeros((len(AGES) * (1 + _SIZES + len(people)), _BINS))
        self._offset = np.zeros(len(AGES))

    def replay(
        self, stream: Coded, given: Floats, *, scored: NDArray[np.bool_]
    ) -> dict[int, OpenScore]:
        """Live through a stream, by the days on which tasks reach an age or are completed.

        `given` are the chances of the first day up to just below, and up to, what came, (tasks,
        2). A completion is known from the next day on.
        """
        lasted = stream.completed - stream.estimated
        reached = np.searchsorted(np.array(AGES), lasted, side="right")
        hours = np.array([subject_of(task, stream.history).hours for task in stream.tasks])
        people = np.array([self._people[task.who] for task in stream.tasks], np.int64)
        rows, ages = np.nonzero(np.arange(len(AGES))[None, :] < reached[:, None])
        nodes = np.ascontiguousarray(self._nodes(ages, hours[rows], people[rows]))
        begin = stream.estimated[rows] + np.array(AGES)[ages]
        end = stream.completed[rows] + 1
        # a completion comes before what is asked on the same day
        asks = np.concatenate([np.zeros(len(rows), np.int64), np.ones(len(rows), np.int64)])
        which = np.concatenate([np.arange(len(rows))] * 2)
        events = np.lexsort((ages[which], rows[which], asks, np.concatenate([end, begin])))
        chances = np.ascontiguousarray(given[rows])
        asked: Floats = np.zeros(len(rows))
        arrays = (
            np.ascontiguousarray(which[events]),
            np.ascontiguousarray(asks[events]),
            np.ascontiguousarray(ages),
            nodes,
            chances,
            self._counts,
            self._offset,
            asked,
        )
        library().fl_open_work(
            ctypes.c_int64(len(events)), *(ctypes.c_void_p(a.ctypes.data) for a in arrays)
        )
        low, high = chances.T
        kept, first = held(asked, low, high), held(np.full(len(rows), 0.8), low, high)
        wanted = scored[rows]
        found = {}
        for place, age in enumerate(AGES):
            of = wanted & (ages == place)
            if of.any():
                found[age] = OpenScore(
                    scored=int(of.sum()),
                    p80_coverage=float(kept[of].mean()),
                    kept_p80_coverage=float(first[of].mean()),
                )
        return found

    def refreshed(self, cdf: Floats, subjects: Sequence[Subject], days: Sequence[int]) -> Floats:
        """Distributions (rows, edges) of the first day, of work that is open for so many days."""
        found = cdf.copy()
        for row, (subject, open_for) in enumerate(zip(subjects, days, strict=True)):
            if open_for < AGES[0]:
                continue
            age = bisect_right(AGES, open_for) - 1
            inner = np.interp(cdf[row, 1:-1], _EDGES, self._map(age, subject))
            inner = np.clip(inner, 1e-9, 1 - 1e-9)
            shape = np.clip((inner - 0.5) / 0.3, 0.0, 1.0)
            moved = np.log(inner / (1 - inner)) - shape * self._offset[age]
            found[row, 1:-1] = np.maximum.accumulate(1 / (1 + np.exp(-moved)))
        return found

    def _map(self, age: int, subject: Subject) -> Floats:
        """Of work open as long, the part whose outcome had at most each chance of `_EDGES`."""
        person = np.array([self._people.get(subject.who, -1)])
        nodes = self._nodes(np.array([age]), np.array([subject.hours]), person)[0]
        even = np.full(_BINS, 1 / _BINS)
        common = _pulled(self._counts[nodes[0]], even)
        of_size = _pulled(self._counts[nodes[1]], common)
        of_person = common if person[0] < 0 else _pulled(self._counts[nodes[2]], common)
        return np.concatenate([[0.0], np.cumsum((of_size + of_person) / 2)])

    def _nodes(self, ages: Ints, hours: Floats, people: Ints) -> Ints:
        """The three nodes of each row: of the age, of the size at that age, of the person."""
        days = hours / _HOURS_A_DAY
        step = np.round(np.log(np.array(AGES)[ages] / days) / math.log(_SIZE_STEP))
        size = np.clip(step, -_LEAST_SIZE, _SIZES - 1 - _LEAST_SIZE).astype(np.int64) + _LEAST_SIZE
        of_size = len(AGES) + ages * _SIZES + size
        of_person = len(AGES) * (1 + _SIZES) + ages * len(self._people) + people
        return np.stack([ages, of_size, of_person], axis=1)


def _pulled(counts: Floats, wider: Floats) -> Floats:
    found: Floats = (counts + _WEIGHT * wider) / (counts.sum() + _WEIGHT)
    return found
