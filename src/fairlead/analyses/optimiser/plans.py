"""The search among plans to the minute: populations in the kernel, one for each thread."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np

from fairlead.analyses._kernel.library import library
from fairlead.analyses.clock import Minutes
from fairlead.analyses.critical_path import CriticalPath
from fairlead.analyses.levelling.serial import (
    DatesStruct,
    Serial,
    early_dates,
    network_struct,
    staff_struct,
)
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import Places
from fairlead.analyses.optimiser.aims import OBJECTIVES, Aim
from fairlead.analyses.optimiser.populations import Populations

__all__ = ["Plans", "Worth", "population_for"]

_STEPS_OF_A_SLICE = 200_000
"""Looks at people and links between two looks at the clock: some 20 ms."""

_MEETS_EVERY = 10
"""Slices after which the best plan goes round."""

_STEPS_A_SECOND = 1e7
_STEPS_PER_PLACE = 30


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan is worth: compared from the top, the smaller the better; see `fl_worth`.

    `late` and `moved` are weighted; `finish` is a UTC minute.
    """

    beyond: int
    lost: int
    goal: tuple[int, int, int]
    late: int
    finish: int
    moved: int

    @property
    def rank(self) -> tuple[int, int, tuple[int, int, int]]:
        """By which plans are compared."""
        return self.beyond, self.lost, self.goal


class _WorthStruct(ctypes.Structure):
    _fields_ = (
        ("beyond", ctypes.c_int64),
        ("lost", ctypes.c_int64),
        ("goal", ctypes.c_int64 * 3),
        ("late", ctypes.c_int64),
        ("finish", ctypes.c_int64),
        ("moved", ctypes.c_int64),
    )

    def value(self) -> Worth:
        first, second, third = self.goal
        return Worth(
            self.beyond, self.lost, (first, second, third), self.late, self.finish, self.moved
        )


class _AimStruct(ctypes.Structure):
    _fields_ = (
        ("objective", ctypes.c_int64),
        ("late_allowed", ctypes.c_int64),
        ("weight", ctypes.c_void_p),
        ("agreed", ctypes.c_void_p),
        ("stay", ctypes.c_void_p),
    )


def population_for(places: int, *, seconds: float) -> int:
    """Plans on each thread: a longer search needs more of them, or they become alike."""
    plans = seconds * _STEPS_A_SECOND / (_STEPS_PER_PLACE * max(places, 1))
    return int(min(max(0.7 * plans**0.5, 8), 500))


class Plans(Populations):
    """Populations of plans that evolve beside each other; a context manager.

    What they find depends on the program, the seed, the population and the number of slices.
    """

    def __init__(
        self,
        path: CriticalPath,
        staffing: Staffing,
        aim: Aim,
        *,
        late_allowed: int,
        seed: int,
        count: int,
        population: int,
    ) -> None:
        kernel = self._kernel = library()
        kernel.fl_plans_begin.restype = ctypes.c_void_p
        self._work = path.network.work.copy()
        self._net = network_struct(staffing, self._work)
        self._staff = staff_struct(staffing)
        self._aim = _AimStruct(
            OBJECTIVES.index(aim.objective),
            late_allowed,
            aim.weight.ctypes.data,
            aim.agreed.ctypes.data,
            aim.stay.ctypes.data,
        )
        self._begin = early_dates(path, self._work)
        self._kept = (path, staffing, aim)  # the kernel holds addresses into them
        super().__init__(
            seed=seed,
            count=count,
            begin=lambda own: kernel.fl_plans_begin(
                ctypes.byref(self._net),
                ctypes.byref(self._staff),
                ctypes.byref(self._aim),
                ctypes.byref(DatesStruct(*self._begin.pointers())),
                own,
                ctypes.c_int64(population),
            ),
            end=kernel.fl_plans_end,
            what=f"{path.network.n:,} tasks",
        )

    def offer(self, key: Minutes, chosen: Places) -> None:
        """Plan in the order of `key`, by place, and let every population take the plan in."""
        for one in self._found:
            self._offer(one, key, chosen)

    def _offer(self, one: ctypes.c_void_p, key: Minutes, chosen: Places) -> None:
        self._kernel.fl_plans_offer(
            one, ctypes.c_void_p(key.ctypes.data), ctypes.c_void_p(chosen.ctypes.data)
        )

    def worth(self, dates: Serial) -> Worth:
        """What dates are worth, as they stand."""
        found = _WorthStruct()
        struct = DatesStruct(*dates.pointers())
        self._kernel.fl_plans_worth(self._found[0], ctypes.byref(struct), ctypes.byref(found))
        return found.value()

    def run(
        self, *, enough: tuple[int, int, int], count: int | None = None
    ) -> tuple[Serial, Worth]:
        """One slice of each of the first `count` populations; the best plan so far.

        Raises MemoryError.
        """
        wanted = _WorthStruct(goal=(ctypes.c_int64 * 3)(*enough))

        def slice_of(one: ctypes.c_void_p) -> int:
            answer: int = self._kernel.fl_plans_run(
                one,
                ctypes.c_int64(_STEPS_OF_A_SLICE),
                ctypes.byref(wanted),
                ctypes.byref(self._stop),
            )
            return answer

        if any(self._slice(slice_of, count=count)):
            raise MemoryError("No memory to go on.")
        found = [self._best(one) for one in self._found]
        best = _first(found)
        if self.slices % _MEETS_EVERY == 0:
            for k, one in enumerate(self._found):
                if found[k][1].rank > found[best][1].rank:
                    self._offer(one, found[best][0].start, found[best][0].chosen)
        return found[best]

    def best(self) -> tuple[Serial, Worth]:
        """The best plan so far."""
        found = [self._best(one) for one in self._found]
        return found[_first(found)]

    def _best(self, one: ctypes.c_void_p) -> tuple[Serial, Worth]:
        dates = Serial(
            **{
                name: np.empty_like(getattr(self._begin, name))
                for name in ("start", "finish", "work", "clock", "chosen", "lost")
            }
        )
        worth = _WorthStruct()
        struct = DatesStruct(*dates.pointers())
        self._kernel.fl_plans_best(one, ctypes.byref(struct), ctypes.byref(worth))
        return dates, worth.value()


def _first(found: list[tuple[Serial, Worth]]) -> int:
    return min(range(len(found)), key=lambda k: found[k][1].rank)
