"""`fairlead forecast DIR`: several programs in one calculation, with the people whom they share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from fairlead.cli import exit_codes

if TYPE_CHECKING:
    from fairlead.analyses.forecast.result import Forecast
    from fairlead.analyses.plan import Unplannable
    from fairlead.analyses.portfolio import Portfolio
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.sources.wishes import Wishes

__all__ = ["forecast_portfolio"]


class _Forecasts(Protocol):
    def forecast(self, program: Program) -> Forecast | Unplannable: ...


def forecast_portfolio(
    paths: tuple[Path, ...],
    asked: _Forecasts,
    *,
    wishes: Wishes,
    timezone: str | None,
    as_json: bool,
) -> int:
    """Forecast the programs at these paths together; the exit code.

    Raises `click.ClickException` with every error when one of them cannot be read or planned.
    """
    from fairlead.analyses.plan import Unplannable  # slow import
    from fairlead.analyses.portfolio import composed  # slow import
    from fairlead.cli.opening import opened, read_whole, show_findings  # slow import

    programs: list[Program] = []
    findings: list[Finding] = []
    for path in paths:
        reading = opened(path, wishes=wishes)
        programs.append(read_whole(reading))
        findings.extend(reading.findings)
    try:
        portfolio = composed(programs)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    made = asked.forecast(portfolio.program)
    if isinstance(made, Unplannable):
        show_findings(made.findings, err=True)
        raise click.ClickException("There is no plan, and so no forecast.")
    told = (*findings, *portfolio.findings, *made.findings)
    if as_json:
        click.echo(_json(portfolio, made, told))
    else:
        _print(portfolio, made, timezone=timezone)
        if told:
            click.echo("\nFindings")
            show_findings(told)
    return exit_codes.FINDINGS if any(f.rank < 2 for f in told) else exit_codes.CLEAN


def _json(portfolio: Portfolio, made: Forecast, findings: tuple[Finding, ...]) -> str:
    """The forecast of the whole, and under `programs` what is each program's own."""
    from fairlead.analyses.forecast.forecast_json import forecast_json  # slow import
    from fairlead.analyses.portfolio import WHOLE_OF  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import

    answer = forecast_json(portfolio.program, made)
    milestones = answer["milestones"]
    assert isinstance(milestones, dict)  # noqa: S101 (as forecast_json has it)
    answer["programs"] = {
        member: {
            "finish": milestones[f"{member}.{WHOLE_OF}"],
            "milestones": {
                key.removeprefix(f"{member}."): row
                for key, row in milestones.items()
                if key.startswith(f"{member}.") and key != f"{member}.{WHOLE_OF}"
            },
        }
        for member in portfolio.members
    }
    answer["findings"] = list(findings)
    return answer_json(answer)


def _print(portfolio: Portfolio, made: Forecast, *, timezone: str | None) -> None:
    from fairlead.cli.verbs.forecast_text import print_forecast  # slow import

    shared = sum(
        sum(key in rows for rows in _people_of(portfolio)) > 1 for key in portfolio.program.people
    )
    click.echo(
        f"Portfolio of {len(portfolio.members)} programs: {', '.join(portfolio.members)}; "
        f"{shared} of {len(portfolio.program.people)} people work in more than one"
    )
    zone = timezone or portfolio.program.timezone
    print_forecast(portfolio.program, made, timezone=zone, everything=False)


def _people_of(portfolio: Portfolio) -> list[set[str]]:
    """Who is put on work in each program."""
    return [
        {
            assignment.person
            for key, task in portfolio.program.tasks.items()
            if key.startswith(f"{member}.")
            for assignment in task.who
        }
        for member in portfolio.members
    ]
