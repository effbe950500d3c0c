"""What the text of a cell means: times, hours, amounts, notes."""

from __future__ import annotations

import math
import re
from datetime import datetime

from fairlead.program.findings import Finding
from fairlead.program.quantities import Money, Span
from fairlead.sources.clock_text import instant_of

__all__ = ["Cells", "number", "plain_text"]

_TAG = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"[ \t]*\n\s*")
_MOST_FINDINGS = 100


def number(text: str) -> float | None:
    """A finite number, with a point or a comma before its fraction; None for anything else."""
    try:
        value = float(text)
    except ValueError:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return None
    return value if math.isfinite(value) else None


def plain_text(text: str) -> str:
    """A note without its HTML. P6 writes line breaks as two DEL signs, and doubles quotes."""
    text = text.replace("\x7f\x7f", "\n").replace("\x7f", "\n").replace('""', '"')
    if "<" in text and ">" in text:
        import html  # slow import

        text = html.unescape(_TAG.sub("", text)).replace("\xa0", " ")
    return _BLANKS.sub("\n", text).strip()


class Cells:
    """Reads cells of one file; what cannot be read is a finding, and reads as absent.

    Times are wall-clock times of `timezone`; each distinct text is read once.
    """

    def __init__(self, *, timezone: str, name: str) -> None:
        self.findings: list[Finding] = []
        self._timezone = timezone
        self._name = name
        self._moments: dict[str, datetime | None] = {"": None}
        self._hours: dict[str, Span | None] = {"": None}

    def moment(self, text: str, where: str, subject: str = "") -> datetime | None:
        """The instant of `2026-03-09 08:00`, or of a date its midnight.

        `where` names the cell for a finding, with `{}` for its `subject`: so that naming the many
        that can be read costs nothing.
        """
        try:
            return self._moments[text]
        except KeyError:
            found = self._moments[text] = self._moment(text, where.format(subject))
            return found

    def _moment(self, text: str, where: str) -> datetime | None:
        try:
            return instant_of(text, timezone=self._timezone)
        except (ValueError, OverflowError):
            self.complain(where, text, "a time such as 2026-03-09 08:00")
            return None

    def hours(self, text: str, where: str, subject: str = "") -> Span | None:
        """A number of working hours."""
        try:
            return self._hours[text]
        except KeyError:
            value = number(text)
            if value is None or abs(value) > 1e7:
                self.complain(where.format(subject), text, "a number of hours")
                value = None
            span = None if value is None else Span(amount=value, unit="h")
            self._hours[text] = span
            return span

    def money(self, text: str, where: str, subject: str = "") -> Money | None:
        """An amount in hundredths, None when it is absent or zero."""
        if not text:
            return None
        value = number(text)
        if value is None or abs(value) > 1e15:
            self.complain(where.format(subject), text, "an amount of money")
            return None
        return Money(round(value * 100)) or None

    def share(self, text: str, where: str, subject: str = "") -> float | None:
        """A number, None when absent."""
        if not text:
            return None
        value = number(text)
        if value is None:
            self.complain(where.format(subject), text, "a number")
        return value

    def complain(self, where: str, found: str, expected: str) -> None:
        """Note a cell that cannot be read; above a hundred of them, only that there are more."""
        if len(self.findings) == _MOST_FINDINGS:
            self.findings.append(
                Finding(
                    code="import.more",
                    severity="warning",
                    message=f"{self._name}: more cells that cannot be read follow.",
                )
            )
        if len(self.findings) > _MOST_FINDINGS:
            return
        self.findings.append(
            Finding(
                code="import.unreadable-value",
                severity="warning",
                message=f"{where}: {found[:60]!r}, expected {expected}; read as absent.",
                where=self._name,
            )
        )
