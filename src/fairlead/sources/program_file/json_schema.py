"""The JSON Schema (draft 2020-12) of the program file, derived from the model."""

from __future__ import annotations

from typing import Any, Final

from fairlead.program.noun import Noun
from fairlead.program.people import Assignment
from fairlead.program.program import SECTIONS, Program
from fairlead.sources.program_file.reader import NESTED, VERSION
from fairlead.sources.program_file.rows import Field, fields_of

__all__ = ["described_nouns", "json_schema"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ID_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,199}$"


def json_schema() -> dict[str, Any]:
    """The schema of one program file, for editors that complete and check while one types.

    A file of a folder need not hold what another one does, so only what every file must keep to is
    required.
    """
    definitions: dict[str, Any] = {
        "id": {
            "description": "A stable, human id.",
            "type": "string",
            "pattern": ID_PATTERN,
        }
    }
    for noun in described_nouns():
        if noun is not Program:
            definitions[noun.__name__] = _object(noun)
    of_person = _object(Assignment)
    del of_person["properties"]["person"]
    del of_person["required"]
    definitions["AssignmentOfPerson"] = of_person
    for section in NESTED:
        definitions["Task"]["properties"][section] = _section(section)
    schema = _object(Program)
    schema["properties"] = {
        "fairlead": {"description": "Version of this grammar.", "enum": [int(VERSION), VERSION]},
        **schema["properties"],
    }
    for section in SECTIONS:
        described = schema["properties"][section]
        schema["properties"][section] = {
            **_section(section),
            "description": described["description"],
        }
    schema["required"] = ["fairlead", "program"]
    return {
        "$schema": _DIALECT,
        "title": "Fairlead program file",
        **schema,
        "$defs": definitions,
    }


def _section(name: str) -> dict[str, Any]:
    noun = SECTIONS[name]
    row: dict[str, Any] = {"$ref": f"#/$defs/{noun.__name__}"}
    if not any(field.required for field in fields_of(noun)):
        row = {"oneOf": [row, {"type": "null"}]}
    return {
        "type": ["object", "null"],
        "propertyNames": {"$ref": "#/$defs/id"},
        "additionalProperties": row,
    }


def _object(noun: type[Noun]) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "description": _first_sentence(noun),
        "type": "object",
        "properties": {field.key: _property(field) for field in fields_of(noun)},
        "additionalProperties": False,
    }
    required = [field.key for field in fields_of(noun) if field.required]
    if required:
        shape["required"] = required
    return shape


def _property(field: Field) -> dict[str, Any]:
    shape = field.codec.schema()
    if not field.required:
        shape = {"anyOf": [shape, {"type": "null"}]}
    if field.about is not None:
        shape = {"description": field.about.text, **shape}
        if field.about.example is not None:
            shape["examples"] = [field.about.example]
    return shape


def _first_sentence(noun: type[Noun]) -> str:
    return " ".join((noun.__doc__ or "").partition("\n\n")[0].split())


def described_nouns() -> list[type[Noun]]:
    """Every noun that is written as a mapping somewhere, in the order one comes upon it."""
    found: list[type[Noun]] = [Program]
    for noun in found:
        for field in fields_of(noun):
            found += [inner for inner in field.codec.nouns() if inner not in found]
    return found
