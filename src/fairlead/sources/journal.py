"""A file that only grows: the entries of a chain, a line of JSON each."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from fairlead.program.chain import Entry, after, broken, intact
from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun
from fairlead.sources.bounds import read_bytes

__all__ = ["MAX_LINE", "Journal", "append", "read"]

MAX_LINE = 32 * 1024 * 1024
"""Most bytes of one entry."""


class Journal(Noun):
    """What a file of entries holds, in the order they were written, and what is wrong with it.

    An entry whose writing was cut off is not among `entries`: it was never acknowledged.
    """

    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def last(self) -> Entry | None:
        """The newest entry, None of an empty journal."""
        return self.entries[-1] if self.entries else None


def read(path: Path, *, head: str | None = None) -> Journal:
    """All entries of a journal; a file that is not there is an empty one.

    Findings name every entry that was changed, moved or taken out (`record.broken`), and a last
    line that a crash cut off (`record.cut-off`). `head` is as for `chain.broken`. Raises
    `UnreadableInput` where a line is no entry at all, and `TooLarge`.
    """
    if not path.exists():
        return Journal(findings=broken((), name=path.name, head=head))
    entries, rest = _entries(read_bytes(path), path)
    findings = broken(entries, name=path.name, head=head)
    if rest:
        findings += (
            Finding(
                code="record.cut-off",
                severity="warning",
                message=f"{path.name}: the last line was cut off while it was written, "
                f"{len(rest):,} bytes; {len(entries)} entries before it are whole.",
                where=f"{path.name}:{len(entries) + 1}",
                hint="The next entry takes its place. Do again what it should have recorded.",
            ),
        )
    return Journal(entries=tuple(entries), findings=findings)


def append(
    path: Path,
    *,
    at: datetime,
    kind: str,
    content: Any = None,
    who: str | None = None,
) -> Entry:
    """Write one entry at the end of a journal, which is made if it is not there, and return it.

    When this returns, the entry is on the disk. Several processes may append: each waits for the
    one before. A line that a crash cut off is taken out first. Raises `UnreadableInput` where the
    file is no journal or its last entry was changed, `TooLarge`, `OSError`, and as
    `fairlead.program.chain.after` does.
    """
    import fcntl  # slow import

    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        last, end = _last(path, stream.seek(0, os.SEEK_END), stream.fileno())
        entry = after(last, at=at, kind=kind, content=content, who=who)
        line = msgspec.json.encode(entry, order="deterministic") + b"\n"
        if len(line) > MAX_LINE:
            raise TooLarge(f"{path.name}: an entry of {len(line):,} bytes; most are {MAX_LINE:,}.")
        stream.truncate(end)
        stream.seek(end)
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())
    return entry


def _entries(content: bytes, path: Path) -> tuple[list[Entry], bytes]:
    """The whole lines of a journal as entries, and what stands after the last of them."""
    lines = content.split(b"\n")
    rest = lines.pop()
    return [_entry(line, path, number) for number, line in enumerate(lines, start=1)], rest


def _entry(line: bytes, path: Path, number: int | None = None) -> Entry:
    try:
        return msgspec.json.decode(line, type=Entry)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        line_at = path.name if number is None else f"{path.name}:{number}"
        raise UnreadableInput(f"{line_at}: not an entry of a journal: {error}") from error


def _last(path: Path, size: int, handle: int) -> tuple[Entry | None, int]:
    """The last whole entry of an open file, and the byte after it; only the end is read."""
    reach = 65_536
    while True:
        begin = max(0, size - reach)
        tail = os.pread(handle, size - begin, begin)
        end = tail.rfind(b"\n")
        start = tail.rfind(b"\n", 0, max(end, 0)) + 1
        if begin == 0 or (end >= 0 and start > 0):
            break
        if reach > 2 * MAX_LINE:
            raise UnreadableInput(f"{path.name}: a line of more than {MAX_LINE:,} bytes.")
        reach *= 4
    if end < 0:
        return None, 0
    entry = _entry(tail[start:end], path)
    if not intact(entry):
        raise UnreadableInput(f"{path.name}: its last entry was changed after it was written.")
    return entry, begin + end + 1
