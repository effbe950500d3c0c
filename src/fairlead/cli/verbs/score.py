"""`fairlead score`: how good the forecasts have been, all that were recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.import_options import import_options

if TYPE_CHECKING:
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]


@click.command("score")
@click.argument("program", type=click.Path(path_type=Path))
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    help="The ledger, if it is not the one beside the program.",
)
@click.option("--head", metavar="HASH", help="An entry's hash that must still be in the ledger.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    ledger: Path | None,
    head: str | None,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Hold every forecast that was recorded against what has happened since.

    PROGRAM is a program file or folder as it is now, with what is finished. Its forecasts are those
    that `fairlead forecast --record` and every written report left in the ledger beside it. The
    exit code is 1 when the ledger was changed after it was written, or anything else was found.
    """
    from fairlead.analyses.ledger.score import score  # slow import
    from fairlead.cli.opening import opened, read_whole, show_findings  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.forecast_record import path_of, read_record  # slow import

    value = read_whole(opened(program, wishes=wishes))
    place = path_of(program) if ledger is None else ledger
    if not place.exists():
        raise click.ClickException(
            f"There is no {place.name}: no forecast has been recorded. `fairlead forecast "
            f"{program} --record` does, and so does every report that is written to a file."
        )
    try:
        record = read_record(place, head=head)
    except FairleadError as error:
        raise click.ClickException(str(error)) from error
    made = score(value, [issued.forecast for issued in record.forecasts])
    findings = (*record.findings, *made.findings)
    if as_json:
        from fairlead.cli.verbs.score_text import score_json  # slow import

        click.echo(score_json(made, record, findings))
    else:
        from fairlead.cli.verbs.score_text import score_lines  # slow import

        click.echo("\n".join(score_lines(value, made)))
        if findings:
            click.echo("\nFindings")
            show_findings(findings)
    ctx.exit(exit_codes.FINDINGS if any(f.rank < 2 for f in findings) else exit_codes.CLEAN)
