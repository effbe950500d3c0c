"""A program beside its plan, with what several rules look up: unfinished work, links, days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cached_property

import msgspec

from fairlead.analyses.plan import Plan, PlannedActivity
from fairlead.analyses.quality.delay_test import DelayTest, delay_test
from fairlead.analyses.quality.kept import Kept
from fairlead.analyses.trace import Trace, trace
from fairlead.program.moments import (
    Moment,
    closing_day,
    closing_minute,
    in_zone,
    instant,
    opening_minute,
)
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Activity, Baseline, Milestone, Need, Task

__all__ = ["Examined", "Tie", "named"]

_MOST_NAMED = 5


def named(keys: Iterable[str], *, most: int = _MOST_NAMED) -> str:
    """Ids for a message: the first few, and how many more there are."""
    every = list(keys)
    shown = ", ".join(every[:most])
    rest = len(every) - most
    return f"{shown} and {rest:,} more" if rest > 0 else shown


class Tie(Noun):
    """One link of the network, said from outside: `after` waits for `before`."""

    before: str
    after: str
    need: Need


class Examined(msgspec.Struct, frozen=True, dict=True):
    """A program and its plan, under examination."""

    program: Program
    plan: Plan
    beside: Kept | None = None

    @cached_property
    def trace(self) -> Trace:
        """Who serves whom."""
        return trace(self.program)

    @cached_property
    def summaries(self) -> frozenset[str]:
        """Tasks that hold others."""
        return self.program.summaries()

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """The work itself: no summaries, no level of effort, nothing inactive."""
        return {
            key: task
            for key, task in self.program.tasks.items()
            if key in self.plan.activities
            and key not in self.summaries
            and not task.level_of_effort
            and not task.inactive
        }

    @cached_property
    def open_tasks(self) -> dict[str, Task]:
        """Those of `tasks` that are not finished."""
        return {key: task for key, task in self.tasks.items() if task.finished is None}

    @cached_property
    def open_milestones(self) -> dict[str, Milestone]:
        """Milestones still to be reached."""
        return {
            key: milestone
            for key, milestone in self.program.milestones.items()
            if milestone.finished is None and not milestone.inactive and key in self.plan.activities
        }

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """Links into unfinished tasks and milestones, and into the summaries that hold such."""
        holding = {key for inner in self._open_activities for key in self.above(inner)}
        return tuple(
            Tie(before=need.task, after=key, need=need)
            for key in (*self._open_activities, *(k for k in self.program.tasks if k in holding))
            for need in self.program.activity(key).needs
        )

    @cached_property
    def _open_activities(self) -> dict[str, Activity]:
        return {**self.open_tasks, **self.open_milestones}

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key in (*self.program.tasks, *self.program.milestones):
            path: list[str] = []
            here = self.program.activity(key).parent
            while here is not None and here in self.program.tasks and here not in path:
                path.append(here)
                here = self.program.tasks[here].parent
            found[key] = tuple(path)
        return found

    def above(self, key: str) -> tuple[str, ...]:
        """The summaries that a task or milestone stands in, the nearest first."""
        return self._above[key]

    @cached_property
    def waits(self) -> dict[str, tuple[Need, ...]]:
        """What each task and milestone waits for: by its own needs and by its summaries'."""
        activity = self.program.activity
        return {
            key: tuple(need for k in (key, *above) for need in activity(k).needs)
            for key, above in self._above.items()
        }

    @cached_property
    def leads_to(self) -> dict[str, tuple[Tie, ...]]:
        """The links that go out of each task and milestone, and of the summaries around it."""
        out: dict[str, list[Tie]] = {}
        for key in (*self.program.tasks, *self.program.milestones):
            for need in self.program.activity(key).needs:
                tie = Tie(before=need.task, after=key, need=need)
                out.setdefault(need.task, []).append(tie)
        return {
            key: tuple(tie for k in (key, *above) for tie in out.get(k, ()))
            for key, above in self._above.items()
        }

    def planned(self, key: str) -> PlannedActivity:
        """Its row in the plan."""
        return self.plan.activities[key]

    def where(self, key: str, field: str | None = None) -> str:
        """The dotted place of a task or milestone, such as `tasks.api.estimate`."""
        section = "milestones" if key in self.program.milestones else "tasks"
        return f"{section}.{key}" if field is None else f"{section}.{key}.{field}"

    def days(self, key: str, minutes: int) -> float:
        """Working minutes of an activity in days of its own calendar."""
        return minutes / max(self.planned(key).day_minutes, 1)

    def minutes(self, key: str, amount: Span | Estimate | None) -> int:
        """A span or the planned figure of an estimate, in minutes by the activity's calendar."""
        if amount is None:
            return 0
        day = self.planned(key).day_minutes
        if isinstance(amount, Span):
            return amount.minutes(day_minutes=day, week_minutes=5 * day)
        return amount.planned_minutes(day_minutes=day, week_minutes=5 * day)

    def amount(self, key: str) -> int:
        """Planned effort or duration of a task, in minutes by its calendar."""
        task = self.program.tasks[key]
        return self.minutes(key, task.estimate if task.estimate is not None else task.duration)

    @cached_property
    def today(self) -> date:
        """The day of the status time, in the program's zone."""
        return in_zone(self.plan.as_of, timezone=self.program.timezone).date()

    def begins(self, moment: Moment) -> datetime:
        """The first minute of a moment."""
        return instant(opening_minute(moment, timezone=self.program.timezone))

    def ends(self, moment: Moment) -> datetime:
        """The last minute of a moment."""
        return instant(closing_minute(moment, timezone=self.program.timezone))

    def is_past(self, moment: Moment) -> bool:
        """Whether a moment is over at the status time."""
        return self.ends(moment) <= self.plan.as_of

    def last_day(self, finish: datetime) -> date:
        """The day that ends with a finish: one at midnight belongs to the day before."""
        return closing_day(finish, timezone=self.program.timezone)

    def day_of(self, moment: Moment) -> date:
        """The day that a moment falls on, in the program's zone."""
        if isinstance(moment, datetime):
            return in_zone(moment, timezone=self.program.timezone).date()
        return moment

    def baseline(self, key: str) -> Baseline | None:
        """The agreed dates of a task or milestone, where its finish is among them.

        Those of the last baseline that was agreed on; else the first of those it was imported with.
        """
        last = None if self.beside is None else self.beside.baseline
        if last is not None and key in last.finishes:
            return Baseline(number=0, finish=last.finishes[key])
        agreed = [b for b in self.program.activity(key).baselines if b.finish is not None]
        return min(agreed, key=lambda b: b.number, default=None)

    def in_order(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Ids in the order of the program, each once."""
        wanted = set(keys)
        return tuple(k for k in (*self.program.tasks, *self.program.milestones) if k in wanted)

    def all_before(self, key: str) -> frozenset[str]:
        """Every task and milestone that must be done before it, however far back."""
        found: set[str] = set()
        stack = [key]
        while stack:
            here = stack.pop()
            for ahead in (*(need.task for need in self.waits[here]), *self._inside.get(here, ())):
                if ahead not in found and ahead in self.waits:
                    found.add(ahead)
                    stack.append(ahead)
        return frozenset(found)

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, above in self._above.items():
            if above:
                found.setdefault(above[0], []).append(key)
        return found

    @cached_property
    def delayed(self) -> DelayTest | None:
        """What 600 days on a critical task do to what ends last; None when nothing is critical.

        The first critical task that leads there is delayed; where none does, the first of all.
        """
        critical = [
            (row.early_start, row.early_finish, key)
            for key in self.open_tasks
            if (row := self.planned(key)).critical and self.amount(key) > 0
        ]
        if not critical:
            return None
        ends = [self.planned(key) for key in self._open_activities]
        last = max(ends, key=lambda row: (row.early_finish, row.kind == "milestone", row.id)).id
        before = self.all_before(last)
        leading = [row for row in critical if row[2] in before or row[2] == last]
        return delay_test(self.program, self.plan, task=min(leading or critical)[2], end=last)

    def owners(self, key: str) -> Iterator[str]:
        """Who is named for a task or, where nobody is, for the summaries around it."""
        for k in (key, *self.above(key)):
            task = self.program.tasks.get(k)
            if task is None:
                continue
            yield from (a.person for a in task.who)
            yield from (name for name in (task.team, task.owner) if name is not None)
