"""Who is asked next when nobody answers: ladders of levels, each with its times."""

from typing import Annotated, ClassVar, Literal

from fairlead.program.calendars import Hours
from fairlead.program.incidents import Severity
from fairlead.program.noun import About, Noun, Ref
from fairlead.program.quantities import Span

__all__ = ["Ladder", "Level"]


class Level(Noun):
    """Those who are asked at one step, and how long they have.

    Without `acknowledge` or `resolve` there is no such limit. A team stands for its lead, a
    rotation for whoever is on call in it.
    """

    who: Annotated[
        tuple[str, ...],
        Ref(("people", "stakeholders", "teams", "rotations")),
        About("Who is asked; the clock is that of the first."),
    ]
    acknowledge: Annotated[
        Span | None, About("Time to say that it is seen, before the next level is asked.", "4h")
    ] = None
    resolve: Annotated[
        Span | None, About("Time to settle it, before the next level is asked.", "2d")
    ] = None
    clock: Annotated[
        Literal["working", "wall"],
        About("Whether these times count the person's working time or every hour."),
    ] = "working"
    night: Annotated[
        Hours | None,
        About("Local hours in which nobody is told and no clock runs.", "22:00-07:00"),
    ] = None


class Ladder(Noun):
    """The levels that a matter climbs, for some teams and severities.

    The most specific ladder applies: one that names the team before one that names none, then one
    that names the severity.
    """

    unordered: ClassVar[tuple[str, ...]] = ("teams", "severities")

    levels: Annotated[tuple[Level, ...], About("The steps, the first one asked first.")]
    title: Annotated[str | None, About("Name to show.")] = None
    teams: Annotated[tuple[str, ...], Ref(("teams",)), About("Of which teams; else all.")] = ()
    severities: Annotated[
        tuple[Severity, ...], About("Of which severities; else all.", "[high, critical]")
    ] = ()
    quiet: Annotated[
        Span | None,
        About("Least time between two messages to one person; what comes between is grouped."),
    ] = None
