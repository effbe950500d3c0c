"""Time sheets: rows of who worked how long on what on which day, summed for each task."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Span, Unit
from fairlead.sources.left_out import left_out
from fairlead.sources.spreadsheet.read import grids_of
from fairlead.sources.tabular.cells import NumberManner, number_manner
from fairlead.sources.tabular.columns import Term, guess_columns
from fairlead.sources.tabular.date_columns import DateColumns
from fairlead.sources.tabular.durations import as_span
from fairlead.sources.tabular.grid import Cell, Grid, text_of
from fairlead.sources.tabular.header import holds, table_of
from fairlead.sources.wording import one_line

__all__ = ["TIME_COLUMNS", "TimeOnTask", "TimeSheet", "read_timesheet", "with_time"]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


TIME_COLUMNS = (
    Term(
        field="task",
        names=_names(
            "task id, issue, issue key, key, ticket, activity, work item, story, aufgabe, vorgang"
        ),
    ),
    Term(
        field="day",
        names=_names("date, work date, logged on, worked on, started, datum, tag, jour"),
        looks="date",
    ),
    Term(
        field="hours",
        names=_names(
            "time, time spent, hours worked, logged, spent, duration, effort, billable hours, "
            "stunden, dauer, heures"
        ),
        looks="number",
    ),
    Term(
        field="who",
        names=_names("person, user, name, employee, author, member, mitarbeiter, personne"),
    ),
)
"""Fields of a time sheet, and words for them."""

_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")
_MINUTES: dict[Unit, int] = {"m": 1, "h": 60, "d": 480, "w": 2400}


class TimeOnTask(Noun):
    """What went into one task: hours of all who worked on it, their days, and who they were."""

    task: str
    hours: float
    first: date
    last: date
    who: tuple[str, ...] = ()


class TimeSheet(Noun):
    """Time by task, what was left out and why, and the columns that were used."""

    tasks: Table[TimeOnTask] = Table()
    findings: tuple[Finding, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


def read_timesheet(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    unit: Unit | None = None,
    day_first: bool | None = None,
) -> TimeSheet:
    """The time sheet in a CSV, TSV, XLSX or Parquet file: a row for each piece of work.

    Raises `UnreadableInput` and `TooLarge`.
    """
    grid = table_of(grids_of(path, sheet=sheet), TIME_COLUMNS, columns=columns)
    if grid is None:
        return TimeSheet(findings=(_empty(str(path)),))
    header = [one_line(text_of(cell)) for cell in grid.rows[0]]
    found = guess_columns(
        header,
        TIME_COLUMNS,
        columns=columns,
        holds=lambda position, looks: holds(grid, 0, position, looks),
        where=grid.where(0),
    )
    missing = [field for field in ("task", "day", "hours") if found.of(field) is None]
    if missing:
        lacking = Finding(
            code="history.no-column",
            severity="error",
            message=f"No column was found for {' and '.join(missing)}; there are "
            f"{', '.join(name[:40] for name in header[:20])}.",
            where=grid.where(0),
            hint="A time sheet has the task, the day and the hours in columns of their own.",
        )
        return TimeSheet(findings=(*found.findings, lacking), columns=found.pairs())
    at = {guess.field: guess.position for guess in found.guesses}
    hours_unit = found.of("hours")
    said = unit or (hours_unit.unit if hours_unit is not None else None) or "h"
    tasks, findings = _summed(grid, at, said, day_first=day_first)
    return TimeSheet(
        tasks=Table(tasks),
        findings=(*grid.findings, *found.findings, *findings),
        columns=found.pairs(),
    )


def _summed(
    grid: Grid, at: Mapping[str, int], unit: Unit, *, day_first: bool | None
) -> tuple[dict[str, TimeOnTask], list[Finding]]:
    rows = grid.rows[1:]
    dates = DateColumns(
        {"day": [_cell(row, at["day"]) for row in rows]},
        timezone="UTC",
        where=grid.where(0),
        day_first=day_first,
    )
    manner = number_manner([_cell(row, at["hours"]) for row in rows], delimiter=grid.delimiter)
    found: dict[str, TimeOnTask] = {}
    minutes: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for number, row in enumerate(rows, start=1):
        task = one_line(text_of(_cell(row, at["task"])))[:200]
        moment = dates.read("day", _cell(row, at["day"]), where=grid.where(number))
        worked = _minutes(_cell(row, at["hours"]), manner, unit)
        if not task or moment is None or worked is None:
            left["no task, day or time"] += 1
            continue
        if worked <= 0:
            left["a time of zero or less"] += 1
            continue
        day = moment.date() if isinstance(moment, datetime) else moment
        who = one_line(text_of(_cell(row, at["who"])))[:200] if "who" in at else ""
        minutes[task] += worked
        before = found.get(task) or TimeOnTask(task=task, hours=0.0, first=day, last=day)
        people = before.who if not who or who in before.who else (*before.who, who)
        found[task] = replace(
            before, first=min(before.first, day), last=max(before.last, day), who=people
        )
    summed = {task: replace(row, hours=minutes[task] / 60) for task, row in found.items()}
    findings = dates.findings[:20]
    findings += left_out(left, of=len(rows), what="rows", where=grid.name)
    return summed, findings


def _minutes(cell: Cell, manner: NumberManner, unit: Unit) -> int | None:
    """Whole minutes of a cell: a number, a span, or hours and minutes as `1:30`."""
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):
        return round(cell / timedelta(minutes=1))
    clock = _CLOCK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if clock is not None:
        return int(clock[1]) * 60 + int(clock[2])
    span = as_span(cell, manner=manner, unit=unit)
    return None if span is None else round(span.amount * _MINUTES[span.unit])


def with_time(program: Program, sheet: TimeSheet) -> tuple[Program, tuple[Finding, ...]]:
    """The program whose tasks carry the time that a sheet says went into them.

    A task is found by its id, the key it was imported under, or its title if no other has it. Time
    of tasks that are not in the program is a finding; so is time that contradicts `spent`, of which
    that of the sheet is taken.
    """
    names: dict[str, list[str]] = {}
    for key, task in program.tasks.items():
        for name in {key, task.source_id or key, task.title}:
            names.setdefault(name.casefold(), []).append(key)
    tasks = dict(program.tasks.items())
    unknown: list[str] = []
    for name, row in sheet.tasks.items():
        keys = names.get(name.casefold(), [])
        if len(keys) != 1:
            unknown.append(name)
            continue
        task = tasks[keys[0]]
        tasks[keys[0]] = replace(
            task,
            spent=Span(amount=round(row.hours, 4), unit="h"),
            started=task.started or row.first,
        )
    findings: tuple[Finding, ...] = ()
    if unknown:
        more = f" and {len(unknown) - 10:,} more" if len(unknown) > 10 else ""
        findings = (
            Finding(
                code="timesheet.unknown-task",
                severity="warning",
                message=f"Time was spent on {len(unknown):,} tasks that are not in the program, or "
                f"share their name: {', '.join(unknown[:10])}{more}.",
                hint="Use the ids of the program, or the keys under which it was imported.",
            ),
        )
    return replace(program, tasks=Table(tasks)), findings


def _cell(row: list[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else ""


def _empty(where: str) -> Finding:
    return Finding(
        code="history.empty",
        severity="error",
        message="The time sheet has no rows; expected a header and a row for each piece of work.",
        where=where,
    )
