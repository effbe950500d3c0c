"""A change carried out in the user's own files: what it does not touch stays as it was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fairlead.program.changes import Change, Edit, apply, diff
from fairlead.program.errors import ChangeConflict, UnreadableInput
from fairlead.program.noun import Noun
from fairlead.program.program import SECTIONS, Program
from fairlead.program.scheduling import Scheduling
from fairlead.sources.bounds import read_bytes
from fairlead.sources.program_file.layout import pair_lines
from fairlead.sources.program_file.nodes import Node, Pairs, Scalar, is_null
from fairlead.sources.program_file.reader import NESTED, file_texts, parse_program
from fairlead.sources.program_file.rows import SPELLED, row_codec
from fairlead.sources.program_file.rules import Complaints
from fairlead.sources.program_file.splices import Sheet, Splice, row_text_lines
from fairlead.sources.program_file.writer import field_tree
from fairlead.sources.program_file.yaml_tree import yaml_tree
from fairlead.sources.writing import write_whole

__all__ = ["edit_program_file", "edited_texts"]

_MOST_PASSES: Final = 4
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def edit_program_file(path: Path, change: Change) -> tuple[Path, ...]:
    """Carry out a change in a program file or folder, and return the files that were written.

    Comments, order and layout of everything else stay. Each file is replaced in one step. Raises
    `ChangeConflict` when the files no longer hold what the change was made against, or were
    written by somebody else meanwhile; `UnreadableInput` when they cannot be read without errors.
    Nothing is written then.
    """
    complaints = Complaints(str(path))
    texts = file_texts(path, complaints=complaints)
    if complaints.found:
        raise UnreadableInput(complaints.found[0][1].message)
    before = {name: read_bytes(Path(name)) for name in texts}
    edited = edited_texts(texts, change)
    written = [Path(name) for name, text in edited.items() if text != texts[name]]
    for part in written:
        if read_bytes(part) != before[str(part)]:
            raise ChangeConflict(f"{part} was written by somebody else meanwhile.")
    for part in written:
        write_whole(part, _encoded(edited[str(part)], like=before[str(part)]))
    return tuple(written)


def _encoded(text: str, *, like: bytes) -> bytes:
    for mark, encoding in _MARKS:
        if like.startswith(mark):
            return (
                text.encode(encoding) if encoding == "utf-8-sig" else mark + text.encode(encoding)
            )
    return text.encode("utf-8")


def edited_texts(texts: Mapping[str, str], change: Change) -> dict[str, str]:
    """The texts of a program's files after a change. Raises as `edit_program_file` does."""
    program = _program_of(texts)
    wanted = apply(program, change)
    edited = dict(texts)
    todo = diff(program, wanted)
    for _ in range(_MOST_PASSES):
        if not todo:
            return edited
        edited = _one_pass(edited, todo, wanted)
        # What an edit brought about besides itself (a time zone that moves every time of day, a
        # summary that took its parts along) is what is left between here and the wanted program.
        todo = diff(_program_of(edited), wanted)
    if todo:
        raise ChangeConflict(
            f"{todo.edits[0].place} cannot be changed where it stands: it shares its text with "
            "another value. Change the file by hand."
        )
    return edited


_OF_CONTENT: Final = frozenset(
    {
        "assignment.twice",
        "currency.grammar",
        "dates.order",
        "decision.option",
        "holiday.unknown",
        "need.itself",
        "need.own-summary",
        "outline.circular",
        "reference.unknown",
    }
)
"""Errors of what a file says, not of how: all of it was read, so an edit loses nothing."""


def _program_of(texts: Mapping[str, str]) -> Program:
    reading = parse_program(texts)
    wrong = [f for f in reading.findings if f.severity == "error" and f.code not in _OF_CONTENT]
    if reading.program is None or wrong:
        raise UnreadableInput(f"{wrong[0].where}: {wrong[0].message} Correct the file first.")
    return reading.program


def _one_pass(texts: Mapping[str, str], change: Change, wanted: Program) -> dict[str, str]:
    pages = _Pages(texts)
    moved = {
        (edit.section, edit.key)
        for edit in change.edits
        if edit.field == "parent" and pages.stands_in_task(edit.section or "", edit.key or "")
    }
    for edit in change.edits:
        if edit.section is None:
            pages.set_own(edit, wanted)
        elif (edit.section, edit.key) in moved:
            continue
        elif edit.field is not None:
            pages.set_field(edit, wanted)
        elif isinstance(edit.after, Noun):
            if isinstance(edit.before, Noun):
                pages.remove_row(edit.section, edit.key or "")
            pages.add_row(edit.section, edit.key or "", edit.after, wanted)
        else:
            pages.remove_row(edit.section, edit.key or "")
    for section, key in sorted(moved, key=str):
        pages.remove_row(section or "", key or "")
    return pages.texts()


class _Pages:
    """All files of a program, and where their rows stand."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)
        self.sheets: dict[str, Sheet] = {}
        self.rows: dict[tuple[str, str], tuple[Sheet, Pairs, Node]] = {}
        self.sections: dict[str, list[tuple[Sheet, Node]]] = {section: [] for section in SECTIONS}
        self.inside: set[tuple[str, str]] = set()
        self._opened: dict[tuple[int, str], int] = {}
        for name, text in texts.items():
            root = None if name.endswith(".md") else yaml_tree(text, complaints=Complaints(name))
            if isinstance(root, Pairs):
                sheet = Sheet(text, root)
                self.sheets[name] = sheet
                for key_node, node in root.pairs:
                    if type(key_node) is Scalar and key_node.value in SECTIONS:
                        self.sections[key_node.value].append((sheet, node))
                        self._note_rows(sheet, key_node.value, node, inside=False)

    def _note_rows(self, sheet: Sheet, section: str, node: Node, *, inside: bool) -> None:
        if type(node) is not Pairs:
            return
        for key_node, child in node.pairs:
            if type(key_node) is not Scalar:
                continue
            self.rows[(section, key_node.value)] = (sheet, node, child)
            if inside:
                self.inside.add((section, key_node.value))
            if section == "tasks" and type(child) is Pairs:
                for inner_key, inner in child.pairs:
                    if type(inner_key) is Scalar and inner_key.value in NESTED:
                        self._note_rows(sheet, inner_key.value, inner, inside=True)

    def texts(self) -> dict[str, str]:
        """The texts after all that was decided."""
        return {
            name: self.sheets[name].spliced() if name in self.sheets else text
            for name, text in self._texts.items()
        }

    def stands_in_task(self, section: str, key: str) -> bool:
        """Whether a row is written inside its summary task."""
        return (section, key) in self.inside

    @property
    def _first(self) -> Sheet:
        return next(iter(self.sheets.values()))

    def set_own(self, edit: Edit, wanted: Program) -> None:
        """Change a field of the program itself."""
        name = edit.field or ""
        if name == "scheduling":
            self._set_scheduling(wanted)
            return
        key = SPELLED.get((Program, name), name)
        tree = field_tree(Program, name, edit.after, timezone=wanted.timezone)
        holders = [sheet for sheet in self.sheets.values() if sheet.child(sheet.root, key)]
        for sheet in holders:
            if tree is None:
                sheet.remove(sheet.root, key)
            else:
                sheet.set(sheet.root, key, tree)
        if not holders and tree is not None:
            sheet = self._first
            lines = list(pair_lines(key, tree, indent=0))
            self._insert_own(sheet, lines)

    def _insert_own(self, sheet: Sheet, lines: list[str]) -> None:
        """Put lines after the last of the program's own fields that stand before the sections."""
        last: Node | None = None
        if sheet.root.flow:
            raise ChangeConflict("The file is one flow mapping `{...}`; write it on lines first.")
        for key_node, node in sheet.root.pairs:
            if type(key_node) is Scalar and key_node.value in {*SECTIONS, "scheduling"}:
                break
            last = node if not is_null(node) else key_node
        if last is None:
            sheet.splices.append(Splice(0, 0, "\n".join(lines) + "\n"))
            return
        end = sheet.line_end(sheet.true_end(last))
        sheet.splices.append(Splice(end, end, "\n" + "\n".join(lines)))

    def _set_scheduling(self, wanted: Program) -> None:
        for sheet in self.sheets.values():
            sheet.remove(sheet.root, "scheduling")
        if wanted.scheduling != Scheduling():
            tree = row_codec(Scheduling).write(wanted.scheduling, wanted.timezone)
            self._insert_own(self._first, list(pair_lines("scheduling", tree, indent=0)))

    def set_field(self, edit: Edit, wanted: Program) -> None:
        """Change one field of one row."""
        section, row_key, name = edit.section or "", edit.key or "", edit.field or ""
        if (section, row_key) not in self.rows:
            raise ChangeConflict(
                f"{edit.place} stands in a Markdown record, which is edited by hand."
            )
        sheet, parent, node = self.rows[(section, row_key)]
        noun = SECTIONS[section]
        key = SPELLED.get((noun, name), name)
        tree = field_tree(noun, name, edit.after, timezone=wanted.timezone)
        if type(node) is Pairs:
            if tree is None:
                sheet.remove(node, key)
            else:
                sheet.set(node, key, tree)
        else:
            row = wanted.section(section)[row_key]
            whole = row_codec(noun).write(row, wanted.timezone)
            sheet.set(parent, row_key, whole)

    def remove_row(self, section: str, key: str) -> None:
        """Take a row out. What stands inside it comes back in the next pass, if it is wanted."""
        if (section, key) not in self.rows:
            raise ChangeConflict(
                f"{section}.{key} stands in a Markdown record, which is removed by hand."
            )
        sheet, parent, _ = self.rows[(section, key)]
        if len(parent.pairs) == 1 and not parent.flow:
            start = parent.start_mark.index
            line_start = sheet.text.rfind("\n", 0, start) + 1
            sheet.remove(parent, key)
            if sheet.text[line_start:start].strip():
                return
            indent = " " * sheet.indent_of(parent)
            cut = sheet.splices.pop()
            sheet.splices.append(Splice(cut.start, cut.end, f"{indent}{{}}\n"))
            return
        sheet.remove(parent, key)

    def add_row(self, section: str, key: str, row: Noun, wanted: Program) -> None:
        """Put a new row at the end of its section, or of the summary task that it belongs to."""
        tree = row_codec(type(row)).write(row, wanted.timezone)
        parent_key = getattr(row, "parent", None) if section in NESTED else None
        if parent_key is not None and ("tasks", parent_key) in self.rows:
            sheet, _, node = self.rows[("tasks", parent_key)]
            inner = sheet.child(node, section) if type(node) is Pairs else None
            if inner is not None and type(inner[1]) is Pairs and isinstance(tree, dict):
                inside = {name: value for name, value in tree.items() if name != "parent"}
                self._add_to(sheet, inner[1], key, inside)
                return
        for sheet, node in reversed(self.sections[section]):
            if type(node) is Pairs and (node.pairs or not node.flow):
                self._add_to(sheet, node, key, tree)
                return
        for sheet, _ in self.sections[section]:
            found = sheet.child(sheet.root, section)
            if found is not None and not self._opened.get((id(sheet), section)):
                self._opened[(id(sheet), section)] = 1
                sheet.set(sheet.root, section, {key: tree})
                return
            return  # the next pass finds the section with its first row
        sheet = self._first
        if not self._opened.get((id(sheet), section)):
            self._opened[(id(sheet), section)] = 1
            end = len(sheet.text)
            gap = "" if sheet.text.endswith("\n") or not sheet.text else "\n"
            lines = [f"{section}:", *row_text_lines(key, tree, indent=2)]
            sheet.splices.append(Splice(end, end, gap + "\n".join(lines) + "\n"))

    @staticmethod
    def _add_to(sheet: Sheet, section: Pairs, key: str, tree: object) -> None:
        indent = sheet.indent_of(section)
        lines = row_text_lines(key, tree, indent=indent)  # type: ignore[arg-type]
        sheet.add(section, key, tree, lines=lines)  # type: ignore[arg-type]
