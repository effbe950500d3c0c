"""Rules for the people of a program: only paths, leave, hours apart, too much at once.

Every public function is a rule; its code is `software.` and its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fairlead.analyses.plan import Handoff
from fairlead.analyses.quality.examined import Examined, named
from fairlead.analyses.quality.hours import shared_minutes, utc_hours
from fairlead.analyses.quality.result import Remark

_FORTNIGHT = timedelta(days=14)
_FOUR_WEEKS = timedelta(days=28)
_WEEK = timedelta(days=7)


def single_person_path(look: Examined) -> Iterator[Remark]:
    """Critical work that one person alone can do: if they leave or fall ill, the end moves."""
    for key, task in look.open_tasks.items():
        if not task.skill or not look.planned(key).critical_after_levelling:
            continue
        able = [
            name
            for name, person in look.program.people.items()
            if person.kind in {"person", "pool"}
            and set(task.skill) <= set(person.skills)
            and not (person.leaves is not None and look.is_past(person.leaves))
        ]
        if len(able) == 1 and look.program.people[able[0]].availability <= 1:
            skills = ", ".join(task.skill)
            yield Remark(
                where=f"tasks.{key}",
                message=f"Task {key!r} is critical, and only {able[0]!r} can do it ({skills}).",
                hint="Let somebody learn it now, beside them.",
                subjects=(key, able[0]),
            )


def task_without_owner(look: Examined) -> Iterator[Remark]:
    """Nobody is named for it, nor for anything that it stands in."""
    for key in look.open_tasks:
        if next(look.owners(key), None) is None:
            yield Remark(
                where=f"tasks.{key}",
                message=f"Task {key!r} has nobody: no `who`, no `team`, no `owner`.",
                hint="Name a person or team; an outside wait has an `owner` who chases it.",
                subjects=(key,),
            )


def leave_before_due(look: Examined) -> Iterator[Remark]:
    """Somebody whose work drives a milestone is away in the fortnight before it is due."""
    for key, milestone in look.open_milestones.items():
        row = look.plan.milestones.get(key)
        if milestone.due is None or row is None or not row.paths:
            continue
        due = look.day_of(milestone.due)
        work: dict[str, list[str]] = {}
        for step in row.paths[0].steps:
            task = look.planned(step.id)
            if step.id in look.open_tasks and look.last_day(task.finish) > due - _FOUR_WEEKS:
                for person in task.who:
                    work.setdefault(person, []).append(step.id)
        for person, tasks in sorted(work.items()):
            away = [
                leave
                for leave in look.program.people[person].leave
                if leave.first <= due and leave.last > due - _FORTNIGHT
            ]
            if away:
                yield Remark(
                    where=f"people.{person}.leave",
                    message=f"{person!r} is away {away[0].first} to {away[0].last}; milestone "
                    f"{key!r}, due {due}, is driven by their work ({named(tasks)}).",
                    hint="Plan who stands in, or finish before.",
                    subjects=(person, key, *tasks),
                )


def no_shared_hour(look: Examined) -> Iterator[Remark]:
    """Work passes between people whose working hours never meet: every question takes a day."""
    apart: dict[tuple[str, str], list[Handoff]] = {}
    known: dict[tuple[str, str, date], int] = {}
    for handoff in look.plan.handoffs:
        givers, takers = _human(look, handoff.giver), _human(look, handoff.taker)
        if not givers or not takers or handoff.after not in look.open_tasks:
            continue
        monday = _monday(look, handoff)
        shared = 0
        for giver in givers:
            for taker in takers:
                pair = (giver, taker, monday)
                if pair not in known:
                    known[pair] = shared_minutes(look.program, giver, taker, monday)
                shared = max(shared, known[pair])
        if shared == 0:
            first, second = sorted((_team(look, givers[0]), _team(look, takers[0])))
            apart.setdefault((first, second), []).append(handoff)
    for (first, second), handoffs in apart.items():
        next_one = min(handoffs, key=lambda h: (_monday(look, h), h.handed, h.before, h.after))
        monday = _monday(look, next_one)
        hours = ", ".join(
            f"{who} {utc_hours(look.program, who, monday)}"
            for who in (*_human(look, next_one.giver)[:1], *_human(look, next_one.taker)[:1])
        )
        passed_on = named((f"{h.before} to {h.after}" for h in handoffs), most=3)
        yield Remark(
            where=f"tasks.{next_one.after}.needs",
            message=f"{first!r} and {second!r} pass on work and share no working hour "
            f"(UTC, week of {monday}: {hours}): {passed_on}.",
            hint="Shift hours on the days of hand-over, or let one side do both.",
            subjects=tuple(dict.fromkeys(k for h in handoffs for k in (h.before, h.after))),
        )


def _human(look: Examined, people: tuple[str, ...]) -> list[str]:
    """Those who talk to each other: people and pools, not rooms or material."""
    return [p for p in people if look.program.people[p].kind in {"person", "pool"}]


def _monday(look: Examined, handoff: Handoff) -> date:
    """The week in which work is passed on: that of the status time where it is past."""
    day = max(handoff.handed, look.plan.as_of).date()
    return day - timedelta(days=day.weekday())


def _team(look: Examined, person: str) -> str:
    return look.program.people[person].team or person


def person_overloaded(look: Examined) -> Iterator[Remark]:
    """By the links alone they would do more than one thing at once for over a week."""
    of: dict[str, list[tuple[timedelta, float, float, tuple[str, ...]]]] = {}
    for overload in look.plan.overloads:
        stretch = overload.finish - overload.start
        of.setdefault(overload.person, []).append(
            (stretch, overload.wanted, overload.available, overload.tasks)
        )
    for person, stretches in sorted(of.items()):
        total = sum((stretch for stretch, _, _, _ in stretches), timedelta())
        if total <= _WEEK:
            continue
        _, wanted, available, _ = max(stretches, key=lambda s: s[1] / max(s[2], 0.01))
        tasks = tuple(dict.fromkeys(task for *_, some in stretches for task in some))
        yield Remark(
            where=f"people.{person}",
            message=f"{person!r} is wanted for up to {wanted:.0%} of a day with {available:.0%} "
            f"to give, {total.days} calendar days in all: {named(tasks)}. The plan puts them in "
            "a row.",
            hint="Give some to others, or accept the order that the plan shows.",
            subjects=(person, *tasks),
            severity="note",
        )
