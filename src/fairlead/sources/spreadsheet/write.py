"""A program's tasks as a table: readable in a spreadsheet, safe in one, and readable again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from fairlead.program.moments import Moment
from fairlead.program.noun import Noun
from fairlead.program.people import Assignment
from fairlead.program.program import SECTIONS, Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Activity, Milestone, Task
from fairlead.sources.ledger import Ledger
from fairlead.sources.loss import LossReport
from fairlead.sources.naming import safe
from fairlead.sources.spreadsheet.predecessors import exact_span, written
from fairlead.sources.writing import write_whole

__all__ = ["Planned", "PlannedRow", "render_table", "safe_cell", "write_table"]

_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_TASK_COLUMNS = ("id", "title", "type", "parent", "estimate", "duration", "who", "team", "needs")
_STATUS_COLUMNS = (
    "not before",
    "deadline",
    "started",
    "finished",
    "complete",
    "spent",
    "remaining",
)
_OTHER_COLUMNS = ("priority", "component", "kind", "notes", "url")
_COLUMNS = (*_TASK_COLUMNS, *_STATUS_COLUMNS, *_OTHER_COLUMNS)
_PLAN_COLUMNS = ("planned start", "planned finish", "slack minutes", "critical")
_CARRIED = frozenset(
    {"title", "parent", "estimate", "duration", "who", "team", "needs", "not_before", "deadline"}
    | {"due", "started", "finished", "complete", "spent", "remaining", "priority", "component"}
    | {"kind", "notes", "url", "owner"}
)


class PlannedRow(Protocol):
    """The dates of one activity, as a plan has them."""

    @property
    def start(self) -> datetime: ...
    @property
    def finish(self) -> datetime: ...
    @property
    def total_slack_minutes(self) -> int | None: ...
    @property
    def critical(self) -> bool: ...


class Planned(Protocol):
    """A plan, as far as a table shows it."""

    @property
    def activities(self) -> Mapping[str, PlannedRow]: ...


def safe_cell(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula: `=1+1` is written `'=1+1`.

    Numbers stay numbers: `-480` is itself.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def write_table(program: Program, path: Path, *, plan: Planned | None = None) -> LossReport:
    """Write tasks and milestones as CSV, or with tabs where the name ends in `.tsv`.

    The file is replaced at once or not at all. Raises `OSError`. For the rest see `render_table`.
    """
    text, loss = render_table(program, plan=plan, tabs=path.suffix.lower() == ".tsv")
    write_whole(path, text.encode("utf-8"))
    return loss


def render_table(
    program: Program, *, plan: Planned | None = None, tabs: bool = False
) -> tuple[str, LossReport]:
    """Tasks and milestones as the text of a table, and what is not in it.

    With `plan`, its dates and slack stand beside them. Reading it again gives the same ids, links
    and estimates.
    """
    out = io.StringIO(newline="")
    out.write("\ufeff")  # the mark by which spreadsheets know UTF-8
    writer = csv.writer(out, delimiter="\t" if tabs else ",")
    writer.writerow((*_COLUMNS, *(_PLAN_COLUMNS if plan is not None else ())))
    for row in _rows(program, plan):
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue(), _report(program)


def _rows(program: Program, plan: Planned | None) -> Iterator[tuple[str, ...]]:
    summaries = program.summaries()
    for key, task in program.tasks.items():
        kind = "summary" if key in summaries else "task"
        yield (*_cells(program, key, task, kind), *_planned(plan, key))
    for key, milestone in program.milestones.items():
        yield (*_cells(program, key, milestone, "milestone"), *_planned(plan, key))


def _cells(program: Program, key: str, activity: Activity, kind: str) -> tuple[str, ...]:
    task = activity if isinstance(activity, Task) else None
    due = activity.due if isinstance(activity, Milestone) else None
    return (
        key,
        activity.title,
        kind,
        activity.parent or "",
        _estimate(task.estimate if task else None),
        _estimate(task.duration if task else None),
        _who(program, activity),
        "" if task is None or task.team is None else _titled(program.teams, task.team),
        written(activity.needs),
        _moment(activity.not_before),
        _moment(task.deadline if task else due),
        _moment(task.started if task else None),
        _moment(activity.finished),
        "" if task is None or task.complete is None else f"{task.complete * 100:.10g}%",
        _span(task.spent if task else None),
        _span(task.remaining if task else None),
        "" if task is None or task.priority is None else str(task.priority),
        ""
        if task is None or task.component is None
        else _titled(program.components, task.component),
        "" if task is None else task.kind or "",
        activity.notes or "",
        activity.url or "",
    )


def _planned(plan: Planned | None, key: str) -> tuple[str, ...]:
    if plan is None:
        return ()
    planned = plan.activities.get(key)
    if planned is None:
        return ("",) * len(_PLAN_COLUMNS)
    slack = planned.total_slack_minutes
    return (
        _moment(planned.start),
        _moment(planned.finish),
        "" if slack is None else str(slack),
        "yes" if planned.critical else "no",
    )


def _estimate(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    spans = [s for s in (estimate.low, estimate.likely, estimate.high) if s is not None]
    return ("/" if len(spans) == 3 else "..").join(exact_span(span) for span in spans)


def _span(span: Span | None) -> str:
    return "" if span is None else exact_span(span)


def _moment(moment: Moment | None) -> str:
    if isinstance(moment, datetime):
        return moment.strftime("%Y-%m-%dT%H:%MZ")
    return "" if moment is None else moment.isoformat()


def _who(program: Program, activity: Activity) -> str:
    if isinstance(activity, Task) and activity.who:
        return "; ".join(_assigned(program, assignment) for assignment in activity.who)
    return "" if activity.owner is None else _named(program, activity.owner)


def _assigned(program: Program, assignment: Assignment) -> str:
    name = _named(program, assignment.person)
    return name if assignment.units is None else f"{name}[{assignment.units * 100:.10g}%]"


def _named(program: Program, key: str) -> str:
    """A person's name where reading it again gives the same id, else the id."""
    person = program.people.get(key)
    name = None if person is None else person.name
    told = name is not None and safe(name.lower()) == key and not re.search(r"[;,&\[\n]", name)
    return name if told and name is not None else key


def _titled(table: object, key: str) -> str:
    row = table.get(key) if hasattr(table, "get") else None
    title = getattr(row, "title", None)
    return title if isinstance(title, str) and safe(title.lower()) == key else key


def _report(program: Program) -> LossReport:
    ledger = Ledger("table of tasks")
    for section in SECTIONS:
        count = len(program.section(section))
        if section in ("tasks", "milestones"):
            ledger.carried(section, count)
        elif section in ("people", "teams", "components"):
            ledger.changed(section, "only their names, where a task has them", count=count)
        else:
            ledger.left_out(section, "a table of tasks has no place for them", count=count)
    for key, activity in (*program.tasks.items(), *program.milestones.items()):
        for field in _stated(activity):
            if field not in _CARRIED:
                ledger.left_out(f"{field} of tasks", "no column", subject=key)
    return ledger.report()


def _stated(noun: Noun) -> Iterator[str]:
    for field, default in zip(
        noun.__struct_fields__[-len(noun.__struct_defaults__) :],
        noun.__struct_defaults__,
        strict=True,
    ):
        if getattr(noun, field) != default:
            yield field
