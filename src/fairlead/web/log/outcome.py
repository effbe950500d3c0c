"""What becomes of a change that somebody wants: it is in the log, it clashes, or it is refused."""

from __future__ import annotations

from fairlead.program.changes import Change, Conflict
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Appended", "Clashed", "Outcome", "Refused", "Unchanged"]


class Appended(Noun):
    """It is in the log as entry `number`, as `change`; `program` is what it left.

    `merged` says that others had changed other things in between.
    """

    number: int
    change: Change
    program: Program
    merged: bool = False


class Unchanged(Noun):
    """Everything that it asks for is so already. `number` is the newest entry."""

    number: int
    program: Program


class Clashed(Noun):
    """Somebody else changed the same since `base`: both values of each place, to choose from.

    `ours` of a conflict is what was wanted, `theirs` what stands there. Nothing was written.
    """

    number: int
    change: Change
    conflicts: tuple[Conflict, ...]


class Refused(Noun):
    """It would leave a program that contradicts itself. Nothing was written."""

    findings: tuple[Finding, ...]


Outcome = Appended | Unchanged | Clashed | Refused
