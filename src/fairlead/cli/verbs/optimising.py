"""`fairlead plan --optimise`: a better order, told while it is looked for, and how good it is."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from types import FrameType

    from fairlead.analyses.optimiser.aims import Agreed, Objective
    from fairlead.analyses.optimiser.optimised import Optimised, Step
    from fairlead.program.program import Program
    from fairlead.sources.reading import Reading

__all__ = ["lines", "optimised", "optimiser_json"]


def optimised(
    reading: Reading,
    *,
    seconds: float,
    objective: Objective,
    baseline: str | None,
    paths: int,
    seed: int,
) -> tuple[Program, Optimised]:
    """The program that was read, and the best plan found in that time.

    A first Ctrl-C ends the search with the best so far. Raises `click.ClickException` when there is
    no plan, and `click.UsageError` for stability without a baseline.
    """
    from fairlead.analyses.optimiser.optimise import optimise  # slow import
    from fairlead.analyses.plan import Unplannable  # slow import
    from fairlead.cli.opening import read_whole, show_findings  # slow import

    program = read_whole(reading)
    agreed = None if baseline is None else _agreed(program, baseline)
    if objective == "stability" and not agreed:
        raise click.UsageError(
            "--objective stability keeps to an agreed plan: name it with --baseline NUMBER or FILE."
        )
    line = _Line(objective) if sys.stderr.isatty() else None

    def stop() -> bool:
        if line is not None:
            line.show()
        return bool(interrupted)

    with _interruptible() as interrupted:
        made = optimise(
            program,
            seconds=seconds,
            objective=objective,
            baseline=agreed,
            paths=paths,
            seed=seed,
            progress=None if line is None else line.improved,
            stop=stop,
        )
    if line is not None:
        line.clear()
    if isinstance(made, Unplannable):
        show_findings(made.findings, err=True)
        raise click.ClickException("There is no plan.")
    return program, made


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """A list that is empty until the first Ctrl-C; the second one ends the program as ever."""
    interrupted: list[int] = []
    before = signal.getsignal(signal.SIGINT)

    def hear(number: int, _: FrameType | None) -> None:
        interrupted.append(number)
        signal.signal(signal.SIGINT, before)

    try:
        signal.signal(signal.SIGINT, hear)
    except ValueError:  # not in the main thread: whoever runs it there interrupts it
        yield interrupted
        return
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def _agreed(program: Program, name: str) -> Agreed:
    """Agreed dates: those of the program's baseline of that number, or of the plan of a file."""
    from fairlead.analyses.optimiser.aims import agreed_in  # slow import
    from fairlead.cli.opening import opened, planned  # slow import
    from fairlead.sources.wishes import Wishes  # slow import

    if name.isdecimal():
        found = agreed_in(program, int(name))
        if not found:
            raise click.UsageError(f"The program holds no baseline {name}.")
        return found
    if not Path(name).exists():
        raise click.UsageError(f"--baseline {name!r} is neither a number nor a file.")
    _, plan = planned(opened(Path(name), wishes=Wishes()))
    return {key: (row.start, row.finish) for key, row in plan.activities.items()}


_EVERY: Final = 0.2  # seconds between two looks of the line


class _Line:
    """One line on the terminal: for how long it has searched, and the best plan so far."""

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self._begun = self._shown = time.monotonic()
        self._best = "nothing better than levelled yet"

    def improved(self, step: Step, bound: int) -> None:
        """Another plan is the best."""
        finish = f"finish {step.finish:%Y-%m-%d %H:%M} UTC"
        self._best = f"{finish}, {_days(step.value - bound)} above the bound"
        if self._objective != "finish":
            what = {"lateness": "late", "stability": "away"}[self._objective]
            self._best = f"{_days(step.value)} {what}, {finish}"

    def show(self) -> None:
        """Write the line again, if it is some time since."""
        now = time.monotonic()
        if now - self._shown >= _EVERY:
            self._shown = now
            told = f"{now - self._begun:5.0f} s: {self._best}. Ctrl-C keeps the best."
            click.echo(f"\r\033[K{told}", err=True, nl=False)

    def clear(self) -> None:
        """Take the line away."""
        click.echo("\r\033[K", err=True, nl=False)


def lines(made: Optimised) -> list[str]:
    """What the optimiser did and what is proved, in plain words."""
    ended = ", interrupted" if made.stopped else ""
    found = [f"Optimised for {made.seconds:.1f} s{ended}: {_gain(made)}", _proof(made)]
    if not made.has_solver and not made.proved_optimal:
        found.append("Without OR-Tools (fairlead[solver]) only simple bounds are proved.")
    return found


def _gain(made: Optimised) -> str:
    if made.objective == "finish":
        if made.shorter_minutes > 0:
            return f"{_days(made.shorter_minutes)} shorter than levelled."
        return "nothing shorter than levelled was found."
    word = "late" if made.objective == "lateness" else "away from the agreed dates"
    less = made.levelled_value - made.value
    gain = f"{_days(less)} less than levelled" if less > 0 else "no less than levelled"
    return f"{_days(made.value)} {word}, all tasks together, {gain}."


def _proof(made: Optimised) -> str:
    best = {
        "finish": "the shortest",
        "lateness": "the least late",
        "stability": "the closest to what was agreed",
    }[made.objective]
    if made.proved_optimal:
        return f"Proved {best}."
    if made.gap_percent is None:
        return f"Not proved {best}: no bound but 0 is known."
    return f"At most {made.gap_percent:.1f}% above the best possible."


def _days(minutes: int) -> str:
    if minutes == 0:
        return "0 days"
    if abs(minutes) < 1440:
        return f"{minutes / 60:.1f} hours"
    return f"{minutes / 1440:.1f} days"


def optimiser_json(made: Optimised) -> dict[str, object]:
    """The `optimiser` object of `plan --json`; `value` and `bound` in minutes."""
    import msgspec  # slow import

    found = msgspec.structs.asdict(made)
    del found["plan"]
    found["history"] = [msgspec.structs.asdict(step) for step in made.history]
    found["shorter_minutes"] = made.shorter_minutes
    return found
