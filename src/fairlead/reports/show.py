"""How a fact is shown: the one place where values become English."""

from __future__ import annotations

import math
from datetime import date, datetime

from fairlead.program.moments import closing_day, in_zone
from fairlead.reports.fact import Fact

__all__ = ["MONTHS", "day_of", "day_shown", "machine_value", "money_shown", "show"]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "INR": "₹", "JPY": "¥"}
_MINUS = "\N{MINUS SIGN}"


def show(fact: Fact, *, timezone: str) -> str:
    """The words and figures for a fact, for a reader who lives in `timezone`.

    30 Apr 2026; 3 Mar 2026, 14:30; 4.5 days; €12,500; 85%; 1,204. Days and hours are rounded to a
    tenth, shares to a whole per cent (but never to all or nothing), money from a
    hundred on to whole units; the fact keeps the exact value.
    """
    value = fact.value
    if isinstance(value, datetime | date):
        shown = _date(day_of(fact, timezone=timezone))
        if fact.kind == "instant" and isinstance(value, datetime):
            return f"{shown}, {in_zone(value, timezone=timezone):%H:%M}"
        return shown
    if isinstance(value, str):
        return value
    if fact.kind == "money":
        return _money(int(value), fact.currency or "")
    if fact.kind == "share":
        return _share(float(value))
    if fact.kind == "duration":
        return _duration(int(value), fact.day_minutes)
    return f"{value:,}".replace("-", _MINUS)


def day_of(fact: Fact, *, timezone: str) -> date:
    """The day that a fact in time falls on. A finish at midnight falls on the day that ends."""
    value = fact.value
    if isinstance(value, datetime):
        if fact.kind == "finish":
            return closing_day(value, timezone=timezone)
        return in_zone(value, timezone=timezone).date()
    if isinstance(value, date):
        return value
    raise TypeError(f"Fact {fact.id!r} is a {fact.kind}, expected one in time.")


def machine_value(fact: Fact) -> str:
    """The exact value for a machine: ISO 8601 for times and durations, plain figures else."""
    value = fact.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if fact.kind == "duration":
        return f"{'-' if int(value) < 0 else ''}PT{abs(int(value))}M"
    if fact.kind == "money":
        return f"{int(value) / 100:.2f}"
    return str(value)


def day_shown(finish: datetime, *, timezone: str) -> str:
    """The day of a finish as a reader in `timezone` is told; midnight is the day that ends."""
    return _date(closing_day(finish, timezone=timezone))


def money_shown(hundredths: int, *, currency: str) -> str:
    """An amount of money as a reader is told."""
    return _money(hundredths, currency)


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _tenths(value: float) -> str:
    rounded = math.floor(value * 10 + 0.5) / 10
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"


def _duration(minutes: int, day_minutes: int) -> str:
    size = abs(minutes)
    if size >= day_minutes or size == 0:
        amount, unit = size / day_minutes, "day"
    elif size >= 60:
        amount, unit = size / 60, "hour"
    else:
        amount, unit = float(size), "minute"
    shown = _tenths(amount)
    plural = "" if shown == "1" else "s"
    return f"{_MINUS if minutes < 0 else ''}{shown} {unit}{plural}"


def _money(hundredths: int, currency: str) -> str:
    size = abs(hundredths)
    whole = size % 100 == 0 or size >= 10_000
    amount = f"{(size + 50) // 100:,}" if whole else f"{size / 100:,.2f}"
    symbol = _SYMBOLS.get(currency)
    unit = symbol if symbol is not None else f"{currency} "
    return f"{_MINUS if hundredths < 0 else ''}{unit}{amount}"


def _share(value: float) -> str:
    per_cent = math.floor(value * 100 + 0.5)
    if per_cent == 0 and value > 0:
        return "under 1%"
    if per_cent == 100 and value < 1:
        return "over 99%"
    return f"{per_cent:,}%"
