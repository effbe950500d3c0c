"""Ids for what is imported: safe, human, and each given once."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["Names", "safe"]

_UNSAFE = re.compile(r"-*[^A-Za-z0-9_.-][^A-Za-z0-9_.]*")
_LONGEST = 80
_SAFE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9])?")


def safe(text: str) -> str:
    """`text` as an id of the program file, or an empty string when nothing of it can stand there.

    Accents are dropped, what is left of other signs becomes `-`: `Süd / Los 1` is `Sud-Los-1`.
    """
    if _SAFE.fullmatch(text):
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("-", text).strip("-_.")[:_LONGEST]


class Names:
    """Ids handed out, so that each is given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def give(self, *wishes: str) -> str:
        """The first of `wishes` that makes an id, with a number behind it if that is taken."""
        wanted = "x"
        for wish in wishes:
            name = safe(wish)
            if name:
                wanted = name
                break
        name = wanted
        if name in self._taken:
            number = self._last.get(wanted, 1)
            while name in self._taken:
                number += 1
                name = f"{wanted}-{number}"
            self._last[wanted] = number
        self._taken.add(name)
        return name
