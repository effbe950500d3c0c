"""What a change reaches: work, requirements, goals, components, and who is to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from fairlead.analyses.trace import Trace, trace
from fairlead.program.changes import Change
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Ask", "AskedFor", "Touched", "touched"]

AskedFor = Literal["owner", "consumer", "depends", "team", "goal"]
"""Why somebody is asked: they own a component, use it, build on it, do the work, want the goal."""


class Ask(Noun):
    """Somebody who is to be asked before a change is approved, and on account of what."""

    who: str
    why: AskedFor
    of: tuple[str, ...] = ()


class Touched(Noun):
    """The ids that a change reaches, in the order of the program; what it takes away included."""

    tasks: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()


class _Reached:
    """Keys by section, in the order in which they are come upon."""

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, None]] = {}

    def add(self, section: str, *keys: str | None) -> None:
        held = self.keys.setdefault(section, {})
        held.update((key, None) for key in keys if key is not None)

    def of(self, section: str) -> tuple[str, ...]:
        return tuple(self.keys.get(section, ()))


def touched(
    before: Program, after: Program, change: Change, *, moved: Iterable[str] = ()
) -> Touched:
    """Follow a change from what it edits to what that serves, in both versions of the program.

    `moved` are milestones that it moves without editing them; the goals they reach are touched.
    Risks are those that delay work that it edits, and those that it edits itself.
    """
    reached = _Reached()
    for edit in change.edits:
        if edit.section is not None and edit.key is not None:
            reached.add(edit.section, edit.key)
    reached.add("milestones", *moved)
    versions = ((before, trace(before)), (after, trace(after)))
    for program, traced in versions:
        _up(program, traced, reached)
    asks: dict[tuple[str, AskedFor], dict[str, None]] = {}
    for program, _ in versions:
        _asks(program, reached, asks)
    return Touched(
        tasks=reached.of("tasks"),
        milestones=reached.of("milestones"),
        requirements=reached.of("requirements"),
        goals=reached.of("goals"),
        components=reached.of("components"),
        risks=reached.of("risks"),
        people=reached.of("people"),
        asks=tuple(Ask(who=who, why=why, of=tuple(of)) for (who, why), of in asks.items()),
    )


def _up(program: Program, traced: Trace, reached: _Reached) -> None:
    tasks = set(reached.of("tasks"))
    for key, row in program.tasks.items():  # what stands in a summary that is edited
        if row.parent in tasks:
            tasks.add(key)
    for key in program.tasks:
        if key in tasks:
            reached.add("requirements", traced.requirement_of.get(key))
            reached.add("components", traced.component_of.get(key))
            row = program.tasks[key]
            reached.add("people", *(a.person for a in row.who))
    for key in reached.of("requirements"):
        requirement = program.requirements.get(key)
        if requirement is not None:
            reached.add("goals", requirement.goal)
            reached.add("components", requirement.component)
    for key in reached.of("milestones"):
        milestone = program.milestones.get(key)
        if milestone is not None:
            reached.add("goals", milestone.goal)
    for key, risk in program.risks.items():
        if tasks & set(risk.delay):
            reached.add("risks", key)


def _asks(
    program: Program, reached: _Reached, asks: dict[tuple[str, AskedFor], dict[str, None]]
) -> None:
    for who, why, of in (*_of_components(program, reached), *_of_work(program, reached)):
        if who is not None:
            asks.setdefault((who, why), {})[of] = None


_Asked = Iterator[tuple[str | None, AskedFor, str]]


def _of_components(program: Program, reached: _Reached) -> _Asked:
    components = reached.of("components")
    for key in components:
        component = program.components.get(key)
        if component is not None:
            yield component.owner, "owner", key
            for consumer in component.consumers:
                yield consumer, "consumer", key
    for key, component in program.components.items():
        for other in component.depends_on:
            if other in components and key not in components:
                yield key, "depends", other


def _of_work(program: Program, reached: _Reached) -> _Asked:
    for key in reached.of("tasks"):
        task = program.tasks.get(key)
        if task is not None:
            teams = {program.people[a.person].team for a in task.who if a.person in program.people}
            for team in sorted({task.team, *teams} - {None}, key=str):
                yield team, "team", key
    for key in reached.of("goals"):
        goal = program.goals.get(key)
        if goal is not None:
            yield goal.owner, "goal", key
