"""How MSPDI writes times, durations, amounts and flags; both ways."""

from __future__ import annotations

import math
import re
from datetime import datetime

from fairlead.program.findings import Finding
from fairlead.program.moments import in_zone
from fairlead.program.quantities import Money, Span
from fairlead.sources.clock_text import instant_of

__all__ = ["Values", "iso_duration", "minutes_span", "parse_duration", "wall_clock"]

_DURATION = re.compile(
    r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?"
)
_MOST_FINDINGS = 100
_MOST_MINUTES = 10**9


def parse_duration(text: str) -> int | None:
    """Whole minutes of `PT8H30M0S`, None when it is no duration. Days are of 24 hours here."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    sign, years, months, days, hours, minutes, seconds = found.groups()
    if years or months or len(text) > 40:
        return None
    total = int(days or 0) * 1440 + int(hours or 0) * 60 + int(minutes or 0)
    total += math.floor(float(seconds or 0) / 60 + 0.5)
    if total > _MOST_MINUTES:
        return None
    return -total if sign else total


def iso_duration(minutes: int) -> str:
    """`PT8H30M0S` of 510; a duration below zero does not occur in MSPDI, and is none."""
    hours, rest = divmod(max(minutes, 0), 60)
    return f"PT{hours}H{rest}M0S"


def minutes_span(minutes: int, *, elapsed: bool = False) -> Span:
    """A span of whole minutes, in hours where these are quarters at least, else in minutes."""
    if minutes % 15 == 0:
        return Span(amount=minutes / 60, unit="h", elapsed=elapsed)
    return Span(amount=float(minutes), unit="m", elapsed=elapsed)


def wall_clock(at: datetime, *, timezone: str) -> str:
    """`2026-03-09T08:00:00`: the time that a clock in `timezone` shows."""
    local = at if timezone == "UTC" else in_zone(at, timezone=timezone)
    return local.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")


class Values:
    """Reads the values of one document; what cannot be read is a finding, and reads as absent."""

    def __init__(self, *, timezone: str, name: str) -> None:
        self.findings: list[Finding] = []
        self._timezone = timezone
        self._name = name
        self._moments: dict[str, datetime | None] = {"": None, "NA": None}
        self._durations: dict[str, int | None] = {"": None}
        self._spans: dict[tuple[int, bool], Span] = {}

    def moment(self, text: str, *, where: str) -> datetime | None:
        """The instant of a time of day; MSPDI leaves the zone out."""
        try:
            return self._moments[text]
        except KeyError:
            found = self._moments[text] = self._moment(text, where)
            return found

    def _moment(self, text: str, where: str) -> datetime | None:
        try:
            return instant_of(text, timezone=self._timezone)
        except (ValueError, OverflowError):
            self.complain(where, text, "a time such as 2026-03-09T08:00:00")
            return None

    def minutes(self, text: str, *, where: str) -> int | None:
        """The minutes of a duration."""
        try:
            return self._durations[text]
        except KeyError:
            found = parse_duration(text.strip())
            if found is None:
                self.complain(where, text, "a duration such as PT8H0M0S")
            self._durations[text] = found
            return found

    def span(self, text: str, *, where: str, elapsed: bool = False) -> Span | None:
        """The span of a duration."""
        minutes = self.minutes(text, where=where)
        if minutes is None:
            return None
        key = (minutes, elapsed)
        if key not in self._spans:
            self._spans[key] = minutes_span(minutes, elapsed=elapsed)
        return self._spans[key]

    def whole(self, text: str, *, where: str, default: int = 0) -> int:
        """A whole number; `default` when there is none."""
        if not text.strip():
            return default
        value = self.amount(text, where=where)
        return default if value is None else int(value)

    def amount(self, text: str, *, where: str) -> float | None:
        """A finite number."""
        if not text.strip():
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or abs(value) > 1e15:
            self.complain(where, text, "a number")
            return None
        return value

    def cents(self, text: str, *, where: str) -> Money | None:
        """Money that is written in hundredths; None when absent or zero."""
        value = self.amount(text, where=where)
        return None if value is None else Money(round(value)) or None

    def complain(self, where: str, found: str, expected: str) -> None:
        """Note a value that cannot be read; above a hundred of them, only that there are more."""
        if len(self.findings) > _MOST_FINDINGS:
            return
        if len(self.findings) == _MOST_FINDINGS:
            self.findings.append(
                Finding(
                    code="import.more",
                    severity="warning",
                    message=f"{self._name}: more values that cannot be read follow.",
                )
            )
            return
        self.findings.append(
            Finding(
                code="import.unreadable-value",
                severity="warning",
                message=f"{where}: {found[:60]!r}, expected {expected}; read as absent.",
                where=self._name,
            )
        )
