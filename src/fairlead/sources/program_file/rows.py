"""How each noun is read from YAML and written to it, field by field, derived from the model.

A codec is chosen by the type that a noun's field is annotated with, and by nothing else but the
few short forms named in `SHORT_FORMS`, `SPELLED` and `SIGNED`. So a field or a noun that is added
to the model is read, written, described and checked here without a change.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Final, Literal, NewType, Union, get_args, get_origin

import msgspec

from fairlead.program.calendars import CalendarException, ClockTime, DateRange, Hours, Week
from fairlead.program.decisions import Option
from fairlead.program.goals import Requirement
from fairlead.program.noun import About, Noun, Ref, Table, defaults_of, hints_of
from fairlead.program.people import Assignment
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Share, Span
from fairlead.program.register import Contingency
from fairlead.program.requests import ProposedEdit, Wording
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Need
from fairlead.sources.program_file.codecs import (
    ABSENT,
    Codec,
    Frame,
    Many,
    TableCodec,
    Text,
    Tree,
    Words,
    complain_of_key,
    complain_of_twin,
    keyed_pairs,
    second_item,
    shape_of,
)
from fairlead.sources.program_file.nodes import Items, Node, Pairs, Scalar, is_null
from fairlead.sources.program_file.scalars import SCALARS, choice_codec
from fairlead.sources.program_file.wording import Worded

__all__ = ["SPELLED", "Field", "Given", "RowCodec", "fields_of", "row_codec"]


class Field(msgspec.Struct, frozen=True):
    """One field of a noun as the file knows it: its name there, its codec, its meaning."""

    name: str
    key: str
    codec: Codec
    required: bool
    default: Any
    about: About | None
    ref: Ref | None


class Given(dict[str, Any]):
    """The values that a mapping gives to fields, and the fields whose value was refused."""

    __slots__ = ("refused",)

    def __init__(self) -> None:
        super().__init__()
        self.refused: set[str] = set()


class RowCodec(Codec):
    """A noun, written as a mapping of its fields."""

    def __init__(self, noun: type[Noun]) -> None:
        self.noun = noun
        self.short = SHORT_FORMS.get(noun)
        self._by_key: dict[str, Field] | None = None

    @property
    def by_key(self) -> Mapping[str, Field]:
        """The fields by the key that the file knows them by."""
        if self._by_key is None:
            self._by_key = {field.key: field for field in fields_of(self.noun)}
        return self._by_key

    def read(self, node: Node, frame: Frame, place: str) -> Any:
        if self.short is not None and type(node) is Scalar:
            return self._read_short(node, frame, place)
        if type(node) is not Pairs:
            if is_null(node):
                return ABSENT
            self.complain_of_shape(node, frame, place)
            return ABSENT
        return self.built(self.values(node, frame, place), node, frame, place)

    def complain_of_shape(self, node: Node, frame: Frame, place: str) -> None:
        """Tell of what stands where a mapping of this noun's fields is expected."""
        lead = self._required()[:1] or tuple(field.name for field in fields_of(self.noun)[:1])
        word = node.value[:60] if type(node) is Scalar and node.value else "..."
        frame.complain(
            "value.not-mapping",
            node,
            f"{place} is {shape_of(node)}, expected keys and values.",
            hint=f"Write `{place.rpartition('.')[2]}: {{{self._key(lead[0])}: {word}}}`.",
        )

    def values(
        self, node: Pairs, frame: Frame, place: str, *, elsewhere: tuple[str, ...] = ()
    ) -> Given:
        """The values of the fields that a mapping gives. Keys in `elsewhere` are read by others."""
        values = Given()
        by_key = self._by_key or self.by_key
        for key_node, child in node.pairs:
            key = key_node.value if type(key_node) is Scalar else None
            field = by_key.get(key)  # type: ignore[arg-type]
            if field is None:
                if key not in elsewhere:
                    remedy = RETIRED.get((self.noun, key or ""))
                    if remedy is None and node.flow and is_null(child):
                        remedy = second_item(
                            node, key_node, {k: f.codec for k, f in by_key.items()}
                        )
                    known = [*by_key, *elsewhere]
                    hint = complain_of_key(key_node, frame, place, known, remedy=remedy) or ""
                    values.refused.update(by_key[k].name for k in by_key if f" {k!r}?" in hint)
                continue
            seen = field.name in values or field.name in values.refused
            if seen and complain_of_twin(key_node, node, frame, place):
                continue
            value = field.codec.read(child, frame, f"{place}.{key}")
            if value is not ABSENT:
                values[field.name] = value
            elif not is_null(child):
                values.refused.add(field.name)
        return values

    def built(
        self,
        values: Given,
        node: Node,
        frame: Frame,
        place: str,
        *,
        fallback: str | None = None,
    ) -> Any:
        """The noun of some values. A text that is missing is `fallback` where there is one."""
        for name in self._required():
            if name not in values:
                if name not in values.refused:
                    frame.complain("field.missing", node, f"{place} has no {self._key(name)!r}.")
                if fallback is None or name not in _texts(self.noun):
                    return ABSENT
                values[name] = fallback
        return self.noun(**values)

    def _required(self) -> tuple[str, ...]:
        return _required_fields(self.noun)

    def _key(self, name: str) -> str:
        return SPELLED.get((self.noun, name), name)

    def _read_short(self, node: Scalar, frame: Frame, place: str) -> Any:
        lead = self.by_key[self.short or ""]
        value = lead.codec.read(node, frame, place)
        return ABSENT if value is ABSENT else self.noun(**{lead.name: value})

    def write(self, value: Any, timezone: str) -> Tree:
        tree: dict[str, Tree] = {}
        for field in fields_of(self.noun):
            here = getattr(value, field.name)
            if here is not field.default and (field.required or here != field.default):
                tree[field.key] = field.codec.write(here, timezone)
        if self.short is not None and list(tree) == [self.short]:
            return tree[self.short]
        return tree

    def schema(self) -> dict[str, Any]:
        whole: dict[str, Any] = {"$ref": f"#/$defs/{self.noun.__name__}"}
        if self.short is None:
            return whole
        return {"oneOf": [self.by_key[self.short].codec.schema(), whole]}

    def words(self) -> str:
        name = self.noun.__name__
        link = f"mapping, see [{name}](#{name.lower()})"
        if self.short is None:
            return link
        return f"{self.by_key[self.short].codec.words()}, or a {link}"

    def nouns(self) -> Iterator[type[Noun]]:
        yield self.noun


class Exceptions(RowCodec):
    """Days of a calendar that are different: `2026-12-24`, or `{on: 2026-12-24, hours: ...}`."""

    def __init__(self) -> None:
        super().__init__(CalendarException)
        days = Text(SCALARS["days"])
        by_name = {field.name: field for field in _plain_fields(CalendarException)}
        self.on = Field(
            name="on",
            key="on",
            codec=days,
            required=True,
            default=None,
            about=About("The day, or the days, that are different.", "2026-12-24..2026-12-31"),
            ref=None,
        )
        self.rest = tuple(f for name, f in by_name.items() if name not in {"first", "last"})
        self._by_key = {field.key: field for field in (self.on, *self.rest)}

    def read(self, node: Node, frame: Frame, place: str) -> Any:
        if type(node) is Scalar:
            days = self.on.codec.read(node, frame, place)
            if days is ABSENT:
                return ABSENT
            return CalendarException(first=days.first, last=days.last)
        return super().read(node, frame, place)

    def built(
        self,
        values: Given,
        node: Node,
        frame: Frame,
        place: str,
        *,
        fallback: str | None = None,
    ) -> Any:
        days = values.pop("on", None)
        if days is None:
            if "on" not in values.refused:
                frame.complain("field.missing", node, f"{place} has no 'on'.")
            return ABSENT
        return CalendarException(first=days.first, last=days.last, **values)

    def write(self, value: Any, timezone: str) -> Tree:
        tree: dict[str, Tree] = {
            "on": self.on.codec.write(DateRange(first=value.first, last=value.last), timezone)
        }
        for field in self.rest:
            here = getattr(value, field.name)
            if here != field.default:
                tree[field.key] = field.codec.write(here, timezone)
        return tree["on"] if len(tree) == 1 else tree

    def schema(self) -> dict[str, Any]:
        return {"oneOf": [self.on.codec.schema(), {"$ref": "#/$defs/CalendarException"}]}

    def words(self) -> str:
        return f"{self.on.codec.words()}, or a {super().words()}"


class Assignments(Codec):
    """Who is on a task: `asha`, `[asha, ben]`, `{asha: 50%}`, `{asha: {units: 50%, work: 3d}}`."""

    listed = True

    def __init__(self) -> None:
        self.row = RowCodec(Assignment)
        self.names = Many(self.row)

    @property
    def _units(self) -> Field:
        return self.row.by_key["units"]

    def read(self, node: Node, frame: Frame, place: str) -> Any:
        if type(node) is Pairs:
            return self._read_map(node, frame, place)
        if type(node) is not Items:
            return self.names.read(node, frame, place)
        found: list[Assignment] = []
        for item in node.items:
            if type(item) is Pairs and all(
                type(key) is Scalar and key.value not in self.row.by_key for key, _ in item.pairs
            ):
                found += self._read_map(item, frame, place)
            else:
                value = self.row.read(item, frame, place)
                if value is not ABSENT:
                    found.append(value)
        return tuple(found)

    def _read_map(self, node: Pairs, frame: Frame, place: str) -> tuple[Assignment, ...]:
        found: list[Assignment] = []
        for person, child in keyed_pairs(node, frame, place, ids=True):
            inner = f"{place}.{person}"
            if type(child) is Pairs:
                values = self.row.values(child, frame, inner)
                values["person"] = person
                found.append(Assignment(**values))
            else:
                units = self._units.codec.read(child, frame, inner)
                found.append(Assignment(person=person, units=None if units is ABSENT else units))
        return tuple(found)

    def write(self, value: Any, timezone: str) -> Tree:
        trees = [self.row.write(assignment, timezone) for assignment in value]
        names = [tree for tree in trees if isinstance(tree, str)]
        if len(names) == len(trees):
            return names[0] if len(names) == 1 else [*names]
        people = [assignment.person for assignment in value]
        if len(set(people)) < len(people):
            return trees
        written: dict[str, Tree] = {}
        for person, tree in zip(people, trees, strict=True):
            rest = (
                {k: v for k, v in tree.items() if k != "person"} if isinstance(tree, dict) else {}
            )
            written[person] = rest["units"] if list(rest) == ["units"] else rest
        return written

    def schema(self) -> dict[str, Any]:
        by_person = {
            "type": "object",
            "propertyNames": {"$ref": "#/$defs/id"},
            "additionalProperties": {
                "oneOf": [
                    self._units.codec.schema(),
                    {"type": "null"},
                    {"$ref": "#/$defs/AssignmentOfPerson"},
                ]
            },
        }
        listed = {"anyOf": [self.row.schema(), by_person]}
        return {
            "anyOf": [
                self.row.by_key["person"].codec.schema(),
                by_person,
                {"type": "array", "items": listed},
            ]
        }

    def words(self) -> str:
        return (
            "`asha`, `[asha, ben]`, `{asha: 50%}`, or by person a "
            "mapping, see [Assignment](#assignment)"
        )

    def nouns(self) -> Iterator[type[Noun]]:
        yield Assignment


SHORT_FORMS: Final[Mapping[type[Noun], str]] = {Need: "task", Assignment: "person"}
"""Nouns that a single text may stand for, and the field that it gives."""

SPELLED: Final[Mapping[tuple[type[Noun], str], str]] = {
    (Program, "id"): "program",
    (Requirement, "source"): "from",
    (ProposedEdit, "before"): "from",
    (ProposedEdit, "after"): "to",
}
"""Fields that the file knows by another key than the model does."""

RETIRED: Final[Mapping[tuple[type[Noun], str], str]] = dict.fromkeys(
    ((Contingency, "set"), (Option, "set")),
    "Write `edits: [{row: tasks.api, field: who, to: ben}]`, as a request does.",
)
"""Keys that files once had, and what is written today."""

SIGNED: Final = frozenset({(Need, "lag"), (Scheduling, "critical_slack")})
"""Spans that may be negative."""

_ATOMS: Final[Mapping[object, str]] = {
    bool: "boolean",
    int: "number",
    float: "factor",
    Money: "money",
    Chance: "chance",
    Share: "share",
    CostEstimate: "cost",
    ClockTime: "clock",
    Estimate: "estimate",
    Span: "amount of time",
    DateRange: "days",
    Hours: "hours",
    Week: "week",
    date: "day",
    datetime: "time",
}
"""The types that one text writes, and the codec of each."""


def _codec_of(hint: Any, noun: type[Noun], name: str) -> Codec:
    """The codec of a type. Raises `TypeError` for one that a file cannot hold."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _codec_of(get_args(hint)[0], noun, name)
    if hint is Span and (noun, name) in SIGNED:
        return _text("span")
    if hint in _ATOMS:
        return _text(_ATOMS[hint])
    if hint is str:
        return Words()
    if hint is Wording:
        return Worded()
    if origin is Literal:
        return Text(choice_codec(tuple(map(str, get_args(hint)))))
    if origin is Union or origin is types.UnionType:
        return _codec_of_union(get_args(hint), noun, name)
    if isinstance(hint, type) and issubclass(hint, Noun):
        return row_codec(hint)
    if origin is tuple and len(get_args(hint)) == 2 and get_args(hint)[1] is Ellipsis:
        item = get_args(hint)[0]
        return Assignments() if item is Assignment else Many(_codec_of(item, noun, name))
    if origin is Table:
        value = get_args(hint)[0]
        return TableCodec(_codec_of(value, noun, name), ids=value is not str)
    if isinstance(hint, NewType):
        return _codec_of(hint.__supertype__, noun, name)
    raise TypeError(f"{noun.__name__}.{name}: no way to write {hint!r} in a file.")


def _codec_of_union(members: Iterable[Any], noun: type[Noun], name: str) -> Codec:
    kinds = {member for member in members if member is not types.NoneType}
    if kinds == {date, datetime}:
        return _text("moment")
    if len(kinds) == 1:
        return _codec_of(kinds.pop(), noun, name)
    raise TypeError(f"{noun.__name__}.{name}: one of {kinds} cannot be told from the other.")


@cache
def _text(name: str) -> Text:
    return Text(SCALARS[name])


@cache
def row_codec(noun: type[Noun]) -> RowCodec:
    """The codec of a noun."""
    return Exceptions() if noun is CalendarException else RowCodec(noun)


@cache
def fields_of(noun: type[Noun]) -> tuple[Field, ...]:
    """The fields of a noun as the file knows them, in the order they are written."""
    codec = row_codec(noun)
    if isinstance(codec, Exceptions):
        return (codec.on, *codec.rest)
    return _plain_fields(noun)


def _plain_fields(noun: type[Noun]) -> tuple[Field, ...]:
    defaults = defaults_of(noun)
    found: list[Field] = []
    for name, hint in hints_of(noun).items():
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        found.append(
            Field(
                name=name,
                key=SPELLED.get((noun, name), name),
                codec=_codec_of(hint, noun, name),
                required=name not in defaults,
                default=defaults.get(name),
                about=next((mark for mark in marks if isinstance(mark, About)), None),
                ref=next((mark for mark in marks if isinstance(mark, Ref)), None),
            )
        )
    return tuple(found)


@cache
def _required_fields(noun: type[Noun]) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(noun) if field.required)


@cache
def _texts(noun: type[Noun]) -> frozenset[str]:
    return frozenset(field.name for field in fields_of(noun) if isinstance(field.codec, Words))
