"""The local crew for large work: processes of this machine, hired anew when one is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.analyses.forecast.workers import Crew
    from fairlead.program.program import Program

__all__ = ["ProcessCrew", "crew_for"]

_LARGE = 1_000_000_000
"""Task-trials, all runs together, from which processes are worth it. Below, the threads of one
process use all cores as well, and compile the program once."""


class ProcessCrew:
    """One process for each core, each working with one thread."""

    trials_at_once = 5120
    threads = 1

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or os.cpu_count() or 1

    @contextmanager
    def hired(self) -> Iterator[Executor]:
        """A pool of processes that begin from nothing: no thread of ours is copied half-way."""
        pool = ProcessPoolExecutor(self.processes, mp_context=get_context("spawn"))
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def crew_for(program: Program, *, trials: int, prices: bool = True) -> Crew | None:
    """Processes for large work on several cores; None where this process is as quick alone."""
    again = sum(risk.probability or 0.0 for risk in program.risks.values())
    runs = 2 + (1 + again if prices else 0)
    large = len(program.tasks) * trials * runs >= _LARGE
    return ProcessCrew() if large and (os.cpu_count() or 1) > 1 else None
