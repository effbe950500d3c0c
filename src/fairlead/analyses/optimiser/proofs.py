"""Proofs beside the search: how many run, on what, and what they have come to."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import numpy as np

from fairlead.analyses.optimiser.bounds import Ends
from fairlead.analyses.optimiser.cpsat import Prover
from fairlead.analyses.optimiser.project import Project, Units

__all__ = ["Proofs"]

_CHEAP = 300
"""Activities up to which a proof begins anew when the search has found a shorter schedule."""


class Proofs:
    """Threads that look for schedules shorter than the best, or show that there is none."""

    def __init__(self, project: Project, *, ends: Ends, seed: int) -> None:
        self.project, self.ends, self.seed = project, ends, seed
        self._threads: list[_Running] = []
        self._bound = 0
        self._news = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in self._threads:
            one.stop()
        for one in self._threads:
            one.thread.join()

    @property
    def running(self) -> int:
        """How many are under way."""
        return sum(one.thread.is_alive() for one in self._threads)

    def ask(self, count: int, *, low: int, start: Units, length: int, seconds: float) -> None:
        """Have so many under way: stop those too many or behind, begin those that lack."""
        self._threads = [one for one in self._threads if one.thread.is_alive()]
        kept = 0
        for one in self._threads:
            behind = one.above > length and self.project.n <= _CHEAP and one.shortest > length
            if kept >= count or behind:
                one.stop()
            else:
                kept += 1
        for number in range(len(self._threads), count):
            self._threads.append(
                _Running(
                    self.project,
                    self.ends,
                    low=low,
                    start=start,
                    length=length,
                    seconds=seconds,
                    number=number,
                    seed=self.seed,
                    news=self._news,
                )
            )

    def wait(self, seconds: float) -> None:
        """Until there is something new, or for so long."""
        self._news.wait(seconds)
        self._news.clear()

    def news(self) -> tuple[int, Units | None]:
        """The best bound, and the shortest schedule found by those under way or just ended."""
        found = [one for one in self._threads if one.found is not None]
        self._bound = max([self._bound, *(one.bound for one in self._threads)])
        best = min(found, key=lambda one: one.shortest, default=None)
        return self._bound, None if best is None else best.found


class _Running:
    """One proof and its thread."""

    def __init__(
        self,
        project: Project,
        ends: Ends,
        *,
        low: int,
        start: Units,
        length: int,
        seconds: float,
        number: int,
        seed: int,
        news: threading.Event,
    ) -> None:
        self.above = self.shortest = length
        self.bound = low
        self.found: Units | None = None
        self.prover: Prover | None = None
        self.stopped = False
        self._news = news

        def prove() -> None:
            prover = Prover(project, head=ends.head, tail=ends.tail, low=low, high=length)
            self.prover = prover
            if not self.stopped:
                prover.run(
                    seconds=seconds,
                    seed=seed,
                    variant=number,
                    improved=self._hear_schedule,
                    bounded=self._hear_bound,
                )
            news.set()

        self.thread = threading.Thread(target=prove, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.stopped = True
        if self.prover is not None:
            self.prover.stop()

    def _hear_schedule(self, start: Units, length: int) -> None:
        self.found, self.shortest = np.asarray(start, np.int32), length
        self._news.set()

    def _hear_bound(self, bound: int) -> None:
        self.bound = max(self.bound, bound)
        self._news.set()
