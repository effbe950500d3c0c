"""What somebody most likely meant: a value in another notation, in that of the program file.

Each function makes the hint of a text that its field refused, or None when nothing is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from fairlead.program.quantities import Span
from fairlead.sources.program_file.amounts import estimate_text, nominal_minutes
from fairlead.sources.program_file.hours import HOURS_PATTERN, WEEK_PATTERN

__all__ = [
    "days_hint",
    "estimate_hint",
    "hours_hint",
    "id_hint",
    "key_hint",
    "meant",
    "moment_hint",
    "money_hint",
]

_LONGEST: Final = 80
_NOT_KNOWN: Final = frozenset(
    {"tbd", "tba", "tbc", "?", "??", "???", "unknown", "open", "later", "asap", "n/a", "-", "--"}
)
_LEAVE_OUT: Final = "Leave the key out until it is known."
_ISO: Final = r"\d{4}-\d\d-\d\d"
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_BETWEEN: Final = re.compile(
    r"\s*(?:\.\.+|\u2026|\u2013|\u2014|\bto\b|\buntil\b|\bbis\b)\s*|\s+-\s+"
)
_OFFSET: Final = re.compile(r":\d\d.*(?:Z|UTC|[+-]\d\d:?\d\d)$")


def meant(kind: str, text: str) -> str | None:
    """The hint of a text that a kind of value, such as `estimate` or `days`, refused."""
    if kind in ("moment", "time", "day"):
        return moment_hint(text, clock=kind != "day")
    if kind in ("hours", "week"):
        return hours_hint(text, week=kind == "week")
    told = {"days": days_hint, "estimate": estimate_hint, "money": money_hint}.get(kind)
    return None if told is None else told(text)


def moment_hint(text: str, *, clock: bool) -> str | None:
    """How to write a date, or with `clock` a date or time: `18.12.2026` is `2026-12-18`.

    Where day and month could be either, both are named.
    """
    if _unknown(text):
        return _LEAVE_OUT
    found = _moments(text, clock=clock)
    if not found:
        return None
    hint = " or ".join(f"`{one}`" for one in found)
    return f"Write {hint}." if len(found) == 1 else f"Write {hint}: year, month, day."


def _moments(text: str, *, clock: bool) -> list[str]:
    """The dates or times that a text may mean, as the file writes them."""
    from fairlead.sources.tabular.cells import DateManner, as_moment, date_manner  # slow import

    stripped = text.strip()
    if len(stripped) > _LONGEST or _OFFSET.search(stripped):
        return []
    whole = _YEAR_FIRST.fullmatch(stripped)
    if whole is not None:
        stripped = "-".join(part.zfill(2) for part in whole.groups())
    manner = date_manner([stripped])
    found = [as_moment(stripped, manner=manner, timezone="UTC")]
    if not manner.sure:
        other = DateManner(order="month-first")
        found.append(as_moment(stripped, manner=other, timezone="UTC"))
    written = []
    for one in found:
        if isinstance(one, datetime) and clock:
            written.append(f"{one:%Y-%m-%d %H:%M}")
        elif isinstance(one, date):
            written.append(f"{one:%Y-%m-%d}")
    return list(dict.fromkeys(written))


def days_hint(text: str) -> str | None:
    """How to write a day or days: `19.10.2026 - 23.10.2026` is `2026-10-19..2026-10-23`."""
    if _unknown(text):
        return _LEAVE_OUT
    if len(text) > _LONGEST:
        return None
    iso = re.findall(_ISO, text)
    if len(iso) == 2 and not re.search(r"\w", re.sub(_ISO, "", text)):
        return f"Write `{iso[0]}..{iso[1]}`."
    parts = _BETWEEN.split(text.strip())
    found = [_moments(part, clock=False) for part in parts]
    if len(parts) not in {1, 2} or not all(len(one) == 1 for one in found):
        return None
    return f"Write `{'..'.join(one[0] for one in found)}`."


def estimate_hint(text: str) -> str | None:
    """How to write an estimate: `3-5 days` is `3d..5d`."""
    from fairlead.sources.tabular.cells import number_manner  # slow import
    from fairlead.sources.tabular.durations import as_estimate  # slow import

    if _unknown(text):
        return "Leave it out until somebody can say; `check` reminds of it."
    plain = re.sub(r"^(?:~|ca\.?|about|approx\.?|max\.?|up to)\s*", "", text.strip().lower())
    if len(plain) > _LONGEST:
        return None
    meant = as_estimate(plain, manner=number_manner([plain]), unit=None)
    if meant is None:
        return None
    points = [one for one in (meant.low, meant.likely, meant.high) if isinstance(one, Span)]
    minutes = [nominal_minutes(one) for one in points]
    if minutes[0] < 0 or any(first > then for first, then in pairwise(minutes)):
        return None
    return f"Write `{estimate_text(meant)}`."


_AMOUNT: Final = re.compile(
    r"(?:[A-Za-z]{3}|[^\w\s.,'-])?\s*(-?\d[\d.,' \u00a0\u202f]*?)\s*(k|m|mio\.?|million)?\s*"
    r"(?:[a-z]{3,5}|[^\w\s.,'-])?",
    re.IGNORECASE,
)
_TIMES: Final = {"k": 1_000, "m": 1_000_000, "mio": 1_000_000, "million": 1_000_000}


def money_hint(text: str) -> str | None:
    """How to write an amount of money: `240.000 EUR` is `240000`, and so is `240k`."""
    from fairlead.sources.tabular.cells import NumberManner, as_number  # slow import

    if _unknown(text):
        return _LEAVE_OUT
    match = _AMOUNT.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        return None
    digits = match[1].strip()
    times = _TIMES[(match[2] or "").lower().rstrip(".")] if match[2] else 1
    found = set()
    for decimal in (".", ","):
        _, mark, cents = digits.partition(decimal)
        number = as_number(digits, manner=NumberManner(decimal=decimal))
        if number is not None and (not mark or len(cents) <= 2 or times > 1):
            found.add(round(number * times, 2))
    if len(found) != 1:
        return None
    amount = found.pop()
    return f"Write `{amount:.0f}`." if amount.is_integer() else f"Write `{amount:.2f}`."


_DAYS: Final = {
    word: day
    for day, words in {
        "Mon": "mo mon monday montag",
        "Tue": "tu tue tues tuesday di die dienstag",
        "Wed": "we wed wednesday mi mit mittwoch",
        "Thu": "th thu thur thurs thursday do don donnerstag",
        "Fri": "fr fri friday freitag",
        "Sat": "sa sat saturday sam samstag",
        "Sun": "su sun sunday so son sonntag",
        "Mon-Fri": "weekdays workdays werktags",
        "Mon-Sun": "daily always taeglich",
        "": "uhr h from von oclock",
        "-": "to bis until",
    }.items()
    for word in words.split()
}
_CLOCK: Final = re.compile(
    r"\b(\d{1,2})(?:[:.h](\d\d))?\s*([ap])?\.?m?\.?(?=[^\w.:]|$|-)", re.IGNORECASE
)


def hours_hint(text: str, *, week: bool) -> str | None:
    """How to write hours, of a `week` or of a day: `Mo-Fr 9-17` is `Mon-Fri 09:00-17:00`."""
    if len(text) > _LONGEST:
        return None
    plain = re.sub(r"[\u2013\u2014]", "-", text.strip().lower())
    plain = _CLOCK.sub(_clock_text, plain)
    plain = re.sub(r"[^\W\d_]+", lambda word: _DAYS.get(word[0], word[0]), plain)
    plain = re.sub(r"\s*-\s*", "-", plain)
    plain = re.sub(r"([a-z]),?\s*(?=\d)", r"\1 ", re.sub(r"\s+", " ", plain)).strip()
    if week and plain[:1].isdigit():
        plain = f"Mon-Fri {plain}"
    certain = re.fullmatch(WEEK_PATTERN if week else HOURS_PATTERN, plain)
    return f"Write `{plain}`." if certain and plain != text.strip() else None


def _clock_text(match: re.Match[str]) -> str:
    hour = int(match[1])
    if match[3]:
        hour = hour % 12 + (12 if match[3] in "pP" else 0)
    return f"{hour:02d}:{match[2] or '00'}"


def id_hint(text: str) -> str | None:
    """How to write an id: `Prüfung 1` is `Pruefung-1`."""
    from fairlead.sources.naming import safe  # slow import

    spelled = text[:_LONGEST]
    for sign, letters in {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "ß": "ss"}.items():
        spelled = spelled.replace(sign, letters)
    name = safe(spelled)
    return f"Write `{name}`, and what it is in words as its `title`." if name else None


_SAME: Final = (
    "program id key slug short_name",
    "title name summary label heading caption",
    "description text details body notes comment",
    "due deadline finish_by due_date by target target_date date promised needed",
    "needs depends_on dependencies after predecessors requires blocked_by waits_for depends",
    "who assignee assignees assigned_to assigned resource resources people person owner",
    "estimate effort work size points hours days duration length",
    "duration length estimate",
    "start begin begins start_date from first not_before started",
    "finish end ends end_date to last finished",
    "finished done completed closed resolved met",
    "probability likelihood chance odds p",
    "delay impact effect",
    "confidence certainty wanted",
    "team group squad department",
    "tasks work items activities",
    "people resources persons staff members",
    "milestones gates",
    "leave holiday holidays vacation absence absences off",
    "availability allocation capacity fte share percent",
    "rate cost cost_rate price salary",
    "calendar hours working_hours",
    "timezone zone tz time_zone",
    "as_of status_date today data_date",
    "complete progress percent_complete done",
    "interrupts overhead",
    "joins from start start_date begins",
    "leaves until end end_date ends",
    "treatment mitigation response action plan",
)
"""Other words for a key, the likelier meanings first."""


def key_hint(key: str, known: Iterable[str]) -> str | None:
    """The key of `known` that another word means: `assignee` of a task is `who`."""
    word = re.sub(r"[^a-z]+", "_", key[:_LONGEST].lower()).strip("_")
    there = frozenset(known)
    if word in there:
        return None  # a matter of spelling
    for words in map(str.split, _SAME):
        if word in words:
            found = next((one for one in words if one in there), None)
            if found is not None:
                return f"It is called `{found}` here."
    return None


def _unknown(text: str) -> bool:
    return text.strip().lower() in _NOT_KNOWN
