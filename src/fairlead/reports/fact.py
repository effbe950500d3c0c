"""A number with its evidence, and the base that holds all numbers of a report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from fairlead.program.errors import UnknownReference
from fairlead.program.noun import Noun, Table

__all__ = ["Fact", "FactBase", "Kind", "Recorder", "Value"]

Kind = Literal["count", "share", "money", "duration", "day", "start", "finish", "instant", "text"]
"""What a value is, and so how it is shown. `start` and `finish` are instants of which the day
matters: a finish at midnight belongs to the day that ends there. `duration` is in minutes."""

Value = int | float | str | date | datetime


class Fact(Noun):
    """One value that a report may show, and where it comes from.

    `id` is stable and says what it is: `milestone.beta.planned`. `day_minutes` is how many minutes
    a duration's day has: the working day of a calendar, or 1,440 for the clock's own day.
    `derivation` names the analysis and the inputs in words; `subjects` are the ids it is about.
    """

    id: str
    kind: Kind
    value: Value
    derivation: str
    subjects: tuple[str, ...] = ()
    day_minutes: int = 480
    currency: str | None = None


class FactBase(Noun):
    """Every fact of one program at one moment. Whatever is computed anew has a new fingerprint."""

    program: str
    fingerprint: str
    as_of: datetime
    timezone: str
    version: str
    facts: Table[Fact] = Table()

    def __getitem__(self, id: str) -> Fact:
        """The fact of that id. Raises `UnknownReference` when nobody recorded it."""
        found = self.facts.get(id)
        if found is None:
            raise UnknownReference(f"No fact {id!r} among {len(self.facts)} of {self.program!r}.")
        return found

    def get(self, id: str) -> Fact | None:
        """The fact of that id, or None."""
        return self.facts.get(id)


class Recorder:
    """Takes facts down while a base is made. An id is recorded once: a second value would lie."""

    def __init__(self, *, currency: str) -> None:
        self.currency = currency
        self.rows: dict[str, Fact] = {}

    def record(
        self,
        id: str,
        kind: Kind,
        value: Value | None,
        derivation: str,
        *,
        about: Iterable[str] = (),
        day_minutes: int = 480,
    ) -> None:
        """Take down one fact; a value of None is no fact. Raises `ValueError` for an id twice."""
        if value is None:
            return
        if id in self.rows:
            raise ValueError(f"Fact {id!r} is {self.rows[id].value!r} already, not {value!r}.")
        self.rows[id] = Fact(
            id=id,
            kind=kind,
            value=value,
            derivation=derivation,
            subjects=tuple(about),
            day_minutes=day_minutes,
            currency=self.currency if kind == "money" else None,
        )
