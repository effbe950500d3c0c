"""A program written as a program file: one layout for one content, made to be read by people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fairlead.program.noun import Noun
from fairlead.program.program import SECTIONS, Program
from fairlead.sources.program_file.codecs import Tree, is_id
from fairlead.sources.program_file.layout import WIDTH, flow_text, key_text, pair_lines
from fairlead.sources.program_file.reader import NESTED, VERSION
from fairlead.sources.program_file.rows import fields_of, row_codec
from fairlead.sources.writing import write_whole

__all__ = ["field_tree", "render_program", "row_lines", "write_program_file"]

_MOST_NESTED = 15
"""Deeper rows name their `parent` instead: every level of tasks is two levels of YAML."""


def render_program(program: Program) -> str:
    """The canonical program file: `parse_program` reads it as an equal program.

    Rows keep their order; tasks stand inside their summary. Raises `ValueError` for a key that a
    file cannot hold.
    """
    lines = [f"fairlead: {VERSION}"]
    for field in fields_of(Program):
        value = getattr(program, field.name)
        if field.name in SECTIONS:
            continue
        if field.required or value != field.default:
            tree = field.codec.write(value, program.timezone)
            lines.extend(pair_lines(field.key, tree, indent=0))
    inner = _inner_rows(program)
    for section in SECTIONS:
        rows = [
            (key, row)
            for key, row in program.section(section).items()
            if (section, key) not in inner.placed
        ]
        if rows:
            lines.append(f"{section}:")
            for key, row in rows:
                lines.extend(row_lines(section, key, row, program, indent=2, inner=inner.of))
    return "\n".join(lines) + "\n"


class _Inner:
    """Which rows stand inside which tasks."""

    def __init__(self) -> None:
        self.of: dict[str, list[tuple[str, str]]] = {}
        self.placed: set[tuple[str, str]] = set()


def _inner_rows(program: Program) -> _Inner:
    """Rows by the task that they are written in: all whose chain of parents ends, not too deep."""
    inner = _Inner()
    depths: dict[str, int | None] = {}
    for section in NESTED:
        for key, row in program.section(section).items():
            parent = getattr(row, "parent", None)
            if parent is None or parent not in program.tasks:
                continue
            depth = _depth(parent, program, depths)
            if depth is not None and depth < _MOST_NESTED:
                inner.of.setdefault(parent, []).append((section, key))
                inner.placed.add((section, key))
    return inner


def _depth(key: str, program: Program, depths: dict[str, int | None]) -> int | None:
    """How many tasks a task stands in; None when that has no end."""
    chain: list[str] = []
    here: str | None = key
    while here is not None and here in program.tasks and here not in depths:
        if here in chain:
            for each in chain:
                depths[each] = None
            return None
        chain.append(here)
        here = program.tasks[here].parent
    above = depths[here] if here is not None and here in depths else -1
    for each in reversed(chain):
        above = None if above is None else above + 1
        depths[each] = above
    return depths[key]


def row_lines(
    section: str,
    key: str,
    row: Noun,
    program: Program,
    *,
    indent: int,
    inner: dict[str, list[tuple[str, str]]] | None = None,
    nested: bool = False,
) -> Iterator[str]:
    """The lines of one row, and of those that `inner` says stand inside it."""
    if not is_id(key):
        raise ValueError(
            f"{section}: {key!r} is no id, expected letters, digits, `_`, `.` and `-`, beginning "
            "with a letter or digit."
        )
    tree = row_codec(type(row)).write(row, program.timezone)
    if not isinstance(tree, dict):
        tree = {row_codec(type(row)).short or "": tree}
    if nested:
        tree.pop("parent", None)
    children = (inner or {}).get(key, []) if section == "tasks" else []
    head = f"{' ' * indent}{key_text(key, flow=False)}:"
    if not children and not _has_lines(tree):
        line = f"{head} {flow_text(tree)}"
        if len(line) <= WIDTH or not tree:
            yield line
            return
    yield head
    for name, value in tree.items():
        yield from pair_lines(name, value, indent=indent + 2)
    for name in NESTED:
        keys = [child for child_section, child in children if child_section == name]
        if not keys:
            continue
        yield f"{' ' * (indent + 2)}{name}:"
        table = program.section(name)
        for child in keys:
            yield from row_lines(
                name, child, table[child], program, indent=indent + 4, inner=inner, nested=True
            )


def _has_lines(tree: Tree) -> bool:
    """Whether a text of several lines stands in it, which is better read on several lines."""
    if isinstance(tree, str):
        return "\n" in tree
    parts = tree.values() if isinstance(tree, dict) else tree
    return any(map(_has_lines, parts))


def field_tree(noun: type[Noun], name: str, value: object, *, timezone: str) -> Tree | None:
    """What a field is written as; None when its value goes without saying."""
    field = next(field for field in fields_of(noun) if field.name == name)
    if not field.required and value == field.default:
        return None
    return field.codec.write(value, timezone)


def write_program_file(program: Program, path: Path) -> None:
    """Write the canonical program file, whole or not at all."""
    write_whole(path, render_program(program).encode("utf-8"))
