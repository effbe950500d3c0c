"""Sprints: a fixed stretch of days, what a team took into it, and what it is for."""

from typing import Annotated, ClassVar

from fairlead.program.moments import Moment, closing_minute, opening_minute
from fairlead.program.noun import About, Noun, Ref
from fairlead.program.quantities import Span

__all__ = ["Sprint"]


class Sprint(Noun):
    """A time box of a team (Scrum Guide 2020): it looks at work and moves none of it.

    What must not begin before the sprint says so itself (`not_before`). Sprints may overlap.
    """

    unordered: ClassVar[tuple[str, ...]] = ("tasks",)

    title: Annotated[str, About("Name to show.", "Sprint 12")]
    start: Annotated[Moment, About("First day.")]
    finish: Annotated[Moment | None, About("Last day; else `length` says it.")] = None
    length: Annotated[
        Span | None,
        About("Days on the wall calendar, weekends included; `2w` from a Monday ends on a Sunday."),
    ] = None
    team: Annotated[str | None, Ref(("teams",)), About("The team whose sprint it is.")] = None
    goal: Annotated[str | None, About("The sprint goal: why it is worth doing, in a sentence.")] = (
        None
    )
    tasks: Annotated[
        tuple[str, ...],
        Ref(("tasks",)),
        About("What was taken into it; a summary brings all of its parts.", "[api, spec]"),
    ] = ()
    capacity: Annotated[
        Span | None,
        About("Effort that the team has for it; else the hours of its people.", "30d"),
    ] = None
    backlog: Annotated[
        str | None, Ref(("backlogs",)), About("The list that the team works off beside them.")
    ] = None
    notes: Annotated[str | None, About("Anything else.")] = None

    def begin_minute(self, *, timezone: str) -> int:
        """Its first minute, UTC."""
        return opening_minute(self.start, timezone=timezone)

    def end_minute(self, *, timezone: str) -> int:
        """The minute at which it is over, UTC; without an end, that of its first day."""
        if self.finish is not None:
            return closing_minute(self.finish, timezone=timezone)
        if self.length is None:
            return closing_minute(self.start, timezone=timezone)
        minutes = self.length.minutes(day_minutes=1440, week_minutes=10080)
        return self.begin_minute(timezone=timezone) + minutes
