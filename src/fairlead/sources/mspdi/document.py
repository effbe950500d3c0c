"""An MSPDI document as its elements: read in one pass, only what is content kept in memory.

The parser is expat itself and refuses document types and entities, as defusedxml does; building
the few elements that are wanted straight from its events is several times quicker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.parsers import expat

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.sources.bounds import MAX_DEPTH, MAX_ROWS

__all__ = ["Document", "Element", "parse_document"]

NAMESPACE = "http://schemas.microsoft.com/project"
_CHUNK = 1 << 16
_EMPTY = frozenset({"", "0", "PT0H0M0S", "0.0", "0.00", "-1", "false"})


class Element:
    """Texts by tag, and the elements inside by theirs. Of texts that repeat, the last is kept."""

    __slots__ = ("groups", "texts")

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.groups: dict[str, list[Element]] = {}

    def text(self, tag: str) -> str:
        """The text below `tag`, "" when there is none."""
        return self.texts.get(tag, "")

    def all(self, *path: str) -> list[Element]:
        """The elements at a path of tags: `all("WeekDays", "WeekDay")`."""
        found = [self]
        for tag in path:
            found = [inner for element in found for inner in element.groups.get(tag, ())]
        return found


class Document:
    """The project element, and how often each (parent, tag) was met that was not kept."""

    def __init__(self, project: Element, tally: dict[tuple[str, str], int]) -> None:
        self.project = project
        self.tally = tally


def parse_document(
    chunks: Iterable[bytes], *, name: str, kept: Mapping[str, frozenset[str]]
) -> Document:
    """Read a document; of an element whose tag is in `kept`, only those tags are stored.

    Raises `UnreadableInput` with the line when the text is not well-formed, holds a document type,
    or is of another kind; `TooLarge` when it nests or repeats beyond the bounds.
    """
    builder = _Builder(name, kept)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.pieces.append
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 (expat takes it by position only)
    except expat.ExpatError as error:
        raise UnreadableInput(
            f"{name}:{error.lineno}: {expat.ErrorString(error.code)} at column {error.offset}, "
            "expected well-formed XML. Is the file complete?"
        ) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, UnreadableInput):
            raise
        raise UnreadableInput(f"{name}: {error}.") from error
    if builder.project is None:
        raise UnreadableInput(f"{name}: no element in it, expected <Project>.")
    return Document(builder.project, builder.tally)


class _Builder:
    """What the parser calls. Elements not kept are walked through, and counted if they say much."""

    def __init__(self, name: str, kept: Mapping[str, frozenset[str]]) -> None:
        self.name = name
        self.kept = kept
        self.project: Element | None = None
        self.tally: dict[tuple[str, str], int] = {}
        self.stack: list[tuple[str, Element | None]] = []
        self.nested = False
        self.pieces: list[str] = []
        self.skipping = 0
        self.elements = 0
        self.values: dict[str, str] = {}

    def start(self, qualified: str, attributes: object) -> None:
        if self.skipping:
            self.skipping += 1
            self.nested = True
            self.pieces.clear()
            if self.skipping > MAX_DEPTH:
                self._too_deep()
            return
        tag = qualified.rpartition(":")[2] if ":" in qualified else qualified
        if not self.stack:
            if tag != "Project":
                raise UnreadableInput(
                    f"{self.name}: the document is a <{tag}>, expected <Project>."
                )
        else:
            parent = self.stack[-1][0]
            wanted = self.kept.get(parent)
            if wanted is not None and tag not in wanted:
                self.skipping = 1
                self.nested = False
                self.pieces.clear()
                return
            if len(self.stack) > MAX_DEPTH:
                self._too_deep()
        self.stack.append((tag, None))
        self.pieces.clear()

    def _too_deep(self) -> None:
        raise TooLarge(f"{self.name}: elements nest more than {MAX_DEPTH} deep.")

    def end(self, qualified: str) -> None:
        if self.skipping:
            self._end_skipped(qualified)
            return
        tag, element = self.stack.pop()
        if element is None:
            text = "".join(self.pieces)
            self.pieces.clear()
            if not self.stack:
                self.project = Element()
                return
            if len(text) < 40:  # most values repeat: keep each once
                text = self.values.setdefault(text, text)
                if len(self.values) > 100_000:
                    self.values.clear()
            self._parent().texts[tag] = text
            return
        self.pieces.clear()
        self.elements += 1
        if self.elements > MAX_ROWS * 4:
            raise TooLarge(f"{self.name}: more than {MAX_ROWS * 4:,} elements.")
        if self.stack:
            self._parent().groups.setdefault(tag, []).append(element)
        else:
            self.project = element

    def _parent(self) -> Element:
        tag, element = self.stack[-1]
        if element is None:
            element = Element()
            self.stack[-1] = (tag, element)
        return element

    def _end_skipped(self, qualified: str) -> None:
        self.skipping -= 1
        if self.skipping:
            return
        tag = qualified.rpartition(":")[2]
        if self.nested or "".join(self.pieces).strip() not in _EMPTY:
            key = (self.stack[-1][0], tag)
            self.tally[key] = self.tally.get(key, 0) + 1
        self.pieces.clear()

    def refuse(self, *_: object) -> int:
        raise UnreadableInput(
            f"{self.name}: declares a document type or an entity, which Microsoft Project never "
            "does; it is not read."
        )
