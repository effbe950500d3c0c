"""Predecessors as Microsoft Project writes them into a cell: `3FS+2d;4`, in four languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from fairlead.program.quantities import Span, Unit
from fairlead.program.work import Link, Need
from fairlead.sources.tabular.cells import NumberManner, as_number
from fairlead.sources.tabular.durations import as_span

__all__ = ["exact_span", "predecessors", "separator_of", "written"]

_LINKS: dict[str, Link] = {
    **dict.fromkeys(("FS", "EA", "FD", "FC"), "FS"),
    **dict.fromkeys(("SS", "AA", "DD", "CC"), "SS"),
    **dict.fromkeys(("FF", "EE"), "FF"),
    **dict.fromkeys(("SF", "AE", "DF", "CF"), "SF"),
}
"""Link words: English; German Anfang and Ende; French début and fin; Spanish comienzo and fin."""

_LINKED = re.compile(
    r"(?P<name>.+?)\s*(?P<link>" + "|".join(_LINKS) + r")\s*(?P<lag>[+-].+)?", re.IGNORECASE
)
_LAGGED = re.compile(r"(?P<name>.+?)\s*(?P<lag>[+-]\s*[\d.,].*)")


def separator_of(cells: Iterable[str]) -> str:
    """The sign between predecessors in a column: `;` where any cell has one, else `,`."""
    return ";" if any(";" in cell for cell in cells) else ","


def predecessors(
    text: str,
    *,
    find: Callable[[str], str | None],
    separator: str,
    manner: NumberManner,
    unit: Unit | None,
) -> tuple[list[Need], list[str]]:
    """The needs that a cell names, and the parts of it that name nothing.

    `find` gives the id of a task by how the table calls it, or None. A name that is itself a task
    goes before its reading as a name and a link, so that ids may end in `SS` or hold a dash.
    """
    needs: list[Need] = []
    unknown: list[str] = []
    whole = find(text.strip())
    if whole is not None:
        return [Need(task=whole)], []
    for part in re.split(rf"[{separator}\n]", text):
        said = part.strip()
        if not said:
            continue
        need = _need(said, find, manner, unit)
        if need is None:
            unknown.append(said)
        else:
            needs.append(need)
    return needs, unknown


def _need(
    said: str, find: Callable[[str], str | None], manner: NumberManner, unit: Unit | None
) -> Need | None:
    key = find(said)
    if key is not None:
        return Need(task=key)
    if len(said) > 200:
        return None
    for pattern in (_LINKED, _LAGGED):
        match = pattern.fullmatch(said)
        if match is None:
            continue
        key = find(match["name"])
        if key is None:
            continue
        link: Link = _LINKS[match["link"].upper()] if pattern is _LINKED else "FS"
        lag = match["lag"]
        if lag is None:
            return Need(task=key, link=link)
        lag = re.sub(r"^([+-])\s+", r"\1", lag)
        if lag.endswith("%"):
            share = as_number(lag, manner=manner)
            return None if share is None else Need(task=key, link=link, lag_share=share)
        span = as_span(lag, manner=manner, unit=unit or "d")
        if span is None:
            return None
        return Need(task=key, link=link, lag=span if span.amount else None)
    return None


def written(needs: Iterable[Need]) -> str:
    """The cell of these needs, which `predecessors` reads as the same: `spec; vendor SS+2d`."""
    return "; ".join(_written(need) for need in needs)


def _written(need: Need) -> str:
    lag = ""
    if need.lag_share is not None:
        percent = Decimal(repr(need.lag_share)) * 100
        lag = f"{percent.normalize():+f}%"
    elif need.lag is not None:
        lag = exact_span(need.lag, signed=True, short=True)
    if need.link == "FS" and not lag:
        return need.task
    return f"{need.task} {need.link}{lag}"


def exact_span(span: Span, *, signed: bool = False, short: bool = False) -> str:
    """A span in plain digits that read back as the same number; `short` writes elapsed as `2ed`."""
    amount = Decimal(repr(span.amount)).normalize()
    digits = f"{amount:+f}" if signed else f"{amount:f}"
    if span.elapsed and short:
        return f"{digits}e{span.unit}"
    return f"{'elapsed ' if span.elapsed else ''}{digits}{span.unit}"
