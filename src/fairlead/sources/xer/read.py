"""Reading a Primavera P6 exchange file into a program."""

from __future__ import annotations

from pathlib import Path

from fairlead.program.findings import Finding
from fairlead.program.moments import zone
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.work import Task
from fairlead.sources.bounds import decode, read_bytes
from fairlead.sources.ledger import Ledger
from fairlead.sources.naming import Names, safe
from fairlead.sources.reading import Reading
from fairlead.sources.xer.account import account
from fairlead.sources.xer.activities import ActivityExtras, activities_of, baselines_of
from fairlead.sources.xer.calendars import calendars_of
from fairlead.sources.xer.cells import Cells
from fairlead.sources.xer.details import costs_of, custom_fields, notes_of
from fairlead.sources.xer.links import needs_of
from fairlead.sources.xer.outline import Outline, outline_of
from fairlead.sources.xer.projects import XerProject, conventions, projects_of
from fairlead.sources.xer.resources import assignments_of, resources_of
from fairlead.sources.xer.tables import Tables, parse_tables

__all__ = ["parse_xer", "read_xer"]


def read_xer(path: Path, *, timezone: str = "UTC") -> Reading:
    """The program of an XER file, whose wall-clock times are those of `timezone`.

    Raises `UnreadableInput` when it is not one, or breaks off; `TooLarge` above the bounds.
    """
    content = read_bytes(path)
    try:
        text = decode(content, name=str(path), fallback="cp1252")
    except ValueError:
        text = content.decode("latin-1")
    return parse_xer(text, name=path.name, timezone=timezone)


def parse_xer(text: str, *, name: str, timezone: str = "UTC") -> Reading:
    """The program of the text of an XER file. `name` is what messages call it."""
    zone(timezone)
    tables, findings = parse_tables(text.removeprefix("\ufeff"), name=name)
    ledger = Ledger(name)
    cells = Cells(timezone=timezone, name=name)
    projects, baselines = _split(projects_of(tables, cells=cells), ledger)
    if not projects:
        findings.append(
            Finding(
                code="import.no-tasks",
                severity="error",
                message=f"{name} holds no activities (table TASK), expected those of a project.",
                where=name,
            )
        )
        return Reading(program=None, findings=tuple(findings), loss=ledger.report())
    several = len(projects) > 1
    calendars, calendar_ids = calendars_of(tables, cells=cells, ledger=ledger, findings=findings)
    names = Names()
    ids = _ids(tables, projects, names)
    outline = outline_of(tables, projects=projects, names=names, ledger=ledger, findings=findings)
    options = {
        project.key: conventions(
            project,
            tables,
            calendar=calendar_ids.get(project.calendar or ""),
            several=several,
            ledger=ledger,
        )
        for project in projects
    }
    as_of = min((p.as_of for p in projects if p.as_of is not None), default=None)
    resources = resources_of(
        tables, calendars=calendar_ids, as_of=as_of, cells=cells, ledger=ledger
    )
    extras = ActivityExtras()
    extras.needs = needs_of(tables, ids=ids, cells=cells, ledger=ledger, findings=findings)
    extras.who = assignments_of(tables, resources=resources, cells=cells, ledger=ledger)
    extras.custom = custom_fields(tables, ledger=ledger)
    extras.notes = notes_of(tables, ledger=ledger)
    extras.costs = costs_of(tables, cells=cells, ledger=ledger)
    extras.baselines = baselines_of(tables, numbers=baselines, cells=cells, ledger=ledger)
    tasks, milestones = activities_of(
        tables,
        ids=ids,
        parents={**outline.project_ids, **outline.ids},
        calendars=calendar_ids,
        options=options,
        extras=extras,
        cells=cells,
        ledger=ledger,
        findings=findings,
    )
    main = projects[0]
    summaries = _summaries(outline, projects, as_of, ledger)
    program = Program(
        id=safe(main.name) or "project",
        title=outline.title if not several else ", ".join(project.name for project in projects),
        timezone=timezone,
        start=min((p.start for p in projects if p.start is not None), default=None),
        as_of=as_of,
        finish_by=None if several else main.finish_by,
        currency=_currency(tables),
        source=f"Primavera P6 {tables.header[0] if tables.header else ''}".strip(),
        scheduling=options[main.key].scheduling,
        calendars=Table(calendars),
        teams=Table(resources.teams),
        people=Table(resources.people),
        tasks=Table({**summaries, **tasks}),
        milestones=Table(milestones),
    )
    _compare_options(projects, options, ledger)
    account(tables, ledger)
    return Reading(program=program, findings=(*findings, *cells.findings), loss=ledger.report())


def _split(projects: list[XerProject], ledger: Ledger) -> tuple[list[XerProject], dict[str, int]]:
    """The projects that are work, and the baselines with their numbers: the one in use is 0."""
    work = [project for project in projects if project.baseline_of is None]
    chosen = {project.chosen_baseline for project in work}
    numbers: dict[str, int] = {}
    others = 1
    for project in projects:
        if project.baseline_of is None:
            continue
        if project.key in chosen:
            numbers[project.key] = 0
        elif others <= 10:
            numbers[project.key] = others
            others += 1
        else:
            ledger.left_out(
                "PROJECT (baseline)", "More than eleven baselines.", subject=project.name
            )
    return work, numbers


def _ids(tables: Tables, projects: list[XerProject], names: Names) -> dict[str, str]:
    """An id for every activity, by its P6 key: its code, behind its project's name if several."""
    prefixes = {
        project.key: f"{safe(project.name)}." if len(projects) > 1 else "" for project in projects
    }
    ids: dict[str, str] = {}
    for key, project, code in tables["TASK"].pick("task_id", "proj_id", "task_code"):
        if project in prefixes and key not in ids:
            ids[key] = names.give(prefixes[project] + (safe(code) or f"activity-{key}"))
    return ids


def _summaries(
    outline: Outline, projects: list[XerProject], as_of: object, ledger: Ledger
) -> dict[str, Task]:
    """The summary tasks; those of whole projects carry what P6 says of each project."""
    summaries = outline.summaries
    for project in projects:
        key = outline.project_ids.get(project.key)
        if key is None:
            continue
        later = project.as_of if project.as_of != as_of else None
        if later is not None:
            ledger.changed(
                "PROJECT.last_recalc_date",
                "A later data date than that of the program became `not_before` of its summary.",
                subject=project.name,
            )
        summaries[key] = replace(summaries[key], not_before=later, finish_by=project.finish_by)
    return summaries


def _compare_options(projects: list[XerProject], options: object, ledger: Ledger) -> None:
    if not isinstance(options, dict):
        return
    first = options[projects[0].key].scheduling
    for project in projects[1:]:
        other = options[project.key].scheduling
        if replace(other, calendar=first.calendar) != first:
            ledger.changed(
                "SCHEDOPTIONS",
                "Projects were scheduled by different options; those of the first hold.",
                subject=project.name,
            )


def _currency(tables: Tables) -> str:
    """The currency of the export's header, if it is an ISO 4217 code."""
    code = tables.header[-1].strip().upper() if tables.header else ""
    return code if len(code) == 3 and code.isalpha() and code.isascii() else "USD"
