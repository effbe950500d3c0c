"""`fairlead backup`: everything that the web application keeps, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from fairlead.cli.web_face import hand_over

__all__ = ["command"]


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--program", metavar="KEY", help="One program with its whole log alone.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(*, file: Path, program: str | None, as_json: bool) -> None:
    """Copy everything that the web application keeps into one file.

    FILE is a zip archive. The server may run meanwhile: the copy is that of one moment. It holds
    digests of secrets, no secrets; `fairlead restore` reads it into SQLite or PostgreSQL. With
    --program it holds one program alone: its log with all versions, baselines and records, and its
    members with their roles, to be taken to another server.
    """
    one = [] if program is None else ["--program", program]
    hand_over(["backup", str(file), *one, *(["--json"] if as_json else [])])
