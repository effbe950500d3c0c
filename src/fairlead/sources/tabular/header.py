"""Where the table of a file is: the row that names its columns, what they hold, which sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fairlead.program.findings import Finding
from fairlead.program.noun import replace
from fairlead.sources.tabular.cells import (
    NumberManner,
    as_number,
    counts_time,
    is_blank,
    looks_like_date,
)
from fairlead.sources.tabular.columns import Looks, Term, recognise, words_of
from fairlead.sources.tabular.durations import as_estimate
from fairlead.sources.tabular.grid import Cell, Grid, text_of

__all__ = ["header_row", "holds", "table_of"]

_HEADER_ROWS = 20
_SAMPLE = 200
_MANNERS = (NumberManner(decimal="."), NumberManner(decimal=","))


def header_row(
    grid: Grid, vocabulary: Sequence[Term], *, named: Sequence[str] = ()
) -> tuple[int, int]:
    """Which of the first rows is the header, and how many fields it names, or `named` columns."""
    wished = {words_of(name) for name in named if name}
    best, most = 0, 0
    for number, row in enumerate(grid.rows[:_HEADER_ROWS]):
        texts = [cell if isinstance(cell, str) else "" for cell in row]
        fields = {guess.field for guess in recognise(texts, vocabulary, typos=False)}
        count = len(fields) + len(wished.intersection(map(words_of, texts)))
        if count > most:
            best, most = number, count
    return best, most


def table_of(
    grids: Sequence[Grid], vocabulary: Sequence[Term], *, columns: Mapping[str, str] | None = None
) -> Grid | None:
    """The one table of a file, its header first: rows above it are left out.

    Of several sheets it is the one whose header names the most fields, then the longest; the rows
    of those with the same header follow, and a finding tells which sheets were read. None where
    there is no row below a header.
    """
    named = [*(columns or {}).values()]
    cut: list[tuple[int, Grid]] = []
    for grid in grids:
        row, fields = header_row(grid, vocabulary, named=named)
        if len(grid.rows) > row + 1:
            cut.append((fields, replace(grid, rows=grid.rows[row:], lines=grid.lines[row:])))
    if not cut:
        return None
    _, best = max(cut, key=lambda one: (one[0], len(one[1].rows)))
    if len(cut) == 1:
        return best
    header = _header(best)
    alike = [grid for _, grid in cut if _header(grid) == header]
    others = [_sheet(grid) for _, grid in cut if _header(grid) != header]
    told = f"Read: {', '.join(map(_sheet, alike))}"
    told += f"; not read, as its columns differ: {', '.join(others)}." if others else "."
    return Grid(
        name=best.name,
        rows=[best.rows[0], *(row for grid in alike for row in grid.rows[1:])],
        lines=[best.lines[0], *(line for grid in alike for line in grid.lines[1:])],
        delimiter=best.delimiter,
        findings=(
            *(finding for grid in alike for finding in grid.findings),
            Finding(
                code="history.sheets",
                severity="note",
                message=f"The file has several sheets. {told}",
                where=best.name.rpartition("!")[0] or best.name,
                hint="Name the one to read with --sheet, if it is another.",
            ),
        ),
    )


def _header(grid: Grid) -> tuple[str, ...]:
    return tuple(text_of(cell).strip().casefold() for cell in grid.rows[0])


def _sheet(grid: Grid) -> str:
    return repr(grid.name.rpartition("!")[2][:60])


def holds(grid: Grid, header: int, position: int, looks: Looks) -> bool:
    """Whether at least half of a column's first cells are of that sort; so is an empty column.

    Plain numbers are days where nine in ten may be, and they are no whole minutes of seconds.
    """
    seen = fits = 0
    numbers: list[float] = []
    for row in grid.rows[header + 1 :]:
        if position >= len(row) or is_blank(row[position]):
            continue
        cell = row[position]
        seen += 1
        if looks == "number":
            fits += _is_amount(cell)
        elif looks_like_date(cell):
            fits += 1
        elif (number := as_number(cell, manner=_MANNERS[0])) is not None:
            numbers.append(number)
        if seen == _SAMPLE:
            break
    if numbers and _are_days(numbers):
        fits += len(numbers)
    return 2 * fits >= seen


def _is_amount(cell: Cell) -> bool:
    if any(as_estimate(cell, manner=manner, unit="d") is not None for manner in _MANNERS):
        return True
    return as_number(cell, manner=_MANNERS[0]) is not None


def _are_days(numbers: Sequence[float]) -> bool:
    days = sum(counts_time(number) or 19_000_101 <= number <= 21_001_231 for number in numbers)
    if 10 * days < 9 * len(numbers):
        return False
    small = [number for number in numbers if number < 80_000]
    return not small or any(number % 60 for number in small)
