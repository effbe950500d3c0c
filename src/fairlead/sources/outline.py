"""An outline given as each row's parent: its circles, and how deep it goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fairlead.program.errors import TooLarge
from fairlead.sources.bounds import MAX_DEPTH

__all__ = ["above", "check_depth", "circles"]


def above(key: str, parent_of: Mapping[str, str]) -> Iterator[str]:
    """The parent of `key`, its parent, and so on to the top."""
    here = parent_of.get(key)
    while here is not None:
        yield here
        here = parent_of.get(here)


def circles(keys: Iterable[str], parent_of: Mapping[str, str]) -> list[list[str]]:
    """Each circle of rows: each stands in the next one, the last in the first."""
    loops: list[list[str]] = []
    clear: set[str] = set()
    for start in keys:
        path: dict[str, int] = {}
        here: str | None = start
        while here is not None and here not in clear and here not in path:
            path[here] = len(path)
            here = parent_of.get(here)
        if here is not None and here in path:
            loops.append(list(path)[path[here] :])
        clear.update(path)
    return loops


def check_depth(keys: Iterable[str], parent_of: Mapping[str, str], *, where: str) -> None:
    """Raises `TooLarge` when the outline, free of circles, is deeper than `MAX_DEPTH`."""
    depth: dict[str, int] = {}
    for start in keys:
        path: list[str] = []
        here: str | None = start
        while here is not None and here not in depth:
            path.append(here)
            here = parent_of.get(here)
        level = 0 if here is None else depth[here]
        for key in reversed(path):
            level += 1
            depth[key] = level
        if level > MAX_DEPTH:
            raise TooLarge(f"{where}: {start} stands {level} levels deep, at most {MAX_DEPTH}.")
