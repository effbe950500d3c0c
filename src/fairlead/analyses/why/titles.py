"""What a change is called: in a few words, as a reader of the program would."""

from __future__ import annotations

from fairlead.analyses.why.causes import Step
from fairlead.program.program import Program

__all__ = ["title_of"]

_NAMES = {
    "as_of": "Status time",
    "calendars": "Working time and holidays",
    "teams": "Teams",
    "incidents": "Time that incidents take",
    "outline": "Outline",
    "start": "Start of the program",
    "finish_by": "Date to finish by",
    "scheduling": "Conventions of scheduling",
    "timezone": "Time zone",
}


def title_of(step: Step, *, old: Program, new: Program) -> str:
    """The name of what a change touched; a row that came or went is told as that."""
    section, _, key = step.place.partition(".")
    if not key:
        return _NAMES.get(section, section)
    before, after = old.section(section).get(key), new.section(section).get(key)
    row = after if after is not None else before
    name = getattr(row, "title", None) or getattr(row, "name", None) or getattr(row, "event", None)
    told = str(name or key)
    if before is None:
        return f"{told} (added)"
    if after is None:
        return f"{told} (removed)"
    return told
