"""`fairlead serve`: the web application on this machine, with nothing else to install."""

from __future__ import annotations

from pathlib import Path

import click

from fairlead.cli.web_face import hand_over

__all__ = ["command"]


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Where to listen.",
)
@click.option(
    "--bind",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on; 0.0.0.0 for all of this machine's, behind a proxy with HTTPS.",
)
@click.option(
    "--threads",
    type=click.IntRange(4, 400),
    default=80,
    show_default=True,
    help="Requests at once; an open page holds one.",
)
@click.option("--no-worker", is_flag=True, help="Start no worker beside it.")
@click.option("--worker", is_flag=True, help="Be a worker alone, beside servers on one database.")
@click.option(
    "--examples",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Programs to begin with, where there are none yet.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the addresses as JSON.")
def command(
    *,
    port: int,
    bind: str,
    threads: int,
    no_worker: bool,
    worker: bool,
    examples: Path | None,
    as_json: bool,
) -> None:
    """Run the web application.

    Its files are in FAIRLEAD_HOME (~/.fairlead), its database too, unless DATABASE_URL names
    PostgreSQL. Prints a link that signs the first user in, once.
    """
    if worker:
        hand_over(["worker"])
        return
    arguments = ["serve", "--port", str(port), "--bind", bind, "--threads", str(threads)]
    if no_worker:
        arguments.append("--no-worker")
    if as_json:
        arguments.append("--json")
    if examples is not None:
        arguments += ["--examples", str(examples)]
    hand_over(arguments)
