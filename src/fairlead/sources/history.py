"""Finished work from a table: which column says what is guessed from the header, or told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from fairlead.program.findings import Finding
from fairlead.program.history import FinishedTask, History
from fairlead.program.moments import Moment
from fairlead.program.noun import Noun
from fairlead.program.quantities import Unit
from fairlead.sources.spreadsheet.read import grids_of, holds
from fairlead.sources.tabular.cells import is_blank, number_manner
from fairlead.sources.tabular.columns import ColumnMap, Term, guess_columns, recognise
from fairlead.sources.tabular.date_columns import DateColumns
from fairlead.sources.tabular.durations import as_span
from fairlead.sources.tabular.grid import Cell, Grid, text_of
from fairlead.sources.wording import one_line

__all__ = ["HISTORY_COLUMNS", "HistoryReading", "read_history"]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


HISTORY_COLUMNS = (
    Term(
        field="estimated",
        names=_names(
            "estimated on, estimated at, estimate date, date estimated, estimation date, estimate "
            "on, planned on, created, created on, creation date, opened, started, started on, "
            "start date, started date, geschätzt am, erstellt, créé"
        ),
        looks="date",
    ),
    Term(
        field="completed",
        names=_names(
            "completed on, completion date, date completed, finished, finished on, finish date, "
            "done, done on, closed, closed on, resolved, resolution date, ended, end date, "
            "completed date, abgeschlossen, terminé le"
        ),
        looks="date",
    ),
    Term(
        field="estimate",
        names=_names(
            "estimated effort, estimated hours, hours estimate, estimated, estimated time, "
            "original estimate, planned, planned hours, planned effort, plan time, time estimate, "
            "hours estimated, est, schätzung, aufwand"
        ),
        looks="number",
    ),
    Term(
        field="actual",
        names=_names(
            "actual effort, actual hours, hours actual, actual time, time spent, spent, actual "
            "work, hours spent, logged, effort, hours, ist aufwand, geleistet, temps passé"
        ),
        looks="number",
    ),
    Term(
        field="who",
        names=_names(
            "person, developer, developer id, assignee, assigned to, owner, engineer, author, "
            "user, member, resource, person id, individual, wer, bearbeiter, responsable"
        ),
    ),
    Term(field="key", names=_names("id, task id, issue key, key, ticket, number, task number")),
)
"""Fields of a record of finished work, and words for them."""

_GROUPS = (
    Term(field="team", names=_names("squad, project, project code, product, group, department")),
    Term(field="kind", names=_names("type, task type, issue type, phase, sub category, activity")),
    Term(field="component", names=_names("module, system, area, service")),
    Term(field="category", names=_names("class, work type")),
    Term(field="priority", names=_names("prio, severity")),
)
_MINUTES: dict[Unit, int] = {"m": 1, "h": 60, "d": 480, "w": 2400}


class HistoryReading(Noun):
    """The record that was read, what was left out and why, and the columns that were used."""

    history: History
    findings: tuple[Finding, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


def read_history(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    groups: tuple[str, ...] = (),
    sheet: str | None = None,
    unit: Unit | None = None,
    day_first: bool | None = None,
) -> HistoryReading:
    """Finished tasks of a CSV, TSV or XLSX file.

    `columns` names the header of a field where the guess is wrong, an empty text for none;
    `groups` the headers of what sorts tasks, in place of the guess. Without a day of the estimate
    the day of completion stands in. Raises `UnreadableInput` and `TooLarge`.
    """
    grids = grids_of(path, sheet=sheet)
    if not grids or len(grids[0].rows) < 2:
        return HistoryReading(history=History(), findings=(_empty(str(path)),))
    grid = max(grids, key=lambda one: len(one.rows))
    header = [one_line(text_of(cell)) for cell in grid.rows[0]]
    found = guess_columns(
        header,
        HISTORY_COLUMNS,
        columns=columns,
        holds=lambda position, looks: holds(grid, 0, position, looks),
        where=grid.where(0),
    )
    missing = [f for f in ("completed", "estimate", "actual") if found.of(f) is None]
    if missing:
        finding = Finding(
            code="history.no-column",
            severity="error",
            message=f"No column was found for {' and '.join(missing)}; there are "
            f"{', '.join(name[:40] for name in header[:20])}.",
            where=grid.where(0),
            hint=f"Name it: --{missing[0]} HEADER.",
        )
        return HistoryReading(
            history=History(), findings=(*found.findings, finding), columns=found.pairs()
        )
    at_groups, wrong = _groups(header, found, groups, grid.where(0))
    tasks, findings = _tasks(grid, found, at_groups, unit=unit, day_first=day_first)
    return HistoryReading(
        history=History(tasks=tasks, group_names=tuple(header[n] for n in at_groups)),
        findings=(*grid.findings, *found.findings, *wrong, *findings),
        columns=(*found.pairs(), *(("group", header[n]) for n in at_groups)),
    )


def _groups(
    header: list[str], found: ColumnMap, wished: tuple[str, ...], where: str
) -> tuple[list[int], list[Finding]]:
    if not wished:
        order = [term.field for term in _GROUPS]
        taken = {guess.position for guess in found.guesses}
        best: dict[str, int] = {}
        for guess in sorted(recognise(header, _GROUPS), key=lambda g: -g.score):
            if guess.position not in taken:
                best.setdefault(guess.field, guess.position)
        return [best[field] for field in order if field in best], []
    lacking = [name for name in wished if name not in header]
    findings = [
        Finding(
            code="columns.unknown-column",
            severity="error",
            message=f"There is no column {name!r} to group by; there are {', '.join(header[:20])}.",
            where=where,
        )
        for name in lacking
    ]
    return [header.index(name) for name in wished if name in header], findings


def _tasks(
    grid: Grid,
    found: ColumnMap,
    groups: list[int],
    *,
    unit: Unit | None,
    day_first: bool | None,
) -> tuple[tuple[FinishedTask, ...], list[Finding]]:
    at = {guess.field: guess.position for guess in found.guesses}
    rows = grid.rows[1:]
    dates = DateColumns(
        {f: [_cell(row, at[f]) for row in rows] for f in ("estimated", "completed") if f in at},
        timezone="UTC",
        where=grid.where(0),
        day_first=day_first,
    )
    units = {f: unit or getattr(found.of(f), "unit", None) or "h" for f in ("estimate", "actual")}
    manners = {
        f: number_manner([_cell(row, at[f]) for row in rows], delimiter=grid.delimiter)
        for f in ("estimate", "actual")
    }
    tasks: list[FinishedTask] = []
    left: Counter[str] = Counter()
    for number, row in enumerate(rows, start=1):
        days: dict[str, date | None] = {}
        for field in ("estimated", "completed"):
            moment = None
            if field in at:
                moment = dates.read(field, _cell(row, at[field]), where=grid.where(number))
            days[field] = _day(moment)
        hours: dict[str, float | None] = {}
        for field in ("estimate", "actual"):
            cell = _cell(row, at[field])
            span = as_span(cell, manner=manners[field], unit=units[field])
            hours[field] = None if span is None else span.amount * _MINUTES[span.unit] / 60
        done, begun = days["completed"], days["estimated"] or days["completed"]
        estimate, actual = hours["estimate"], hours["actual"]
        if done is None or begun is None:
            left["no day of completion"] += 1
        elif estimate is None or actual is None:
            left["no estimate or no actual"] += 1
        elif estimate <= 0 or actual <= 0:
            left["an estimate or actual of zero or less"] += 1
        elif done < begun:
            left["completed before it was estimated"] += 1
        else:
            tasks.append(
                FinishedTask(
                    estimated=begun,
                    completed=done,
                    estimate=estimate,
                    actual=actual,
                    who=_text(row, at.get("who")),
                    groups=tuple(_text(row, n) for n in groups),
                    key=_text(row, at.get("key")),
                )
            )
    findings = dates.findings[:20]
    for reason, count in left.items():
        findings.append(
            Finding(
                code="history.left-out",
                severity="warning",
                message=f"{count:,} of {len(rows):,} tasks are left out: {reason}.",
                where=grid.name,
            )
        )
    return tuple(tasks), findings


def _day(moment: Moment | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _cell(row: list[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else ""


def _text(row: list[Cell], position: int | None) -> str:
    if position is None:
        return ""
    cell = _cell(row, position)
    return "" if is_blank(cell) else one_line(text_of(cell))[:200]


def _empty(where: str) -> Finding:
    return Finding(
        code="history.empty",
        severity="error",
        message="The table has no rows; expected a header and a row for each finished task.",
        where=where,
    )
