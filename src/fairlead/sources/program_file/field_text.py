"""One field of a row by itself, in the words of the program file: for tables and forms."""

from __future__ import annotations

from typing import Any

from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, Table
from fairlead.sources.program_file.codecs import ABSENT, Frame, Many, TableCodec, Words
from fairlead.sources.program_file.layout import flow_text
from fairlead.sources.program_file.rows import Assignments, Field, fields_of
from fairlead.sources.program_file.rules import Complaints
from fairlead.sources.program_file.writer import field_tree
from fairlead.sources.program_file.yaml_tree import yaml_tree

__all__ = ["MOST_TEXT", "field_of", "field_text", "read_field"]

MOST_TEXT = 20_000
"""Most characters of one field."""


def field_of(noun: type[Noun], name: str) -> Field | None:
    """The field of a noun by the name that the file gives it, if it has one."""
    return next((field for field in fields_of(noun) if field.key == name), None)


def read_field(
    noun: type[Noun], name: str, text: str, *, timezone: str
) -> tuple[Any, tuple[Finding, ...]]:
    """The value that a text gives to a field, and what is wrong with the text.

    An empty text is the default. A text of words is taken as it stands; several values may be
    parted by commas without the brackets that a file needs. Raises `KeyError` for a field that the
    noun does not have.
    """
    field = field_of(noun, name)
    if field is None:
        raise KeyError(name)
    complaints = Complaints(name)
    text = text.strip()
    if not text:
        if field.required:
            message = f"{name} must say something."
            complaints.at_line("field.missing", None, message)
        return field.default, tuple(found for _, found in complaints.found)
    if len(text) > MOST_TEXT:
        message = f"{name} is {len(text):,} characters long; most are {MOST_TEXT:,}."
        complaints.at_line("value.not-text", None, message)
        return field.default, tuple(found for _, found in complaints.found)
    if isinstance(field.codec, Words):
        return text, ()
    node = yaml_tree(_bracketed(field, text), complaints=complaints)
    frame = Frame(timezone=timezone, complaints=complaints)
    value = ABSENT if node is None else field.codec.read(node, frame, name)
    findings = tuple(found for _, found in complaints.found)
    return (field.default if value is ABSENT else value), findings


def _bracketed(field: Field, text: str) -> str:
    """The text as YAML: what may hold several values gets its brackets."""
    if text[0] in "[{":
        return text
    if isinstance(field.codec, TableCodec) or (
        isinstance(field.codec, Assignments) and ":" in text
    ):
        return f"{{{text}}}"
    if isinstance(field.codec, Many | Assignments):
        return f"[{text}]"
    return text


def field_text(noun: type[Noun], name: str, value: object, *, timezone: str) -> str:
    """A value in the words of the program file, without outer brackets; empty for a default."""
    tree = field_tree(noun, name, value, timezone=timezone)
    if tree is None or value is None or value == () or value == Table():
        return ""
    if isinstance(tree, str):
        return str(tree)  # plain, whatever it was written as
    text = flow_text(tree)
    plain = isinstance(tree, list) and all(isinstance(item, str) for item in tree)
    return text[1:-1] if plain else text
