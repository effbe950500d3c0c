"""Text from other tools, made fit to stand in a program: no control signs, titles on one line."""

from __future__ import annotations

import re

__all__ = ["one_line", "prose"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")


def one_line(text: str) -> str:
    """`text` on one line, its blanks single: a title, a name."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _BLANKS.sub(" ", _CONTROL.sub("", text)).strip()


def prose(text: str) -> str | None:
    """`text` with its lines as they were, or None when nothing is in it: a description."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip() or None
