"""What somebody needs in hand to settle a matter: made by the engine, not by whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from fairlead.analyses.escalation.climb import Climb
from fairlead.analyses.escalation.concerns import Concern
from fairlead.analyses.forecast.result import Forecast
from fairlead.program.changes import Change, apply
from fairlead.program.moments import minute_of, opening_minute
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Money, Span
from fairlead.program.work import Activity, Milestone, Need, Task

__all__ = ["Packet", "Prospect", "packet"]

_WAIT_DAYS = 7

_Row = TypeVar("_Row", bound=Activity)


class Prospect(Noun):
    """How the program stands if one option is taken: its finish, promises and cost.

    `chances` are those of the milestones that have a due date. `p80_minutes` is how much later P80
    of the whole is than with nothing decided; below zero it is earlier.
    """

    option: str
    title: str
    p50: datetime
    p80: datetime
    p80_minutes: int
    cost: Money | None = None
    chances: Table[float] = Table()
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()


class Packet(Noun):
    """One matter for one decision.

    Waiting is priced by holding back all unfinished work that the matter stands in the way of for
    a week, in the same trials; `waiting_minutes` of P80 and `waiting_cost` are a seventh of that.
    `by` is the first date that makes itself felt: when it is due, or when the level runs out.
    """

    concern: str
    decide: str
    by: datetime | None
    trials: int
    seed: int
    prospects: tuple[Prospect, ...] = ()
    waiting_minutes: int | None = None
    waiting_cost: Money | None = None
    tasks: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    stakeholders: tuple[str, ...] = ()


def packet(
    program: Program,
    climbed: Climb,
    *,
    now: datetime,
    options: Mapping[str, Change] | None = None,
    trials: int = 1000,
) -> Packet | None:
    """The packet of a concern; None where the program cannot be forecast.

    `options` are the prepared changes of the decision that would settle it, by its keys; an option
    without one is listed as what happens if nothing changes.
    """
    from fairlead.analyses.forecast import SEED, forecast  # slow import

    def told(changed: Program) -> Forecast | None:
        found = forecast(changed, trials=trials, prices=False, causes=False)
        return found if isinstance(found, Forecast) else None

    concern = climbed.concern
    base = told(program)
    if base is None:
        return None
    tasks, milestones = _touched(program, concern)
    prospects: list[Prospect] = []
    decision = program.decisions.get(concern.decision or "")
    if decision is not None:
        for key, option in decision.options.items():
            change = (options or {}).get(key, Change())
            seen = told(apply(program, change)) if change else base
            if seen is not None:
                prospects.append(_prospect(key, option.title, seen, base))
                prospects[-1] = replace(prospects[-1], pros=option.pros, cons=option.cons)
    waiting_minutes = waiting_cost = None
    if tasks:
        later = told(_held_back(program, tasks, now=now, days=_WAIT_DAYS))
        sooner = told(_held_back(program, tasks, now=now, days=0))
        if later is not None and sooner is not None:
            late = minute_of(later.finish.p80) - minute_of(sooner.finish.p80)
            waiting_minutes = round(late / _WAIT_DAYS)
            if later.cost is not None and sooner.cost is not None:
                waiting_cost = Money(round((later.cost.mean - sooner.cost.mean) / _WAIT_DAYS))
    return Packet(
        concern=concern.id,
        decide=concern.title if decision is None else decision.title,
        by=_by(concern, climbed),
        trials=trials,
        seed=SEED,
        prospects=tuple(prospects),
        waiting_minutes=waiting_minutes,
        waiting_cost=waiting_cost,
        tasks=tasks,
        milestones=milestones,
        people=_people(program, tasks),
        stakeholders=_stakeholders(program, concern, milestones),
    )


def _prospect(key: str, title: str, seen: Forecast, base: Forecast) -> Prospect:
    return Prospect(
        option=key,
        title=title,
        p50=seen.finish.p50,
        p80=seen.finish.p80,
        p80_minutes=minute_of(seen.finish.p80) - minute_of(base.finish.p80),
        cost=None if seen.cost is None else seen.cost.mean,
        chances=Table(
            {
                key: row.chance
                for key, row in seen.milestones.items()
                if row.chance is not None and not row.reached
            }
        ),
    )


def _by(concern: Concern, climbed: Climb) -> datetime | None:
    last = climbed.steps[-1] if climbed.steps else None
    dates = [concern.due, None if last is None else last.resolve_by]
    return min((date for date in dates if date is not None), default=None)


def _touched(program: Program, concern: Concern) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The unfinished tasks that a matter stands in the way of, and the milestones after them.

    Of a component, requirement or goal those are the tasks that change it, or serve it.
    """
    named = set(concern.affects)
    if concern.decision in program.decisions:
        named |= set(program.decisions[concern.decision or ""].affects)
    serving = {
        key for key, requirement in program.requirements.items() if requirement.goal in named
    }
    first = {
        key
        for key, task in program.tasks.items()
        if task.finished is None
        and (key in named or task.component in named or task.requirement in named | serving)
    }
    waiting: dict[str, list[str]] = {}
    activities: dict[str, Task | Milestone] = {**program.tasks, **program.milestones}
    for key, activity in activities.items():
        for need in activity.needs:
            waiting.setdefault(need.task, []).append(key)
        if activity.parent is not None:
            waiting.setdefault(key, []).append(activity.parent)
    reached, open_ = set(first), list(first | (named & set(program.milestones)))
    while open_:
        for then in waiting.get(open_.pop(), ()):
            if then not in reached:
                reached.add(then)
                open_.append(then)
    after = (reached | named) & set(program.milestones)
    return tuple(sorted(first)), tuple(sorted(after))


def _held_back(program: Program, tasks: tuple[str, ...], *, now: datetime, days: int) -> Program:
    """The program if these tasks stand still for so many days from now.

    What has not begun begins later. What is under way has had its start: what follows it waits so
    much longer instead, and so does the end of the summary around it.
    """
    until = now + timedelta(days=days)
    changed = dict(program.tasks.items())
    summaries = program.summaries()
    pauses: dict[str, str] = {}
    for key in tasks:
        task = changed[key]
        if key in summaries or task.must_start is not None or task.finished is not None:
            continue
        if task.started is not None:
            pauses[key] = _free_key(program, f"{key}-waits")
            continue
        before = task.not_before
        first = None if before is None else opening_minute(before, timezone=program.timezone)
        if first is None or first < minute_of(until):
            changed[key] = replace(task, not_before=until)
    milestones = dict(program.milestones.items())
    if pauses and days > 0:
        changed = {key: _after_pauses(row, pauses) for key, row in changed.items()}
        milestones = {key: _after_pauses(row, pauses) for key, row in milestones.items()}
        span = Span(amount=days, unit="d", elapsed=True)
        still = Estimate(low=span, likely=span, high=span)  # for sure: no draw makes it longer
        for key, pause in pauses.items():
            changed[pause] = Task(
                title=f"{changed[key].title}: stands still",
                parent=changed[key].parent,
                needs=(Need(task=key),),
                duration=still,
            )
    return replace(
        program,
        tasks=Table(changed, before=program.tasks),
        milestones=Table(milestones, before=program.milestones),
    )


def _after_pauses(row: _Row, pauses: Mapping[str, str]) -> _Row:
    more = [
        replace(need, task=pauses[need.task])
        for need in row.needs
        if need.task in pauses and need.link in {"FS", "FF"}
    ]
    return replace(row, needs=(*row.needs, *more)) if more else row


def _free_key(program: Program, key: str) -> str:
    while key in program.tasks or key in program.milestones:
        key += "-"
    return key


def _people(program: Program, tasks: tuple[str, ...]) -> tuple[str, ...]:
    found = {a.person for key in tasks for a in program.tasks[key].who}
    teams = {program.tasks[key].team for key in tasks if not program.tasks[key].who}
    found |= {key for key, person in program.people.items() if person.team in teams - {None}}
    return tuple(sorted(found))


def _stakeholders(
    program: Program, concern: Concern, milestones: tuple[str, ...]
) -> tuple[str, ...]:
    goals = {program.milestones[key].goal for key in milestones} | set(concern.affects)
    found = {
        goal.owner
        for key, goal in program.goals.items()
        if key in goals and goal.owner in program.stakeholders
    }
    return tuple(sorted(who for who in found if who is not None))
