"""What the numbers of a record count: as a header, a column of units, or they themselves tell."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Literal

from fairlead.program.findings import Finding
from fairlead.program.quantities import Unit
from fairlead.sources.tabular.cells import as_number, number_manner
from fairlead.sources.tabular.columns import ColumnMap, words_of
from fairlead.sources.tabular.durations import UNIT_WORDS, as_span
from fairlead.sources.tabular.grid import Cell, Grid, text_of

__all__ = ["Amounts", "of_words"]

Counted = Literal["ms", "s", "m", "h", "d", "w", "points"]

_HOURS: Mapping[Counted, float] = {
    "ms": 1 / 3_600_000, "s": 1 / 3600, "m": 1 / 60, "h": 1.0, "d": 8.0, "w": 40.0,
    "points": 1.0,
}  # fmt: skip
_WORDS: Mapping[Counted, str] = {
    "ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days of 8 hours",
    "w": "weeks of 40 hours", "points": "points, of which one stands for an hour",
}  # fmt: skip
_SECONDS = frozenset({"s", "sec", "secs", "second", "seconds", "sekunden", "secondes", "segundos"})
_MILLISECONDS = frozenset({"ms", "msec", "millis", "millisecond", "milliseconds", "millisekunden"})
_UNIT_WORDS: Mapping[str, Counted] = {
    word: unit for word, (unit, factor) in UNIT_WORDS.items() if factor == 1
}
_BESIDE = {"estimate": "estimate_unit", "actual": "actual_unit"}
"""Fields of amounts, and of the columns that may stand beside them and say their unit."""
_MOST_HOURS = 100 * 52 * 40.0
"""A hundred years of work: what is longer was never meant as a time."""
_OF_SOMEBODY = re.compile(r"(?<=\w)['\u2019]s\b")
_SIZES = frozenset({"point", "points", "sp", "size", "weight"})
"""Words for what is no time: the ratio of work to them has a unit, which is learned."""
_FEWEST = 20
_LEAST_SECONDS = 900


class Amounts:
    """Reads estimates and actuals as hours.

    What plain numbers count is told by `unit`, by a column of units beside them, or by the header.
    Where nothing tells it of either column, they are seconds (or thousandths) if nine in ten are
    whole minutes of them and the middle one is a quarter of an hour or more, as trackers export
    them; minutes if half of the actuals have more hours than there were from estimate to
    completion, and nine in ten have not as minutes; else hours. Where one header tells it, the
    other column counts the same, or hours if the middle task is nearer to its estimate then.
    `units` tells what they count, `findings` what was guessed from the numbers.
    """

    def __init__(
        self,
        grid: Grid,
        rows: Sequence[list[Cell]],
        found: ColumnMap,
        *,
        unit: Unit | None,
        open_days: Sequence[int | None] = (),
    ) -> None:
        guesses = {g.field: g for g in found.guesses if g.field in _BESIDE}
        self._where = grid.where(0)
        self._columns = {field: guess.column for field, guess in guesses.items()}
        self._at = {field: guess.position for field, guess in guesses.items()}
        cells = {f: [_cell(row, at) for row in rows] for f, at in self._at.items()}
        self._manners = {f: number_manner(c, delimiter=grid.delimiter) for f, c in cells.items()}
        self._beside = {
            field: beside.position
            for field in guesses
            if unit is None
            and (beside := found.of(_BESIDE[field]) or found.of("unit_of_both")) is not None
        }
        self._counted: dict[str, Counted] = {}
        for field, guess in guesses.items():
            told = unit or of_words(guess.column) or guess.unit
            if told is None and not _SIZES.isdisjoint(words_of(guess.column)):
                told = "points"
            if told is not None:
                self._counted[field] = told
        numbers = {
            f: [as_number(cell, manner=self._manners[f]) for cell in of] for f, of in cells.items()
        }
        self._plain = {
            f: sorted(n for n in of if n is not None and n > 0) for f, of in numbers.items()
        }
        self._told = frozenset(f for f in guesses if f in self._counted or f in self._beside)
        self.findings: tuple[Finding, ...] = ()
        silent = [f for f in guesses if f not in self._told]
        if len(silent) == 1 and len(guesses) == 2:
            (other,) = self._told
            self._guess_like(silent[0], other)
        elif silent:
            self._guess(silent, numbers.get("actual", []), open_days)

    @property
    def units(self) -> tuple[tuple[str, str], ...]:
        """What the plain numbers of each field count, in words; nothing where it has none."""
        told: list[tuple[str, str]] = []
        for field in self._at:
            if field in self._beside:
                told.append((field, "as the column beside it says"))
            elif self._plain[field]:
                assumed = "" if field in self._told else ", as nothing says what it counts"
                told.append((field, _WORDS[self._counted[field]] + assumed))
        return tuple(told)

    def hours(self, field: str, row: list[Cell]) -> float | None:
        """The hours in a row's cell of that field, or None."""
        cell = _cell(row, self._at[field])
        counted: Counted | None = self._counted.get(field, "h")
        if field in self._beside:
            counted = of_words(text_of(_cell(row, self._beside[field])), alone=True)
        if isinstance(cell, time):
            return cell.hour + cell.minute / 60
        number = as_number(cell, manner=self._manners[field])
        if number is not None:
            hours = None if counted is None else number * _HOURS[counted]
            return hours if hours is not None and abs(hours) <= _MOST_HOURS else None
        span = as_span(cell, manner=self._manners[field], unit=None)
        return None if span is None else span.amount * _HOURS[span.unit]

    def _guess(
        self,
        silent: list[str],
        actual: Sequence[float | None],
        open_days: Sequence[int | None],
    ) -> None:
        """What columns count of which nothing tells it."""
        counted: Counted = "h"
        plain = [self._plain[field] for field in silent]
        if all(_whole_minutes(of, second=1000) for of in plain):
            counted = "ms"
        elif all(_whole_minutes(of, second=1) for of in plain):
            counted = "s"
        elif len(silent) == len(_BESIDE) and _are_minutes(actual, open_days):
            counted = "m"
        self._counted |= dict.fromkeys(silent, counted)
        if counted == "m":
            self._tell("history.units", silent, "as hours, there was no time for them")
        elif counted != "h":
            self._tell("history.seconds", silent, "whole minutes' worth, as trackers export them")

    def _guess_like(self, field: str, other: str) -> None:
        like = self._counted.get(other, "h")
        self._counted[field] = like
        mine, theirs = self._plain[field], self._plain[other]
        if like in {"h", "points"} or not mine or not theirs:
            return
        ratio = mine[len(mine) // 2] / theirs[len(theirs) // 2]
        if abs(math.log(ratio / _HOURS[like])) < abs(math.log(ratio)):
            self._counted[field] = "h"
        self._tell("history.units", [field], f"nearest to those of {self._columns[other]} then")

    def _tell(self, code: str, fields: Sequence[str], why: str) -> None:
        columns = " and ".join(self._columns[field] for field in fields)
        unit = _WORDS[self._counted[fields[0]]]
        self.findings += (
            Finding(
                code=code,
                severity="note",
                message=f"Numbers of {columns} were read as {unit}: {why}.",
                where=self._where,
                hint="Say what they count with --unit, if it is something else.",
            ),
        )


def of_words(text: str, *, alone: bool = False) -> Counted | None:
    """The unit that a header or, `alone`, a cell of units names; None for one that has another way.

    Seconds and their thousandths, which no span of work is written in; with `alone` all units.
    """
    words = frozenset(words_of(_OF_SOMEBODY.sub("", text)))
    if not _SECONDS.isdisjoint(words):
        return "s"
    if not _MILLISECONDS.isdisjoint(words):
        return "ms"
    if not alone:
        return None
    return next((u for w in words if (u := _UNIT_WORDS.get(w)) is not None), None)


def _whole_minutes(numbers: Sequence[float], *, second: int) -> bool:
    """Whether ordered numbers are whole minutes, `second` of them to a second."""
    if len(numbers) < _FEWEST or numbers[len(numbers) // 2] < _LEAST_SECONDS * second:
        return False
    return 10 * sum(n % (60 * second) == 0 for n in numbers) >= 9 * len(numbers)


def _are_minutes(actual: Sequence[float | None], open_days: Sequence[int | None]) -> bool:
    pairs = [
        (number, 24.0 * (days + 1))
        for number, days in zip(actual, open_days, strict=False)
        if number is not None and days is not None and number > 0
    ]
    beyond = sum(number > hours for number, hours in pairs)
    still = sum(number / 60 > hours for number, hours in pairs)
    return len(pairs) >= _FEWEST and 2 * beyond > len(pairs) and 10 * still < len(pairs)


def _cell(row: list[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else ""
