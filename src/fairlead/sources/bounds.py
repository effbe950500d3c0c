"""How much a source may hold, and how its bytes become text. Input is hostile until it is read."""

from __future__ import annotations

from pathlib import Path

from fairlead.program.errors import TooLarge, UnreadableInput

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_ROWS",
    "decode",
    "read_bytes",
]

MAX_BYTES = 256 * 1024 * 1024
"""Largest file that is read."""

MAX_ROWS = 1_000_000
"""Most tasks, table rows, or links that are read from one file."""

MAX_DEPTH = 100
"""Deepest nesting of lists, mappings, elements or outline levels."""


def read_bytes(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file. Raises `TooLarge` above `limit`, else `UnreadableInput` if it must."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UnreadableInput(f"{path}: a folder, expected a file.")
        if size > limit:
            raise TooLarge(
                f"{path}: {size:,} bytes, at most {limit:,} are read. Split the file, or export "
                "fewer projects into it."
            )
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}.") from error
    if len(content) > limit:
        raise TooLarge(f"{path}: more than {limit:,} bytes.")
    return content


def decode(content: bytes, *, name: str, fallback: str | None = None) -> str:
    """Text of `content`: by its byte order mark, else UTF-8, else `fallback`.

    Raises `UnreadableInput` with the offset of the first byte that fits none of them.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return _decoded(content, encoding, name)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if fallback is not None:
            return _decoded(content, fallback, name)
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInput(
            f"{name}:{line}: byte {content[error.start]:#04x} at offset {error.start} is not UTF-8."
            " Save the file as UTF-8."
        ) from error


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{name}: not {encoding} as it seemed to be: {error.reason} at offset {error.start}."
        ) from error
