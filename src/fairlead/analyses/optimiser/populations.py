"""Populations that evolve in the kernel, one for each thread."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

__all__ = ["Populations"]


class Populations:
    """What the kernel holds for a search, and the threads that work on it; a context manager.

    `begin` makes a population of a seed and gives its address, or None without memory; `end` gives
    the memory back. Each population has a seed of its own. Raises MemoryError, which names `what`.
    """

    def __init__(
        self,
        *,
        seed: int,
        count: int,
        begin: Callable[[ctypes.c_uint64], int | None],
        end: Callable[[ctypes.c_void_p], object],
        what: str,
    ) -> None:
        self.slices = 0
        self._stop = ctypes.c_int32(0)
        self._end = end
        self._threads = ThreadPoolExecutor(max_workers=count)
        self._found: list[ctypes.c_void_p] = []
        for number in range(count):
            made = begin(ctypes.c_uint64(1_000_003 * seed + number))
            if made is None:
                self.close()
                raise MemoryError(f"No memory to optimise {what}.")
            self._found.append(ctypes.c_void_p(made))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all threads and give back the memory."""
        self._stop.value = 1
        self._threads.shutdown()
        for one in self._found:
            self._end(one)
        self._found = []

    def _slice(
        self, of: Callable[[ctypes.c_void_p], int], *, count: int | None = None
    ) -> list[int]:
        """What `of` answers for each of the first `count` populations, each in its own thread."""
        chosen = self._found[:count]
        self.slices += 1
        return list(self._threads.map(of, chosen)) if len(chosen) > 1 else [of(*chosen)]
