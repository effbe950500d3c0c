"""From what somebody did on a page to a change of the program: a cell, a row, a link, a bar."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from fairlead.program.changes import Change, apply, diff
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import SECTIONS, Program
from fairlead.program.work import Activity, Need, Task
from fairlead.sources.program_file.field_text import field_of, read_field
from fairlead.sources.program_file.rows import Field

__all__ = [
    "PROGRESS",
    "Wrong",
    "added_task",
    "added_tasks",
    "change_cells",
    "new_key",
    "without_row",
]

PROGRESS = frozenset({"started", "finished", "spent", "remaining", "complete", "resumes"})
"""The fields in which progress is reported."""

_WORD = re.compile(r"[^a-z0-9]+")


class Wrong(Exception):
    """What was typed does not mean what its field expects; `findings` say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f.message for f in self.findings))


def _gone(section: str, key: str) -> Wrong:
    return Wrong(
        [
            Finding(
                code="reference.unknown",
                severity="error",
                message=f"There is no {section}.{key} any more.",
            )
        ]
    )


def change_cells(program: Program, cells: Iterable[tuple[str, str, str, str]]) -> Change:
    """The change that gives fields the values of texts: (section, key, field, text) each.

    Raises `Wrong` with everything that is wrong in them.
    """
    findings: list[Finding] = []
    values: dict[tuple[str, str], dict[str, Any]] = {}
    whole: dict[str, Any] = {}
    for section, key, name, text in cells:
        noun: type[Noun] = SECTIONS.get(section, Program)
        if section and (section not in SECTIONS or key not in program.section(section)):
            raise _gone(section, key)
        field = field_of(noun, name)
        if field is None or (not section and field.name in (*SECTIONS, "id")):
            message = f"{noun.__name__} has no field {name!r}."
            raise Wrong([Finding(code="key.unknown", severity="error", message=message)])
        named = _keys_for_names(program, field, text)
        value, wrong = read_field(noun, name, named, timezone=program.timezone)
        errors = [found for found in wrong if found.severity == "error"]
        findings.extend(errors)
        if not errors:
            (values.setdefault((section, key), {}) if section else whole)[field.name] = value
    if findings:
        raise Wrong(findings)
    changed = replace(program, **whole) if whole else program
    tables: dict[str, dict[str, Noun]] = {}
    for (section, key), fields in values.items():
        row = program.section(section)[key]
        tables.setdefault(section, dict(program.section(section).items()))[key] = replace(
            row, **fields
        )
    made = {name: Table(rows, before=program.section(name)) for name, rows in tables.items()}
    return diff(program, replace(changed, **made) if made else changed)


def _keys_for_names(program: Program, field: Field, text: str) -> str:
    """The text with the ids of those whose names stand in it: people are known by their names."""
    sections = (
        ("people",) if field.name == "who" else () if field.ref is None else field.ref.sections
    )
    if not sections or not text.strip() or "{" in text or "[" in text:
        return text
    tables = [program.section(section) for section in sections]
    parts = [part.strip() for part in text.split(",")]
    if all(any(part in table for table in tables) for part in parts):
        return text
    named: dict[str, set[str]] = {}
    for table in tables:
        for key, row in table.items():
            name = getattr(row, "name", None) or getattr(row, "title", None)
            if name:
                named.setdefault(str(name).casefold(), set()).add(key)
    found = (named.get(part.casefold(), set()) for part in parts)
    return ", ".join(
        next(iter(keys)) if len(keys) == 1 else part
        for part, keys in zip(parts, found, strict=True)
    )


def new_key(program: Program, title: str) -> str:
    """An id that is free among tasks and milestones, made of a title."""
    base = _WORD.sub("-", title.lower()).strip("-")[:40].strip("-") or "task"
    key, number = base, 2
    while key in program.tasks or key in program.milestones:
        key, number = f"{base}-{number}", number + 1
    return key


def added_task(program: Program, title: str, *, beside: str | None = None) -> tuple[str, Change]:
    """A new task, in the summary that `beside` stands in or is, and its id."""
    title = title.strip()
    if not title:
        message = "A task needs a title."
        raise Wrong([Finding(code="field.missing", severity="error", message=message)])
    key = new_key(program, title)
    parent = None
    if beside is not None and (beside in program.tasks or beside in program.milestones):
        parent = beside if beside in program.summaries() else program.activity(beside).parent
    task = Task(title=title, parent=parent)
    return key, diff(program, replace(program, tasks=program.tasks.with_row(key, task)))


def added_tasks(
    program: Program, change: Change, rows: Iterable[dict[str, str]], *, beside: str | None = None
) -> Change:
    """A change, and with it a new task for each row of texts, such as a title and an estimate.

    They stand where `added_task` puts one. Raises `Wrong` with everything that is wrong in them.
    """
    changed = apply(program, change)
    tasks = dict(changed.tasks.items())
    taken = {*tasks, *changed.milestones}
    parent = None
    if beside is not None and beside in taken:
        parent = beside if beside in changed.summaries() else changed.activity(beside).parent
    findings: list[Finding] = []
    for told in rows:
        values: dict[str, Any] = {}
        for name, text in told.items():
            field = field_of(Task, name)
            if field is None or not text.strip():
                continue
            named = _keys_for_names(changed, field, text)
            values[field.name], wrong = read_field(Task, name, named, timezone=changed.timezone)
            findings.extend(found for found in wrong if found.severity == "error")
        if not findings and values.get("title"):
            base = _WORD.sub("-", values["title"].lower()).strip("-")[:40].strip("-") or "task"
            key, number = base, 2
            while key in taken:
                key, number = f"{base}-{number}", number + 1
            taken.add(key)
            tasks[key] = Task(**values, parent=parent)
    if findings:
        raise Wrong(findings)
    return diff(program, replace(changed, tasks=Table(tasks, before=changed.tasks)))


def without_row(program: Program, section: str, key: str) -> Change:
    """The change that takes a row away, and with it every mention of it.

    What stands inside a summary moves to the summary above it.
    """
    if section not in SECTIONS or key not in program.section(section):
        raise _gone(section, key)
    gone = program.section(section)[key]
    tables = {section: program.section(section).without(key)}
    up = gone.parent if isinstance(gone, Activity) else None
    for name in SECTIONS:
        table = tables.get(name, program.section(name))
        for row_key, row in table.items():
            fields = _cleared(row, section, key, up)
            if fields:
                table = table.with_row(row_key, replace(row, **fields))
        tables[name] = table
    changed = {name: table for name, table in tables.items() if table is not program.section(name)}
    return diff(program, replace(program, **changed))


def _cleared(row: Noun, section: str, key: str, up: str | None) -> dict[str, Any]:
    """The fields of a row that mention something, without it."""
    from fairlead.program.references import references_of  # slow import

    fields: dict[str, Any] = {}
    for place, named, ref in references_of(row):
        name = place.partition(".")[0]
        if named != key or section not in ref.sections or name in fields:
            continue
        value = getattr(row, name)
        if name == "parent":
            fields[name] = up
        elif isinstance(value, str):
            fields[name] = None
        elif isinstance(value, Table):
            fields[name] = value.without(key)
        elif isinstance(value, tuple):
            fields[name] = tuple(item for item in value if not _names(item, key))
        else:  # a noun of its own, such as a treatment with its delays
            fields[name] = replace(value, **_cleared(value, section, key, up))
    return fields


def _names(item: object, key: str) -> bool:
    if isinstance(item, Need):
        return item.task == key
    return item == key or getattr(item, "person", None) == key
