"""`fairlead restore`: an empty installation filled from a copy."""

from __future__ import annotations

from pathlib import Path

import click

from fairlead.cli.web_face import hand_over

__all__ = ["command"]


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(*, file: Path, as_json: bool) -> None:
    """Fill an empty web application from such a copy.

    FILE was written by `fairlead backup`, on either database. It is read only into an installation
    without programs and users, and every log is proved before anything is kept. A file with one
    program, as `fairlead backup --program` or the settings page writes it, is added to whatever is
    there.
    """
    hand_over(["restore", str(file), *(["--json"] if as_json else [])])
