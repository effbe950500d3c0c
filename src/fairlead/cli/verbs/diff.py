"""`fairlead diff`: the field-level edits that lead from one program to another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.import_options import import_options

if TYPE_CHECKING:
    from fairlead.program.changes import Change, Edit
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]

_LONG = 60  # characters of a value on the terminal


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--of",
    type=click.Path(path_type=Path),
    metavar="PROGRAM",
    help="The program that OLD and NEW are versions of, where neither is a path.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the change as JSON.")
@click.option("--section", help="Show this section alone, as `tasks`.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    old: str,
    new: str,
    of: Path | None,
    as_json: bool,
    section: str | None,
    wishes: Wishes,
) -> None:
    """Show what changed between two programs.

    OLD and NEW are paths, which may be of different formats, or versions of the other one: `now`,
    `baseline` (the latest agreed), `baseline:NAME`, `git:REV`. Options of import hold for both.
    The exit code is one when they differ.
    """
    from fairlead.cli.versions import two_versions  # slow import
    from fairlead.program.changes import Change, diff  # slow import
    from fairlead.program.program import SECTIONS  # slow import

    if section is not None and section not in SECTIONS:
        raise click.BadParameter(
            f"{section!r} is no section; expected one of {', '.join(SECTIONS)}.",
            param_hint="--section",
        )
    versions = two_versions(old, new, of=of, wishes=wishes)
    programs = [version.program for version in versions]
    change = diff(programs[0], programs[1])
    if section is not None:
        change = Change(edits=tuple(e for e in change.edits if e.section == section))
    click.echo(_json(change) if as_json else _text(change, timezone=programs[1].timezone))
    ctx.exit(exit_codes.FINDINGS if change else exit_codes.CLEAN)


def _json(change: Change) -> str:
    import msgspec  # slow import

    from fairlead.program.noun import Table  # slow import

    def rows(value: object) -> object:
        if isinstance(value, Table):
            return dict(value.items())
        raise TypeError(f"{type(value).__name__} has no JSON form")

    edits = [
        {"place": e.place, "section": e.section, "key": e.key, "field": e.field}
        | {"before": e.before, "after": e.after}
        for e in change.edits
    ]
    return msgspec.json.format(
        msgspec.json.encode({"edits": edits}, enc_hook=rows), indent=2
    ).decode()


def _text(change: Change, *, timezone: str) -> str:
    if not change:
        return "Nothing changed."
    lines = [_line(edit, timezone=timezone) for edit in change.edits]
    counts = Counter(_kind(edit) for edit in change.edits)
    total = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    return "\n".join([*lines, f"{len(change):,} edit{'' if len(change) == 1 else 's'}: {total}."])


def _kind(edit: Edit) -> str:
    if edit.section is not None and edit.field is None:
        return "added" if edit.before is None else "removed"
    return "changed"


def _line(edit: Edit, *, timezone: str) -> str:
    sign = {"added": "+", "removed": "-", "changed": "~"}[_kind(edit)]
    if sign != "~":
        row = edit.after if sign == "+" else edit.before
        title = getattr(row, "title", None) or getattr(row, "name", None) or ""
        return f"{sign} {edit.place}  {title}".rstrip()
    before, after = (_shown(edit, value, timezone=timezone) for value in (edit.before, edit.after))
    return f"{sign} {edit.place}: {before} -> {after}"


def _shown(edit: Edit, value: object, *, timezone: str) -> str:
    """A value as the program file writes it, cut where it is long."""
    from fairlead.program.program import SECTIONS, Program  # slow import
    from fairlead.sources.program_file.layout import flow_text  # slow import
    from fairlead.sources.program_file.writer import field_tree  # slow import

    noun = Program if edit.section is None else SECTIONS[edit.section]
    tree = field_tree(noun, edit.field or "", value, timezone=timezone)
    text = "nothing" if tree is None or value is None else flow_text(tree)
    return text if len(text) <= _LONG else text[: _LONG - 3] + "..."
