"""Jira's text export: one row an issue, one column a value, columns of one name side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from fairlead.program.errors import UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.moments import Moment, opening_minute
from fairlead.program.quantities import Estimate, Span
from fairlead.sources.jira.history import Traces, worked
from fairlead.sources.ledger import Ledger
from fairlead.sources.tabular.cells import NumberManner, as_number, is_blank, number_manner
from fairlead.sources.tabular.columns import Term, recognise
from fairlead.sources.tabular.date_columns import DateColumns
from fairlead.sources.tabular.durations import as_span, sensible
from fairlead.sources.tabular.grid import Cell, Grid, shown
from fairlead.sources.tracker.entries import Assignee, Entry
from fairlead.sources.tracker.words import (
    direction,
    given_up,
    kind_of,
    points,
    priority_of,
    seconds,
    state_of,
)
from fairlead.sources.wording import one_line, prose

__all__ = ["JIRA_COLUMNS", "JiraRows", "entries_of_rows"]

JIRA_COLUMNS = (
    Term(field="key", names=("issue key", "schlüssel", "vorgangsschlüssel", "clé", "clave")),
    Term(field="number", names=("issue id", "vorgangs id", "id de ticket", "id de incidencia")),
    Term(field="title", names=("summary", "zusammenfassung", "résumé", "resumen")),
    Term(field="parent_key", names=("parent key",)),
    Term(field="parent", names=("parent", "parent id", "übergeordnet", "parent issue")),
    Term(field="epic", names=("epic link", "parent link", "epic key")),
    Term(field="epic_name", names=("epic name",)),
    Term(field="kind", names=("issue type", "vorgangstyp", "type de ticket", "tipo de incidencia")),
    Term(field="status", names=("status", "état", "estado")),
    Term(field="category", names=("status category", "statuskategorie")),
    Term(field="category_changed", names=("status category changed",)),
    Term(field="resolution", names=("resolution", "lösung", "résolution", "resolución")),
    Term(field="priority", names=("priority", "priorität", "priorité", "prioridad")),
    Term(field="who", names=("assignee", "zugewiesene person", "bearbeiter", "responsable")),
    Term(field="who_id", names=("assignee id",)),
    Term(field="created", names=("created", "erstellt", "création", "creada")),
    Term(field="updated", names=("updated", "aktualisiert", "mise à jour", "actualizada")),
    Term(field="resolved", names=("resolved", "erledigt", "résolu", "resuelta")),
    Term(field="due", names=("due date", "due", "fälligkeitsdatum", "échéance", "vencimiento")),
    Term(field="begin", names=("start date", "target start", "planned start", "startdatum")),
    Term(field="end", names=("target end", "end date", "planned end", "enddatum")),
    Term(field="actual_start", names=("actual start",)),
    Term(field="actual_end", names=("actual end",)),
    Term(field="estimate", names=("original estimate", "ursprüngliche schätzung")),
    Term(field="remaining", names=("remaining estimate", "verbleibende schätzung")),
    Term(field="spent", names=("time spent", "benötigte zeit", "temps passé")),
    Term(field="release", names=("fix version s", "fix versions", "fix version", "lösungsversion")),
    Term(field="component", names=("component s", "components", "component", "komponente n")),
    Term(field="points", names=("story points", "story point estimate")),
    Term(field="notes", names=("description", "beschreibung", "descripción")),
    Term(field="project", names=("project name",)),
    Term(field="project_key", names=("project key",)),
    Term(field="url", names=("url", "link", "issue url")),
    Term(field="labels", names=("labels", "label", "stichwörter", "étiquettes", "etiquetas")),
    Term(field="sprint", names=("sprint",)),
)

_DATES = frozenset(
    {"created", "updated", "resolved", "due", "begin", "end"}
    | {"actual_start", "actual_end", "category_changed"}
)
_FROM_CUSTOM = frozenset(
    {"epic", "epic_name", "begin", "end", "actual_start", "actual_end", "points", "sprint"}
)
_KEPT = frozenset(("Reporter", "Environment", "Resolution", "Status", "Affects versions"))
_COMPUTED = frozenset(("Work Ratio", "Votes", "Watches", "Last Viewed"))
_CUSTOM = re.compile(r"Custom field \((.*)\)", re.DOTALL)
_LINK = re.compile(r"(?P<side>In|Out)ward issue link \((?P<type>.*)\)", re.DOTALL)
_LONGEST_CUSTOM = 1_000


class JiraRows(NamedTuple):
    """The entries of an export, and what it says of itself."""

    entries: list[Entry]
    project: str | None
    project_key: str | None
    latest: Moment | None
    columns: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]


class _Columns:
    """Where each field stands in a row, and which columns are links, kept or left out."""

    def __init__(self, header: list[str], *, name: str) -> None:
        custom = [_CUSTOM.fullmatch(column) for column in header]
        inner = [
            match[1] if match else column for match, column in zip(custom, header, strict=True)
        ]
        self.at: dict[str, list[int]] = {}
        self.named: dict[str, str] = {}
        used: set[int] = set()
        for guess in recognise(inner, JIRA_COLUMNS):
            if guess.score < 0.95:
                continue
            if custom[guess.position] and guess.field not in _FROM_CUSTOM:
                continue
            self.at.setdefault(guess.field, []).append(guess.position)
            self.named.setdefault(guess.field, header[guess.position])
            used.add(guess.position)
        if "key" not in self.at and "number" not in self.at:
            raise UnreadableInput(f"{name}:1: no column 'Issue key', expected a Jira export.")
        self.links: list[tuple[int, str, str]] = []
        self.kept: list[tuple[int, str]] = []
        self.rest: list[tuple[int, str]] = []
        for position, column in enumerate(header):
            if position in used or not column:
                continue
            link = _LINK.fullmatch(column)
            if link is not None:
                self.links.append((position, link["side"], link["type"]))
            elif custom[position] or column in _KEPT:
                self.kept.append((position, inner[position]))
            else:
                self.rest.append((position, column))


def entries_of_rows(
    grid: Grid, *, timezone: str, hours_per_point: float | None, ledger: Ledger
) -> JiraRows:
    """The issues of an export's rows. Raises `UnreadableInput` when no column holds their keys."""
    if not grid.rows:
        raise UnreadableInput(f"{grid.name}: empty, expected a Jira export.")
    header = [one_line(str(cell)) for cell in grid.rows[0]]
    columns = _Columns(header, name=grid.name)
    for row in grid.rows:
        row.extend([""] * (len(header) - len(row)))
    reader = _RowReader(grid, columns, timezone=timezone, rate=hours_per_point, ledger=ledger)
    entries = list(reader.entries())
    _account_for_columns(grid, columns, ledger)
    return JiraRows(
        entries=entries,
        project=reader.first("project"),
        project_key=reader.first("project_key"),
        latest=reader.latest,
        columns=tuple(columns.named.items()),
        findings=(*grid.findings, *reader.findings, *reader.dates.findings),
    )


class _Lines(dict[Cell, str]):
    """Each cell on one line. Most cells stand in an export many times: each is cleaned once."""

    def __missing__(self, cell: Cell) -> str:
        line = self[cell] = one_line(str(cell))
        return line


class _RowReader:
    def __init__(
        self,
        grid: Grid,
        columns: _Columns,
        *,
        timezone: str,
        rate: float | None,
        ledger: Ledger,
    ) -> None:
        self.findings: list[Finding] = []
        self.latest: Moment | None = None
        self._latest_minute = 0
        self._grid = grid
        self._columns = columns
        self._line = _Lines()
        self._only = {field: at[0] for field, at in columns.at.items() if len(at) == 1}
        self._day_columns = {
            field: (columns.at[field][0], columns.named[field])
            for field in columns.at.keys() & _DATES
        }
        self._spans: dict[tuple[str, str], Span | None] = {}
        self._timezone = timezone
        self._rate = rate
        self._ledger = ledger
        self.dates = DateColumns(
            {
                named: _cells(grid, columns.at[field])
                for field, named in columns.named.items()
                if field in _DATES
            },
            timezone=timezone,
            where=grid.where(0),
        )
        self._numbers: dict[str, NumberManner] = {
            field: number_manner(_cells(grid, columns.at[field]), delimiter=grid.delimiter)
            for field in ("estimate", "remaining", "spent", "points")
            if field in columns.at
        }
        self._kept = [(n, name) for n, name in columns.kept if _filled(grid, n)]
        self._key_of = self._keys()
        self._unknown: dict[str, int] = {}

    def first(self, field: str) -> str | None:
        """The first value of a field in the whole file."""
        return next(
            (v for row in self._grid.rows[1:] if (v := self._value(row, field)) is not None), None
        )

    def _values(self, row: list[Cell], field: str) -> list[str]:
        positions = self._columns.at.get(field, ())
        return [line for n in positions if row[n] and (line := self._line[row[n]])]

    def _value(self, row: list[Cell], field: str) -> str | None:
        only = self._only.get(field)
        if only is not None:
            return self._line[row[only]] or None
        for position in self._columns.at.get(field, ()):
            cell = row[position]
            if cell and (line := self._line[cell]):
                return line
        return None

    def _keys(self) -> dict[str, str]:
        """The key of an issue by its key, its number, and its epic name."""
        keys: dict[str, str] = {}
        for field in ("key", "number", "epic_name"):
            for row in self._grid.rows[1:]:
                name = self._value(row, field)
                if name is not None:
                    keys.setdefault(name, self._value(row, "key") or name)
        return keys

    def _moment(self, row: list[Cell], field: str, where: str) -> Moment | None:
        found = self._day_columns.get(field)
        if found is None:
            return None
        position, named = found
        cell = row[position]
        return self.dates.read(named, cell, where=where) if cell else None

    def _span(self, row: list[Cell], field: str, where: str) -> Span | None:
        text = self._value(row, field)
        if text is None or is_blank(text):
            return None
        if (field, text) not in self._spans:
            self._spans[field, text] = _as_time(text, manner=self._numbers[field])
        span = self._spans[field, text]
        if span is None or span.amount < 0:
            self.findings.append(
                Finding(
                    code="jira.time",
                    severity="warning",
                    message=f"{self._columns.named[field]}: {shown(text)} is not a time; expected "
                    "seconds, or a span such as 1d 4h. Left empty.",
                    where=where,
                )
            )
            return None
        return span

    def entries(self) -> Iterator[Entry]:
        """The rows that hold an issue, in their order."""
        for number, row in enumerate(self._grid.rows[1:], start=1):
            where = self._grid.where(number)
            key = self._value(row, "key") or self._value(row, "number")
            if key is None:
                self.findings.append(
                    Finding(
                        code="jira.no-key",
                        severity="warning",
                        message="A row without an issue key; left out.",
                        where=where,
                    )
                )
                continue
            yield self._entry(key, row, where)
        for status, count in self._unknown.items():
            self.findings.append(
                Finding(
                    code="jira.status",
                    severity="note",
                    message=f"Status {status!r} of {count} issue(s) is not a known one; "
                    "read as not begun.",
                    where=self._grid.where(0),
                    hint="Export the column 'Status Category'.",
                )
            )

    def _entry(self, key: str, row: list[Cell], where: str) -> Entry:
        status, resolution = self._value(row, "status"), self._value(row, "resolution")
        traces = Traces(
            created=self._moment(row, "created", where),
            resolved=self._moment(row, "resolved", where),
            category_changed=self._moment(row, "category_changed", where),
            updated=self._moment(row, "updated", where),
            actual_start=self._moment(row, "actual_start", where),
            actual_end=self._moment(row, "actual_end", where),
        )
        self._see(traces)
        state = state_of(status, category=self._value(row, "category"))
        if state is None:
            state = "done" if traces.resolved is not None else "todo"
            if status is not None and state == "todo":
                self._unknown[status] = self._unknown.get(status, 0) + 1
        started, finished = worked(
            key, state, traces=traces, timezone=self._timezone, ledger=self._ledger
        )
        custom = self._custom(row)
        if status is not None:
            custom["Status"] = status
        if resolution is not None:
            custom["Resolution"] = resolution
            if given_up(resolution):
                self._ledger.changed(
                    "Resolution", "closed without being done; read as finished", subject=key
                )
        earlier, later = self._links(row, key)
        kind = self._value(row, "kind")
        notes = self._columns.at.get("notes")
        return Entry(
            key=key,
            title=self._value(row, "title") or key,
            where=where,
            parent=self._parent(row, key),
            blocked_by=tuple(earlier),
            blocks=tuple(later),
            kind=None if kind is None else kind_of(kind),
            who=self._who(row),
            components=tuple(dict.fromkeys(self._values(row, "component"))),
            releases=tuple(dict.fromkeys(self._values(row, "release"))),
            done=state == "done",
            started=started,
            finished=finished,
            not_before=self._begin(row, key, waiting=state == "todo", custom=custom, where=where),
            deadline=self._moment(row, "due", where) or self._moment(row, "end", where),
            estimate=self._estimate(row, key, custom, where),
            spent=self._span(row, "spent", where),
            remaining=self._span(row, "remaining", where) if state == "doing" else None,
            priority=self._priority(row, key, custom),
            notes=prose(str(row[notes[0]])) if notes else None,
            url=self._value(row, "url"),
            custom=tuple(custom.items()),
        )

    def _see(self, traces: Traces) -> None:
        for moment in (traces.created, traces.resolved, traces.updated, traces.category_changed):
            if moment is not None:
                minute = opening_minute(moment, timezone=self._timezone)
                if self.latest is None or minute > self._latest_minute:
                    self.latest, self._latest_minute = moment, minute

    def _parent(self, row: list[Cell], key: str) -> str | None:
        for field in ("parent_key", "parent", "epic"):
            named = self._value(row, field)
            if named is not None and not is_blank(named):
                parent = self._key_of.get(named, named)
                if parent != key:
                    return parent
        return None

    def _who(self, row: list[Cell]) -> tuple[Assignee, ...]:
        name = self._value(row, "who")
        if name is None or name.casefold() in ("unassigned", "nicht zugewiesen"):
            return ()
        return (Assignee(name=name, key=self._value(row, "who_id")),)

    def _begin(
        self, row: list[Cell], key: str, *, waiting: bool, custom: dict[str, str], where: str
    ) -> Moment | None:
        begin = self._moment(row, "begin", where)
        if begin is None:
            return None
        named = self._columns.named["begin"]
        if waiting:
            self._ledger.changed(named, "read as the earliest start", subject=key)
            return begin
        custom[_CUSTOM.sub(r"\1", named)] = str(begin)
        return None

    def _estimate(
        self, row: list[Cell], key: str, custom: dict[str, str], where: str
    ) -> Estimate | None:
        span = self._span(row, "estimate", where)
        said = self._value(row, "points")
        if said is not None:
            custom["Story points"] = said
            if span is None and self._rate is not None:
                amount = as_number(said, manner=self._numbers["points"])
                if amount is not None and 0 < amount < 1e4:
                    self._ledger.changed(
                        "Story points", f"read as {self._rate:g} hours a point", subject=key
                    )
                    return points(amount, hours_per_point=self._rate)
            self._ledger.changed(
                "Story points", "kept as a custom field: points are not time", subject=key
            )
        return None if span is None or span.amount == 0 else Estimate(likely=span)

    def _priority(self, row: list[Cell], key: str, custom: dict[str, str]) -> int | None:
        name = self._value(row, "priority")
        if name is None:
            return None
        custom["Priority"] = name
        self._ledger.changed("Priority", "a number for the name, which is kept too", subject=key)
        return priority_of(name)

    def _links(self, row: list[Cell], key: str) -> tuple[list[str], list[str]]:
        earlier: list[str] = []
        later: list[str] = []
        for position, side, kind in self._columns.links:
            other = self._line[row[position]]
            if not other:
                continue
            order = direction(kind, column=True)
            if order is None:
                self._ledger.left_out(f"{kind} links", "they put nothing in order", subject=key)
            elif (order == "earlier") == (side == "Out"):
                later.append(other)
            else:
                earlier.append(other)
        return earlier, later

    def _custom(self, row: list[Cell]) -> dict[str, str]:
        custom: dict[str, str] = {}
        for field, name in (("labels", "Labels"), ("sprint", "Sprint")):
            values = self._values(row, field)
            if values:
                custom[name] = ", ".join(values)
        for position, name in self._kept:
            if row[position]:
                text = self._line[row[position]]
                if text and len(text) <= _LONGEST_CUSTOM:
                    custom[name] = f"{custom[name]}, {text}" if name in custom else text
        return custom


def _as_time(text: str, *, manner: NumberManner) -> Span | None:
    """Seconds, or a span in words."""
    number = as_number(text, manner=manner)
    return sensible(
        seconds(number) if number is not None else as_span(text, manner=manner, unit=None)
    )


def _cells(grid: Grid, positions: list[int]) -> list[Cell]:
    return [row[n] for row in grid.rows[1:] for n in positions]


def _account_for_columns(grid: Grid, columns: _Columns, ledger: Ledger) -> None:
    for field, name in (("labels", "Labels"), ("sprint", "Sprint")):
        for position in columns.at.get(field, ()):
            ledger.changed(name, "kept as a custom field", count=_filled(grid, position))
    for position, name in columns.kept:
        cells = [cell for cell in _cells(grid, [position]) if cell]
        filled = len(cells)
        long = sum(len(one_line(str(cell))) > _LONGEST_CUSTOM for cell in cells)
        ledger.changed(name, "kept as a custom field", count=filled - long)
        ledger.left_out(name, f"longer than {_LONGEST_CUSTOM:,} characters", count=long)
    for position, name in columns.rest:
        filled = _filled(grid, position)
        if name.startswith("Σ") or name in _COMPUTED:
            ledger.set_aside(name, "computed by Jira", count=filled)
        else:
            ledger.left_out(name, "no counterpart", count=filled)


def _filled(grid: Grid, position: int) -> int:
    cells = _cells(grid, [position])
    return len(cells) - cells.count("")
