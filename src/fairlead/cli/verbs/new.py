"""`fairlead new`: a folder with a program to begin with."""

import json
from datetime import datetime
from pathlib import Path

import click

from fairlead.cli.shared_options import DAY

__all__ = ["command"]


@click.command("new")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--type", "kind", required=True, metavar="T", help="One of the twelve types.")
@click.option(
    "--start",
    type=DAY,
    metavar="DATE",
    help="The week that it begins in; this week unless said.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
def command(*, folder: Path, kind: str, start: datetime | None, as_json: bool) -> None:
    """Start a program from a template.

    Types: front-end, backend, integration, business-intelligence, erp, localization, hardware,
    data-center, process, security, cloud, ui-ux. Each holds a small program of its kind, to be
    changed into yours.
    """
    from fairlead.cli.saving import save  # slow import
    from fairlead.sources.program_file.starting_points import TYPES, starting_point  # slow import

    if kind not in TYPES:
        raise click.BadParameter(
            f"{kind!r} is not one of {', '.join(TYPES)}.", param_hint="'--type'"
        )
    if folder.is_dir() and any(folder.glob("*.y*ml")):
        raise click.UsageError(f"{folder} holds a program already; name another folder.")
    day = (start or datetime.now().astimezone()).date()
    path = folder / "program.yaml"
    text = starting_point(kind, start=day)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.FileError(str(folder), error.strerror) from error
    save(path, text)
    if as_json:
        click.echo(json.dumps({"file": str(path), "type": kind}))
    else:
        click.echo(f"Wrote {path}. Next: fairlead check {folder}, fairlead plan {folder}.")
