"""Handing over to the web application: another face, so another process, in place of this one."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence

import click

__all__ = ["hand_over"]


def hand_over(arguments: Sequence[str]) -> None:
    """Become `python -m fairlead.web`. Raises `click.ClickException` where it is not installed."""
    if importlib.util.find_spec("django") is None:
        raise click.ClickException(
            "The web application is not installed: it comes with `pip install fairlead[web]`."
        )
    # What serves for long must not carry what a short command was tuned for.
    told = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "fairlead.web", *arguments]
    os.execve(sys.executable, command, told)  # noqa: S606 (no shell is wanted)
