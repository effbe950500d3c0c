"""Several programs as one: their own work apart, the people whom they share one and the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from fairlead.program.findings import Finding
from fairlead.program.moments import closing_minute, instant, opening_minute
from fairlead.program.noun import Noun, Ref, Table, hints_of, replace
from fairlead.program.people import Person
from fairlead.program.program import SECTIONS, Program
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Activity, Milestone, Need, Task
from fairlead.program.working_time import calendar_of_person

__all__ = ["WHOLE_OF", "Portfolio", "composed"]

SHARED = frozenset({"people", "teams"})
"""Sections whose ids mean the same in every program of a portfolio."""

WHOLE_OF = "the-whole"
"""What the milestone at the end of each program is called, behind the program's id."""

_OPENING = frozenset({"not_before", "must_start", "started", "finish_not_before", "resumes"})
_SAID_OF_PEOPLE = ("availability", "leave", "joins", "leaves", "skills", "rate")


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The programs as one program, in which `ID.x` is the `x` of program `ID`."""

    program: Program
    members: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def composed(programs: Sequence[Program]) -> Portfolio:
    """Put programs together; a person or team with one id in several of them is one.

    Each program ends in a milestone `ID.the-whole`. What programs say differently of a person is a
    finding, and the first program's word counts; days away count from all of them. Raises
    `ValueError` for two programs of one id, or none.
    """
    ids = [program.id for program in programs]
    if not ids or len(set(ids)) < len(ids):
        raise ValueError(f"Programs {', '.join(ids) or 'none'}: expected different ids.")
    settled = [_settled(program, programs[0].timezone) for program in programs]
    first = settled[0]
    rows: dict[str, dict[str, Noun]] = {name: {} for name in SECTIONS}
    begin = min((p.start for p in settled if p.start is not None), key=_opening, default=None)
    for program in settled:
        _add(program, rows, begin)
    scheduling = first.scheduling
    if scheduling.calendar is not None:
        scheduling = replace(scheduling, calendar=f"{first.id}.{scheduling.calendar}")
    status = [p.as_of for p in settled if p.as_of is not None]
    return Portfolio(
        program=Program(
            id="portfolio",
            title="Portfolio",
            timezone=first.timezone,
            currency=first.currency,
            start=begin,
            as_of=max(status, key=_opening, default=None),
            scheduling=scheduling,
            **{name: Table(section) for name, section in rows.items()},  # type: ignore[arg-type]  # by name of the section
        ),
        members=tuple(ids),
        findings=tuple(_differences(programs)),
    )


def _opening(moment: date) -> int:
    return opening_minute(moment, timezone="UTC")


# ---- one program among others --------------------------------------------------------------------


def _settled(program: Program, timezone: str) -> Program:
    """The program with its own defaults written out, as far as another program's would differ."""
    default = program.scheduling.calendar
    people = {
        key: replace(row, calendar=_own_calendar(program, row) or default)
        for key, row in program.people.items()
    }
    tasks = {
        key: replace(row, calendar=default) if _follows_default(program, row) else row
        for key, row in program.tasks.items()
    }
    found = replace(program, people=Table(people), tasks=Table(tasks))
    return found if program.timezone == timezone else _as_instants(found)


def _own_calendar(program: Program, person: Person) -> str | None:
    calendar, team, seen = person.calendar, person.team, set[str]()
    while calendar is None and team is not None and team in program.teams and team not in seen:
        seen.add(team)
        calendar, team = program.teams[team].calendar, program.teams[team].part_of
    return calendar


def _follows_default(program: Program, task: Task) -> bool:
    team = program.teams.get(task.team or "")
    of_team = None if team is None else team.calendar
    return task.calendar is None and of_team is None and not task.who and not task.skill


def _as_instants(program: Program) -> Program:
    """Days as instants: they were days of the program's own zone."""

    def moved(row: Noun) -> Noun:
        changed = {
            name: instant(
                (opening_minute if name in _OPENING else closing_minute)(
                    value, timezone=program.timezone
                )
            )
            for name in hints_of(type(row))
            if isinstance(value := getattr(row, name), date)
            and not isinstance(value, datetime)
            and isinstance(row, Activity)
        }
        return replace(row, **changed) if changed else row

    own = {
        name: instant(opening_minute(value, timezone=program.timezone))
        for name in ("start", "as_of")
        if (value := getattr(program, name)) is not None
    }
    tables = {
        name: Table({key: moved(row) for key, row in program.section(name).items()})
        for name in ("tasks", "milestones")
    }
    return replace(program, **own, **tables)


def _add(
    program: Program,
    rows: dict[str, dict[str, Noun]],
    begin: date | None,
) -> None:
    mark = f"{program.id}."
    for section in SECTIONS:
        for key, row in program.section(section).items():
            named = _renamed(row, mark, program)
            if section not in SHARED:
                rows[section][mark + key] = named
            elif key not in rows[section]:
                rows[section][key] = named
            elif isinstance(named, Person):
                known = rows[section][key]
                assert isinstance(known, Person)  # noqa: S101 (of the section of people)
                both = tuple({*known.leave, *named.leave})
                skills = tuple({*known.skills, *named.skills})
                rows[section][key] = replace(known, leave=both, skills=skills)
    _start(program, rows["tasks"], begin)
    ends = tuple(Need(task=mark + key) for key in (*program.tasks, *program.milestones))
    finish = Milestone(title=program.title or program.id, needs=ends, due=program.finish_by)
    rows["milestones"][mark + WHOLE_OF] = finish


def _start(program: Program, tasks: dict[str, Noun], begin: date | None) -> None:
    """Work of a program that starts later than others does not start before it."""
    if program.start is None or begin is None or _opening(program.start) <= _opening(begin):
        return
    for key in program.tasks:
        row = tasks[f"{program.id}.{key}"]
        if isinstance(row, Task) and row.not_before is None and row.started is None:
            tasks[f"{program.id}.{key}"] = replace(row, not_before=program.start)


def _renamed(row: Noun, mark: str, program: Program) -> Noun:
    """The row with every id that it names in its new form."""
    changed: dict[str, Any] = {}
    for name, hint in hints_of(type(row)).items():
        value = getattr(row, name)
        if value is None or value == ():
            continue
        ref = next((m for m in get_args(hint)[1:] if isinstance(m, Ref)), None)
        if ref is not None:
            changed[name] = _keys(value, ref, mark, program)
        elif isinstance(value, Noun):
            changed[name] = _renamed(value, mark, program)
        elif isinstance(value, tuple) and value and isinstance(value[0], Noun):
            changed[name] = tuple(_renamed(part, mark, program) for part in value)
        elif isinstance(value, Table) and isinstance(next(iter(value.values()), None), Noun):
            changed[name] = Table({k: _renamed(v, mark, program) for k, v in value.items()})
    return replace(row, **changed) if changed else row


def _keys(value: object, ref: Ref, mark: str, program: Program) -> object:
    def named(key: str) -> str:
        known = [section for section in ref.sections if key in program.section(section)]
        return mark + key if known and known[0] not in SHARED else key

    if isinstance(value, str):
        return named(value)
    if isinstance(value, Table):
        return Table({named(key): row for key, row in value.items()})
    return tuple(named(key) for key in value) if isinstance(value, tuple) else value


# ---- what does not fit together ------------------------------------------------------------------


def _differences(programs: Sequence[Program]) -> list[Finding]:
    return [
        *_people(programs),
        *_of_all(programs, "currency", "portfolio.currency", "Costs are added as they stand."),
        *_of_all(programs, "as_of", "portfolio.as-of", "The latest is taken for all."),
        *_of_all(
            programs, "scheduling", "portfolio.scheduling", "Those of the first are taken for all."
        ),
    ]


def _of_all(programs: Sequence[Program], field: str, code: str, what: str) -> list[Finding]:
    def said(program: Program) -> object:
        value = getattr(program, field)
        return replace(value, calendar=None) if isinstance(value, Scheduling) else value

    values: Mapping[str, object] = {program.id: said(program) for program in programs}
    if all(value == said(programs[0]) for value in values.values()):
        return []
    told = (
        "conventions"
        if field == "scheduling"
        else ", ".join(f"{key} {value}" for key, value in values.items())
    )
    return [_finding(code, f"The programs differ in `{field}`: {told}. {what}", tuple(values))]


def _finding(code: str, message: str, subjects: tuple[str, ...]) -> Finding:
    hint = "Say the same in every program."
    if code == "portfolio.currency":
        return Finding(
            code="portfolio.currency", severity="warning", message=message, hint=hint,
            subjects=subjects,
        )  # fmt: skip
    if code == "portfolio.as-of":
        return Finding(
            code="portfolio.as-of", severity="warning", message=message, hint=hint,
            subjects=subjects,
        )  # fmt: skip
    return Finding(
        code="portfolio.scheduling", severity="warning", message=message, hint=hint,
        subjects=subjects,
    )  # fmt: skip


def _people(programs: Sequence[Program]) -> list[Finding]:
    """What two programs say differently of one person, each person once."""
    first: dict[str, Program] = {}
    found: dict[str, Finding] = {}
    for program in programs:
        for key, row in program.people.items():
            if key not in first:
                first[key] = program
                continue
            other = first[key]
            known = other.people[key]
            fields = [f for f in _SAID_OF_PEOPLE if getattr(known, f) != getattr(row, f)]
            hours = [replace(calendar_of_person(p, key), away=()) for p in (other, program)]
            fields += ["calendar"] if hours[0] != hours[1] else []
            if fields and key not in found:
                found[key] = Finding(
                    code="portfolio.person-differs",
                    severity="warning",
                    message=f"{key!r} is described differently in {other.id!r} and "
                    f"{program.id!r}: {', '.join(fields)}. Days away and skills are put together; "
                    f"else {other.id!r} counts.",
                    where=f"people.{key}",
                    hint="Say the same of them in every program, or give two people two ids.",
                    subjects=(key,),
                )
    return list(found.values())
