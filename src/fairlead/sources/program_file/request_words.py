"""Change requests turned into changes and back: their values are in the words of the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from fairlead.program.changes import Change, Edit
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, canonical
from fairlead.program.program import SECTIONS, Program
from fairlead.program.references import did_you_mean
from fairlead.program.requests import ProposedEdit, Wording
from fairlead.sources.program_file.codecs import ABSENT, Frame, is_id
from fairlead.sources.program_file.layout import flow_text
from fairlead.sources.program_file.nodes import is_null
from fairlead.sources.program_file.rows import SPELLED, Field, fields_of, row_codec
from fairlead.sources.program_file.rules import Complaints
from fairlead.sources.program_file.wording import tree_of
from fairlead.sources.program_file.yaml_tree import yaml_tree

__all__ = ["CLOSED", "MOST_EDITS", "change_of", "proposed", "taken_out", "with_value"]

CLOSED: Final = frozenset({"changes", "scenarios"})
"""The sections that no request edits: it would be asked to change itself."""

MOST_EDITS: Final = 10_000
"""Most edits of one request."""


def proposed(change: Change, *, timezone: str) -> tuple[ProposedEdit, ...]:
    """The edits of a change in the words of the program file; those of requests are left out."""
    return tuple(
        ProposedEdit(
            row=None if edit.section is None else f"{edit.section}.{edit.key}",
            field=None if edit.field is None else _spelled(_noun_of(edit.section), edit.field),
            before=_worded(edit, edit.before, timezone),
            after=_worded(edit, edit.after, timezone),
        )
        for edit in change.edits
        if edit.section not in CLOSED and edit.field not in CLOSED
    )


def _noun_of(section: str | None) -> type[Noun]:
    return Program if section is None else SECTIONS[section]


def _spelled(noun: type[Noun], name: str) -> str:
    return SPELLED.get((noun, name), name)


def _worded(edit: Edit, value: object, timezone: str) -> Wording | None:
    if value is None:
        return None
    noun = _noun_of(edit.section)
    if edit.field is None:
        return Wording(str(flow_text(row_codec(noun).write(value, timezone))))
    field = next(f for f in fields_of(noun) if f.name == edit.field)
    if not field.required and value == field.default:
        return None
    return Wording(str(flow_text(field.codec.write(value, timezone))))


def change_of(
    edits: Iterable[ProposedEdit], *, timezone: str, where: str
) -> tuple[Change, tuple[Finding, ...]]:
    """The change that proposed edits spell out, and what in them cannot be read.

    `timezone` is that of the program, `where` names the request in findings: `changes.wallet`. With
    a finding, the change lacks that edit: it is to be shown, never to be applied.
    """
    reader = _Reader(timezone=timezone, where=where)
    found: dict[tuple[str | None, str | None, str | None], Edit] = {}
    for number, words in enumerate(edits):
        if number >= MOST_EDITS:
            reader.wrong(words.place, f"there are more than {MOST_EDITS:,} edits.")
            break
        edit = reader.edit(words)
        if edit is None:
            continue
        if edit.path in found:
            reader.wrong(edit.place, "it is edited twice.", "Write one edit for each place.")
        found[edit.path] = edit
    return Change(edits=tuple(found.values())), tuple(reader.findings)


class _Reader:
    """Reads the edits of one request, and takes down what is wrong."""

    def __init__(self, *, timezone: str, where: str) -> None:
        self.timezone, self.where = timezone, where
        self.findings: list[Finding] = []

    def wrong(self, place: str, told: str, hint: str | None = None) -> None:
        self.findings.append(
            Finding(
                code="change.unreadable",
                severity="error",
                message=f"{self.where}: {place or 'an edit'}: {told}",
                where=self.where,
                hint=hint,
                subjects=(self.where.partition(".")[2],),
            )
        )

    def edit(self, words: ProposedEdit) -> Edit | None:
        if words.row is None:
            return self._own(words)
        section, _, key = words.row.partition(".")
        if section not in SECTIONS or section in CLOSED or not is_id(key):
            self.wrong(
                words.row,
                "it names no row, expected section and id, such as `tasks.api`.",
                did_you_mean(section, [name for name in SECTIONS if name not in CLOSED]),
            )
            return None
        noun = SECTIONS[section]
        if words.field is None:
            before, after = (
                self._row(words, noun, words.before),
                self._row(words, noun, words.after),
            )
            if before is ABSENT or after is ABSENT:
                return None
            if before is None and after is None:
                self.wrong(words.row, "it says neither what is there nor what shall be there.")
                return None
            return Edit(section=section, key=key, before=before, after=after)
        field = self._field(words, noun)
        return None if field is None else self._of_field(words, field, section, key)

    def _own(self, words: ProposedEdit) -> Edit | None:
        field = self._field(words, Program)
        if field is not None and field.name in SECTIONS:
            self.wrong(words.place, "a section is no field; name a row, such as `tasks.api`.")
            return None
        return None if field is None else self._of_field(words, field, None, None)

    def _field(self, words: ProposedEdit, noun: type[Noun]) -> Field | None:
        known = {field.key: field for field in fields_of(noun)}
        found = known.get(words.field or "")
        if found is None:
            told = f"{words.field!r} is no field of it." if words.field else "it names no place."
            self.wrong(words.place, told, did_you_mean(words.field or "", known))
        return found

    def _of_field(
        self, words: ProposedEdit, field: Field, section: str | None, key: str | None
    ) -> Edit | None:
        sides = []
        for wording in (words.before, words.after):
            value = field.default if wording is None else self._value(words, field.codec, wording)
            if wording is None and field.required:
                self.wrong(words.place, "it can never be without a value.")
                return None
            if value is ABSENT:
                return None
            sides.append(canonical(_noun_of(section), field.name, value))
        return Edit(section=section, key=key, field=field.name, before=sides[0], after=sides[1])

    def _row(self, words: ProposedEdit, noun: type[Noun], wording: Wording | None) -> Any:
        return None if wording is None else self._value(words, row_codec(noun), wording)

    def _value(self, words: ProposedEdit, codec: Any, wording: Wording) -> Any:
        complaints = Complaints(self.where)
        node = yaml_tree(wording, complaints=complaints)
        value = ABSENT
        if node is not None:
            frame = Frame(timezone=self.timezone, complaints=complaints)
            value = codec.read(node, frame, words.place)
        if value is ABSENT or complaints.found:
            told = complaints.found[0][1] if complaints.found else None
            message = f"cannot be {wording[:60]!r}." if told is None else told.message
            self.wrong(words.place, message, None if told is None else told.hint)
            return ABSENT
        return value


def with_value(program: Program, place: str, value: str) -> ProposedEdit:
    """The edit by which a place of the program would hold a value, in the words of the file.

    A place is a field of the program (`budget`), a field of a row (`tasks.api.estimate`) or, to
    bring in a new row, the row (`tasks.x`). Raises `ValueError` when it is none of these.
    """
    section, _, rest = place.partition(".")
    if section not in SECTIONS:
        field = next((f for f in fields_of(Program) if f.key == place), None)
        if field is None:
            raise ValueError(f"{place!r} is no place; expected one such as tasks.api.estimate.")
        before = _worded(Edit(field=field.name), getattr(program, field.name), program.timezone)
        return ProposedEdit(field=place, before=before, after=_canonical(value))
    rows, noun = program.section(section), SECTIONS[section]
    if rest in rows:
        raise ValueError(f"{place!r} is a row that is there; name one of its fields.")
    key, _, name = rest.rpartition(".")
    row = rows.get(key)
    if row is None:
        if not is_id(rest) or not value.startswith("{"):
            raise ValueError(f"{place}: there is no row {key or rest!r} in {section}.")
        return ProposedEdit(row=place, after=_canonical(value))
    field = next((f for f in fields_of(noun) if f.key == name), None)
    if field is None:
        hint = did_you_mean(name, [f.key for f in fields_of(noun)])
        raise ValueError(f"{place}: {name!r} is no field of a row of {section}. {hint or ''}")
    edit = Edit(section=section, key=key, field=field.name)
    before = _worded(edit, getattr(row, field.name), program.timezone)
    return ProposedEdit(row=f"{section}.{key}", field=name, before=before, after=_canonical(value))


def taken_out(program: Program, place: str) -> ProposedEdit:
    """The edit by which a row would go. Raises `ValueError` when there is no such row."""
    section, _, key = place.partition(".")
    if section not in SECTIONS or key not in program.section(section):
        raise ValueError(f"{place!r} is no row of the program; expected one such as tasks.api.")
    edit = Edit(section=section, key=key)
    return ProposedEdit(
        row=place, before=_worded(edit, program.section(section)[key], program.timezone)
    )


def _canonical(value: str) -> Wording | None:
    """A value as it would be written on one line; None for none. Raises `ValueError`."""
    complaints = Complaints("value")
    node = yaml_tree(value, complaints=complaints)
    if node is None or is_null(node):
        if complaints.found:
            raise ValueError(f"{value[:60]!r}: {complaints.found[0][1].message}")
        return None
    tree = tree_of(node, Frame(timezone="UTC", complaints=complaints), "value")
    if tree is None:
        raise ValueError(f"{value[:60]!r}: {complaints.found[0][1].message}")
    return Wording(str(flow_text(tree)))
