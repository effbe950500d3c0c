"""The finished tasks of a program as a history of its own."""

from __future__ import annotations

from datetime import date, datetime

from fairlead.analyses.calibration.coded import Subject
from fairlead.program.history import FinishedTask, History
from fairlead.program.moments import Moment, closing_minute, in_zone, opening_minute
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.work import Task
from fairlead.program.working_time import WorkingTime, calendar_of_activity, spells

__all__ = ["Finder", "history_of", "open_days"]

_GROUPS = ("team", "kind", "component")
_NAMES = {
    "team": "team squad project product group department",
    "kind": "kind type phase activity sort",
    "component": "component module system area service",
}
"""What the columns of a record may be called that say the same of a task of a program."""
_LONGEST_DAYS = 3660  # of one task: what lasted longer is no record of work


def history_of(program: Program) -> History:
    """What the finished tasks of a program say, in hours.

    A task counts when its estimate is a point and what went into it is known: `spent`, or for a
    `duration` without it the working time from its start to its finish. The day of its start stands
    for that of its estimate.
    """
    found: list[FinishedTask] = []
    rows: list[tuple[str, ...]] = []
    for key, task in program.tasks.items():
        if task.finished is None or task.started is None or task.inactive or task.level_of_effort:
            continue
        estimate = task.estimate or task.duration
        if estimate is None or not estimate.is_point or estimate.likely is None:
            continue
        working = calendar_of_activity(program, key)
        said = _hours(estimate.likely, working)
        took = _took(program, task, working)
        begun, done = _day(program, task.started), _day(program, task.finished)
        if took is None or said <= 0 or took <= 0 or done < begun:
            continue
        rows.append(tuple(_group(program, task, name) for name in _GROUPS))
        found.append(
            FinishedTask(
                estimated=begun,
                completed=done,
                estimate=said,
                actual=took,
                who=_who(program, task),
                key=key,
            )
        )
    # a column that says the same of all sorts nothing
    kept = [n for n in range(len(_GROUPS)) if len({row[n] for row in rows}) > 1]
    return History(
        tasks=tuple(
            replace(one, groups=tuple(row[n] for n in kept))
            for one, row in sorted(zip(found, rows, strict=True), key=lambda pair: pair[0].key)
        ),
        group_names=tuple(_GROUPS[n] for n in kept),
    )


class Finder:
    """Finds the people and groups of a program in a record, by their id or by their name."""

    def __init__(self, history: History) -> None:
        self._people = _spellings({one.who for one in history.tasks})
        self._groups = [
            (
                next((f for f, names in _NAMES.items() if _plain(column) in names.split()), None),
                _spellings({one.groups[place] for one in history.tasks}),
            )
            for place, column in enumerate(history.group_names)
        ]

    def subject(self, program: Program, key: str) -> Subject | None:
        """What the record may know of a task; None for one whose estimate is no point."""
        task = program.tasks[key]
        estimate = task.estimate or task.duration
        if estimate is None or not estimate.is_point or estimate.likely is None:
            return None
        hours = _hours(estimate.likely, calendar_of_activity(program, key))
        if hours <= 0:
            return None
        who = _who(program, task)
        groups = []
        for field, values in self._groups:
            said = "" if field is None else _group(program, task, field)
            title: str | None = None
            if field == "team" and said in program.teams:
                title = program.teams[said].title
            if field == "component" and said in program.components:
                title = program.components[said].title
            groups.append(_found(values, said, title))
        name = program.people[who].name if who else None
        return Subject(hours, _found(self._people, who, name), tuple(groups))


def open_days(program: Program, key: str) -> int:
    """For how many days a begun task has been open at the status date; 0 for any other.

    Where it is stated what remains, the estimate is a new one, and its days count no more.
    """
    task = program.tasks[key]
    if task.started is None or task.finished is not None or program.as_of is None:
        return 0
    if task.remaining is not None or task.complete is not None:
        return 0
    return max((_day(program, program.as_of) - _day(program, task.started)).days, 0)


def _plain(text: str) -> str:
    return text.strip().casefold()


def _spellings(values: set[str]) -> dict[str, str]:
    return {_plain(value): value for value in sorted(values)}


def _found(values: dict[str, str], id: str, title: str | None) -> str:
    """How the record writes one of these names; an unknown one stays as it is: new to it."""
    for name in (id, title):
        if name and _plain(name) in values:
            return values[_plain(name)]
    return id


def _who(program: Program, task: Task) -> str:
    """The person who does a task, where it is one alone."""
    named = [a.person for a in task.who if a.person in program.people]
    named = [key for key in named if program.people[key].kind in {"person", "pool"}]
    return named[0] if len(named) == 1 else ""


def _group(program: Program, task: Task, name: str) -> str:
    if name == "kind":
        return task.kind or ""
    if name == "component":
        return task.component or ""
    who = _who(program, task)
    return task.team or (program.people[who].team or "" if who else "")


def _hours(span: Span, working: WorkingTime) -> float:
    minutes = span.minutes(day_minutes=working.day_minutes, week_minutes=working.week_minutes)
    return minutes / 60


def _took(program: Program, task: Task, working: WorkingTime) -> float | None:
    if task.spent is not None:
        return _hours(task.spent, working)
    if task.duration is None or task.started is None or task.finished is None:
        return None
    first = opening_minute(task.started, timezone=program.timezone)
    last = closing_minute(task.finished, timezone=program.timezone)
    if not 0 < last - first <= _LONGEST_DAYS * 1440:
        return None
    days = _day(program, task.started), _day(program, task.finished)
    worked = spells(working, *days)
    return sum(max(min(end, last) - max(begin, first), 0) for begin, end in worked) / 60


def _day(program: Program, moment: Moment) -> date:
    if isinstance(moment, datetime):
        return in_zone(moment, timezone=program.timezone).date()
    return moment
