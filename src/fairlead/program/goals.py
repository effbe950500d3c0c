"""Why the program exists: goals, what they require, and the components that carry it."""

from typing import Annotated, ClassVar, Literal

from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref
from fairlead.program.quantities import Money
from fairlead.program.status import StatusOverride

__all__ = ["Component", "Goal", "Requirement"]


class Goal(Noun):
    """An outcome that the business wants, and by when."""

    title: Annotated[str, About("The outcome, in the words of who asked for it.")]
    owner: Annotated[
        str | None, Ref(("stakeholders", "people", "teams")), About("Who wants it.")
    ] = None
    due: Annotated[Moment | None, About("When it must be reached.")] = None
    measure: Annotated[str | None, About("How one will know.")] = None
    value: Annotated[Money | None, About("What it is worth, in the program's currency.")] = None
    status: Annotated[
        StatusOverride | None,
        About("A status set by hand over the computed one.", "{rag: green, because: Agreed}"),
    ] = None
    notes: Annotated[str | None, About("Anything else.")] = None


class Requirement(Noun):
    """Something the result must do, from whom, and how it will be accepted."""

    title: Annotated[str, About("What must be true.")]
    goal: Annotated[str | None, Ref(("goals",)), About("The goal that it serves.")] = None
    priority: Annotated[Literal["must", "should", "could", "wont"], About("MoSCoW priority.")] = (
        "should"
    )
    status: Annotated[
        Literal["proposed", "agreed", "changed", "dropped", "delivered"],
        About("Where it stands."),
    ] = "proposed"
    source: Annotated[str | None, About("Who asked: a stakeholder, a team, a law.")] = None
    accept: Annotated[
        tuple[str, ...],
        About("Acceptance criteria.", "[An order without an account succeeds]"),
    ] = ()
    value: Annotated[Money | None, About("What it is worth, in the program's currency.")] = None
    component: Annotated[
        str | None,
        Ref(("components",)),
        About("The component that will mostly carry it."),
    ] = None
    notes: Annotated[str | None, About("Anything else.")] = None


class Component(Noun):
    """A part of the system with an owner and those who consume it."""

    unordered: ClassVar[tuple[str, ...]] = ("consumers", "depends_on")

    title: Annotated[str, About("Name to show.")]
    owner: Annotated[
        str | None,
        Ref(("teams", "people", "stakeholders")),
        About("Who answers for it."),
    ] = None
    consumers: Annotated[
        tuple[str, ...],
        Ref(("components", "teams", "stakeholders"), soft=True),
        About(
            "Who uses it: components, teams, or names from outside the program.",
            "[web, mobile]",
        ),
    ] = ()
    depends_on: Annotated[
        tuple[str, ...], Ref(("components",)), About("Components that it uses itself.")
    ] = ()
    technology: Annotated[str | None, About("What it is built with.", "PostgreSQL 12")] = None
    supported_until: Annotated[Moment | None, About("When that technology leaves support.")] = None
    status: Annotated[
        StatusOverride | None,
        About("A status set by hand over the computed one.", "{rag: green, because: Agreed}"),
    ] = None
    notes: Annotated[str | None, About("Anything else.")] = None
