"""Which triggers hold, which are near it, and since when, by the record."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Literal

from fairlead.analyses.triggers.facts import Facts, SaidThen
from fairlead.program.chain import Entry
from fairlead.program.conditions import (
    FUNCTIONS,
    Both,
    Comparison,
    Condition,
    CoverageGap,
    Not,
    WrongCondition,
    comparisons,
    parse_condition,
)
from fairlead.program.issued import LEVELS, IssuedForecast
from fairlead.program.moments import closing_minute, instant, minute_of, opening_minute
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.quantities import Span

__all__ = [
    "Reading",
    "Verdict",
    "held_since",
    "said_by",
    "said_in",
    "said_now",
    "turned",
    "watch",
]

_COMPARE: Final = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_LEVELS: Final = {"p10": 10, "p50": 50, "p80": 80, "p90": 90}
_NEAR_CHANCE: Final = 0.1
_NEAR_DAYS: Final = 5
_NEAR_PART: Final = 0.25


class Reading(Noun):
    """One comparison as it came out.

    `value` and `limit` are in minutes for spans and dates, 0 to 1 for chances, in currency for
    money; `value` is None where the fact is not known, and so is `holds`. `near` says that it is
    close to the limit, on either side.
    """

    what: str
    kind: Literal["chance", "span", "date", "money", "gap"]
    operator: str
    value: float | None
    limit: float
    holds: bool | None
    near: bool = False
    day_minutes: int = 1440


class Verdict(Noun):
    """Whether a trigger holds; None where that depends on a fact that is not known.

    `near` says that it does not hold, and would if comparisons that are close turned.
    """

    trigger: str
    holds: bool | None
    near: bool = False
    readings: tuple[Reading, ...] = ()
    propose: str | None = None


def watch(facts: Facts) -> tuple[Verdict, ...]:
    """Every trigger of the program, in its order."""
    known: dict[Comparison | CoverageGap, Reading] = {}
    return tuple(_verdict(key, facts, known) for key in facts.program.triggers)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Condition | None:
    try:
        return parse_condition(text)
    except WrongCondition:  # told of when the program is read
        return None


def _verdict(key: str, facts: Facts, known: dict[Comparison | CoverageGap, Reading]) -> Verdict:
    trigger = facts.program.triggers[key]
    condition = _parsed(trigger.when)
    if condition is None:
        return Verdict(trigger=key, holds=None)
    readings: dict[Comparison | CoverageGap, Reading] = {}
    for leaf in comparisons(condition):
        found = known.get(leaf)
        if found is None:
            found = known[leaf] = _reading(leaf, facts)
        readings[leaf] = found
    holds = _holds(condition, readings)
    return Verdict(
        trigger=key,
        holds=holds,
        near=holds is False and _about_to_hold(condition, readings),
        readings=tuple(readings.values()),
        propose=trigger.propose if holds else None,
    )


def _holds(
    condition: Condition, readings: Mapping[Comparison | CoverageGap, Reading]
) -> bool | None:
    """Logic of three values (Kleene 1938): what is unknown stays so unless it does not matter."""
    if isinstance(condition, Comparison | CoverageGap):
        return readings[condition].holds
    if isinstance(condition, Not):
        inner = _holds(condition.part, readings)
        return None if inner is None else not inner
    parts = [_holds(part, readings) for part in condition.parts]
    decisive = not isinstance(condition, Both)
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _about_to_hold(
    condition: Condition, readings: Mapping[Comparison | CoverageGap, Reading]
) -> bool:
    """Whether it would hold if one of the comparisons that are close turned, or all of them."""
    close = {
        leaf: replace(reading, holds=not reading.holds)
        for leaf, reading in readings.items()
        if reading.near
    }
    if not close:
        return False
    turns = [{leaf: reading} for leaf, reading in close.items()] + [close]
    return any(_holds(condition, {**readings, **turn}) for turn in turns)


def _reading(leaf: Comparison | CoverageGap, facts: Facts) -> Reading:
    if isinstance(leaf, CoverageGap):
        gap = facts.gap(leaf.rotation)
        what = "coverage gap" if leaf.rotation is None else f"coverage gap ({leaf.rotation})"
        value = None if gap is None else float(gap)
        return Reading(what=what, kind="gap", operator=">", value=value, limit=0.0, holds=gap)
    day, week = facts.day_minutes(leaf.function, leaf.argument)
    limit = _limit(leaf, facts, day, week)
    what = f"{leaf.function}({leaf.argument})"
    kind = FUNCTIONS[leaf.function].gives
    if leaf.moved and leaf.window is not None:
        within = leaf.window.minutes(day_minutes=1440, week_minutes=10080)
        value = facts.moved(leaf.function, leaf.argument, within=within)
        what, kind = f"{what} moved in {leaf.window}", "span"
    else:
        value = facts.value(leaf.function, leaf.argument)
    holds = None if value is None else bool(_COMPARE[leaf.operator](value, limit))
    return Reading(
        what=what,
        kind=kind,
        operator=leaf.operator,
        value=value,
        limit=limit,
        holds=holds,
        near=value is not None and _near(kind, value, limit, day),
        day_minutes=day,
    )


def _limit(leaf: Comparison, facts: Facts, day: int, week: int) -> float:
    value = leaf.value
    if isinstance(value, Span):
        return value.minutes(day_minutes=day, week_minutes=week)
    if isinstance(value, date):
        # `> 2026-04-30` is after that day, `< 2026-04-30` before it.
        ends = leaf.operator in {">", "<="}
        edge = closing_minute if ends else opening_minute
        return edge(value, timezone=facts.program.timezone)
    return value


def _near(kind: str, value: float, limit: float, day: int) -> bool:
    """Ten points of a chance; five days of a date; a day, or a quarter of the limit, else."""
    distance = abs(value - limit)
    if kind == "chance":
        return distance <= _NEAR_CHANCE + 1e-9
    if kind == "date":
        return distance <= _NEAR_DAYS * 1440
    if kind == "money":
        return distance <= _NEAR_PART * abs(limit)
    return distance <= max(day, _NEAR_PART * abs(limit))


def held_since(record: Iterable[Entry], *, now: datetime) -> dict[str, datetime]:
    """The triggers that hold by the record, each with the time from which it does."""
    found: dict[str, datetime] = {}
    for entry in record:
        content = entry.content if isinstance(entry.content, dict) else {}
        key = content.get("trigger")
        if entry.at > now or not isinstance(key, str):
            continue
        if entry.kind == "held":
            found.setdefault(key, entry.at)
        elif entry.kind == "ceased":
            found.pop(key, None)
    return found


def said_now(facts: Facts) -> dict[str, str]:
    """The dates that conditions with `moved` ask for, to be recorded for the next time."""
    found: dict[str, str] = {}
    for trigger in facts.program.triggers.values():
        condition = _parsed(trigger.when)
        for leaf in () if condition is None else comparisons(condition):
            if isinstance(leaf, Comparison) and leaf.moved:
                value = facts.value(leaf.function, leaf.argument)
                if value is not None:
                    found[f"{leaf.function}:{leaf.argument}"] = instant(round(value)).isoformat()
    return dict(sorted(found.items()))


def said_by(record: Iterable[Entry]) -> tuple[SaidThen, ...]:
    """What earlier forecasts said, by the entries `said` of a record."""
    found: list[SaidThen] = []
    for entry in record:
        content = entry.content if isinstance(entry.content, dict) else {}
        dates = content.get("dates")
        if entry.kind == "said" and isinstance(dates, dict):
            known = {
                key: datetime.fromisoformat(text)
                for key, text in dates.items()
                if isinstance(text, str)
            }
            found.append(SaidThen(at=entry.at, dates=Table(known)))
    return tuple(found)


def said_in(forecasts: Iterable[IssuedForecast]) -> tuple[SaidThen, ...]:
    """What forecasts said that were issued, each at its status time, by the ledger's order."""
    found: list[SaidThen] = []
    for issued in forecasts:
        begin = minute_of(issued.as_of)
        dates = {
            f"{name}:{said.id}": instant(begin + said.minutes[LEVELS.index(level)])
            for said in issued.said
            if said.kind == "milestone"
            for name, level in _LEVELS.items()
        }
        found.append(SaidThen(at=issued.as_of, dates=Table(dates)))
    return tuple(found)


def turned(
    verdicts: Iterable[Verdict], record: Iterable[Entry], *, now: datetime
) -> tuple[tuple[Literal["held", "ceased"], str], ...]:
    """What is to be recorded: triggers that hold now and did not, or the other way round.

    One whose facts are not known stays as it was.
    """
    held = held_since(record, now=now)
    found: list[tuple[Literal["held", "ceased"], str]] = []
    for verdict in verdicts:
        if verdict.holds and verdict.trigger not in held:
            found.append(("held", verdict.trigger))
        elif verdict.holds is False and verdict.trigger in held:
            found.append(("ceased", verdict.trigger))
    return tuple(found)
