"""Programs with something to escalate, and a record that is written as a server writes it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from fairlead.program.calendars import Calendar, DateRange
from fairlead.program.chain import Entry, after
from fairlead.program.escalation import Ladder, Level
from fairlead.program.noun import Table
from fairlead.program.people import Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.register import Issue
from fairlead.program.rotations import Layer, Rotation


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(text: str) -> Span:
    return Span(amount=float(text[:-1]), unit=text[-1])  # type: ignore[arg-type]  # a unit


def program_with(*levels: Level, raised: datetime, **fields: Any) -> Program:
    """Asha in Berlin, Kiran in Bangalore, Lee on Lord Howe; one issue of the team, one ladder."""
    given: dict[str, Any] = {
        "id": "p",
        "timezone": "Europe/Berlin",
        "calendars": Table(
            {
                "berlin": Calendar(timezone="Europe/Berlin"),
                "india": Calendar(timezone="Asia/Kolkata"),
                "island": Calendar(timezone="Australia/Lord_Howe"),
            }
        ),
        "teams": Table({"pay": Team(lead="asha")}),
        "people": Table(
            {
                "asha": Person(team="pay", calendar="berlin"),
                "kiran": Person(
                    calendar="india",
                    leave=(DateRange(first=date(2026, 3, 3), last=date(2026, 3, 4)),),
                ),
                "lee": Person(calendar="island"),
            }
        ),
        "issues": Table({"vendor": Issue(title="No answer", raised=raised, team="pay")}),
        "escalation": Table({"default": Ladder(levels=levels)}),
        "rotations": Table(
            {
                "night": Rotation(
                    start=date(2026, 1, 5), layers=(Layer(people=("asha", "lee"), turn="daily"),)
                )
            }
        ),
    }
    return Program(**{**given, **fields})


class Record:
    """A chain that grows."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def say(self, kind: str, at: datetime, **content: object) -> None:
        last = self.entries[-1] if self.entries else None
        content.setdefault("concern", "issues.vendor")
        self.entries.append(after(last, at=at, kind=kind, content=content))
