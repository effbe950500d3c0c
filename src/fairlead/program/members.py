"""Two edits of one list, merged member by member: both are had where they touch different members.

A member of a set is known by its identity: a need by what it waits for and how, an assignment by
its person, any other by all of it; a row of a table by its key. What only one side did is done.
Nobody decides what collides: one member changed in two ways, changed here and taken away there, or
exchanged for two different ones; in an ordered list also two that would come to one place, and any
other order.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

from fairlead.program.noun import Noun, Table, canonical

__all__ = ["merged_members"]

_Members = Mapping[Any, object]
_FIRST = object()


def merged_members(
    noun: type[Noun], name: str, base: object, ours: object, theirs: object
) -> object | None:
    """What a field of a noun holds after both edits; None where they collide, or hold no list."""
    if isinstance(base, Table) and isinstance(ours, Table) and isinstance(theirs, Table):
        rows = _merged(base, ours, theirs)
        return None if rows is None else Table((str(key), row) for key, row in rows.items())
    if not (isinstance(base, tuple) and isinstance(ours, tuple) and isinstance(theirs, tuple)):
        return None
    known = [_by_identity(side) for side in (base, ours, theirs)]
    if any(side is None for side in known):
        return None
    first, here, there = (side for side in known if side is not None)
    members = _merged(first, here, there)
    if members is None or _exchanged(first, here, there):
        return None
    if name in noun.unordered:
        merged: object = canonical(noun, name, tuple(members.values()))
        return merged
    order = _in_sequence(first, here, there)
    return None if order is None else tuple(members[key] for key in order if key in members)


def _by_identity(items: Iterable[object]) -> dict[Hashable, object] | None:
    """Members by what they are known by; None where two are known by the same."""
    found: dict[Hashable, object] = {}
    for item in items:
        if not isinstance(item, Noun | str | date):
            return None  # parts of one value, as the spells of a day are
        fields = item.identity if isinstance(item, Noun) else ()
        key: Hashable = tuple(getattr(item, field) for field in fields) if fields else item
        if key in found:
            return None
        found[key] = item
    return found


def _merged(base: _Members, ours: _Members, theirs: _Members) -> dict[Hashable, object] | None:
    """Three ways, member by member; None where one is changed in two ways."""
    found: dict[Hashable, object] = {}
    for key in dict.fromkeys((*base, *ours, *theirs)):
        was, here, there = base.get(key), ours.get(key), theirs.get(key)
        if here not in (there, was) and there != was:
            return None
        member = there if here == was else here
        if member is not None:
            found[key] = member
    return found


def _exchanged(base: _Members, ours: _Members, theirs: _Members) -> bool:
    """Whether both took out a member, and each put another one in."""
    gone = [key for key in base if key not in ours and key not in theirs]
    came = [{key for key in side if key not in base} for side in (ours, theirs)]
    return bool(gone and came[0] and came[1] and came[0] != came[1])


def _in_sequence(base: _Members, ours: _Members, theirs: _Members) -> list[Hashable] | None:
    """The order of the members of both; None where it is not said by either."""
    for side in (ours, theirs):
        if [key for key in side if key in base] != [key for key in base if key in side]:
            return None  # somebody put what was there into another order
    here, there = _after(base, ours), _after(base, theirs)
    order: list[Hashable] = []
    for key in (_FIRST, *base):
        one, other = here.get(key, []), there.get(key, [])
        if one and other and one != other:
            return None
        order += [*([] if key is _FIRST else [key]), *(one or other)]
    return order if len(set(order)) == len(order) else None


def _after(base: _Members, side: _Members) -> dict[object, list[Hashable]]:
    """What a side put in, by the member of the base that it stands behind."""
    found: dict[object, list[Hashable]] = {}
    behind: object = _FIRST
    for key in side:
        if key in base:
            behind = key
        else:
            found.setdefault(behind, []).append(key)
    return found
