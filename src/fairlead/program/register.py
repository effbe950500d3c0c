"""The rest of the register: assumptions, issues, dependencies; triggers and contingency plans."""

from typing import Annotated, ClassVar, Literal

from fairlead.program.incidents import Severity
from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref
from fairlead.program.requests import ProposedEdit

__all__ = ["Assumption", "Contingency", "Dependency", "Issue", "Trigger"]


class Assumption(Noun):
    """Something taken to be so, on which the plan rests."""

    unordered: ClassVar[tuple[str, ...]] = ("affects",)

    title: Annotated[str, About("What is taken to be so.")]
    status: Annotated[Literal["open", "confirmed", "false"], About("Whether it turned out so.")] = (
        "open"
    )
    owner: Annotated[
        str | None, Ref(("people", "stakeholders", "teams")), About("Who finds out.")
    ] = None
    review_on: Annotated[Moment | None, About("When it is looked at again.")] = None
    affects: Annotated[
        tuple[str, ...],
        Ref(("tasks", "milestones", "goals", "requirements", "components")),
        About("What rests on it."),
    ] = ()
    risk: Annotated[
        str | None, Ref(("risks",)), About("The risk that it may turn out otherwise.")
    ] = None
    notes: Annotated[str | None, About("Anything else.")] = None


class Issue(Noun):
    """Something that is so and stands in the way: a matter for somebody to settle."""

    unordered: ClassVar[tuple[str, ...]] = ("affects",)

    title: Annotated[str, About("What stands in the way.")]
    raised: Annotated[Moment, About("When it came up.")]
    severity: Annotated[Severity, About("How grave it is.")] = "medium"
    owner: Annotated[
        str | None, Ref(("people", "stakeholders", "teams")), About("Who settles it.")
    ] = None
    team: Annotated[str | None, Ref(("teams",)), About("The team whose ladder it climbs.")] = None
    due: Annotated[Moment | None, About("When it must be settled.")] = None
    review_on: Annotated[Moment | None, About("When it is looked at again.")] = None
    affects: Annotated[
        tuple[str, ...],
        Ref(("tasks", "milestones", "goals", "requirements", "components")),
        About("What it stands in the way of."),
    ] = ()
    risk: Annotated[str | None, Ref(("risks",)), About("The risk that it was.")] = None
    decision: Annotated[
        str | None, Ref(("decisions",)), About("The decision that would settle it.")
    ] = None
    ladder: Annotated[
        str | None, Ref(("escalation",)), About("The ladder it climbs; else by team and severity.")
    ] = None
    resolved: Annotated[Moment | None, About("When it was settled; else it is open.")] = None
    resolution: Annotated[str | None, About("How it was settled.")] = None
    notes: Annotated[str | None, About("Anything else.")] = None


class Dependency(Noun):
    """Something that others must deliver, or that others wait for."""

    unordered: ClassVar[tuple[str, ...]] = ("tasks",)

    title: Annotated[str, About("What is delivered.")]
    direction: Annotated[
        Literal["incoming", "outgoing"], About("Whether we wait for it, or others do.")
    ] = "incoming"
    of: Annotated[str | None, About("Who delivers it, or waits for it.")] = None
    owner: Annotated[
        str | None, Ref(("people", "stakeholders", "teams")), About("Who sees to it.")
    ] = None
    needed: Annotated[Moment | None, About("When it is needed.")] = None
    promised: Annotated[Moment | None, About("When it was promised for.")] = None
    delivered: Annotated[Moment | None, About("When it came; else it is open.")] = None
    review_on: Annotated[Moment | None, About("When it is looked at again.")] = None
    tasks: Annotated[
        tuple[str, ...], Ref(("tasks", "milestones")), About("The work that it belongs to.")
    ] = ()
    notes: Annotated[str | None, About("Anything else.")] = None


class Contingency(Noun):
    """A change that is prepared for the day it is needed: a plan B."""

    title: Annotated[str, About("What would be done.")]
    edits: Annotated[
        tuple[ProposedEdit, ...],
        About(
            "What would change, as in a request; `from` may be left out.",
            "[{row: tasks.api, field: who, to: ben}]",
        ),
    ] = ()
    owner: Annotated[
        str | None, Ref(("people", "stakeholders", "teams")), About("Who would do it.")
    ] = None
    notes: Annotated[str | None, About("Anything else.")] = None


class Trigger(Noun):
    """A condition over facts, and what follows the moment it holds."""

    when: Annotated[str, About("The condition.", "chance(beta) < 60%")]
    title: Annotated[str | None, About("Name to show; else the condition.")] = None
    severity: Annotated[Severity, About("How grave it is when it holds.")] = "medium"
    owner: Annotated[
        str | None, Ref(("people", "stakeholders", "teams")), About("Who watches it.")
    ] = None
    team: Annotated[str | None, Ref(("teams",)), About("The team whose ladder it climbs.")] = None
    propose: Annotated[
        str | None, Ref(("contingencies",)), About("The plan that is proposed when it holds.")
    ] = None
    ladder: Annotated[
        str | None, Ref(("escalation",)), About("The ladder it climbs; else it is only told.")
    ] = None
