"""Parquet: a table with typed columns, read through the extra `parquet`."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.sources.bounds import MAX_ROWS
from fairlead.sources.tabular.grid import MAX_CELLS, MAX_COLUMNS, Cell, Grid

__all__ = ["MAGIC", "grid_of_parquet"]

MAGIC = b"PAR1"
"""What a Parquet file begins and ends with."""

_MAX_UNPACKED = 1024 * 1024 * 1024


def grid_of_parquet(path: Path) -> Grid:
    """The rows of a Parquet file below a header of its column names.

    Dates, times, numbers and texts stay what they are; lists and structures become texts. Raises
    `UnreadableInput` without the extra `parquet` or for a damaged file, and `TooLarge` for one that
    would not fit once unpacked.
    """
    try:
        import pyarrow as pa  # optional dependency
        from pyarrow import parquet  # optional dependency
    except ImportError as error:
        raise UnreadableInput(
            f"{path}: Parquet is read by the extra `parquet`: pip install 'fairlead[parquet]'; or "
            "export the table as CSV."
        ) from error
    try:
        with parquet.ParquetFile(path) as file:
            _weigh(file, path)
            table = file.read()
    except TooLarge:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableInput(f"{path}: not a Parquet file that can be read: {error}.") from error
    columns = [[_cell(value) for value in column.to_pylist()] for column in table.columns]
    header: list[Cell] = [str(name) for name in table.column_names]
    rows: list[list[Cell]] = [header, *(list(row) for row in zip(*columns, strict=True))]
    return Grid(name=str(path), rows=rows, lines=list(range(1, len(rows) + 1)))


def _weigh(file: object, path: Path) -> None:
    """Raises `TooLarge` for what would not fit, by what the file says of itself."""
    told = file.metadata  # type: ignore[attr-defined]  # pyarrow has no types
    rows, columns = int(told.num_rows), int(told.num_columns)
    size = sum(int(told.row_group(n).total_byte_size) for n in range(told.num_row_groups))
    if (
        rows > MAX_ROWS
        or columns > MAX_COLUMNS
        or rows * columns > MAX_CELLS
        or size > _MAX_UNPACKED
    ):
        raise TooLarge(
            f"{path}: {rows:,} rows, {columns:,} columns, {size:,} bytes unpacked; at most "
            f"{MAX_ROWS:,} rows, {MAX_CELLS:,} cells and {_MAX_UNPACKED:,} bytes are read."
        )


def _cell(value: object) -> Cell:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        # instants are kept in UTC; a wall-clock time has no zone here either
        return value.replace(tzinfo=None) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, str | int | float | bool | date | time | timedelta):
        return value
    return str(value)
