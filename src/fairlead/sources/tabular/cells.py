"""Dates and numbers of a column, read in the manner that all of its cells speak for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from fairlead.program.moments import Moment, utc
from fairlead.program.noun import Noun
from fairlead.sources.tabular.grid import Cell

__all__ = [
    "BLANK",
    "DateManner",
    "NumberManner",
    "as_moment",
    "as_number",
    "counts_time",
    "date_manner",
    "is_blank",
    "looks_like_date",
    "number_manner",
]

BLANK = frozenset({"", "-", "--", "\u2013", "\u2014", "n/a", "na", "#n/a", "none", "null", "nil"})
"""What people write into a cell that holds nothing."""

_LONGEST_BLANK = 8

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv enero ene jaenner janner",
            "feb february februar fevrier fevr fev febrero",
            "mar march marz maerz mrz mars marzo",
            "apr april avril avr abril abr",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet juil julio",
            "aug august aout agosto ago",
            "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dez dezember decembre diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}

_CLOCK = (
    r"(?:[T ,]+(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:GMT(?=[+-]))?"
    r"(?P<offset>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\s?\([^()]{1,30}\))?)?"
)
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})[-/.]?(?P<m>\d{2})[-/.]?(?P<d>\d{2})" + _CLOCK)
_NUMBERS = re.compile(
    r"(?P<a>\d{1,2})(?P<sign>[-/.])\s?(?P<b>\d{1,2})[-/.]\s?(?P<y>\d{4}|\d{2})" + _CLOCK
)
_DAY_NAMED = re.compile(
    r"(?P<d>\d{1,2})\.?[-/ .]\s?(?:de )?(?P<name>[^\W\d]{3,10})\.?[-/ ,.]\s?(?:de )?"
    r"(?P<y>\d{4}|\d{2})" + _CLOCK
)
_NAMED_DAY = re.compile(
    r"(?P<name>[^\W\d]{3,10})\.?[ -](?P<d>\d{1,2})(?:st|nd|rd|th)?,?[ -](?P<y>\d{4}|\d{2})" + _CLOCK
)
_WEEKDAY = re.compile(r"[^\W\d]{2,10}[.,]{0,2}\s+(?=\d|[^\W\d]{3,10}\.?\s\d)")

Order = Literal["day-first", "month-first"]


class DateManner(Noun):
    """How a column writes dates. `sure` is False when every date in it could be read both ways.

    `whole_days` holds when each time of day in it is midnight: they are days then.
    """

    order: Order = "day-first"
    sure: bool = True
    whole_days: bool = False
    day_first: int = 0
    month_first: int = 0
    undecided: int = 0


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    if not isinstance(cell, str):
        return False
    first = cell[:1]
    if first.isalnum() and first not in "nN":  # most cells, and of the words in BLANK none
        return False
    if len(cell) > _LONGEST_BLANK:
        return cell.isspace()
    return cell.strip().casefold() in BLANK


def date_manner(cells: Iterable[Cell]) -> DateManner:
    """The order of day and month in a column, by those of its dates that can only be one of both.

    Dots and dashes are day first. Where all are undecided, a clock of twelve hours speaks for
    month first, as America writes both; else day first is assumed, and `sure` is False.
    """
    votes: Counter[str] = Counter()
    timed = midnight = twelve_hours = 0
    for cell, times in Counter(cells).items():
        if isinstance(cell, datetime):
            timed += times
            midnight += times * (cell.time() == time())
            continue
        if not isinstance(cell, str):
            continue
        match = _matched(cell.strip())
        if match is None:
            continue
        if match.re is _NUMBERS:
            votes[_vote(int(match["a"]), int(match["b"]), match["sign"])] += times
        twelve_hours += match["half"] is not None
        if match["hour"] is not None:
            timed += times
            midnight += times * _is_midnight(match)
    whole = timed > 0 and midnight == timed
    day, month, either = votes["day"], votes["month"], votes["either"]
    order: Order = "day-first" if day >= month else "month-first"
    if not day and not month and twelve_hours:
        order = "month-first"
    return DateManner(
        order=order,
        sure=bool(day or month) or not either,
        whole_days=whole,
        day_first=day,
        month_first=month,
        undecided=either,
    )


def _vote(first: int, second: int, sign: str) -> str:
    if first > 12 >= second:
        return "day"
    if second > 12 >= first:
        return "month"
    if sign == ".":
        return "day"
    return "same" if first == second else "either"


def looks_like_date(cell: Cell) -> bool:
    """Whether a cell is a date, or a text that is written like one."""
    return isinstance(cell, date) or (isinstance(cell, str) and _matched(cell.strip()) is not None)


_PLAIN_NUMBER = re.compile(r"\d{5,19}(?:[.,]\d{1,9})?")
_SINCE, _UNTIL = 473_385_600, 4_102_444_800
_PARTS = (1, 10**3, 10**6, 10**9)
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's clock has no zone


def as_moment(cell: Cell, *, manner: DateManner, timezone: str) -> Moment | None:
    """The day or, in UTC, the instant that a cell names; None when it names none.

    Wall clocks are those of `timezone`. A plain number is a day of a spreadsheet's calendar, or the
    seconds since 1970, or thousandths of them.
    """
    if isinstance(cell, bool | time | timedelta):
        return None
    if isinstance(cell, int | str):
        cell = _number_or_digits(cell)
    if isinstance(cell, int | float):
        found = _of_number(float(cell))
        if found is None or found.time() == time():
            return None if found is None else found.date()
        cell = found
    if isinstance(cell, datetime):
        return _instant(cell, manner, timezone)
    if isinstance(cell, date):
        return cell
    parts = _date_parts(cell.strip(), manner)
    if parts is None:
        return None
    match, year, month, day = parts
    try:
        if match["hour"] is None:
            return date(year, month, day)
        hour = int(match["hour"])
        half = match["half"]
        if half is not None:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
        at = datetime(year, month, day, hour, int(match["minute"]))  # noqa: DTZ001  # zone below
        return _instant(_with_offset(at, match["offset"]), manner, timezone)
    except (ValueError, OverflowError):
        return None


def counts_time(number: float) -> bool:
    """Whether a plain number may be a day of a spreadsheet, or time since 1970.

    Days from 1954 to 2118; seconds, or thousandths to billionths of them, from 1985 to 2100.
    """
    return 20_000 <= number < 80_000 or any(_SINCE <= number / of < _UNTIL for of in _PARTS)


def _number_or_digits(cell: int | str) -> float | str:
    """Digits in a text that count time, as a number; a number such as 20260331, as its digits."""
    if isinstance(cell, int):
        return str(cell) if 19_000_101 <= cell <= 21_001_231 else cell
    if _PLAIN_NUMBER.fullmatch(cell.strip()) is None:
        return cell
    number = float(cell.strip().replace(",", "."))
    return number if counts_time(number) else cell


def _of_number(number: float) -> datetime | None:
    if not counts_time(number):
        return None
    if number < 80_000:
        return _EXCEL_EPOCH + timedelta(minutes=round(number * 1440))
    seconds = next(number / of for of in _PARTS if _SINCE <= number / of < _UNTIL)
    return datetime.fromtimestamp(int(seconds), UTC)


def _instant(at: datetime, manner: DateManner, timezone: str) -> Moment | None:
    if manner.whole_days and at.tzinfo is None:
        return at.date()
    try:
        return utc(at.replace(second=0, microsecond=0), timezone=timezone)
    except OverflowError:
        return None


def _with_offset(at: datetime, offset: str | None) -> datetime:
    if offset is None:
        return at
    at = at.replace(tzinfo=UTC)
    if offset in ("Z", "UTC", "GMT"):
        return at
    minutes = int(offset[1:3]) * 60 + (int(offset[-2:]) if len(offset) > 3 else 0)
    return at - timedelta(minutes=minutes if offset[0] == "+" else -minutes)


def _matched(text: str) -> re.Match[str] | None:
    """The one way of writing dates that a text is in, told by its first signs."""
    if len(text) > 60 or not text:
        return None
    if text[0].isalpha():
        match = _NAMED_DAY.fullmatch(text)
        if match is not None:
            return match
        text = _WEEKDAY.sub("", text, count=1)
        match = _NAMED_DAY.fullmatch(text)
        if match is not None:
            return match
    if text[:4].isdigit():
        return _YEAR_FIRST.fullmatch(text)
    return _NUMBERS.fullmatch(text) or _DAY_NAMED.fullmatch(text)


def _date_parts(text: str, manner: DateManner) -> tuple[re.Match[str], int, int, int] | None:
    match = _matched(text)
    if match is None:
        return None
    if match.re is _YEAR_FIRST:
        return match, int(match["y"]), int(match["m"]), int(match["d"])
    if match.re is _NUMBERS:
        first, second = int(match["a"]), int(match["b"])
        day, month = (first, second) if manner.order == "day-first" else (second, first)
        return match, _year(match["y"]), month, day
    named = _month(match["name"])
    return None if named is None else (match, _year(match["y"]), named, int(match["d"]))


def _is_midnight(match: re.Match[str]) -> bool:
    if match["offset"] is not None or int(match["minute"]) or int(match["second"] or 0):
        return False
    hour = int(match["hour"])
    return hour == 0 or (hour == 12 and match["half"] is not None and match["half"][0] in "aA")


def _month(name: str) -> int | None:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return _MONTHS.get("".join(c for c in plain if not unicodedata.combining(c)))


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 69 else 1900 + year


class NumberManner(Noun):
    """Which sign stands before the decimals of a column's numbers."""

    decimal: Literal[".", ","] = "."


_NUMBER = re.compile(r"[+-]?\d+(?:[.,'\u00a0\u202f ]\d+)*|(?<![.\w])[+-]?[.,]\d+")
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:[,'\u00a0\u202f ]\d{3})+(?:\.\d+)?"),
    ",": re.compile(r"[+-]?\d{1,3}(?:[.'\u00a0\u202f ]\d{3})+(?:,\d+)?"),
}
_GROUPS = {".": re.compile(r"[,'\u00a0\u202f ]"), ",": re.compile(r"[.'\u00a0\u202f ]")}


def number_manner(cells: Iterable[Cell], *, delimiter: str | None = None) -> NumberManner:
    """The decimal sign of a column, by those of its numbers that show it.

    1.234,5 shows a comma, 1,234.5 a point; so do 2,5 and 2.5. What `1,234` alone means is decided
    by the file: where cells are parted by `;`, commas are decimal.
    """
    votes: Counter[str] = Counter()
    for cell in set(cells):
        if not isinstance(cell, str) or ("," not in cell and "." not in cell):
            continue
        for number in _NUMBER.findall(cell):
            comma, point = number.rfind(","), number.rfind(".")
            if comma >= 0 and point >= 0:
                votes["," if comma > point else "."] += 1
            elif comma >= 0 or point >= 0:
                sign = "," if comma >= 0 else "."
                grouped = number.count(sign) > 1 or len(number.rpartition(sign)[2]) == 3
                if number.count(sign) > 1:
                    votes["." if sign == "," else ","] += 1
                elif not grouped:
                    votes[sign] += 1
    if votes[","] != votes["."]:
        return NumberManner(decimal="," if votes[","] > votes["."] else ".")
    return NumberManner(decimal="," if delimiter == ";" else ".")


def as_number(cell: Cell, *, manner: NumberManner) -> float | None:
    """The number in a cell, or None; `40%` is 0.4."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if abs(cell) < 1e15 else None
    if not isinstance(cell, str) or len(cell) > 60:
        return None
    if cell.isascii() and cell.isdigit():
        return float(cell) if len(cell) <= 15 else None
    text = cell.strip()
    share = text.endswith("%")
    text = text.rstrip("% ")
    if _NUMBER.fullmatch(text) is None:
        return None
    if _GROUPS[manner.decimal].search(text):
        if _GROUPED[manner.decimal].fullmatch(text) is None:
            return None
        text = _GROUPS[manner.decimal].sub("", text)
    text = text.replace(manner.decimal, ".")
    try:
        number = float(text)
    except ValueError:
        return None
    return number / 100 if share else number
