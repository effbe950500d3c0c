"""What broke: incidents with their roles and course, and reviews whose actions become tasks."""

from datetime import datetime
from typing import Annotated, Literal

from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref, Table
from fairlead.program.quantities import Estimate, Span

__all__ = ["Action", "Incident", "IncidentReview", "Severity", "TimelineEntry"]

Severity = Literal["low", "medium", "high", "critical"]
"""How grave an incident, an issue or a trigger is: the ladders of escalation are chosen by it."""


class TimelineEntry(Noun):
    """One thing that happened in the course of an incident."""

    at: Annotated[datetime, About("When.")]
    what: Annotated[str, About("What happened, or was done.")]
    who: Annotated[str | None, Ref(("people",)), About("Who did it.")] = None


class Action(Noun):
    """Something that a review asks for, so that it does not happen again."""

    title: Annotated[str, About("What is to be done.")]
    owner: Annotated[str | None, Ref(("people",)), About("Who does it.")] = None
    estimate: Annotated[Estimate | None, About("What it will take.")] = None
    due: Annotated[Moment | None, About("By when.")] = None
    task: Annotated[str | None, Ref(("tasks",)), About("The task that it became.")] = None


class IncidentReview(Noun):
    """What was learned from an incident, without blame."""

    on: Annotated[Moment | None, About("When it is, or was.")] = None
    summary: Annotated[str | None, About("What happened, in a paragraph.")] = None
    causes: Annotated[tuple[str, ...], About("What contributed to it.")] = ()
    actions: Annotated[Table[Action], About("What is to be done about it.")] = Table()


class Incident(Noun):
    """Something that broke and had to be mended at once."""

    title: Annotated[str, About("What broke.")]
    opened: Annotated[datetime, About("When it was noticed.")]
    severity: Annotated[Severity, About("How grave it is.")] = "medium"
    rotation: Annotated[str | None, Ref(("rotations",)), About("The rotation that was called.")] = (
        None
    )
    component: Annotated[str | None, Ref(("components",)), About("What broke.")] = None
    commander: Annotated[str | None, Ref(("people",)), About("Who leads the response.")] = None
    communications: Annotated[
        str | None, Ref(("people", "stakeholders")), About("Who tells those who wait.")
    ] = None
    scribe: Annotated[str | None, Ref(("people",)), About("Who writes the course down.")] = None
    acknowledged: Annotated[datetime | None, About("When somebody took it on.")] = None
    resolved: Annotated[datetime | None, About("When it was mended; else it is open.")] = None
    took: Annotated[
        Table[Span],
        Ref(("people",)),
        About("Working time that it took from each person.", "{asha: 3h, ben: 1h}"),
    ] = Table()
    timeline: Annotated[tuple[TimelineEntry, ...], About("Its course.")] = ()
    review: Annotated[IncidentReview | None, About("What was learned from it.")] = None
