"""A register as its page shows it: rows that are open, those that are over, and the next row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from fairlead.analyses.answers.status import Rag
from fairlead.program.moments import (
    Moment,
    closing_minute,
    instant,
    opening_minute,
)
from fairlead.program.noun import Noun
from fairlead.program.program import SECTIONS, Program
from fairlead.reports.inline import rag_shape
from fairlead.sources.program_file.codecs import Many, TableCodec
from fairlead.sources.program_file.field_text import field_of
from fairlead.sources.program_file.rows import Assignments
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat
from fairlead.web.api.words import HIDDEN
from fairlead.web.pages.registers.contents import Register, Section
from fairlead.web.pages.registers.fields import (
    choices_of,
    names_for,
    shown_of,
    text_of,
    word_of,
)

__all__ = ["MOST_ROWS", "tables_of"]

MOST_ROWS = 200
"""Most rows of one table that a page shows; a word narrows them."""

_MARKS: Final[Mapping[tuple[str, str], Rag]] = {
    ("severity", "low"): "unknown",
    ("severity", "medium"): "amber",
    ("severity", "high"): "red",
    ("severity", "critical"): "red",
}
_WANTED_BY = ("due", "review_on", "needed")
_WIDE = frozenset({
    "resolution", "affects", "accept", "context", "because", "event", "edits", "levels", "layers",
    "measure", "needs", "tasks", "outcome", "exceptions", "leave", "consumers", "attendees", "goal",
    "keep", "may_cut", "hours", "delay",
})  # fmt: skip

Lists = dict[str, list[tuple[str, str]]]


def tables_of(seat: Seat, register: Register, *, find: str) -> tuple[list[dict[str, Any]], Lists]:
    """The tables of a register, and the lists of names that their fields offer by their ids."""
    lists: Lists = {}
    return [_table(seat, each, find.strip().lower(), lists) for each in register.sections], lists


class _Column(Noun):
    """A column, made once for all rows: its field, what may be chosen, and from which list."""

    name: str
    title: str
    choices: str
    names: str
    wide: bool
    first: bool


def _table(seat: Seat, section: Section, find: str, lists: Lists) -> dict[str, Any]:
    program = seat.program
    columns = [
        _Column(
            name=name,
            title=title,
            choices="|".join(choices_of(SECTIONS[section.id], name)),
            names=_list(program, section, name, lists),
            wide=name in _WIDE,
            first=number == 0,
        )
        for number, (name, title) in enumerate(section.columns)
        if name not in HIDDEN or seat.may(Capability.SEE_RATES)
    ]
    now = _status(program)
    still: list[tuple[str, Noun]] = []
    over: list[tuple[str, Noun]] = []
    for key, row in _found(program, section, find):
        (still if _is_open(program, section, row, now) else over).append((key, row))
    still.sort(key=lambda one: -_age(program, one[1], now)[0])
    may_add = seat.may(Capability.EDIT) or (
        section.open_to_all and seat.may(Capability.REPORT_PROGRESS)
    )
    ages = [_age(program, row, now) for _, row in still]
    return {
        "section": section,
        "columns": columns,
        "open": [
            _row(program, section, columns, *row) | {"age": age}
            for row, age in zip(still[:MOST_ROWS], ages, strict=False)
        ],
        "over": [_row(program, section, columns, *row) for row in over[:MOST_ROWS]],
        "many": len(program.section(section.id)),
        "over_many": len(over),
        "more": max(0, len(still) - MOST_ROWS) + max(0, len(over) - MOST_ROWS),
        "age_word": ("Age" if section.id == "issues" else "Overdue")
        if any(a[1] for a in ages)
        else "",
        "asks": [_ask(program, section, name, lists) for name in _asked(section)]
        if may_add
        else [],
    }


def _asked(section: Section) -> tuple[str, ...]:
    return (section.columns[0][0], *section.ask)


def _found(program: Program, section: Section, find: str) -> Iterator[tuple[str, Noun]]:
    for key, row in program.section(section.id).items():
        if not find or find in f"{key} {_title(key, row)}".lower():
            yield key, row


def _title(key: str, row: Noun) -> str:
    for name in ("title", "name", "event", "when"):
        if text := getattr(row, name, None):
            return str(text)
    return key


def _row(
    program: Program, section: Section, columns: list[_Column], key: str, row: Noun
) -> dict[str, Any]:
    title = _title(key, row)
    cells = [_cell(program, section, column, row, title) for column in columns]
    return {"key": key, "title": title, "cells": cells}


def _cell(
    program: Program, section: Section, column: _Column, row: Noun, title: str
) -> dict[str, Any]:
    text = text_of(program, section.id, row, column.name)
    shown = shown_of(program, section.id, row, column.name)
    mark = _MARKS.get((column.name, text))
    return {
        "column": column,
        "text": text,
        "shown": shown or (title if column.first else ""),
        "faint": column.first and not shown,
        "rag": mark,
        "shape": "" if mark is None else rag_shape(mark),
    }


def _ask(program: Program, section: Section, name: str, lists: Lists) -> dict[str, Any]:
    """What a new row is asked for."""
    noun = SECTIONS[section.id]
    field = field_of(noun, name)
    first = name == section.columns[0][0]
    choices = choices_of(noun, name)
    default = "" if field is None or field.default is None else str(field.default)
    example = None if field is None or field.about is None else field.about.example
    return {
        "field": name,
        "title": dict(section.columns).get(name, word_of(name)),
        "first": first,
        "required": first or (field is not None and field.required),
        "choices": [(each, each == default) for each in choices],
        "list": _list(program, section, name, lists),
        "example": _EXAMPLES.get(name) or example or "",
    }


_EXAMPLES: Final = {
    "due": "2026-06-30",
    "start": "2026-03-02",
    "items": "30",
    "levels": "[{who: lead, acknowledge: 4h}, {who: head}]",
    "layers": "[{people: [asha, ben], turn: weekly}]",
    "edits": "[{row: tasks.api, field: estimate, to: 3d}]",
    "needs": "api, vendor",
}


def _list(program: Program, section: Section, name: str, lists: Lists) -> str:
    """The id of the list of names that a field offers; empty where it takes several or none."""
    field = field_of(SECTIONS[section.id], name)
    if field is None or isinstance(field.codec, Many | Assignments | TableCodec):
        return ""
    found = names_for(program, field)
    if found is None:
        return ""
    lists[found[0]] = found[1]
    return found[0]


def _is_open(program: Program, section: Section, row: Noun, now: datetime) -> bool:
    if section.ended is not None:
        end: Moment | None = getattr(row, section.ended)
        if end is not None and instant(opening_minute(end, timezone=program.timezone)) <= now:
            return False
    return not section.over or getattr(row, "status", None) not in section.over


def _age(program: Program, row: Noun, now: datetime) -> tuple[int, str, bool]:
    """Days that it has been open, or overdue, at the status time; that in words; whether late."""
    raised: Moment | None = getattr(row, "raised", None)
    wanted: Moment | None = next(
        (v for name in _WANTED_BY if isinstance(v := getattr(row, name, None), date)), None
    )
    late = 0
    if wanted is not None:
        end = instant(closing_minute(wanted, timezone=program.timezone))
        late = max(0, (now - end).days + (now > end))
    if late:
        return late, f"{late} day{'' if late == 1 else 's'} over", True
    if raised is not None:
        days = max(0, (now - instant(opening_minute(raised, timezone=program.timezone))).days)
        return days, f"{days} day{'' if days == 1 else 's'}", False
    return 0, "", False


def _status(program: Program) -> datetime:
    if program.as_of is None:
        return datetime.now(UTC)
    return instant(opening_minute(program.as_of, timezone=program.timezone))
