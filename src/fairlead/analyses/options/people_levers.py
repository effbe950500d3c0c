"""Ways out by who does the work: moved, shared, longer hours, somebody new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from fairlead.analyses.options.ground import Ground, name_of
from fairlead.analyses.options.lever import Lever
from fairlead.analyses.options.work_levers import with_task
from fairlead.program.calendars import Calendar, Hours, Week
from fairlead.program.moments import in_zone, minute_of
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import CostEstimate, Estimate, Money, Share, Span
from fairlead.program.work import Task
from fairlead.program.working_time import calendar_of_person, resolve

__all__ = ["people_levers"]

_CANDIDATES = 2
"""So many are considered for each task, those with the least work of their own."""

_DAY_ENDS = 1440


def people_levers(ground: Ground) -> Iterator[Lever]:
    """For tasks that drive the date: somebody else, or somebody more; longer hours; somebody new.

    Who must stay is given no other work and no overtime. A person is considered for a task whose
    skills they have or, where it names none, for the tasks of their own team.
    """
    yield from _moves(ground)
    yield from _freed(ground)
    if ground.limits.overtime > 0:
        yield from _overtime(ground)
    if ground.limits.hiring:
        yield from _hires(ground)


def _persons(ground: Ground) -> Iterator[str]:
    for key, person in ground.program.people.items():
        if person.kind == "person" and person.availability > 0 and not _left(ground, person):
            yield key


def _left(ground: Ground, person: Person) -> bool:
    if person.leaves is None:
        return False
    return person.leaves.isoformat()[:10] <= ground.as_of.date().isoformat()


def _named(task: Task) -> tuple[str, ...]:
    return tuple(assignment.person for assignment in task.who)


# ---- somebody else, somebody more ---------------------------------------------------------------


def _moves(ground: Ground) -> Iterator[Lever]:
    program, stay = ground.program, ground.limits.stay
    busy = {
        key: sum(key in _named(program.tasks[task]) for task in ground.open)
        for key in program.people
    }
    for key in ground.driving:
        task = program.tasks[key]
        who = _named(task)
        if len(who) != 1 or task.estimate is None or who[0] not in program.people:
            continue
        able = [each for each in _persons(ground) if each not in stay and each != who[0]]
        able = [each for each in able if _can(program, each, task, who[0])]
        able.sort(key=lambda each: (busy[each], each))
        for other in able[:_CANDIDATES]:
            name = name_of(program, other)
            if ground.waiting(key):
                yield Lever(
                    id=f"move-{key}-{other}",
                    kind="move",
                    title=f"{task.title}: {name} instead of {name_of(program, who[0])}",
                    cause="people",
                    claims=frozenset({f"tasks.{key}"}),
                    make=partial(_staffed, key=key, who=(other,), handover=ground.limits.handover),
                )
            yield Lever(
                id=f"share-{key}-{other}",
                kind="share",
                title=f"{task.title}: {name} joins {name_of(program, who[0])}",
                cause="people",
                claims=frozenset({f"tasks.{key}"}),
                make=partial(
                    _staffed, key=key, who=(who[0], other), handover=ground.limits.handover
                ),
            )


def _can(program: Program, person: str, task: Task, now: str) -> bool:
    row = program.people[person]
    if task.skill:
        return set(task.skill) <= set(row.skills)
    own = program.people[now]
    return row.team is not None and row.team == own.team and set(own.skills) <= set(row.skills)


def _staffed(program: Program, *, key: str, who: tuple[str, ...], handover: Span) -> Program:
    """A task with other people, and the handover that they need."""
    task = program.tasks[key]
    now = {assignment.person: assignment for assignment in task.who}
    row = replace(
        task,
        who=tuple(now.get(person, Assignment(person=person)) for person in who),
        estimate=None if task.estimate is None else _longer(task.estimate, handover),
        remaining=None if task.remaining is None else _sum(task.remaining, handover),
    )
    tasks = {**dict(program.tasks.items()), key: row}
    return replace(program, tasks=Table(tasks, before=program.tasks))


def _longer(estimate: Estimate, more: Span) -> Estimate:
    return Estimate(
        low=None if estimate.low is None else _sum(estimate.low, more),
        likely=None if estimate.likely is None else _sum(estimate.likely, more),
        high=None if estimate.high is None else _sum(estimate.high, more),
    )


_IN_HOURS = {"m": 1 / 60, "h": 1.0, "d": 8.0, "w": 40.0}


def _sum(span: Span, more: Span) -> Span:
    """A span lengthened by another; a day has eight hours where their units differ."""
    factor = 1.0 if span.unit == more.unit else _IN_HOURS[more.unit] / _IN_HOURS[span.unit]
    return replace(span, amount=round(span.amount + more.amount * factor, 6))


# ---- all of somebody's time ---------------------------------------------------------------------


def _freed(ground: Ground) -> Iterator[Lever]:
    """People with work ahead of whom the program gets a part only."""
    program = ground.program
    for key in _persons(ground):
        row = program.people[key]
        if key in ground.limits.stay or row.availability >= 1 or not _minutes_ahead(ground, key):
            continue
        yield Lever(
            id=f"free-{key}",
            kind="free",
            title=f"{name_of(program, key)}: all of their time instead of {row.availability:.0%}",
            cause="people",
            claims=frozenset({f"people.{key}.availability"}),
            make=partial(_wholly, person=key),
        )


def _wholly(program: Program, *, person: str) -> Program:
    row = replace(program.people[person], availability=Share(1.0))
    people = {**dict(program.people.items()), person: row}
    return replace(program, people=Table(people, before=program.people))


# ---- longer hours -------------------------------------------------------------------------------


def _overtime(ground: Ground) -> Iterator[Lever]:
    program = ground.program
    working = [key for key in _persons(ground) if key not in ground.limits.stay]
    teams: dict[str, list[str]] = {}
    for key in working:
        if not _minutes_ahead(ground, key):
            continue
        team = program.people[key].team
        if team is not None:
            teams.setdefault(team, []).append(key)
        yield _longer_hours(ground, (key,), f"overtime-{key}", name_of(program, key))
    for team, members in teams.items():
        if len(members) > 1:
            title = program.teams[team].title or team
            yield _longer_hours(ground, tuple(members), f"overtime-team-{team}", title)


def _longer_hours(ground: Ground, who: tuple[str, ...], id: str, name: str) -> Lever:
    share = ground.limits.overtime
    return Lever(
        id=id,
        kind="overtime",
        title=f"{name}: {share:.0%} overtime",
        cause="people",
        claims=frozenset(f"people.{key}.calendar" for key in who),
        make=partial(
            _worked_longer,
            who=who,
            share=share,
            prices=tuple(_price_of_overtime(ground, key) for key in who),
        ),
    )


def _minutes_ahead(ground: Ground, person: str) -> int:
    """Effort that is still to do before the milestone: a person's own, and their part of teams'."""
    program = ground.program
    row, total = program.people[person], 0
    working = calendar_of_person(program, person)
    day, week = working.day_minutes, working.week_minutes
    for key in ground.ahead:
        task = program.tasks[key]
        named = _named(task)
        if person in named:
            part = len(named)
        elif not named and task.team is not None and task.team == row.team:
            if not set(task.skill) <= set(row.skills):
                continue
            part = sum(
                each.team == task.team and set(task.skill) <= set(each.skills)
                for each in program.people.values()
            )
        else:
            continue
        if task.estimate is None:
            continue
        whole = task.estimate.planned_minutes(day_minutes=day, week_minutes=week)
        spent = 0 if task.spent is None else task.spent.minutes(day_minutes=day, week_minutes=week)
        left = max(whole - spent, 0)
        if task.remaining is not None:
            left = task.remaining.minutes(day_minutes=day, week_minutes=week)
        total += left // max(part, 1)
    return total


def _price_of_overtime(ground: Ground, person: str) -> Money:
    """What the overtime costs more than ordinary hours, for the work before the milestone."""
    share = ground.limits.overtime
    hours = _minutes_ahead(ground, person) / 60 * share / (1 + share)
    rate = int(ground.program.people[person].rate or 0)
    return Money(round(hours * rate * ground.limits.overtime_premium))


def _worked_longer(
    program: Program, *, who: tuple[str, ...], share: float, prices: tuple[Money, ...]
) -> Program:
    for key, price in zip(who, prices, strict=True):
        program = _with_longer_hours(program, key, share)
        if price:
            task = Task(
                title=f"Overtime of {name_of(program, key)}, the premium",
                duration=Estimate(likely=Span(amount=0, unit="h")),
                cost=CostEstimate(likely=price),
            )
            program = with_task(program, f"overtime-{key}", task)
    return program


def _with_longer_hours(program: Program, person: str, share: float) -> Program:
    """A person in a calendar of the same days with longer hours; a day of work stays as long."""
    row = program.people[person]
    base = row.calendar or _team_calendar(program, row.team) or program.scheduling.calendar
    working = resolve(program, base)
    key = f"{base or 'office'}-overtime"
    calendar = Calendar(
        title=f"{base or 'Office hours'}, with {share:.0%} overtime",
        base=base,
        hours=_stretched(working.week, share),
        timezone=None if base is not None else working.timezone,
        day=Span(amount=working.day_minutes, unit="m"),
        week=Span(amount=working.week_minutes, unit="m"),
    )
    calendars = {**dict(program.calendars.items()), key: calendar}
    people = {**dict(program.people.items()), person: replace(row, calendar=key)}
    return replace(
        program,
        calendars=Table(calendars, before=program.calendars),
        people=Table(people, before=program.people),
    )


def _team_calendar(program: Program, team: str | None) -> str | None:
    seen: set[str] = set()
    while team is not None and team in program.teams and team not in seen:
        seen.add(team)
        if program.teams[team].calendar is not None:
            return program.teams[team].calendar
        team = program.teams[team].part_of
    return None


def _stretched(week: Week, share: float) -> Week:
    """Every day longer by a share of its hours: at its end, then before its begin."""

    def day(hours: Hours) -> Hours:
        if not hours:
            return hours
        more = round(share * sum(end - start for start, end in hours))
        first, last = hours[0], hours[-1]
        room = max(_DAY_ENDS - last[1], 0)
        late = min(more, room)
        early = min(more - late, first[0])
        if len(hours) == 1:
            return ((first[0] - early, last[1] + late),)
        return ((first[0] - early, first[1]), *hours[1:-1], (last[0], last[1] + late))

    a, b, c, d, e, f, g = (day(hours) for hours in week)
    return (a, b, c, d, e, f, g)


# ---- somebody new -------------------------------------------------------------------------------


def _hires(ground: Ground) -> Iterator[Lever]:
    """Somebody beside each who has tasks of their own ahead, and in each team that shares work."""
    program = ground.program
    there = in_zone(ground.as_of, timezone=program.timezone)
    joins = there + timedelta(
        minutes=ground.limits.hiring_delay.minutes(day_minutes=1440, week_minutes=10080)
    )
    if minute_of(joins) >= ground.by:
        return
    for key in _persons(ground):
        row = program.people[key]
        tasks = [
            each
            for each in ground.open
            if each in ground.ahead
            and ground.waiting(each)
            and _named(program.tasks[each]) == (key,)
            and program.tasks[each].estimate is not None
        ]
        if row.team is None or not tasks:
            continue
        yield _hire(
            ground, like=key, title=f"Hire somebody beside {name_of(program, key)}",
            skills=row.skills, tasks=tuple(tasks), joins=joins.date().isoformat(),
        )  # fmt: skip
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for each in ground.open:
        task = program.tasks[each]
        if each not in ground.ahead or task.who or task.team is None or not ground.waiting(each):
            continue
        if (task.team, task.skill) in seen:
            continue
        seen.add((task.team, task.skill))
        models = [
            key
            for key in _persons(ground)
            if program.people[key].team == task.team
            and set(task.skill) <= set(program.people[key].skills)
        ]
        if not models:
            continue
        team = program.teams[task.team].title or task.team
        what = f" for {', '.join(task.skill)}" if task.skill else ""
        yield _hire(
            ground, like=models[0], title=f"Hire somebody{what} into {team}",
            skills=program.people[models[0]].skills, tasks=(), joins=joins.date().isoformat(),
            id=f"hire-{task.team}" + "".join(f"-{skill}" for skill in task.skill),
        )  # fmt: skip


def _hire(
    ground: Ground, *, like: str, title: str, skills: tuple[str, ...], tasks: tuple[str, ...],
    joins: str, id: str | None = None,
) -> Lever:  # fmt: skip
    return Lever(
        id=id or f"hire-beside-{like}",
        kind="hire",
        title=title,
        cause="people",
        claims=frozenset({f"hire.{like}", *(f"tasks.{task}" for task in tasks)}),
        make=partial(
            _hired,
            like=like,
            skills=skills,
            tasks=tasks,
            joins=joins,
            ramp_up=ground.limits.ramp_up,
            price=Money(ground.limits.hiring_cost),
        ),
    )


def _hired(
    program: Program, *, like: str, skills: tuple[str, ...], tasks: tuple[str, ...], joins: str,
    ramp_up: Span, price: Money,
) -> Program:  # fmt: skip
    """Somebody new in the team, with what they and their teacher lose to the ramp-up.

    Speed grows evenly from nothing to full over the ramp-up, so that half of it is lost; it is
    lost at the start. Whoever teaches gives a quarter of it (Brooks 1975, chapter 2: people who
    are added must be taught by those who are there).
    """
    model = program.people[like]
    key = f"{like}-2"
    while key in program.people:
        key = f"{key}-2"
    day = date.fromisoformat(joins)
    new = Person(
        name=f"New beside {model.name or like}",
        team=model.team,
        calendar=model.calendar,
        skills=skills,
        rate=model.rate,
        joins=day,
    )
    people = {**dict(program.people.items()), key: new}
    rows = dict(program.tasks.items())
    for task in tasks:
        row = rows[task]
        rows[task] = replace(row, who=(), team=model.team, skill=row.skill or model.skills)
    program = replace(
        program,
        people=Table(people, before=program.people),
        tasks=Table(rows, before=program.tasks),
    )
    learning = Task(
        title=f"Ramp-up of somebody new beside {model.name or like}",
        estimate=Estimate(likely=replace(ramp_up, amount=ramp_up.amount / 2)),
        who=(Assignment(person=key),),
        not_before=day,
        priority=1000,
        cost=CostEstimate(likely=price) if price else None,
    )
    teaching = Task(
        title=f"Teaching somebody new beside {model.name or like}",
        estimate=Estimate(likely=replace(ramp_up, amount=ramp_up.amount / 4)),
        who=(Assignment(person=like),),
        not_before=day,
        priority=1000,
    )
    program = with_task(program, f"ramp-up-{key}", learning)
    return with_task(program, f"teach-{key}", teaching)
