"""Who answers when something breaks: rotations of people in turns, and what they agree on."""

from datetime import date, datetime
from typing import Annotated, Literal

from fairlead.program.calendars import ClockTime, Week
from fairlead.program.noun import About, Noun, Ref

__all__ = ["CoverRequest", "Layer", "Override", "Rotation", "Swap", "Turn", "Weekday"]

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


class Layer(Noun):
    """People who take turns, one after the other, handing over at a time on the local clock.

    The first turn is the one that the rotation's first day falls into. Outside `hours` the layer
    has nobody, and the layer below answers.
    """

    people: Annotated[tuple[str, ...], Ref(("people",)), About("Who takes turns, in order.")]
    turn: Annotated[
        Literal["daily", "weekly", "fortnightly"], About("How long one turn lasts.")
    ] = "weekly"
    hand_over_on: Annotated[
        Weekday, About("Day on which a turn of weeks begins; of no meaning to a daily one.")
    ] = "Mon"
    hand_over_at: Annotated[ClockTime, About("Local time at which a turn begins.", "09:00")] = (
        ClockTime(540)
    )
    hours: Annotated[
        Week | None,
        About("Restriction: the only hours in which the layer answers.", "Mon-Fri 09:00-17:00"),
    ] = None
    timezone: Annotated[
        str | None, About("IANA zone of its clock; else the rotation's.", "Asia/Kolkata")
    ] = None


class Turn(Noun):
    """A stretch of time of one person's duty."""

    who: Annotated[str, Ref(("people",)), About("Whose duty.")]
    start: Annotated[datetime, About("From when.", "2026-03-02 09:00")]
    finish: Annotated[datetime, About("Until when, itself not included.", "2026-03-09 09:00")]


class Swap(Noun):
    """Two people exchange duty: each takes what the other has in the other's stretch."""

    one: Annotated[Turn, About("What the first gives away, and the second takes.")]
    other: Annotated[Turn, About("What the second gives away, and the first takes.")]


class CoverRequest(Noun):
    """Somebody asks to be stood in for; nothing changes until somebody takes it."""

    who: Annotated[str, Ref(("people",)), About("Who asks.")]
    start: Annotated[datetime, About("From when.")]
    finish: Annotated[datetime, About("Until when, itself not included.")]
    asked: Annotated[datetime | None, About("When it was asked.")] = None
    taken_by: Annotated[str | None, Ref(("people",)), About("Who stands in.")] = None
    because: Annotated[str | None, About("Why.")] = None


class Override(Noun):
    """One person answers for a while, whatever the layers, swaps and requests say."""

    who: Annotated[str, Ref(("people",)), About("Who answers.")]
    start: Annotated[datetime, About("From when.")]
    finish: Annotated[datetime, About("Until when, itself not included.")]
    because: Annotated[str | None, About("Why.")] = None


class Rotation(Noun):
    """Who is on call, as turns in layers; what is said later goes before what is said earlier.

    Of the layers that have somebody at an instant, the last answers. Then swaps apply in their
    order, then requests that were taken, then overrides.
    """

    start: Annotated[date, About("First day, from its midnight in the rotation's zone.")]
    layers: Annotated[tuple[Layer, ...], About("Turns, the lowest layer first.")]
    title: Annotated[str | None, About("Name to show.")] = None
    team: Annotated[str | None, Ref(("teams",)), About("The team that it answers for.")] = None
    end: Annotated[date | None, About("Last day, itself included; else it goes on.")] = None
    timezone: Annotated[
        str | None, About("IANA zone of hand-overs; else the program's.", "Europe/Berlin")
    ] = None
    needed: Annotated[
        Week | None, About("Hours in which somebody must be on call; else always.")
    ] = None
    swaps: Annotated[tuple[Swap, ...], About("Exchanges that were agreed.")] = ()
    requests: Annotated[tuple[CoverRequest, ...], About("Requests to be stood in for.")] = ()
    overrides: Annotated[tuple[Override, ...], About("Exceptions.")] = ()
