"""A record that only grows: entries that each carry the hash of the one before.

One form for everything that must not be changed afterwards: forecasts that were issued, baselines
that were agreed, escalations, the log of changes. Chained hashes after Haber and Stornetta (1991).
"""

import hashlib
import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, replace

__all__ = ["BEGINNING", "Entry", "after", "broken", "intact"]

BEGINNING = "0" * 64
"""What the first entry of every chain follows."""

_VERSION = b"fairlead-chain-1\n"


class Entry(Noun):
    """One entry of a chain: what happened, when, by whom, and the hashes that bind it.

    `number` counts from 1. `at` is an instant with its offset. `content` is plain JSON: text,
    whole numbers, finite fractions, truth values, None, lists, and dictionaries with text as keys;
    whoever reads it must not change it. `before` is the `hash` of the entry before, and `hash` is
    SHA-256, in hexadecimal digits, of all other fields.
    """

    number: int
    at: datetime
    kind: str
    before: str
    hash: str
    who: str | None = None
    content: Any = None


def after(
    last: Entry | None, *, at: datetime, kind: str, content: Any = None, who: str | None = None
) -> Entry:
    """The entry that comes next, bound to `last` (None for the first of a chain).

    Raises `ValueError` where `at` has no offset, and `TypeError` or `ValueError` where `content` is
    not plain JSON: what would read back as something else could not be proved.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no offset: an entry is made at an instant.")
    _plain(content)
    entry = Entry(
        number=1 if last is None else last.number + 1,
        at=at,
        who=who,
        kind=kind,
        content=content,
        before=BEGINNING if last is None else last.hash,
        hash="",
    )
    return replace(entry, hash=_hash(entry))


def broken(
    entries: Iterable[Entry], *, name: str = "record", head: str | None = None
) -> tuple[Finding, ...]:
    """What proves that a chain is not what was written: empty if it is whole.

    A chain cannot show that its last entries are gone; whoever kept `head`, the hash of an entry
    seen before, can. `name` says in messages what record it is.
    """
    found: list[Finding] = []
    last: Entry | None = None
    seen = head is None or head == BEGINNING
    for entry in entries:
        where = f"{name}:{entry.number}"
        expected = 1 if last is None else last.number + 1
        if entry.number != expected:
            found.append(_break(where, f"entry {entry.number} stands where {expected} should"))
        elif entry.before != (BEGINNING if last is None else last.hash):
            found.append(_break(where, f"entry {entry.number} does not follow the one before it"))
        if not intact(entry):
            found.append(_break(where, f"entry {entry.number} was changed after it was written"))
        seen = seen or entry.hash == head
        last = entry
    if not seen:
        found.append(_break(name, f"the entry {head} that was there before is gone"))
    return tuple(found)


def intact(entry: Entry) -> bool:
    """Whether an entry, by itself, is what was written."""
    return entry.hash == _hash(entry)


def _hash(entry: Entry) -> str:
    bare = replace(entry, hash="")
    return hashlib.sha256(_VERSION + msgspec.json.encode(bare, order="deterministic")).hexdigest()


def _break(where: str, what: str) -> Finding:
    return Finding(
        code="record.broken",
        severity="error",
        message=f"{where.rpartition(':')[0] or where}: {what}.",
        where=where,
        hint="Restore the record from a copy, and find out who can write to it.",
    )


def _plain(content: Any, depth: int = 0) -> None:
    if depth > 100:
        raise ValueError("Content of an entry is nested more than 100 levels deep.")
    if content is None or isinstance(content, str | bool | int):
        return
    if isinstance(content, float):
        if not math.isfinite(content):
            raise ValueError(f"{content} has no form in JSON.")
    elif isinstance(content, list):
        for item in content:
            _plain(item, depth + 1)
    elif isinstance(content, dict):
        for key, item in content.items():
            if not isinstance(key, str):
                raise TypeError(f"{key!r} is no key in JSON: a key is text.")
            _plain(item, depth + 1)
    else:
        raise TypeError(f"{type(content).__name__} is no plain JSON.")
