"""Agreed baselines beside a program: a journal of who agreed to what, and the programs themselves.

The program of a baseline is a file of its own, named by the digest of its bytes, written once and
never again; the journal, which is a chain, holds the digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fairlead.program.baselines import (
    AGREED,
    AgreedBaseline,
    agreed_content,
    agreed_of,
    as_agreed,
)
from fairlead.program.chain import Entry
from fairlead.program.errors import UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.fingerprint import fingerprint
from fairlead.program.noun import Noun, replace
from fairlead.program.program import Program
from fairlead.program.references import did_you_mean
from fairlead.sources.bounds import decode, read_bytes
from fairlead.sources.journal import append, read
from fairlead.sources.program_file.reader import MAX_PROGRAM_BYTES, parse_program
from fairlead.sources.program_file.writer import render_program
from fairlead.sources.writing import write_whole

__all__ = [
    "Dates",
    "Shelf",
    "agree",
    "baseline_named",
    "baselines_of",
    "folder_of",
    "note",
    "program_of",
]

_JOURNAL = "journal.jsonl"


Dates = Callable[[Program], Mapping[str, datetime]]
"""The planned finish of each task and milestone of a program, by id."""


class Shelf(Noun):
    """The baselines that stand beside a program, oldest first, and what is wrong with them."""

    baselines: tuple[AgreedBaseline, ...] = ()
    findings: tuple[Finding, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def latest(self) -> AgreedBaseline | None:
        """The one that holds now, None when nothing was agreed yet."""
        return self.baselines[-1] if self.baselines else None


def folder_of(program: Path) -> Path:
    """Where the baselines of a program stand: `baselines` in its folder, or `NAME.baselines`."""
    return program / "baselines" if program.is_dir() else program.with_suffix(".baselines")


def baselines_of(program: Path) -> Shelf:
    """All agreed baselines of the program at a path.

    Findings name every entry of the journal, and every stored program, that is not what was
    written (`record.broken`, `baseline.tampered`) or is gone (`baseline.missing`).
    """
    folder = folder_of(program)
    journal = read(folder / _JOURNAL)
    baselines = agreed_of(journal.entries)
    findings = list(journal.findings)
    for baseline in baselines:
        found = _damage(folder, baseline)
        if found is not None:
            findings.append(found)
    return Shelf(baselines=baselines, findings=tuple(findings), entries=journal.entries)


def _damage(folder: Path, baseline: AgreedBaseline) -> Finding | None:
    path = _file(folder, baseline.digest)
    if not path.is_file():
        return Finding(
            code="baseline.missing",
            severity="error",
            message=f"Baseline {baseline.name!r}: its program {path.name} is gone.",
            where=str(path),
            hint="Restore the file from a copy: nothing else holds what was agreed.",
            subjects=(baseline.name,),
        )
    digest = hashlib.sha256(read_bytes(path, limit=MAX_PROGRAM_BYTES)).hexdigest()
    if digest == baseline.digest:
        return None
    return Finding(
        code="baseline.tampered",
        severity="error",
        message=f"Baseline {baseline.name!r}: {path.name} was changed after it was agreed.",
        where=str(path),
        hint="Restore the file from a copy, and find out who can write to it.",
        subjects=(baseline.name,),
    )


def _file(folder: Path, name: str) -> Path:
    safe = name if name.isalnum() else hashlib.sha256(name.encode()).hexdigest()
    return folder / f"{safe}.yaml"


def baseline_named(shelf: Shelf, name: str | None) -> AgreedBaseline:
    """The baseline of a name; the latest for None or `latest`. Raises `UnreadableInput`."""
    if shelf.latest is None:
        raise UnreadableInput(
            "There is no baseline yet: `fairlead baseline PROGRAM NAME --by WHO`."
        )
    for baseline in reversed(shelf.baselines):
        if baseline.name == name:
            return baseline
    if name in (None, "latest"):
        return shelf.latest
    known = [baseline.name for baseline in shelf.baselines]
    hint = did_you_mean(name or "", known)
    raise UnreadableInput(
        f"There is no baseline {name!r}; there are {', '.join(known)}.{f' {hint}' if hint else ''}"
    )


def program_of(program: Path, baseline: AgreedBaseline) -> Program:
    """The program that was agreed. Raises `UnreadableInput` when it is not what was written."""
    folder = folder_of(program)
    damage = _damage(folder, baseline)
    if damage is not None:
        raise UnreadableInput(damage.message)
    path = _file(folder, baseline.digest)
    text = decode(read_bytes(path, limit=MAX_PROGRAM_BYTES), name=str(path))
    found = parse_program(text, name=str(path)).program
    if found is None:
        raise UnreadableInput(f"{path}: holds no program that this Fairlead can read.")
    return found


def agree(
    beside: Path,
    program: Program,
    *,
    name: str,
    by: str,
    at: datetime,
    because: str | None = None,
    request: str | None = None,
    dates: Dates | None = None,
) -> AgreedBaseline:
    """Make a program the agreed baseline, beside the program file at `beside`.

    `dates` plans it: the finish of each task and milestone is agreed with it.

    The content is on the disk before the journal says so. Raises `UnreadableInput` for a name that
    is taken, or when what is there already is damaged; `OSError`.
    """
    agreed = as_agreed(program)
    folder = folder_of(beside)
    shelf = baselines_of(beside)
    wrong = [finding for finding in shelf.findings if finding.severity == "error"]
    if wrong:
        raise UnreadableInput(wrong[0].message)
    if any(baseline.name == name for baseline in shelf.baselines):
        raise UnreadableInput(f"There is a baseline {name!r} already; what was agreed stays.")
    folder.mkdir(parents=True, exist_ok=True)
    content = render_program(agreed).encode("utf-8")
    digest = hashlib.sha256(content).hexdigest()
    path = _file(folder, digest)
    if not path.exists():
        write_whole(path, content)
    entry = append(
        folder / _JOURNAL,
        at=at,
        kind=AGREED,
        who=by,
        content=agreed_content(
            name=name,
            fingerprint=fingerprint(agreed),
            digest=digest,
            because=because,
            request=request,
            finishes=None if dates is None else dates(agreed),
        ),
    )
    return replace(agreed_of((entry,))[0], number=len(shelf.baselines) + 1)


def note(beside: Path, *, kind: str, by: str, at: datetime, content: dict[str, Any]) -> None:
    """Take something down in the journal of the baselines: a decision, a confirmation."""
    folder = folder_of(beside)
    folder.mkdir(parents=True, exist_ok=True)
    append(folder / _JOURNAL, at=at, kind=kind, who=by, content=content)
