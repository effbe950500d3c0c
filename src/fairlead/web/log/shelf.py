"""Programs at hand: what the log makes of a program at any entry, without beginning at zero."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from typing import TypeVar

import msgspec

from fairlead.program.changes import Change, apply
from fairlead.program.fingerprint import fingerprint
from fairlead.program.noun import Noun
from fairlead.program.plain import change_of, noun_of, plain
from fairlead.program.program import Program
from fairlead.web.models import LogEntry, ProgramLog, Snapshot

__all__ = ["MOST_KEPT", "change_in", "keep", "packed", "program_at", "unpacked", "write_snapshot"]

N = TypeVar("N", bound=Noun)

MOST_KEPT = 24
"""Programs that one process keeps. They share their unchanged rows, so that versions are cheap."""

_kept: OrderedDict[tuple[int, int], Program] = OrderedDict()
_lock = threading.Lock()


def program_at(log: ProgramLog, number: int) -> Program:
    """The program as entry `number` left it; 0 is the empty program before the first.

    Never reads an entry twice in one process while it keeps the version after it.
    """
    found = _nearest(log.pk, number)
    if found is None or found[0] != number:
        found = _better_snapshot(log, number, found)
        at, program = found
        rows = LogEntry.objects.filter(log=log, number__gt=at, number__lte=number)
        for row in rows.order_by("number"):
            program = apply(program, change_in(row))
            at = row.number
        if at != number:
            raise LogEntry.DoesNotExist(f"Program {log.key!r} has no entry {number}.")
        keep(log.pk, number, program)
        return program
    return found[1]


def change_in(entry: LogEntry) -> Change:
    """The change that an entry holds."""
    return change_of(msgspec.json.decode(entry.content)["edits"])


def keep(log_id: int, number: int, program: Program) -> None:
    """Have a version at hand. Only what is committed may be kept."""
    with _lock:
        _kept[log_id, number] = program
        _kept.move_to_end((log_id, number))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


def forget() -> None:
    """Keep nothing: for tests, and after tables were replaced from a copy."""
    with _lock:
        _kept.clear()


def _nearest(log_id: int, number: int) -> tuple[int, Program] | None:
    with _lock:
        best = max((n for key, n in _kept if key == log_id and n <= number), default=None)
        if best is None:
            return None
        _kept.move_to_end((log_id, best))
        return best, _kept[log_id, best]


def _better_snapshot(
    log: ProgramLog, number: int, found: tuple[int, Program] | None
) -> tuple[int, Program]:
    """What to go on from: a snapshot after what is at hand, else that, else the beginning."""
    least = -1 if found is None else found[0]
    rows = Snapshot.objects.filter(log=log, number__lte=number, number__gt=least)
    row = rows.order_by("-number").first()
    if row is not None:
        return row.number, unpacked(Program, bytes(row.content))
    return found or (0, Program(id=log.key))


def write_snapshot(log: ProgramLog, number: int, program: Program) -> None:
    """Store a version whole."""
    Snapshot.objects.get_or_create(
        log=log,
        number=number,
        defaults={"fingerprint": fingerprint(program), "content": packed(program)},
    )


def packed(noun: Noun) -> bytes:
    """A noun as compressed JSON."""
    return zlib.compress(msgspec.json.encode(plain(noun)), 1)


def unpacked(kind: type[N], content: bytes) -> N:
    """The noun that `packed` wrote."""
    read: N = noun_of(kind, msgspec.json.decode(zlib.decompress(content)))
    return read
