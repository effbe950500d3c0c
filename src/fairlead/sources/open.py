"""Reading any file: what it is shows in its content first, in its name second."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from fairlead.program.errors import UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.noun import replace
from fairlead.sources.reading import Reading
from fairlead.sources.wishes import Wishes

__all__ = ["FileKind", "kind_of", "read"]

FileKind = Literal["program", "xer", "mspdi", "mpxj", "jira", "github", "table"]

_NO_WISHES = Wishes()
_USES: dict[str, tuple[str, FileKind]] = {
    "columns": ("columns", "table"),
    "sheet": ("sheets", "table"),
    "unit": ("units", "table"),
    "dates": ("the order of dates", "table"),
    "hours_per_point": ("story points", "jira"),
    "label_estimates": ("labels", "github"),
}
_NAMES: dict[FileKind, str] = {
    "program": "a program file",
    "xer": "a Primavera XER",
    "mspdi": "Microsoft Project XML",
    "mpxj": "a file that MPXJ reads",
    "jira": "a Jira export",
    "github": "a list of GitHub issues",
    "table": "a table",
}
_HEAD = 8192
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_PROJECT_SUFFIXES = frozenset(
    {".mpp", ".mpt", ".mpx", ".pmxml", ".pp", ".planner", ".gan", ".pod", ".sdef", ".fts", ".cdpx"}
)


def read(path: Path, *, timezone: str | None = None, wishes: Wishes = _NO_WISHES) -> Reading:
    """The program that a file or folder holds, whatever tool wrote it.

    `timezone` is that of wall-clock times in formats that name none (XER, MSPDI, MPP, exports,
    tables); UTC when left out. `wishes` settles what a table or export leaves open; a wish that
    this kind of file has no use for is a finding. Raises `UnreadableInput` when the file is of no
    kind that is known, or not what it seems to be, and `ValueError` for an estimate of a label
    that is none.
    """
    path = Path(path)
    kind = kind_of(path)
    with _uncollected():
        reading = _read(path, kind, timezone or "UTC", wishes)
    idle = _idle(wishes, kind)
    if not idle:
        return reading
    told = Finding(
        code="import.no-use",
        severity="note",
        message=f"What was asked of {', '.join(idle)} has no effect: this is {_NAMES[kind]}.",
        where=str(path),
    )
    return replace(reading, findings=(*reading.findings, told))


def _idle(wishes: Wishes, kind: FileKind) -> list[str]:
    """What was wished for that this kind of file has no use for, in words."""
    return [
        words
        for field, (words, used_by) in _USES.items()
        if used_by != kind and getattr(wishes, field)
    ]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cycle collector: a reading builds a great many cells, and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(path: Path, kind: FileKind, zone: str, wishes: Wishes) -> Reading:
    if kind == "xer":
        from fairlead.sources.xer import read_xer  # slow import

        return read_xer(path, timezone=zone)
    if kind == "mspdi":
        from fairlead.sources.mspdi import read_mspdi  # slow import

        return read_mspdi(path, timezone=zone)
    if kind == "mpxj":
        from fairlead.sources.mpxj import read_with_mpxj  # slow import

        return read_with_mpxj(path, timezone=zone)
    if kind == "jira":
        from fairlead.sources.jira import read_jira  # slow import

        return read_jira(path, timezone=zone, hours_per_point=wishes.hours_per_point)
    if kind == "github":
        from fairlead.sources.github import read_github  # slow import

        return read_github(path, timezone=zone, estimates=wishes.label_estimates)
    if kind == "table":
        from fairlead.sources.spreadsheet import read_table  # slow import

        return read_table(
            path,
            wishes.columns,
            sheet=wishes.sheet,
            timezone=zone,
            unit=wishes.unit,
            day_first=None if wishes.dates is None else wishes.dates == "day-first",
        )
    from fairlead.sources.program_file import read_program_file  # slow import

    return read_program_file(path)


def kind_of(path: Path) -> FileKind:
    """What a file holds. Raises `UnreadableInput` when it is not there, or of no known kind."""
    suffix = path.suffix.lower()
    if path.is_dir():
        return "program"
    head = _head(path)
    if head.startswith(b"ERMHDR"):
        return "xer"
    text = _text(head).lstrip()
    if text.startswith("<"):
        return _kind_of_xml(path, text)
    if head.startswith((b"\xd0\xcf\x11\xe0", b"MPX,", b"MPX;")) and suffix not in {".xls", ".xlt"}:
        return "mpxj"
    if suffix in {".yaml", ".yml", ".md"}:
        return "program"
    if suffix in _PROJECT_SUFFIXES:
        return "mpxj"
    if suffix == ".xer":
        raise UnreadableInput(f"{path}: does not begin with ERMHDR, as a Primavera XER does.")
    if text.startswith(("{", "[")) or suffix == ".json":
        return _kind_of_json(path)
    if suffix in {".xlsx", ".xls", ".xlsb", ".ods"} or head.startswith((b"PK\x03\x04", b"PAR1")):
        return "table"
    if suffix in {".csv", ".tsv", ".txt", ".tab"}:
        return _kind_of_table(text)
    if re.search(r"^fairlead\s*:", text, re.MULTILINE):
        return "program"
    raise UnreadableInput(
        f"{path}: of no kind that is known; expected a program file (.yaml) or folder, Microsoft "
        "Project (.xml, .mpp), Primavera (.xer, .xml), GanttProject (.gan), a Jira or GitHub "
        "export (.csv, .json), or a table (.csv, .xlsx, .parquet)."
    )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}.") from error


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if head.startswith((b"<\x00", b"\x00<")):
        return head.decode("utf-16-le" if head[0] else "utf-16-be", "replace")
    return head.decode("utf-8-sig", "replace")


def _kind_of_xml(path: Path, text: str) -> FileKind:
    found = _ROOT.search(text)  # a prolog begins with <? or <!
    root = found.group(1) if found is not None else ""
    if root == "Project":
        return "mspdi"
    known = {"APIBusinessObjects", "BusinessObjects", "project"}
    if root in known or path.suffix.lower() in _PROJECT_SUFFIXES:
        return "mpxj"
    raise UnreadableInput(
        f"{path}: XML of no known kind, expected <Project> (Microsoft Project), "
        "<APIBusinessObjects> (Primavera) or <project> (GanttProject, Planner)."
    )


def _kind_of_json(path: Path) -> FileKind:
    from fairlead.sources.jira import looks_like_jira_json  # slow import

    return "jira" if looks_like_jira_json(_text(_head(path))) else "github"


def _kind_of_table(text: str) -> FileKind:
    from fairlead.sources.jira import looks_like_jira_csv  # slow import

    return "jira" if looks_like_jira_csv(text) else "table"
