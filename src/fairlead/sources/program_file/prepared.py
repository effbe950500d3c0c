"""Changes that are prepared in the file: places with the values that would stand there."""

from __future__ import annotations

from collections.abc import Mapping

from fairlead.program.changes import Change, Edit
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun
from fairlead.program.program import SECTIONS, Program
from fairlead.program.references import did_you_mean
from fairlead.sources.program_file.codecs import ABSENT, Frame
from fairlead.sources.program_file.nodes import is_null
from fairlead.sources.program_file.rows import fields_of
from fairlead.sources.program_file.rules import RULES, Complaints
from fairlead.sources.program_file.yaml_tree import yaml_tree

__all__ = ["Prepared", "prepared_change"]

_MOST_CHARACTERS = 10_000


class Prepared(Noun):
    """The change that a mapping of places prepares, and what is wrong with it."""

    change: Change
    findings: tuple[Finding, ...] = ()


def prepared_change(
    program: Program, places: Mapping[str, str], *, where: str, subjects: tuple[str, ...] = ()
) -> Prepared:
    """The change that sets each place to its value: `{"tasks.api.estimate": "3d"}`.

    A place is section, id and field, as in the file. An empty value, or `null`, takes a field
    back to its default. Findings stand at `where`; a place that is wrong is left out.
    """
    edits: list[Edit] = []
    findings: list[Finding] = []
    for place, text in places.items():
        wrong = _edit(program, place, text)
        if isinstance(wrong, Edit):
            if wrong.before != wrong.after:
                edits.append(wrong)
        else:
            code, message, hint = wrong
            findings.append(
                Finding(
                    code=code,
                    severity=RULES[code].severity,
                    message=f"{where}: {message}",
                    where=where,
                    hint=hint,
                    subjects=subjects,
                )
            )
    return Prepared(change=Change(edits=tuple(edits)), findings=tuple(findings))


def _edit(program: Program, place: str, text: str) -> Edit | tuple[str, str, str | None]:
    shown = place[:200]
    section, _, rest = place.partition(".")
    key, _, name = rest.rpartition(".")
    if section not in SECTIONS or not key:
        near = did_you_mean(section[:80], SECTIONS) or "Write section, id and field."
        return "prepared.place", f"{shown!r} is no place such as `tasks.api.estimate`.", near
    rows = program.section(section)
    if key not in rows:
        return (
            "prepared.place",
            f"{shown!r}: no {key[:80]!r} in {section}.",
            did_you_mean(key, rows),
        )
    fields = {field.key: field for field in fields_of(SECTIONS[section])}
    field = fields.get(name)
    if field is None:
        hint = did_you_mean(name[:80], fields)
        return "prepared.place", f"{shown!r}: no field {name[:80]!r} in {section}.", hint
    if len(text) > _MOST_CHARACTERS:
        return "prepared.value", f"{shown!r}: more than {_MOST_CHARACTERS:,} characters.", None
    complaints = Complaints(place)
    node = yaml_tree(text, complaints=complaints)
    value = ABSENT
    if node is not None and not is_null(node):
        frame = Frame(timezone=program.timezone, complaints=complaints)
        value = field.codec.read(node, frame, place)
    if complaints.found:
        first = complaints.found[0][1]
        return "prepared.value", f"{shown!r}: {first.message}", first.hint
    if value is ABSENT:
        if field.required:
            return "prepared.value", f"{shown!r}: a value is expected.", None
        value = field.default
    before = getattr(rows[key], field.name)
    return Edit(section=section, key=key, field=field.name, before=before, after=value)
