"""Duty as an iCalendar feed (RFC 5545), for the calendars that people look at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from fairlead.analyses.on_call.roster import Duty
from fairlead.program.program import Program

__all__ = ["duty_calendar"]


def duty_calendar(
    program: Program, duties: Iterable[Duty], *, stamp: datetime, who: str | None = None
) -> bytes:
    """The duties as events in UTC, those of one person if `who` is given.

    An event keeps its UID as long as rotation and beginning stay the same, so that a calendar that
    reads the feed again moves it instead of adding another. `stamp` is when this was said.
    """
    from icalendar import Calendar, Event  # slow import

    calendar = Calendar()
    calendar.add("prodid", "-//Fairlead//On-call duty//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"On call: {program.title or program.id}")
    for duty in duties:
        if who is not None and duty.who != who:
            continue
        person = program.people.get(duty.who)
        rotation = program.rotations.get(duty.rotation)
        title = (rotation.title if rotation is not None else None) or duty.rotation
        name = (person.name if person is not None else None) or duty.who
        event = Event()
        seed = f"{program.id}\0{duty.rotation}\0{duty.start.isoformat()}"
        event.add("uid", f"{sha256(seed.encode()).hexdigest()[:32]}@fairlead")
        event.add("dtstamp", stamp)
        event.add("dtstart", duty.start)
        event.add("dtend", duty.finish)
        event.add("summary", f"{name}: {title}")
        event.add("categories", ["on-call", duty.because])
        event.add("transp", "TRANSPARENT")
        if person is not None and person.email:
            event.add("attendee", f"mailto:{person.email}")
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
