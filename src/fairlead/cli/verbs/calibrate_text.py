"""What a record says, on the terminal: figures for new tasks, each also in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fairlead.analyses.calibration.calibrate import CannotSay

if TYPE_CHECKING:
    from fairlead.analyses.calibration.calibrate import Calibration, Told

__all__ = ["calibration_lines", "in_words"]

_DAY = 8.0
_SAID = 3  # sizes, the most frequent ones, that are told in words too


def calibration_lines(made: Calibration, *, me: str | None) -> Iterator[str]:
    """The answer, line by line. Days are of eight hours."""
    people = f" of {made.people:,} people" if made.people else ""
    yield f"{made.tasks:,} finished tasks{people}, {made.first} to {made.until}"
    yield ""
    yield from _by_size("What a new task takes, by its estimate", made.sizes)
    for column, rows in made.groups.items():
        yield ""
        yield from _table(f"By {column}, a task of the size that is usual there", [*rows.items()])
    if me is not None:
        yield ""
        yield from _by_size(f"Your own record, {me}", made.me, whose="Your ")
    yield ""
    yield from _manners(made)


def in_words(told: Told, *, whose: str = "Your ") -> str:
    """`Your 2-day tasks take 2.0 to 3.6 days four times in five.`"""
    unit, hours = _unit(told.estimate)
    size = f"{told.estimate / hours:.3g}-{unit}"
    low, high = told.p10 / hours, told.p90 / hours
    units = f"{unit}s"
    return (
        f"{whose}{size} tasks take {_two(low)} to {_two(high)} {units} four times in five; "
        f"for four in five odds plan {_two(told.p80 / hours)} {units}."
    )


def _two(value: float) -> str:
    """Two figures, as far as they say anything."""
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.95 else f"{value:.2f}"


def _unit(hours: float) -> tuple[str, float]:
    if hours < 1.0:
        return "minute", 1 / 60
    return ("hour", 1.0) if hours < _DAY else ("day", _DAY)


def _by_size(title: str, rows: tuple[Told | CannotSay, ...], *, whose: str = "") -> Iterator[str]:
    yield from _table(title, [("", row) for row in rows])
    known = [row for row in rows if not isinstance(row, CannotSay)]
    usual = sorted(known, key=lambda row: -row.tasks)[:_SAID]
    for row in sorted(usual, key=lambda row: row.estimate):
        yield f"  {in_words(row, whose=whose)}"


def _table(title: str, rows: list[tuple[str, Told | CannotSay]]) -> Iterator[str]:
    yield title
    width = min(max((len(name) for name, _ in rows), default=0), 30)
    head = f"{'estimate':>9}{'tasks':>8}{'P10':>9}{'P50':>9}{'P80':>9}{'P90':>9}"
    yield f"  {'':{width}}{head}"
    for name, row in rows:
        if isinstance(row, CannotSay):
            yield f"  {name[:30]:{width}}  cannot say: {row.because}"
            continue
        figures = "".join(f"{_length(x):>9}" for x in (row.p10, row.p50, row.p80, row.p90))
        yield f"  {name[:30]:{width}}{_length(row.estimate):>9}{row.tasks:8,}{figures}"


def _length(hours: float) -> str:
    unit, size = _unit(hours)
    return f"{_two(hours / size)}{unit[0]}"


def _manners(made: Calibration) -> Iterator[str]:
    manners = made.manners
    yield "How estimates are made"
    yield f"  {manners.exact:.0%} of tasks took exactly what was estimated."
    numbers = ", ".join(f"{number:g}" for number in manners.round_numbers)
    yield f"  {manners.round_share:.0%} of estimates are one of the numbers {numbers} (hours)."
    if manners.unit_ratio is not None:
        yield (
            f"  The middle task took {manners.unit_ratio:.2g} times its estimate: do both columns "
            "count the same unit?"
        )
    drift = made.drift
    if drift is None:
        yield "  Drift: cannot say, because the last quarter is too short."
    elif drift.sure:
        yield (
            f"  Lately the middle task takes {drift.lately:.2f} times its estimate, before it was "
            f"{drift.before:.2f}: recent work counts more."
        )
    else:
        yield "  No drift: lately tasks turn out as they did before."
