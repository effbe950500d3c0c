"""Writing XML: elements in the order they are given, text escaped, nothing that XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Markup"]

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Markup:
    """A document that grows line by line."""

    def __init__(self) -> None:
        self._lines: list[str] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>']
        self._depth = 0
        self.dropped = 0
        """How many texts lost signs that XML cannot hold."""

    @contextmanager
    def element(self, tag: str, attributes: str = "") -> Iterator[None]:
        """An element around whatever is written inside the `with`."""
        indent = " " * self._depth
        self._lines.append(f"{indent}<{tag}{attributes}>")
        self._depth += 1
        yield
        self._depth -= 1
        self._lines.append(f"{indent}</{tag}>")

    def leaf(self, tag: str, value: str | float | None) -> None:
        """An element that holds a text; None writes nothing."""
        if value is None:
            return
        text = value if isinstance(value, str) else f"{value:.15g}"
        self._lines.append(f"{' ' * self._depth}<{tag}>{self._escaped(text)}</{tag}>")

    def _escaped(self, text: str) -> str:
        if text.isalnum():
            return text
        clean = _FORBIDDEN.sub("", text)
        self.dropped += clean != text
        clean = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        # A parser reads a bare carriage return as a line feed.
        return clean.replace("\r", "&#13;")

    def render(self) -> str:
        """The whole document."""
        return "\n".join(self._lines) + "\n"
