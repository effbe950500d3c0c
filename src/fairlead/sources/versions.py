"""Any version of a program by how it is spelled: now, an agreed baseline, a revision, a file."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.sources.baselines import baseline_named, baselines_of, program_of
from fairlead.sources.open import read
from fairlead.sources.program_file.reader import MAX_PROGRAM_BYTES, parse_program
from fairlead.sources.reading import Reading
from fairlead.sources.wishes import Wishes

__all__ = ["Version", "version"]

_MOST_FILES: Final = 1000
_SECONDS: Final = 60
_NO_WISHES: Final = Wishes()


class Version(Noun):
    """One version of a program: what it is called in front of a reader, and what it holds."""

    name: str
    program: Program
    findings: tuple[Finding, ...] = ()


def version(program: Path, spelling: str = "now", *, wishes: Wishes = _NO_WISHES) -> Version:
    """The version that is spelled, of the program at a path.

    `now` is the program as it stands, `baseline` the latest agreed one, `baseline:NAME` another,
    `git:REV` the same file or folder at a revision of its git repository; anything else is a path,
    of any format. A file that has the name of a spelling is written with a folder: `./now`. Raises
    `UnreadableInput` when there is no such version, or no program in it.
    """
    kind, _, rest = spelling.partition(":")
    if spelling == "now":
        return _read(program, "now", wishes)
    if kind == "baseline":
        baseline = baseline_named(baselines_of(program), rest or None)
        return Version(name=f"baseline {baseline.name}", program=program_of(program, baseline))
    if kind == "git" and rest:
        return _at_revision(program, rest)
    return _read(Path(spelling), spelling, wishes)


def _read(path: Path, name: str, wishes: Wishes) -> Version:
    return _held(read(path, wishes=wishes), name, str(path))


def _held(reading: Reading, name: str, place: str) -> Version:
    wrong = [finding for finding in reading.findings if finding.severity == "error"]
    if reading.program is None or wrong:
        told = f"{wrong[0].where}: {wrong[0].message}" if wrong else "It holds no program."
        raise UnreadableInput(f"{place}: {told}")
    return Version(name=name, program=reading.program, findings=reading.findings)


def _at_revision(program: Path, revision: str) -> Version:
    """The program at a revision, read from git's store: nothing is checked out."""
    if revision.startswith("-") or not revision.isprintable():
        raise UnreadableInput(f"{revision[:80]!r} is no revision.")
    whole = program.is_dir()
    folder = program if whole else program.parent
    commit = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    found = commit.decode("ascii", "replace").strip()
    names = [program.name]
    if whole:
        listed = _git(folder, "ls-tree", "-z", "--name-only", found, "./", "./decisions/")
        names = [name for name in listed.decode("utf-8", "replace").split("\0") if _counts(name)]
    if not names or len(names) > _MOST_FILES:
        raise UnreadableInput(f"{program} at {revision}: {len(names):,} files that could be read.")
    texts: dict[str, str] = {}
    left = MAX_PROGRAM_BYTES
    for name in sorted(names, key=lambda each: (each.endswith(".md"), each)):
        content = _git(folder, "cat-file", "blob", f"{found}:./{name}")
        left -= len(content)
        if left < 0:
            raise TooLarge(f"{program} at {revision}: more than {MAX_PROGRAM_BYTES:,} bytes.")
        try:
            texts[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableInput(f"{name} at {revision}: no text in UTF-8.") from error
    return _held(parse_program(texts), f"revision {revision}", f"{program} at {revision}")


def _counts(name: str) -> bool:
    if name.startswith("decisions/"):
        return name.endswith(".md")
    return name.endswith((".yaml", ".yml")) and not name.startswith(".") and "/" not in name


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],  # noqa: S607 (the user's own git)
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnreadableInput(f"{folder}: git could not be asked: {error}.") from error
    if done.returncode != 0:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UnreadableInput(
            f"{folder}: git knows no {arguments[-1]!r}{f': {told[0]}' if told else ''}."
        )
    return done.stdout
