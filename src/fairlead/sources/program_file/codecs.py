"""How the values of a field are read from YAML and written to it: one text, a list, a table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from fairlead.program.noun import Noun, Table
from fairlead.sources.program_file.nodes import NULLS, Items, Node, Pairs, Scalar, is_null, line_of
from fairlead.sources.program_file.rules import Complaints, Wrong
from fairlead.sources.program_file.scalars import SCALARS, ScalarCodec

__all__ = [
    "ABSENT",
    "Codec",
    "Frame",
    "Many",
    "TableCodec",
    "Text",
    "Tree",
    "Words",
    "complain_of_key",
    "complain_of_twin",
    "is_id",
    "keyed_pairs",
    "second_item",
    "shape_of",
]

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
"""What a value is written as: a text, a list, or a mapping."""


class _Absent:
    """There is no value: it was left out, or it was wrong and a finding says so."""


ABSENT: Final = _Absent()

_MOST_KEPT = 50_000


class Frame:
    """What one file is read in: the time zone of its times, and who is told what is wrong."""

    __slots__ = ("complaints", "subject", "timezone")

    def __init__(self, *, timezone: str, complaints: Complaints) -> None:
        self.timezone = timezone
        self.complaints = complaints
        self.subject: tuple[str, ...] = ()

    def complain(self, code: str, node: Node, message: str, *, hint: str | None = None) -> None:
        """Tell of what is wrong at a node, in the name of the row that is being read."""
        self.complaints.at(code, node, message, hint=hint, subjects=self.subject)


class Codec(ABC):
    """One kind of value: how it is read and written, and how it is described.

    A `listed` one may be several.
    """

    listed = False

    @abstractmethod
    def read(self, node: Node, frame: Frame, place: str) -> Any:
        """The value of a node, or `ABSENT` after telling the frame why."""

    @abstractmethod
    def write(self, value: Any, timezone: str) -> Tree:
        """The tree that `read` reads as `value`."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """Its part of the JSON Schema."""

    @abstractmethod
    def words(self) -> str:
        """What to write, in a few words."""

    def nouns(self) -> Iterator[type[Noun]]:
        """The nouns that are written as mappings inside it."""
        yield from ()


class Text(Codec):
    """A value that one text writes. Texts are read once: plans repeat `5d` and `2026-03-02`."""

    def __init__(self, scalar: ScalarCodec) -> None:
        self.scalar = scalar
        self._kept: dict[str, Any] = {}
        self._kept_zone = ""

    def read(self, node: Node, frame: Frame, place: str) -> Any:
        if type(node) is not Scalar:
            frame.complain(
                "value.not-text", node, f"{place} is {shape_of(node)}, expected {self.words()}."
            )
            return ABSENT
        text = node.value
        if self.scalar.zoned and self._kept_zone != frame.timezone:
            self._kept = {}
            self._kept_zone = frame.timezone
        value = self._kept.get(text, ABSENT)
        if value is ABSENT:
            if text in NULLS and not node.style:
                return ABSENT
            try:
                value = self.scalar.read(text, frame.timezone)
            except Wrong as wrong:
                from fairlead.sources.program_file.meant import meant  # slow import

                slip = wrong.code.endswith(".grammar")
                hint = (meant(self.scalar.name, text) if slip else None) or wrong.hint
                frame.complain(wrong.code, node, f"{place}: {wrong.message}", hint=hint)
                return ABSENT
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[text] = value
        return value

    def write(self, value: Any, timezone: str) -> Tree:
        return self.scalar.write(value, timezone)

    def schema(self) -> dict[str, Any]:
        return dict(self.scalar.schema)

    def words(self) -> str:
        return self.scalar.words


class Words(Codec):
    """A text of any content."""

    def read(self, node: Node, frame: Frame, place: str) -> Any:
        if type(node) is not Scalar:
            frame.complain("value.not-text", node, f"{place} is {shape_of(node)}, expected text.")
            return ABSENT
        text = node.value
        return ABSENT if text in NULLS and not node.style else text

    def write(self, value: Any, timezone: str) -> Tree:
        return str(value)

    def schema(self) -> dict[str, Any]:
        return dict(SCALARS["text"].schema)

    def words(self) -> str:
        return "text"


class Many(Codec):
    """A list; where it has one item, that item may stand alone."""

    listed = True

    def __init__(self, item: Codec) -> None:
        self.item = item

    def read(self, node: Node, frame: Frame, place: str) -> Any:
        if type(node) is Items:
            values = []
            for part in node.items:
                value = self.item.read(part, frame, place)
                if value is not ABSENT:
                    values.append(value)
            return tuple(values)
        if is_null(node):
            return ABSENT
        value = self.item.read(node, frame, place)
        return ABSENT if value is ABSENT else (value,)

    def write(self, value: Any, timezone: str) -> Tree:
        if len(value) == 1:
            only = self.item.write(value[0], timezone)
            return only if isinstance(only, str) else [only]
        return [self.item.write(item, timezone) for item in value]

    def schema(self) -> dict[str, Any]:
        item = self.item.schema()
        return {"oneOf": [item, {"type": "array", "items": item}]}

    def words(self) -> str:
        return f"{self.item.words()}; or a list of such"

    def nouns(self) -> Iterator[type[Noun]]:
        yield from self.item.nouns()


class TableCodec(Codec):
    """A mapping from key to value. Keys that are ids keep to the grammar of ids."""

    def __init__(self, value: Codec, *, ids: bool) -> None:
        self.value = value
        self.ids = ids

    def read(self, node: Node, frame: Frame, place: str) -> Any:
        rows = {}
        for key, child in keyed_pairs(node, frame, place, ids=self.ids):
            value = self.value.read(child, frame, f"{place}.{key}")
            if value is not ABSENT:
                rows[key] = value
        return Table(rows)

    def write(self, value: Any, timezone: str) -> Tree:
        return {key: self.value.write(row, timezone) for key, row in value.items()}

    def schema(self) -> dict[str, Any]:
        shape: dict[str, Any] = {
            "type": "object",
            "additionalProperties": self.value.schema(),
        }
        if self.ids:
            shape["propertyNames"] = {"$ref": "#/$defs/id"}
        return shape

    def words(self) -> str:
        return f"mapping of names to {self.value.words()}"

    def nouns(self) -> Iterator[type[Noun]]:
        yield from self.value.nouns()


def keyed_pairs(node: Node, frame: Frame, place: str, *, ids: bool) -> Iterator[tuple[str, Node]]:
    """Each key of a mapping with its node; keys that are wrong or repeated are told of."""
    if type(node) is not Pairs:
        if not is_null(node):
            frame.complain(
                "value.not-mapping", node, f"{place} is {shape_of(node)}, expected a mapping."
            )
        return
    seen: set[str] = set()
    for key_node, child in node.pairs:
        if type(key_node) is not Scalar or key_node.value == "<<":
            complain_of_key(key_node, frame, place, [])
            continue
        key = key_node.value
        if key in seen:
            complain_of_twin(key_node, node, frame, place)
            continue
        seen.add(key)
        if ids and not is_id(key):
            from fairlead.sources.program_file.meant import id_hint  # slow import

            frame.complain(
                "id.grammar",
                key_node,
                f"{place}: {key[:80]!r} is no id: letters, digits, `_`, `.` and `-`, 200 at most.",
                hint=id_hint(key),
            )
            continue
        yield key, child


def complain_of_twin(key_node: Node, node: Pairs, frame: Frame, place: str) -> bool:
    """Tell of a key that stands in a mapping before, and where; False where it stands first."""
    key = key_node.value if type(key_node) is Scalar else ""
    first = next(one for one, _ in node.pairs if type(one) is Scalar and one.value == key)
    if first is key_node:
        return False
    frame.complain(
        "key.twice",
        key_node,
        f"{place} has the key {key[:80]!r} twice, first in line {line_of(first)}.",
        hint="Rename or take out one of them.",
    )
    return True


def second_item(node: Pairs, key_node: Node, codecs: Mapping[str, Codec]) -> str | None:
    """How to write a list, where `{needs: a, b}` made a key of its second item."""
    items = [key_node.value] if type(key_node) is Scalar else []
    place = next(n for n, (key, _) in enumerate(node.pairs) if key is key_node)
    for key, value in reversed(node.pairs[:place]):
        if type(key) is not Scalar or type(value) is not Scalar:
            return None
        if not is_null(value):
            codec = codecs.get(key.value)
            listed = ", ".join([value.value, *reversed(items)])
            told = f"Write a list in brackets: `{key.value}: [{listed}]`."
            return told if codec is not None and codec.listed else None
        items.append(key.value)
    return None


_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


def is_id(text: str) -> bool:
    """Whether a text can be an id."""
    return 0 < len(text) <= 200 and text[0] not in "_.-" and _ID_CHARACTERS.issuperset(text)


def complain_of_key(
    key_node: Node, frame: Frame, place: str, known: list[str], *, remedy: str | None = None
) -> str | None:
    """Tell of a key that has no place where it stands, and return the hint that was given.

    `remedy` is for a key whose cause is plain; without any hint the keys that there are are told.
    """
    hint: str | None = None
    if type(key_node) is not Scalar:
        frame.complain("key.not-text", key_node, f"{place}: {shape_of(key_node)} is no key.")
    elif key_node.value == "<<":
        frame.complain(
            "yaml.merge-key",
            key_node,
            f"{place}: merging with `<<` is not supported.",
            hint="Write the fields out; for calendars use `base`.",
        )
    else:
        from fairlead.sources.program_file.meant import key_hint  # slow import

        key = key_node.value
        hint = remedy or key_hint(key, known) or frame.complaints.nearest(key, known)
        if hint is None and " " in key:
            hint = "Put text that holds a comma in quotes."
        frame.complain(
            "key.unknown",
            key_node,
            f"{place} has no key {key[:80]!r}.",
            hint=hint or f"It may have {', '.join(known)}.",
        )
    return hint


def shape_of(node: Node) -> str:
    """What a node is, for a message."""
    if type(node) is Pairs:
        return "a mapping"
    if type(node) is Items:
        return "a list"
    return f"the text {node.value[:60]!r}" if type(node) is Scalar else "a value"
