"""The engine against the plain scheduler, over seeded programs that use every rule together."""

from __future__ import annotations

import random  # noqa: TID251  # a seeded stream is the input here
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.program.calendars import Calendar, CalendarException, DateRange, Week
from fairlead.program.moments import Moment, instant
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Share, Span
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Milestone, Need, Task
from tests.analyses.plain_scheduler import Dates, schedule

SPLIT: Week = ((((480, 720), (780, 1020)),) * 5) + ((), ())
NIGHT: Week = (((1320, 1800),),) * 5 + ((), ())
ALL_DAY: Week = (((0, 1440),),) * 7
SIX: Week = ((((420, 1020)),),) * 6 + ((),)

CALENDARS: dict[str, Calendar] = {
    "berlin": Calendar(
        hours=SPLIT,
        timezone="Europe/Berlin",
        exceptions=(
            CalendarException(first=date(2026, 3, 16), last=date(2026, 3, 17)),
            CalendarException(first=date(2026, 3, 28), last=date(2026, 3, 28), hours=((540, 780),)),
        ),
    ),
    "bangalore": Calendar(hours=SIX, timezone="Asia/Kolkata"),
    "night": Calendar(hours=NIGHT, timezone="Europe/Berlin"),
    "always": Calendar(hours=ALL_DAY),
    "short": Calendar(base="berlin", day=Span(amount=4, unit="h")),
}
TEAMS = {"east": Team(calendar="bangalore")}
PEOPLE = {
    "asha": Person(calendar="bangalore", availability=Share(0.5)),
    "ben": Person(
        calendar="berlin", leave=(DateRange(first=date(2026, 3, 9), last=date(2026, 3, 11)),)
    ),
    "cleo": Person(team="east", joins=date(2026, 3, 5)),
    "paper": Person(kind="material"),
}
DAY_ZERO = datetime(2026, 3, 2, tzinfo=UTC)


class Draw:
    """One random program; the features that it may use are named."""

    def __init__(self, seed: int, features: set[str]) -> None:
        self.random = random.Random(seed)
        self.features = features

    def chance(self, probability: float, feature: str) -> bool:
        return feature in self.features and self.random.random() < probability

    def moment(self, first: int, last: int) -> Moment:
        day = DAY_ZERO + timedelta(days=self.random.randint(first, last))
        if self.random.random() < 0.4:
            return day.date()
        return day + timedelta(minutes=self.random.choice([0, 7, 420, 480, 765, 1020, 1380]))

    def span(self, *, signed: bool) -> Span:
        amount = self.random.choice([0.5, 1, 2, 3, 5, 0.25])
        if signed and self.random.random() < 0.35:
            amount = -amount
        unit = self.random.choice(["d", "h", "d", "w"])
        elapsed = self.chance(0.25, "elapsed")
        return Span(amount=amount, unit=unit, elapsed=elapsed)  # type: ignore[arg-type]

    def needs(self, before: list[str]) -> tuple[Need, ...]:
        found = []
        for key in self.random.sample(before, min(len(before), self.random.choice([0, 1, 1, 2]))):
            link = self.random.choice(["FS", "FS", "SS", "FF", "SF"])
            lag = self.span(signed=True) if self.chance(0.4, "lags") else None
            share = None
            if lag is None and self.chance(0.15, "lags"):
                share = self.random.choice([0.5, 1.0, -0.25, 0.3])
            if "links" not in self.features:
                link = "FS"
            found.append(Need(task=key, link=link, lag=lag, lag_share=share))  # type: ignore[arg-type]
        return tuple(found)

    def dates(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in ("not_before", "start_by", "finish_not_before", "finish_by"):
            if self.chance(0.12, "dates"):
                found[name] = self.moment(-3, 45)
        for name in ("must_start", "must_finish"):
            if self.chance(0.05, "dates"):
                found[name] = self.moment(5, 45)
        if self.chance(0.1, "dates"):
            found["as_late_as_possible"] = True
        if self.chance(0.5, "calendars"):
            found["calendar"] = self.random.choice(list(CALENDARS))
        return found

    def task(self, before: list[str]) -> Task:  # noqa: C901, PLR0912  # one draw per field
        fields = self.dates()
        kind = self.random.random()
        amount = self.random.choice([0.25, 1, 1.5, 2, 3, 5, 8])
        if kind < 0.5:
            fields["duration"] = Estimate.point(amount, "d")
        elif kind < 0.6 and "elapsed" in self.features:
            elapsed = Span(amount=amount, unit="d", elapsed=True)
            fields["duration"] = Estimate(likely=elapsed)
        elif kind < 0.9:
            fields["estimate"] = Estimate.point(amount, self.random.choice(["d", "h", "w"]))
        if self.chance(0.4, "people"):
            crew = self.random.sample(list(PEOPLE), self.random.choice([1, 1, 2]))
            units = self.random.choice([None, None, Share(0.5), Share(0.8)])
            fields["who"] = tuple(Assignment(person=key, units=units) for key in sorted(crew))
            if self.random.random() < 0.3:
                fields["resource_dependent"] = True
        elif self.chance(0.2, "people"):
            fields["team"] = "east"
        if self.chance(0.1, "dates"):
            fields["deadline"] = self.moment(5, 45)
        if self.chance(0.1, "dates"):
            fields["delay"] = self.span(signed=False)
        if self.chance(0.4, "progress"):
            fields["started"] = self.moment(-20, 5)
            state = self.random.random()
            if state < 0.5:
                later = self.random.randint(0, 6)
                started = fields["started"]
                day = started.date() if isinstance(started, datetime) else started
                fields["finished"] = day + timedelta(days=later)
            elif state < 0.75:
                fields["remaining"] = self.span(signed=False)
            elif state < 0.85:
                fields["complete"] = self.random.choice([0.0, 0.4, 1.0])
            else:
                fields["spent"] = Span(amount=1, unit="d")
            if state >= 0.5 and self.random.random() < 0.2:
                fields["resumes"] = self.moment(0, 12)
        if self.chance(0.15, "progress"):
            fields["expected_finish"] = self.moment(0, 20)
        return Task(title="t", needs=self.needs(before), **fields)

    def program(self) -> Program:
        names = [f"a{i}" for i in range(self.random.randint(3, 14))]
        tasks: dict[str, Task] = {}
        milestones: dict[str, Milestone] = {}
        summaries = ["top", "deep"] if "summaries" in self.features else []
        outline: dict[str, str] = {}
        can_wait_for: list[str] = []
        # what stands in `deep` comes before what stands in `top`, then the rest: no circles
        for place, name in enumerate(names):
            third = place * 3 // len(names)
            if summaries and third < 2:
                outline[name] = ("deep", "top")[third]
            if summaries and third == 2 and "deep" not in can_wait_for:
                can_wait_for += summaries
            if self.random.random() < 0.2:
                row = Milestone(
                    title="m",
                    needs=self.needs(can_wait_for),
                    opening=self.random.random() < 0.3,
                    due=self.moment(10, 40) if self.chance(0.3, "dates") else None,
                    finished=self.moment(-9, 3) if self.chance(0.2, "progress") else None,
                    parent=outline.get(name),
                    **self.dates(),
                )
                milestones[name] = row
            else:
                task = self.task(can_wait_for)
                tasks[name] = Task(
                    **{f: getattr(task, f) for f in task.__struct_fields__}
                    | {"parent": outline.get(name)}
                )
            can_wait_for.append(name)
        if summaries:
            outer = {f: v for f, v in self.dates().items() if f in {"not_before", "finish_by"}}
            inner = self.needs(["outside"]) or (Need(task="outside", link="FF"),)
            tasks["outside"] = Task(title="o", duration=Estimate.point(2, "d"))
            tasks["top"] = Task(title="s", needs=self.needs(["outside"]), **outer)
            tasks["deep"] = Task(title="s", parent="top", needs=inner, calendar="bangalore")
        rules: dict[str, Any] = {"calendar": self.random.choice([None, "berlin", "bangalore"])}
        if "rules" in self.features:
            for field, values in {
                "lag_calendar": ["predecessor", "successor", "program", "elapsed"],
                "progress": ["retained-logic", "override", "actual-dates"],
                "unfinished": ["move", "move", "keep"],
                "total_slack": ["start", "finish", "smaller"],
                "slack_to": ["program", "projects", "open-ends"],
                "limits": ["take-slack", "hold"],
                "must_finish": ["honour-dates", "honour-dates", "honour-links"],
                "direction": ["forward"] * 5 + ["backward"],
            }.items():
                rules[field] = self.random.choice(values)
        rows = list(tasks.items())
        self.random.shuffle(rows)
        return Program(
            id="p",
            timezone=self.random.choice(["Europe/Berlin", "UTC", "America/New_York"]),
            start=self.moment(-25, -20) if "progress" in self.features else self.moment(0, 6),
            as_of=self.moment(0, 6) if self.chance(0.8, "progress") else None,
            finish_by=self.moment(30, 60) if self.chance(0.3, "dates") else None,
            scheduling=Scheduling(**rules),
            calendars=Table(CALENDARS),
            teams=Table(TEAMS),
            people=Table(PEOPLE),
            tasks=Table(rows),
            milestones=Table(milestones),
        )


def engine(program: Program) -> dict[str, Dates]:
    found = critical_path(program)
    assert isinstance(found, CriticalPath)
    columns = (
        found.early_start, found.early_finish, found.late_start, found.late_finish,
        found.total_slack, found.free_slack,
    )  # fmt: skip
    network = found.network
    places = zip(network.keys[: network.leaves], network.place.tolist(), strict=False)
    return {key: Dates(*(int(column[place]) for column in columns)) for key, place in places}


def told(dates: dict[str, Dates]) -> dict[str, tuple[str | int, ...]]:
    """Dates as a reader of a failed test wants them."""
    return {
        key: (
            *(
                f"{instant(m):%a %d %b %H:%M}"
                for m in (d.early_start, d.early_finish, d.late_start, d.late_finish)
            ),
            d.total_slack,
            d.free_slack,
        )
        for key, d in dates.items()
    }


ALL = {
    "links", "lags", "elapsed", "dates", "calendars", "people", "progress", "summaries", "rules",
}  # fmt: skip
FEATURES: dict[str, set[str]] = {
    "links": {"links"},
    "lags": {"links", "lags", "elapsed", "rules"},
    "calendars": {"links", "lags", "elapsed", "calendars", "rules"},
    "dates": {"links", "elapsed", "dates", "rules"},
    "people": {"people", "calendars", "lags", "elapsed", "rules"},
    "progress": {"links", "lags", "elapsed", "progress", "rules"},
    "summaries": {"links", "lags", "elapsed", "summaries", "rules"},
    "all": ALL,
}


@pytest.mark.parametrize("features", FEATURES)
def test_engine_agrees_with_the_plain_scheduler_to_the_minute(features: str) -> None:
    for seed in range(25):
        program = Draw(seed, FEATURES[features]).program()
        expected, found = told(schedule(program)), told(engine(program))
        assert found == expected, f"seed {seed}"
