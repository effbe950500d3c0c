"""Of which cause an edit is, and the changes that a reader would name: a row and one cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from fairlead.program.changes import Change, Edit
from fairlead.program.noun import Noun
from fairlead.program.work import Need

__all__ = [
    "CAUSES",
    "FIELDS",
    "PROGRAM_FIELDS",
    "SECTION_CAUSES",
    "Cause",
    "Link",
    "Step",
    "steps_of",
]

Cause = Literal[
    "progress",
    "scope",
    "estimates",
    "dependencies",
    "people",
    "dates",
    "risks",
    "calibration",
    "sequence",
    "sampling",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)

_Of = Cause | None  # None: it moves no date

PROGRAM_FIELDS: Mapping[str, _Of] = {
    "id": None,
    "title": None,
    "description": None,
    "type": None,
    "timezone": "people",
    "start": "dates",
    "as_of": "progress",
    "finish_by": "dates",
    "currency": None,
    "budget": None,
    "source": None,
    "scheduling": "dates",
}
"""The cause of each field of a program itself."""

_ACTIVITY: Mapping[str, _Of] = {
    "title": None,
    "parent": "scope",
    "needs": "dependencies",
    "calendar": "people",
    "not_before": "dates",
    "start_by": "dates",
    "finish_not_before": "dates",
    "finish_by": "dates",
    "must_start": "dates",
    "must_finish": "dates",
    "as_late_as_possible": "dates",
    "finished": "progress",
    "inactive": "scope",
    "owner": None,
    "baselines": None,
    "notes": None,
    "url": None,
    "source_id": None,
    "custom": None,
}

FIELDS: Mapping[str, Mapping[str, _Of]] = {
    "tasks": {
        **_ACTIVITY,
        "estimate": "estimates",
        "duration": "estimates",
        "who": "people",
        "team": "people",
        "skill": "people",
        "kind": "estimates",
        "requirement": None,
        "component": "estimates",
        "priority": "dates",
        "deadline": None,
        "started": "progress",
        "spent": "progress",
        "remaining": "progress",
        "complete": "progress",
        "cost": None,
        "resource_dependent": "people",
        "delay": "dates",
        "resumes": "progress",
        "expected_finish": "progress",
        "level_of_effort": "estimates",
    },
    "milestones": {
        **_ACTIVITY,
        "due": "dates",
        "confidence": None,
        "goal": None,
        "status": None,
        "opening": "dates",
    },
    "backlogs": {
        "title": None,
        "items": "scope",
        "history": "progress",
        "since": "progress",
        "team": "people",
        "growth": "estimates",
        "growth_high": "estimates",
        "milestone": "dependencies",
        "due": "dates",
        "confidence": None,
        "notes": None,
    },
    "sprints": {
        "title": None,
        "start": "dates",
        "finish": "dates",
        "length": "dates",
        "team": None,
        "goal": None,
        "tasks": "scope",
        "capacity": None,
        "backlog": "scope",
        "notes": None,
    },
    "launches": {
        "title": None,
        "due": "dates",
        "confidence": None,
        "gates": "dependencies",
        "not_before": "dates",
        "goal": None,
        "audience": None,
        "owner": None,
        "launched": "progress",
        "notes": None,
    },
    "requirements": {
        "title": None,
        "goal": None,
        "priority": None,
        "source": None,
        "accept": None,
        "value": None,
        "component": None,
        "notes": None,
    },
    "people": {
        "name": None,
        "rate": None,
        "email": None,
        "role": None,
        "source_id": None,
        "custom": None,
    },
    "teams": {"title": None, "lead": None, "at_once": None},
    "risks": {
        "title": None,
        "cause": None,
        "event": None,
        "effect": None,
        "cost": None,
        "owner": None,
        "response": None,
        "treated": None,
        "review_on": None,
        "objectives": None,
        "goal": None,
        "proximity": None,
        "trigger": None,
        "contingency": None,
        "fallback": None,
        "secondary": None,
        "history": None,
        "notes": None,
    },
}
"""The cause of the fields of rows; what a section does not name is of the cause of the section."""

SECTION_CAUSES: Mapping[str, Cause] = {
    "tasks": "scope",
    "milestones": "scope",
    "backlogs": "scope",
    "sprints": "scope",
    "launches": "scope",
    "requirements": "progress",
    "decisions": "progress",
    "reviews": "progress",
    "incidents": "people",
    "people": "people",
    "teams": "people",
    "calendars": "people",
    "risks": "risks",
}
"""The cause of a row that comes or goes. Edits of other sections move no date.

Requirements, decisions and reviews move one as gates of a launch that are passed.
"""

_AS_ONE = frozenset({"calendars", "teams", "incidents"})
"""Sections whose edits are one change: rows stand on each other, or act together."""

_OUTLINE = "outline"


Link = tuple[str, str, Need, bool]
"""The section and key of a row, a dependency of it, and whether that comes (or goes)."""


class Step(Noun):
    """One change as a reader would name it: the edits of one row that are of one cause.

    A dependency on a task that comes or goes belongs to that task.
    """

    cause: Cause
    place: str
    edits: tuple[Edit, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """The places of all its edits."""
        waiting = [f"{section}.{key}.needs" for section, key, _, _ in self.links]
        return tuple(dict.fromkeys([*(edit.place for edit in self.edits), *waiting]))


def steps_of(change: Change) -> tuple[tuple[Step, ...], tuple[Edit, ...]]:
    """The changes that may move a date, and the edits that cannot."""
    moved: dict[tuple[Cause, str], list[Edit]] = {}
    links: dict[tuple[Cause, str], list[Link]] = {}
    quiet: list[Edit] = []
    comes_or_goes = {
        edit.key: edit.place
        for edit in change.edits
        if edit.field is None and edit.section in ("tasks", "milestones") and edit.key
    }
    for edit in change.edits:
        if edit.field == "needs":
            for link in _links(edit):
                other = comes_or_goes.get(link[2].task)
                place: tuple[Cause, str] = (
                    ("dependencies", f"{edit.section}.{edit.key}")
                    if other is None
                    else ("scope", other)
                )
                links.setdefault(place, []).append(link)
            continue
        cause = _cause(edit)
        if cause is None:
            quiet.append(edit)
        else:
            moved.setdefault((cause, _place(edit)), []).append(edit)
    steps = [
        Step(
            cause=cause,
            place=place,
            edits=tuple(moved.get((cause, place), ())),
            links=tuple(links.get((cause, place), ())),
        )
        for cause, place in sorted({*moved, *links}, key=lambda of: (CAUSES.index(of[0]), of[1]))
    ]
    return tuple(steps), tuple(quiet)


def _cause(edit: Edit) -> _Of:
    if edit.section is None:
        return PROGRAM_FIELDS.get(edit.field or "", "dates")
    if edit.section not in SECTION_CAUSES:
        return None
    whole = SECTION_CAUSES[edit.section]
    return whole if edit.field is None else FIELDS.get(edit.section, {}).get(edit.field, whole)


def _place(edit: Edit) -> str:
    if edit.section is None:
        return edit.field or ""
    if edit.section in _AS_ONE:
        return edit.section
    if edit.field == "parent":
        return _OUTLINE
    return f"{edit.section}.{edit.key}"


def _links(edit: Edit) -> list[Link]:
    before, after = (_needs(value) for value in (edit.before, edit.after))
    section, key = edit.section or "", edit.key or ""
    gone = [(section, key, need, False) for need in before if need not in after]
    return gone + [(section, key, need, True) for need in after if need not in before]


def _needs(value: object) -> tuple[Need, ...]:
    items: tuple[Noun, ...] = value if isinstance(value, tuple) else ()
    return tuple(item for item in items if isinstance(item, Need))
