"""The command `fairlead calibrate`: what a record says, and how good it would have been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.history import history_at
from fairlead.cli.shared_options import DAY

if TYPE_CHECKING:
    from fairlead.analyses.calibration.backtest import Backtest
    from fairlead.analyses.calibration.scores import Score
    from fairlead.sources.history import HistoryReading

__all__ = ["command"]


@click.command("calibrate")
@click.argument("history", type=click.Path(path_type=Path))
@click.option("--backtest", "wanted", is_flag=True, help="Score forecasts at a rolling origin.")
@click.option("--me", metavar="PERSON", help="Tell also your own record, under this name.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--estimated", metavar="HEADER", help="Column of the day of the estimate.")
@click.option("--completed", metavar="HEADER", help="Column of the day of completion.")
@click.option("--estimate", metavar="HEADER", help="Column of the estimate.")
@click.option("--actual", metavar="HEADER", help="Column of what it took.")
@click.option("--who", metavar="HEADER", help="Column of the person.")
@click.option("--group", "groups", metavar="HEADER", multiple=True, help="Column that sorts tasks.")
@click.option("--unit", type=click.Choice(["m", "h", "d", "w"]), help="What plain numbers count.")
@click.option(
    "--score-from",
    type=DAY,
    help="Score only estimates made from that day on.",
)
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook to read.")
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="How to read dates such as 03/04/2026.",
)
@click.option(
    "--hours-per-point",
    type=click.FloatRange(min=0, min_open=True, max=1000),
    help="Read a tracker's story points as estimates.",
)
@click.option(
    "--timesheet",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Rows of task, day, hours and who: what went into the tasks of a program or an export.",
)
@click.pass_context
def command(
    ctx: click.Context,
    *,
    history: Path,
    wanted: bool,
    me: str | None,
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
    hours_per_point: float | None,
    timesheet: Path | None,
) -> None:
    """Say what finished work tells about new tasks, and how good forecasts would be.

    HISTORY is a table with a row for each finished task: day of the estimate, day of completion,
    estimate, actual, and, where known, who did it and what sort it was; or a program or a tracker's
    export, of which the finished tasks count. The answer is what a new
    task takes, by its size and for groups; a person's own record only to them, with --me. With
    --backtest, every task is foretold from what was completed before it was estimated, and scored
    against simple references.
    """
    from fairlead.cli.opening import show_findings  # slow import
    from fairlead.program.findings import worst  # slow import

    if score_from is not None and not wanted:
        raise click.UsageError("--score-from says which forecasts to score: give --backtest too.")
    if me is not None and wanted:
        raise click.UsageError("--me asks for a record, --backtest scores all: give one of them.")
    columns = {
        "estimated": estimated,
        "completed": completed,
        "estimate": estimate,
        "actual": actual,
        "who": who,
    }
    reading = history_at(
        history,
        columns={k: v for k, v in columns.items() if v is not None},
        groups=groups,
        sheet=sheet,
        unit=unit,  # type: ignore[arg-type]  # one of the choices
        day_first=None if dates is None else dates == "day-first",
        hours_per_point=hours_per_point,
        timesheet=timesheet,
    )
    show_findings(reading.findings, err=True)
    if worst(reading.findings) == "error":
        raise click.ClickException("The record cannot be read.")
    units = dict(reading.units)
    pairs = ", ".join(
        f"{field} from {column!r}" + (f" ({units[field]})" if field in units else "")
        for field, column in reading.columns
    )
    if pairs:
        click.echo(f"Columns: {pairs}.", err=True)
    if wanted:
        _score_it(reading, None if score_from is None else score_from.date(), as_json=as_json)
    else:
        _tell(reading, me, as_json=as_json)
    noted = any(f.rank < 2 for f in reading.findings)
    ctx.exit(exit_codes.FINDINGS if noted else exit_codes.CLEAN)


def _tell(reading: HistoryReading, me: str | None, *, as_json: bool) -> None:
    import msgspec  # slow import

    from fairlead.analyses.calibration.calibrate import CannotSay, calibrate  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import
    from fairlead.cli.verbs.calibrate_text import calibration_lines  # slow import

    made = calibrate(reading.history, me=me)
    if isinstance(made, CannotSay):
        _decline(made.because, {"tasks": made.tasks}, as_json=as_json)
        raise click.ClickException(f"Cannot say, because there are {made.because}")
    if as_json:
        told = {**msgspec.to_builtins(made, enc_hook=dict), **_read_from(reading)}
        click.echo(answer_json(told))
    else:
        click.echo("\n".join(calibration_lines(made, me=me)))


def _decline(because: str, known: dict[str, int], *, as_json: bool) -> None:
    """Say why nothing can be said to whoever reads JSON, too."""
    from fairlead.cli.answer_json import answer_json  # slow import

    if as_json:
        click.echo(answer_json({**known, "cannot_say": because}))


def _score_it(reading: HistoryReading, since: date | None, *, as_json: bool) -> None:
    import msgspec  # slow import

    from fairlead.analyses.calibration.backtest import CannotBacktest, backtest  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import

    made = backtest(reading.history, score_from=since)
    if isinstance(made, CannotBacktest):
        _decline(made.because, {"scored": 0, "finished": made.finished}, as_json=as_json)
        raise click.ClickException(f"Cannot say: {made.because}")
    if as_json:
        told = {**_score(made.score), "pit_histogram": made.score.pit_histogram}
        told["people"] = {k: msgspec.to_builtins(v) for k, v in made.score.people.items()}
        told["groups"] = {k: msgspec.to_builtins(v) for k, v in made.score.groups.items()}
        told["sums"] = {k: msgspec.to_builtins(v) for k, v in made.sums.items()}
        told["open_work"] = {k: msgspec.to_builtins(v) for k, v in made.open_work.items()}
        told["factors"] = msgspec.to_builtins(made.factors)
        told["references"] = {name: _score(one) for name, one in made.references.items()}
        told |= _read_from(reading)
        click.echo(answer_json(told))
    else:
        click.echo("\n".join(_lines(made)))


def _read_from(reading: HistoryReading) -> dict[str, object]:
    """Which columns were read as what, in which unit, and what was found in them."""
    return {
        "columns": [{"field": field, "column": column} for field, column in reading.columns],
        "units": dict(reading.units),
        "findings": reading.findings,
    }


def _score(score: Score) -> dict[str, object]:
    keys = ("scored", "p80_coverage", "p80_band", "coverage_50", "coverage_80", "coverage_90")
    return {key: getattr(score, key) for key in (*keys, "pinball", "crps")}


def _lines(made: Backtest) -> Iterator[str]:
    yield f"{made.score.scored:,} tasks foretold from what was completed before them"
    yield ""
    yield f"{'':18}{'P80':>7}{'50%':>8}{'80%':>8}{'90%':>8}{'pinball':>10}{'CRPS':>8}"
    for name, one in (("calibrated", made.score), *made.references.items()):
        covers = f"{one.p80_coverage:7.3f}{one.coverage_50:8.3f}{one.coverage_80:8.3f}"
        losses = f"{one.coverage_90:8.3f}{one.pinball:10.4f}{one.crps:8.4f}"
        yield f"{name:18}{covers}{losses}"
    yield from _sums(made)
    yield from _open(made)
    known = [p.p80_coverage for p in made.score.people.values() if p.scored >= 100]
    if known:
        near = sum(0.75 <= share <= 0.85 for share in known)
        yield ""
        yield f"Of {len(known)} people with 100 tasks or more, P80 covers 75 to 85% for {near}."


_BLOCKS = {
    "20": "20 tasks of a team",
    "50": "50 tasks of a team",
    "program": "50 tasks of all teams",
    "fortnight": "a team's fortnight",
    "quarter": "a team's quarter",
}


def _sums(made: Backtest) -> Iterator[str]:
    """How honest forecasts of sums were: of plans, each foretold on its first day."""
    if not made.sums:
        return
    yield ""
    yield f"{'Sums':24}{'scored':>8}{'P80':>8}{'80%':>8}"
    for kind, one in made.sums.items():
        yield f"{_BLOCKS[kind]:24}{one.scored:8,}{one.p80_coverage:8.3f}{one.coverage_80:8.3f}"
    factors = made.factors
    yield (
        f"Tasks share {factors.person:.0%} of their variance by the person, {factors.team:.0%} by "
        f"the team, {factors.program:.0%} by the program."
    )


def _open(made: Backtest) -> Iterator[str]:
    """How honest P80 of running work was: refreshed when it was open so long, or left as it was."""
    if not made.open_work:
        return
    yield ""
    yield f"{'Open after':24}{'scored':>8}{'P80':>8}{'as on the first day':>22}"
    for age, one in made.open_work.items():
        covers = f"{one.p80_coverage:8.3f}{one.kept_p80_coverage:22.3f}"
        yield f"{age + ' days':24}{one.scored:8,}{covers}"
