"""What ways out must respect: what is not cut, who stays where they are, how far one may go."""

from typing import Annotated, ClassVar

from fairlead.program.noun import About, Noun, Ref
from fairlead.program.quantities import Money, Share, Span

__all__ = ["Preference"]


class Preference(Noun):
    """One thing that whoever looks for a way out must respect, from whom, and why.

    Several of them hold together: what any keeps is kept, of two limits the lower one holds, of two
    stated delays or amounts the longer and the higher.
    """

    unordered: ClassVar[tuple[str, ...]] = ("keep", "may_cut", "stay", "firm")

    title: Annotated[str | None, About("It in a few words.")] = None
    owner: Annotated[
        str | None,
        Ref(("stakeholders", "people", "teams")),
        About("Who wants it."),
    ] = None
    because: Annotated[str | None, About("Why.")] = None
    keep: Annotated[
        tuple[str, ...],
        Ref(("requirements", "tasks")),
        About("Requirements and tasks that are neither dropped nor put off.", "[booking]"),
    ] = ()
    may_cut: Annotated[
        tuple[str, ...],
        Ref(("requirements",)),
        About("Requirements of priority `must` that may be dropped or put off all the same."),
    ] = ()
    stay: Annotated[
        tuple[str, ...],
        Ref(("people",)),
        About("People who are given no other work and no overtime.", "[ravi]"),
    ] = ()
    firm: Annotated[
        tuple[str, ...], Ref(("milestones",)), About("Milestones whose date does not move.")
    ] = ()
    overtime: Annotated[
        Share | None,
        About("Most overtime, as a part of working time; 20 % when nobody says.", "10%"),
    ] = None
    overtime_premium: Annotated[
        Share | None, About("What an hour of overtime costs more; 25 % when nobody says.", "50%")
    ] = None
    extra_cost: Annotated[
        Money | None, About("Most that a way out may cost more than the program does now.", "20000")
    ] = None
    no_hiring: Annotated[bool, About("Nobody new is taken on.")] = False
    hiring_delay: Annotated[
        Span | None,
        About("How long until somebody new is there; 8 weeks when nobody says.", "12w"),
    ] = None
    hiring_cost: Annotated[Money | None, About("What it costs to find somebody new.", "9000")] = (
        None
    )
    ramp_up: Annotated[
        Span | None,
        About("How long until somebody new is at full speed; 4 weeks when nobody says.", "6w"),
    ] = None
    handover: Annotated[
        Span | None,
        About("What it takes to put somebody else on a task; 1 day when nobody says.", "2d"),
    ] = None
    at_most: Annotated[
        int | None, About("Most measures that may be combined; 4 when nobody says.", "2")
    ] = None
