"""What the exit code of every command means to a script."""

from typing import Final

__all__ = ["CLEAN", "CRASH", "FINDINGS", "INTERRUPTED", "MISUSE"]

CLEAN: Final = 0
"""The command did what was asked, and has nothing to object to."""
FINDINGS: Final = 1
"""The command did what was asked, and the program has findings or the files differ."""
MISUSE: Final = 2
"""The command could not do what was asked: a wrong option, a file that is not there."""
CRASH: Final = 70
"""A defect of Fairlead itself, never to be mistaken for findings (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED: Final = 130
"""Stopped from the keyboard, as a shell reports it (128 + SIGINT)."""
