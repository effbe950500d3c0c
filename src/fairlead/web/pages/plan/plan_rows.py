"""The rows of the plan page: what stands in each cell and where its bar is, and what differs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from fairlead.analyses.plan import Plan, PlannedActivity, Unplannable
from fairlead.program.moments import closing_minute, minute_of
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.work import Milestone, Task
from fairlead.reports.outline import outline
from fairlead.sources.program_file.field_text import field_text
from fairlead.web.access.seat import Seat
from fairlead.web.jobs.studies import Study, study_of
from fairlead.web.log.shelf import program_at
from fairlead.web.versions import once, plan_of

__all__ = ["PlanRows", "plan_rows", "rows_since"]

_CELLS = (
    "estimate", "duration", "who", "needs", "started", "finished", "remaining",
    "not_before", "deadline",
)  # fmt: skip
_KINDS = {"task": "t", "summary": "s", "milestone": "m"}
_MOST_NEWEST = 32
_STATES = {"waiting": "w", "running": "r", "finished": "f"}


class PlanRows(Noun):
    """Rows in the order they are shown, and what they are made of.

    Times are minutes since 1970 in UTC.
    """

    rows: list[dict[str, Any]]
    by_id: dict[str, dict[str, Any]]
    as_of: int
    finish: int
    timezone: str
    program: Program
    plan: Plan


def plan_rows(seat: Seat) -> PlanRows | Unplannable:
    """The rows of the seat's version."""
    return _rows_at(seat, seat.number, seat.program)


def _rows_at(seat: Seat, number: int, program: Program) -> PlanRows | Unplannable:
    plan = plan_of(seat.log, number)
    if not isinstance(plan, Plan):
        return plan
    study_id, study = study_of(seat.log, plan.fingerprint) or (0, None)
    key = ("rows", seat.log.pk, plan.fingerprint, study_id)
    return once(key, lambda: _rows(seat.log.pk, program, plan, study))


_newest: dict[int, PlanRows] = {}
"""The rows of each program that were made last: most of the next version's are the same."""


def _rows(log_id: int, program: Program, plan: Plan, study: Study | None) -> PlanRows:
    before = _newest.get(log_id)
    if before is not None and not _like(before.program, program):
        before = None
    rows = [
        _known(before, program, plan.activities[each.id], each.depth)
        or _row(program, plan.activities[each.id], each.depth, study)
        for each in outline(program, plan)
    ]
    made = PlanRows(
        rows=rows,
        by_id={row["id"]: row for row in rows},
        as_of=minute_of(plan.as_of),
        finish=minute_of(plan.finish),
        timezone=program.timezone,
        program=program,
        plan=plan,
    )
    if len(_newest) >= _MOST_NEWEST:
        _newest.clear()
    _newest[log_id] = made
    return made


def _like(before: Program, now: Program) -> bool:
    """Whether what all rows speak of is the same: the zone, and the names of people."""
    return before.timezone == now.timezone and before.people is now.people


def _known(
    before: PlanRows | None, program: Program, planned: PlannedActivity, depth: int
) -> dict[str, Any] | None:
    """The row of a task as it was, where nothing that it shows is another now."""
    if before is None or planned.kind == "milestone":
        return None  # what is said of a milestone depends on the study too
    key = planned.id
    row = before.by_id.get(key)
    if (
        row is None
        or row["d"] != depth
        or before.program.tasks.get(key) is not program.tasks.get(key)
    ):
        return None
    then = before.plan.activities.get(key)
    return row if then is planned or then == planned else None


def _row(
    program: Program, planned: PlannedActivity, depth: int, study: Study | None
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": planned.id,
        "t": planned.title,
        "d": depth,
        "k": _KINDS[planned.kind],
        "st": _STATES[planned.state],
        "s": minute_of(planned.start),
        "f": minute_of(planned.finish),
    }
    if planned.critical_after_levelling:
        row["c"] = 1
    slack = planned.slack_after_levelling_minutes
    if slack is not None and planned.kind != "summary":
        row["sl"] = round(slack / planned.day_minutes, 1)
    noun = program.tasks.get(planned.id)
    if noun is not None:
        row.update(program.tasks.derived(_reader(program.timezone))[planned.id][1])
        if not noun.who and planned.who:
            row["by"] = ", ".join(_name(program, key) for key in planned.who)
        if noun.who:
            row["by"] = ", ".join(_name(program, a.person) for a in noun.who)
    promise = program.milestones.get(planned.id)
    if promise is not None:
        row["needs"] = _text(Milestone, "needs", promise.needs, program)
        if promise.due is not None:
            row["due"] = closing_minute(promise.due, timezone=program.timezone)
        if study is not None and planned.id in study.forecast.milestones:
            target = study.forecast.milestones[planned.id]
            row["p"] = [minute_of(target.p10), minute_of(target.p80), minute_of(target.p90)]
            if target.chance is not None:
                row["ch"] = round(target.chance, 3)
    links = noun if noun is not None else promise
    if links is not None and links.needs:
        row["l"] = [[need.task, need.link] for need in links.needs]
    return row


Cells: TypeAlias = dict[str, tuple[Task, dict[str, str]]]


@cache
def _reader(timezone: str) -> Callable[[Table[Task], Cells | None], Cells]:
    """What stands in the cells of every task; of a task that was not edited, what stood there."""

    def read(tasks: Table[Task], before: Cells | None) -> Cells:
        found: Cells = {}
        for key, task in tasks.items():
            known = None if before is None else before.get(key)
            if known is None or known[0] is not task:
                known = (task, _cells(task, timezone))
            found[key] = known
        return found

    return read


def _cells(task: Task, timezone: str) -> dict[str, str]:
    texts = {
        name: field_text(Task, name, value, timezone=timezone)
        for name in _CELLS
        if (value := getattr(task, name))
    }
    return {name: text for name, text in texts.items() if text}


def _text(noun: type[Noun], name: str, value: object, program: Program) -> str:
    return field_text(noun, name, value, timezone=program.timezone)


def _name(program: Program, key: str) -> str:
    person = program.people.get(key)
    return (person.name if person is not None else None) or key


def rows_since(seat: Seat, since: int, now: PlanRows) -> dict[str, Any]:
    """The rows that differ from those of an earlier entry, and the order if it is another."""
    before = _rows_at(seat, since, program_at(seat.log, since))
    if isinstance(before, Unplannable):
        return {"order": [row["id"] for row in now.rows], "rows": now.rows}
    there = before.by_id
    changed = [row for row in now.rows if (old := there.get(row["id"])) is not row and old != row]
    told: dict[str, Any] = {"rows": changed, "moved": _moved(before, now)}
    order = [row["id"] for row in now.rows]
    if order != [row["id"] for row in before.rows]:
        told["order"] = order
    return told


def _moved(before: PlanRows, now: PlanRows) -> int:
    """By how many minutes the whole ends later than it did."""
    return now.finish - before.finish
