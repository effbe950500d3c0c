"""Several programs lived through side by side, by processes where that is safe, else by threads."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

__all__ = ["side_by_side"]

A = TypeVar("A")
R = TypeVar("R")

_EACH = 8
"""So many at once are handed to a process."""


def side_by_side(one: Callable[[A], R], wanted: Sequence[A], *, workers: int) -> Iterator[R]:
    """What `one` makes of each, in their order. The numbers are the same whoever makes them.

    Compiling a program holds the interpreter, so that threads would wait for each other. A process
    is forked, which hands it the program for nothing; never beside other threads, whose locks it
    would inherit: then threads share what they can.
    """
    if workers <= 1:
        yield from map(one, wanted)
        return
    alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    if not alone:
        with ThreadPoolExecutor(workers) as pool:
            yield from pool.map(one, wanted)
        return
    _TASKS.append((one, wanted))
    try:
        with multiprocessing.get_context("fork").Pool(workers, _begun) as processes:
            yield from processes.imap(_numbered, range(len(wanted)), chunksize=_EACH)
    finally:
        _TASKS.pop()


_TASKS: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
"""What a forked process does, the latest last: handed over by the fork itself."""


def _begun() -> None:
    """A process ends when it is told to, whatever the one that forked it does about that."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _numbered(number: int) -> Any:
    one, wanted = _TASKS[-1]
    return one(wanted[number])
