"""Networks kept with the tasks they are of, and what an edit of a few amounts makes of one.

A network is most of a compiled program. Compiled again of the same tasks it is the one there is; of
tasks that were edited from others, and differ in how long some take, it is that of the others with
the work of these. Everything else is compiled anew. The answer is the same either way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fairlead.analyses.network.crews import clock_work, crew_rate
from fairlead.analyses.network.form import Network
from fairlead.analyses.network.rows import Rows
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Task

__all__ = ["keep", "kept"]

_MOST_EDITED = 64
"""So many changed tasks are looked at one by one; for more, all are compiled."""

_MOST_KEPT = 4

_TOLD = frozenset(
    {
        "id", "title", "description", "type", "currency", "budget", "source", "tasks",
        "stakeholders", "goals", "components", "requirements", "backlogs", "sprints", "launches",
        "risks", "decisions", "reviews",
    }
)  # fmt: skip
"""Fields of a program that its network does not look at; the tasks are compared one by one."""

_AMOUNTS = ("title", "notes", "estimate", "duration", "cost", "priority", "kind", "url")
"""Fields of a task that bound nothing: at most its work changes with them."""

_Stretch = tuple[date, date]


@dataclass(slots=True)
class _Kept:
    """Networks of a table of tasks, by the days that are tabled; those of the table before it."""

    own: dict[_Stretch, Network] = field(default_factory=dict)
    before: dict[_Stretch, Network] = field(default_factory=dict)


def _of(_: Table[Task], before: _Kept | None) -> _Kept:
    return _Kept(before={} if before is None else before.own or before.before)


def keep(network: Network, *, first: date, last: date) -> None:
    """Keep a network with its tasks, for as long as they are there."""
    own = network.program.tasks.derived(_of).own
    for stretch in list(own)[: max(len(own) - _MOST_KEPT + 1, 0)]:
        own.pop(stretch, None)  # another thread may have done so
    own[first, last] = network


def kept(rows: Rows, *, first: date, last: date) -> Network | None:
    """The network of these rows, if one is kept that they differ from in little."""
    there = rows.program.tasks.derived(_of)
    for networks in (there.own, there.before):
        network = networks.get((first, last))
        found = None if network is None else _edited(network, rows)
        if found is not None:
            keep(found, first=first, last=last)
            return found
    return None


def _edited(network: Network, rows: Rows) -> Network | None:
    before, after = network.program, rows.program
    if before is after:
        return network
    if not _alike(before, after):
        return None
    changed = _changed(before.tasks, after.tasks)
    if changed is None or (changed and any(share is not None for _, share in rows.needs.lags)):
        return None
    work = network.work.copy()
    for key in changed:
        minutes = _work(network, before.tasks[key], after.tasks[key], rows, key)
        if minutes is None:
            return None
        place = int(network.place[network.keys.index(key)])
        if (minutes == 0) != (int(work[place]) == 0):
            return None
        work[place] = minutes
    return replace(network, program=after, rows=rows, work=work)


def _alike(before: Program, after: Program) -> bool:
    """Whether nothing but tasks, and what is only told of, may differ."""
    return all(
        (mine := getattr(before, name)) is (other := getattr(after, name)) or mine == other
        for name in Program.__struct_fields__
        if name not in _TOLD
    )


def _changed(before: Table[Task], after: Table[Task]) -> list[str] | None:
    """Keys of tasks that are not the same; None when there are others, or too many."""
    if before is after:
        return []
    if list(before) != list(after):
        return None
    pairs = zip(before.values(), after.items(), strict=True)
    found = [key for old, (key, new) in pairs if old is not new]
    return found if len(found) <= _MOST_EDITED else None


def _work(network: Network, old: Task, new: Task, rows: Rows, key: str) -> int | None:
    """The work of a task whose amount alone was changed; None where more than that may follow."""
    if replace(old, **{name: getattr(new, name) for name in _AMOUNTS}) != new:
        return None
    place = int(network.place[network.keys.index(key)]) if key not in rows.beside else -1
    if place < 0 or _begun(new) or new.calendar is not None or new.resource_dependent:
        return None
    if (old.duration is None) != (new.duration is None) or _elapsed(old) or _elapsed(new):
        return None
    number = int(network.slack_clock[place])
    amount = new.estimate or new.duration
    day, week = network.lengths[number]
    minutes = 0 if amount is None else amount.planned_minutes(day_minutes=day, week_minutes=week)
    if new.who and new.duration is None:
        rate = crew_rate(network.program, new.who)
        if rate == 0:
            return None
        minutes = clock_work(minutes, rate=rate if int(network.clock[place]) == number else 0)
    elif int(network.clock[place]) != number:
        return None
    return minutes


def _begun(task: Task) -> bool:
    """Whether more of it is recorded than how long it takes."""
    return task.started is not None or task.finished is not None or (
        task.remaining is not None or task.complete is not None or task.spent is not None
        or task.delay is not None or task.expected_finish is not None
        or task.inactive or task.level_of_effort
    )  # fmt: skip


def _elapsed(task: Task) -> bool:
    return any(
        span is not None and span.elapsed
        for amount in (task.estimate, task.duration)
        if isinstance(amount, Estimate)
        for span in (amount.low, amount.likely, amount.high)
    )
