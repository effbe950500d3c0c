"""A program to begin with, for each of the twelve types: small, whole, dated from its start."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib.resources import files
from typing import Final, get_args

from fairlead.program.program import ProgramType

__all__ = ["TYPES", "starting_point"]

TYPES: Final[tuple[str, ...]] = get_args(ProgramType)
"""The types of program that there is a starting point for."""

_WRITTEN_FOR: Final = date(2026, 1, 5)
"""The Monday on which the templates begin."""

_DATE: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def starting_point(kind: str, *, start: date) -> str:
    """The text of a program file of a type, its dates moved by whole weeks to begin with `start`.

    The program begins on the Monday of the week that holds `start`, so that a Friday stays a
    Friday. Raises `ValueError` for an unknown type.
    """
    if kind not in TYPES:
        raise ValueError(f"No type {kind!r}, expected one of {', '.join(TYPES)}.")
    text = files(__package__).joinpath(f"templates/{kind}.yaml").read_text(encoding="utf-8")
    monday = start - timedelta(days=start.weekday())
    moved = monday - _WRITTEN_FOR
    return _DATE.sub(lambda day: (date.fromisoformat(day[0]) + moved).isoformat(), text)
