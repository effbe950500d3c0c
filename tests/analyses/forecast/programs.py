"""Small programs to forecast, and the forecast that is expected to exist."""

from datetime import date, datetime, timedelta

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.program.backlogs import Backlog
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Span
from fairlead.program.risks import Risk, Treatment
from fairlead.program.work import Milestone, Need, Task

START = date(2026, 3, 2)


def days(low: float, high: float | None = None) -> Estimate:
    """`days(3)` is 3d; `days(3, 8)` is 3d..8d."""
    if high is None:
        return Estimate.point(low, "d")
    return Estimate(low=Span(amount=low, unit="d"), high=Span(amount=high, unit="d"))


def exactly(amount: float) -> Estimate:
    """An estimate without doubt."""
    return days(amount, amount)


def on(*people: str) -> tuple[Assignment, ...]:
    return tuple(Assignment(person=key) for key in people)


def small(**fields: object) -> Program:
    """Two people, three tasks, a risk with a treatment, an opportunity, a promise and a budget."""
    given: dict[str, object] = {
        "id": "small",
        "title": "Small",
        "timezone": "Europe/Berlin",
        "start": START,
        "budget": Money(2_000_000),
        "people": Table(
            {
                "asha": Person(name="Asha", rate=Money(9000)),
                "ben": Person(name="Ben", rate=Money(7000)),
            }
        ),
        "tasks": Table(
            {
                "api": Task(title="Interface", estimate=days(4, 9), who=on("asha")),
                "web": Task(title="Page", estimate=days(3, 8), who=on("ben")),
                "join": Task(
                    title="Join",
                    estimate=days(2),
                    who=on("asha"),
                    needs=(Need(task="api"), Need(task="web")),
                ),
            }
        ),
        "milestones": Table(
            {
                "live": Milestone(
                    title="Live",
                    needs=(Need(task="join"),),
                    due=date(2026, 3, 20),
                    confidence=Chance(0.8),
                )
            }
        ),
        "risks": Table(
            {
                "ill": Risk(
                    event="Asha is ill",
                    probability=Chance(0.3),
                    delay=Table({"api": days(3, 6)}),
                    cost=CostEstimate(likely=Money(100_000)),
                    treated=Treatment(
                        probability=Chance(0.1),
                        cost=CostEstimate(likely=Money(100_000)),
                        delay=Table({"api": days(3, 6)}),
                        cost_of_treatment=Money(5_000),
                    ),
                ),
                "reuse": Risk(
                    kind="opportunity",
                    event="Their page can be used",
                    probability=Chance(0.5),
                    delay=Table({"web": days(1, 3)}),
                ),
            }
        ),
    }
    return Program(**{**given, **fields})  # type: ignore[arg-type]  # fields of a program


def steady_backlog(**fields: object) -> Backlog:
    """Thirty items, five a week done for half a year."""
    record = tuple(
        START - timedelta(weeks=week) + timedelta(days=day)
        for week in range(1, 27)
        for day in range(5)
    )
    given: dict[str, object] = {"title": "Wishes", "items": 30, "history": record}
    return Backlog(**{**given, **fields})  # type: ignore[arg-type]  # fields of a backlog


def made(program: Program, **options: object) -> Forecast:
    """The forecast of a program that has one; 2,000 trials unless said."""
    found = forecast(program, **{"trials": 2000, **options})  # type: ignore[arg-type]  # options of forecast
    assert isinstance(found, Forecast)
    return found


def day(at: datetime | None) -> str:
    assert at is not None
    return f"{at:%m-%d}"
