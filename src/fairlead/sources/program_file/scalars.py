"""The values that one text writes: each kind's codec, for reading, writing, schema and page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from fairlead.program.references import did_you_mean
from fairlead.sources.program_file.amounts import (
    FRACTION,
    MONEY,
    POSITIVE_SPAN,
    SPAN,
    chance_of,
    cost_of,
    cost_text,
    estimate_of,
    estimate_text,
    factor_of,
    money_of,
    money_text,
    percent_text,
    positive_span_of,
    share_of,
    span_of,
    span_text,
)
from fairlead.sources.program_file.days import (
    DAY,
    TIME,
    day_of,
    day_text,
    days_of,
    days_text,
    moment_of,
    moment_text,
    time_of,
    time_text,
)
from fairlead.sources.program_file.hours import (
    CLOCK_PATTERN,
    HOURS_PATTERN,
    WEEK_PATTERN,
    clock_of,
    clock_text,
    hours_of,
    hours_text,
    week_of,
    week_text,
)
from fairlead.sources.program_file.rules import Wrong
from fairlead.sources.program_file.written import Written

__all__ = ["SCALARS", "Fragment", "ScalarCodec", "choice_codec"]

Fragment = dict[str, Any]
"""A part of a JSON Schema."""


class ScalarCodec:
    """One kind of value: `read` makes it of a text in a time zone, `write` the text of it.

    `read` raises `Wrong`. `schema` is its part of the JSON Schema, `words` name it in the page.
    `zoned` values mean something else in another time zone, so they are never kept for another.
    """

    __slots__ = ("name", "read", "schema", "words", "write", "zoned")

    def __init__(
        self,
        name: str,
        *,
        read: Callable[[str, str], Any],
        write: Callable[[Any, str], str],
        schema: Fragment,
        words: str,
        zoned: bool = False,
    ) -> None:
        self.name = name
        self.read = read
        self.write = write
        self.schema = schema
        self.words = words
        self.zoned = zoned


_whole_match = re.compile(r"[+-]?\d{1,18}").fullmatch


def whole_of(text: str) -> int:
    """A whole number. Raises `Wrong`."""
    if _whole_match(text) is None:
        raise Wrong("number.grammar", f"{text[:40]!r} is no whole number of at most 18 digits.")
    return int(text)


def truth_of(text: str) -> bool:
    """`true` or `false`. Raises `Wrong`."""
    if text in {"true", "True", "TRUE"}:
        return True
    if text in {"false", "False", "FALSE"}:
        return False
    meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(text.lower())
    raise Wrong(
        "boolean.grammar",
        f"{text!r} is neither `true` nor `false`.",
        hint=None if meant is None else f"Write `{meant}`.",
    )


def _of_text(read: Callable[[str], Any]) -> Callable[[str, str], Any]:
    """A reader that has no need of the time zone."""
    return lambda text, _timezone: read(text)


def _to_text(write: Callable[[Any], str]) -> Callable[[Any, str], str]:
    return lambda value, _timezone: write(value)


def _pattern(*alternatives: str) -> str:
    return "^(?:" + "|".join(alternatives) + ")$"


def _low_to_high(one: str) -> str:
    return _pattern(one, rf"{one}\.\.{one}", f"{one}/{one}/{one}")


def choice_codec(words: tuple[str, ...]) -> ScalarCodec:
    """The codec of a word from a fixed list."""
    known = frozenset(words)

    def read(text: str) -> str:
        if text in known:
            return text
        lowered = {word.lower(): word for word in words}.get(text.lower())
        raise Wrong(
            "choice.unknown",
            f"{text[:60]!r} is not known here, expected one of {', '.join(words)}.",
            hint=f"Write `{lowered}`." if lowered else did_you_mean(text[:60], words),
        )

    return ScalarCodec(
        "word",
        read=_of_text(read),
        write=_to_text(str),
        schema={"enum": list(words)},
        words=", ".join(f"`{word}`" for word in words),
    )


SCALARS: Final[dict[str, ScalarCodec]] = {
    codec.name: codec
    for codec in (
        ScalarCodec(
            "text",
            read=_of_text(str),
            write=_to_text(str),
            schema={"type": ["string", "number", "boolean"]},
            words="text",
        ),
        ScalarCodec(
            "boolean",
            read=_of_text(truth_of),
            write=_to_text(lambda value: Written("true" if value else "false")),
            schema={"type": "boolean"},
            words="`true` or `false`",
        ),
        ScalarCodec(
            "number",
            read=_of_text(whole_of),
            write=_to_text(Written),
            schema={"type": "integer"},
            words="whole number",
        ),
        ScalarCodec(
            "factor",
            read=_of_text(factor_of),
            write=_to_text(percent_text),
            schema={
                "oneOf": [
                    {"type": "number"},
                    {"type": "string", "pattern": rf"^-?{FRACTION}\s?%$"},
                ]
            },
            words="share: `50%` or `0.5`, may be negative",
        ),
        ScalarCodec(
            "chance",
            read=_of_text(chance_of),
            write=_to_text(percent_text),
            schema={
                "oneOf": [
                    {"type": "number", "minimum": 0, "maximum": 1},
                    {
                        "type": "string",
                        "pattern": r"^(?:100(?:\.0+)?|\d{1,2}(?:\.\d{1,400})?)\s?%$",
                    },
                ]
            },
            words="chance: `30%` or `0.3`",
        ),
        ScalarCodec(
            "share",
            read=_of_text(share_of),
            write=_to_text(percent_text),
            schema={
                "oneOf": [
                    {"type": "number", "minimum": 0, "maximum": 10},
                    {"type": "string", "pattern": rf"^{FRACTION}\s?%$"},
                ]
            },
            words="share: `80%` or `0.8`",
        ),
        ScalarCodec(
            "money",
            read=_of_text(money_of),
            write=_to_text(lambda value: Written(money_text(value))),
            schema={"oneOf": [{"type": "number"}, {"type": "string", "pattern": f"^{MONEY}$"}]},
            words="money: `8000` or `8000.50`",
        ),
        ScalarCodec(
            "cost",
            read=_of_text(cost_of),
            write=_to_text(cost_text),
            schema={
                "oneOf": [{"type": "number"}, {"type": "string", "pattern": _low_to_high(MONEY)}]
            },
            words="cost: `8000`, `5000..12000` or `5000/8000/12000`",
        ),
        ScalarCodec(
            "span",
            read=_of_text(span_of),
            write=_to_text(span_text),
            schema={"type": "string", "pattern": f"^{SPAN}$"},
            words="span of time: `30m`, `4h`, `5d`, `2w`, `elapsed 2d`; may be negative",
        ),
        ScalarCodec(
            "amount of time",
            read=_of_text(positive_span_of),
            write=_to_text(span_text),
            schema={"type": "string", "pattern": f"^{POSITIVE_SPAN}$"},
            words="span of time: `30m`, `4h`, `5d`, `2w`, `elapsed 2d`",
        ),
        ScalarCodec(
            "estimate",
            read=_of_text(estimate_of),
            write=_to_text(estimate_text),
            schema={"type": "string", "pattern": _low_to_high(POSITIVE_SPAN)},
            words="estimate: `5d`, `3d..8d` or `3d/5d/10d`",
        ),
        ScalarCodec(
            "day",
            read=_of_text(day_of),
            write=_to_text(day_text),
            schema={"type": "string", "pattern": f"^{DAY}$"},
            words="date: `2026-03-02`",
        ),
        ScalarCodec(
            "time",
            read=time_of,
            write=time_text,
            schema={"type": "string", "pattern": f"^{TIME}$"},
            words="time: `2026-03-02 09:30`, in the program's zone, or with its offset",
            zoned=True,
        ),
        ScalarCodec(
            "moment",
            read=moment_of,
            write=moment_text,
            schema={"type": "string", "pattern": _pattern(DAY, TIME)},
            words="date or time: `2026-03-02`, `2026-03-02 09:30`",
            zoned=True,
        ),
        ScalarCodec(
            "days",
            read=_of_text(days_of),
            write=_to_text(days_text),
            schema={"type": "string", "pattern": _pattern(DAY, rf"{DAY}\.\.{DAY}")},
            words="days: `2026-03-09` or `2026-03-09..2026-03-13`",
        ),
        ScalarCodec(
            "clock",
            read=_of_text(clock_of),
            write=_to_text(clock_text),
            schema={"type": "string", "pattern": CLOCK_PATTERN},
            words="time on the clock: `09:00`",
        ),
        ScalarCodec(
            "hours",
            read=_of_text(hours_of),
            write=_to_text(hours_text),
            schema={"type": "string", "pattern": HOURS_PATTERN},
            words="hours of a day: `09:00-12:00, 13:00-17:00` or `none`",
        ),
        ScalarCodec(
            "week",
            read=_of_text(week_of),
            write=_to_text(week_text),
            schema={"type": "string", "pattern": WEEK_PATTERN},
            words="hours of a week: `Mon-Fri 09:00-17:00`",
        ),
    )
}
"""The codecs of single values, by name."""
