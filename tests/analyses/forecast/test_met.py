"""A milestone that was met stays on its day, in the forecast and in what compares two programs."""

from datetime import UTC, date, datetime

import pytest

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.forecast.variant import variant
from fairlead.program.moments import closing_minute
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Milestone, Need, Task


def program(met: date) -> Program:
    """A design that was agreed in January, and work that goes on in March."""
    work = Task(title="Work", duration=Estimate.point(5, "d"), needs=(Need(task="agreed"),))
    return Program(
        id="p",
        start=date(2026, 1, 5),
        as_of=date(2026, 3, 2),
        tasks=Table({"work": work}),
        milestones=Table(
            {
                "agreed": Milestone(title="Agreed", due=date(2026, 1, 30), finished=met),
                "live": Milestone(title="Live", needs=(Need(task="work"),), due=date(2026, 4, 1)),
            }
        ),
    )


@pytest.mark.parametrize(("met", "chance"), [(date(2026, 1, 30), 1.0), (date(2026, 2, 2), 0.0)])
def test_a_met_milestone_was_met_on_its_day_in_every_trial(met: date, chance: float) -> None:
    found = forecast(program(met), trials=50)
    assert isinstance(found, Forecast)
    told = found.milestones["agreed"]
    assert (told.reached, told.chance, told.bias) == (True, chance, None)
    assert told.p10 == told.p90 == datetime(met.year, met.month, met.day, 23, 59, tzinfo=UTC)
    assert found.milestones["live"].p10 > datetime(2026, 3, 2, tzinfo=UTC)


def test_what_compares_programs_has_the_same_day() -> None:
    lived = variant(program(date(2026, 1, 30)), seed=1, trials=50)
    assert lived.chance("agreed", closing_minute(date(2026, 1, 30), timezone="UTC")) == 1.0
    assert lived.chance("agreed", closing_minute(date(2026, 1, 29), timezone="UTC")) == 0.0
