"""Programs that lie between two versions: the older one with some of the changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairlead.analyses.why.causes import Link, Step
from fairlead.program.changes import Edit
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import Program
from fairlead.program.references import references_of, unbound
from fairlead.program.work import Activity, Need

__all__ = ["Bindings", "with_steps"]

_Rows = dict[str, dict[str, Noun]]
_Name = tuple[str, tuple[int, ...], tuple[int, ...]]
_MOST_TABLES = 256


class Bindings:
    """What rows between two versions may name in vain: what comes or goes with some of the changes.

    What is known of a row is kept as long as this: between two versions most rows are the same.
    """

    def __init__(self, old: Program, steps: Iterable[Step]) -> None:
        self.program = old
        self.coming: dict[str, dict[str, Noun]] = {}
        going: set[str] = set()
        for edit in (edit for step in steps for edit in step.edits):
            if edit.section is None or edit.key is None or edit.field is not None:
                continue
            going.add(edit.key)
            if isinstance(edit.after, Noun):
                self.coming.setdefault(edit.section, {})[edit.key] = edit.after
        self.going = frozenset(going)
        self._known: dict[int, tuple[Noun, bool]] = {}
        self._tables: dict[_Name, Table[Noun]] = {}

    def same(self, program: Program, taken: tuple[Step, ...]) -> Program:
        """The program with tables that were made before of the same changes.

        A table is what the changes of its section make of it, and those by which rows come and go:
        what was read of it for one mixture is then known for all others with these changes.
        """
        whole = tuple(id(step) for step in taken if _is_whole(step))
        fields: dict[str, Table[Noun]] = {}
        for section in dict.fromkeys(name for step in taken for name in _sections(step)):
            own = tuple(id(step) for step in taken if section in _sections(step))
            made = program.section(section)
            known = self._tables.setdefault((section, own, whole), made)
            if known is not made:
                fields[section] = known
        if len(self._tables) > _MOST_TABLES:
            self._tables.clear()
        return replace(program, **fields) if fields else program

    def doubtful(self, row: Noun) -> bool:
        """Whether a row names something that comes or goes, or that is in neither version."""
        known = self._known.get(id(row))
        if known is None or known[0] is not row:
            known = self._known[id(row)] = (row, any(self._vague(row)))
        return known[1]

    def _vague(self, row: Noun) -> Iterator[bool]:
        for _, key, ref in references_of(row):
            yield key in self.going or not (
                ref.soft
                or any(
                    key in self.program.section(section) or key in self.coming.get(section, {})
                    for section in ref.sections
                )
            )


def _sections(step: Step) -> set[str]:
    """The sections whose rows a change touches."""
    return {edit.section for edit in step.edits if edit.section} | {link[0] for link in step.links}


def _is_whole(step: Step) -> bool:
    """Whether rows come or go with it."""
    return any(edit.section is not None and edit.field is None for edit in step.edits)


def with_steps(
    old: Program,
    steps: Iterable[Step],
    *,
    gone: Iterable[Step] = (),
    bindings: Bindings | None = None,
) -> Program:
    """The program after some of the changes. `bindings` are those of all of them.

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
    if not fields:
        return old
    if bindings is None:
        return unbound(replace(old, **fields))
    made = unbound(replace(old, **fields), doubtful=bindings.doubtful)
    return bindings.same(made, taken) if not gone else made


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
