"""The command `fairlead calibrate`: how good forecasts from a team's own record would have been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes

if TYPE_CHECKING:
    from fairlead.analyses.calibration.backtest import Backtest
    from fairlead.analyses.calibration.scores import Score
    from fairlead.sources.history import HistoryReading

__all__ = ["command"]


@click.command("calibrate")
@click.argument("history", type=click.Path(path_type=Path))
@click.option("--backtest", "wanted", is_flag=True, help="Score forecasts at a rolling origin.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
@click.option("--estimated", metavar="HEADER", help="Column of the day of the estimate.")
@click.option("--completed", metavar="HEADER", help="Column of the day of completion.")
@click.option("--estimate", metavar="HEADER", help="Column of the estimate.")
@click.option("--actual", metavar="HEADER", help="Column of what it took.")
@click.option("--who", metavar="HEADER", help="Column of the person.")
@click.option("--group", "groups", metavar="HEADER", multiple=True, help="Column that sorts tasks.")
@click.option("--unit", type=click.Choice(["m", "h", "d", "w"]), help="What plain numbers count.")
@click.option(
    "--score-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Score only estimates made from that day on.",
)
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook to read.")
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="How to read dates such as 03/04/2026.",
)
@click.pass_context
def command(
    ctx: click.Context,
    *,
    history: Path,
    wanted: bool,
    as_json: bool,
    groups: tuple[str, ...],
    unit: str | None,
    score_from: datetime | None,
    sheet: str | None,
    dates: str | None,
    estimated: str | None,
    completed: str | None,
    estimate: str | None,
    actual: str | None,
    who: str | None,
) -> None:
    """Say how good forecasts from a record of finished work would have been.

    HISTORY is a table with a row for each finished task: day of the estimate, day of completion,
    estimate, actual, and, where known, who did it and what sort it was. Every task is foretold from
    what was completed before it was estimated, and scored against simple references.
    """
    from fairlead.cli.opening import show_findings  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.program.findings import worst  # slow import
    from fairlead.sources.history import read_history  # slow import

    if not wanted:
        raise click.UsageError("Say what to do with the record: --backtest.")
    columns = {
        "estimated": estimated,
        "completed": completed,
        "estimate": estimate,
        "actual": actual,
        "who": who,
    }
    try:
        reading = read_history(
            history,
            columns={k: v for k, v in columns.items() if v is not None},
            groups=groups,
            sheet=sheet,
            unit=unit,  # type: ignore[arg-type]  # one of the choices
            day_first=None if dates is None else dates == "day-first",
        )
    except FairleadError as error:
        raise click.ClickException(str(error)) from error
    show_findings(reading.findings, err=True)
    if worst(reading.findings) == "error":
        raise click.ClickException("The record cannot be read.")
    pairs = ", ".join(f"{field} from {column!r}" for field, column in reading.columns)
    click.echo(f"Columns: {pairs}.", err=True)
    _tell(reading, None if score_from is None else score_from.date(), as_json=as_json)
    ctx.exit(exit_codes.FINDINGS if reading.findings else exit_codes.CLEAN)


def _tell(reading: HistoryReading, since: date | None, *, as_json: bool) -> None:
    import msgspec  # slow import

    from fairlead.analyses.calibration.backtest import CannotBacktest, backtest  # slow import

    made = backtest(reading.history, score_from=since)
    if isinstance(made, CannotBacktest):
        raise click.ClickException(f"Cannot say: {made.because}")
    if as_json:
        told = {**_score(made.score), "pit_histogram": made.score.pit_histogram}
        told["people"] = {k: msgspec.to_builtins(v) for k, v in made.score.people.items()}
        told["groups"] = {k: msgspec.to_builtins(v) for k, v in made.score.groups.items()}
        told["references"] = {name: _score(one) for name, one in made.references.items()}
        click.echo(msgspec.json.format(msgspec.json.encode(told), indent=2).decode())
    else:
        click.echo("\n".join(_lines(made)))


def _score(score: Score) -> dict[str, object]:
    keys = ("scored", "p80_coverage", "p80_band", "coverage_50", "coverage_80", "coverage_90")
    return {key: getattr(score, key) for key in (*keys, "pinball", "crps")}


def _lines(made: Backtest) -> Iterator[str]:
    yield f"{made.score.scored:,} tasks foretold from what was completed before them"
    yield ""
    yield f"{'':18}{'P80':>7}{'50 %':>8}{'80 %':>8}{'90 %':>8}{'pinball':>10}{'CRPS':>8}"
    for name, one in (("calibrated", made.score), *made.references.items()):
        covers = f"{one.p80_coverage:7.3f}{one.coverage_50:8.3f}{one.coverage_80:8.3f}"
        losses = f"{one.coverage_90:8.3f}{one.pinball:10.4f}{one.crps:8.4f}"
        yield f"{name:18}{covers}{losses}"
    known = [p.p80_coverage for p in made.score.people.values() if p.scored >= 100]
    if known:
        near = sum(0.75 <= share <= 0.85 for share in known)
        yield ""
        yield f"Of {len(known)} people with 100 tasks or more, P80 covers 75 to 85 % for {near}."
