"""JSON of trackers: decoded within bounds, and looked into without trust."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from fairlead.program.errors import UnreadableInput
from fairlead.sources.bounds import decode, read_bytes

__all__ = ["MAX_JSON", "at", "begins_as_json", "decoded", "items_at", "text_at"]

MAX_JSON = 64 * 1024 * 1024
"""Largest JSON file that is read; its values take up many times that in memory."""

_OFFSET = re.compile(r"byte (\d+)")


def begins_as_json(path: Path) -> bool:
    """Whether a file begins with a brace or bracket, in any Unicode encoding."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}.") from error
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] in (b"{", b"[")


def decoded(path: Path) -> object:
    """The JSON value of a file. Raises `UnreadableInput` with its line when it is none."""
    content = read_bytes(path, limit=MAX_JSON)
    text = decode(content, name=str(path)).encode()
    if not text.strip():
        raise UnreadableInput(f"{path}: empty, expected JSON.")
    try:
        return msgspec.json.decode(text)
    except RecursionError as error:
        raise UnreadableInput(f"{path}: nested too deeply to be an export.") from error
    except msgspec.DecodeError as error:
        found = _OFFSET.search(str(error))
        offset = int(found[1]) if found else len(text)
        line = text.count(b"\n", 0, offset) + 1
        raise UnreadableInput(
            f"{path}:{line}: not JSON, or cut off: {error}. Export the file again."
        ) from error


def at(value: object, *path: str) -> object:
    """What lies at a path of keys; None where there is nothing, or something else on the way."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def text_at(value: object, *path: str) -> str | None:
    """The text or number at a path, as text; None when there is none or it is empty."""
    found = at(value, *path)
    if isinstance(found, str):
        return found.strip() or None
    if isinstance(found, int | float) and not isinstance(found, bool):
        return f"{found:.15g}" if isinstance(found, float) else str(found)
    return None


def items_at(value: object, *path: str) -> Iterator[dict[str, object]]:
    """The objects of a list at a path, or of the `nodes` or `edges` that GraphQL wraps it in."""
    found = at(value, *path)
    if isinstance(found, dict):
        found = found.get("nodes", found.get("edges", found.get("values")))
    if isinstance(found, list):
        for item in found:
            if isinstance(item, dict):
                node = item.get("node")
                yield node if isinstance(node, dict) and len(item) <= 2 else item
