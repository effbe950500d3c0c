"""The nodes of a YAML tree, with their places in the text.

Scalars stay text; what a text means is decided by the field it stands in. So `no`, `1:30` and
`012` are never mistaken for a boolean, a sexagesimal number or an octal one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from yaml.events import ScalarEvent

__all__ = ["NULLS", "Items", "Node", "Pairs", "Scalar", "is_null", "line_of"]

if TYPE_CHECKING:

    class Mark:
        """A place in a text, counted from 0."""

        index: int
        line: int
        column: int

    class Scalar:
        """A scalar: its text in `value`, its quoting in `style` (empty when plain)."""

        value: str
        style: str
        start_mark: Mark
        end_mark: Mark

else:
    # The parser's own event is the node: a class of ours would take a third longer to read.
    Scalar = ScalarEvent

NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
"""The plain words by which YAML 1.2 says that there is no value."""


class Pairs:
    """A mapping as written: its pairs in order, a key possibly twice."""

    __slots__ = ("end_mark", "flow", "pairs", "start_mark")

    def __init__(self, start_mark: Mark, *, flow: bool) -> None:
        self.start_mark = start_mark
        self.end_mark = start_mark
        self.flow = flow
        self.pairs: list[tuple[Node, Node]] = []


class Items:
    """A list as written."""

    __slots__ = ("end_mark", "flow", "items", "start_mark")

    def __init__(self, start_mark: Mark, *, flow: bool) -> None:
        self.start_mark = start_mark
        self.end_mark = start_mark
        self.flow = flow
        self.items: list[Node] = []


Node: TypeAlias = Scalar | Pairs | Items


def is_null(node: Node) -> bool:
    """Whether a node says that there is no value."""
    return type(node) is Scalar and node.value in NULLS and not node.style


def line_of(node: Node) -> int:
    """The line that a node begins on, counted from 1."""
    return node.start_mark.line + 1
