"""What happens to a program: field-level edits that apply, invert, compare and merge.

Undo, audit, baselines, change requests, what-ifs, tracker synchronisation and "why did the date
move" all stand on this one mechanism.
"""

from collections.abc import Iterable, Iterator
from itertools import compress
from operator import is_not

from msgspec.structs import astuple

from fairlead.program.errors import ChangeConflict
from fairlead.program.members import merged_members
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import SECTIONS, Program

__all__ = [
    "Change",
    "Conflict",
    "Edit",
    "Merged",
    "apply",
    "compose",
    "conflicts",
    "diff",
    "invert",
    "merge",
    "rebased",
]


class Edit(Noun):
    """One field of one row, before and after.

    `section` is None for a field of the program itself. `field` is None when the whole row comes
    (`before` is None) or goes (`after` is None).
    """

    section: str | None = None
    key: str | None = None
    field: str | None = None
    before: object = None
    after: object = None

    def __post_init__(self) -> None:
        """Its values are canonical already, as parts of the rows that they stand in."""

    @property
    def path(self) -> tuple[str | None, str | None, str | None]:
        """What it touches: section, row, field."""
        return (self.section, self.key, self.field)

    @property
    def place(self) -> str:
        """The same for a reader: `tasks.api.estimate`."""
        return ".".join(part for part in self.path if part is not None)


class Change(Noun):
    """A set of edits that belong together. Each path occurs once; the order means nothing."""

    edits: tuple[Edit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.edits)

    def __len__(self) -> int:
        return len(self.edits)


class Conflict(Noun):
    """Two values for one place: nobody decides but the user.

    `base` is what both began from, `ours` and `theirs` are what each made of it. When one side
    took a row away that the other edited, `place` is the row.
    """

    place: str
    base: object
    ours: object
    theirs: object

    def __str__(self) -> str:
        return f"{self.place}: {self.base!r} became {self.ours!r} here and {self.theirs!r} there"


class Merged(Noun):
    """Both changes as one, without what conflicts; and the conflicts, for a person to settle."""

    change: Change
    conflicts: tuple[Conflict, ...] = ()


_LISTS = (tuple, Table)
_PROGRAM_FIELDS = tuple(f for f in Program.__struct_fields__ if f not in SECTIONS)


def diff(old: Program, new: Program) -> Change:
    """The change that makes `new` of `old`; empty when they are equal."""
    edits = [
        Edit(field=name, before=before, after=after)
        for name in _PROGRAM_FIELDS
        if (before := getattr(old, name)) != (after := getattr(new, name))
    ]
    for section, noun in SECTIONS.items():
        before_rows, after_rows = old.section(section), new.section(section)
        if before_rows is after_rows:
            continue
        edits.extend(_row_edits(section, noun, before_rows, after_rows))
    return Change(edits=tuple(edits))


def _row_edits(
    section: str, noun: type[Noun], before_rows: Table[Noun], after_rows: Table[Noun]
) -> Iterator[Edit]:
    names = noun.__struct_fields__
    for key, before in before_rows.items():
        after = after_rows.get(key)
        if after is before:
            continue
        if after is None:
            yield Edit(section=section, key=key, before=before)
        elif after != before:
            # Most fields are the very same value: only the others are looked at one by one.
            for name in compress(names, map(is_not, astuple(before), astuple(after))):
                old, new = getattr(before, name), getattr(after, name)
                if old != new:
                    yield Edit(section=section, key=key, field=name, before=old, after=new)
    for key, after in after_rows.items():
        if key not in before_rows:
            yield Edit(section=section, key=key, after=after)


def invert(change: Change) -> Change:
    """The change that takes `change` back."""
    return Change(
        edits=tuple(replace(edit, before=edit.after, after=edit.before) for edit in change.edits)
    )


def conflicts(program: Program, change: Change) -> tuple[Conflict, ...]:
    """Where `program` no longer holds what `change` was made against; empty when it can apply."""
    found: list[Conflict] = []
    for edit in change.edits:
        here = _value_at(program, edit)
        if here != edit.before or _lacks_row(program, edit):
            found.append(Conflict(place=edit.place, base=edit.before, ours=here, theirs=edit.after))
    return tuple(found)


def _lacks_row(program: Program, edit: Edit) -> bool:
    """Whether the row of an edited field is not there, so that no value could be put into it."""
    if edit.section is None or edit.field is None:
        return False
    return (edit.key or "") not in program.section(edit.section)


def _value_at(program: Program, edit: Edit) -> object:
    if edit.section is None:
        return getattr(program, edit.field) if edit.field else None
    row = program.section(edit.section).get(edit.key or "")
    if edit.field is None or row is None:
        return row
    return getattr(row, edit.field)


def apply(program: Program, change: Change) -> Program:
    """The program after the change. All of it or nothing.

    Raises `ChangeConflict` when the program does not hold the values that the change was made
    against; `conflicts` lists them, and `merge` brings a stale change up to date.
    """
    stale = conflicts(program, change)
    if stale:
        shown = "; ".join(str(conflict) for conflict in stale[:3])
        more = f"; and {len(stale) - 3} more" if len(stale) > 3 else ""
        raise ChangeConflict(
            f"The change was made against other values in {len(stale)} place(s): {shown}{more}."
        )
    fields: dict[str, object] = {}
    rows: dict[str, dict[str, Noun | None]] = {}
    patches: dict[tuple[str, str], dict[str, object]] = {}
    for edit in change.edits:
        if edit.section is None:
            if edit.field is not None:
                fields[edit.field] = edit.after
        elif edit.field is None:
            row = edit.after if isinstance(edit.after, Noun) else None
            rows.setdefault(edit.section, {})[edit.key or ""] = row
        else:
            patches.setdefault((edit.section, edit.key or ""), {})[edit.field] = edit.after
    for (section, key), values in patches.items():
        row = program.section(section)[key]
        rows.setdefault(section, {})[key] = replace(row, **values)
    for section, changed in rows.items():
        held = program.section(section)
        table = dict(held.items())
        for key, row in changed.items():
            if row is None:
                del table[key]
            else:
                table[key] = row
        fields[section] = Table(table, before=held)
    return replace(program, **fields) if fields else program


def compose(first: Change, then: Change) -> Change:
    """One change that does `first` and then `then`; what they undo of each other falls away.

    Raises `ChangeConflict` when `then` was not made against what `first` leaves.
    """
    edits = {edit.path: edit for edit in first.edits}
    for edit in then.edits:
        _fold(edits, edit)
    kept = tuple(edit for edit in edits.values() if edit.before != edit.after)
    return Change(edits=kept)


def _fold(edits: dict[tuple[str | None, str | None, str | None], Edit], edit: Edit) -> None:
    row_path = (edit.section, edit.key, None)
    row_edit = edits.get(row_path)
    if edit.field is not None and edit.section is not None and row_edit is not None:
        if not isinstance(row_edit.after, Noun):
            raise ChangeConflict(f"{edit.place} was edited after its row was taken away.")
        changed = replace(row_edit.after, **{edit.field: edit.after})
        edits[row_path] = replace(row_edit, after=changed)
        return
    if edit.field is None and edit.section is not None and row_edit is None:
        before = edit.before
        for path in [p for p in edits if p[:2] == row_path[:2]]:
            earlier = edits.pop(path)
            if isinstance(before, Noun) and earlier.field is not None:
                before = replace(before, **{earlier.field: earlier.before})
        edits[row_path] = replace(edit, before=before)
        return
    same = edits.get(edit.path)
    if same is None:
        edits[edit.path] = edit
        return
    if same.after != edit.before:
        raise ChangeConflict(f"{edit.place} was left as {same.after!r}, not as {edit.before!r}.")
    if isinstance(same.before, Noun) and isinstance(edit.after, Noun) and edit.field is None:
        del edits[edit.path]  # a row taken away and put back differs in fields only
        for inner in _row_edits(
            edit.section or "",
            type(edit.after),
            Table({edit.key or "": same.before}),
            Table({edit.key or "": edit.after}),
        ):
            edits[inner.path] = inner
        return
    edits[edit.path] = replace(same, after=edit.after)


def merge(ours: Change, theirs: Change) -> Merged:
    """Two changes that were made against the same program, as one.

    Edits of different fields are all kept. The same edit on both sides is kept once. Two edits of
    one list are merged member by member. Two values for one field or member, or an edit inside a
    row that the other side took away, are conflicts: reported, and left out of the merged change.
    """
    by_path = {edit.path: edit for edit in theirs.edits}
    ours_by_path = {edit.path: edit for edit in ours.edits}
    whole = any(edit.field is None for side in (ours, theirs) for edit in side.edits)
    # A row can clash with an edit inside it only where whole rows come or go.
    their_rows = _touched_rows(theirs.edits) if whole else {}
    our_rows = _touched_rows(ours.edits) if whole else {}
    found: list[Conflict] = []
    clashing: set[tuple[str | None, str | None]] = set()
    kept: list[Edit] = []
    for path, edit in ours_by_path.items():
        other = by_path.get(path)
        if other is not None:
            same = other.after == edit.after
            both = _both(edit, other) if not same and type(edit.after) in _LISTS else None
            if same or both is not None:
                kept.append(edit if both is None else both)
            else:
                found.append(
                    Conflict(
                        place=edit.place,
                        base=edit.before,
                        ours=edit.after,
                        theirs=other.after,
                    )
                )
        elif (
            whole
            and edit.section is not None
            and (
                (edit.field is None and path[:2] in their_rows)
                or (edit.field is not None and (*path[:2], None) in by_path)
            )
        ):
            clashing.add(path[:2])
        else:
            kept.append(edit)
    kept.extend(
        edit
        for path, edit in by_path.items()
        if path not in ours_by_path and path[:2] not in clashing
    )
    found.extend(
        Conflict(
            place=f"{row[0]}.{row[1]}",
            base=None,
            ours=tuple(our_rows[row]),
            theirs=tuple(their_rows[row]),
        )
        for row in sorted(clashing, key=str)
    )
    return Merged(change=Change(edits=tuple(kept)), conflicts=tuple(found))


def rebased(program: Program, change: Change) -> Merged:
    """A change that was made against another program, brought up to date: a three-way merge.

    The values that it was made against are the base. Where `program` still holds them, the edit is
    kept; where it already holds what the edit wants, there is nothing to do; a list that holds
    other members is merged with it; anything else is a conflict, reported and left out. The merged
    change applies to `program` as it is.
    """
    kept: list[Edit] = []
    found: list[Conflict] = []
    for edit in change.edits:
        here = _value_at(program, edit)
        lacks = _lacks_row(program, edit)
        if not lacks and here == edit.after:
            continue
        if not lacks and here != edit.before:
            now = replace(edit, before=edit.before, after=here)
            both = _both(now, edit)
            if both is not None:
                if both.after != here:
                    kept.append(replace(both, before=here))
                continue
        if lacks or here != edit.before:
            found.append(Conflict(place=edit.place, base=edit.before, ours=here, theirs=edit.after))
        else:
            kept.append(edit)
    return Merged(change=Change(edits=tuple(kept)), conflicts=tuple(found))


def _both(ours: Edit, theirs: Edit) -> Edit | None:
    """The edit of one list that does what two do; None where they collide."""
    if ours.section is None or ours.field is None or ours.before != theirs.before:
        return None
    noun = SECTIONS[ours.section]
    after = merged_members(noun, ours.field, ours.before, ours.after, theirs.after)
    return None if after is None else replace(ours, after=after)


def _touched_rows(
    edits: Iterable[Edit],
) -> dict[tuple[str | None, str | None], list[Edit]]:
    rows: dict[tuple[str | None, str | None], list[Edit]] = {}
    for edit in edits:
        if edit.section is not None:
            rows.setdefault((edit.section, edit.key), []).append(edit)
    return rows
