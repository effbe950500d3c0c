"""Instants and names as pages show them: in the reader's zone, and as people are called."""

from __future__ import annotations

from datetime import datetime

from fairlead.program.moments import in_zone
from fairlead.program.program import Program
from fairlead.reports.show import day_shown

__all__ = ["at_shown", "name_of", "span_shown", "until_shown"]

_NAMED = (
    "people", "stakeholders", "teams", "rotations", "tasks", "milestones", "goals", "requirements",
    "components", "decisions",
)  # fmt: skip


def at_shown(moment: datetime | None, zone: str) -> str:
    """A time of a day: Mon 2 Mar 2026, 09:00; empty for none."""
    if moment is None:
        return ""
    local = in_zone(moment, timezone=zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def span_shown(start: datetime, finish: datetime, zone: str) -> str:
    """From when until when, the day said once where it is the same."""
    first, last = (in_zone(moment, timezone=zone) for moment in (start, finish))
    end = f"{last:%H:%M}" if first.date() == last.date() else at_shown(finish, zone)
    return f"{at_shown(start, zone)} to {end}"


def until_shown(moment: datetime | None, zone: str) -> str:
    """A limit: midnight is the day that ends, any other time is itself."""
    if moment is not None and in_zone(moment, timezone=zone).strftime("%H%M") == "0000":
        return day_shown(moment, timezone=zone)
    return at_shown(moment, zone)


def name_of(program: Program, key: str) -> str:
    """The name or title of whatever has an id; the id itself where nothing has it."""
    for section in _NAMED:
        row = program.section(section).get(key)
        if row is not None:
            return str(getattr(row, "name", None) or getattr(row, "title", None) or key)
    return key
