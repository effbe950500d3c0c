"""The shortest schedule of a project that can be found in a time, and how short any can be."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fairlead.analyses.optimiser import cpsat
from fairlead.analyses.optimiser.bounds import Ends, ends_of, least_length
from fairlead.analyses.optimiser.islands import Islands, population_for
from fairlead.analyses.optimiser.project import Project, Units
from fairlead.analyses.optimiser.proofs import Proofs

__all__ = ["Improvement", "Shortest", "shortest"]

_PROVED_WHOLLY = 45
"""Activities up to which, once there is a good schedule, all threads prove."""

_ALONE = 0.1, 0.3
"""Part of the time, and most seconds, in which the search goes on alone before any proof."""

_LEAST_SLICES = 6
"""Slices before any proof, though the time alone is over: where the machine has much else to do."""

_PROOF_PART = 0.3
"""Part of the time in which one thread proves, where there are more activities."""

_FAR, _FAR_PART = 1.05, 0.1
"""A length so many times the bound is seldom proved: then one thread proves for this part."""

_WAIT = 0.005
"""Seconds between two looks at the proofs while all threads prove."""

_SECONDS_PLANNED_FOR = 5.0
"""For which a population is made where slices are counted and no time is given."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """At so many seconds: the best length known, and the best bound."""

    seconds: float
    length: int
    bound: int


@dataclass(frozen=True, slots=True)
class Shortest:
    """Starts by the caller's number of each activity, in time units from 0.

    No schedule is shorter than `bound`; `proved` when this one is as short. `history` holds every
    improvement. `slices` is how far each island got: with them counted instead of time, the same
    seed gives the same schedule.
    """

    start: tuple[int, ...]
    length: int
    bound: int
    seconds: float
    slices: int
    stopped: bool
    history: tuple[Improvement, ...]

    @property
    def proved(self) -> bool:
        """Whether no schedule is shorter."""
        return self.length <= self.bound

    @property
    def gap(self) -> float:
        """By how much, as a part of the bound, the length may exceed the best possible."""
        return 0.0 if self.proved else (self.length - self.bound) / max(self.bound, 1)


def shortest(
    project: Project,
    *,
    seconds: float | None = None,
    slices: int | None = None,
    workers: int = 2,
    seed: int = 0,
    prove: bool = True,
    known: Units | None = None,
    progress: Callable[[Improvement], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Shortest:
    """Search for a time, a number of slices, or until the best is proved to be the best.

    `seconds` is wall-clock time of the whole call. `slices` counts steps of the search instead and
    makes no proof beyond simple bounds, so that the answer is the same everywhere. `known` is a
    schedule by place to begin from. `stop` is asked every few hundredths of a second: the answer
    is then the best so far. Raises ValueError when neither a time nor a number is given.
    """
    if seconds is None and slices is None:
        raise ValueError("Expected a time in seconds or a number of slices to search for.")
    search = _Search(project, seconds=seconds, slices=slices, seed=seed, progress=progress)
    search.prove = prove and slices is None and cpsat.available() and project.n <= cpsat.MOST_PROVED
    return search.run(workers=max(workers, 1), known=known, stop=stop)


class _Search:
    def __init__(
        self,
        project: Project,
        *,
        seconds: float | None,
        slices: int | None,
        seed: int,
        progress: Callable[[Improvement], None] | None,
    ) -> None:
        self.begun = time.monotonic()
        self.project, self.seconds, self.slices = project, seconds, slices
        self.seed, self.progress = seed, progress
        self.prove = False
        self.ends: Ends = ends_of(project)
        self.bound = least_length(project, self.ends)
        self.length = project.horizon + 1
        self.start: Units = np.zeros(project.n, np.int32)
        self.history: list[Improvement] = []

    def run(
        self, *, workers: int, known: Units | None, stop: Callable[[], bool] | None
    ) -> Shortest:
        project = self.project
        planned_for = _SECONDS_PLANNED_FOR if self.seconds is None else self.seconds
        population = population_for(project, seconds=planned_for)
        stopped = False
        with (
            Islands(project, seed=self.seed, count=workers, population=population) as islands,
            Proofs(project, ends=self.ends, seed=self.seed) as proofs,
        ):
            if known is not None:
                self._take(known)
            self._step(islands, workers)
            while self.length > self.bound and not self._over(islands):
                stopped = stop is not None and stop()
                if stopped:
                    break
                wanted = self._provers(workers, islands.slices)
                proofs.ask(
                    wanted,
                    low=self.bound,
                    start=self.start,
                    length=self.length,
                    seconds=self._left(),
                )
                if proofs.running < workers:
                    self._step(islands, workers - proofs.running)
                else:
                    proofs.wait(min(_WAIT, max(self._left(), 0.0)))
                self._hear(proofs, islands)
            done = islands.slices
        return Shortest(
            start=project.by_number(self.start),
            length=self.length,
            bound=min(self.bound, self.length),
            seconds=time.monotonic() - self.begun,
            slices=done,
            stopped=stopped,
            history=tuple(self.history),
        )

    def _left(self) -> float:
        if self.seconds is None:
            return float("inf")
        return self.seconds - (time.monotonic() - self.begun)

    def _over(self, islands: Islands) -> bool:
        if self.slices is not None and islands.slices >= self.slices:
            return True
        return self._left() <= 0

    def _provers(self, workers: int, slices: int) -> int:
        """How many threads are to prove now."""
        if not self.prove or self.seconds is None:
            return 0
        past = self.seconds - self._left()
        alone = min(_ALONE[0] * self.seconds, _ALONE[1])
        if past < alone or slices < _LEAST_SLICES:
            return 0
        if self.project.n <= _PROVED_WHOLLY:
            return workers
        part = _FAR_PART if self.length > _FAR * self.bound else _PROOF_PART
        return 1 if past < alone + part * self.seconds else 0

    def _step(self, islands: Islands, count: int) -> None:
        length = islands.run(enough=self.bound, count=count)
        if length < self.length:
            self._take(islands.best())

    def _hear(self, proofs: Proofs, islands: Islands) -> None:
        bound, start = proofs.news()
        if start is not None and self._length_of(start) < self.length:
            self._take(start)
            islands.offer(start)
        if min(bound, self.length) > self.bound:
            self.bound = min(bound, self.length)
            self._tell()

    def _length_of(self, start: Units) -> int:
        return int((start + self.project.duration).max(initial=0))

    def _take(self, start: Units) -> None:
        self.start, self.length = start, self._length_of(start)
        self._tell()

    def _tell(self) -> None:
        past = time.monotonic() - self.begun
        self.history.append(Improvement(past, self.length, self.bound))
        if self.progress is not None:
            self.progress(self.history[-1])
