"""XLSX workbooks become grids. The archive is weighed before anything is unpacked for good."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.sources.bounds import MAX_BYTES, MAX_ROWS, read_bytes
from fairlead.sources.tabular.grid import MAX_CELLS, MAX_COLUMNS, Grid

__all__ = ["grids_of_workbook", "is_workbook"]

_MAX_MEMBERS = 5_000
_MAX_TEXT = 512 * 1024 * 1024
_CHUNK = 1 << 20
_OVERLAP = 64

_COLUMN = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]+)[0-9]""")
_ROW = re.compile(rb"""\sr\s*=\s*["']\s*[A-Za-z]*([0-9]{1,10})""")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s>/]")
_PLACED_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br\s*=""")
_CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s>/]")
_SHARED = re.compile(rb"""\st\s*=\s*["']s["']""")
_SHARED_INDEX = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>\s*([0-9]{1,9})""")
_EMPTY_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*/>""")


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins with `head` is an archive, as every XLSX is."""
    return head.startswith(b"PK\x03\x04")


def grids_of_workbook(path: Path, *, sheet: str | None = None) -> Iterator[Grid]:
    """Each visible worksheet that holds something, in the order of the workbook; or `sheet` alone.

    Raises `TooLarge` for what would not fit once unpacked, and `UnreadableInput` for an archive
    that is damaged, locked by a password, or no workbook, and for an unknown `sheet`.
    """
    content = read_bytes(path)
    _weigh(content, name=str(path))
    import python_calamine  # slow import

    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            worksheet = python_calamine.SheetTypeEnum.WorkSheet
            visible = python_calamine.SheetVisibleEnum.Visible
            sheets = [s for s in book.sheets_metadata if s.typ == worksheet]
            names = [s.name for s in sheets if s.visible == visible]
            if sheet is not None:
                if sheet not in {s.name for s in sheets}:
                    raise UnreadableInput(
                        f"{path}: no sheet {sheet!r}; there are {', '.join(names)}."
                    )
                names = [sheet]
            for name in names:
                found = _grid(book.get_sheet_by_name(name), name=f"{path}!{name}")
                if found.rows:
                    yield found
    except python_calamine.PasswordError as error:
        raise UnreadableInput(f"{path}: locked by a password; save it without one.") from error
    except (python_calamine.CalamineError, OSError) as error:
        raise UnreadableInput(f"{path}: not a workbook that can be read: {error}.") from error


def _grid(sheet: object, *, name: str) -> Grid:
    import python_calamine  # slow import

    if not isinstance(sheet, python_calamine.CalamineSheet):
        raise TypeError(f"{name}: {type(sheet).__name__}, expected a worksheet.")
    if sheet.total_width > MAX_COLUMNS or sheet.total_height > MAX_ROWS + 1:
        raise TooLarge(
            f"{name}: {sheet.total_height:,} rows of {sheet.total_width:,} columns, at most "
            f"{MAX_ROWS:,} of {MAX_COLUMNS:,} are read."
        )
    first = sheet.start[0] if sheet.start else 0
    grid = Grid(name=name, rows=[], lines=[])
    for offset, row in enumerate(sheet.to_python(skip_empty_area=True)):
        if any(cell != "" for cell in row):
            grid.rows.append(row)
            grid.lines.append(first + offset + 1)
    return grid


def _weigh(content: bytes, *, name: str) -> None:
    """Unpacks every member piece by piece, keeping nothing, and raises if it comes to too much.

    The sizes that an archive states of itself can lie, so they are not believed. A worksheet is
    laid out as a full rectangle when it is read and each use of a shared text becomes a copy, so
    a far-off cell or a long text used often counts as what it would become.
    """
    total = 0
    texts: list[int] = []
    uses: Counter[int] = Counter()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS:
                raise TooLarge(
                    f"{name}: {len(members):,} members in the archive, at most {_MAX_MEMBERS:,}."
                )
            if not any(member.filename.startswith("xl/") for member in members):
                raise UnreadableInput(f"{name}: an archive, but not an Excel workbook (.xlsx).")
            for member in members:
                if member.flag_bits & 0x1:
                    raise UnreadableInput(f"{name}: {member.filename!r} is encrypted.")
                extent = _Extent()
                for chunk in _unpacked(archive, member):
                    total += len(chunk)
                    if total > MAX_BYTES:
                        raise TooLarge(
                            f"{name}: unpacks to more than {MAX_BYTES:,} bytes. Split the workbook."
                        )
                    extent.see(chunk)
                if extent.cells > MAX_CELLS:
                    raise TooLarge(
                        f"{name}: {member.filename} spans {extent.rows:,} rows of "
                        f"{extent.columns:,} columns, at most {MAX_CELLS:,} cells are read. Delete "
                        "what stands far outside the table."
                    )
                uses.update(extent.uses)
                if member.filename.lower().endswith("sharedstrings.xml"):
                    texts = _shared_lengths(archive.read(member))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        if isinstance(error, UnreadableInput):
            raise
        raise UnreadableInput(f"{name}: a damaged archive: {error}.") from error
    spoken = sum(texts[i] * n for i, n in uses.items() if i < len(texts))
    if spoken > _MAX_TEXT:
        raise TooLarge(f"{name}: its cells hold {spoken:,} characters, at most {_MAX_TEXT:,}.")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    stated = member.file_size
    member.file_size = MAX_BYTES + 1  # read to the true end, whatever was stated
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    finally:
        member.file_size = stated


class _Extent:
    """How far a worksheet reaches, seen through the cell references of its XML."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0
        self.uses: Counter[int] = Counter()
        self._tail = b""
        self._open_row = 0
        self._seen = (0, 0)

    @property
    def cells(self) -> int:
        return self.rows * max(self.columns, 1)

    def see(self, chunk: bytes) -> None:
        text = self._tail + chunk
        cut = text.rfind(b"<")  # an element that goes on in the next piece is seen there
        if cut > 0 and len(text) - cut < _CHUNK:
            self._tail, text = text[cut:], text[:cut]
        else:
            self._tail = text[-_OVERLAP:]
        if b"=" not in text:
            return
        if self._measure(text) > MAX_CELLS:
            # Cells that only carry a format take no room; look again without them.
            text = _EMPTY_CELL.sub(b"", text)
            self._measure(text)
        self.columns, self.rows = self._seen
        if _SHARED.search(text):
            self.uses.update(map(int, _SHARED_INDEX.findall(text)))

    def _measure(self, text: bytes) -> int:
        """How many cells the sheet spans with this piece; what is not placed follows on."""
        places = _COLUMN.findall(text)
        tags = len(_CELL_TAG.findall(text))
        columns = max([self.columns, *map(_column_number, {c.upper() for c in places})])
        if tags > len(places):
            columns = max(columns, self._longest_row(text))
        rows = self.rows
        if tags:
            rows = max([rows, *map(int, set(_ROW.findall(text)))])
            rows += max(0, len(_ROW_TAG.findall(text)) - len(_PLACED_ROW.findall(text)))
        self._seen = (columns, rows)
        return columns * rows

    def _longest_row(self, text: bytes) -> int:
        pieces = _ROW_TAG.split(text)
        counts = [len(_CELL_TAG.findall(piece)) for piece in pieces]
        counts[0] += self._open_row
        self._open_row = counts[-1]
        return max(counts)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number


def _shared_lengths(xml: bytes) -> list[int]:
    """Bytes of each shared text with its markup: at least as long as the text itself."""
    return [len(part) for part in re.split(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>", xml)]
