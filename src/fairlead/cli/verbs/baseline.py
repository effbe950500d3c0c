"""`fairlead baseline`: agree on the program as it stands, or see what was agreed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.shared_options import DAY

if TYPE_CHECKING:
    from fairlead.sources.baselines import Shelf

__all__ = ["command"]


@click.command("baseline")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("name", required=False)
@click.option("--by", metavar="WHO", help="Who agrees: an id of the program, or a name.")
@click.option("--because", metavar="TEXT", help="Why it is agreed now.")
@click.option(
    "--on",
    type=DAY,
    metavar="DATE",
    help="The day it was agreed; today when left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all baselines as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    name: str | None,
    by: str | None,
    because: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Agree on the program as it stands, or list what was agreed.

    With a NAME, the program as it stands is agreed under it.

    What was agreed is kept beside the program and never changes: a journal of who agreed when,
    each entry bound to the one before by its hash, and the programs themselves. Without a NAME all
    baselines are listed and checked; the exit code is 1 when one is not what was written.
    """
    from fairlead.analyses.quality import finishes  # slow import
    from fairlead.cli.opening import show_findings  # slow import
    from fairlead.cli.versions import moment_said, program_file_of  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.baselines import agree, baselines_of  # slow import

    if name is not None and by is None:
        raise click.UsageError("Say who agrees: --by WHO.")
    try:
        if name is not None:
            agreed = program_file_of(program)
            at, _ = moment_said(on)
            agree(
                program,
                agreed,
                name=name,
                by=by or "",
                at=at,
                because=because,
                dates=finishes,
            )
        shelf = baselines_of(program)
    except FairleadError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.FileError(str(error.filename), error.strerror or str(error)) from error
    click.echo(_json(shelf) if as_json else _text(shelf))
    if shelf.findings and not as_json:
        show_findings(shelf.findings)
    ctx.exit(exit_codes.FINDINGS if shelf.findings else exit_codes.CLEAN)


def _json(shelf: Shelf) -> str:
    from fairlead.cli.answer_json import answer_json  # slow import

    answer = {"baselines": list(shelf.baselines), "findings": list(shelf.findings)}
    return answer_json(answer)


def _text(shelf: Shelf) -> str:
    if not shelf.baselines:
        return "Nothing was agreed yet: fairlead baseline PROGRAM NAME --by WHO."
    width = max(len(baseline.name) for baseline in shelf.baselines)
    lines = []
    for baseline in shelf.baselines:
        made = f"request {baseline.request} approved" if baseline.request else "agreed as it stood"
        because = f": {baseline.because}" if baseline.because else ""
        lines.append(
            f"{baseline.number:>3}  {baseline.name:<{width}}  {baseline.agreed_at:%Y-%m-%d}  "
            f"{baseline.agreed_by}  {made}{because}  {baseline.fingerprint[:12]}"
        )
    return "\n".join(lines)
