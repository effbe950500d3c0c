"""Ways out by how the work is done: overlap, treated risks, another date."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from fairlead.analyses.options.ground import Ground
from fairlead.analyses.options.lever import Lever
from fairlead.program.moments import Moment
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import CostEstimate, Estimate, Span
from fairlead.program.work import Milestone, Need, Task

__all__ = ["date_lever", "work_levers"]

_HALF = 0.5


def work_levers(ground: Ground) -> Iterator[Lever]:
    """Soft dependencies overlapped or dropped, risks treated."""
    yield from _links(ground)
    yield from _risks(ground)


def date_lever(ground: Ground, due: Moment) -> Lever:
    """The date moved to `due`."""
    return Lever(
        id=f"date-{ground.milestone}",
        kind="date",
        title=f"Move the date of {ground.program.milestones[ground.milestone].title}",
        cause="business",
        claims=frozenset({f"milestones.{ground.milestone}.due"}),
        make=partial(_moved, milestone=ground.milestone, due=due),
    )


def _moved(program: Program, *, milestone: str, due: Moment) -> Program:
    row = replace(program.milestones[milestone], due=due)
    rows = {**dict(program.milestones.items()), milestone: row}
    return replace(program, milestones=Table(rows, before=program.milestones))


# ---- dependencies -------------------------------------------------------------------------------


def _links(ground: Ground) -> Iterator[Lever]:
    program = ground.program
    for key in (*program.tasks, *program.milestones):
        if key != ground.milestone and key not in ground.before:
            continue
        row = program.activity(key)
        if row.finished is not None:
            continue
        for need in row.needs:
            if not need.soft or need.task not in ground.ahead:
                continue
            if need.task not in ground.driving and key not in ground.driving:
                continue  # it is not on a tight chain: nothing would come of it
            claims = frozenset({f"link.{key}.{need.task}", f"tasks.{need.task}"})
            first = program.activity(need.task).title
            yield Lever(
                id=f"unlink-{key}-{need.task}",
                kind="unlink",
                title=f"{row.title}: no longer wait for {first}",
                cause="technical",
                claims=claims,
                make=partial(_relinked, key=key, old=need, new=()),
            )
            if need.link == "FS" and key in program.tasks:
                half = (
                    Need(task=need.task, link="SS", lag_share=_HALF, soft=True),
                    Need(task=need.task, link="FF"),
                )
                yield Lever(
                    id=f"overlap-{key}-{need.task}",
                    kind="overlap",
                    title=f"{row.title}: begin when half of {first} is done",
                    cause="technical",
                    claims=claims,
                    make=partial(_relinked, key=key, old=need, new=half),
                )


def _relinked(program: Program, *, key: str, old: Need, new: tuple[Need, ...]) -> Program:
    """A dependency replaced; nothing where another measure has taken it away already."""
    row = program.tasks.get(key) or program.milestones.get(key)
    if row is None or old not in row.needs:
        return program
    needs = (*(need for need in row.needs if need != old), *new)
    if isinstance(row, Task):
        tasks = {**dict(program.tasks.items()), key: replace(row, needs=needs)}
        return replace(program, tasks=Table(tasks, before=program.tasks))
    rows: dict[str, Milestone] = dict(program.milestones.items())
    rows[key] = replace(rows[key], needs=needs)
    return replace(program, milestones=Table(rows, before=program.milestones))


# ---- risks --------------------------------------------------------------------------------------


def _risks(ground: Ground) -> Iterator[Lever]:
    """Open risks with a stated treatment that could move the milestone."""
    reach = ground.ahead | ground.before | {ground.milestone}
    for key, risk in ground.program.risks.items():
        if risk.status != "open" or risk.treated is None:
            continue
        delays = {*risk.delay, *risk.treated.delay}
        if not delays & reach:
            continue
        yield Lever(
            id=f"treat-{key}",
            kind="treat",
            title=f"Treat the risk: {risk.title or risk.event or key}",
            cause="technical",
            claims=frozenset({f"risks.{key}"}),
            make=partial(_treated, key=key),
        )


def _treated(program: Program, *, key: str) -> Program:
    """A risk as its treatment makes it, and the treatment as work that costs what it costs."""
    risk = program.risks[key]
    then = risk.treated
    if then is None:
        return program
    after = replace(
        risk,
        probability=risk.probability if then.probability is None else then.probability,
        delay=Table({**dict(risk.delay.items()), **dict(then.delay.items())}),
        cost=risk.cost if then.cost is None else then.cost,
        treated=None,
    )
    rows = {**dict(program.risks.items()), key: after}
    program = replace(program, risks=Table(rows, before=program.risks))
    if not then.cost_of_treatment:
        return program
    task = Task(
        title=f"Treatment: {risk.title or risk.event or key}",
        duration=Estimate(likely=Span(amount=0, unit="h")),
        cost=CostEstimate(likely=then.cost_of_treatment),
        owner=risk.owner,
    )
    return with_task(program, f"treat-{key}", task)


def with_task(program: Program, key: str, task: Task) -> Program:
    """With one more task; under another id where that one is taken."""
    while key in program.tasks or key in program.milestones:
        key = f"{key}-2"
    tasks = {**dict(program.tasks.items()), key: task}
    return replace(program, tasks=Table(tasks, before=program.tasks))
