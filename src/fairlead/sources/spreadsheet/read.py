"""Tables of tasks, as delimited text or as a workbook, become a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from fairlead.program.errors import UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.moments import Moment
from fairlead.program.quantities import Unit
from fairlead.sources.bounds import read_bytes
from fairlead.sources.ledger import Ledger
from fairlead.sources.reading import Reading
from fairlead.sources.spreadsheet.fields import TASK_COLUMNS
from fairlead.sources.spreadsheet.rows import TaskRows
from fairlead.sources.spreadsheet.tables import program_of_rows
from fairlead.sources.spreadsheet.workbook import grids_of_workbook, is_workbook
from fairlead.sources.tabular.columns import ColumnMap, guess_columns
from fairlead.sources.tabular.grid import Grid, grid_of_text, text_of, text_of_table
from fairlead.sources.tabular.header import header_row, holds
from fairlead.sources.tabular.json_rows import grid_of_json
from fairlead.sources.tabular.parquet import MAGIC, grid_of_parquet
from fairlead.sources.wording import one_line

__all__ = ["grids_of", "read_table"]

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def grids_of(path: Path, *, sheet: str | None = None) -> list[Grid]:
    """The tables in a file: one of a text, one for each sheet of a workbook that holds something.

    Raises `UnreadableInput` and `TooLarge`.
    """
    head = read_bytes(path)[:8]
    if head.startswith(_OLD_WORKBOOK):
        raise UnreadableInput(
            f"{path}: an old or encrypted Office file; save it as .xlsx without a password."
        )
    if is_workbook(head):
        return list(grids_of_workbook(path, sheet=sheet))
    if head.startswith(MAGIC):
        return [grid_of_parquet(path)]
    if path.suffix.lower() == ".json":
        return [grid_of_json(path)]
    if sheet is not None:
        raise UnreadableInput(f"{path}: a text file, which has no sheet {sheet!r}.")
    return [grid_of_text(text_of_table(path), name=str(path))]


def read_table(
    path: Path,
    columns: Mapping[str, str] | None = None,
    *,
    sheet: str | None = None,
    timezone: str = "UTC",
    unit: Unit | None = None,
    day_first: bool | None = None,
    as_of: Moment | None = None,
) -> Reading:
    """The program of a task list in a CSV, TSV or XLSX file.

    Columns are guessed from the header; `columns` maps fields to headers where the guess is wrong.
    `unit` is what plain numbers of effort and duration count, where the header does not say;
    `day_first` settles the order of dates such as 03/04/2026. `Reading.columns` is the map used.
    Raises `UnreadableInput` and `TooLarge`.
    """
    ledger = Ledger("table")
    grids = grids_of(path, sheet=sheet)
    if not grids:
        return _nothing(path, ledger)
    grid, header, others = _fullest(grids)
    for other in others:
        ledger.left_out(f"sheet {other.name.rpartition('!')[2]!r}", "one sheet is read")
    if len(grid.rows) <= header + 1:
        return _nothing(path, ledger, findings=grid.findings)
    names = [one_line(text_of(cell)) for cell in grid.rows[header]]
    found = guess_columns(
        names,
        TASK_COLUMNS,
        columns=columns,
        holds=lambda position, looks: holds(grid, header, position, looks),
        where=grid.where(header),
    )
    if found.of("title") is None:
        return _untitled(grid, header, names, found, ledger)
    rows = TaskRows(
        grid, header, found, timezone=timezone, unit=unit, day_first=day_first, ledger=ledger
    )
    program, findings = program_of_rows(
        rows.drafts(), rows, name=path.stem, timezone=timezone, as_of=as_of, ledger=ledger
    )
    return Reading(
        program=program,
        findings=(*grid.findings, *found.findings, *rows.findings, *rows.dates.findings, *findings),
        loss=ledger.report(),
        columns=found.pairs(),
    )


def _fullest(grids: Sequence[Grid]) -> tuple[Grid, int, list[Grid]]:
    """The grid whose header names the most fields, its header row, and the other grids."""
    ranked = [(header_row(grid, TASK_COLUMNS), number) for number, grid in enumerate(grids)]
    (header, _), best = max(ranked, key=lambda item: (item[0][1], -item[1]))
    return grids[best], header, [g for number, g in enumerate(grids) if number != best]


def _nothing(path: Path, ledger: Ledger, *, findings: tuple[Finding, ...] = ()) -> Reading:
    empty = Finding(
        code="table.empty",
        severity="error",
        message="The table has no rows; expected a header and a row for each task.",
        where=str(path),
    )
    return Reading(program=None, findings=(*findings, empty), loss=ledger.report())


def _untitled(
    grid: Grid, header: int, names: list[str], found: ColumnMap, ledger: Ledger
) -> Reading:
    shown = ", ".join(repr(name[:40]) for name in names[:20] if name) or "without names"
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    finding = Finding(
        code="table.no-title",
        severity="error",
        message=f"No column looks like the title of a task; the columns are {shown}{more}.",
        where=grid.where(header),
        hint="Say which it is: title=HEADER (--column title=HEADER).",
    )
    return Reading(
        program=None,
        findings=(*grid.findings, *found.findings, finding),
        loss=ledger.report(),
        columns=found.pairs(),
    )
