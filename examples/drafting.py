"""Short ways to write down the nouns of a drafted program."""

from __future__ import annotations

from datetime import date

from history import chance_of

from fairlead.program.calendars import Week
from fairlead.program.noun import Table
from fairlead.program.people import Person
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Share, Span
from fairlead.program.risks import Response, Risk, Treatment
from fairlead.program.work import Milestone, Need, Task

__all__ = ["Outline", "days", "money", "office", "person", "price", "risk"]


def days(low: float, high: float | None = None) -> Estimate:
    """A range of days, or a point."""
    if high is None:
        return Estimate(likely=Span(amount=float(low), unit="d"))
    return Estimate(low=Span(amount=float(low), unit="d"), high=Span(amount=float(high), unit="d"))


def money(amount: float) -> Money:
    """Whole units of the currency."""
    return Money(round(amount * 100))


def price(amount: float) -> CostEstimate:
    """A cost that is known."""
    return CostEstimate(likely=money(amount))


def office(start: int, end: int) -> Week:
    """Monday to Friday, from one full hour to another."""
    spell = ((start * 60, end * 60),)
    return (spell, spell, spell, spell, spell, (), ())


def person(
    name: str, team: str, skills: str, *, share: float = 1.0, rate: int | None = None
) -> Person:
    """Somebody with the skills named in one text."""
    return Person(
        name=name,
        team=team,
        skills=tuple(skills.split()),
        availability=Share(share),
        rate=None if rate is None else money(rate),
    )


def risk(
    *,
    cause: str,
    event: str,
    effect: str,
    chance: float,
    delay: dict[str, Estimate],
    owner: str | None,
    response: Response | None,
    cost: tuple[float, float] | None = None,
    treated: float | None = None,
    treatment: float | None = None,
    review_on: date | None = None,
) -> Risk:
    """A threat; `treated` is its chance once the response is carried out, for `treatment`."""
    return Risk(
        cause=cause,
        event=event,
        effect=effect,
        probability=Chance(chance),
        delay=Table(delay),
        cost=None if cost is None else CostEstimate(low=money(cost[0]), high=money(cost[1])),
        owner=owner,
        response=response,
        review_on=review_on,
        treated=None
        if treated is None
        else Treatment(
            probability=Chance(treated),
            cost_of_treatment=None if treatment is None else money(treatment),
        ),
    )


class Outline:
    """The tasks and milestones of a draft, written down one after the other."""

    def __init__(self, *, seed: int) -> None:
        self.seed = seed
        self.tasks: dict[str, Task] = {}
        self.milestones: dict[str, Milestone] = {}

    def phase(self, key: str, title: str, *, parent: str | None = None, **fields: object) -> str:
        """A summary."""
        self.tasks[key] = Task(title=title, parent=parent, **fields)  # type: ignore[arg-type]
        return key

    def work(
        self,
        key: str,
        title: str,
        effort: float,
        *,
        parent: str,
        needs: list[str] | None = None,
        **fields: object,
    ) -> str:
        """Work of about `effort` days. How widely it is estimated follows from its id."""
        widths = ((0.8, 1.25), (0.7, 1.4), (0.6, 1.7), None)
        width = widths[int(chance_of(self.seed, f"width of {key}") * len(widths))]
        if width is None:
            estimate = days(_halves(effort))
        else:
            estimate = days(_halves(effort * width[0]), _halves(effort * width[1]) + 0.5)
        self.tasks[key] = Task(
            title=title,
            parent=parent,
            estimate=estimate,
            needs=tuple(Need(task=ahead) for ahead in needs or ()),
            **fields,  # type: ignore[arg-type]
        )
        return key

    def wait(
        self,
        key: str,
        title: str,
        length: Estimate,
        *,
        parent: str,
        needs: list[str] | None = None,
        **fields: object,
    ) -> str:
        """Time that passes without anybody of ours working."""
        self.tasks[key] = Task(
            title=title,
            parent=parent,
            duration=length,
            needs=tuple(Need(task=ahead) for ahead in needs or ()),
            **fields,  # type: ignore[arg-type]
        )
        return key

    def gate(self, key: str, title: str, *, needs: list[str], **fields: object) -> str:
        """A milestone."""
        self.milestones[key] = Milestone(
            title=title,
            needs=tuple(Need(task=ahead) for ahead in needs),
            **fields,  # type: ignore[arg-type]
        )
        return key


def _halves(amount: float) -> float:
    return max(round(amount * 2), 1) / 2
