"""The compiled model as kernel.h has it: arrays to addresses, kept while they are used."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

__all__ = [
    "CASE",
    "EFFECT",
    "PRICE",
    "SETBACK",
    "CasesStruct",
    "CountsStruct",
    "DispatchStruct",
    "ModelStruct",
    "filled",
]

EFFECT = np.dtype(
    [("risk", np.int32), ("table", np.int32), ("scale", np.float32), ("unused", np.int32)]
)
PRICE = np.dtype(
    [("key", np.uint64), ("scale", np.float64), ("table", np.int32), ("risk", np.int32)]
)

SETBACK = np.dtype(
    [("node", np.int32), ("table", np.int32), ("scale", np.float32), ("unused", np.int32)]
)
CASE = np.dtype(
    [
        ("scale", np.float64),
        ("threshold", np.uint64),
        ("fixed_cost", np.int64),
        ("first", np.int64),
        ("end", np.int64),
        ("risk", np.int32),
        ("table", np.int32),
        ("row", np.int32),
        ("unused", np.int32),
    ]
)

Array = npt.NDArray[np.generic]

_NUMBER, _ADDRESS = ctypes.c_int64, ctypes.c_void_p


class ModelStruct(ctypes.Structure):
    """`fl_model`."""

    _fields_ = (
        ("seed", ctypes.c_uint64),
        ("normal", _ADDRESS),
        ("tables", _ADDRESS),
        ("factors", _NUMBER),
        ("factor_key", _ADDRESS),
        ("mixes", _NUMBER),
        ("mix_ptr", _ADDRESS),
        ("mix_factor", _ADDRESS),
        ("mix_weight", _ADDRESS),
        ("key", _ADDRESS),
        ("table", _ADDRESS),
        ("scale", _ADDRESS),
        ("own", _ADDRESS),
        ("mix", _ADDRESS),
        ("certain", _ADDRESS),
        ("turns", _ADDRESS),
        ("rate", _ADDRESS),
        ("shift", _ADDRESS),
        ("price", _ADDRESS),
        ("risks", _NUMBER),
        ("risk_key", _ADDRESS),
        ("severity_key", _ADDRESS),
        ("threshold", _ADDRESS),
        ("effect_ptr", _ADDRESS),
        ("effects", _ADDRESS),
        ("prices", _NUMBER),
        ("priced", _ADDRESS),
        ("fixed_cost", _NUMBER),
        ("people", _NUMBER),
        ("person_key", _ADDRESS),
        ("lost_table", _ADDRESS),
        ("person_rate", _ADDRESS),
        ("crew_ptr", _ADDRESS),
        ("crew", _ADDRESS),
        ("interrupted", _ADDRESS),
        ("since", _ADDRESS),
        ("targets", _NUMBER),
        ("target", _ADDRESS),
        ("base", _NUMBER),
        ("base_shift", _NUMBER),
        ("any_price", _NUMBER),
        ("one_by_one", _NUMBER),
    )


class DispatchStruct(ctypes.Structure):
    """`fl_dispatch`."""

    _fields_ = (
        ("staff", _ADDRESS),
        ("rank", _ADDRESS),
        ("queue_ptr", _ADDRESS),
        ("queued", _ADDRESS),
        ("crew_slot", _ADDRESS),
        ("group_slot", _ADDRESS),
        ("member_ptr", _ADDRESS),
        ("member_of", _ADDRESS),
        ("groups", _NUMBER),
        ("ends", _ADDRESS),
        ("stay", _ADDRESS),
        ("plain", _ADDRESS),
        ("dials", _ADDRESS),
        ("dial_count", _NUMBER),
        ("spells", _ADDRESS),
        ("buckets", _ADDRESS),
        ("sought", _ADDRESS),
        ("dial", _ADDRESS),
        ("gap_ptr", _ADDRESS),
        ("gaps", _ADDRESS),
        ("begin", _NUMBER),
        ("counts_as", _ADDRESS),
        ("counted", _NUMBER),
        ("windows", _ADDRESS),
    )


class CountsStruct(ctypes.Structure):
    """`fl_counts`."""

    _fields_ = (
        ("finish", _ADDRESS),
        ("cost", _ADDRESS),
        ("stride", _NUMBER),
        ("critical", _ADDRESS),
        ("sum", _ADDRESS),
        ("square", _ADDRESS),
        ("product", _ADDRESS),
        ("happened", _ADDRESS),
        ("with", _ADDRESS),
        ("waited", _ADDRESS),
        ("beyond", _NUMBER),
    )


class CasesStruct(ctypes.Structure):
    """`fl_cases`."""

    _fields_ = (
        ("cases", _NUMBER),
        ("of", _ADDRESS),
        ("setbacks", _ADDRESS),
        ("stride", _NUMBER),
        ("finish", _ADDRESS),
        ("cost", _ADDRESS),
        ("again", _NUMBER),
        ("beyond", _NUMBER),
    )


def filled(struct: ctypes.Structure, values: Mapping[str, int | Array]) -> None:
    """Set the fields of a struct: numbers as they are, arrays by their address."""
    known = {field[0] for field in struct._fields_}
    if known != set(values):
        raise KeyError(f"{type(struct).__name__}: {sorted(known ^ set(values))}.")
    for name, value in values.items():
        setattr(struct, name, value.ctypes.data if isinstance(value, np.ndarray) else value)
