"""Random programs with all that a trial has to respect, and estimates that stay within years."""

from __future__ import annotations

import random  # noqa: TID251  # a seeded stream is the input here
from dataclasses import dataclass
from datetime import timedelta

from fairlead.analyses.chance import Judged
from fairlead.analyses.chance.spread import Lognormal
from fairlead.program.calendars import Calendar, DateRange
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Estimate, Money, Share, Span
from fairlead.program.risks import Risk
from fairlead.program.work import Need, Task
from fairlead.sources.program_file.hours import week_of
from tests.analyses.levelling_programs import START, random_program

__all__ = ["Narrow", "absent", "certain", "doubtful", "windowed"]


@dataclass(frozen=True)
class Narrow:
    """A judgement whose points are off by a third, with a cause for all."""

    def judge(self, program: Program, key: str) -> Judged:  # the same for each
        return Judged(Lognormal(1.1, 0.33), (("program", 0.4), ("team:core", 0.3)))


def certain(program: Program) -> Program:
    """The same with every estimate certain."""

    def sure(estimate: Estimate | None) -> Estimate | None:
        if estimate is None or estimate.likely is None:
            return estimate
        return Estimate(low=estimate.likely, high=estimate.likely)

    rows = {
        key: replace(task, estimate=sure(task.estimate), duration=sure(task.duration))
        for key, task in program.tasks.items()
    }
    return replace(program, tasks=Table(rows))


def doubtful(seed: int, *, tasks: int = 14) -> Program:
    """A program with ranges, risks, interruptions, rates, work under way and short days."""
    draw = random.Random(seed)
    program = random_program(seed, tasks=tasks)
    rows = {
        key: _told(draw, task, first=number < 3)
        for number, (key, task) in enumerate(program.tasks.items())
    }
    people = {key: _paid(draw, person) for key, person in program.people.items()}
    risks = {f"r{k}": _risk(draw, list(rows)) for k in range(draw.randrange(4))}
    calendars = {**program.calendars, "short": Calendar(base="berlin", day=_span(4, "h"))}
    as_of = START + timedelta(days=draw.randrange(4)) if draw.random() < 0.5 else None
    return replace(
        program,
        tasks=Table(rows),
        people=Table(people),
        risks=Table(risks),
        calendars=Table(calendars),
        as_of=as_of,
    )


def absent(seed: int) -> Program:
    """A program of many tasks on few people, each away now and then."""
    draw = random.Random(seed)
    program = doubtful(seed, tasks=40)
    people = {}
    for key, person in program.people.items():
        days = sorted(draw.sample(range(40), draw.randrange(1, 4)))
        away = [
            DateRange(
                first=START + timedelta(days=day),
                last=START + timedelta(days=day + draw.randrange(12)),
            )
            for day in days
        ]
        people[key] = replace(person, leave=tuple(away))
    return replace(program, people=Table(people))


def windowed(seed: int, *, tasks: int = 20) -> Program:
    """A program in which some work goes only on few days, with nobody, somebody, or several."""
    draw = random.Random(seed)
    program = doubtful(seed, tasks=tasks)
    few = draw.choice(["Sat 00:00-24:00; Sun 00:00-12:00", "Tue 20:00-24:00", "Sun 06:00-14:00"])
    calendars = {**program.calendars, "few": Calendar(hours=week_of(few))}
    rows = dict(program.tasks.items())
    keys = list(rows)
    for key in draw.sample(keys[len(keys) // 3 :], 3):
        name = draw.choice(sorted(program.people))
        whom = draw.choice([(), (Assignment(person=name),)])
        rows[key] = replace(
            rows[key],
            calendar="few",
            who=whom,
            team=None,
            skill=(),
            estimate=None,
            duration=Estimate.point(draw.choice([2, 4, 6]), "h"),
            needs=rows[key].needs or (Need(task=keys[draw.randrange(len(keys) // 3)]),),
        )
    return replace(program, calendars=Table(calendars), tasks=Table(rows))


def _span(amount: float, unit: str) -> Span:
    return Span(amount=amount, unit=unit)  # type: ignore[arg-type]


def _told(draw: random.Random, task: Task, *, first: bool) -> Task:
    """The estimate as a point, a range, three points, or certain; the first may be under way."""
    days = draw.choice([0.5, 1, 2, 3])
    estimate = draw.choice(
        [
            Estimate.point(days, "d"),
            Estimate(low=_span(days, "d"), high=_span(3 * days, "d")),
            Estimate(
                low=_span(days, "d"), likely=_span(1.5 * days, "d"), high=_span(4 * days, "d")
            ),
            Estimate(low=_span(days, "d"), high=_span(days, "d")),
            Estimate(low=_span(0, "d"), likely=_span(days, "d"), high=_span(2 * days, "d")),
        ]
    )
    which = "estimate" if task.duration is None else "duration"
    task = replace(task, **{which: estimate})
    if first and draw.random() < 0.4 and not task.needs:
        task = replace(task, started=START, spent=_span(4, "h") if draw.random() < 0.5 else None)
    return task


def _paid(draw: random.Random, person: Person) -> Person:
    lost = draw.choice([None, None, 0.15])
    return replace(
        person,
        rate=Money(draw.choice([0, 6_000, 9_000])),
        interrupts=None if lost is None else Share(lost),
        calendar=draw.choice([person.calendar, "short"]),
        leaves=START + timedelta(days=20) if draw.random() < 0 else None,
    )


def _risk(draw: random.Random, keys: list[str]) -> Risk:
    hit = draw.sample([*keys, "end"], 2)
    delay = {key: Estimate(low=_span(2, "h"), high=_span(draw.choice([4, 9]), "h")) for key in hit}
    return Risk(
        kind=draw.choice(["threat", "threat", "opportunity"]),
        probability=Chance(0.4),
        delay=Table(delay),
    )
