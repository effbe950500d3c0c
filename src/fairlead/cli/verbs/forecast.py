"""`fairlead forecast`: when, how sure, what drives it, what each risk costs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fairlead.cli import exit_codes
from fairlead.cli.history import history_option, judgement_of
from fairlead.cli.import_options import import_options
from fairlead.cli.shared_options import seed_option, timezone_option, trials_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairlead.analyses.chance.judgement import Judgement
    from fairlead.analyses.forecast.result import Forecast
    from fairlead.analyses.forecast.workers import Crew
    from fairlead.analyses.plan import Plan, Unplannable
    from fairlead.program.findings import Finding
    from fairlead.program.issued import Widening
    from fairlead.program.program import Program
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]

_SPAN: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([mhdw])")
_MINUTES: Final = {"m": 1, "h": 60, "d": 1440, "w": 10080}


@click.command("forecast")
@click.argument("program", type=click.Path(path_type=Path))
@seed_option
@trials_option()
@click.option(
    "--precision",
    metavar="SPAN",
    help="Draw more trials until every P80 is good to this, such as 1d or 6h (of the clock), "
    "either way.",
)
@click.option("--no-people", is_flag=True, help="As if everybody were always free.")
@click.option("--no-prices", is_flag=True, help="Leave out what single risks are worth: quicker.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Hand the trials to the Dask cluster at this address, such as tcp://host:8786.",
)
@history_option
@timezone_option()
@click.option("--record", is_flag=True, help="Keep it in the ledger beside the program.")
@click.option(
    "--as-drawn",
    is_flag=True,
    help="Leave out what the score of earlier forecasts says of how wide it should be.",
)
@click.option("--all", "everything", is_flag=True, help="Show every driver and every risk.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole forecast as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    seed: int,
    trials: int,
    precision: str | None,
    no_people: bool,
    no_prices: bool,
    cluster: str | None,
    history: Path | None,
    timezone: str | None,
    record: bool,
    as_drawn: bool,
    everything: bool,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Tell when, how sure, what drives it, and what each risk costs.

    PROGRAM is a program file or folder, or any file that Fairlead reads; a folder of programs is a
    portfolio, forecast together, with the people whom they share. The same program, seed and
    trials give the same numbers, on any machine. The exit code is 1 when a promise is less sure
    than the confidence wanted of it, or anything else was found.
    """
    from fairlead.sources.portfolio import programs_in  # slow import

    asked = _Asked(
        seed=seed,
        trials=trials,
        precision_minutes=None if precision is None else _minutes(precision),
        people=not no_people,
        prices=not no_prices,
        cluster=cluster,
        history=history,
        as_drawn=as_drawn,
    )
    paths = programs_in(program)
    if paths:
        if record:
            raise click.UsageError("A portfolio has no ledger: record its programs one by one.")
        from fairlead.cli.verbs.portfolio import forecast_portfolio  # slow import

        code = forecast_portfolio(paths, asked, wishes=wishes, timezone=timezone, as_json=as_json)
        ctx.exit(code)
    value, made, findings, told = _forecast(program, asked, wishes=wishes, record=record)
    if as_json:
        click.echo(_json(value, made, findings))
    else:
        from fairlead.cli.opening import show_findings  # slow import
        from fairlead.cli.verbs.forecast_text import print_forecast  # slow import

        print_forecast(value, made, timezone=timezone or value.timezone, everything=everything)
        if findings:
            click.echo("\nFindings")
            show_findings(findings)
    if told:
        click.echo(told, err=as_json)
    ctx.exit(exit_codes.FINDINGS if any(f.rank < 2 for f in findings) else exit_codes.CLEAN)


class _Asked:
    """What the options ask for, and who is to work."""

    def __init__(
        self,
        *,
        seed: int,
        trials: int,
        precision_minutes: int | None,
        people: bool,
        prices: bool,
        cluster: str | None,
        history: Path | None = None,
        as_drawn: bool = True,
    ) -> None:
        self.seed, self.trials, self.precision_minutes = seed, trials, precision_minutes
        self.people, self.prices, self.cluster = people, prices, cluster
        self.history, self.as_drawn = history, as_drawn
        self.of_record: tuple[Finding, ...] = ()
        self.judgement: Judgement | None = None

    def forecast(
        self, program: Program, *, plan: Plan | None = None, widening: Widening | None = None
    ) -> Forecast | Unplannable:
        """The forecast of a program, with its progress on a terminal."""
        from fairlead.analyses.forecast import forecast  # slow import
        from fairlead.cli.progress_line import ProgressLine  # slow import
        from fairlead.program.issued import AS_DRAWN  # slow import

        judgement, self.of_record = judgement_of(program, self.history)
        self.judgement = judgement
        line = ProgressLine("runs")
        with line as progress:
            return forecast(
                program,
                seed=self.seed,
                trials=self.trials,
                precision_minutes=self.precision_minutes,
                people=self.people,
                prices=self.prices,
                judgement=judgement,
                plan=plan,
                widening=AS_DRAWN if widening is None or self.as_drawn else widening,
                crew=self.crew(program),
                progress=progress,
                so_far=line.so_far if line.watched else None,
            )

    def crew(self, program: Program) -> Crew | None:
        """Who works: the cluster that was named, processes for large work, else this process."""
        if self.cluster is not None:
            from fairlead.cli.cluster import ClusterCrew  # slow import

            return ClusterCrew(self.cluster)
        from fairlead.cli.processes import crew_for  # slow import

        return crew_for(program, trials=self.trials, prices=self.prices)


def _minutes(text: str) -> int:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise click.BadParameter(
            f"{text!r} is no span, expected a number and m, h, d or w, such as 1d.",
            param_hint="--precision",
        )
    minutes = round(float(found[1]) * _MINUTES[found[2]])
    if minutes < 1:
        raise click.BadParameter("expected a minute or more.", param_hint="--precision")
    return minutes


def _forecast(
    path: Path, asked: _Asked, *, wishes: Wishes, record: bool
) -> tuple[Program, Forecast, tuple[Finding, ...], str]:
    """The program, its forecast, all that was found on the way, and whether it was recorded.

    Raises `click.ClickException` with every error when there is none.
    """
    from fairlead.analyses.plan import Unplannable, plan  # slow import
    from fairlead.cli.opening import opened, read_whole, show_findings  # slow import
    from fairlead.cli.past import past, recorded  # slow import

    reading = opened(path, wishes=wishes)
    program = read_whole(reading)
    before = past(path, program)
    planned = plan(program)
    made: Forecast | Unplannable = (
        planned
        if isinstance(planned, Unplannable)
        else asked.forecast(program, plan=planned, widening=before.widening)
    )
    if isinstance(made, Unplannable) or isinstance(planned, Unplannable):
        show_findings(made.findings, err=True)
        raise click.ClickException("There is no plan, and so no forecast.")
    told = ""
    if record:
        told = recorded(
            path,
            program,
            planned,
            made,
            before=before,
            through="forecast",
            wanted=True,
            judgement=asked.judgement,
        )
    found = (*reading.findings, *before.findings, *asked.of_record, *made.findings)
    return program, made, found, told


def _json(program: Program, made: Forecast, findings: Iterable[Finding]) -> str:
    from fairlead.analyses.forecast.forecast_json import forecast_json  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import

    answer = forecast_json(program, made)
    answer["findings"] = list(findings)
    return answer_json(answer)
