"""A program and a file that follow each other: what either side changed is merged, three ways."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
from django.db import transaction

from fairlead.program.changes import Change, Conflict, diff, merge
from fairlead.program.errors import ChangeConflict, FairleadError
from fairlead.program.noun import Noun, replace
from fairlead.program.program import Program
from fairlead.sources.program_file import (
    edit_program_file,
    read_program_file,
    write_program_file,
)
from fairlead.web.environment import linked_folder
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Clashed, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.models import LinkedFile, ProgramLog

__all__ = ["NotLinked", "Trouble", "link", "place_of", "signature", "synchronise", "troubles_of"]

First = Literal["file", "program"]


class Trouble(Noun):
    """What could not be brought together: a place with the value of each side, or a reason."""

    place: str
    file: str = ""
    program: str = ""
    message: str = ""


class NotLinked(FairleadError, ValueError):
    """A program cannot be linked to that file; the message says why."""


def place_of(name: str) -> Path:
    """The file of a name in the folder that may be linked. Raises `NotLinked`.

    A name that leads out of the folder, also by a link in the file system, is refused.
    """
    folder = linked_folder()
    if folder is None:
        raise NotLinked("No folder may be linked: whoever runs this server sets FAIRLEAD_LINKED.")
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder) and path != folder
    except (OSError, ValueError, RuntimeError) as error:
        raise NotLinked(f"{name[:100]!r} is no name of a file.") from error
    if not inside or not (path.is_dir() or path.suffix in {".yaml", ".yml"}):
        raise NotLinked(f"{name[:100]!r} is no program file of the folder that may be linked.")
    return path


def signature(path: Path) -> str:
    """What changes whenever a file does, or any file of a folder."""
    parts = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
    marks = hashlib.sha256()
    for part in parts:
        try:
            told = part.stat()
        except OSError:
            continue
        marks.update(f"{part.name} {told.st_mtime_ns} {told.st_size} {told.st_ino}\n".encode())
    return marks.hexdigest()


def link(log: ProgramLog, name: str, *, first: First, at: datetime, who: str) -> LinkedFile:
    """Link a program to a file, which becomes what the program is, or the other way round.

    A file that is not there is written. Raises `NotLinked`.
    """
    path = place_of(name)
    folder = linked_folder()
    kept = str(path if folder is None else path.relative_to(folder))
    taken = LinkedFile.objects.filter(path=kept).exclude(log=log).first()
    if taken is not None:
        raise NotLinked(f"{kept} is linked to another program.")
    program = program_at(log, log.head)
    if not path.exists():
        write_program_file(program, path)
    elif first == "program":
        there = _read(path, program)
        edit_program_file(path, diff(there, program))
    else:
        found = append(
            log,
            diff(program, _read(path, program)),
            base=log.head,
            at=at,
            why=f"Linked to {path.name} by {who}",
        )
        if isinstance(found, Clashed | Refused):
            raise NotLinked("The program changed meanwhile, or the file contradicts itself.")
        ask_for_study(log, at=at)
    row, _ = LinkedFile.objects.update_or_create(
        log=log,
        defaults={
            "path": kept,
            "number": log.head,
            "digest": _digest(path),
            "at": at,
            "trouble": "[]",
        },
    )
    return row


def _digest(path: Path) -> str:
    parts = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
    marks = hashlib.sha256()
    for part in parts:
        marks.update(part.name.encode() + b"\0" + part.read_bytes())
    return marks.hexdigest()


def _read(path: Path, like: Program) -> Program:
    """The program in a file, under the id that it has here. Raises `NotLinked`."""
    reading = read_program_file(path)
    wrong = [f for f in reading.findings if f.severity == "error"]
    if reading.program is None or wrong:
        told = wrong[0].message if wrong else "There is no program in it."
        raise NotLinked(f"{path.name}: {told}")
    return replace(reading.program, id=like.id)


def synchronise(log: ProgramLog, *, at: datetime) -> tuple[Trouble, ...]:
    """Bring a program and its file together; what is left for a person to decide.

    What one side changed since both were the same goes to the other. Where both changed the same,
    each keeps its own value, and the place is named until they agree again. Called again after a
    crash at any point, it goes on where it was.
    """
    row = LinkedFile.objects.filter(log=log).first()
    if row is None:
        return ()
    try:
        path = place_of(row.path)
        log.refresh_from_db()
        troubles = _merged(log, row, path, at=at)
    except (FairleadError, OSError) as error:
        troubles = (Trouble(place=row.path, message=str(error)),)
    told = msgspec.json.encode(troubles).decode()
    if told != row.trouble:
        LinkedFile.objects.filter(pk=row.pk).update(trouble=told, at=at)
    return troubles


def _merged(log: ProgramLog, row: LinkedFile, path: Path, *, at: datetime) -> tuple[Trouble, ...]:
    if not path.exists():
        raise NotLinked(f"{row.path} is not there any more: put it back, or end the link.")
    digest = _digest(path)
    if digest == row.digest and log.head == row.number:
        return ()
    base, here = program_at(log, row.number), program_at(log, log.head)
    there = _read(path, base)
    from_log, from_file = diff(base, here), diff(base, there)
    merged = merge(from_file, from_log)
    into_log = _without(merged.change, from_log)
    into_file = _without(merged.change, from_file)
    if into_log:
        found = append(log, into_log, base=row.number, at=at, why=f"From {row.path}")
        if isinstance(found, Refused):
            return tuple(Trouble(place=row.path, message=f.message) for f in found.findings[:20])
        if isinstance(found, Clashed):
            return tuple(map(_trouble, found.conflicts))
        ask_for_study(log, at=at)
        log.refresh_from_db()
    if into_file:
        if _digest(path) != digest:
            raise ChangeConflict(f"{row.path} was written in this moment; it is tried again.")
        edit_program_file(path, into_file)
    if merged.conflicts:
        return tuple(map(_trouble, merged.conflicts[:100]))
    _agree(log, row, path, at=at)
    return ()


def _agree(log: ProgramLog, row: LinkedFile, path: Path, *, at: datetime) -> None:
    """Note that both are the same now, if they are: what came since is for the next time."""
    digest = _digest(path)
    there = _read(path, program_at(log, log.head))
    with transaction.atomic():
        held = ProgramLog.objects.select_for_update().get(pk=log.pk)
        if diff(program_at(held, held.head), there):
            return
        LinkedFile.objects.filter(pk=row.pk).update(number=held.head, digest=digest, at=at)


def _without(change: Change, known: Change) -> Change:
    there = {edit.path for edit in known.edits}
    return Change(edits=tuple(edit for edit in change.edits if edit.path not in there))


def _trouble(conflict: Conflict) -> Trouble:
    return Trouble(
        place=conflict.place, file=_shown(conflict.ours), program=_shown(conflict.theirs)
    )


def _shown(value: object) -> str:
    return "nothing" if value in (None, ()) else str(value)[:200]


def troubles_of(row: LinkedFile) -> list[dict[str, Any]]:
    """What waits for a person, as it was found last."""
    found: list[dict[str, Any]] = msgspec.json.decode(row.trouble)
    return found
