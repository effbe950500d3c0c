"""The program that a question is about: with the edits of a request that nobody approved yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.program.findings import Finding
from fairlead.program.program import Program
from fairlead.program.requests import ProposedEdit
from fairlead.sources.program_file.approval import merged_into
from fairlead.sources.program_file.request_words import change_of

__all__ = ["edits_of", "requested"]


def requested(
    program: Program, edits: Iterable[ProposedEdit], *, where: str
) -> tuple[Program | None, tuple[Finding, ...]]:
    """A program with the edits of a request, or why it cannot have them."""
    change, findings = change_of(tuple(edits), timezone=program.timezone, where=where)
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    after, broken = merged_into(program, change, where=where)
    return after, (*findings, *broken)


def edits_of(asked: Mapping[str, Any]) -> list[ProposedEdit]:
    """The edits that a question about an impact holds, in the words of the program file."""
    sides = {"row": "row", "field": "field", "before": "from", "after": "to"}
    return [
        ProposedEdit(**{name: edit.get(key) for name, key in sides.items()})
        for edit in asked["edits"]
    ]
