"""Finished work from a table: which column says what is guessed from the header, or told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from fairlead.program.findings import Finding
from fairlead.program.history import FinishedTask, History
from fairlead.program.moments import Moment
from fairlead.program.noun import Noun, replace
from fairlead.program.quantities import Unit
from fairlead.sources.history_amounts import Amounts, of_words
from fairlead.sources.history_words import (
    GROUPS,
    HISTORY_COLUMNS,
    LAST_RESORT,
    NOT_DONE,
    STARTED,
    STATE,
)
from fairlead.sources.left_out import left_out
from fairlead.sources.spreadsheet.read import grids_of
from fairlead.sources.tabular.cells import is_blank
from fairlead.sources.tabular.columns import (
    ColumnMap,
    Looks,
    Term,
    guess_columns,
    recognise,
    words_of,
)
from fairlead.sources.tabular.date_columns import DateColumns
from fairlead.sources.tabular.grid import Cell, Grid, text_of
from fairlead.sources.tabular.header import holds, table_of
from fairlead.sources.wording import one_line

__all__ = ["HISTORY_COLUMNS", "HistoryReading", "read_history"]


_SURE_OF_A_KEY = 0.9
_DAYS = ("estimated", "completed", "started")
_HOURS_A_DAY = 8.0
_SAMPLE = 200
_MOST_SAID = 20


class HistoryReading(Noun):
    """The record that was read, what was left out and why, and the columns that were used.

    `units` tells of estimate and actual what their plain numbers count, where they have any.
    """

    history: History
    findings: tuple[Finding, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()


def read_history(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    groups: tuple[str, ...] = (),
    sheet: str | None = None,
    unit: Unit | None = None,
    day_first: bool | None = None,
) -> HistoryReading:
    """Finished tasks of a CSV, TSV, XLSX or Parquet file.

    `columns` names the header of a field where the guess is wrong, an empty text for none;
    `groups` the headers of what sorts tasks, in place of the guess. Without a day of the estimate
    the day of completion stands in; without what tasks took, their working days from start to
    completion. Raises `UnreadableInput` and `TooLarge`.
    """
    grids = grids_of(path, sheet=sheet)
    grid = table_of(grids, HISTORY_COLUMNS, columns=columns)
    if grid is None:
        broken = tuple(finding for one in grids for finding in one.findings)
        return HistoryReading(history=History(), findings=(*broken, _empty(str(path))))
    header = [one_line(text_of(cell)) for cell in grid.rows[0]]
    found = _columns(grid, header, columns or {})
    missing = [f for f in ("completed", "estimate", "actual") if found.of(f) is None]
    wished = "actual" in (columns or {})
    begun = _begun(grid, header) if missing == ["actual"] and not wished else None
    if missing and begun is None:
        finding = Finding(
            code="history.no-column",
            severity="error",
            message=f"No column was found for {' and '.join(missing)}; there are "
            f"{', '.join(name[:40] for name in header[:20])}.{_unfit(header, missing)}",
            where=grid.where(0),
            hint=f"Name it: --{missing[0]} HEADER.",
        )
        return HistoryReading(
            history=History(), findings=(*found.findings, finding), columns=found.pairs()
        )
    at_groups, wrong = _groups(header, found, groups, grid.where(0))
    rows = _Rows(grid, found, at_groups, begun=begun, unit=unit, day_first=day_first)
    tasks = rows.tasks()
    used = found.pairs() if begun is None else (*found.pairs(), ("started", header[begun]))
    return HistoryReading(
        history=History(tasks=tasks, group_names=tuple(header[n] for n in at_groups)),
        findings=(*grid.findings, *found.findings, *wrong, *rows.findings()),
        columns=(*used, *(("group", header[n]) for n in at_groups)),
        units=rows.amounts.units,
    )


def _columns(grid: Grid, header: list[str], wished: Mapping[str, str]) -> ColumnMap:
    """The columns of fields; for those without one, words that are asked last.

    So `estimated` is the day of the estimate where it holds days, else the estimate.
    """

    def fits(position: int, looks: Looks) -> bool:
        return holds(grid, 0, position, looks)

    where = grid.where(0)
    found = guess_columns(header, HISTORY_COLUMNS, columns=wished, holds=fits, where=where)
    # `team id` ends in a word for a key, and is none
    kept = tuple(g for g in found.guesses if g.field != "key" or g.score >= _SURE_OF_A_KEY)
    kept = tuple(g for g in kept if "unit" not in g.field or _holds_units(grid, g.position))
    found = replace(found, guesses=kept)
    left = [t for t in LAST_RESORT if found.of(t.field) is None and t.field not in wished]
    if not left:
        return found
    taken = {guess.position for guess in found.guesses}
    rest = ["" if n in taken else name for n, name in enumerate(header)]
    more = guess_columns(rest, left, holds=fits, where=where).guesses
    more = tuple(g for g in more if g.field != "who" or _repeats(grid, g.position))
    return replace(found, guesses=(*found.guesses, *more))


def _unfit(header: list[str], missing: list[str]) -> str:
    """Columns whose word would do, and whose cells hold something else."""
    named = [g for g in recognise(header, HISTORY_COLUMNS, typos=False) if g.field in missing]
    kinds = {"completed": "days", "estimate": "amounts", "actual": "amounts"}
    told = [f"{guess.column[:40]!r} holds no {kinds[guess.field]}" for guess in named[:3]]
    return f" {'; '.join(told)}." if told else ""


def _holds_units(grid: Grid, position: int) -> bool:
    """A unit may be one of time, or one of an organisation."""
    texts = [text_of(_cell(row, position)) for row in grid.rows[1:_SAMPLE]]
    told = [text for text in texts if text]
    return 2 * sum(of_words(text, alone=True) is not None for text in told) > len(told)


def _repeats(grid: Grid, position: int) -> bool:
    """A name may be that of a person, who has several tasks, or that of a task."""
    texts = [text for row in grid.rows[1:] if (text := _text(row, position))]
    return 2 * len(set(texts)) <= len(texts)


def _begun(grid: Grid, header: list[str]) -> int | None:
    """The column of the day on which work began."""
    begun = Term(field="started", names=STARTED, looks="date")
    found = sorted(recognise(header, [begun]), key=lambda guess: -guess.score)
    return next((g.position for g in found if holds(grid, 0, g.position, "date")), None)


def _groups(
    header: list[str], found: ColumnMap, wished: tuple[str, ...], where: str
) -> tuple[list[int], list[Finding]]:
    if not wished:
        order = [term.field for term in GROUPS]
        taken = {guess.position for guess in found.guesses}
        best: dict[str, int] = {}
        for guess in sorted(recognise(header, GROUPS), key=lambda g: -g.score):
            if guess.position not in taken:
                best.setdefault(guess.field, guess.position)
        return [best[field] for field in order if field in best], []
    lacking = [name for name in wished if name not in header]
    findings = [
        Finding(
            code="columns.unknown-column",
            severity="error",
            message=f"There is no column {name!r} to group by; there are {', '.join(header[:20])}.",
            where=where,
        )
        for name in lacking
    ]
    return [header.index(name) for name in wished if name in header], findings


class _Rows:
    """The rows of a record below its header, and what is said of them."""

    def __init__(
        self,
        grid: Grid,
        found: ColumnMap,
        groups: list[int],
        *,
        begun: int | None,
        unit: Unit | None,
        day_first: bool | None,
    ) -> None:
        self._grid, self._groups, self._begun = grid, groups, begun
        self._rows = rows = grid.rows[1:]
        at = {guess.field: guess.position for guess in found.guesses}
        self._at = at if begun is None else {**at, "started": begun}
        header = [text_of(cell) for cell in grid.rows[0]]
        self._states = [guess.position for guess in recognise(header, [STATE], typos=False)]
        self._left: Counter[str] = Counter()
        dates = DateColumns(
            {f: [_cell(row, self._at[f]) for row in rows] for f in _DAYS if f in self._at},
            timezone="UTC",
            where=grid.where(0),
            day_first=day_first,
        )
        self._days = [self._days_of(dates, number) for number in range(1, len(rows) + 1)]
        self._unread = dates.findings
        self.amounts = Amounts(
            grid,
            rows,
            found,
            unit=unit,
            open_days=[
                (days["completed"] - days["estimated"]).days
                if days.get("completed") and days.get("estimated")
                else None
                for days in self._days
            ],
        )

    def tasks(self) -> tuple[FinishedTask, ...]:
        """What can be learned from."""
        found: list[FinishedTask] = []
        for row, days in zip(self._rows, self._days, strict=True):
            done, begun = days.get("completed"), days.get("estimated") or days.get("completed")
            estimate = self.amounts.hours("estimate", row)
            actual = self._actual(row, days)
            if self._states and self._given_up(row):
                self._left["they were given up, as their status says"] += 1
            elif done is None or begun is None:
                self._left["no day of completion"] += 1
            elif estimate is None or actual is None:
                self._left["no estimate or no actual"] += 1
            elif estimate <= 0 or actual <= 0:
                self._left["an estimate or actual of zero or less"] += 1
            elif done < begun:
                self._left["completed before it was estimated"] += 1
            else:
                task = FinishedTask(
                    estimated=begun,
                    completed=done,
                    estimate=estimate,
                    actual=actual,
                    who=_text(row, self._at.get("who")),
                    groups=tuple(_text(row, n) for n in self._groups),
                    key=_text(row, self._at.get("key")),
                )
                found.append(task)
        once = _once(found)
        if len(once) < len(found):
            self._left["the very same row stands above"] = len(found) - len(once)
        return once

    def findings(self) -> list[Finding]:
        """What was guessed, and what was left out of `tasks`."""
        found = [*self._unread[:_MOST_SAID], *self.amounts.findings]
        if self._begun is not None:
            found.append(
                Finding(
                    code="history.cycle-time",
                    severity="note",
                    message="No column says what tasks took: their working days from start to "
                    f"completion stand for it, {_HOURS_A_DAY:g} hours each.",
                    where=self._grid.where(0),
                    hint="Name the column that does: --actual HEADER.",
                )
            )
        found += left_out(self._left, of=len(self._rows), what="tasks", where=self._grid.name)
        return found

    def _days_of(self, dates: DateColumns, number: int) -> dict[str, date]:
        row, where = self._grid.rows[number], self._grid.where(number)
        read = {
            field: dates.read(field, _cell(row, self._at[field]), where=where)
            for field in _DAYS
            if field in self._at
        }
        return {field: day for field, at in read.items() if (day := _day(at)) is not None}

    def _actual(self, row: list[Cell], days: Mapping[str, date]) -> float | None:
        if self._begun is None:
            return self.amounts.hours("actual", row)
        begun, done = days.get("started"), days.get("completed")
        if begun is None or done is None or done < begun:
            return None
        return max(_working_days(begun, done), 1) * _HOURS_A_DAY

    def _given_up(self, row: list[Cell]) -> bool:
        said = {"".join(words_of(text_of(_cell(row, position)))) for position in self._states}
        return not NOT_DONE.isdisjoint(said)


def _working_days(first: date, last: date) -> int:
    """Days from Monday to Friday, both ends counted."""
    weeks, rest = divmod((last - first).days + 1, 7)
    return 5 * weeks + sum((first.weekday() + day) % 7 < 5 for day in range(rest))


def _once(tasks: Sequence[FinishedTask]) -> tuple[FinishedTask, ...]:
    """Each task once, as overlapping exports repeat them, if their keys tell tasks apart."""
    distinct = tuple(dict.fromkeys(tasks))
    of_key = Counter(task.key for task in distinct)
    clashes = sum(count > 1 for count in of_key.values())
    return distinct if of_key[""] == 0 and 10 * clashes <= len(of_key) else tuple(tasks)


def _day(moment: Moment | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _cell(row: list[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else ""


def _text(row: list[Cell], position: int | None) -> str:
    if position is None:
        return ""
    cell = _cell(row, position)
    return "" if is_blank(cell) else one_line(text_of(cell))[:200]


def _empty(where: str) -> Finding:
    return Finding(
        code="history.empty",
        severity="error",
        message="The table has no rows; expected a header and a row for each finished task.",
        where=where,
    )
