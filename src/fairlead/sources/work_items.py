"""Items that went through a team, from a table: when each was asked for, begun and done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from fairlead.program.findings import Finding
from fairlead.program.flow import WorkItem, WorkRecord
from fairlead.program.noun import Noun
from fairlead.sources.history_words import COMPLETED, CREATED, STARTED
from fairlead.sources.left_out import left_out
from fairlead.sources.spreadsheet.read import grids_of
from fairlead.sources.tabular.cells import is_blank
from fairlead.sources.tabular.columns import Term, guess_columns
from fairlead.sources.tabular.date_columns import DateColumns
from fairlead.sources.tabular.grid import Cell, Grid, text_of
from fairlead.sources.tabular.header import holds, table_of
from fairlead.sources.wording import one_line

__all__ = ["ITEM_COLUMNS", "ItemReading", "read_work_items"]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


ITEM_COLUMNS = (
    Term(field="completed", names=COMPLETED, looks="date"),
    Term(field="started", names=STARTED, looks="date"),
    Term(field="created", names=(*CREATED, "estimated"), looks="date"),
    Term(field="key", names=_names("id, task id, issue key, ticket, number, task number")),
    Term(field="title", names=_names("summary, name, task, subject, titel, zusammenfassung")),
    Term(field="kind", names=_names("type, issue type, task type, work type, category, art")),
)
"""Fields of a record of items, and words for them."""

_DAYS = ("created", "started", "completed")


class ItemReading(Noun):
    """The record that was read, what was left out and why, and the columns that were used."""

    record: WorkRecord | None
    findings: tuple[Finding, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


def read_work_items(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    day_first: bool | None = None,
) -> ItemReading:
    """Items of a CSV, TSV, XLSX or Parquet file; a row whose day of completion is empty is open.

    The record ends with the last day that stands in it. Raises `UnreadableInput` and `TooLarge`.
    """
    grid = table_of(grids_of(path, sheet=sheet), ITEM_COLUMNS, columns=columns)
    if grid is None:
        return ItemReading(record=None, findings=(_nothing(str(path), "no rows"),))
    header = [one_line(text_of(cell)) for cell in grid.rows[0]]
    found = guess_columns(
        header,
        ITEM_COLUMNS,
        columns=columns,
        holds=lambda position, looks: holds(grid, 0, position, looks),
        where=grid.where(0),
    )
    at = {guess.field: guess.position for guess in found.guesses}
    if "completed" not in at:
        missing = Finding(
            code="history.no-column",
            severity="error",
            message="No column was found for completed; there are "
            f"{', '.join(name[:40] for name in header[:20])}.",
            where=grid.where(0),
            hint="Name it: --column completed=HEADER.",
        )
        return ItemReading(record=None, findings=(*found.findings, missing), columns=found.pairs())
    items, findings = _items(grid, at, day_first=day_first)
    days = [day for item in items for day in (item.created, item.started, item.finished) if day]
    findings = [*grid.findings, *found.findings, *findings]
    if not any(item.finished for item in items):
        findings.append(_nothing(grid.name, "no day of completion"))
        return ItemReading(record=None, findings=tuple(findings), columns=found.pairs())
    return ItemReading(
        record=WorkRecord(items=tuple(items), first=max(days) + timedelta(days=1)),
        findings=tuple(findings),
        columns=found.pairs(),
    )


def _items(
    grid: Grid, at: Mapping[str, int], *, day_first: bool | None
) -> tuple[list[WorkItem], list[Finding]]:
    rows = grid.rows[1:]
    dates = DateColumns(
        {f: [_cell(row, at[f]) for row in rows] for f in _DAYS if f in at},
        timezone="UTC",
        where=grid.where(0),
        day_first=day_first,
    )
    items: list[WorkItem] = []
    left: Counter[str] = Counter()
    for number, row in enumerate(rows, start=1):
        read: dict[str, date | None] = dict.fromkeys(_DAYS)
        for field in _DAYS:
            if field in at:
                moment = dates.read(field, _cell(row, at[field]), where=grid.where(number))
                read[field] = moment.date() if isinstance(moment, datetime) else moment
        known = [day for day in (read[field] for field in _DAYS) if day is not None]
        if not known:
            left["it has no day at all"] += 1
        elif known != sorted(known):
            left["its days are in the wrong order"] += 1
        else:
            items.append(
                WorkItem(
                    key=_text(row, at.get("key")),
                    title=_text(row, at.get("title")),
                    kind=_text(row, at.get("kind")),
                    created=read["created"],
                    started=read["started"],
                    finished=read["completed"],
                )
            )
    findings = dates.findings[:20]
    findings += left_out(left, of=len(rows), what="items", where=grid.name)
    return items, findings


def _cell(row: list[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else ""


def _text(row: list[Cell], position: int | None) -> str:
    if position is None:
        return ""
    cell = _cell(row, position)
    return "" if is_blank(cell) else one_line(text_of(cell))[:200]


def _nothing(where: str, why: str) -> Finding:
    return Finding(
        code="history.empty",
        severity="error",
        message=f"There is nothing to learn from: {why}. Expected a header and a row for each "
        "item, with the day on which it was completed.",
        where=where,
    )
