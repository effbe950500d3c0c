"""Where each row of a program stands in its files, so that a finding can name the line."""

from __future__ import annotations

from fairlead.program.program import SECTIONS
from fairlead.sources.program_file.nodes import Items, Node, Pairs, Scalar, line_of
from fairlead.sources.program_file.rows import SPELLED

__all__ = ["Places"]


class Places:
    """The node of every row by its section and key, and the file it stands in."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], tuple[str, Node]] = {}

    def add(self, section: str, key: str, file: str, node: Node) -> None:
        """Note where a row stands; the first place counts."""
        self._rows.setdefault((section, key), (file, node))

    def where(self, section: str, key: str) -> str:
        """`checkout.yaml:41`, the place of a row."""
        file, node = self._rows[(section, key)]
        return f"{file}:{line_of(node)}"

    def line(
        self, section: str, key: str, field: str, named: str | None = None
    ) -> tuple[str, int | None]:
        """The file and line of a field like `needs.task`; of the text `named` within it, if given.

        As near as the file allows: a field that is not written stands where its row does.
        """
        file, node = self._rows[(section, key)]
        noun = SECTIONS.get(section)
        for step in field.split(".") if field else ():
            key_here = SPELLED.get((noun, step), step) if noun is not None else step
            inner = _child(node, key_here)
            if inner is None:
                break
            node = inner
        if named is not None:
            node = _text_in(node, named) or node
        return file, line_of(node)


def _child(node: Node, key: str) -> Node | None:
    if type(node) is Pairs:
        for key_node, child in node.pairs:
            if type(key_node) is Scalar and key_node.value == key:
                return child if type(child) is not Scalar or child.value else key_node
    return None


def _text_in(node: Node, text: str) -> Node | None:
    """The first scalar below `node` that says `text`, as a key or as a value."""
    if type(node) is Scalar:
        return node if node.value == text else None
    children: list[Node] = []
    if type(node) is Pairs:
        children = [part for pair in node.pairs for part in pair]
    elif type(node) is Items:
        children = node.items
    for child in children:
        found = _text_in(child, text)
        if found is not None:
            return found
    return None
