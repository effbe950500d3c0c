"""What may happen: uncertain events with their chance and effect, and what is done about them."""

from typing import Annotated, ClassVar, Literal

from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref, Table
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money

__all__ = ["Objective", "Response", "Risk", "RiskStatus", "StatusChange", "Treatment"]

Response = Literal[
    "avoid", "mitigate", "transfer", "accept", "escalate", "exploit", "enhance", "share"
]


Objective = Literal["time", "cost", "scope", "quality", "people"]
RiskStatus = Literal["open", "happened", "closed"]


class StatusChange(Noun):
    """When a risk came to stand where it did, and why."""

    on: Annotated[Moment, About("When.")]
    status: Annotated[RiskStatus, About("Where it stood from then on.")]
    by: Annotated[
        str | None, Ref(("people", "stakeholders", "teams"), soft=True), About("Who said so.")
    ] = None
    because: Annotated[str | None, About("Why.")] = None


class Treatment(Noun):
    """What a risk becomes once its response is carried out, and what that costs."""

    probability: Annotated[Chance | None, About("Chance after treatment.", "10%")] = None
    delay: Annotated[
        Table[Estimate],
        Ref(("tasks", "milestones")),
        About("Delays after treatment, by task."),
    ] = Table()
    cost: Annotated[CostEstimate | None, About("Cost of the event after treatment.")] = None
    cost_of_treatment: Annotated[Money | None, About("What the treatment itself costs.")] = None


class Risk(Noun):
    """An uncertain event with its cause and effect: a threat or, as `kind` says, an opportunity."""

    unordered: ClassVar[tuple[str, ...]] = ("objectives", "secondary")

    title: Annotated[str | None, About("Short name; else the event.")] = None
    kind: Annotated[Literal["threat", "opportunity"], About("Whether it would hurt or help.")] = (
        "threat"
    )
    cause: Annotated[str | None, About("What is so today.")] = None
    event: Annotated[str | None, About("What may happen.")] = None
    effect: Annotated[str | None, About("What would follow.")] = None
    probability: Annotated[Chance | None, About("Chance that the event happens.", "30%")] = None
    delay: Annotated[
        Table[Estimate],
        Ref(("tasks", "milestones")),
        About("How much longer each named task takes if it happens.", "{vendor: 5d..15d}"),
    ] = Table()
    cost: Annotated[CostEstimate | None, About("What it costs if it happens.", "8000")] = None
    owner: Annotated[
        str | None, Ref(("people", "stakeholders", "teams")), About("Who watches it.")
    ] = None
    response: Annotated[
        Response | None,
        About(
            "PMI response: avoid, mitigate, transfer, accept, escalate; exploit, enhance, share."
        ),
    ] = None
    treated: Annotated[Treatment | None, About("What the response makes of it.")] = None
    status: Annotated[RiskStatus, About("Where it stands.")] = "open"
    review_on: Annotated[Moment | None, About("When it is looked at again.")] = None
    objectives: Annotated[tuple[Objective, ...], About("What it would touch.")] = ()
    goal: Annotated[str | None, Ref(("goals",)), About("The goal that it threatens.")] = None
    proximity: Annotated[Moment | None, About("The first day on which it may happen.")] = None
    trigger: Annotated[
        str | None, Ref(("triggers",)), About("The sign that it is about to happen.")
    ] = None
    contingency: Annotated[
        str | None, Ref(("contingencies",)), About("What is done if it happens.")
    ] = None
    fallback: Annotated[
        str | None, Ref(("contingencies",)), About("What is done if that does not help.")
    ] = None
    secondary: Annotated[
        tuple[str, ...], Ref(("risks",)), About("Risks that its response brings about.")
    ] = ()
    history: Annotated[tuple[StatusChange, ...], About("How it came to stand where it does.")] = ()
    notes: Annotated[str | None, About("Anything else.")] = None
