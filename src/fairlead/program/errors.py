"""What Fairlead raises when its caller is wrong. A user's mistake is a `Finding` instead."""

__all__ = [
    "ChangeConflict",
    "FairleadError",
    "TooLarge",
    "UnknownReference",
    "UnreadableInput",
]


class FairleadError(Exception):
    """Base of every error that Fairlead raises on purpose."""


class UnknownReference(FairleadError, KeyError):
    """A key was asked for that the program does not hold."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "unknown reference"


class ChangeConflict(FairleadError, ValueError):
    """A change was applied to a program that no longer holds the values it was made against."""


class UnreadableInput(FairleadError, ValueError):
    """A file is not what its name says: truncated, wrongly encoded, or of another kind."""


class TooLarge(UnreadableInput):
    """An input is over a stated bound; the message names the bound and how to raise it."""
