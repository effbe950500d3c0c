"""A run cut into pieces, and the threads that take them: any cut gives the same numbers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Piece", "Run", "over_pieces"]

_PIECE = 512  # trials that a thread takes at once, or a multiple
_TURNS = 4  # pieces per thread: one that is held up does not hold up the others for long

Done = TypeVar("Done")

Piece = tuple[int, int]
"""First trial and count."""


@dataclass(frozen=True, slots=True)
class Run:
    """Which trials are run, with which risks left out and which treated."""

    seed: int
    trials: int
    first: int
    without: frozenset[str]
    treated: frozenset[str]
    threads: int


class _Threads:
    """Threads that are kept between runs: to start some takes as long as a small run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._most = 0

    def asked(self, count: int) -> ThreadPoolExecutor:
        """A pool of so many threads or more."""
        with self._lock:
            if self._pool is None or self._most < count:
                if self._pool is not None:
                    self._pool.shutdown(wait=False)  # what it was given, it still does
                self._most = max(count, os.cpu_count() or 1)
                self._pool = ThreadPoolExecutor(self._most, thread_name_prefix="trials")
            return self._pool

    def forget(self) -> None:
        """Nothing is kept any more: a forked process has none of the threads."""
        self._lock = threading.Lock()
        self._pool, self._most = None, 0


_threads = _Threads()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_threads.forget)


def over_pieces(run: Run, work: Callable[[Iterator[Piece]], Done]) -> list[Done]:
    """What `work` makes of the pieces, which each thread takes from the same iterator.

    Whoever asks works too; up to `run.threads` are at it, and each answers once.
    """
    pieces = list(_pieces(run))
    pieces.reverse()
    helpers = min(run.threads, len(pieces)) - 1
    futures = [_submitted(helpers, work, pieces) for _ in range(helpers)]
    try:
        found = [work(_taken(pieces))]
    finally:
        pieces.clear()  # where one fails, the others need not go on
        late = [future for future in futures if not future.cancel()]
        failures = [future.exception() for future in late]
    for failure in failures:
        if failure is not None:
            raise failure
    return found + [future.result() for future in late]


def _submitted(
    helpers: int, work: Callable[[Iterator[Piece]], Done], pieces: list[Piece]
) -> Future[Done]:
    while True:
        pool = _threads.asked(helpers)
        try:
            return pool.submit(work, _taken(pieces))
        except RuntimeError:
            if pool is _threads.asked(helpers):
                raise  # it was not replaced by a larger one meanwhile: the process ends


def _taken(pieces: list[Piece]) -> Iterator[Piece]:
    while True:
        try:
            piece = pieces.pop()
        except IndexError:
            return
        yield piece


def _pieces(run: Run) -> Iterator[Piece]:
    """First trial and count of each."""
    size = max(run.trials // (_TURNS * run.threads * _PIECE), 1) * _PIECE
    at, end = run.first, run.first + run.trials
    while at < end:
        until = min((at // size + 1) * size, end)
        yield at, until - at
        at = until
