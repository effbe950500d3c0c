"""How values are laid out as YAML: quoted only where they must be, short rows on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fairlead.sources.program_file.codecs import Tree
from fairlead.sources.program_file.written import Written

__all__ = ["WIDTH", "block_lines", "flow_text", "key_text", "pair_lines", "scalar_text"]

WIDTH: Final = 100
"""A row that fits into so many columns stands on one line."""

# What YAML 1.2 would read as something else than text, and what 1.1 would, for other tools' sake.
_NOT_TEXT: Final = re.compile(
    r"(?:~|null|true|false|yes|no|on|off|y|n|"
    r"[-+]?(?:\d[\d_]*)?\.?\d*(?:e[-+]?\d+)?|0x[\da-f]+|0o?[0-7]+|"
    r"[-+]?\.(?:inf|nan)|[-+]?\d+(?::\d+)+(?:\.\d*)?|<<|=)",
    re.IGNORECASE,
).fullmatch
_PLAIN: Final = re.compile(r"[^\W_]|[^\W_](?:[^\n\r\t:#]|:(?=\S)|(?<=\S)#)*[^\s:]").fullmatch
_PLAIN_IN_FLOW: Final = re.compile(r"[^,\[\]{}?]*").fullmatch
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar_text(text: str, *, flow: bool) -> str:
    """A text as a YAML scalar on one line: plain if it can be, else in double quotes."""
    if isinstance(text, Written):
        return text
    if (
        _PLAIN(text) is not None
        and (not flow or _PLAIN_IN_FLOW(text) is not None)
        and _NOT_TEXT(text) is None
        and text.isprintable()
    ):
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    known = _ESCAPES.get(character)
    if known is not None:
        return known
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def key_text(key: str, *, flow: bool) -> str:
    """A key, quoted where another YAML reader would take it for a number or a boolean."""
    return scalar_text(key, flow=flow)


def flow_text(tree: Tree) -> str:
    """A tree on one line: `{title: Beta, needs: [api, vendor]}`."""
    if isinstance(tree, str):
        return scalar_text(tree, flow=True)
    if isinstance(tree, list):
        return f"[{', '.join(map(flow_text, tree))}]"
    pairs = (f"{key_text(key, flow=True)}: {flow_text(value)}" for key, value in tree.items())
    return f"{{{', '.join(pairs)}}}"


def pair_lines(key: str, tree: Tree, *, indent: int) -> Iterator[str]:
    """`key: value` at an indentation: on one line if it fits, else with the value below it."""
    head = f"{' ' * indent}{key_text(key, flow=False)}:"
    if isinstance(tree, str):
        if "\n" in tree and _can_be_literal(tree):
            yield from _literal_lines(head, tree, indent)
        else:
            yield f"{head} {scalar_text(tree, flow=False)}"
        return
    line = f"{head} {flow_text(tree)}"
    if len(line) <= WIDTH or not tree or _only_scalar(tree):
        yield line
        return
    yield head
    yield from block_lines(tree, indent=indent + 2)


def _only_scalar(tree: Tree) -> bool:
    """Whether laying a tree out on several lines would gain nothing."""
    return isinstance(tree, list) and len(tree) == 1 and isinstance(tree[0], str)


def block_lines(tree: Tree, *, indent: int) -> Iterator[str]:
    """The parts of a list or mapping, one below the other."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from pair_lines(key, value, indent=indent)
    elif isinstance(tree, list):
        for item in tree:
            yield f"{' ' * indent}- {_item_text(item)}"


def _item_text(item: Tree) -> str:
    return scalar_text(item, flow=False) if isinstance(item, str) else flow_text(item)


def _can_be_literal(text: str) -> bool:
    """Whether `|` can hold a text: it would lose odd characters and misread leading blanks."""
    return (
        text[0] not in " \n"
        and text.strip("\n") != ""
        and text.replace("\n", "").isprintable()
        and not any(line != line.rstrip(" ") for line in text.split("\n"))
    )


def _literal_lines(head: str, text: str, indent: int) -> Iterator[str]:
    body = text.rstrip("\n")
    trailing = len(text) - len(body)
    yield f"{head} |{'-' if trailing == 0 else '' if trailing == 1 else '+'}"
    for line in body.split("\n"):
        yield f"{' ' * (indent + 2)}{line}" if line else ""
    for _ in range(trailing - 1):
        yield ""
