"""What was, or must be, decided: the options with their trade-offs, and reviews with consumers."""

from typing import Annotated, ClassVar, Literal

from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref, Table
from fairlead.program.quantities import Money
from fairlead.program.requests import ProposedEdit

__all__ = ["Decision", "Option", "Review"]


class Option(Noun):
    """One way to go, with what speaks for it and against it."""

    title: Annotated[str, About("The way to go.")]
    pros: Annotated[tuple[str, ...], About("What speaks for it.")] = ()
    cons: Annotated[tuple[str, ...], About("What speaks against it.")] = ()
    cost: Annotated[Money | None, About("What it costs, in the program's currency.")] = None
    edits: Annotated[
        tuple[ProposedEdit, ...],
        About(
            "What it would change, as in a request; `from` may be left out.",
            "[{row: tasks.api, field: who, to: ben}]",
        ),
    ] = ()


class Decision(Noun):
    """A choice with its options and consequences, in the manner of a MADR record."""

    unordered: ClassVar[tuple[str, ...]] = ("affects",)

    title: Annotated[str, About("What is to be decided.")]
    status: Annotated[
        Literal["proposed", "accepted", "rejected", "deprecated", "superseded"],
        About("Where it stands; `proposed` is still to be decided."),
    ] = "proposed"
    context: Annotated[str | None, About("Why it must be decided.")] = None
    drivers: Annotated[tuple[str, ...], About("What weighs in it.")] = ()
    options: Annotated[Table[Option], About("The ways to go.")] = Table()
    chosen: Annotated[str | None, About("Key of the option taken.")] = None
    because: Annotated[str | None, About("Why that option.")] = None
    consequences: Annotated[tuple[str, ...], About("What follows, good and bad.")] = ()
    owner: Annotated[
        str | None, Ref(("stakeholders", "people", "teams")), About("Who decides.")
    ] = None
    due: Annotated[Moment | None, About("When it must be decided.")] = None
    decided: Annotated[Moment | None, About("When it was.")] = None
    affects: Annotated[
        tuple[str, ...],
        Ref(("tasks", "milestones", "risks", "components", "requirements", "goals")),
        About("What hangs on it."),
    ] = ()
    supersedes: Annotated[str | None, Ref(("decisions",)), About("The one that it replaces.")] = (
        None
    )


class Review(Noun):
    """An architecture review of a component with those who consume it."""

    unordered: ClassVar[tuple[str, ...]] = ("attendees",)

    title: Annotated[str, About("What is reviewed.")]
    component: Annotated[str | None, Ref(("components",)), About("The component.")] = None
    status: Annotated[Literal["planned", "held", "cancelled"], About("Where it stands.")] = (
        "planned"
    )
    on: Annotated[Moment | None, About("When it is, or was.")] = None
    owner: Annotated[
        str | None, Ref(("people", "teams", "stakeholders")), About("Who calls it.")
    ] = None
    attendees: Annotated[
        tuple[str, ...],
        Ref(("people", "teams", "stakeholders", "components"), soft=True),
        About("Who takes part."),
    ] = ()
    outcome: Annotated[str | None, About("What came of it.")] = None
