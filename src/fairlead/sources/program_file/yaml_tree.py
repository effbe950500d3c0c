"""YAML text to a tree of nodes: limits kept, nothing evaluated."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from fairlead.sources.bounds import MAX_DEPTH
from fairlead.sources.program_file.nodes import Items, Node, Pairs
from fairlead.sources.program_file.rules import Complaints
from fairlead.sources.program_file.yaml_words import Place, syntax_told

__all__ = ["without_collection", "yaml_tree"]

_TREE_GROWTH: Final = 4
"""Aliases may make the tree this many times larger than the text that wrote it."""

_LEAST_LIMIT: Final = 10_000


@contextmanager
def without_collection() -> Iterator[None]:
    """Hold back the cyclic garbage collector: a tree of a million nodes is no garbage.

    Collections that run while it grows look at each node again and again, and take three quarters
    of the time that reading needs.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Stop(Exception):
    """The text cannot be read any further; why is among the complaints."""


def yaml_tree(text: str, *, complaints: Complaints) -> Node | None:
    """The root of a YAML text; None when there is none or it cannot be read.

    Aliases stand for the node that they name. What is wrong goes to `complaints`, with its line.
    """
    try:
        return _tree(CParser(text), len(text), complaints)
    except _Stop:
        return None
    except MarkedYAMLError as error:
        at = _place(error.problem_mark or error.context_mark)
        message, hint = syntax_told(
            error.problem or "it cannot be read",
            context=error.context or "",
            begun=_place(error.context_mark),
            at=at,
            text=text,
        )
        line = None if at is None else at.line
        complaints.at_line("yaml.syntax", line, f"Not YAML: {message}", hint=hint)
    except YAMLError as error:  # a character that YAML does not allow
        position = getattr(error, "position", None)
        line = None
        if isinstance(position, int):
            line = text.count("\n", 0, position) + 1
        reason = getattr(error, "reason", None) or str(error)
        complaints.at_line("yaml.syntax", line, f"Not YAML: {reason}.")
    return None


def _place(mark: Any) -> Place | None:
    return None if mark is None else Place(mark.line + 1, mark.column + 1, mark.index)


def _tree(parser: CParser, size: int, complaints: Complaints) -> Node | None:  # noqa: C901, PLR0912, PLR0915 (one automaton)
    get_event: Callable[[], Any] = parser.get_event
    root: Node | None = None
    documents = 0
    stack: list[Pairs | Items] = []
    keys: list[Node | None] = []  # the key that waits for its value, by depth
    anchors: dict[str, Node] = {}
    sizes: dict[int, int] = {}  # nodes below an anchored node, by its identity
    started: list[int] = []  # how many nodes there were when each open collection began
    names: list[str | None] = []
    limit = max(_LEAST_LIMIT, _TREE_GROWTH * size)
    count = 0
    top: Pairs | Items | None = None
    key: Node | None = None
    while True:
        event = get_event()
        kind = type(event)
        node: Node
        if kind is ScalarEvent:
            node = event
            count += 1
            if event.anchor is not None:
                anchors[event.anchor] = node
                sizes[id(node)] = 1
            if event.tag is not None:
                _complain_of_tag(event, complaints)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if len(stack) >= MAX_DEPTH:
                complaints.at_line(
                    "yaml.too-deep",
                    event.start_mark.line + 1,
                    f"Nested more than {MAX_DEPTH} levels deep.",
                )
                raise _Stop
            if event.tag is not None:
                _complain_of_tag(event, complaints)
            opened: Pairs | Items
            if kind is MappingStartEvent:
                opened = Pairs(event.start_mark, flow=bool(event.flow_style))
            else:
                opened = Items(event.start_mark, flow=bool(event.flow_style))
            stack.append(opened)
            keys.append(key)
            started.append(count)
            names.append(event.anchor)
            count += 1
            top, key = opened, None
            continue
        elif kind is AliasEvent:
            name = event.anchor
            if name not in anchors:
                open_now = name in names
                complaints.at_line(
                    "yaml.alias",
                    event.start_mark.line + 1,
                    f"*{name} stands inside what &{name} names."
                    if open_now
                    else f"*{name} refers to no &{name} before it.",
                )
                raise _Stop
            node = anchors[name]
            count += sizes[id(node)]
            if count > limit:
                complaints.at_line(
                    "yaml.too-large",
                    event.start_mark.line + 1,
                    f"Aliases make more than {limit:,} values of {size:,} characters.",
                )
                raise _Stop
        elif stack:  # the end of a collection
            closed = stack.pop()
            closed.end_mark = event.end_mark
            key = keys.pop()
            begun = started.pop()
            name = names.pop()
            if name is not None:
                anchors[name] = closed
                sizes[id(closed)] = count - begun
            top = stack[-1] if stack else None
            node = closed
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                complaints.at_line(
                    "yaml.several-documents",
                    event.start_mark.line + 1,
                    "A second document begins here; expected one in a file.",
                    hint="Put it into a file of its own in the same folder.",
                )
                return root
            continue
        elif kind is DocumentEndEvent:
            continue
        elif event.__class__.__name__ == "StreamEndEvent":
            return root
        else:
            continue
        if top is None:
            root = node
        elif type(top) is Items:
            top.items.append(node)
        elif key is None:
            key = node
        else:
            top.pairs.append((key, node))  # type: ignore[union-attr]
            key = None


def _complain_of_tag(event: Any, complaints: Complaints) -> None:
    complaints.at_line(
        "yaml.tag",
        event.start_mark.line + 1,
        f"The tag {event.tag} is not used in program files.",
        hint="Take it out; the field decides what a value means.",
    )
