"""A status set by hand over the computed one: allowed, never silent."""

from typing import Annotated, Literal

from fairlead.program.noun import About, Noun, Ref

__all__ = ["StatusOverride"]


class StatusOverride(Noun):
    """What somebody says the status is, against what the rules compute. Reports show both."""

    rag: Annotated[Literal["green", "amber", "red"], About("The status to show.")]
    because: Annotated[str, About("Why the computed status does not hold.")]
    by: Annotated[str | None, Ref(("people", "stakeholders", "teams")), About("Who says so.")] = (
        None
    )
