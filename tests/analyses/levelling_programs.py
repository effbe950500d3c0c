"""Random programs for the laws of levelling, and a plain checker that knows no kernel."""

from __future__ import annotations

import random  # noqa: TID251  # a seeded stream is the input here
from datetime import date, timedelta

from fairlead.analyses.levelling import Levelled
from fairlead.program.calendars import Calendar, DateRange
from fairlead.program.moments import instant
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Share, Span
from fairlead.program.work import Link, Milestone, Need, Task
from fairlead.program.working_time import calendar_of_person, spells

START = date(2026, 3, 2)
SKILLS = ("api", "data", "web")


def random_program(
    seed: int, *, tasks: int = 14, shared: bool = True, simple_links: bool = False
) -> Program:
    """A small program with everything in it that levelling has to respect.

    `simple_links` leaves out leads, all links but finish-to-start, and the milestone: the backward
    pass of the network takes such bounds at an instant at which a task does not work to the next
    at which it does, so that there is less or more room than its working time shows.
    """
    draw = random.Random(seed)
    calendars = {
        "berlin": Calendar(timezone="Europe/Berlin", holidays=("DE-BE",)),
        "bangalore": Calendar(timezone="Asia/Kolkata"),
    }
    people = {}
    for k in range(draw.randint(2, 5)):
        off = START + timedelta(days=draw.randrange(30))
        people[f"p{k}"] = Person(
            kind="pool" if shared and draw.random() < 0.2 else "person",
            team=draw.choice(["core", "edge"]),
            calendar=draw.choice(["berlin", "bangalore", None]),
            availability=Share(draw.choice([1.0, 1.0, 0.8, 0.5, 2.0]) if shared else 1.0),
            skills=tuple(sorted(draw.sample(SKILLS, draw.randint(1, 3)))),
            leave=(DateRange(first=off, last=off + timedelta(days=draw.randrange(5))),),
        )
    rows: dict[str, Task] = {}
    for k in range(tasks):
        key = f"t{k:02}"
        earlier = list(rows)
        needs = [
            _need(draw, other, simple=simple_links)
            for other in draw.sample(earlier, min(len(earlier), draw.choice([0, 1, 1, 2])))
        ]
        hours = Estimate.point(draw.choice([2, 4, 8, 12, 20]), "h")
        kind = draw.random()
        if kind < 0.4:
            team = draw.choice(["core", "edge", "all"])
            skill = (draw.choice(SKILLS),) if draw.random() < 0.7 else ()
            row = Task(title=key, estimate=hours, team=team, skill=skill)
        elif kind < 0.85:
            chosen = draw.sample(sorted(people), draw.choice([1, 1, 1, 2]))
            units = [draw.choice([None, None, 0.5, 0.25]) if shared else None for _ in chosen]
            who = tuple(
                Assignment(person=p, units=None if u is None else Share(u))
                for p, u in zip(chosen, units, strict=True)
            )
            lasting = draw.random() < 0.3
            row = Task(
                title=key,
                estimate=None if lasting else hours,
                duration=hours if lasting else None,
                who=who,
            )
        else:
            row = Task(title=key, duration=hours)
        extra: dict[str, object] = {"needs": tuple(needs)}
        if draw.random() < 0.1:
            extra["not_before"] = START + timedelta(days=draw.randrange(20))
        if draw.random() < 0.1:
            extra["priority"] = draw.choice([100, 900])
        rows[key] = Task(**{f: getattr(row, f) for f in _FIELDS}, **extra)  # type: ignore[arg-type]
    ends = tuple(Need(task=key) for key in rows)
    return Program(
        id="law",
        start=START,
        timezone="Europe/Berlin",
        calendars=Table(calendars),
        teams=Table(
            {
                "all": Team(),
                "core": Team(calendar="berlin", part_of="all"),
                "edge": Team(part_of="all"),
            }
        ),
        people=Table(people),
        tasks=Table(rows),
        milestones=Table({} if simple_links else {"end": Milestone(title="End", needs=ends)}),
    )


_FIELDS = ("title", "estimate", "duration", "who", "team", "skill")


def _need(draw: random.Random, key: str, *, simple: bool) -> Need:
    link: Link = "FS" if simple else draw.choice(["FS", "FS", "FS", "SS", "FF", "SF"])
    hours = draw.choice([0, 0, 0, 4, 0 if simple else -4, 10])
    elapsed = draw.random() < 0.3
    return Need(
        task=key, link=link, lag=Span(amount=hours, unit="h", elapsed=elapsed) if hours else None
    )


def minutes_at_work(program: Program, person: str, start: int, finish: int) -> int:
    """Working minutes of a person between two UTC minutes, from the plain definition."""
    first = instant(start).date() - timedelta(days=3)
    last = instant(finish).date() + timedelta(days=3)
    working = calendar_of_person(program, person)
    return sum(
        max(min(end, finish) - max(begin, start), 0) for begin, end in spells(working, first, last)
    )


def most_taken(levelled: Levelled, person: str) -> float:
    """The most of a person, in parts of one, that tasks take at any one time."""
    changes: list[tuple[int, float]] = []
    for place, who in enumerate(levelled.who):
        start, finish = int(levelled.start[place]), int(levelled.finish[place])
        for name, units in zip(who, levelled.units[place], strict=True):
            if name == person and finish > start:
                changes += [(start, units / 1000), (finish, -units / 1000)]
    taken = most = 0.0
    for _, change in sorted(changes):
        taken += change
        most = max(most, taken)
    return most
