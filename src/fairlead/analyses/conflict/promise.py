"""What a program promises by a day: milestones, deadlines, latest and fixed dates, the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as with_fields
from typing import Final, Literal

from fairlead.analyses.forecast.result import WHOLE
from fairlead.program.moments import Moment, closing_day, closing_minute, instant, opening_minute
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.work import Activity, Link, Milestone, Need

__all__ = [
    "USUAL",
    "Promise",
    "PromiseKind",
    "begins",
    "milestone_promise",
    "promises_of",
    "with_marks",
]

PromiseKind = Literal["date", "deadline", "limit", "fixed", "finish"]

USUAL: Final = 0.8
"""How sure a promise is to be that does not say so."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something is to be there by a minute, with a confidence.

    `target` is the milestone whose finish is looked at, or the whole; where a task was promised it
    is a mark beside it, which `with_marks` puts there. `of` is the row that promises, None for the
    program; `field` what of it.
    """

    id: str
    kind: PromiseKind
    title: str
    target: str
    until: int
    confidence: float
    of: str | None = None
    field: str | None = None
    link: Link = "FS"


def milestone_promise(program: Program, key: str, *, until: int, confidence: float) -> Promise:
    """A milestone by a minute."""
    day = _day(program, until)
    return Promise(
        id=f"date-{key}",
        kind="date",
        title=f"{program.milestones[key].title} by {day}, {confidence:.0%} sure",
        target=key,
        until=until,
        confidence=confidence,
        of=key,
        field="due",
    )


def promises_of(program: Program, *, confidence: float | None = None) -> tuple[Promise, ...]:
    """Every day that unfinished work of a program is promised for.

    `confidence` is that of all; left out, a milestone's own, and 80 % of what states none.
    """
    found: list[Promise] = []
    for key, milestone in program.milestones.items():
        if milestone.finished is None and not milestone.inactive and milestone.due is not None:
            sure = confidence or milestone.confidence or USUAL
            until = closing_minute(milestone.due, timezone=program.timezone)
            found.append(milestone_promise(program, key, until=until, confidence=float(sure)))
    for row in _rows(program):
        found.extend(_of_row(program, *row, confidence=confidence or USUAL))
    if program.finish_by is not None:
        until = closing_minute(program.finish_by, timezone=program.timezone)
        sure = confidence or USUAL
        found.append(
            Promise(
                id="finish",
                kind="finish",
                title=f"All of it by {_day(program, until)}, {sure:.0%} sure",
                target=WHOLE,
                until=until,
                confidence=sure,
            )
        )
    return tuple(found)


def _rows(program: Program) -> Iterator[tuple[str, Activity]]:
    summaries = program.summaries()
    for key, row in (*program.tasks.items(), *program.milestones.items()):
        if key not in summaries and row.finished is None and not row.inactive:
            yield key, row


_LIMITS: Final[tuple[tuple[str, PromiseKind, Link, str], ...]] = (
    ("deadline", "deadline", "FS", "{} done by its deadline {}"),
    ("finish_by", "limit", "FS", "{} finished by {}"),
    ("must_finish", "fixed", "FS", "{} finished on {}"),
    ("start_by", "limit", "SS", "{} begun by {}"),
    ("must_start", "fixed", "SS", "{} begun on {}"),
)
"""Fields that promise a day: their kind, which end of the work they are about, and the words."""


def _of_row(program: Program, key: str, row: Activity, *, confidence: float) -> Iterator[Promise]:
    for field, kind, link, words in _LIMITS:
        moment: Moment | None = getattr(row, field, None)
        begun = getattr(row, "started", None) is not None
        if moment is None or (link == "SS" and begun):
            continue
        until = closing_minute(moment, timezone=program.timezone)
        told = words.format(row.title, moment.isoformat()[:10])
        yield Promise(
            id=f"{field.replace('_', '-')}-{key}",
            kind=kind,
            title=f"{told}, {confidence:.0%} sure",
            target=f"{key}-{field.replace('_', '-')}",
            until=until,
            confidence=confidence,
            of=key,
            field=field,
            link=link,
        )


def with_marks(
    program: Program, promises: tuple[Promise, ...]
) -> tuple[Program, tuple[Promise, ...]]:
    """The program with a milestone beside all work that was promised, and promises that look at it.

    A mark takes no time and nobody, so it moves nothing.
    """
    milestones = dict(program.milestones.items())
    found: list[Promise] = []
    for promise in promises:
        if promise.kind in ("date", "finish") or promise.of is None:
            found.append(promise)
            continue
        key = promise.target
        while key in milestones or key in program.tasks:
            key = f"{key}-mark"
        need = Need(task=promise.of, link=promise.link)
        milestones[key] = Milestone(title=promise.title, needs=(need,))
        found.append(with_fields(promise, target=key))
    if len(milestones) == len(program.milestones):
        return program, promises
    return replace(program, milestones=Table(milestones)), tuple(found)


def _day(program: Program, until: int) -> str:
    """The last day before a minute, as the program's clocks have it."""
    return f"{closing_day(instant(until), timezone=program.timezone):%Y-%m-%d}"


def begins(program: Program, moment: Moment) -> int:
    """The minute from which a moment is there."""
    return opening_minute(moment, timezone=program.timezone)
