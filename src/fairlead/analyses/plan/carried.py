"""A plan carried over to a version of its program in which nothing that it is made of changed."""

from __future__ import annotations

from typing import Final

from fairlead.analyses.plan.result import Plan
from fairlead.program.fingerprint import fingerprint
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import SECTIONS, Program

__all__ = ["carried"]

_WORDS: Final = frozenset({"notes", "url", "source_id", "custom"})
"""Fields of tasks and milestones of which a plan says nothing."""

_APART: Final = frozenset(
    {
        "assumptions", "changes", "contingencies", "decisions", "issues", "preferences", "risks",
        "scenarios", "stakeholders", "triggers",
    }
)  # fmt: skip
"""Sections that a plan is not made of."""

_OF_PROGRAM: Final = frozenset({"title", "description", "source"})


def carried(made: Plan, before: Program, now: Program) -> Plan | None:
    """The plan of `now`, if it is that of `before` but for titles; None where it must be made.

    What may have changed are titles, notes and the like, and the sections that a plan is not made
    of: the same rows of all others must stand in the same order.
    """
    for name in Program.__struct_fields__:
        if name in _OF_PROGRAM or name in _APART or name in ("tasks", "milestones"):
            continue
        here, there = getattr(before, name), getattr(now, name)
        if here is not there and (name in SECTIONS or here != there):
            return None
    titles: dict[str, str] = {}
    for old, new in ((before.tasks, now.tasks), (before.milestones, now.milestones)):
        found = _renamed(old, new)
        if found is None:
            return None
        titles |= found
    if titles and (made.findings or not titles.keys() <= made.activities.keys()):
        return None  # findings call things by their titles
    activities, milestones = made.activities, made.milestones
    for key, title in titles.items():
        activities = activities.with_row(key, replace(activities[key], title=title))
        if key in milestones:
            milestones = milestones.with_row(key, replace(milestones[key], title=title))
    return replace(made, fingerprint=fingerprint(now), activities=activities, milestones=milestones)


def _renamed(old: Table[Noun], new: Table[Noun]) -> dict[str, str] | None:
    """The rows with another title; None where anything else that a plan is made of differs."""
    if old is new:
        return {}
    if len(old) != len(new):
        return None
    titles: dict[str, str] = {}
    for (key, before), (there, now) in zip(old.items(), new.items(), strict=True):
        if key != there:
            return None
        if before is now:
            continue
        for name in type(now).__struct_fields__:
            value = getattr(now, name)
            if name in _WORDS or getattr(before, name) == value:
                continue
            if name != "title":
                return None
            titles[key] = value
    return titles
