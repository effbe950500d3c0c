"""How commands take a version of a program, and a moment at which something was agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fairlead.program.program import Program
    from fairlead.sources.versions import Version
    from fairlead.sources.wishes import Wishes

__all__ = ["VERSIONS", "moment_said", "program_file_of", "two_versions", "version_of"]

VERSIONS = (
    "A version is `now`, `baseline` (the latest agreed), `baseline:NAME`, `git:REV`, or a path."
)


def version_of(path: Path, spelling: str, *, wishes: Wishes | None = None) -> Version:
    """The version that is spelled. Raises `click.ClickException`, which exits with 2."""
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.versions import version  # slow import
    from fairlead.sources.wishes import Wishes  # slow import

    try:
        return version(path, spelling, wishes=wishes or Wishes())
    except FairleadError as error:
        raise click.ClickException(str(error)) from error


def two_versions(
    old: str, new: str, *, of: Path | None, wishes: Wishes | None = None
) -> tuple[Version, Version]:
    """Two versions, of which either may be spelled; `of` is the program that such are versions of.

    Left out, it is the one of both that is a path: `baseline plan.yaml`. Raises
    `click.ClickException`, which exits with 2.
    """
    beside = of
    if beside is None:
        paths = [each for each in (new, old) if not _is_spelled(each)]
        if not paths:
            raise click.UsageError(f"{old} and {new} of which program? Name it with --of.")
        beside = Path(paths[0])
    return version_of(beside, old, wishes=wishes), version_of(beside, new, wishes=wishes)


def _is_spelled(version: str) -> bool:
    return version in ("now", "baseline") or version.startswith(("baseline:", "git:"))


def program_file_of(path: Path) -> Program:
    """The program of a program file or folder, which can be written back.

    Raises `click.ClickException` for any other format, or when there are errors in it.
    """
    from fairlead.cli.opening import opened, read_whole  # slow import
    from fairlead.sources.wishes import Wishes  # slow import

    reading = opened(path, wishes=Wishes())
    if reading.loss is not None:
        raise click.ClickException(
            f"{path} is no program file: `fairlead convert {path} program.yaml` makes one."
        )
    return read_whole(reading)


def moment_said(on: datetime | None) -> tuple[datetime, date]:
    """The instant and the day that `--on` says, or those of the clock."""
    if on is None:
        now = datetime.now(UTC)
        return now, now.date()
    return datetime.combine(on.date(), time(12), tzinfo=UTC), on.date()
