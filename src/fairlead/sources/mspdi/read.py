"""Reading a Microsoft Project XML document into a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.moments import zone
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.scheduling import Scheduling
from fairlead.sources.bounds import MAX_BYTES
from fairlead.sources.ledger import Ledger
from fairlead.sources.mspdi.account import KEPT, account
from fairlead.sources.mspdi.calendars import calendars_of
from fairlead.sources.mspdi.document import Element, parse_document
from fairlead.sources.mspdi.fields import CustomFields
from fairlead.sources.mspdi.resources import assignments_of, people_of
from fairlead.sources.mspdi.tasks import outline_of, tasks_of
from fairlead.sources.mspdi.values import Values, minutes_span
from fairlead.sources.naming import safe
from fairlead.sources.reading import Reading

__all__ = ["parse_mspdi", "read_mspdi"]

_CHUNK = 1 << 18


def read_mspdi(path: Path, *, timezone: str = "UTC") -> Reading:
    """The program of a Microsoft Project XML file, whose wall-clock times are those of `timezone`.

    Raises `UnreadableInput` with the line when it is not one, and `TooLarge` above the bounds.
    """
    return parse_mspdi(_chunks(path), name=path.name, timezone=timezone, stem=path.stem)


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TooLarge(f"{path}: {size:,} bytes, at most {MAX_BYTES:,} are read.")
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}.") from error


def parse_mspdi(
    chunks: Iterable[bytes], *, name: str, timezone: str = "UTC", stem: str = "project"
) -> Reading:
    """The program of the bytes of a document. `name` is what messages call it."""
    zone(timezone)
    document = parse_document(chunks, name=name, kept=KEPT)
    project = document.project
    ledger = Ledger(name)
    values = Values(timezone=timezone, name=name)
    findings: list[Finding] = []
    fields = CustomFields(project)
    calendars, calendar_ids = calendars_of(
        project.all("Calendars", "Calendar"),
        values=values,
        ledger=ledger,
        findings=findings,
        day=_length(project, "MinutesPerDay", values),
        week=_length(project, "MinutesPerWeek", values),
    )
    people = people_of(
        project.all("Resources", "Resource"),
        calendars=calendar_ids,
        fields=fields,
        values=values,
        ledger=ledger,
    )
    rows = outline_of(
        project.all("Tasks", "Task"),
        values=values,
        fields=fields,
        ledger=ledger,
        findings=findings,
    )
    who = assignments_of(
        project.all("Assignments", "Assignment"),
        people=people,
        tasks=rows.ids,
        values=values,
        ledger=ledger,
    )
    tasks, milestones = tasks_of(
        rows,
        calendars=calendar_ids,
        who=who,
        fields=fields,
        values=values,
        ledger=ledger,
        findings=findings,
    )
    if not tasks and not milestones:
        findings.append(
            Finding(
                code="import.no-tasks",
                severity="warning",
                message=f"{name} holds no tasks, expected those of a project.",
                where=name,
            )
        )
    account(document, ledger)
    key = _key(project, stem)
    title, description = _titles(project, rows.project, key)
    program = Program(
        id=key,
        title=title,
        description=description,
        timezone=timezone,
        start=values.moment(project.text("StartDate"), where="Project.StartDate"),
        as_of=values.moment(project.text("StatusDate"), where="Project.StatusDate"),
        finish_by=_finish_by(project, values),
        currency=_currency(project, ledger),
        source="Microsoft Project",
        scheduling=_scheduling(project, calendar_ids, values, ledger),
        calendars=Table(calendars),
        teams=Table(people.teams),
        people=Table(people.people),
        tasks=Table(tasks),
        milestones=Table(milestones),
    )
    return Reading(program=program, findings=(*findings, *values.findings), loss=ledger.report())


def _length(project: Element, tag: str, values: Values) -> Span | None:
    minutes = values.whole(project.text(tag), where=f"Project.{tag}")
    return minutes_span(minutes) if 0 < minutes <= 10_080 else None


def _key(project: Element, stem: str) -> str:
    """The program's id: the name of the project, which Project makes that of its file."""
    name = project.text("Name").strip()
    for suffix in (".xml", ".mpp", ".mpt"):
        name = name.removesuffix(suffix)
    return safe(name) or safe(stem) or "project"


def _titles(project: Element, whole: Element | None, name: str) -> tuple[str | None, str | None]:
    """The program's title and description, from the project and the row that stands for it."""
    title = project.text("Title")
    description = None
    if whole is not None:
        if not title and safe(whole.text("Name")) != name:
            title = whole.text("Name")
        description = whole.text("Notes").strip() or None
    return title or None, description


def _finish_by(project: Element, values: Values) -> datetime | None:
    """A project that is scheduled from its finish must be finished then."""
    if project.text("ScheduleFromStart") != "0":
        return None
    return values.moment(project.text("FinishDate"), where="Project.FinishDate")


def _scheduling(
    project: Element, calendars: dict[str, str], values: Values, ledger: Ledger
) -> Scheduling:
    days = values.amount(project.text("CriticalSlackLimit"), where="Project.CriticalSlackLimit")
    honour = project.text("HonorConstraints") != "0"
    split = project.text("SplitsInProgressTasks") != "0"
    calendar = calendars.get(project.text("CalendarUID"))
    if calendar is None and calendars:
        calendar = next(iter(calendars.values()))
        ledger.changed("Project.CalendarUID", "Not in the file; its first calendar holds.")
    return Scheduling(
        lag_calendar="successor",
        progress="retained-logic" if split else "override",
        unfinished="keep",
        total_slack="smaller",
        critical_slack=Span(amount=days, unit="d") if days else None,
        slack_to="open-ends" if project.text("MultipleCriticalPaths") == "1" else "program",
        must_finish="honour-dates" if honour else "honour-links",
        limits="hold" if honour else "take-slack",
        direction="backward" if project.text("ScheduleFromStart") == "0" else "forward",
        calendar=calendar,
    )


def _currency(project: Element, ledger: Ledger) -> str:
    """ISO 4217 code of the project's money; older files only hold a sign."""
    code = project.text("CurrencyCode").strip().upper()
    if len(code) == 3 and code.isalpha() and code.isascii():
        return code
    sign = project.text("CurrencySymbol").strip()
    known = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR"}
    if sign:
        ledger.changed("Project.CurrencySymbol", f"{sign!r} was read as {known.get(sign, 'USD')}.")
    return known.get(sign, "USD")
