"""The result of reading anything: a program if there is one, what is wrong, what was lost."""

from __future__ import annotations

from fairlead.program.findings import Finding
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.sources.loss import LossReport

__all__ = ["Reading"]


class Reading(Noun):
    """`program` is None only when `findings` hold an error that leaves none.

    `loss` is None for the program file itself, which loses nothing. `columns` is, for tables, the
    column map that was used: field of ours to column of theirs.
    """

    program: Program | None
    findings: tuple[Finding, ...] = ()
    loss: LossReport | None = None
    columns: tuple[tuple[str, str], ...] = ()
