"""Writing a program as Microsoft Project XML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.scheduling import Scheduling
from fairlead.sources.ledger import Ledger
from fairlead.sources.loss import LossReport
from fairlead.sources.mspdi.document import NAMESPACE
from fairlead.sources.mspdi.fields import FieldPlan
from fairlead.sources.mspdi.markup import Markup
from fairlead.sources.mspdi.values import wall_clock
from fairlead.sources.mspdi.write_calendars import (
    CalendarNumbers,
    number_calendars,
    write_calendars,
)
from fairlead.sources.mspdi.write_resources import ResourceWriter
from fairlead.sources.mspdi.write_tasks import (
    PlannedDates,
    TaskWriter,
    default_day,
    outline_order,
)
from fairlead.sources.writing import write_whole

__all__ = ["render_mspdi", "write_mspdi"]

_YEARS_OF_HOLIDAYS = 3


def write_mspdi(
    program: Program, path: Path, *, planned: Mapping[str, PlannedDates] | None = None
) -> LossReport:
    """Write a program as Microsoft Project XML, whole or not at all; return what it cannot carry.

    `planned` are dates by id, for readers that do not schedule themselves. Raises `OSError`.
    """
    text, loss = render_mspdi(program, planned=planned)
    write_whole(path, text.encode("utf-8"))
    return loss


def render_mspdi(
    program: Program, *, planned: Mapping[str, PlannedDates] | None = None
) -> tuple[str, LossReport]:
    """The text of a program as Microsoft Project XML, and what it cannot carry."""
    ledger = Ledger(f"program {program.id}")
    out = Markup()
    calendars = number_calendars(program)
    tasks = TaskWriter(
        out, program, calendars=calendars, ledger=ledger, planned=dict(planned or {})
    )
    people = ResourceWriter(out, program, calendars=calendars, ledger=ledger)
    with out.element("Project", f' xmlns="{NAMESPACE}"'):
        _write_project(out, program, calendars, ledger)
        _write_fields(out, (tasks.fields, people.fields))
        write_calendars(out, program, numbers=calendars, ledger=ledger, last=_last_day(program))
        with out.element("Tasks"):
            _write_whole(out, program)
            for place, (key, row, number, level) in enumerate(outline_order(program), 1):
                tasks.write(key, row, number=number, level=level, place=place)
        people.write()
        people.write_assignments(tasks)
    ledger.carried("tasks", len(program.tasks))
    ledger.carried("milestones", len(program.milestones))
    ledger.carried("links", sum(len(t.needs) for t in program.tasks.values()))
    ledger.carried("links", sum(len(m.needs) for m in program.milestones.values()))
    if out.dropped:
        ledger.changed(
            "texts", "Control signs that XML cannot hold were dropped.", count=out.dropped
        )
    _account(program, ledger)
    return out.render(), ledger.report()


def _write_project(
    out: Markup, program: Program, calendars: CalendarNumbers, ledger: Ledger
) -> None:
    """The elements of the project itself, in the order of Project's schema."""
    options = program.scheduling
    day, week = default_day(program)
    backward = options.direction == "backward" and program.finish_by is not None
    out.leaf("SaveVersion", 14)
    out.leaf("Name", program.id)
    out.leaf("Title", program.title)
    out.leaf("ScheduleFromStart", 0 if backward else 1)
    out.leaf("StartDate", _moment(program, "start", ledger))
    if backward:
        out.leaf("FinishDate", _moment(program, "finish_by", ledger))
    elif program.finish_by is not None:
        ledger.left_out("program.finish_by", "A project has no date to finish by there.")
    out.leaf("CriticalSlackLimit", _critical_days(options, day, week))
    out.leaf("CurrencyDigits", 2)
    out.leaf("CurrencyCode", program.currency)
    out.leaf("CalendarUID", calendars.default)
    out.leaf("DefaultStartTime", "08:00:00")
    out.leaf("DefaultFinishTime", "17:00:00")
    out.leaf("MinutesPerDay", day)
    out.leaf("MinutesPerWeek", week)
    out.leaf("DaysPerMonth", 20)
    out.leaf("DurationFormat", 7)
    out.leaf("WorkFormat", 2)
    out.leaf("HonorConstraints", 1 if options.must_finish == "honour-dates" else 0)
    out.leaf("MultipleCriticalPaths", 1 if options.slack_to == "open-ends" else 0)
    out.leaf("NewTasksEffortDriven", 0)
    out.leaf("SplitsInProgressTasks", 0 if options.progress == "override" else 1)
    out.leaf("StatusDate", _moment(program, "as_of", ledger))
    out.leaf("NewTasksAreManual", 0)


def _moment(program: Program, field: str, ledger: Ledger) -> str | None:
    moment: date | datetime | None = getattr(program, field)
    if moment is None:
        return None
    if isinstance(moment, datetime):
        return wall_clock(moment, timezone=program.timezone)
    ledger.changed(f"program.{field}", "A day became its first or last minute.")
    return f"{moment.isoformat()}T{'00:00:00' if field == 'start' else '23:59:00'}"


def _critical_days(options: Scheduling, day: int, week: int) -> float:
    slack = options.critical_slack
    if slack is None:
        return 0
    if slack.unit == "d" and not slack.elapsed:
        return slack.amount
    return slack.minutes(day_minutes=day, week_minutes=week) / day


def _write_fields(out: Markup, plans: tuple[FieldPlan, ...]) -> None:
    with out.element("ExtendedAttributes"):
        for plan in plans:
            for title, number in plan.fields.items():
                with out.element("ExtendedAttribute"):
                    out.leaf("FieldID", number)
                    out.leaf("FieldName", plan.names[title])
                    if title != plan.names[title]:
                        out.leaf("Alias", title)


def _write_whole(out: Markup, program: Program) -> None:
    """The row that stands for the whole project."""
    with out.element("Task"):
        out.leaf("UID", 0)
        out.leaf("ID", 0)
        out.leaf("Name", program.title or program.id)
        out.leaf("IsNull", 0)
        out.leaf("WBS", "0")
        out.leaf("OutlineNumber", "0")
        out.leaf("OutlineLevel", 0)
        out.leaf("Summary", 1)
        out.leaf("Notes", program.description)


def _last_day(program: Program) -> date:
    """A day that work is likely done by: public holidays are written a little beyond it."""
    names = ("not_before", "finish_by", "must_finish", "finished", "due", "deadline")
    rows = (*program.tasks.values(), *program.milestones.values())
    moments = [getattr(row, name, None) for row in rows for name in names]
    moments += [program.start, program.as_of, program.finish_by]
    known = [
        moment.date() if isinstance(moment, datetime) else moment
        for moment in moments
        if moment is not None
    ]
    latest = max(known, default=date(2000, 1, 1))
    return latest + timedelta(days=365 * _YEARS_OF_HOLIDAYS)


_WRITTEN: Mapping[str, frozenset[str]] = {
    "program": frozenset(
        """id title description timezone start as_of finish_by currency source scheduling calendars
        teams people tasks milestones""".split()  # noqa: SIM905 (a list of names reads best as text)
    ),
    "tasks": frozenset(
        """title parent needs calendar not_before start_by finish_not_before finish_by must_start
        must_finish as_late_as_possible finished inactive baselines notes url source_id custom
        estimate duration who priority deadline started spent remaining complete cost
        resource_dependent delay resumes""".split()  # noqa: SIM905
    ),
    "milestones": frozenset(
        """title parent needs calendar not_before start_by finish_not_before finish_by must_start
        must_finish as_late_as_possible finished inactive baselines notes url source_id custom
        due opening""".split()  # noqa: SIM905
    ),
    "people": frozenset(
        """name kind team calendar availability rate leave joins leaves email source_id
        custom""".split()  # noqa: SIM905
    ),
    "teams": frozenset({"title", "calendar"}),
    "scheduling": frozenset({"critical_slack", "direction", "calendar"}),
}
"""What is written, by section; every other field that is filled is named as left out."""

_CONVENTIONS: Mapping[str, tuple[str, ...]] = {
    "lag_calendar": ("successor",),
    "progress": ("retained-logic", "override"),
    "unfinished": ("keep",),
    "total_slack": ("smaller",),
    "slack_to": ("program", "open-ends"),
    "critical_by": ("slack",),
    "lag_from": ("early",),
}


def _account(program: Program, ledger: Ledger) -> None:
    """Name every filled field that Project has no place for, and every convention it lacks."""
    for field in program.__struct_fields__:
        value = getattr(program, field)
        if field in _WRITTEN["program"] or not value:
            continue
        count = len(value) if isinstance(value, Table) else 1
        ledger.left_out(field, "Project has no place for it.", count=count)
    for section in ("tasks", "milestones", "people", "teams"):
        for key, row in program.section(section).items():
            for field in _filled(row) - _WRITTEN[section]:
                ledger.left_out(f"{section}.{field}", "Project has no place for it.", subject=key)
    for field, possible in _CONVENTIONS.items():
        said = getattr(program.scheduling, field)
        if said not in possible:
            ledger.changed(
                f"scheduling.{field}", f"{said!r} is {possible[0]!r} in Microsoft Project."
            )
    honoured = program.scheduling.must_finish == "honour-dates"
    if program.scheduling.limits != ("hold" if honoured else "take-slack"):
        ledger.changed(
            "scheduling.limits", "In Project latest dates are honoured as fixed ones are."
        )


def _filled(row: Noun) -> set[str]:
    """The fields of a row that are not at their default."""
    defaults = _defaults(type(row))
    return {name for name in row.__struct_fields__ if getattr(row, name) != defaults.get(name)}


def _defaults(noun: type[Noun]) -> dict[str, object]:
    names = noun.__struct_fields__
    values = noun.__struct_defaults__
    return dict(zip(names[len(names) - len(values) :], values, strict=True))
