"""Programs that lie between two versions: the older one with some of the changes."""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.analyses.why.causes import Link, Step
from fairlead.program.changes import Edit
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import Program
from fairlead.program.references import unbound
from fairlead.program.work import Activity, Need

__all__ = ["with_steps"]

_Rows = dict[str, dict[str, Noun]]


def with_steps(old: Program, steps: Iterable[Step], *, gone: Iterable[Step] = ()) -> Program:
    """The program after some of the changes.

    A row is there if it was and was not taken away, or was added. What names a row that is not
    there binds nothing. Of `gone`, the dependencies that go are taken away as well, whether or not
    their change is among `steps`: a mixture of old and new dependencies may go round in a circle,
    while the newer version's own do not.
    """
    taken = tuple(steps)
    edits = [edit for step in taken for edit in step.edits]
    links = [link for step in taken for link in step.links]
    links += [link for step in gone for link in step.links if not link[3]]
    fields: dict[str, object] = {
        edit.field or "": edit.after for edit in edits if edit.section is None
    }
    rows: dict[str, dict[str, Noun]] = {
        section: dict(old.section(section).items())
        for section in {edit.section for edit in edits if edit.section}
        | {link[0] for link in links}
    }
    _edited(rows, edits)
    _relinked(rows, links)
    for section, held in rows.items():
        fields[section] = Table(held, before=old.section(section))
    return unbound(replace(old, **fields)) if fields else old


def _edited(rows: _Rows, edits: list[Edit]) -> None:
    """Rows come, go, and get other values."""
    for edit in edits:
        if edit.section is None or edit.key is None or edit.field is not None:
            continue
        if isinstance(edit.after, Noun):
            rows[edit.section][edit.key] = edit.after
        else:
            rows[edit.section].pop(edit.key, None)
    for edit in edits:
        if edit.section is None or edit.key is None or edit.field is None:
            continue
        row = rows[edit.section].get(edit.key)
        if row is not None:
            rows[edit.section][edit.key] = replace(row, **{edit.field: edit.after})


def _relinked(rows: _Rows, links: list[Link]) -> None:
    """Dependencies come and go, row by row."""
    changed: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        changed.setdefault(link[:2], []).append(link)
    for (section, key), own in changed.items():
        row = rows[section].get(key)
        if isinstance(row, Activity):
            rows[section][key] = replace(row, needs=_linked(row.needs, own))


def _linked(needs: tuple[Need, ...], changed: list[Link]) -> tuple[Need, ...]:
    gone = [need for _, _, need, comes in changed if not comes]
    come = [need for _, _, need, comes in changed if comes]
    kept = [need for need in needs if need not in gone]
    return (*kept, *(need for need in come if need not in kept))
