"""Jira: an export of issues, as text or as JSON, becomes a program."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from fairlead.program.errors import UnreadableInput
from fairlead.program.moments import Moment
from fairlead.program.program import Program
from fairlead.sources.jira.csv_issues import entries_of_rows
from fairlead.sources.jira.json_issues import entries_of_issues, is_jira
from fairlead.sources.ledger import Ledger
from fairlead.sources.naming import Names
from fairlead.sources.reading import Reading
from fairlead.sources.tabular.columns import words_of
from fairlead.sources.tabular.grid import delimiter_of, grid_of_text, text_of_table
from fairlead.sources.tracker.entries import Entry, Release, Tables, carry, emptiness, tables_of
from fairlead.sources.tracker.json_input import begins_as_json, decoded

__all__ = ["looks_like_jira_csv", "looks_like_jira_json", "read_jira"]

_JSON = re.compile(r'"fields"\s*:\s*\{')
_KEY = re.compile(r'"key"\s*:\s*"[A-Za-z][A-Za-z0-9_]*-\d+"')


def looks_like_jira_csv(head: str) -> bool:
    """Whether a text that begins with `head` is Jira's text export: its header names issue keys."""
    first = head.lstrip("\ufeff")[:65536]
    try:
        row = next(csv.reader(io.StringIO(first, newline=""), delimiter=delimiter_of(first)), [])
    except csv.Error:
        return False
    names = {" ".join(words_of(cell)) for cell in row}
    keyed = names & {"issue key", "issue id", "schlussel", "vorgangsschlussel"}
    typed = names & {"issue type", "vorgangstyp", "status", "summary", "zusammenfassung"}
    return bool(keyed and typed)


def looks_like_jira_json(head: str) -> bool:
    """Whether a text that begins with `head` is Jira's JSON: issues with a key and fields."""
    start = head.lstrip("\ufeff \t\r\n")[:1]
    if start not in ("{", "["):
        return False
    if '"issues"' in head and ('"startAt"' in head or '"isLast"' in head or '"total"' in head):
        return True
    return _JSON.search(head) is not None and _KEY.search(head) is not None


def read_jira(
    path: Path,
    *,
    timezone: str = "UTC",
    hours_per_point: float | None = None,
    as_of: Moment | None = None,
) -> Reading:
    """The program of a Jira export: keys are ids, epics and parents summaries, versions milestones.

    Wall-clock times without an offset are those of `timezone`. Story points are read as effort
    only with `hours_per_point`. The status time is `as_of`, else the latest date in the export.
    Raises `UnreadableInput` and `TooLarge`.
    """
    ledger = Ledger("Jira")
    columns: tuple[tuple[str, str], ...] = ()
    releases: list[Release] = []
    if begins_as_json(path):
        value = decoded(path)
        if not is_jira(value):
            raise UnreadableInput(f"{path}: no Jira issues, expected objects with `fields`.")
        found = entries_of_issues(
            value,
            name=str(path),
            timezone=timezone,
            hours_per_point=hours_per_point,
            ledger=ledger,
        )
        entries, releases, latest, findings = (
            found.entries,
            found.releases,
            found.latest,
            found.findings,
        )
        project, project_key = found.project, found.project_key
    else:
        grid = grid_of_text(text_of_table(path), name=str(path))
        rows = entries_of_rows(
            grid, timezone=timezone, hours_per_point=hours_per_point, ledger=ledger
        )
        entries, latest, findings, columns = rows.entries, rows.latest, rows.findings, rows.columns
        project, project_key = rows.project, rows.project_key
    tables = tables_of(entries, releases=releases, ledger=ledger)
    if as_of is None and latest is not None:
        ledger.changed("status time", "the latest date in the export")
    program = _program(
        tables,
        title=project,
        key=project_key or _commonest_project(entries) or path.stem,
        timezone=timezone,
        as_of=as_of or latest,
    )
    carry(program, ledger)
    return Reading(
        program=program,
        findings=(*findings, *tables.findings, *emptiness(tables, name=str(path))),
        loss=ledger.report(),
        columns=columns,
    )


def _commonest_project(entries: list[Entry]) -> str | None:
    prefixes = Counter(entry.key.rpartition("-")[0] for entry in entries)
    return max(prefixes, key=lambda p: (prefixes[p], p)) or None if prefixes else None


def _program(
    tables: Tables, *, title: str | None, key: str, timezone: str, as_of: Moment | None
) -> Program:
    return Program(
        id=Names().give(key.lower(), "jira"),
        title=title,
        timezone=timezone,
        as_of=as_of,
        source=f"Jira project {key}",
        people=tables.people,
        components=tables.components,
        tasks=tables.tasks,
        milestones=tables.milestones,
    )
