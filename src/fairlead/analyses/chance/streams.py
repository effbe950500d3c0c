"""Streams of random numbers: one for each entity, a number for each trial, and no state.

The number of a trial is a function of the seed, the key of the entity and the trial. Who else is
drawn, in which order and on how many processors changes nothing. Trials stand in blocks of 1,024;
within a block each stream visits each of as many equal parts of the unit interval once, in an order
of its own (Latin hypercube sampling: McKay, Beckman and Conover 1979).
"""

from __future__ import annotations

import ctypes
import hashlib

import numpy as np
import numpy.typing as npt

from fairlead.analyses._kernel.library import library
from fairlead.analyses.chance.normal import deviate_table

__all__ = ["STRATA", "key_of", "keys_of", "normals", "uniforms"]

STRATA = 1024
"""Trials of a block, and parts of the unit interval that each block visits."""

_MASK = (1 << 64) - 1


def key_of(name: str) -> int:
    """The 64-bit key of an entity such as `task:api`; the same in every process and version."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def keys_of(names: list[str]) -> npt.NDArray[np.uint64]:
    """The keys of several entities."""
    return np.array([key_of(name) for name in names], np.uint64)


def uniforms(name: str, *, seed: int, trials: int, first: int = 0) -> npt.NDArray[np.uint32]:
    """The draws of an entity as parts of 2**32, for `trials` trials from number `first` on."""
    out = np.empty(trials, np.uint32)
    for begin, count in _blocks(first, trials):
        library().fl_uniform(
            ctypes.c_uint64(seed & _MASK),
            ctypes.c_uint64(key_of(name)),
            ctypes.c_int64(begin),
            ctypes.c_int64(count),
            ctypes.c_void_p(out[begin - first :].ctypes.data),
        )
    return out


def normals(name: str, *, seed: int, trials: int, first: int = 0) -> npt.NDArray[np.float32]:
    """The same draws as standard normal deviates, by the table of the kernel."""
    out = np.empty(trials, np.float32)
    table = deviate_table()
    for begin, count in _blocks(first, trials):
        library().fl_normal(
            ctypes.c_void_p(table.ctypes.data),
            ctypes.c_uint64(seed & _MASK),
            ctypes.c_uint64(key_of(name)),
            ctypes.c_int64(begin),
            ctypes.c_int64(count),
            ctypes.c_void_p(out[begin - first :].ctypes.data),
        )
    return out


def _blocks(first: int, trials: int) -> list[tuple[int, int]]:
    """The stretches of blocks that these trials touch: their first trial, and how many."""
    edges = range(first // STRATA * STRATA, first + trials, STRATA)
    stretches = [(max(e, first), min(e + STRATA, first + trials)) for e in edges]
    return [(begin, end - begin) for begin, end in stretches if end > begin]
