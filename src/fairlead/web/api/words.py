"""Rows of a program as JSON in the words of the program file, and such JSON as a change."""

from __future__ import annotations

import json
from typing import Any

from fairlead.program.changes import Change, diff
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import SECTIONS, Program
from fairlead.sources.program_file.codecs import is_id
from fairlead.sources.program_file.field_text import field_of, read_field
from fairlead.sources.program_file.rows import row_codec
from fairlead.web.editing import Wrong

__all__ = ["changed_row", "new_row", "row_words"]

HIDDEN = frozenset({"rate"})


def row_words(
    noun: type[Noun], key: str, row: Noun, *, timezone: str, rates: bool
) -> dict[str, Any]:
    """A row as the program file writes it, with its id."""
    tree = row_codec(noun).write(row, timezone)
    fields = dict(tree) if isinstance(tree, dict) else {"title": tree}
    if not rates:
        fields = {name: value for name, value in fields.items() if name not in HIDDEN}
    return {"id": key, **fields}


def _values(noun: type[Noun], told: dict[str, Any], *, timezone: str) -> dict[str, Any]:
    findings: list[Finding] = []
    values: dict[str, Any] = {}
    for name, value in told.items():
        field = field_of(noun, name)
        if field is None:
            message = f"{noun.__name__} has no field {name!r}."
            findings.append(Finding(code="key.unknown", severity="error", message=message))
            continue
        text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
        values[field.name], wrong = read_field(noun, name, text, timezone=timezone)
        findings.extend(found for found in wrong if found.severity == "error")
    if findings:
        raise Wrong(findings)
    return values


def changed_row(program: Program, section: str, key: str, told: dict[str, Any]) -> Change:
    """The change that gives a row what is told. Raises `Wrong`."""
    table = program.section(section)
    values = _values(SECTIONS[section], told, timezone=program.timezone)
    return diff(
        program,
        replace(program, **{section: table.with_row(key, replace(table[key], **values))}),
    )


def new_row(program: Program, section: str, key: str, told: dict[str, Any]) -> Change:
    """The change that adds a row. Raises `Wrong`."""
    noun = SECTIONS[section]
    if not is_id(key):
        message = f"{key!r} is no id."
        raise Wrong([Finding(code="id.grammar", severity="error", message=message)])
    values = _values(noun, told, timezone=program.timezone)
    try:
        row = noun(**values)
    except TypeError as error:
        message = f"{section}.{key}: {error}."
        raise Wrong([Finding(code="field.missing", severity="error", message=message)]) from error
    table: Table[Noun] = program.section(section).with_row(key, row)
    return diff(program, replace(program, **{section: table}))
