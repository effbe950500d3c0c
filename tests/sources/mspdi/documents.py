"""Small Microsoft Project documents, built task by task."""

from __future__ import annotations

from fairlead.program.program import Program
from fairlead.sources.mspdi import parse_mspdi
from fairlead.sources.reading import Reading

__all__ = ["STANDARD", "document", "program_of", "reading_of"]

_TIMES = (
    "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime>"
    "</WorkingTime><WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime>"
    "</WorkingTime></WorkingTimes>"
)
WEEK = (
    "<WeekDays>"
    + "".join(
        f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(2 <= day <= 6)}</DayWorking>"
        f"{_TIMES if 2 <= day <= 6 else ''}</WeekDay>"
        for day in range(1, 8)
    )
    + "</WeekDays>"
)
STANDARD = (
    "<Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar>"
    f"<BaseCalendarUID>-1</BaseCalendarUID>{WEEK}</Calendar>"
)


def document(
    *tasks: str,
    calendars: str = "",
    project: str = "",
    resources: str = "",
    assignments: str = "",
) -> str:
    """A document with the standard calendar. Each task is the inside of its element; a UID,
    a name, an outline level of 1 and a length of 40 hours are added where it names none."""
    rows = []
    for number, task in enumerate(tasks, 1):
        usual = {
            "UID": number,
            "Name": f"Task {number}",
            "OutlineLevel": 1,
            "Duration": "PT40H0M0S",
        }
        added = "".join(
            f"<{tag}>{text}</{tag}>" for tag, text in usual.items() if f"<{tag}>" not in task
        )
        rows.append(f"<Task>{added}{task}</Task>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Project xmlns="http://schemas.microsoft.com/project">\n'
        f"<Name>demo</Name><StartDate>2026-01-05T08:00:00</StartDate><CalendarUID>1</CalendarUID>"
        f"<MinutesPerDay>480</MinutesPerDay><MinutesPerWeek>2400</MinutesPerWeek>"
        f"<CurrencyCode>EUR</CurrencyCode>{project}"
        f"<Calendars>{STANDARD}{calendars}</Calendars><Tasks>{''.join(rows)}</Tasks>"
        f"<Resources>{resources}</Resources><Assignments>{assignments}</Assignments></Project>\n"
    )


def reading_of(*tasks: str, timezone: str = "UTC", **parts: str) -> Reading:
    """The reading of such a document."""
    text = document(*tasks, **parts)
    return parse_mspdi([text.encode()], name="demo.xml", timezone=timezone)


def program_of(*tasks: str, **parts: str) -> Program:
    """The program of such a document."""
    program = reading_of(*tasks, **parts).program
    assert program is not None
    return program
