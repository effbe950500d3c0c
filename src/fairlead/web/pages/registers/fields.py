"""Fields as forms and tables need them: what they are called, what may be chosen, who is named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from fairlead.program.calendars import CalendarException
from fairlead.program.decisions import Option
from fairlead.program.escalation import Level
from fairlead.program.launches import Gate
from fairlead.program.noun import Noun, Table, hints_of
from fairlead.program.program import SECTIONS, Program
from fairlead.program.requests import ProposedEdit
from fairlead.program.rotations import Layer
from fairlead.program.work import Need
from fairlead.sources.program_file.field_text import field_of, field_text
from fairlead.sources.program_file.rows import Field
from fairlead.web.pages.moments import name_of

__all__ = ["MOST_NAMES", "choices_of", "names_for", "shown_of", "text_of", "word_of"]

MOST_NAMES = 400
"""Most rows that a field offers to choose from; where there are more, their ids are typed."""


@cache
def choices_of(noun: type[Noun], name: str) -> tuple[str, ...]:
    """The words that a field can have, with an empty one where it may have none; else nothing."""
    field = field_of(noun, name)
    if field is None:
        return ()
    hint = hints_of(noun)[field.name]
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if parts == (bool,):
        return ("false", "true")
    words: list[str] = []
    for part in parts:
        if get_origin(part) is Literal:
            words.extend(str(each) for each in get_args(part))
        elif part is not NoneType:
            return ()
    return ("", *words) if NoneType in parts and words else tuple(words)


def text_of(program: Program, section: str, row: Noun, name: str) -> str:
    """The text of a field in the words of the program file; of a choice, the default too."""
    noun = SECTIONS[section]
    field = field_of(noun, name)
    if field is None:
        return ""
    value = getattr(row, field.name)
    text = field_text(noun, field.name, value, timezone=program.timezone)
    if not text and value is not None and choices_of(noun, name):
        return str(value).lower()
    return text


def shown_of(program: Program, section: str, row: Noun, name: str) -> str:
    """What a field says to people: names for ids, and nouns inside it in a few words each."""
    field = field_of(SECTIONS[section], name)
    if field is None:
        return ""
    value = getattr(row, field.name)
    text = text_of(program, section, row, name)
    if isinstance(value, Table | tuple) and "{" in text:
        return "; ".join(_said(program, value))
    named = field.ref is not None or name == "needs"
    if not text or not named or "{" in text or "[" in text:
        return text
    return ", ".join(name_of(program, part.strip()) for part in text.split(","))


def _said(program: Program, value: Table[Any] | tuple[Any, ...]) -> Iterator[str]:
    """Each part of a field in a few words."""
    if isinstance(value, Table):
        for key, part in value.items():
            yield (
                part.title if isinstance(part, Option | Gate) else f"{name_of(program, key)} {part}"
            )
        return
    for part in value:
        if isinstance(part, Level):
            who = " and ".join(name_of(program, key) for key in part.who)
            yield who if part.acknowledge is None else f"{who}, {part.acknowledge} to answer"
        elif isinstance(part, Layer):
            who = ", ".join(name_of(program, key) for key in part.people)
            yield f"{who}, {part.turn}"
        elif isinstance(part, ProposedEdit):
            place = name_of(program, (part.row or "").partition(".")[2]) or "The program"
            field = "" if part.field is None else f" {word_of(part.field).lower()}"
            yield f"{place}{field}: {'gone' if part.after is None else part.after}"
        elif isinstance(part, Need):
            yield name_of(program, part.task)
        elif isinstance(part, CalendarException):
            last = "" if part.last == part.first else f" to {part.last}"
            yield f"{part.title or ('Other hours' if part.hours else 'Closed')} {part.first}{last}"
        else:
            yield str(getattr(part, "title", None) or part)


def names_for(program: Program, field: Field) -> tuple[str, list[tuple[str, str]]] | None:
    """The id of a list of rows that a field may name, and that list; None for any other field."""
    if field.ref is None:
        return None
    tables = [program.section(each) for each in field.ref.sections]
    if sum(map(len, tables)) > MOST_NAMES:
        return None
    named: list[tuple[str, str]] = [
        (key, _name(key, row)) for table in tables for key, row in table.items()
    ]
    return "names-" + "-".join(field.ref.sections), named


def _name(key: str, row: Any) -> str:
    return str(getattr(row, "name", None) or getattr(row, "title", None) or key)


def word_of(name: str) -> str:
    """A field as a label: `supported_until` is Supported until."""
    return name.replace("_", " ").capitalize()
