"""Dates that must be kept cannot make work quicker: in trials they only hold it back."""

from __future__ import annotations

from typing import TypeVar

from fairlead.analyses.plan import Plan, Unplannable, plan
from fairlead.program.findings import Finding
from fairlead.program.moments import (
    Moment,
    closing_day,
    closing_minute,
    in_zone,
    instant,
    opening_minute,
)
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.work import Activity

__all__ = ["freed", "without_fixed_dates"]

_Row = TypeVar("_Row", bound=Activity)


def freed(program: Program) -> tuple[Program, tuple[Finding, ...]]:
    """The program without what holds unfinished work against its links, and what that kept hidden.

    A plan with fixed dates keeps them even where the work before them is not done: then every trial
    would end in time. Here `must_start` means no earlier, `must_finish` the same of the finish, and
    latest dates move nothing. Whatever cannot keep its date even as planned is a finding.
    """
    held = _held(program)
    free = without_fixed_dates(program)
    if free is program:
        return program, ()
    made = plan(free)
    if isinstance(made, Unplannable):
        return program, ()
    return free, tuple(
        found for key, row in held.items() if (found := _broken(program, made, key, row))
    )


def without_fixed_dates(program: Program) -> Program:
    """The program without what holds unfinished work against its links; itself if nothing does."""
    if not _held(program) and program.scheduling.limits == "take-slack":
        return program
    return replace(
        program,
        tasks=Table({key: _free(row, program) for key, row in program.tasks.items()}),
        milestones=Table({key: _free(row, program) for key, row in program.milestones.items()}),
        scheduling=replace(program.scheduling, limits="take-slack"),
    )


def _held(program: Program) -> dict[str, Activity]:
    return {
        key: row
        for table in (program.tasks, program.milestones)
        for key, row in table.items()
        if row.finished is None and (row.must_start is not None or row.must_finish is not None)
    }


def _free(row: _Row, program: Program) -> _Row:
    if row.finished is not None or (row.must_start is None and row.must_finish is None):
        return row
    return replace(
        row,
        must_start=None,
        must_finish=None,
        not_before=_later(row.not_before, row.must_start, program),
        finish_not_before=_later(row.finish_not_before, row.must_finish, program),
    )


def _later(one: Moment | None, other: Moment | None, program: Program) -> Moment | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other, key=lambda at: opening_minute(at, timezone=program.timezone))


def _broken(program: Program, made: Plan, key: str, row: Activity) -> Finding | None:
    """What says that a date cannot be kept: the date, and when it would be."""
    activity = made.activities.get(key)
    if activity is None:
        return None
    for field, at in (("must_start", activity.start), ("must_finish", activity.finish)):
        wanted: Moment | None = getattr(row, field)
        if wanted is None:
            continue
        if at > instant(closing_minute(wanted, timezone=program.timezone)):
            zone = program.timezone
            day = in_zone(at, timezone=zone).date()
            if field == "must_finish":
                day = closing_day(at, timezone=zone)
            section = "tasks" if key in program.tasks else "milestones"
            return Finding(
                code="forecast.date-not-kept",
                severity="warning",
                message=f"{row.title!r} is held to {wanted:%Y-%m-%d} by `{field}`; what it waits "
                f"for and its own work allow {day:%Y-%m-%d} at best. The forecast does not hold "
                "it.",
                where=f"{section}.{key}.{field}",
                hint="Take the date out, or what stands before it.",
                subjects=(key,),
            )
    return None
