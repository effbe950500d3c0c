"""Every date that was said, held against what happened: the table that all scores are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from fairlead.program.issued import LEVELS, IssuedForecast, Reached, key_of
from fairlead.program.moments import minute_of, opening_minute
from fairlead.program.program import Program

__all__ = ["SHARES", "Held", "held_against", "status_minute"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SHARES = np.array(LEVELS) / 100
"""The levels that are kept, as shares."""

_DAY = 1440
_NEVER = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Dates that were said, one row each, (rows); all instants in UTC minutes.

    - `target`: the number of what was spoken of in `names`; `issue`: the number of the forecast.
    - `quantiles` (rows, levels), `planned`, `due` (`no_date` where there is none), `chance` (NaN).
    - `begin` and `end`: what happened, the stretch in which it was done; `end` is `no_date` as
      long as it is open.
    - `known`: done, or open; the others were withdrawn.
    - `before`: the row of the same target in the forecast before, -1 if there is none.
    """

    names: tuple[str, ...]
    target: Ints
    issue: Ints
    at: Ints
    quantiles: Ints
    planned: Ints
    due: Ints
    chance: Floats
    begin: Ints
    end: Ints
    known: Flags
    before: Ints
    now: int

    no_date = _NEVER

    def __len__(self) -> int:
        return len(self.target)

    def of(self, rows: Flags) -> Held:
        """The same with some of the rows; rows before them are forgotten."""
        kept = {
            field.name: getattr(self, field.name)[rows]
            for field in fields(self)
            if field.name not in ("names", "now", "before")
        }
        before = np.full(int(rows.sum()), -1, np.int64)
        return Held(names=self.names, now=self.now, before=before, **kept)

    @property
    def done(self) -> Flags:
        """Which of them have happened."""
        return self.end < _NEVER

    def quantile(self, percent: int) -> Ints:
        """The dates of one level."""
        found: Ints = self.quantiles[:, LEVELS.index(percent)]
        return found

    def come(self, dates: Ints) -> Flags:
        """Whether a date has come, so that it is known of all alike whether it was kept.

        To count what was done before its date came would count the lucky ones alone.
        """
        return self.known & (dates <= self.now)

    def kept(self, dates: Ints) -> Flags:
        """Whether it was done by a date; where only the day is known, on that day at the latest."""
        return self.begin < dates

    def level(self, minutes: Ints) -> Floats:
        """The level that was given to each instant: 0 before P1, 1 from P99 on."""
        reached = (self.quantiles <= minutes[:, None]).sum(axis=1)
        inner = np.clip(reached, 1, len(LEVELS) - 1)
        rows = np.arange(len(self))
        low, high = self.quantiles[rows, inner - 1], self.quantiles[rows, inner]
        part = (minutes - low) / np.maximum(high - low, 1)
        found: Floats = SHARES[inner - 1] + np.clip(part, 0, 1) * (
            SHARES[inner] - SHARES[inner - 1]
        )
        return np.where(reached == 0, 0.0, np.where(reached == len(LEVELS), 1.0, found))

    def weights(self) -> Floats:
        """One for every target, shared among the times it was spoken of."""
        counts = np.bincount(self.target, minlength=len(self.names))
        found: Floats = 1.0 / counts[self.target]
        return found


def status_minute(program: Program, forecasts: Sequence[IssuedForecast]) -> int:
    """The moment up to which it is known what has happened."""
    told = [minute_of(forecast.as_of) for forecast in forecasts]
    if program.as_of is not None:
        told.append(opening_minute(program.as_of, timezone=program.timezone))
    return max(told, default=0)


def held_against(
    program: Program, forecasts: Sequence[IssuedForecast], happened: Sequence[Reached]
) -> Held:
    """All dates of all forecasts, in the order in which they were issued.

    What happened is what the program says now; of what it no longer holds, what the last forecast
    that knew of it had been told.
    """
    truth: dict[str, Reached] = {}
    for forecast in forecasts:
        truth.update((key_of(row), row) for row in forecast.reached)
    present = _present(program)
    truth = {key: row for key, row in truth.items() if key not in present}
    truth.update((key_of(row), row) for row in happened)
    numbers: dict[str, int] = {}
    last: dict[str, int] = {}
    rows: list[tuple[int, ...]] = []
    quantiles: list[tuple[int, ...]] = []
    starts: list[int] = []
    chances: list[float] = []
    for issue, forecast in enumerate(forecasts):
        begin = minute_of(forecast.as_of)
        for said in forecast.said:
            name = key_of(said)
            number = numbers.setdefault(name, len(numbers))
            found = truth.get(name)
            end = _NEVER if found is None else found.finish
            first = end if found is None else end - (_DAY if found.day else 1)
            known = found is not None or name in present
            rows.append(
                (
                    number, issue, begin, _at(said.planned, begin), _at(said.due, begin),
                    first, end, known, last.get(name, -1),
                )
            )  # fmt: skip
            last[name] = len(rows) - 1
            quantiles.append(said.minutes)
            starts.append(begin)
            chances.append(float("nan") if said.chance is None else said.chance)
    table = np.array(rows, np.int64).reshape(-1, 9).T
    dates = np.array(quantiles, np.int64).reshape(-1, len(LEVELS))
    return Held(
        names=tuple(numbers),
        target=table[0],
        issue=table[1],
        at=table[2],
        quantiles=dates + np.array(starts, np.int64)[:, None],
        planned=table[3],
        due=table[4],
        chance=np.array(chances),
        begin=table[5],
        end=table[6],
        known=table[7].astype(bool),
        before=table[8],
        now=status_minute(program, forecasts),
    )


def _present(program: Program) -> Mapping[str, None]:
    tables = (
        ("task", program.tasks),
        ("milestone", program.milestones),
        ("backlog", program.backlogs),
        ("launch", program.launches),
        ("sprint", program.sprints),
    )
    found = {
        f"{kind}:{key}": None
        for kind, table in tables
        for key, row in table.items()
        if not getattr(row, "inactive", False)
    }
    return {"whole:": None, **found}


def _at(minutes: int | None, begin: int) -> int:
    return _NEVER if minutes is None else begin + minutes
