"""`fairlead mcp`: a program for assistants, over standard input and output, reading alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli.import_options import import_options
from fairlead.cli.shared_options import trials_option

if TYPE_CHECKING:
    from fairlead.assistants.questions import Desk
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]


@click.command("mcp")
@click.argument("program", type=click.Path(path_type=Path, exists=True))
@trials_option("Trials of the forecast.", default=2000)
@import_options
def command(*, program: Path, trials: int, wishes: Wishes) -> None:
    """Answer an assistant's questions about a program, reading alone.

    It speaks the Model Context Protocol over standard input and output until the input ends. The
    program is read again whenever its file changed. Nothing can be changed by it.
    """
    try:
        from fairlead.assistants.server import serve  # optional dependency
    except ImportError as error:
        raise click.ClickException(
            f"The Model Context Protocol needs the extra `mcp` ({error.name} is missing): "
            "pip install 'fairlead[mcp]'."
        ) from error

    serve(_Kept(program, trials=trials, wishes=wishes))


class _Kept:
    """What lies on the desk: computed when it is asked for, and again when the file changed."""

    def __init__(self, path: Path, *, trials: int, wishes: Wishes) -> None:
        self.path, self.trials, self.wishes = path, trials, wishes
        self._mark: tuple[tuple[str, int, int], ...] | None = None
        self._desk: Desk | None = None

    def __call__(self) -> Desk:
        parts = sorted(self.path.glob("*")) if self.path.is_dir() else [self.path]
        told = [(part, part.stat()) for part in parts if part.is_file()]
        mark = tuple((str(part), stat.st_mtime_ns, stat.st_size) for part, stat in told)
        if self._desk is None or mark != self._mark:
            self._desk, self._mark = self._read(), mark
        return self._desk

    def _read(self) -> Desk:
        from functools import cache  # slow import

        from fairlead.analyses.forecast import forecast  # slow import
        from fairlead.analyses.forecast.result import Forecast  # slow import
        from fairlead.analyses.plan import Plan, plan  # slow import
        from fairlead.assistants.questions import Desk, Unanswerable  # slow import
        from fairlead.program.errors import FairleadError  # slow import
        from fairlead.sources.open import read  # slow import

        try:
            reading = read(self.path, wishes=self.wishes)
        except FairleadError as error:
            raise Unanswerable(str(error)) from error
        value = reading.program
        wrong = [found for found in reading.findings if found.severity == "error"]
        if value is None or wrong:
            raise Unanswerable(" ".join(f"{f.where}: {f.message}" for f in wrong[:20]))
        made = plan(value)

        @cache
        def drawn() -> Forecast | None:
            if not isinstance(made, Plan):
                return None
            if all(row.state == "finished" for row in made.activities.values()):
                return None
            found = forecast(value, trials=self.trials, plan=made)
            return found if isinstance(found, Forecast) else None

        return Desk(program=value, plan=made, forecast=drawn)
