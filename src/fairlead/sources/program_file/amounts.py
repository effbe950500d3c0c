"""The grammar of amounts: spans of time, estimates, money, chances and shares.

What each function writes, its counterpart reads as the same value, to the last digit.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Final

from fairlead.program.quantities import CostEstimate, Estimate, Money, Span
from fairlead.sources.program_file.rules import Wrong
from fairlead.sources.program_file.written import Written

__all__ = [
    "FRACTION",
    "MONEY",
    "POSITIVE_SPAN",
    "SPAN",
    "chance_of",
    "cost_of",
    "cost_text",
    "estimate_of",
    "estimate_text",
    "factor_of",
    "money_of",
    "money_text",
    "nominal_minutes",
    "percent_text",
    "positive_span_of",
    "share_of",
    "span_of",
    "span_text",
]

_NUMBER = r"\d{1,12}(?:\.\d{1,400})?"
SPAN: Final = rf"(?:elapsed )?-?{_NUMBER}[mhdw]"
POSITIVE_SPAN: Final = rf"(?:elapsed )?{_NUMBER}[mhdw]"
MONEY: Final = r"-?\d{1,13}(?:\.\d{1,2})?"
FRACTION: Final = r"\d{1,12}(?:\.\d{1,400})?"

_span_match = re.compile(rf"(elapsed )?\s*(-?)({_NUMBER})\s?([mhdw])").fullmatch
_bare_number = re.compile(r"[+-]?\d+(?:\.\d+)?").fullmatch
_money_match = re.compile(MONEY).fullmatch
_percent_match = re.compile(rf"(-?)(?:({FRACTION})\s?%|({FRACTION}))").fullmatch

_NOMINAL_MINUTES: Final = {"m": 1, "h": 60, "d": 480, "w": 2400}
_ELAPSED_MINUTES: Final = {"m": 1, "h": 60, "d": 1440, "w": 10080}
_LONGEST_MINUTES: Final = 100 * 366 * 1440


def span_of(text: str) -> Span:
    """A span of time; it may be negative. Raises `Wrong`."""
    match = _span_match(text)
    if match is None:
        if _bare_number(text):
            raise Wrong(
                "span.no-unit",
                f"{text!r} says no unit, expected one of m, h, d, w.",
                hint=f"Write `{text}d` for days or `{text}h` for hours.",
            )
        raise Wrong(
            "span.grammar",
            f"{text!r} is no span of time, expected such as `30m`, `4h`, `2.5d`, `1w`, "
            "`elapsed 2d`.",
            hint=_span_hint(text),
        )
    elapsed, sign, number, unit = match.groups()
    amount = float(number)
    span = Span(amount=-amount if sign else amount, unit=unit, elapsed=elapsed is not None)  # type: ignore[arg-type]
    if nominal_minutes(span) > _LONGEST_MINUTES or nominal_minutes(span) < -_LONGEST_MINUTES:
        raise Wrong("span.too-long", f"{text!r} is longer than 100 years.")
    return span


def _span_hint(text: str) -> str | None:
    match = re.match(r"(\d+(?:\.\d+)?)\s*(minute|min|hour|hr|day|week|wk|month|mo)", text)
    if match is None:
        return None
    if match[2].startswith("mo"):
        return "Months differ in length: say weeks (`w`) or days (`d`)."
    return f"Write `{match[1]}{match[2][0]}`."


def positive_span_of(text: str) -> Span:
    """A span of time that is not negative. Raises `Wrong`."""
    span = span_of(text)
    if span.amount < 0:
        raise Wrong("span.negative", f"{text!r} is less than no time.")
    return span


def nominal_minutes(span: Span) -> float:
    """Minutes of a span by an eight-hour day and a five-day week: enough to compare two by."""
    table = _ELAPSED_MINUTES if span.elapsed else _NOMINAL_MINUTES
    return span.amount * table[span.unit]


def span_text(span: Span) -> str:
    """The text that is read as `span`, to the last digit."""
    return f"{'elapsed ' if span.elapsed else ''}{_number_text(span.amount)}{span.unit}"


def _number_text(number: float) -> str:
    text = repr(number)
    if "e" in text or "E" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def _parts(text: str, what: str) -> tuple[list[str], bool]:
    """The texts of a point, of a range, or of three points."""
    if ".." in text:
        parts = text.split("..")
        if len(parts) == 2:
            return [part.strip() for part in parts], True
    else:
        parts = text.split("/")
        if len(parts) in {1, 3}:
            return [part.strip() for part in parts], False
    raise Wrong(
        "money.grammar" if what == "cost" else "estimate.grammar",
        f"{text!r} is no {what}, expected a point, `low..high` or `low/likely/high`.",
    )


def estimate_of(text: str) -> Estimate:
    """A point, a range or three points. Raises `Wrong`."""
    parts, is_range = _parts(text, "estimate")
    if is_range and parts[0] and _bare_number(parts[0]) and parts[1][-1:] in {"m", "h", "d", "w"}:
        raise Wrong(
            "span.no-unit",
            f"{text!r}: {parts[0]!r} says no unit.",
            hint=f"Write `{parts[0]}{parts[1][-1]}..{parts[1]}`.",
        )
    try:
        spans = [positive_span_of(part) for part in parts]
    except Wrong as wrong:
        if wrong.code != "span.grammar":
            raise
        raise Wrong(
            wrong.code,
            f"{text[:80]!r} is no estimate, expected such as `5d`, `3d..8d` or `3d/5d/10d`.",
            hint=wrong.hint,
        ) from None
    _check_order([nominal_minutes(span) for span in spans], text, "estimate.order", "estimate")
    if len(spans) == 1:
        return Estimate(likely=spans[0])
    if is_range:
        return Estimate(low=spans[0], high=spans[1])
    return Estimate(low=spans[0], likely=spans[1], high=spans[2])


def _check_order(values: list[float], text: str, code: str, what: str) -> None:
    if any(first > then for first, then in pairwise(values)):
        wanted = "low <= high" if len(values) == 2 else "low <= likely <= high"
        raise Wrong(code, f"{what} {text}, expected {wanted}.", hint="Put the smaller one first.")


def estimate_text(estimate: Estimate) -> str:
    """The text that is read as `estimate`."""
    low, likely, high = estimate.low, estimate.likely, estimate.high
    if low is None or high is None:
        return "" if likely is None else span_text(likely)
    if likely is None:
        return f"{span_text(low)}..{span_text(high)}"
    return f"{span_text(low)}/{span_text(likely)}/{span_text(high)}"


def money_of(text: str) -> Money:
    """An amount in hundredths. Raises `Wrong`."""
    if _money_match(text) is None:
        raise Wrong(
            "money.grammar",
            f"{text[:80]!r} is no amount of money, expected such as `8000` or `8000.50`.",
            hint="Leave out the currency and separators of thousands; the program has one "
            "`currency`.",
        )
    whole, _, cents = text.partition(".")
    hundredths = int(cents.ljust(2, "0")) if cents else 0
    amount = int(whole.removeprefix("-")) * 100 + hundredths
    return Money(-amount if text[0] == "-" else amount)


def money_text(amount: int) -> str:
    """The text that is read as so many hundredths."""
    whole, cents = divmod(abs(amount), 100)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{cents:02d}" if cents else f"{sign}{whole}"


def cost_of(text: str) -> CostEstimate:
    """Money as a point, a range or three points. Raises `Wrong`."""
    parts, is_range = _parts(text, "cost")
    amounts = [money_of(part) for part in parts]
    _check_order([float(amount) for amount in amounts], text, "money.order", "cost")
    if len(amounts) == 1:
        return CostEstimate(likely=amounts[0])
    if is_range:
        return CostEstimate(low=amounts[0], high=amounts[1])
    return CostEstimate(low=amounts[0], likely=amounts[1], high=amounts[2])


def cost_text(cost: CostEstimate) -> str:
    """The text that is read as `cost`."""
    low, likely, high = cost.low, cost.likely, cost.high
    if low is None or high is None:
        return "" if likely is None else Written(money_text(likely))
    if likely is None:
        return f"{money_text(low)}..{money_text(high)}"
    return f"{money_text(low)}/{money_text(likely)}/{money_text(high)}"


def _part_of(text: str, code: str, example: str) -> tuple[float, bool]:
    match = _percent_match(text)
    if match is None:
        raise Wrong(code, f"{text!r} is no part of a whole, expected {example}.")
    sign, percent, fraction = match.groups()
    number = float(fraction if percent is None else Decimal(percent).scaleb(-2))
    return (-number if sign and number else number), percent is not None


def chance_of(text: str) -> float:
    """A chance, 0 to 1. Raises `Wrong`."""
    number, in_percent = _part_of(text, "chance.grammar", "a chance such as `30%` or `0.3`")
    if not 0 <= number <= 1:
        hint = None if in_percent or number > 100 else f"Write `{text}%`."
        raise Wrong("chance.range", f"{text!r} is no chance, expected 0% to 100%.", hint=hint)
    return number


def share_of(text: str) -> float:
    """A share, 0 and up. Raises `Wrong`."""
    number, in_percent = _part_of(text, "share.grammar", "a share such as `80%` or `0.8`")
    if number < 0:
        raise Wrong("share.range", f"{text!r} is below zero.")
    if number > 10 and not in_percent:
        raise Wrong(
            "share.range",
            f"{text!r} would be {number:g} times the whole.",
            hint=f"Write `{text}%`, or `{number * 100:.10g}%` if so many are meant.",
        )
    return number


def percent_text(number: float) -> str:
    """The percentage that is read as exactly `number`."""
    percent = Decimal(repr(number)).scaleb(2)
    text = format(percent, "f")
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def factor_of(text: str) -> float:
    """A part of a whole, which may be negative. Raises `Wrong`."""
    return _part_of(text, "share.grammar", "a share such as `50%` or `0.5`")[0]
