"""The tables of an XER file: text in tabs, a letter at the start of each line says what it is.

| line | holds                                              |
|------|----------------------------------------------------|
| ERMHDR | version of P6, date of the export, user, currency |
| %T   | name of the table that begins                      |
| %F   | names of its columns                               |
| %R   | one row                                            |
| %E   | end of the file                                    |
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.findings import Finding
from fairlead.sources.bounds import MAX_ROWS

__all__ = ["Tables", "XerTable", "parse_tables"]


class XerTable:
    """One table. Each row is its cells with "" before them, which stands for a missing column."""

    __slots__ = ("columns", "name", "rows")

    def __init__(self, name: str) -> None:
        self.name = name
        self.columns: dict[str, int] = {}
        self.rows: list[list[str]] = []

    def pick(self, *names: str) -> Iterator[tuple[str, ...]]:
        """The named columns of every row; a column that the file lacks is empty."""
        if len(names) == 1:
            index = self.columns.get(names[0], 0)
            return ((row[index],) for row in self.rows)
        return map(itemgetter(*(self.columns.get(name, 0) for name in names)), self.rows)

    def filled(self, name: str) -> list[str]:
        """What stands in a column, empty cells left out."""
        index = self.columns.get(name, 0)
        return [cell for row in self.rows if (cell := row[index])]


class Tables:
    """What an XER file holds: its header, and its tables by name."""

    def __init__(self, header: tuple[str, ...], tables: dict[str, XerTable]) -> None:
        self.header = header
        self.by_name = tables

    def __getitem__(self, name: str) -> XerTable:
        """The table of that name, an empty one if the file has none."""
        return self.by_name.get(name) or XerTable(name)

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def __iter__(self) -> Iterator[XerTable]:
        return iter(self.by_name.values())


def parse_tables(text: str, *, name: str) -> tuple[Tables, list[Finding]]:
    """The tables of an XER text, and what is odd about it.

    A line break inside a text splits nothing: a row goes on until the next line with a mark.
    Raises `UnreadableInput` when it is no XER file or breaks off inside a row, and `TooLarge`
    above `MAX_ROWS` rows.
    """
    text = text.replace("\r\n", "\n")
    if not text.startswith("ERMHDR"):
        raise UnreadableInput(
            f"{name}:1: begins with {text[:20]!r}, expected ERMHDR, as a Primavera XER does."
        )
    end = text.find("\n%E")
    head, *sections = (text if end < 0 else text[:end]).split("\n%T")
    header, _, stray = head.partition("\n")
    if stray.strip():
        raise UnreadableInput(f"{name}:2: begins with {stray[:20]!r}, expected a table (%T).")
    findings: list[Finding] = []
    tables: dict[str, XerTable] = {}
    line = head.count("\n") + 2
    total = 0
    for section in sections:
        table = _read_table(section, tables, name=name, line=line, findings=findings)
        total += len(table.rows)
        if total > MAX_ROWS:
            raise TooLarge(f"{name}:{line}: more than {MAX_ROWS:,} rows.")
        line += section.count("\n") + 1
    if end < 0:
        _check_end(text, sections, tables, name=name, findings=findings)
    return Tables(tuple(header.split("\t")[1:]), tables), findings


def _read_table(
    section: str, tables: dict[str, XerTable], *, name: str, line: int, findings: list[Finding]
) -> XerTable:
    """One table from the text behind its %T, added to `tables`; `line` is where it begins."""
    head, *texts = section.split("\n%R")
    title, _, columns = head.partition("\n")
    title = title.strip()
    columns = columns.rstrip("\n")
    if columns and not columns.startswith("%F\t"):
        raise UnreadableInput(
            f"{name}:{line + 1}: begins with {columns[:20]!r}, expected column names (%F)."
        )
    if texts and not columns:
        raise UnreadableInput(
            f"{name}:{line + 1}: a row (%R) before the names of its columns (%F)."
        )
    places = {column.strip(): at for at, column in enumerate(columns.split("\t")) if at}
    width = columns.count("\t") + 1
    table = tables.setdefault(title, XerTable(title))
    if table.columns and table.columns != places:
        raise UnreadableInput(
            f"{name}:{line}: table {title} begins a second time, with other columns."
        )
    table.columns = places
    rows = [text.split("\t") for text in texts]  # "" comes first: a tab stands behind %R
    if any(map(_FIRST, rows)):
        at = next(place for place, row in enumerate(rows) if row[0])
        raise UnreadableInput(
            f"{name}:{_line_of(texts, at, line, head)}: {texts[at][:20]!r} follows %R, expected a "
            "tab and the cells of a row."
        )
    if set(map(len, rows)) - {width}:
        for at, row in enumerate(rows):
            if len(row) > width:
                where = f"{name}:{_line_of(texts, at, line, head)}"
                findings.append(_too_many(table, where, len(row) - 1))
            row[width:] = [""] * (width - len(row))
    table.rows.extend(rows)
    return table


_FIRST = itemgetter(0)


def _line_of(texts: list[str], at: int, line: int, head: str) -> int:
    """The line of a row, when its table begins on `line`."""
    return line + head.count("\n") + 1 + sum(text.count("\n") + 1 for text in texts[:at])


def _check_end(
    text: str,
    sections: list[str],
    tables: dict[str, XerTable],
    *,
    name: str,
    findings: list[Finding],
) -> None:
    """Without its last mark a file may have been cut: inside a row, or between two."""
    lines = text.count("\n") + 1
    if sections:
        title = sections[-1].partition("\n")[0].strip()
        row = sections[-1].rpartition("\n%")[2].rstrip("\n")
        if row.startswith("R") and row.count("\t") < len(tables[title].columns):
            raise UnreadableInput(
                f"{name}:{lines}: the file ends inside a row of {title}. It was cut off: export "
                "or copy it again."
            )
    findings.append(
        Finding(
            code="xer.no-end",
            severity="error",
            message=f"{name} does not end with %E: rows may be missing at its end.",
            where=f"{name}:{lines}",
            hint="Export or copy the file again.",
        )
    )


def _too_many(table: XerTable, where: str, found: int) -> Finding:
    return Finding(
        code="xer.row-too-long",
        severity="warning",
        message=(
            f"{where}: a row of {table.name} has {found} cells, expected {len(table.columns)}; "
            "those at its end were left out."
        ),
        where=where,
    )
