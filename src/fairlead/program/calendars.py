"""When work is done: the hours of a week, and the days that are different."""

from datetime import date
from typing import Annotated, ClassVar, NewType

from fairlead.program.noun import About, Noun, Ref
from fairlead.program.quantities import Span

__all__ = [
    "OFFICE_WEEK",
    "Calendar",
    "CalendarException",
    "ClockTime",
    "DateRange",
    "Hours",
    "Week",
]

Hours = tuple[tuple[int, int], ...]
"""The working spells that begin on one day: minutes from its midnight, sorted, apart. A spell that
ends after 1,440 runs past midnight: 22:00-06:00 is (1320, 1800)."""

Week = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
"""The hours of Monday to Sunday."""

ClockTime = NewType("ClockTime", int)
"""A time on the clock, in minutes from midnight: 0 to 1,439. Written `09:00`."""

_OFFICE: Hours = ((540, 1020),)
OFFICE_WEEK: Week = (_OFFICE, _OFFICE, _OFFICE, _OFFICE, _OFFICE, (), ())
"""Monday to Friday, 09:00 to 17:00: what holds until a calendar says otherwise."""


class DateRange(Noun):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class CalendarException(Noun):
    """Days whose hours are not those of their weekday: closed, shortened or extra."""

    identity: ClassVar[tuple[str, ...]] = ("first", "last")

    first: Annotated[date, About("First day that is different.")]
    last: Annotated[date, About("Last day that is different, itself included.")]
    hours: Annotated[Hours, About("Hours of each of these days; none means closed.")] = ()
    title: Annotated[str | None, About("What the day is.")] = None


class Calendar(Noun):
    """The working time of a site, a person, or a piece of work, in its own time zone."""

    unordered: ClassVar[tuple[str, ...]] = ("holidays", "exceptions")

    title: Annotated[str | None, About("Name to show.")] = None
    base: Annotated[
        str | None,
        Ref(("calendars",)),
        About("A calendar that this one refines: what is not said here is taken from it."),
    ] = None
    hours: Annotated[
        Week | None,
        About(
            "Working hours by weekday. Parts are separated by `;`, spells by `,`. A spell may run "
            "past midnight.",
            "Mon-Thu 09:00-12:00, 13:00-17:30; Fri 09:00-14:00",
        ),
    ] = None
    timezone: Annotated[
        str | None,
        About(
            "IANA time zone of these hours; the program's when left out.",
            "Asia/Kolkata",
        ),
    ] = None
    holidays: Annotated[
        tuple[str, ...],
        About(
            "Public holidays that are not worked: a country, or a country and region.",
            "DE-BE",
        ),
    ] = ()
    exceptions: Annotated[
        tuple[CalendarException, ...],
        About("Days that are different.", "[2026-12-24..2026-12-31]"),
    ] = ()
    day: Annotated[
        Span | None,
        About("How long `1d` is; else the commonest length of a working day.", "8h"),
    ] = None
    week: Annotated[
        Span | None,
        About("How long `1w` is; else the working time of an ordinary week.", "40h"),
    ] = None
    source_id: Annotated[str | None, About("Key under which it was imported.")] = None
