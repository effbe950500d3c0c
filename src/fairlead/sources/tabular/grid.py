"""A table's bytes become rows of cells: delimiter, encoding and quotes are found out, not asked."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import msgspec

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.findings import Finding
from fairlead.sources.bounds import MAX_ROWS, decode, read_bytes

__all__ = [
    "MAX_CELLS",
    "MAX_COLUMNS",
    "Cell",
    "Grid",
    "delimiter_of",
    "grid_of_text",
    "shown",
    "text_of",
    "text_of_table",
]

MAX_COLUMNS = 16_384
"""Most columns of a table: as many as a spreadsheet has."""

MAX_CELLS = 20_000_000
"""Most cells of a table, empty ones among them."""

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds. Text files hold text alone; an empty cell is an empty text."""

_DELIMITERS = ("\t", ";", "|", ",")  # of equals the rarer sign, which texts seldom hold
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 60


class Grid(msgspec.Struct, frozen=True):
    """Rows as they stand in a file; `rows[i]` begins at line (or sheet row) `lines[i]`."""

    name: str
    rows: list[list[Cell]]
    lines: list[int]
    delimiter: str | None = None
    findings: tuple[Finding, ...] = ()

    def where(self, row: int) -> str:
        """The place of a row, to be opened: `plan.csv:12`."""
        return f"{self.name}:{self.lines[row]}"


def text_of(cell: Cell) -> str:
    """A cell as a person would write it: 3.0 is `3`, a date is ISO 8601."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return str(cell)


def shown(cell: Cell) -> str:
    """A cell as a message quotes it: at most sixty characters."""
    text = text_of(cell)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def text_of_table(path: Path) -> str:
    """The text of a table file: by its byte order mark, else UTF-8 or UTF-16, else Windows-1252.

    Raises `UnreadableInput` where a NUL byte shows that it is no text.
    """
    content = read_bytes(path)
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in content[:4096]:
        content = _as_marked_utf16(content)
    text = decode(content, name=str(path), fallback="cp1252" if _is_western(content) else "latin-1")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableInput(f"{path}:{line}: a NUL byte, expected text. Is it another format?")
    return text


def _as_marked_utf16(content: bytes) -> bytes:
    """Puts the byte order mark where it lacks: Latin text in UTF-16 has a NUL in every pair."""
    head = content[:4096]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > len(head) // 4 and odd > 4 * even:
        return b"\xff\xfe" + content
    if even > len(head) // 4 and even > 4 * odd:
        return b"\xfe\xff" + content
    return content


def _is_western(content: bytes) -> bool:
    """Whether Windows-1252 has a character for every byte; five of them have none."""
    return not any(byte in content for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))


def delimiter_of(text: str) -> str:
    """The sign between cells: of `, ; tab |` the one that cuts the first rows most evenly.

    A first line `sep=;`, as Excel writes it, decides alone. A comma where nothing decides.
    """
    stated = _stated_delimiter(text)
    if stated is not None:
        return stated
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = Counter(_widths(sample, delimiter))
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        score = count / sum(widths.values()) + min(width, 50) / 100
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _stated_delimiter(text: str) -> str | None:
    if text[:4].lower() == "sep=" and text[4:5] and text[5:6] in ("\n", "\r"):
        return text[4]
    return None


def _widths(sample: str, delimiter: str) -> Iterator[int]:
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        ):
            if number >= _SAMPLE_ROWS:
                return
            if row:
                yield len(row)
    except csv.Error:
        return


def grid_of_text(text: str, *, name: str) -> Grid:
    """The rows of a delimited text. Empty rows are left out; lines are counted as an editor does.

    A quote that is never closed is a finding: the rows before it are kept. A quote inside a cell
    that was not doubled is read as it stands, with a warning. Raises `TooLarge`.
    """
    delimiter = delimiter_of(text)
    findings: list[Finding] = []
    rows: list[list[Cell]] = []
    lines: list[int] = []
    failure = _fill(rows, lines, text, delimiter, name, strict=True)
    if failure is not None:
        line, message = failure
        if "unexpected end" in message:
            findings.append(
                Finding(
                    code="table.unclosed-quote",
                    severity="error",
                    message="A quote opens in this row and is not closed before the file ends; "
                    f"{len(rows):,} row(s) before it were read.",
                    where=f"{name}:{line}",
                    hint="The file may be cut off: export it again, or close the quote.",
                )
            )
        else:
            findings.append(
                Finding(
                    code="table.stray-quote",
                    severity="warning",
                    message="A quote stands inside a quoted cell; expected it doubled.",
                    where=f"{name}:{line}",
                    hint='Write "" for a quote inside a quoted cell.',
                )
            )
            rows.clear()
            lines.clear()
            _fill(rows, lines, text, delimiter, name, strict=False)
    if _stated_delimiter(text) is not None and rows:
        del rows[0], lines[0]
    return Grid(name=name, rows=rows, lines=lines, delimiter=delimiter, findings=tuple(findings))


def _fill(
    rows: list[list[Cell]],
    lines: list[int],
    text: str,
    delimiter: str,
    name: str,
    *,
    strict: bool,
) -> tuple[int, str] | None:
    """Appends the rows of `text`; the line and message of the first quote that fits nowhere."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    begins = 1
    cells = 0
    try:
        for row in reader:
            if any(row):
                if len(row) > MAX_COLUMNS:
                    raise TooLarge(
                        f"{name}:{begins}: {len(row):,} cells in one row, at most {MAX_COLUMNS:,} "
                        "columns are read."
                    )
                cells += len(row)
                rows.append(row)  # type: ignore[arg-type]  # text is a cell
                lines.append(begins)
                if len(rows) > MAX_ROWS + 1 or cells > MAX_CELLS:
                    raise TooLarge(
                        f"{name}:{begins}: more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells. "
                        "Split the file."
                    )
            begins = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise TooLarge(
                f"{name}:{begins}: a cell of more than {csv.field_size_limit():,} characters. "
                "Is a quote not closed?"
            ) from error
        return begins, str(error)
    return None
