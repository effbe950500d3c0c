"""The trace, link by link: what serves what, what leads nowhere, what is to be looked at anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from fairlead.analyses.trace import trace
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = [
    "MEANING",
    "Confirmed",
    "Gap",
    "Link",
    "Links",
    "Suspect",
    "confirmation",
    "gaps",
    "links",
    "suspects",
]

GapKind = Literal[
    "goal-without-requirement",
    "goal-without-work",
    "requirement-without-goal",
    "requirement-without-task",
    "requirement-without-acceptance",
    "requirement-without-milestone",
    "requirement-done-not-delivered",
    "component-without-work",
    "task-without-requirement",
    "task-without-milestone",
    "milestone-without-goal",
]


class Link(Noun):
    """`upper` is served by `lower`; each is the place of a row, such as `requirements.guest`."""

    upper: str
    lower: str

    @property
    def name(self) -> str:
        """How it is called where it is confirmed: `guest>api`."""
        return f"{self.upper.partition('.')[2]}>{self.lower.partition('.')[2]}"


class Links(Noun):
    """All links of a program, from goals down to tasks, and from tasks on to milestones."""

    rows: tuple[Link, ...]

    def below(self, place: str) -> tuple[str, ...]:
        """What serves a row directly."""
        return tuple(row.lower for row in self.rows if row.upper == place)

    def above(self, place: str) -> tuple[str, ...]:
        """What a row serves directly."""
        return tuple(row.upper for row in self.rows if row.lower == place)


class Gap(Noun):
    """Something that leads nowhere, or that nothing leads to."""

    kind: GapKind
    id: str
    title: str


class Confirmed(Noun):
    """Somebody looked at a link: the marks of both ends as they were then."""

    link: str
    upper_mark: str
    lower_mark: str


class Suspect(Noun):
    """A link of which an end means something else than when the link was confirmed."""

    link: Link
    changed: tuple[str, ...]


def links(program: Program) -> Links:
    """Every link: goal - requirement - component - task - milestone - goal.

    A component stands below the requirements that it carries and above the tasks that change it.
    """
    traced = trace(program)
    pairs = (
        ("goals", traced.requirements_of_goal, "requirements"),
        ("requirements", traced.components_of_requirement, "components"),
        ("requirements", traced.tasks_of_requirement, "tasks"),
        ("components", traced.tasks_of_component, "tasks"),
        ("milestones", traced.tasks_before, "tasks"),
        ("goals", traced.milestones_of_goal, "milestones"),
    )
    found = {
        Link(upper=f"{upper}.{one}", lower=f"{lower}.{key}"): None
        for upper, table, lower in pairs
        for one, keys in table.items()
        for key in keys
    }
    return Links(rows=tuple(found))


def gaps(program: Program) -> tuple[Gap, ...]:
    """What breaks the trace: orphans that serve nothing, and wants that nothing serves."""
    traced = trace(program)
    reaching = {key for tasks in traced.tasks_before.values() for key in tasks}
    found: list[Gap] = []

    def tell(kind: GapKind, section: str, keys: Iterable[str]) -> None:
        rows = program.section(section)
        found.extend(
            Gap(kind=kind, id=key, title=getattr(rows[key], "title", None) or key) for key in keys
        )

    wanted = {
        key: row
        for key, row in program.requirements.items()
        if row.status != "dropped" and row.priority != "wont"
    }
    tasks_of = traced.tasks_of_requirement
    by_goal = traced.requirements_of_goal
    tell("goal-without-requirement", "goals", [k for k in program.goals if not by_goal[k]])
    tell("goal-without-work", "goals", traced.goals_without_work)
    tell(
        "requirement-without-goal",
        "requirements",
        [k for k, row in wanted.items() if program.goals and row.goal is None],
    )
    tell("requirement-without-task", "requirements", traced.requirements_without_work)
    tell(
        "requirement-without-acceptance",
        "requirements",
        [k for k, row in wanted.items() if not row.accept],
    )
    tell(
        "requirement-without-milestone",
        "requirements",
        [k for k in wanted if tasks_of[k] and not reaching & set(tasks_of[k])],
    )
    tell(
        "requirement-done-not-delivered",
        "requirements",
        [
            k
            for k, row in wanted.items()
            if row.status != "delivered"
            and tasks_of[k]
            and all(program.tasks[t].finished is not None for t in tasks_of[k])
        ],
    )
    by_component = traced.tasks_of_component
    tell("component-without-work", "components", [k for k in by_component if not by_component[k]])
    tell("task-without-requirement", "tasks", traced.tasks_without_requirement)
    summaries = program.summaries()
    bottom = [k for k in program.tasks if k not in summaries]
    tell(
        "task-without-milestone",
        "tasks",
        [k for k in bottom if program.milestones and k not in reaching],
    )
    tell(
        "milestone-without-goal",
        "milestones",
        [k for k, row in program.milestones.items() if program.goals and row.goal is None],
    )
    return tuple(found)


MEANING: Final[Mapping[str, tuple[str, ...]]] = {
    "goals": ("title", "measure", "value"),
    "requirements": ("title", "priority", "accept", "value"),
    "components": ("title", "technology", "consumers", "depends_on"),
    "tasks": ("title", "kind", "inactive"),
    "milestones": ("title",),
}
"""The fields by which a row means what it means; dates, people, amounts and progress are none."""


def _mark(program: Program, place: str) -> str | None:
    """A digest of what a row means; None when there is no such row."""
    section, _, key = place.partition(".")
    row = program.section(section).get(key)
    if row is None:
        return None
    meaning = repr([getattr(row, name) for name in MEANING[section]])
    return hashlib.blake2b(meaning.encode(), digest_size=16).hexdigest()


def confirmation(program: Program, link: Link) -> Confirmed:
    """What is taken down when somebody confirms a link. Raises `KeyError` for a row not there."""
    upper, lower = _mark(program, link.upper), _mark(program, link.lower)
    if upper is None or lower is None:
        raise KeyError(link.name)
    return Confirmed(link=_full(link), upper_mark=upper, lower_mark=lower)


def _full(link: Link) -> str:
    return f"{link.upper}>{link.lower}"


def suspects(
    now: Program, reviewed: Program, *, confirmed: Iterable[Confirmed] = ()
) -> tuple[Suspect, ...]:
    """Links that stood in `reviewed`, the program when all of it was last agreed as it stood, and
    of which an end has changed its meaning since, unless they were `confirmed` as they are now.

    Approving a request does not confirm links: that somebody wants a requirement changed does not
    say that its tasks were looked at.
    """
    return tuple(_suspects(now, reviewed, {_key(each) for each in confirmed}))


def _key(each: Confirmed) -> tuple[str, str, str]:
    return (each.link, each.upper_mark, each.lower_mark)


def _suspects(
    now: Program, reviewed: Program, confirmed: set[tuple[str, str, str]]
) -> Iterator[Suspect]:
    stood = set(links(reviewed).rows)
    marks: dict[str, tuple[str | None, str | None]] = {}
    for link in links(now).rows:
        if link not in stood:
            continue
        changed = []
        for place in (link.upper, link.lower):
            if place not in marks:
                marks[place] = (_mark(reviewed, place), _mark(now, place))
            if marks[place][0] != marks[place][1]:
                changed.append(place)
        is_confirmed = (
            _full(link),
            marks[link.upper][1] or "",
            marks[link.lower][1] or "",
        ) in confirmed
        if changed and not is_confirmed:
            yield Suspect(link=link, changed=tuple(changed))
