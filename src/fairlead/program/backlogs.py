"""Work without a network: what a team takes from a list, and the record of how fast it does."""

from datetime import date
from typing import Annotated

from msgspec.structs import force_setattr

from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref
from fairlead.program.quantities import Chance, Share

__all__ = ["Backlog"]


class Backlog(Noun):
    """Items that a team works off one after the other, forecast from its throughput.

    `history` holds one day for every item that was completed, so that a day may stand in it more
    than once; it is kept in the order of time. A day that is not named is a day on which nothing
    was completed.
    """

    title: Annotated[str, About("What it is.")]
    items: Annotated[int, About("Items still to be done at the status time.", "30")]
    history: Annotated[
        tuple[date, ...],
        About(
            "The day on which each item of the past was completed; a day stands once for each.",
            "[2026-02-02, 2026-02-02, 2026-02-05]",
        ),
    ] = ()
    since: Annotated[
        date | None,
        About("First day of that record; else its first completion."),
    ] = None
    team: Annotated[str | None, Ref(("teams",)), About("The team that works it off.")] = None
    growth: Annotated[
        Share | None,
        About("Items found on the way, as a part of those there are.", "20%"),
    ] = None
    growth_high: Annotated[
        Share | None,
        About("The same if much is found: one chance in ten to be more.", "60%"),
    ] = None
    milestone: Annotated[
        str | None, Ref(("milestones",)), About("The milestone that waits for it.")
    ] = None
    due: Annotated[Moment | None, About("When it was promised for.")] = None
    confidence: Annotated[Chance | None, About("How sure the promise should be.", "80%")] = None
    notes: Annotated[str | None, About("Anything else.")] = None

    def __post_init__(self) -> None:
        Noun.__post_init__(self)
        force_setattr(self, "history", tuple(sorted(self.history)))
