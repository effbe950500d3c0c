"""Times in files that show a clock on the wall and no zone."""

from __future__ import annotations

from datetime import UTC, datetime

from fairlead.program.moments import utc

__all__ = ["instant_of"]


def instant_of(text: str, *, timezone: str) -> datetime:
    """The instant, to the minute, at which clocks in a zone show `2026-03-09 08:00` (or `T08:00`).

    A date alone is its midnight. Raises `ValueError` or `OverflowError` for what is no time.
    """
    local = datetime.fromisoformat(text.strip())
    if local.tzinfo is None and timezone == "UTC":  # most files, and quicker than any other zone
        local = local.replace(tzinfo=UTC)
    return utc(local, timezone=timezone).replace(second=0, microsecond=0)
