"""`fairlead scenarios`: what-ifs and requests side by side, any number of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.history import history_option
from fairlead.cli.shared_options import briefing_options, seed_option, trials_option

if TYPE_CHECKING:
    from fairlead.program.program import Program
    from fairlead.reports.briefing import Voice

__all__ = ["command"]


@click.command("scenarios")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("names", nargs=-1)
@click.option("--requests", is_flag=True, help="With all requests that are not decided yet.")
@briefing_options("Tell it as a briefing in this voice, with its chart.")
@click.option(
    "--against",
    default="now",
    show_default=True,
    metavar="VERSION",
    help="The version that they would be made in.",
)
@trials_option("How many paired trials to draw of each.")
@seed_option
@history_option
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    names: tuple[str, ...],
    requests: bool,
    reader: Voice | None,
    output: Path | None,
    against: str,
    trials: int,
    seed: int,
    history: Path | None,
    as_json: bool,
) -> None:
    """Set what-ifs side by side: dates, chances and cost of each, on the same draws.

    NAMES are scenarios or requests of the program, or versions: `baseline`, `baseline:NAME`,
    `git:REV`, a path. Without any, all scenarios of the program are told. The exit code is 1 when
    one cannot be read, merged, or planned.
    """
    from fairlead.cli.verbs.impact import (  # slow import
        brief_side_by_side,
        impacts_json,
        print_side_by_side,
        side_by_side,
    )
    from fairlead.cli.versions import version_of  # slow import

    before = version_of(program, against).program
    chosen = _chosen(before, names, requests=requests)
    if not chosen:
        click.echo("No scenarios: add some under `scenarios:`, or name requests or versions.")
        ctx.exit(exit_codes.CLEAN)
    made, _ = side_by_side(ctx, program, before, chosen, seed=seed, trials=trials, history=history)
    if as_json:
        click.echo(impacts_json(made, always_by_name=True))
    elif reader is not None:
        brief_side_by_side(before, made, voice=reader, output=output)
    else:
        print_side_by_side(before, made)


def _chosen(program: Program, names: tuple[str, ...], *, requests: bool) -> list[str]:
    """The changes to set side by side, each once."""
    found = list(names or program.scenarios)
    if requests:
        found += [
            key for key, row in program.changes.items() if row.state in ("proposed", "deferred")
        ]
    return list(dict.fromkeys(found))
