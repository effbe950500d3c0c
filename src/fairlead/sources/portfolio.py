"""Which programs a folder holds: one, or a portfolio of several."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

__all__ = ["MOST_PROGRAMS", "programs_in"]

MOST_PROGRAMS: Final = 200
"""A portfolio of more is refused as a mistake: somebody named a whole disk."""

_NAMED: Final = re.compile(r"^program:\s*(\S.*?)\s*(?:#.*)?$", re.MULTILINE)
_SUFFIXES: Final = (".yaml", ".yml")
_MOST_READ: Final = 1_000_000


def programs_in(path: Path) -> tuple[Path, ...]:
    """The programs of a portfolio, by name; none where the path is one program, or no folder.

    A folder is a portfolio when two of its files name different programs (`program:`), each file
    then being one; or when none does and there are folders in it that hold a program each. Raises
    `ValueError` when there are more than 200.
    """
    if not path.is_dir():
        return ()
    files = [p for p in sorted(path.iterdir()) if p.suffix.lower() in _SUFFIXES and p.is_file()]
    named = {file: name for file in files if (name := _named(file)) is not None}
    if len(set(named.values())) > 1:
        found = tuple(named)
    elif named:
        return ()
    else:
        inside = [p for p in sorted(path.iterdir()) if p.is_dir() and not p.name.startswith(".")]
        found = tuple(p for p in inside if _holds_program(p))
    if len(found) > MOST_PROGRAMS:
        raise ValueError(f"{path} holds {len(found):,} programs, at most {MOST_PROGRAMS} expected.")
    return found


def _holds_program(folder: Path) -> bool:
    return any(_named(p) is not None for p in folder.iterdir() if p.suffix.lower() in _SUFFIXES)


def _named(file: Path) -> str | None:
    with file.open(encoding="utf-8", errors="replace") as text:
        found = _NAMED.search(text.read(_MOST_READ))
    return None if found is None else found[1].strip("'\"")
