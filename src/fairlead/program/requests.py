"""What somebody wants changed and is not merged yet: change requests, and named what-ifs."""

from typing import Annotated, Literal, NewType

from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref

__all__ = [
    "CAUSES",
    "Cause",
    "ChangeRequest",
    "ProposedEdit",
    "RequestState",
    "Scenario",
    "Wording",
]

Wording = NewType("Wording", str)
"""A value in the words of the program file, on one line: `5d..8d`, `{title: Beta}`."""

RequestState = Literal["proposed", "approved", "rejected", "deferred", "withdrawn"]

Cause = Literal[
    "business", "customer", "regulation", "technical", "defect", "estimate", "supplier", "people"
]

CAUSES: tuple[Cause, ...] = (
    "business",
    "customer",
    "regulation",
    "technical",
    "defect",
    "estimate",
    "supplier",
    "people",
)
"""Where change comes from, in the order it is told."""


class ProposedEdit(Noun):
    """One edit that is asked for: a field of a row, a whole row, or a field of the program.

    A field that holds nothing before, or shall hold nothing after, leaves out that side; so does a
    row that is new, or shall go.
    """

    row: Annotated[
        str | None,
        About("Section and id of the row; left out for a field of the program.", "tasks.api"),
    ] = None
    field: Annotated[
        str | None, About("The field; left out when the whole row comes or goes.", "estimate")
    ] = None
    before: Annotated[Wording | None, About("What was there when it was asked for.", "4d..9d")] = (
        None
    )
    after: Annotated[Wording | None, About("What shall be there.", "6d..12d")] = None

    @property
    def place(self) -> str:
        """What it touches, for a reader: `tasks.api.estimate`."""
        return ".".join(part for part in (self.row, self.field) if part)


class ChangeRequest(Noun):
    """A change that somebody asks for, with its reason; it is merged only when it is approved."""

    title: Annotated[str, About("What is asked for.")]
    requester: Annotated[
        str | None,
        Ref(("stakeholders", "people", "teams"), soft=True),
        About("Who asks."),
    ] = None
    reason: Annotated[str | None, About("Why it is asked for.")] = None
    cause: Annotated[Cause | None, About("Where the change comes from.")] = None
    asked: Annotated[Moment | None, About("When it was asked for.")] = None
    state: Annotated[RequestState, About("Where it stands.")] = "proposed"
    decided_by: Annotated[
        str | None,
        Ref(("stakeholders", "people", "teams"), soft=True),
        About("Who approved, rejected, deferred or withdrew it."),
    ] = None
    decided: Annotated[Moment | None, About("When that was.")] = None
    because: Annotated[str | None, About("Why it was decided so.")] = None
    look_again: Annotated[Moment | None, About("When a deferred one is looked at again.")] = None
    edits: Annotated[
        tuple[ProposedEdit, ...],
        About(
            "What would change, in the words of this file.",
            "[{row: tasks.api, field: estimate, from: 4d..9d, to: 6d..12d}]",
        ),
    ] = ()


class Scenario(Noun):
    """A named what-if: a change that is kept to be compared, and that nobody asks for yet."""

    title: Annotated[str, About("What if.")]
    because: Annotated[str | None, About("Why it is worth a look.")] = None
    edits: Annotated[
        tuple[ProposedEdit, ...], About("What would change, in the words of this file.")
    ] = ()
