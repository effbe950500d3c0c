"""The option `--history FILE`: what estimates are judged by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairlead.analyses.chance.judgement import Judgement, RecordUsed
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.program.quantities import Unit
    from fairlead.sources.history import HistoryReading

__all__ = ["history_at", "history_option", "judgement_of", "record_line"]

_TABLES = frozenset({".csv", ".tsv", ".txt"})
_ROWS = ".json"
"""May hold an export of a tracker, or rows of any table."""

history_option = click.option(
    "--history",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A table of finished work to judge estimates by (see `calibrate`); else the finished "
    "tasks of the program itself.",
)


def judgement_of(
    program: Program, history: Path | None
) -> tuple[Judgement | None, tuple[Finding, ...]]:
    """What a record says of the program's tasks, and what was found in it; None without a file.

    Raises `click.ClickException` when the record cannot be read.
    """
    if history is None:
        return None, ()
    from fairlead.analyses.calibration.judged import judgement_from  # slow import
    from fairlead.cli.opening import show_findings  # slow import
    from fairlead.program.findings import worst  # slow import

    reading = history_at(history)
    if worst(reading.findings) == "error" or not reading.history.tasks:
        show_findings(reading.findings, err=True)
        raise click.ClickException(f"{history.name} holds no finished work to learn from.")
    found = judgement_from(program, history=reading.history, name=history.name)
    return found, reading.findings


def history_at(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    groups: tuple[str, ...] = (),
    sheet: str | None = None,
    unit: Unit | None = None,
    day_first: bool | None = None,
    hours_per_point: float | None = None,
    timesheet: Path | None = None,
) -> HistoryReading:
    """The finished work in a table, a tracker's export, a program, or whatever else is read.

    Options are those of `calibrate`. Of what is no table, finished tasks are taken as they stand
    there, with the time that a sheet says went into them. Raises `click.ClickException` when
    nothing can be read.
    """
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.history import read_history  # slow import
    from fairlead.sources.open import kind_of  # slow import

    try:
        kind = kind_of(path)
        if kind == "github" and path.suffix.lower() == _ROWS and timesheet is None:
            table = read_history(
                path, columns=columns, groups=groups, unit=unit, day_first=day_first
            )
            if table.history.tasks:
                return table
        if kind != "table":
            read = _history_of(path, hours_per_point=hours_per_point, timesheet=timesheet)
            if path.suffix.lower() not in _TABLES or timesheet is not None:
                return read
            # a table may only look like a tracker's export
            table = read_history(
                path, columns=columns, groups=groups, sheet=sheet, unit=unit, day_first=day_first
            )
            return table if len(table.history.tasks) > len(read.history.tasks) else read
        if timesheet is not None:
            raise click.UsageError(
                "A time sheet goes with a program or a tracker's export, which hold the estimates; "
                "a table has a column of its own for what work took."
            )
        return read_history(
            path, columns=columns, groups=groups, sheet=sheet, unit=unit, day_first=day_first
        )
    except FairleadError as error:
        raise click.ClickException(str(error)) from error


def _history_of(
    path: Path, *, hours_per_point: float | None, timesheet: Path | None
) -> HistoryReading:
    from fairlead.analyses.calibration.own_record import history_of  # slow import
    from fairlead.analyses.flow.items import with_cycle_times  # slow import
    from fairlead.cli.opening import opened, read_whole  # slow import
    from fairlead.program.findings import Finding  # slow import
    from fairlead.sources.history import HistoryReading  # slow import
    from fairlead.sources.timesheet import read_timesheet, with_time  # slow import
    from fairlead.sources.wishes import Wishes  # slow import

    reading = opened(path, wishes=Wishes(hours_per_point=hours_per_point))
    program = read_whole(reading)
    findings = list(reading.findings)
    if timesheet is not None:
        sheet = read_timesheet(timesheet)
        program, unknown = with_time(program, sheet)
        findings += [*sheet.findings, *unknown]
    program, without = with_cycle_times(program)
    if without:
        findings.append(
            Finding(
                code="history.cycle-time",
                severity="note",
                message=f"Of {without:,} finished tasks no effort is known: their working time "
                "from start to finish stands for it.",
                where=str(path),
                hint="Log time, or give a time sheet with --timesheet.",
            )
        )
    history = history_of(program)
    done = sum(task.finished is not None for task in program.tasks.values())
    if done and not history.tasks:
        findings.append(
            Finding(
                code="history.no-effort",
                severity="warning",
                message=f"{done:,} tasks are finished, and of none is known both an estimate, as "
                "one number, and what went into it.",
                where=str(path),
                hint="Export original estimates and time spent; --hours-per-point reads story "
                "points. `fairlead flow` needs days alone.",
            )
        )
    return HistoryReading(history=history, findings=tuple(findings))


def record_line(record: RecordUsed | None) -> str:
    """Which finished work estimates were judged by, in a sentence."""
    if record is None:
        return "estimates judged by the documented prior: there is no record of finished work"
    of = "its own finished tasks" if record.own else record.name
    tasks = "task" if record.tasks == 1 else "tasks"
    return f"estimates judged by {of}: {record.tasks:,} {tasks} until {record.until}"
