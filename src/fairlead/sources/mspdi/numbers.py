"""UIDs for what is written: the one it was imported under where that is free, else a new one."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Numbers"]

_LARGEST = 2**31 - 1


def _wish(text: str | None, least: int) -> int | None:
    """The UID that a source key is, None when it is none."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    number = int(text)
    return number if least <= number <= _LARGEST and str(number) == text else None


class Numbers:
    """UIDs handed out, each once; new ones are above all that are wished for.

    Below `least` there is none: 0 stands for the whole project, or for nobody.
    """

    def __init__(self, wishes: Iterable[str | None], *, least: int = 1) -> None:
        self._least = least
        self._taken: set[int] = set()
        wanted = [number for wish in wishes if (number := _wish(wish, least)) is not None]
        top = max(wanted, default=0)
        self._next = top + 1 if top < _LARGEST // 2 else 1
        self._wanted = set(wanted)

    def give(self, wish: str | None) -> int:
        """The UID for a source key."""
        number = _wish(wish, self._least)
        if number is None or number in self._taken:
            while self._next in self._taken or self._next in self._wanted:
                self._next += 1
            number = self._next
        self._taken.add(number)
        return number
