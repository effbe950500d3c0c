"""Launches: a feature reaches those it is for, once every gate before it is passed."""

from typing import Annotated, ClassVar

from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref, Table
from fairlead.program.quantities import Chance

__all__ = ["Gate", "Launch"]


class Gate(Noun):
    """What must be so before a launch, and where one sees that it is.

    A gate is passed when everything it needs is done: a task or a milestone when it is finished, a
    requirement when it is delivered or the work that delivers it is, a review when it was held.
    What nothing in the program stands for is passed when somebody says so (`passed`).
    """

    unordered: ClassVar[tuple[str, ...]] = ("needs",)

    title: Annotated[str, About("What must be so.", "Load test passed")]
    needs: Annotated[
        tuple[str, ...],
        Ref(("tasks", "milestones", "requirements", "reviews")),
        About("What must be done for it.", "[load-test, security-review]"),
    ] = ()
    passed: Annotated[Moment | None, About("When it was passed.")] = None
    evidence: Annotated[
        tuple[str, ...], About("Where one sees that it is passed: a report, a page, a record.")
    ] = ()
    owner: Annotated[
        str | None, Ref(("people", "teams", "stakeholders")), About("Who says that it is passed.")
    ] = None


class Launch(Noun):
    """The day on which something reaches those it is for, and the gates before it."""

    title: Annotated[str, About("What is launched.")]
    due: Annotated[Moment | None, About("The day it was promised for.")] = None
    confidence: Annotated[Chance | None, About("How sure the promise should be.", "80%")] = None
    gates: Annotated[Table[Gate], About("What must be so before.")] = Table()
    not_before: Annotated[
        Moment | None, About("No earlier, even if all gates are passed: a season, a freeze.")
    ] = None
    goal: Annotated[str | None, Ref(("goals",)), About("The goal that it serves.")] = None
    audience: Annotated[str | None, About("Who gets it.", "5 % of customers in Germany")] = None
    owner: Annotated[
        str | None, Ref(("people", "teams", "stakeholders")), About("Who decides to go.")
    ] = None
    launched: Annotated[Moment | None, About("When it was launched.")] = None
    notes: Annotated[str | None, About("Anything else.")] = None
