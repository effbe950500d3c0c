"""Ways out by doing less, or less at once: requirements dropped or put off, a release split."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from fairlead.analyses.options.ground import Ground
from fairlead.analyses.options.lever import Lever
from fairlead.analyses.trace import everything_before
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.work import Milestone, Need, Task

__all__ = ["given_up", "put_off", "scope_levers"]


def scope_levers(ground: Ground) -> Iterator[Lever]:
    """Every requirement that may go or wait, and every branch before the milestone that may wait.

    A requirement takes along the tasks that serve nothing else. What must stay is not touched:
    priority `must`, what `preferences` keep, and tasks that others before the milestone build on
    in another requirement's name keep what they wait for.
    """
    taken: set[frozenset[str]] = set()
    for key, requirement in ground.program.requirements.items():
        if not may_go(ground, key):
            continue
        serving = _serving(ground, key)
        gone = serving & ground.ahead
        if not gone or gone & ground.limits.keep:
            continue
        taken.add(gone)
        yield Lever(
            id=f"drop-{key}",
            kind="drop",
            title=f"Drop: {requirement.title}",
            cause="business",
            claims=_claims(gone | serving, key),
            make=partial(given_up, gone=serving, requirement=key),
            lost=(key,),
        )
        yield Lever(
            id=f"defer-{key}",
            kind="defer",
            title=f"Put off until after {_title(ground)}: {requirement.title}",
            cause="business",
            claims=_claims(gone, key),
            make=partial(put_off, gone=gone, milestone=ground.milestone),
            late=(key,),
        )
    for need in ground.program.activity(ground.milestone).needs:
        branch = _branch(ground, need.task)
        if not branch or branch in taken or branch == ground.ahead or not _may_wait(ground, branch):
            continue
        taken.add(branch)
        serves = sorted({r for t in branch if (r := ground.traced.requirement_of.get(t))})
        yield Lever(
            id=f"split-{need.task}",
            kind="split",
            title=f"{_title(ground)} without, and later with: "
            f"{ground.program.activity(need.task).title}",
            cause="business",
            claims=_claims(branch, *serves),
            make=partial(put_off, gone=branch, milestone=ground.milestone),
            late=tuple(serves),
        )


def may_go(ground: Ground, key: str) -> bool:
    """Whether a requirement may be dropped or put off."""
    row = ground.program.requirements[key]
    if row.status in ("dropped", "delivered") or row.priority == "wont":
        return False
    if key in ground.limits.keep:
        return False
    return row.priority != "must" or key in ground.limits.may_cut


def _title(ground: Ground) -> str:
    return ground.program.milestones[ground.milestone].title


def _claims(gone: frozenset[str], *requirements: str) -> frozenset[str]:
    return frozenset(
        {f"tasks.{key}" for key in gone} | {f"requirements.{key}" for key in requirements}
    )


def _serving(ground: Ground, requirement: str) -> frozenset[str]:
    """Open tasks of a requirement, and those of none that only they wait for."""
    program, of = ground.program, ground.traced.requirement_of
    found = {key for key in ground.open if of.get(key) == requirement}
    followers: dict[str, set[str]] = {}
    for key, row in (*program.tasks.items(), *program.milestones.items()):
        for need in row.needs:
            followers.setdefault(need.task, set()).add(key)
    grew = True
    while grew:
        more = {
            key
            for key in ground.open
            if key not in found and of.get(key) is None and key in followers
            and followers[key] <= found
        }  # fmt: skip
        grew = bool(more)
        found |= more
    return frozenset(found - ground.limits.keep)


def _branch(ground: Ground, need: str) -> frozenset[str]:
    """Open tasks that the milestone waits for by one of its needs alone."""
    program = ground.program
    row = program.milestones[ground.milestone]
    others = tuple(each for each in row.needs if each.task != need)
    without = replace(row, needs=others)
    milestones = Table(
        {**dict(program.milestones.items()), ground.milestone: without},
        before=program.milestones,
    )
    kept = everything_before(replace(program, milestones=milestones), ground.milestone)
    return ground.ahead - kept


def _may_wait(ground: Ground, branch: frozenset[str]) -> bool:
    if branch & ground.limits.keep:
        return False
    serves = {r for t in branch if (r := ground.traced.requirement_of.get(t))}
    return all(may_go(ground, key) for key in serves)


# ---- what they do to the program ----------------------------------------------------------------


def given_up(program: Program, *, gone: frozenset[str], requirement: str) -> Program:
    """Without some tasks: what waited for them waits for what they waited for."""
    program = _bridged(program, gone, among=None)
    tasks = {
        key: replace(row, inactive=True) if key in gone else row
        for key, row in program.tasks.items()
    }
    requirements = dict(program.requirements.items())
    requirements[requirement] = replace(requirements[requirement], status="dropped")
    return replace(
        program,
        tasks=Table(tasks, before=program.tasks),
        requirements=Table(requirements, before=program.requirements),
    )


def put_off(program: Program, *, gone: frozenset[str], milestone: str) -> Program:
    """With some tasks after a milestone that stood before it, and a milestone of their own."""
    before = everything_before(program, milestone)
    ends = {
        need.task for key in (before | {milestone}) - gone for need in _needs(program, key)
    } & gone
    program = _bridged(program, gone, among=before | {milestone})
    tasks = dict(program.tasks.items())
    for key in gone:
        row = tasks[key]
        if not any(need.task in gone for need in row.needs):
            row = replace(row, needs=(*row.needs, Need(task=milestone)))
        tasks[key] = _detached(program, row, before)
    later = f"{milestone}-later"
    milestones = dict(program.milestones.items())
    own = milestones.get(later) or Milestone(
        title=f"{program.milestones[milestone].title}, the rest",
        goal=program.milestones[milestone].goal,
    )
    awaited = {need.task for need in own.needs}
    more = tuple(Need(task=key) for key in sorted((ends or gone) - awaited))
    milestones[later] = replace(own, needs=(*own.needs, *more))
    return replace(
        program,
        tasks=Table(tasks, before=program.tasks),
        milestones=Table(milestones, before=program.milestones),
    )


def _needs(program: Program, key: str) -> tuple[Need, ...]:
    row = program.tasks.get(key) or program.milestones.get(key)
    return () if row is None else row.needs


def _detached(program: Program, row: Task, before: frozenset[str]) -> Task:
    """Out of summaries that the milestone waits for, with what it had of them."""
    here, chain, seen = row.parent, [], set[str]()
    while here is not None and here in program.tasks and here not in seen:
        seen.add(here)
        chain.append(here)
        here = program.tasks[here].parent
    if not before.intersection(chain):
        return row
    needs, known = list(row.needs), {need.task for need in row.needs}
    for summary in (program.tasks[key] for key in chain):
        needs += [need for need in summary.needs if need.task not in known]
        row = replace(
            row,
            requirement=row.requirement or summary.requirement,
            component=row.component or summary.component,
        )
    return replace(row, parent=None, needs=tuple(needs))


def _bridged(program: Program, gone: frozenset[str], *, among: frozenset[str] | None) -> Program:
    """What waits for `gone` waits for what those wait for instead; of `among` only, if given."""

    def instead(key: str) -> tuple[Need, ...]:
        found: dict[tuple[str, str], Need] = {}
        stack, seen = [key], {key}
        while stack:
            for need in program.tasks[stack.pop()].needs:
                if need.task not in gone:
                    found.setdefault((need.task, "FS"), Need(task=need.task))
                elif need.task not in seen:
                    seen.add(need.task)
                    stack.append(need.task)
        return tuple(found.values())

    def kept(row: Task | Milestone) -> tuple[Need, ...]:
        needs = {need.task: need for need in row.needs if need.task not in gone}
        others = [need for need in row.needs if need.task not in gone]
        for need in row.needs:
            if need.task in gone and need.link == "FS":
                others += [each for each in instead(need.task) if each.task not in needs]
        return tuple(dict.fromkeys(others))

    def concerned(key: str, row: Task | Milestone) -> bool:
        if key in gone or not any(need.task in gone for need in row.needs):
            return False
        return among is None or key in among

    tasks = {
        key: replace(row, needs=kept(row)) if concerned(key, row) else row
        for key, row in program.tasks.items()
    }
    milestones = {
        key: replace(row, needs=kept(row)) if concerned(key, row) else row
        for key, row in program.milestones.items()
    }
    return replace(
        program,
        tasks=Table(tasks, before=program.tasks),
        milestones=Table(milestones, before=program.milestones),
    )
