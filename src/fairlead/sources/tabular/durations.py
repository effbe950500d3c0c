"""Spans and estimates as people write them into cells: `3 days`, `2,5 Std.`, `3d..8d`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache

from fairlead.program.quantities import Estimate, Span, Unit
from fairlead.sources.tabular.cells import NumberManner, as_number
from fairlead.sources.tabular.grid import Cell

__all__ = ["UNIT_WORDS", "as_estimate", "as_span", "sensible"]


def _spelled(unit: Unit, words: str, factor: float = 1.0) -> dict[str, tuple[Unit, float]]:
    return dict.fromkeys(words.split(), (unit, factor))


UNIT_WORDS: Mapping[str, tuple[Unit, float]] = {
    **_spelled("m", "m min mins minute minutes minuten minuto minutos"),
    **_spelled("h", "h hr hrs hour hours std stunde stunden heure heures hora horas"),
    **_spelled("h", "manhours personhours personenstunden"),
    **_spelled("d", "d dy dys day days tag tage tagen t pt j jh jour jours dia dias"),
    **_spelled("d", "mandays persondays personentag personentage"),
    **_spelled("w", "w wk wks week weeks woche wochen sem semaine semaines semana semanas"),
    # A month of work is twenty days, as Microsoft Project counts it.
    **_spelled("d", "mo mon mons month months monat monate mois mes meses", 20.0),
}
"""Words for a unit of time, without case and accents: the unit, and how many of it one is."""

_PART = re.compile(r"([+-]?(?:\d[\d.,']*|[.,]\d+))\s*([^\W\d_]*)(?:\.(?![.\d]))?\??\s*")
_ISO_SPAN = re.compile(
    r"P(?:(?P<d>\d+(?:\.\d+)?)D)?(?:T(?:(?P<h>\d+(?:\.\d+)?)H)?(?:(?P<m>\d+(?:\.\d+)?)M)?"
    r"(?:\d+(?:\.\d+)?S)?)?"
)
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::[0-5]\d)?")
_MINUTES: dict[Unit, float] = {"m": 1, "h": 60, "d": 480, "w": 2400}


_LONGEST_MINUTES = 100 * 52 * 2400
"""A hundred years of work: what is longer was never meant as a time."""


def sensible(span: Span | None) -> Span | None:
    """`span`, or None when it is longer than a hundred years of work either way."""
    if span is None:
        return None
    return span if abs(span.amount) * _MINUTES[span.unit] <= _LONGEST_MINUTES else None


def as_span(cell: Cell, *, manner: NumberManner, unit: Unit | None) -> Span | None:
    """The span of time in a cell: `3 days`, `2,5 Std.`, `1w 2d`, `4:30`, `PT8H`; or None.

    A number alone is in `unit`. Parts of different units become hours, a day counting 8 of them
    and a week 40.
    """
    if isinstance(cell, timedelta):
        return sensible(Span(amount=cell.total_seconds() / 3600, unit="h"))
    if not isinstance(cell, str):
        number = as_number(cell, manner=manner)
        told = None if number is None or unit is None else Span(amount=number, unit=unit)
        return sensible(told)
    return sensible(_span_in(cell.strip(), manner, unit)) if len(cell) <= 100 else None


@lru_cache(maxsize=8192)
def _span_in(text: str, manner: NumberManner, unit: Unit | None) -> Span | None:
    if len(text) > 60:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return Span(amount=int(clock[1]) + int(clock[2]) / 60, unit="h")
    iso = _ISO_SPAN.fullmatch(text) if text[:1] == "P" and len(text) > 2 else None
    if iso is not None:
        parts = [Span(amount=float(iso[u]), unit=u) for u in ("d", "h", "m") if iso[u]]
        parts = [part for part in parts if part.amount] or parts[:1]
        return _sum(parts)
    elapsed = text.casefold().startswith("elapsed ")
    if elapsed:
        text = text[8:]
    parts = []
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            return None
        part = _part(match[1], match[2], manner, unit)
        if part is None:
            return None
        parts.append(part)
        at = match.end()
    if elapsed:
        parts = [Span(amount=p.amount, unit=p.unit, elapsed=True) for p in parts]
    return _sum(parts)


def _part(amount: str, name: str, manner: NumberManner, unit: Unit | None) -> Span | None:
    number = as_number(amount, manner=manner)
    if number is None:
        return None
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if not plain:
        return None if unit is None else Span(amount=number, unit=unit)
    elapsed = plain not in UNIT_WORDS and plain[0] == "e" and plain[1:] in UNIT_WORDS
    known = UNIT_WORDS.get(plain[1:] if elapsed else plain)
    if known is None:
        return None
    of, factor = known
    return Span(amount=number * factor, unit=of, elapsed=elapsed)


def _sum(parts: Sequence[Span]) -> Span | None:
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    if any(part.elapsed for part in parts):
        return None
    hours = sum(part.amount * _MINUTES[part.unit] for part in parts) / 60
    return Span(amount=hours, unit="h")


_RANGE = re.compile(r"\s*(?:\.\.+|\u2026|\u2013|\u2014|\bto\b|\bbis\b|(?<=[\w?.)])\s*-)\s*")


def as_estimate(cell: Cell, *, manner: NumberManner, unit: Unit | None) -> Estimate | None:
    """The estimate in a cell: `5d`, `3d..8d`, `3-8 days`, `3d/5d/10d`; None when it is none.

    A unit at the end serves the numbers before it that have none.
    """
    if not isinstance(cell, str):
        span = as_span(cell, manner=manner, unit=unit)
        return None if span is None else Estimate(likely=span)
    text = cell.strip()
    point = as_span(text, manner=manner, unit=unit)
    if point is not None:
        return Estimate(likely=point)
    if len(text) > 120:
        return None
    texts = [part.strip() for part in text.split("/")]
    if len(texts) != 3:
        texts = [part.strip() for part in _RANGE.split(text)]
    if len(texts) not in (2, 3):
        return None
    last = as_span(texts[-1], manner=manner, unit=unit)
    if last is None:
        return None
    spans = [as_span(part, manner=manner, unit=last.unit) for part in texts[:-1]]
    found = [span for span in spans if span is not None]
    if len(found) != len(spans):
        return None
    if len(found) == 1:
        return Estimate(low=found[0], high=last)
    return Estimate(low=found[0], likely=found[1], high=last)
