"""What `fairlead on-call` writes into a rotation: who takes duty, asks, stands in, swaps."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli.taking_down import taken_down

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fairlead.program.changes import Change
    from fairlead.program.program import Program

__all__ = ["arrange"]


def arrange(
    path: Path,
    rotation: str | None,
    *,
    take: str | None,
    ask: str | None,
    stand_in: str | None,
    request: int,
    swap: tuple[str, str] | None,
    start: str | None,
    finish: str | None,
    other_from: str | None,
    other_until: str | None,
    because: str | None,
) -> None:
    """Write one arrangement into a rotation of the program file. Raises `click.ClickException`."""
    from fairlead.analyses.on_call import arrange as duty  # slow import
    from fairlead.cli.clock import moment_asked  # slow import
    from fairlead.cli.versions import program_file_of  # slow import
    from fairlead.program.rotations import Turn  # slow import

    if sum(each is not None for each in (take, ask, stand_in, swap)) > 1:
        raise click.UsageError("One at a time: --take, --ask, --stand-in or --swap.")
    held = program_file_of(path)
    key = _rotation(held, rotation)

    def time(text: str | None, option: str) -> datetime:
        if text is None:
            raise click.UsageError(f"Say when: {option} TIME.")
        return moment_asked(text, held, option=option)

    made: Callable[[], Change]
    if stand_in is not None:
        made = partial(duty.stand_in, held, key, number=request, who=stand_in)
    elif swap is not None:
        one = Turn(who=swap[0], start=time(start, "--from"), finish=time(finish, "--until"))
        other = Turn(
            who=swap[1],
            start=time(other_from, "--other-from"),
            finish=time(other_until, "--other-until"),
        )
        made = partial(duty.swap, held, key, one=one, other=other)
    elif take is not None:
        made = partial(
            duty.take, held, key, who=take, start=time(start, "--from"),
            finish=time(finish, "--until"), because=because,
        )  # fmt: skip
    else:
        made = partial(
            duty.ask_cover, held, key, who=ask or "", start=time(start, "--from"),
            finish=time(finish, "--until"), asked=moment_asked(None, held, option="--at"),
            because=because,
        )  # fmt: skip
    for person in (take, ask, stand_in, *(swap or ())):
        if person is not None and person not in held.people:
            raise click.ClickException(f"There is nobody {person!r} in the program.")
    taken_down(path, made)


def _rotation(program: Program, named: str | None) -> str:
    if named is None and len(program.rotations) == 1:
        return next(iter(program.rotations))
    if named not in program.rotations or named is None:
        known = ", ".join(program.rotations) or "none"
        raise click.ClickException(f"Which rotation? Name it with --rotation; there are {known}.")
    return named
