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
from fairlead.sources.tabular.cells import NumberManner, as_number, is_blank, looks_like_date
from fairlead.sources.tabular.columns import ColumnMap, Looks, guess_columns, recognise
from fairlead.sources.tabular.durations import as_estimate
from fairlead.sources.tabular.grid import Grid, grid_of_text, text_of, text_of_table
from fairlead.sources.tabular.parquet import MAGIC, grid_of_parquet
from fairlead.sources.wording import one_line

__all__ = ["grids_of", "header_row", "holds", "read_table"]

_HEADER_ROWS = 20
_SAMPLE = 200
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
    if sheet is not None:
        raise UnreadableInput(f"{path}: a text file, which has no sheet {sheet!r}.")
    return [grid_of_text(text_of_table(path), name=str(path))]


def header_row(grid: Grid) -> tuple[int, int]:
    """Which of the first rows is the header, and how many fields of a task list it names."""
    best, most = 0, 0
    for number, row in enumerate(grid.rows[:_HEADER_ROWS]):
        texts = [cell if isinstance(cell, str) else "" for cell in row]
        fields = {guess.field for guess in recognise(texts, TASK_COLUMNS, typos=False)}
        if len(fields) > most:
            best, most = number, len(fields)
    return best, most


def holds(grid: Grid, header: int, position: int, looks: Looks) -> bool:
    """Whether at least half of a column's first cells are of that sort; so is an empty column."""
    seen = fits = 0
    manners = (NumberManner(decimal="."), NumberManner(decimal=","))
    for row in grid.rows[header + 1 :]:
        if position >= len(row) or is_blank(row[position]):
            continue
        cell = row[position]
        seen += 1
        if looks == "date":
            fits += looks_like_date(cell) or (
                not isinstance(cell, str | bool) and as_number(cell, manner=manners[0]) is not None
            )
        else:
            fits += any(as_estimate(cell, manner=m, unit="d") is not None for m in manners) or (
                as_number(cell, manner=manners[0]) is not None
            )
        if seen == _SAMPLE:
            break
    return 2 * fits >= seen


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
    ranked = [(header_row(grid), number) for number, grid in enumerate(grids)]
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
