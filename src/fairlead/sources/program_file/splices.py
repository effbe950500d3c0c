"""Cuts and insertions in the text of a program file, by which one value changes and nothing else.

A splice is a stretch of the text and what stands there instead. All that lies outside the
stretches stays as its author wrote it: comments, order, alignment, quotes.
"""

from __future__ import annotations

from typing import NamedTuple

from fairlead.sources.program_file.codecs import Tree
from fairlead.sources.program_file.layout import (
    WIDTH,
    block_lines,
    flow_text,
    key_text,
    pair_lines,
    scalar_text,
)
from fairlead.sources.program_file.nodes import Items, Node, Pairs, Scalar, is_null

__all__ = ["Sheet", "Splice", "row_text_lines"]


class Splice(NamedTuple):
    """The text from `start` to `end` becomes `text`."""

    start: int
    end: int
    text: str


class _FlowChanges(NamedTuple):
    """The keys that leave a mapping in braces, and the pairs that come into it."""

    mapping: Pairs
    gone: set[str]
    added: list[str]


class Sheet:
    """The text of one file with its tree, and the splices that were decided so far."""

    def __init__(self, text: str, root: Pairs) -> None:
        self.text = text
        self.root = root
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.splices: list[Splice] = []
        self._in_flow: dict[int, _FlowChanges] = {}

    def spliced(self) -> str:
        """The text after all splices. Those that a larger one covers fall away."""
        text = self.text
        kept: list[Splice] = []
        emptied = [
            Splice(there.start_mark.index + 1, there.end_mark.index - 1, ", ".join(changes.added))
            for changes in self._in_flow.values()
            if len(changes.gone) == len((there := changes.mapping).pairs)
        ]
        outside = [
            splice
            for splice in self.splices
            if not any(one.start <= splice.start and splice.end <= one.end for one in emptied)
        ]
        for splice in sorted([*emptied, *outside], key=lambda one: (one.start, -one.end)):
            if kept and splice.start < kept[-1].end:
                continue
            kept.append(splice)
        for splice in reversed(kept):
            inserted = splice.text.replace("\n", self.newline)
            text = text[: splice.start] + inserted + text[splice.end :]
        return text

    def child(self, parent: Pairs, key: str) -> tuple[Node, Node] | None:
        """The key and value nodes of a key in a mapping."""
        for key_node, node in parent.pairs:
            if type(key_node) is Scalar and key_node.value == key:
                return key_node, node
        return None

    def set(self, parent: Pairs, key: str, tree: Tree) -> None:
        """Give a key a value: in place of its old one, or as a new pair at the end."""
        found = self.child(parent, key)
        if found is None:
            self.add(parent, key, tree)
            return
        key_node, node = found
        if parent.flow:
            self._replace_in_flow(key_node, node, flow_text(tree))
            return
        lines = list(pair_lines(key, tree, indent=self.indent_of(parent)))
        rest = lines[0].lstrip()[len(key_text(key, flow=False)) :]
        after = "\n".join([rest, *lines[1:]])
        start = self._after_key(key_node)
        end = max(self.true_end(node), start)
        if not is_null(node) and len(lines) == 1 and self._on_one_line(key_node, node):
            self.splices.append(Splice(node.start_mark.index, end, rest[1:].strip()))
        else:
            self.splices.append(Splice(start - 1, end, after))

    def _on_one_line(self, key_node: Node, node: Node) -> bool:
        between = self.text[self._after_key(key_node) : node.start_mark.index]
        return "\n" not in between and between.strip() == ""

    def _replace_in_flow(self, key_node: Node, node: Node, text: str) -> None:
        end = self.true_end(node)
        if is_null(node) and end <= self._after_key(key_node):
            after = self._after_key(key_node)
            self.splices.append(Splice(after, after, f" {text}"))
        else:
            self.splices.append(Splice(node.start_mark.index, end, text))

    def add(self, parent: Pairs, key: str, tree: Tree, *, lines: list[str] | None = None) -> None:
        """Add a pair at the end of a mapping; `lines` lay it out where it has lines of its own."""
        if parent.flow:
            pair = f"{key_text(key, flow=True)}: {flow_text(tree)}"
            self._add_in_flow(parent, pair)
            return
        laid = lines or list(pair_lines(key, tree, indent=self.indent_of(parent)))
        end = self.line_end(self.true_end(parent))
        self.splices.append(Splice(end, end, "\n" + "\n".join(laid)))

    def _add_in_flow(self, parent: Pairs, pair: str) -> None:
        self._changes_of(parent).added.append(pair)
        closing = parent.end_mark.index - 1
        if not parent.pairs:
            return  # it is filled as one that was emptied
        end = max(self.true_end(parent.pairs[-1][1]), self._after_key(parent.pairs[-1][0]))
        if self.text[end:closing].lstrip().startswith(","):
            self.splices.append(Splice(self.text.index(",", end) + 1, closing, f" {pair}"))
        else:
            self.splices.append(Splice(end, end, f", {pair}"))

    def remove(self, parent: Pairs, key: str) -> None:
        """Take a pair out, with the comment that ends its line."""
        found = self.child(parent, key)
        if found is None:
            return
        key_node, node = found
        start = key_node.start_mark.index
        end = max(self.true_end(node), self._after_key(key_node))
        if not parent.flow:
            line_start = self.text.rfind("\n", 0, start) + 1
            line_end = self.line_end(end)
            if self.text[line_start:start].strip():  # it shares its line with what holds it
                self.splices.append(Splice(start, line_end, "{}"))
            else:
                self.splices.append(Splice(line_start, min(line_end + 1, len(self.text)), ""))
                if self.text[line_end : line_end + 1] == "\r":
                    self.splices[-1] = Splice(line_start, min(line_end + 2, len(self.text)), "")
            return
        self._changes_of(parent).gone.add(key)
        keys = [each.start_mark.index for each, _ in parent.pairs]
        place = keys.index(start)
        if place + 1 < len(keys):
            self.splices.append(Splice(start, keys[place + 1], ""))
        elif place > 0:
            before_key, before = parent.pairs[place - 1]
            stop = max(self.true_end(before), self._after_key(before_key))
            self.splices.append(Splice(stop, end, ""))
        else:
            self.splices.append(Splice(start, end, ""))

    def _changes_of(self, parent: Pairs) -> _FlowChanges:
        return self._in_flow.setdefault(id(parent), _FlowChanges(parent, set(), []))

    def _after_key(self, key_node: Node) -> int:
        """The place after the colon of a key."""
        return self.text.index(":", key_node.end_mark.index) + 1

    def line_end(self, index: int) -> int:
        """The end of the line that a place is on, before its line break."""
        end = self.text.find("\n", index)
        if end == -1:
            return len(self.text)
        return end - 1 if end > index and self.text[end - 1] == "\r" else end

    def indent_of(self, parent: Pairs) -> int:
        """The column in which the keys of a block mapping stand."""
        if parent.pairs:
            return parent.pairs[0][0].start_mark.column
        return parent.start_mark.column

    def true_end(self, node: Node) -> int:
        """Where a node ends, without the blanks and comments that follow it."""
        if type(node) is Pairs and not node.flow and node.pairs:
            key_node, last = node.pairs[-1]
            return max(self.true_end(last), self._after_key(key_node))
        if type(node) is Items and not node.flow and node.items:
            return self.true_end(node.items[-1])
        start, end = node.start_mark.index, node.end_mark.index
        if type(node) is Scalar and node.style in {"|", ">"}:
            if "+" in self.text[start : self.line_end(start)].partition("#")[0]:
                return self.line_end(end - 1)  # blank lines at its end are part of what it says
            return start + len(self.text[start:end].rstrip())
        return end


def row_text_lines(key: str, tree: Tree, *, indent: int) -> list[str]:
    """The lines of a row: one where it fits, else a line for each field."""
    head = f"{' ' * indent}{key_text(key, flow=False)}:"
    line = f"{head} {flow_text(tree)}"
    if len(line) <= WIDTH or not tree or isinstance(tree, str):
        return [line if not isinstance(tree, str) else f"{head} {scalar_text(tree, flow=False)}"]
    return [head, *block_lines(tree, indent=indent + 2)]
