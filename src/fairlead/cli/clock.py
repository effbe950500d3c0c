"""Which moment a command speaks of: the one that was asked for, the program's, or now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fairlead.program.program import Program

__all__ = ["moment_asked"]


def moment_asked(text: str | None, program: Program, *, option: str) -> datetime:
    """The instant of an option: as written, in the program's zone; else `as_of`; else now.

    Raises `click.BadParameter` where the text is no time.
    """
    from fairlead.program.moments import instant, opening_minute, utc  # slow import

    if text is None:
        if program.as_of is not None:
            return instant(opening_minute(program.as_of, timezone=program.timezone))
        return datetime.now(UTC).replace(second=0, microsecond=0)
    try:
        return utc(datetime.fromisoformat(text), timezone=program.timezone)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f"{text!r} is no time, expected such as `2026-03-02 09:30`, `2026-03-02T09:30+01:00`.",
            param_hint=option,
        ) from error
