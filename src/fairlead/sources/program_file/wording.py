"""A value kept in the words of the program file: what a change request holds of what it edits."""

from __future__ import annotations

import re
from typing import Any, Final

from fairlead.program.requests import Wording
from fairlead.sources.program_file.codecs import ABSENT, Codec, Frame, Tree, shape_of
from fairlead.sources.program_file.layout import flow_text
from fairlead.sources.program_file.nodes import Items, Node, Pairs, Scalar, is_null
from fairlead.sources.program_file.rules import Complaints
from fairlead.sources.program_file.written import Written
from fairlead.sources.program_file.yaml_tree import yaml_tree

__all__ = ["Worded", "node_of", "tree_of"]

_BARE: Final = re.compile(r"[\w.+~-]{1,60}").fullmatch
"""Plain words that YAML may take for a number or `true`: they stay plain."""


def tree_of(node: Node, frame: Frame, place: str) -> Tree | None:
    """What a node says, as it would be written; None after telling the frame what cannot be."""
    if type(node) is Scalar:
        return Written(node.value) if not node.style and _BARE(node.value) else node.value
    if type(node) is Items:
        items = [tree_of(item, frame, place) for item in node.items]
        return None if any(item is None for item in items) else items  # type: ignore[return-value]  # just looked
    if type(node) is not Pairs:
        return None
    tree: dict[str, Tree] = {}
    for key_node, child in node.pairs:
        if type(key_node) is not Scalar:
            frame.complain("key.not-text", key_node, f"{place}: {shape_of(key_node)} is no key.")
            return None
        if key_node.value in tree:
            told = f"{place} has the key {key_node.value[:80]!r} twice."
            frame.complain("key.twice", key_node, told)
            return None
        inner = tree_of(child, frame, place)
        if inner is None:
            return None
        tree[key_node.value] = inner
    return tree


def node_of(wording: str) -> Node | None:
    """The node that a wording writes; None for a text that is no YAML."""
    return yaml_tree(wording, complaints=Complaints("wording"))


class Worded(Codec):
    """A value of any field, or a whole row: kept as it would be written on one line."""

    def read(self, node: Node, frame: Frame, place: str) -> Any:
        if is_null(node):
            return ABSENT
        tree = tree_of(node, frame, place)
        return ABSENT if tree is None else Wording(str(flow_text(tree)))

    def write(self, value: Any, timezone: str) -> Tree:
        node = node_of(value)
        frame = Frame(timezone=timezone, complaints=Complaints("wording"))
        tree = None if node is None else tree_of(node, frame, "")
        return str(value) if tree is None else tree

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean", "array", "object"]}

    def words(self) -> str:
        return "what the field would hold, or a mapping of the whole row"
