"""Programs drawn by Hypothesis: every noun and every field of the model, with valid references.

Derived from the annotations of the nouns, so that a field added to the model is drawn here too.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from fairlead.program.calendars import (
    Calendar,
    CalendarException,
    ClockTime,
    DateRange,
    Hours,
    Week,
)
from fairlead.program.decisions import Decision, Option
from fairlead.program.escalation import Ladder, Level
from fairlead.program.incidents import Incident
from fairlead.program.moments import instant
from fairlead.program.noun import Noun, Ref, Table, hints_of, replace
from fairlead.program.people import Person
from fairlead.program.program import SECTIONS, Program
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Share, Span
from fairlead.program.register import Contingency, Trigger
from fairlead.program.requests import Wording
from fairlead.program.risks import Risk
from fairlead.program.rotations import CoverRequest, Layer, Override, Rotation, Turn
from fairlead.program.scheduling import Scheduling
from fairlead.program.sprints import Sprint
from fairlead.program.work import Milestone, Task
from fairlead.sources.program_file.layout import flow_text

__all__ = ["ids", "moments", "nouns", "programs", "spans", "texts"]

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
HOLIDAYS = ("DE", "DE-BE", "IN", "US")

ids = st.one_of(
    st.sampled_from(["api", "spec", "true", "null", "12", "1e3", "on", "a.b", "x-1", "0x1F", "N"]),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,8}", fullmatch=True),
)
_TRAPS = [
    "yes",
    "~",
    "#",
    "[x]",
    "{y}",
    "'",
    '"',
    "\\",
    "...",
    "---",
    "key:",
    "@x",
    "`x`",
    "|",
    ">",
]
_NUMBERS = [
    "|",
    ">",
    "1:30",
    "012",
    ".5",
    "=",
    "<<",
    "1_000",
    "null",
    "1e3",
    "0x1F",
    "-",
    "2026-01-01",
]
texts = st.one_of(
    st.sampled_from(_TRAPS),
    st.sampled_from(_NUMBERS),
    st.sampled_from(["", " a", "a: b", "a #b", "- x", "? x", "! x", "& a", "* a", "% x", "a, b"]),
    st.sampled_from(["tab\t", "\0", "\x85", "\u2028", "\ufeff", "é ü 日本", "Launch"]),
    st.sampled_from(["two\nlines\n", "\n", "a\n\n b ", "a\r\nb", "x\n  y\n", "z \ny", "a\n\n\n"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)  # fmt: skip
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
_minutes_of_a_century = st.integers(0, 100 * 365 * 1440)
instants = _minutes_of_a_century.map(lambda minute: instant(minute + 10_000_000))
# The hours around a change of the clock, where one wall-clock time is two instants or none.
_changes = st.sampled_from([datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)])
_odd_instants = st.builds(
    lambda at, quarters: at + timedelta(minutes=15 * quarters), _changes, st.integers(-8, 40)
)
moments = st.one_of(days, instants, _odd_instants)
_amounts = st.one_of(st.integers(0, 400).map(float), st.floats(0, 400, allow_subnormal=False))
spans = st.builds(
    Span, amount=_amounts, unit=st.sampled_from(["m", "h", "d", "w"]), elapsed=st.booleans()
)
signed_spans = st.builds(
    lambda span, sign: replace(span, amount=span.amount * sign), spans, st.sampled_from([1, -1])
)


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    unit: Any = draw(st.sampled_from(["m", "h", "d", "w"]))
    amounts = sorted(draw(st.lists(_amounts, min_size=3, max_size=3)))
    low, likely, high = (Span(amount=amount, unit=unit) for amount in amounts)
    return draw(
        st.sampled_from(
            [
                Estimate(likely=likely),
                Estimate(low=low, high=high),
                Estimate(low=low, likely=likely, high=high),
            ]
        )
    )


@st.composite
def costs(draw: st.DrawFn) -> CostEstimate:
    amounts = draw(st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=3))
    low, likely, high = map(Money, sorted(amounts))
    return draw(
        st.sampled_from(
            [
                CostEstimate(likely=likely),
                CostEstimate(low=low, high=high),
                CostEstimate(low=low, likely=likely, high=high),
            ]
        )
    )


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Spells of a day, apart from each other; the last may run past midnight."""
    marks = sorted(draw(st.sets(st.integers(0, 1439), max_size=4)))
    marks = marks[: len(marks) // 2 * 2]
    spells = list(zip(marks[::2], marks[1::2], strict=True))
    past_midnight = draw(st.booleans())
    if spells and past_midnight:
        start, _ = spells[-1]
        last_end = draw(st.integers(1440, 1440 + start))
        spells[-1] = (start, last_end)
    return tuple(spells)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    pool = draw(st.lists(hours(), min_size=1, max_size=3))
    seven = draw(st.lists(st.sampled_from(pool), min_size=7, max_size=7))
    return seven[0], seven[1], seven[2], seven[3], seven[4], seven[5], seven[6]


@st.composite
def ranges(draw: st.DrawFn) -> DateRange:
    first, last = sorted((draw(days), draw(days)))
    return DateRange(first=first, last=draw(st.sampled_from([first, last])))


_trees: st.SearchStrategy[Any] = st.recursive(
    texts,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(ids, inner, max_size=3)),
    max_leaves=5,
)
wordings = st.one_of(st.sampled_from(["5d..8d", "12", "false"]), _trees.map(flow_text))

_ATOMS: Mapping[object, st.SearchStrategy[Any]] = {
    str: texts,
    bool: st.booleans(),
    int: st.integers(-(10**12), 10**12),
    float: st.floats(-10, 10),
    Money: st.integers(-(10**12), 10**12),
    Chance: st.one_of(st.floats(0, 1), st.integers(0, 100).map(lambda part: part / 100)),
    Share: st.one_of(st.floats(0, 20), st.integers(0, 300).map(lambda part: part / 100)),
    Wording: wordings,
    ClockTime: st.integers(0, 1439),
    Span: spans,
    Estimate: estimates(),
    CostEstimate: costs(),
    date: days,
    datetime: instants,
    DateRange: ranges(),
    Hours: hours(),
    Week: weeks(),
}


CONDITIONS = (
    "coverage gap",
    "age(issue) > 3d and not unanswered(review) <= 2.5h",
    "(age(incident) >= 1w or coverage gap) and unanswered(decision) < 2d",
)
"""Triggers that name no row, so that they fit any program."""


# Ids that another YAML reader would take for something else are among them.
KEYS = {
    "tasks": ("api", "true", "12", "a.b"),
    "milestones": ("beta", "null", "1e3"),
}
"""The keys that the rows of a section may have; `_keys` makes up those that are not told here."""


def _keys(section: str) -> tuple[str, ...]:
    return KEYS.get(section, (section[:3], f"{section}-2", "on"))


def _values(hint: Any, ref: Ref | None = None) -> st.SearchStrategy[Any]:
    """A value of a type; where it refers to rows, one of the keys that they may have."""
    origin, members = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _values(members[0], next((m for m in members[1:] if isinstance(m, Ref)), ref))
    if hint is str and ref is not None:
        return st.sampled_from([key for section in ref.sections for key in _keys(section)])
    if hint in _ATOMS:
        return _ATOMS[hint]
    if origin is Literal:
        return st.sampled_from(members)
    if origin is Union or origin is types.UnionType:
        kinds = [member for member in members if member is not types.NoneType]
        return moments if set(kinds) == {date, datetime} else _values(kinds[0], ref)
    if isinstance(hint, NewType):
        return _values(hint.__supertype__, ref)
    if isinstance(hint, type) and issubclass(hint, Noun):
        return nouns(hint)
    if origin is Table:
        keys = ids if ref is None else _values(str, ref)
        return st.dictionaries(keys, _values(members[0]), max_size=3).map(Table)
    if origin is tuple:
        return st.lists(_values(members[0], ref), max_size=3).map(tuple)
    raise TypeError(f"No strategy for {hint!r}.")


@cache
def _fields(noun: type[Noun]) -> tuple[dict[str, st.SearchStrategy[Any]], tuple[str, ...]]:
    """The strategy of each field, and the names of those that may be left out."""
    hints = hints_of(noun)
    optional = tuple(f.name for f in msgspec.structs.fields(noun) if not f.required)
    return {name: _values(hint) for name, hint in hints.items()}, optional


@cache
def nouns(noun: type[Noun]) -> st.SearchStrategy[Any]:
    """A noun with its required fields and some of the others; what it names may not be there."""
    return _nouns(noun)


@st.composite
def _nouns(draw: st.DrawFn, noun: type[Noun]) -> Noun:
    strategies, optional = _fields(noun)
    some = draw(st.sets(st.sampled_from(optional), max_size=5)) if optional else set()
    values = {
        name: draw(strategy)
        for name, strategy in strategies.items()
        if name in some or name not in optional
    }
    return _sensible(noun(**values), draw)


def _known_only(row: Noun, keys: Mapping[str, tuple[str, ...]]) -> Noun | None:
    """The row without what it names that is not there; None when nothing is left of it."""
    changed: dict[str, Any] = {}
    for name, hint in hints_of(type(row)).items():
        value = getattr(row, name)
        ref = next((m for m in get_args(hint)[1:] if isinstance(m, Ref)), None)
        known = {key for section in ref.sections for key in keys[section]} if ref else set()
        if isinstance(value, Noun):
            changed[name] = _known_only(value, keys)
            if changed[name] is None and name not in _fields(type(row))[1]:
                return None
        elif isinstance(value, tuple) and value and isinstance(value[0], Noun):
            kept = [_known_only(part, keys) for part in value]
            changed[name] = tuple(part for part in kept if part is not None)
        elif isinstance(value, Table) and ref is None:
            inner = {
                key: _known_only(part, keys) if isinstance(part, Noun) else part
                for key, part in value.items()
            }
            changed[name] = Table({key: part for key, part in inner.items() if part is not None})
        elif ref is None or value is None:
            continue
        elif isinstance(value, Table):
            changed[name] = Table({key: inner for key, inner in value.items() if key in known})
        elif isinstance(value, tuple):
            changed[name] = tuple(key for key in value if key in known)
        elif value not in known:
            if name not in _fields(type(row))[1]:
                return None
            changed[name] = None
    return replace(row, **changed)


def _sensible(row: Noun, draw: st.DrawFn) -> Noun:
    """The same noun without what would contradict itself."""
    if isinstance(row, CalendarException):
        return replace(row, first=min(row.first, row.last), last=max(row.first, row.last))
    if isinstance(row, Calendar):
        zone = draw(st.sampled_from((None, *ZONES)))
        codes = draw(st.lists(st.sampled_from(HOLIDAYS), max_size=2))
        return replace(row, timezone=zone, holidays=tuple(codes))
    if isinstance(row, Risk):
        return replace(row, response=draw(st.sampled_from((None, "accept", "escalate"))))
    if isinstance(row, Decision):
        return replace(row, chosen=draw(st.sampled_from((None, *row.options))))
    if isinstance(row, Person):
        return replace(row, leaves=None)
    if isinstance(row, Sprint):
        weeks_long = Span(amount=draw(st.integers(1, 4)), unit="w")
        return replace(row, finish=None, length=weeks_long)
    if isinstance(row, Task):
        people = {assignment.person: assignment for assignment in row.who}
        row = replace(row, who=tuple(people.values()), started=None)
    if isinstance(row, Task | Milestone):
        row = replace(
            row, finished=None, start_by=None, finish_by=None, must_start=None, must_finish=None
        )
    if hasattr(row, "timezone"):
        row = replace(row, timezone=None)
    return _ready(row, draw)


def _ready(row: Noun, draw: st.DrawFn) -> Noun:
    """The same for rotations, incidents, ladders, triggers and prepared changes."""
    if isinstance(row, Turn | CoverRequest | Override):
        first, last = sorted((row.start, row.finish))
        return replace(row, start=first, finish=max(last, first + timedelta(minutes=1)))
    if isinstance(row, Rotation):
        return replace(row, end=None)
    if isinstance(row, Level):
        return replace(row, acknowledge=None, resolve=None)
    if isinstance(row, Incident):
        return replace(row, acknowledged=None, resolved=None)
    if isinstance(row, Trigger):
        return replace(row, when=draw(st.sampled_from(CONDITIONS)))
    if isinstance(row, Contingency | Option):
        return replace(row, edits=())
    return row


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A program in which everything that is named is there and nothing contradicts itself."""
    keys = {
        section: tuple(draw(st.lists(st.sampled_from(_keys(section)), max_size=3, unique=True)))
        for section in SECTIONS
    }
    if not keys["people"]:  # nobody could answer
        keys |= {"rotations": (), "escalation": ()}
    tables: dict[str, dict[str, Noun]] = {}
    for section, noun in SECTIONS.items():
        tables[section] = {}
        for key in keys[section]:
            row = _known_only(draw(nouns(noun)), keys)
            assert row is not None
            tables[section][key] = row
    for section in ("rotations", "escalation"):
        tables[section] = {
            key: _with_parts(row, keys["people"]) for key, row in tables[section].items()
        }
    for section, field in (("calendars", "base"), ("teams", "part_of"), ("tasks", "parent")):
        tables[section] = _without_circles(tables[section], field)
    tasks = tables["tasks"]
    for section in ("tasks", "milestones"):
        tables[section] = {
            key: _without_needs_of_its_own(key, row, tasks) for key, row in tables[section].items()
        }
    strategies, optional = _fields(Program)
    own = draw(st.sets(st.sampled_from([f for f in optional if f not in SECTIONS]), max_size=5))
    scheduling = _known_only(draw(nouns(Scheduling)), keys)
    assert isinstance(scheduling, Scheduling)
    return replace(
        Program(id=draw(texts), **{name: draw(strategies[name]) for name in own}),
        **{section: Table(rows) for section, rows in tables.items()},
        scheduling=scheduling,
        timezone=draw(st.sampled_from(ZONES)),
        currency=draw(st.sampled_from(["EUR", "USD", "JPY"])),
        start=None,
    )


def _with_parts(row: Noun, people: tuple[str, ...]) -> Noun:
    """A rotation or ladder whose parts all name somebody."""
    if isinstance(row, Rotation):
        layers = tuple(layer for layer in row.layers if layer.people)
        return replace(row, layers=layers or (Layer(people=people[:1]),))
    assert isinstance(row, Ladder)
    levels = tuple(level for level in row.levels if level.who)
    return replace(row, levels=levels or (Level(who=people[:1]),))


def _without_circles(rows: dict[str, Noun], field: str) -> dict[str, Noun]:
    """Rows that refer back only: to a row before them."""
    order = list(rows)
    return {
        key: replace(row, **{field: None})
        if getattr(row, field) in order[order.index(key) :]
        else row
        for key, row in rows.items()
    }


def _without_needs_of_its_own(key: str, row: Noun, tasks: Mapping[str, Noun]) -> Noun:
    assert isinstance(row, Task | Milestone)
    kin = {key} | _above(row.parent, tasks)
    needs = tuple(
        need for need in row.needs if need.task not in kin and key not in _above(need.task, tasks)
    )
    return replace(row, needs=needs)


def _above(key: str | None, tasks: Mapping[str, Noun]) -> set[str]:
    found: set[str] = set()
    while key is not None and key in tasks and key not in found:
        found.add(key)
        key = getattr(tasks[key], "parent", None)
    return found
