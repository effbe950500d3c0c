"""`fairlead verify`: proof that the logs of the web application are what was written."""

from __future__ import annotations

import click

from fairlead.cli.web_face import hand_over

__all__ = ["command"]


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def command(*, as_json: bool) -> None:
    """Prove that the logs of the web application are what was written.

    Computes every hash anew, applies all changes from the beginning, and compares every snapshot.
    The exit code is one when any log is not what was written.
    """
    hand_over(["verify", "--json"] if as_json else ["verify"])
