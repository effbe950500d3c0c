"""The big picture: which task serves which requirement, component, milestone and goal, and gaps."""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program

__all__ = ["Trace", "everything_before", "tasks_of_requirements", "trace"]


class Trace(Noun):
    """Who serves whom, by id. Tasks are those at the bottom of the outline; a task without a
    requirement or component has that of the nearest summary above it that names one, and a task
    without a component that of its requirement.

    `tasks_before` holds, for each milestone, every task that must be done first, however far back.
    The `without_...` fields are the gaps: wanted requirements that no task delivers, tasks that
    deliver no requirement (empty when the program has no requirements), goals that no milestone
    and no task reaches.
    """

    requirement_of: Table[str] = Table()
    component_of: Table[str] = Table()
    requirements_of_goal: Table[tuple[str, ...]] = Table()
    milestones_of_goal: Table[tuple[str, ...]] = Table()
    tasks_of_requirement: Table[tuple[str, ...]] = Table()
    components_of_requirement: Table[tuple[str, ...]] = Table()
    tasks_of_component: Table[tuple[str, ...]] = Table()
    tasks_before: Table[tuple[str, ...]] = Table()
    requirements_without_work: tuple[str, ...] = ()
    tasks_without_requirement: tuple[str, ...] = ()
    goals_without_work: tuple[str, ...] = ()


def tasks_of_requirements(program: Program) -> Table[tuple[str, ...]]:
    """The tasks, none of them a summary, that deliver each requirement: that part of the trace."""
    summaries = program.summaries()
    bottom = (key for key in program.tasks if key not in summaries)
    return _grouped(program.requirements, _requirement_of(program, bottom).items())


def _requirement_of(program: Program, tasks: Iterable[str]) -> dict[str, str]:
    found = ((key, _inherited(program, key, "requirement")) for key in tasks)
    return {key: name for key, name in found if name is not None and name in program.requirements}


def trace(program: Program) -> Trace:
    """Follow every goal down to its tasks and milestones, and every milestone back to its tasks."""
    summaries = program.summaries()
    bottom = [key for key in program.tasks if key not in summaries]
    requirement_of = _requirement_of(program, bottom)
    component_of: dict[str, str] = {}
    for key in bottom:
        component = _inherited(program, key, "component")
        if component is None and key in requirement_of:
            component = program.requirements[requirement_of[key]].component
        if component is not None and component in program.components:
            component_of[key] = component
    by_requirement = _grouped(program.requirements, requirement_of.items())
    by_component = _grouped(program.components, component_of.items())
    by_goal = _grouped(
        program.goals, ((k, r.goal) for k, r in program.requirements.items() if r.goal)
    )
    reached = _grouped(program.goals, ((k, m.goal) for k, m in program.milestones.items()))
    return Trace(
        requirement_of=Table(requirement_of),
        component_of=Table(component_of),
        requirements_of_goal=by_goal,
        milestones_of_goal=reached,
        tasks_of_requirement=by_requirement,
        components_of_requirement=Table(
            {
                key: _components(row.component, by_requirement[key], component_of)
                for key, row in program.requirements.items()
            }
        ),
        tasks_of_component=by_component,
        tasks_before=_tasks_before(program, frozenset(bottom)),
        requirements_without_work=tuple(
            key
            for key, row in program.requirements.items()
            if row.status not in ("dropped", "delivered")
            and row.priority != "wont"
            and not by_requirement[key]
        ),
        tasks_without_requirement=tuple(
            key for key in bottom if program.requirements and key not in requirement_of
        ),
        goals_without_work=tuple(
            key
            for key in program.goals
            if not reached[key] and not any(by_requirement[r] for r in by_goal[key])
        ),
    )


def _inherited(program: Program, key: str, field: str) -> str | None:
    seen: set[str] = set()
    here: str | None = key
    while here is not None and here in program.tasks and here not in seen:
        seen.add(here)
        value: str | None = getattr(program.tasks[here], field)
        if value is not None:
            return value
        here = program.tasks[here].parent
    return None


def _grouped(
    keys: Iterable[str], pairs: Iterable[tuple[str, str | None]]
) -> Table[tuple[str, ...]]:
    rows: dict[str, list[str]] = {key: [] for key in keys}
    for member, group in pairs:
        if group in rows:
            rows[group].append(member)
    return Table({key: tuple(members) for key, members in rows.items()})


def _components(
    named: str | None, tasks: tuple[str, ...], component_of: dict[str, str]
) -> tuple[str, ...]:
    found = dict.fromkeys(component_of[task] for task in tasks if task in component_of)
    return tuple(found) if found or named is None else (named,)


def _tasks_before(program: Program, bottom: frozenset[str]) -> Table[tuple[str, ...]]:
    inside: dict[str, list[str]] = {}
    for key, row in (*program.tasks.items(), *program.milestones.items()):
        if row.parent is not None:
            inside.setdefault(row.parent, []).append(key)
    order = {key: place for place, key in enumerate(program.tasks)}
    found: dict[str, tuple[str, ...]] = {}
    for milestone in program.milestones:
        seen = {milestone}
        stack = [milestone]
        while stack:
            for key in _waits_for(program, stack.pop(), inside):
                if key not in seen:
                    seen.add(key)
                    stack.append(key)
        found[milestone] = tuple(sorted(seen & bottom, key=order.__getitem__))
    return Table(found)


def everything_before(program: Program, key: str) -> frozenset[str]:
    """All that a milestone or task waits for, however far back: tasks, summaries, milestones."""
    inside: dict[str, list[str]] = {}
    for each, row in (*program.tasks.items(), *program.milestones.items()):
        if row.parent is not None:
            inside.setdefault(row.parent, []).append(each)
    seen: set[str] = set()
    stack = [key]
    while stack:
        found = set(_waits_for(program, stack.pop(), inside)) - seen
        seen |= found
        stack.extend(found)
    return frozenset(seen - {key})


def _waits_for(program: Program, key: str, inside: dict[str, list[str]]) -> list[str]:
    """What it waits for: its own needs, those of the summaries above it, and what is in it."""
    found = list(inside.get(key, ()))
    seen: set[str] = set()
    here: str | None = key
    while here is not None and here not in seen:
        seen.add(here)
        row = program.tasks.get(here) or program.milestones.get(here)
        if row is None:
            break
        found.extend(need.task for need in row.needs)
        here = row.parent
    return found
