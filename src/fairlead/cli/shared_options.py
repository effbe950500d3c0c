"""Options that several commands have: each is spelled once, and settled before the command runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Final, TypeAlias

import click

__all__ = [
    "DAY",
    "briefing_options",
    "escalation_record_options",
    "output_option",
    "seed_option",
    "timezone_option",
    "trials_option",
]


class _Day(click.ParamType[datetime]):
    """A day such as `2026-03-02`; another notation is told in that one."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        from fairlead.sources.program_file.meant import moment_hint  # slow import

        try:
            return datetime.strptime(str(value), "%Y-%m-%d")  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            hint = moment_hint(str(value), clock=False) or ""
            self.fail(f"{value!r} is no day, expected such as 2026-03-02. {hint}", param, ctx)


DAY: Final = _Day()
"""The type of an option that names a day."""

_Command: TypeAlias = Callable[..., None]
_Decorator: TypeAlias = Callable[[_Command], _Command]


def briefing_options(told: str = "Tell it as a briefing in this voice.") -> _Decorator:
    """`--for VOICE` and `-o FILE`, of a command that tells its answer as a briefing too.

    The command gets `reader` and `output`; a file without a voice, or of a kind that is not
    written, never gets there.
    """
    voice = click.option(
        "--for", "reader", type=click.Choice(["business", "engineering"]), help=told
    )
    file = output_option("The file that the briefing goes into, .html, .md or .pdf.")

    def adorn(command: _Command) -> _Command:
        @wraps(command)
        def checked(
            *arguments: object, reader: str | None, output: Path | None, **options: object
        ) -> None:
            if output is not None:
                from fairlead.cli.saving import check_briefing_file  # slow import

                if reader is None:
                    raise click.UsageError("A briefing has a voice: say --for with -o.")
                check_briefing_file(output)
            command(*arguments, reader=reader, output=output, **options)

        return voice(file(checked))

    return adorn


def output_option(told: str) -> _Decorator:
    """`-o FILE`, or `--output FILE`."""
    return click.option("-o", "--output", type=click.Path(path_type=Path), help=told)


def escalation_record_options(command: _Command) -> _Command:
    """`--now TIME` and `--record FILE`, of a command that reads the record of escalations."""
    now = click.option(
        "--now", metavar="TIME", help="Speak of this time; else of `as_of`, else of now."
    )
    record = click.option(
        "--record",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="The record of escalations; else the one beside the program.",
    )
    return now(record(command))


def trials_option(told: str = "How many trials to draw.", *, default: int = 10_000) -> _Decorator:
    """`--trials N`."""
    return click.option(
        "--trials",
        type=click.IntRange(10, 1_000_000),
        default=default,
        show_default=True,
        help=told,
    )


def seed_option(command: _Command) -> _Command:
    """`--seed N`; a command gets the seed of every forecast when none is named."""

    @wraps(command)
    def seeded(*arguments: object, seed: int | None, **options: object) -> None:
        from fairlead.analyses.forecast import SEED  # slow import

        command(*arguments, seed=SEED if seed is None else seed, **options)

    told = "Another seed of the draws; 1 when left out."
    return click.option("--seed", type=int, metavar="N", help=told)(seeded)


def timezone_option(told: str = "Show times in this zone; else the program's.") -> _Decorator:
    """`--timezone ZONE`, an IANA zone."""
    return click.option("--timezone", metavar="ZONE", callback=_known_zone, help=told)


def _known_zone(_ctx: click.Context, _parameter: click.Parameter, name: str | None) -> str | None:
    """The zone as it was given. Raises `click.BadParameter` for what is none."""
    from fairlead.program.moments import zone  # slow import

    try:
        if name is not None:
            zone(name)
    except (KeyError, ValueError, OSError) as error:
        raise click.BadParameter(
            f"{name!r} is no IANA time zone, expected one such as Europe/Berlin."
        ) from error
    return name
