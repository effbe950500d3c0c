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
from fairlead.sources.history_words import GROUPS, HISTORY_COLUMNS, LAST_RESORT
from fairlead.sources.spreadsheet.read import grids_of, holds
from fairlead.sources.tabular.cells import NumberManner, as_number, is_blank, number_manner
from fairlead.sources.tabular.columns import (
    ColumnMap,
    Looks,
    guess_columns,
    recognise,
    words_of,
)
from fairlead.sources.tabular.date_columns import DateColumns
from fairlead.sources.tabular.durations import as_span
from fairlead.sources.tabular.grid import Cell, Grid, text_of
from fairlead.sources.wording import one_line

__all__ = ["HISTORY_COLUMNS", "HistoryReading", "read_history"]


_SECONDS = frozenset({"s", "sec", "secs", "second", "seconds", "sekunden", "secondes", "segundos"})
_SURE_OF_A_KEY = 0.9
_FEWEST_FOR_SECONDS = 20
_LEAST_SECONDS = 900
_MINUTES: dict[Unit, int] = {"m": 1, "h": 60, "d": 480, "w": 2400}


class HistoryReading(Noun):
    """The record that was read, what was left out and why, and the columns that were used."""

    history: History
    findings: tuple[Finding, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


def read_history(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    groups: tuple[str, ...] = (),
    sheet: str | None = None,
    unit: Unit | None = None,
    day_first: bool | None = None,
) -> HistoryReading:
    """Finished tasks of a CSV, TSV or XLSX file.

    `columns` names the header of a field where the guess is wrong, an empty text for none;
    `groups` the headers of what sorts tasks, in place of the guess. Without a day of the estimate
    the day of completion stands in. Raises `UnreadableInput` and `TooLarge`.
    """
    grids = grids_of(path, sheet=sheet)
    if not grids or len(grids[0].rows) < 2:
        return HistoryReading(history=History(), findings=(_empty(str(path)),))
    grid = max(grids, key=lambda one: len(one.rows))
    header = [one_line(text_of(cell)) for cell in grid.rows[0]]
    found = _columns(grid, header, columns or {})
    missing = [f for f in ("completed", "estimate", "actual") if found.of(f) is None]
    if missing:
        finding = Finding(
            code="history.no-column",
            severity="error",
            message=f"No column was found for {' and '.join(missing)}; there are "
            f"{', '.join(name[:40] for name in header[:20])}.",
            where=grid.where(0),
            hint=f"Name it: --{missing[0]} HEADER.",
        )
        return HistoryReading(
            history=History(), findings=(*found.findings, finding), columns=found.pairs()
        )
    at_groups, wrong = _groups(header, found, groups, grid.where(0))
    tasks, findings = _tasks(grid, found, at_groups, unit=unit, day_first=day_first)
    return HistoryReading(
        history=History(tasks=tasks, group_names=tuple(header[n] for n in at_groups)),
        findings=(*grid.findings, *found.findings, *wrong, *findings),
        columns=(*found.pairs(), *(("group", header[n]) for n in at_groups)),
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
    found = replace(found, guesses=kept)
    left = [t for t in LAST_RESORT if found.of(t.field) is None and t.field not in wished]
    if not left:
        return found
    taken = {guess.position for guess in found.guesses}
    rest = ["" if n in taken else name for n, name in enumerate(header)]
    more = guess_columns(rest, left, holds=fits, where=where)
    return replace(found, guesses=(*found.guesses, *more.guesses))


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


def _tasks(
    grid: Grid,
    found: ColumnMap,
    groups: list[int],
    *,
    unit: Unit | None,
    day_first: bool | None,
) -> tuple[tuple[FinishedTask, ...], list[Finding]]:
    at = {guess.field: guess.position for guess in found.guesses}
    rows = grid.rows[1:]
    dates = DateColumns(
        {f: [_cell(row, at[f]) for row in rows] for f in ("estimated", "completed") if f in at},
        timezone="UTC",
        where=grid.where(0),
        day_first=day_first,
    )
    amounts = _Amounts(grid, rows, found, unit=unit)
    tasks: list[FinishedTask] = []
    left: Counter[str] = Counter()
    for number, row in enumerate(rows, start=1):
        days: dict[str, date | None] = {}
        for field in ("estimated", "completed"):
            moment = None
            if field in at:
                moment = dates.read(field, _cell(row, at[field]), where=grid.where(number))
            days[field] = _day(moment)
        hours = {f: amounts.hours(f, _cell(row, at[f])) for f in ("estimate", "actual")}
        done, begun = days["completed"], days["estimated"] or days["completed"]
        estimate, actual = hours["estimate"], hours["actual"]
        if done is None or begun is None:
            left["no day of completion"] += 1
        elif estimate is None or actual is None:
            left["no estimate or no actual"] += 1
        elif estimate <= 0 or actual <= 0:
            left["an estimate or actual of zero or less"] += 1
        elif done < begun:
            left["completed before it was estimated"] += 1
        else:
            task = FinishedTask(
                estimated=begun,
                completed=done,
                estimate=estimate,
                actual=actual,
                who=_text(row, at.get("who")),
                groups=tuple(_text(row, n) for n in groups),
                key=_text(row, at.get("key")),
            )
            tasks.append(task)
    once = _once(tasks)
    if len(once) < len(tasks):
        left["the very same row stands above"] = len(tasks) - len(once)
    findings = dates.findings[:20]
    if amounts.seconds:
        findings.append(
            Finding(
                code="history.seconds",
                severity="note",
                message=f"Numbers of {' and '.join(amounts.seconds)} were read as seconds.",
                where=grid.where(0),
                hint="Say what they count with --unit, if it is something else.",
            )
        )
    for reason, count in left.items():
        findings.append(
            Finding(
                code="history.left-out",
                severity="warning",
                message=f"{count:,} of {len(rows):,} tasks are left out: {reason}.",
                where=grid.name,
            )
        )
    return once, findings


def _once(tasks: Sequence[FinishedTask]) -> tuple[FinishedTask, ...]:
    """Each task once, as overlapping exports repeat them, if their keys tell tasks apart."""
    distinct = tuple(dict.fromkeys(tasks))
    of_key = Counter(task.key for task in distinct)
    clashes = sum(count > 1 for count in of_key.values())
    return distinct if of_key[""] == 0 and 10 * clashes <= len(of_key) else tuple(tasks)


class _Amounts:
    """Reads estimates and actuals as hours. `seconds` are the fields whose numbers count those.

    Their header says so; or it says nothing, and of both columns nine in ten numbers are whole
    minutes and the middle one is a quarter of an hour or more, as trackers export them.
    """

    def __init__(
        self, grid: Grid, rows: Sequence[list[Cell]], found: ColumnMap, *, unit: Unit | None
    ) -> None:
        guesses = {g.field: g for g in found.guesses if g.field in {"estimate", "actual"}}
        cells = {f: [_cell(row, g.position) for row in rows] for f, g in guesses.items()}
        self._units = {f: unit or g.unit or "h" for f, g in guesses.items()}
        self._manners = {f: number_manner(c, delimiter=grid.delimiter) for f, c in cells.items()}
        self.seconds: tuple[str, ...] = ()
        if unit is not None:
            return
        told = [f for f, g in guesses.items() if not _SECONDS.isdisjoint(words_of(g.column))]
        silent = not told and all(g.unit is None for g in guesses.values())
        if silent and all(_whole_minutes(c, self._manners[f]) for f, c in cells.items()):
            told = list(guesses)
        self.seconds = tuple(told)

    def hours(self, field: str, cell: Cell) -> float | None:
        """The hours in a cell, or None."""
        if field in self.seconds:
            number = as_number(cell, manner=self._manners[field])
            return None if number is None else number / 3600
        span = as_span(cell, manner=self._manners[field], unit=self._units[field])
        return None if span is None else span.amount * _MINUTES[span.unit] / 60


def _whole_minutes(cells: list[Cell], manner: NumberManner) -> bool:
    numbers = sorted(n for c in cells if (n := as_number(c, manner=manner)) is not None and n > 0)
    if len(numbers) < _FEWEST_FOR_SECONDS or numbers[len(numbers) // 2] < _LEAST_SECONDS:
        return False
    return 10 * sum(number % 60 == 0 for number in numbers) >= 9 * len(numbers)


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
