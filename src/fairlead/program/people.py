"""Who works, who waits for the result, and who is put on what."""

from typing import Annotated, ClassVar, Literal

from fairlead.program.calendars import DateRange
from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref, Table
from fairlead.program.quantities import Money, Share, Span

__all__ = ["Assignment", "Person", "PersonKind", "Stakeholder", "Team"]

PersonKind = Literal["person", "pool", "equipment", "material", "cost"]


class Team(Noun):
    """People who share work: a task given to a team goes to whoever of it can start first."""

    title: Annotated[str | None, About("Name to show.")] = None
    calendar: Annotated[
        str | None,
        Ref(("calendars",)),
        About("Working time of its people, unless theirs differs."),
    ] = None
    lead: Annotated[str | None, Ref(("people",)), About("Who answers for the team.")] = None
    part_of: Annotated[str | None, Ref(("teams",)), About("The team that this one belongs to.")] = (
        None
    )
    interrupts: Annotated[
        Share | None,
        About("Part of its people's time that on-call duty and interruptions take.", "15%"),
    ] = None
    at_once: Annotated[
        int | None, About("Most tasks that the team wants going on at the same time.", "4")
    ] = None


class Person(Noun):
    """Somebody, or something, whose time the work takes.

    A `pool` stands for several alike (availability above 100 %); `equipment` is a room or a rig;
    `material` and `cost` are kept from imports and never levelled.
    """

    unordered: ClassVar[tuple[str, ...]] = ("skills", "leave")

    name: Annotated[str | None, About("Name to show.")] = None
    kind: Annotated[PersonKind, About("What it is.")] = "person"
    team: Annotated[str | None, Ref(("teams",)), About("The team that the person works in.")] = None
    calendar: Annotated[
        str | None,
        Ref(("calendars",)),
        About("Own working time; else that of the team."),
    ] = None
    availability: Annotated[
        Share,
        About(
            "Part of the working time that the program gets; a pool has more than 100 %.",
            "80%",
        ),
    ] = Share(1.0)
    interrupts: Annotated[
        Share | None,
        About("Part of their time that on-call duty and interruptions take; else the team's."),
    ] = None
    skills: Annotated[
        tuple[str, ...], About("What the person can be asked to do.", "[api, db]")
    ] = ()
    rate: Annotated[Money | None, About("Cost of an hour, in the program's currency.", "90")] = None
    leave: Annotated[
        tuple[DateRange, ...],
        About(
            "Days away, in the person's own zone.",
            "[2026-03-09..2026-03-13, 2026-04-02]",
        ),
    ] = ()
    joins: Annotated[Moment | None, About("Not there before this day.")] = None
    leaves: Annotated[Moment | None, About("Last day with the program.")] = None
    email: Annotated[str | None, About("Address.")] = None
    role: Annotated[str | None, About("Job, in the organisation's words.")] = None
    source_id: Annotated[str | None, About("Key under which it was imported.")] = None
    custom: Annotated[Table[str], About("Fields of the source that have no counterpart here.")] = (
        Table()
    )


class Stakeholder(Noun):
    """Somebody who must hear, decide or agree, and what they want to hear."""

    name: Annotated[str | None, About("Name to show.")] = None
    side: Annotated[
        Literal["business", "engineering"],
        About("Which of the two voices they are spoken to in."),
    ] = "business"
    wants: Annotated[
        Literal["daily", "weekly", "fortnightly", "monthly", "milestones"] | None,
        About("How often they want to hear."),
    ] = None
    role: Annotated[str | None, About("Job, in the organisation's words.")] = None
    email: Annotated[str | None, About("Address.")] = None
    timezone: Annotated[str | None, About("IANA time zone they live in.")] = None


class Assignment(Noun):
    """One person on one task.

    `units` is the part of a working day that the person gives it; left out, all that the program
    gets of them. `work`, `spent` and `remaining` are kept where a source states them by person.
    """

    identity: ClassVar[tuple[str, ...]] = ("person",)

    person: Annotated[str, Ref(("people",)), About("Who.")]
    units: Annotated[Share | None, About("Part of a full day given to the task.", "50%")] = None
    work: Annotated[Span | None, About("Effort of this person.")] = None
    spent: Annotated[Span | None, About("Effort of this person so far.")] = None
    remaining: Annotated[Span | None, About("Effort of this person still to do.")] = None
    source_id: Annotated[str | None, About("Key under which it was imported.")] = None
