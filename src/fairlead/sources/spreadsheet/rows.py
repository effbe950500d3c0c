"""The rows of a task list, cell by cell: what each says, in the manner of its column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median

import msgspec

from fairlead.program.findings import Finding
from fairlead.program.moments import Moment
from fairlead.program.quantities import Estimate, Span, Unit
from fairlead.sources.ledger import Ledger
from fairlead.sources.spreadsheet.predecessors import separator_of
from fairlead.sources.tabular.cells import NumberManner, as_number, is_blank, number_manner
from fairlead.sources.tabular.columns import ColumnMap
from fairlead.sources.tabular.date_columns import DateColumns
from fairlead.sources.tabular.durations import as_estimate, as_span
from fairlead.sources.tabular.grid import Cell, Grid, shown, text_of
from fairlead.sources.tracker.words import State, priority_of, state_of
from fairlead.sources.wording import one_line, prose

__all__ = ["CODES", "Draft", "TaskRows", "unescaped"]

_SPANS = ("estimate", "low", "likely", "high", "duration", "spent", "remaining")
_DATES = ("start", "finish", "not_before", "deadline", "started", "finished")
_YES = frozenset({"yes", "y", "true", "t", "x", "1", "ja", "oui", "si", "sí", "wahr", "vrai", "✓"})
_MILESTONES = frozenset({"milestone", "meilenstein", "jalon", "hito"})
_SUMMARIES = frozenset({"summary", "sammelvorgang", "récapitulative", "resumen"})
_LONGEST_CUSTOM = 1_000
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_UNITS = re.compile(r"(?P<name>.*?)\s*\[(?P<units>[^\]]*)\]")


def unescaped(text: str) -> str:
    """A text without the quote that kept a spreadsheet from taking it for a formula."""
    return text[1:] if text[:1] == "'" and _ESCAPED.match(text) else text


_POINT = NumberManner()
CODES = {
    "level": "level",
    "estimate": "estimate",
    "duration": "estimate",
    "low": "estimate",
    "likely": "estimate",
    "high": "estimate",
    "spent": "time",
    "remaining": "time",
    "complete": "complete",
    "priority": "priority",
}
"""Field, and what a finding about one of its cells is called: `table.estimate`."""


class Draft(msgspec.Struct, kw_only=True, gc=False):
    """What one row says, before its names of other rows are looked up."""

    line: int
    where: str
    title: str
    indent: int = 0
    said_id: str | None = None
    wbs: str | None = None
    parent: str | None = None
    level: int | None = None
    milestone: bool = False
    summary: bool = False
    kind: str | None = None
    estimate: Estimate | None = None
    duration: Estimate | None = None
    start: Moment | None = None
    finish: Moment | None = None
    not_before: Moment | None = None
    deadline: Moment | None = None
    started: Moment | None = None
    finished: Moment | None = None
    complete: float | None = None
    state: State | None = None
    spent: Span | None = None
    remaining: Span | None = None
    who: tuple[tuple[str, float | None], ...] = ()
    team: str | None = None
    needs: str | None = None
    priority: int | None = None
    component: str | None = None
    notes: str | None = None
    url: str | None = None
    custom: tuple[tuple[str, str], ...] = ()


class TaskRows:
    """Reads the rows of a grid by a column map; `findings` tell what could not be read."""

    def __init__(
        self,
        grid: Grid,
        header: int,
        columns: ColumnMap,
        *,
        timezone: str,
        unit: Unit | None,
        day_first: bool | None,
        ledger: Ledger,
    ) -> None:
        self.findings: list[Finding] = []
        self.columns = columns
        self.delimiter = grid.delimiter
        self.name = grid.name
        self._grid = grid
        self._header = header
        self._ledger = ledger
        self._at = {guess.field: guess.position for guess in columns.guesses}
        self._named = {guess.field: guess.column for guess in columns.guesses}
        self._width = len(grid.rows[header])
        self._body = grid.rows[header + 1 :]
        for row in self._body:
            row.extend([""] * (self._width - len(row)))
        self.numbers = {
            field: number_manner(self.cells(field), delimiter=grid.delimiter)
            for field in (*_SPANS, "complete", "level", "needs", "priority")
            if field in self._at
        }
        self.dates = DateColumns(
            {self._named[field]: self.cells(field) for field in _DATES if field in self._at},
            timezone=timezone,
            where=grid.where(header),
            day_first=day_first,
        )
        self.units = self._units(unit)
        self.needs_separator = (
            separator_of(c for c in self.cells("needs") if isinstance(c, str))
            if "needs" in self._at
            else ","
        )
        self._percent = self._counts_in_percent()
        self._separator = self._who_separator()
        self._shares: dict[str, float | None] = {}
        self._crews: dict[str, tuple[tuple[str, float | None], ...]] = {}
        self._spans: dict[str, dict[Cell, Span | None]] = {}
        self._estimates: dict[str, dict[Cell, Estimate | None]] = {}
        self._present = self._readers()
        self._three_points = not self._at.keys().isdisjoint(("low", "likely", "high"))
        self._estimated = self._three_points or "estimate" in self._at
        self._custom = [
            (n, name) for n in columns.unused if (name := one_line(text_of(grid.rows[header][n])))
        ]

    def cells(self, field: str) -> list[Cell]:
        """The cells of a field's column."""
        position = self._at[field]
        return [row[position] for row in self._body]

    def _units(self, asked: Unit | None) -> dict[str, Unit]:
        """What plain numbers count in each column of times: as said, as asked, or as it seems."""
        units: dict[str, Unit] = {}
        guessed: list[str] = []
        for field in _SPANS:
            guess = self.columns.of(field)
            if guess is None:
                continue
            said = guess.unit or asked
            if said is not None:
                units[field] = said
                continue
            plain = [
                number
                for cell, times in Counter(
                    cell for cell in self.cells(field) if not isinstance(cell, bool)
                ).items()
                if (n := as_number(cell, manner=self.numbers[field])) is not None and n > 0
                for number in (n,) * times
            ]
            units[field] = "d" if field == "duration" else _seeming_unit(plain)
            if plain:
                guessed.append(field)
        likely = [units[f] for f in ("estimate", "likely", "low", "high") if f in units]
        for field in guessed:
            if field != "duration" and likely:
                units[field] = likely[0]
            word = {"d": "days", "h": "hours", "w": "weeks", "m": "minutes"}[units[field]]
            self.findings.append(
                Finding(
                    code="table.unit-assumed",
                    severity="warning",
                    message=f"{self._named[field]}: its numbers have no unit; {word} were assumed.",
                    where=self._grid.where(self._header),
                    hint=f"Name the unit in the header, such as '{self._named[field]} (h)', "
                    "or say it (--unit h).",
                )
            )
        return units

    def _counts_in_percent(self) -> bool:
        """Whether 1 means one per cent: where any number is above 1. 0.4 and `40%` are shares."""
        if "complete" not in self._at:
            return False
        return any(
            number > 1
            for cell in set(self.cells("complete"))
            if not (isinstance(cell, str) and "%" in cell)
            and (number := as_number(cell, manner=self.numbers["complete"])) is not None
        )

    def _who_separator(self) -> str:
        if "who" in self._at and any(isinstance(c, str) and ";" in c for c in self.cells("who")):
            return r"[;\n]"
        return r"[,;&\n]|\s\+\s"

    def drafts(self) -> Iterator[Draft]:
        """A draft for each row that holds a title."""
        for number in range(self._header + 1, len(self._grid.rows)):
            row = self._grid.rows[number]
            where = self._grid.where(number)
            if len(row) > self._width and any(not is_blank(c) for c in row[self._width :]):
                self.findings.append(
                    Finding(
                        code="table.extra-cells",
                        severity="warning",
                        message=f"{len(row)} cells, the header has {self._width}; those beyond it "
                        "were left out.",
                        where=where,
                        hint=f"Quote cells that hold a {self.delimiter!r}." * bool(self.delimiter)
                        or None,
                    )
                )
            title = _text(self._cell(row, "title"))
            if title is None and any(cell != "" and not is_blank(cell) for cell in row):
                title = _line(self._cell(row, "title"))  # a dash, where the row says more: a title
            if title is None:
                self.findings.append(
                    Finding(
                        code="table.untitled-row",
                        severity="warning",
                        message=f"No {self._named['title']} in this row; left out.",
                        where=where,
                    )
                )
                continue
            yield self._draft(row, title, self._grid.lines[number], where)
        for position, name in self._custom:
            cells = [
                len(text_of(row[position]))
                for row in self._body
                if row[position] != "" and not is_blank(row[position])
            ]
            long = sum(1 for length in cells if length > _LONGEST_CUSTOM)
            self._ledger.changed(name, "kept as a custom field", count=len(cells) - long)
            self._ledger.left_out(name, f"longer than {_LONGEST_CUSTOM:,} characters", count=long)

    def _readers(self) -> list[tuple[str, int, Callable[[Cell, str], object]]]:
        """The fields of a draft that come from one cell each: name, position, and how to read."""
        readers: dict[str, Callable[[Cell, str], object]] = {
            "level": self._level,
            "complete": self._share,
            "who": self._people,
            "priority": self._priority,
            "notes": lambda cell, _: prose(unescaped(text_of(cell))),
        }
        for field in ("wbs", "parent", "team", "needs", "component", "kind", "url"):
            readers[field] = _line
        for field in ("spent", "remaining"):
            readers[field] = partial(self._span, field)
        for field in _DATES:
            readers[field] = partial(self._date, field)
        readers["duration"] = partial(self._as_estimate, "duration")
        found = [(f, self._at[f], read) for f, read in readers.items() if f in self._at]
        if "id" in self._at:
            found.append(("said_id", self._at["id"], _line))
        return found

    def _cell(self, row: list[Cell], field: str) -> Cell:
        position = self._at.get(field)
        return "" if position is None else row[position]

    def _draft(self, row: list[Cell], title: str, line: int, where: str) -> Draft:
        values: dict[str, object] = {}
        for field, position, read in self._present:
            cell = row[position]
            if cell != "" and not is_blank(cell):
                values[field] = read(cell, where)
        kind = _text(self._cell(row, "type"))
        word = (kind or "").casefold()
        flag = self._cell(row, "milestone")
        milestone = flag is True or text_of(flag).casefold() in _YES or word in _MILESTONES
        status = _text(self._cell(row, "status"))
        custom = []
        for position, name in self._custom:
            cell = row[position]
            if cell != "" and not is_blank(cell):
                text = one_line(unescaped(text_of(cell)))
                if len(text) <= _LONGEST_CUSTOM:
                    custom.append((name, text))
        if status is not None:
            custom.append((self._named["status"], status))
        raw = row[self._at["title"]]
        if kind and not milestone and word not in _SUMMARIES and word != "task":
            values.setdefault("kind", kind)
        if self._estimated:
            values["estimate"] = self._estimate(row, where)
        return Draft(
            line=line,
            where=where,
            title=title,
            indent=len(raw) - len(raw.lstrip()) if isinstance(raw, str) else 0,
            milestone=milestone,
            summary=word in _SUMMARIES,
            state=None if status is None else state_of(status, category=None),
            custom=tuple(custom),
            **values,  # type: ignore[arg-type]  # each reader gives what its field holds
        )

    def _unread(self, field: str, cell: Cell, expected: str, where: str) -> None:
        self.findings.append(
            Finding(
                code=f"table.{CODES[field]}",
                severity="warning",
                message=f"{self._named[field]}: {shown(cell)} is not {expected}. Left empty.",
                where=where,
            )
        )

    def _date(self, field: str, cell: Cell, where: str) -> Moment | None:
        return self.dates.read(self._named[field], cell, where=where)

    def _level(self, cell: Cell, where: str) -> int | None:
        number = as_number(cell, manner=self.numbers["level"])
        if number is None or number < 0 or number != int(number):
            self._unread("level", cell, "a level of the outline, expected 1, 2, 3", where)
            return None
        return int(number)

    def _span(self, field: str, cell: Cell, where: str) -> Span | None:
        known = self._spans.setdefault(field, {})
        if cell not in known:
            known[cell] = as_span(cell, manner=self.numbers[field], unit=self.units[field])
        span = known[cell]
        if span is None or span.amount < 0:
            self._unread(field, cell, "a time, expected one such as 3d or 4.5h", where)
            return None
        return span

    def _as_estimate(self, field: str, cell: Cell, where: str) -> Estimate | None:
        known = self._estimates.setdefault(field, {})
        if cell not in known:
            known[cell] = as_estimate(cell, manner=self.numbers[field], unit=self.units[field])
        found = known[cell]
        if found is None:
            self._unread(field, cell, "an estimate, expected one such as 3d or 3d..8d", where)
        elif not _in_order(found):
            self._unread(field, cell, "an estimate from low to high, zero or more", where)
            return None
        return found

    def _estimate(self, row: list[Cell], where: str) -> Estimate | None:
        """The estimate of a row: of its own column, else of its columns low, likely and high."""
        said = self._cell(row, "estimate")
        own = None if said == "" or is_blank(said) else self._as_estimate("estimate", said, where)
        if not self._three_points:
            return own
        low, likely, high = (
            None if is_blank(cell) else self._span(field, cell, where)
            for field in ("low", "likely", "high")
            for cell in (self._cell(row, field),)
        )
        if low is None or high is None:
            return own or (None if likely is None else Estimate(likely=likely))
        middle = likely or (own.likely if own is not None else None)
        found = Estimate(low=low, likely=middle, high=high)
        if _in_order(found):
            return found
        self._unread("low", f"{low}, {middle}, {high}", "in order from low to high", where)
        return own or (None if likely is None else Estimate(likely=likely))

    def _share(self, cell: Cell, where: str) -> float | None:
        if isinstance(cell, str) and cell in self._shares:
            return self._shares[cell]
        number = as_number(cell, manner=self.numbers["complete"])
        if number is not None and self._percent and not (isinstance(cell, str) and "%" in cell):
            number /= 100
        if number is None or not 0 <= number <= 1:
            self._unread("complete", cell, "a share, expected 0% to 100%", where)
            return None
        if isinstance(cell, str):
            self._shares[cell] = number
        return number

    def _priority(self, cell: Cell, where: str) -> int | None:
        number = as_number(cell, manner=self.numbers["priority"])
        if number is not None and number == int(number) and abs(number) <= 1_000_000:
            return int(number)
        known = priority_of(text_of(cell))
        if known is None:
            self._unread("priority", cell, "a number or high, medium, low", where)
        return known

    def _people(self, cell: Cell, where: str) -> tuple[tuple[str, float | None], ...]:
        text = unescaped(text_of(cell))
        if text not in self._crews:
            self._crews[text] = self._crew(text)
        return self._crews[text]

    def _crew(self, text: str) -> tuple[tuple[str, float | None], ...]:
        people: dict[str, float | None] = {}
        for part in re.split(self._separator, text):
            match = _UNITS.fullmatch(part.strip()) if "[" in part else None
            name = one_line(match["name"] if match else part)
            if name and name not in people:
                units = as_number(match["units"], manner=_POINT) if match else None
                people[name] = units
        return tuple(people.items())


def _text(cell: Cell) -> str | None:
    return None if cell == "" or is_blank(cell) else _line(cell)


def _line(cell: Cell, _: str = "") -> str | None:
    """The text of a cell that is not blank."""
    return one_line(unescaped(text_of(cell))) or None


def _seeming_unit(numbers: list[float]) -> Unit:
    """Hours where the numbers are large, or shaped like whole and half days of hours; else days."""
    if not numbers:
        return "d"
    shaped = sum(1 for n in numbers if n % 4 == 0) / len(numbers)
    return "h" if median(numbers) > 40 or (shaped > 0.8 and median(numbers) >= 8) else "d"


_MINUTES: dict[Unit, int] = {"m": 1, "h": 60, "d": 480, "w": 2400}


def _in_order(estimate: Estimate) -> bool:
    spans = [s for s in (estimate.low, estimate.likely, estimate.high) if s is not None]
    sizes = [s.amount * _MINUTES[s.unit] for s in spans]
    return min(sizes) >= 0 and sizes == sorted(sizes)
