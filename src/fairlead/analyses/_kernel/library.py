"""Load the compiled kernel and refuse one that does not fit these modules."""

import ctypes
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Final

__all__ = ["EXPECTED_ABI", "KernelError", "library", "load"]

EXPECTED_ABI: Final = 111
"""The number that `fl_kernel_abi` in version.c must answer; both are raised together."""


class KernelError(ImportError):
    """The compiled kernel is missing, or was compiled from other sources."""


@cache
def library() -> ctypes.CDLL:
    """Return the kernel that belongs to this installation, loaded once per process.

    Raises KernelError, with what to do about it.
    """
    return load(Path(__file__).parent)


def load(folder: Path) -> ctypes.CDLL:
    """Load the kernel found in `folder` and check that it is the expected one.

    A function of the library is called without a check of its arguments: whoever uses one sets
    its `argtypes` and `restype` first. Raises KernelError.
    """
    candidates = [folder / f"kernel{suffix}" for suffix in EXTENSION_SUFFIXES]
    path = next((candidate for candidate in candidates if candidate.exists()), None)
    if path is None:
        raise KernelError(
            f"The compiled kernel is missing: expected {candidates[0].name} in {folder}. "
            "In a source tree, run `make setup`; otherwise install Fairlead again."
        )
    try:
        loaded = ctypes.CDLL(str(path))
        abi = loaded.fl_kernel_abi
    except (OSError, AttributeError) as error:
        raise KernelError(
            f"The compiled kernel {path} cannot be used: {error}. "
            "In a source tree, run `make setup`; otherwise install Fairlead again."
        ) from error
    abi.argtypes = ()
    abi.restype = ctypes.c_int
    found = abi()
    if found != EXPECTED_ABI:
        raise KernelError(
            f"The compiled kernel {path} has version {found}, expected {EXPECTED_ABI}. "
            "In a source tree, run `make setup`; otherwise install Fairlead again."
        )
    return loaded
