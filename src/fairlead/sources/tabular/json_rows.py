"""JSON as a table: a list of flat objects, as many tools export it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.sources.bounds import MAX_ROWS, decode, read_bytes
from fairlead.sources.tabular.grid import MAX_CELLS, MAX_COLUMNS, Cell, Grid

__all__ = ["grid_of_json"]


def grid_of_json(path: Path) -> Grid:
    """The objects of a list as rows below a header of all their keys.

    The list may stand alone, or as the only list in an object. Of what is nested, only texts are
    kept: a name, a login, or those of a list. Raises `UnreadableInput` and `TooLarge`.
    """
    text = decode(read_bytes(path), name=str(path))
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableInput(f"{path}: not JSON that can be read: {error}.") from error
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
        content = lists[0] if len(lists) == 1 else None
    if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
        raise UnreadableInput(f"{path}: expected a list of objects, a row each.")
    header = list(dict.fromkeys(key for one in content for key in one))
    if len(content) > MAX_ROWS or len(header) > MAX_COLUMNS:
        raise TooLarge(f"{path}: {len(content):,} rows of {len(header):,} keys. Split the file.")
    if len(content) * len(header) > MAX_CELLS:
        raise TooLarge(f"{path}: more than {MAX_CELLS:,} cells. Split the file.")
    rows = [list[Cell](header), *([_cell(one.get(key)) for key in header] for one in content)]
    return Grid(name=str(path), rows=rows, lines=list(range(1, len(rows) + 1)))


def _cell(value: object) -> Cell:
    if isinstance(value, str | int | float):
        return value
    return ", ".join(_texts(value))


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        named = (value.get(key) for key in ("name", "login", "title", "value"))
        return [next((text for text in named if isinstance(text, str) and text), "")]
    if isinstance(value, list):
        return [text for one in value for text in ([one] if isinstance(one, str) else _flat(one))]
    return []


def _flat(value: object) -> list[str]:
    return [text for text in _texts(value) if text] if isinstance(value, dict) else []
