"""A proof on the time grid of a program, beside the search for plans."""

from __future__ import annotations

import threading
import time

import numpy as np

from fairlead.analyses.clock import Minutes
from fairlead.analyses.levelling import Levelled
from fairlead.analyses.network import Places
from fairlead.analyses.optimiser.cpsat import GridProver
from fairlead.analyses.optimiser.time_grid import Promise, time_grid

__all__ = ["GridProof"]

_FINENESS = (1, 4, 16)
"""What is told of calendars, and how fine slots are: what one grid leaves open the next may not."""


class GridProof:
    """Runs in a thread of its own: ask it now and then what it found.

    It looks for plans that end before `finish`, a minute that may be set earlier while it runs; or,
    where `promises` are given, for plans that break them by less than `late`, by weight.
    """

    def __init__(
        self,
        levelled: Levelled,
        *,
        finish: int,
        low: int,
        seconds: float,
        seed: int,
        promises: tuple[Promise, ...] | None = None,
        late: int = 0,
    ) -> None:
        self.finish, self.late = finish, late
        self.late_bound = 0
        """What all plans break promises by at least."""
        self.asked = False
        """Whether a grid fits the program, so that the solver could be asked."""
        self._levelled, self._seed = levelled, seed
        self._until = time.monotonic() + seconds
        self._low = low
        self._promises = promises
        self._prover: GridProver | None = None
        self._news: list[tuple[Minutes, Places]] = []
        self._stopped = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for fineness in _FINENESS:
            done = self._low >= self.finish if self._promises is None else not self._breakable()
            if done or not self._prove(fineness):
                return

    def _breakable(self) -> tuple[Promise, ...]:
        """Promises that a better plan breaks by no more than another plan's length.

        What a better plan breaks one of them by, by its weight, is less than what the best so far
        breaks all by: so each is finished by a known minute. Others are left out of the proof.
        """
        if self.late_bound >= self.late:
            return ()
        last = 2 * self.finish - self._levelled.path.network.status
        told = self._promises or ()
        return tuple(one for one in told if one.due + self.late // one.weight + 1 < last)

    def _prove(self, fineness: int) -> bool:
        """One grid; whether it was settled, so that a finer one is worth a try."""
        finish, late, promises = self.finish, self.late, None
        if self._promises is not None:
            promises = self._breakable()
            finish = max(one.due + late // one.weight + 2 for one in promises)
        grid = time_grid(
            self._levelled, until=finish, promises=promises, fineness=fineness, give_up=self._over
        )
        if grid is None or self._over():
            return False
        self.asked = True

        def bounded(bound: int | None) -> None:
            if promises is not None:
                self.late_bound = max(self.late_bound, late if bound is None else min(bound, late))
            elif bound is None:
                self._low = finish
            elif bound > 0:
                at = int(grid.minutes(np.array([min(bound, grid.slots - 1)]))[0])
                self._low = max(self._low, min(at, finish))

        def found(slots: Minutes, chosen: Places) -> None:
            self._news.append((np.ascontiguousarray(grid.minutes(slots)), chosen))

        prover = GridProver(
            grid,
            low=grid.slot(self._low),
            high=grid.slot(finish - 1),
            bounded=bounded,
            found=found,
        )
        self._prover = prover
        return prover.run(seconds=self._until - time.monotonic(), seed=self._seed)

    def _over(self) -> bool:
        return self._stopped or time.monotonic() >= self._until

    @property
    def bound(self) -> int:
        """The minute before which no plan ends; never after `finish`."""
        return min(self._low, self.finish)

    @property
    def running(self) -> bool:
        """Whether it still uses a thread."""
        return self._thread.is_alive()

    def news(self) -> tuple[Minutes, Places] | None:
        """An order to plan by, and who does what, when there is a new one: the last of them."""
        told, self._news = self._news, []
        return told[-1] if told else None

    def close(self) -> None:
        """Stop and wait for the thread."""
        self._stopped = True
        if self._prover is not None:
            self._prover.stop()
        self._thread.join()
