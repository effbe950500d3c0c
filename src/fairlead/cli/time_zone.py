"""The option `--timezone`, wherever a command takes one."""

from __future__ import annotations

import click

__all__ = ["known_zone"]


def known_zone(_ctx: click.Context, _parameter: click.Parameter, name: str | None) -> str | None:
    """The zone as it was given. Raises `click.BadParameter` for what is none; for `callback=`."""
    from fairlead.program.moments import zone  # slow import

    try:
        if name is not None:
            zone(name)
    except (KeyError, ValueError, OSError) as error:
        raise click.BadParameter(
            f"{name!r} is no IANA time zone, expected one such as Europe/Berlin."
        ) from error
    return name
