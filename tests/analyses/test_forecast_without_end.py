"""A program that runs past all calendars in some trials has no forecast, and says why."""

from datetime import date

from fairlead.analyses.forecast import forecast
from fairlead.analyses.plan import Unplannable
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Task


def test_trials_that_never_end_leave_no_forecast() -> None:
    wide = Estimate(low=Span(amount=1, unit="d"), high=Span(amount=25_000, unit="d"))
    program = Program(
        id="far",
        start=date(2026, 3, 2),
        tasks=Table({f"t{k}": Task(title="T", estimate=wide) for k in range(4)}),
    )
    found = forecast(program, trials=5_000)
    assert isinstance(found, Unplannable)
    assert [finding.code for finding in found.findings] == ["forecast.beyond-time"]
    assert "1,000 years" in found.findings[0].message
