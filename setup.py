"""The one part of the build that pyproject.toml cannot say: the numeric kernel, in plain C.

The kernel is loaded by ctypes and knows nothing of Python, so that it compiles on a machine
without Python's headers. setuptools is asked for an "extension" only because that is the piece
of it which finds the compiler, and puts the result beside the modules and into the wheel.
"""

from pathlib import Path

from setuptools import Extension, setup

KERNEL = Path("src/fairlead/analyses/_kernel")

setup(
    ext_modules=[
        Extension(
            "fairlead.analyses._kernel.kernel",
            sources=sorted(path.as_posix() for path in KERNEL.glob("*.c")),
            depends=sorted(path.as_posix() for path in KERNEL.glob("*.h")),
            # The same program gives the same numbers, bit for bit, on every machine: hence IEEE
            # arithmetic as written (no -ffast-math, no fused multiply-add), for any processor.
            extra_compile_args=["-std=c11", "-O3", "-ffp-contract=off", "-Wall", "-Wextra"],
            libraries=["m"],
        )
    ],
)
