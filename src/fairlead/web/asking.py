"""Change requests on the server: drafted, asked for, and decided through the log of changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from fairlead.program.changes import Change, Edit
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, replace
from fairlead.program.program import SECTIONS, Program
from fairlead.program.requests import ChangeRequest, ProposedEdit, Wording
from fairlead.program.work import Task
from fairlead.sources.program_file.approval import Verdict, decided, merged_into, resolved
from fairlead.sources.program_file.codecs import is_id
from fairlead.sources.program_file.layout import flow_text
from fairlead.sources.program_file.request_words import (
    change_of,
    proposed,
    taken_out,
    with_value,
)
from fairlead.sources.program_file.rows import fields_of
from fairlead.web.editing import new_key, without_row
from fairlead.web.log.agreed import APPROVE, agreed_in, agreement
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Outcome, Refused
from fairlead.web.models import ProgramLog, User

__all__ = [
    "DECIDE",
    "MOST_WISHES",
    "Draft",
    "Problem",
    "Wish",
    "ask_for",
    "drafted",
    "settle",
    "stale",
    "tells_rate",
]

DECIDE = "decide"
"""The kind of an entry by which a request was rejected, deferred or withdrawn."""

MOST_WISHES = 200
"""Most lines of a draft."""

OPEN = ("proposed", "deferred")


class Wish(msgspec.Struct):
    """One line of a draft: a field of a row set to a value, a row removed, or a task added.

    Of a new task `row` is the title, `value` the estimate, `who` a person, and `field` the task or
    milestone that shall wait for it.
    """

    what: str = "set"
    row: str = ""
    field: str = ""
    value: str = ""
    who: str = ""


class Problem(Noun):
    """What is wrong with a line of a draft, counted from 0; None for all of them together."""

    line: int | None
    message: str
    hint: str | None = None


class Draft(Noun):
    """What the lines of a draft come to: the edits, the program with them, and what is wrong."""

    edits: tuple[ProposedEdit, ...] = ()
    program: Program | None = None
    problems: tuple[Problem, ...] = ()


def drafted(program: Program, wishes: Sequence[Wish], *, rates: bool) -> Draft:
    """Read the lines of a draft against a program. Lines that say nothing yet are passed.

    Without `rates`, what people cost can be neither asked nor read.
    """
    edits: list[ProposedEdit] = []
    problems: list[Problem] = []
    here = program
    for number, wish in enumerate(wishes[:MOST_WISHES]):
        if not _says(wish):
            continue
        try:
            found = _edits(here, wish, rates=rates)
            change, wrong = change_of(found, timezone=program.timezone, where=f"line {number + 1}")
        except ValueError as error:
            problems.append(Problem(line=number, message=str(error)))
            continue
        errors = [finding for finding in wrong if finding.severity == "error"]
        problems += [
            Problem(
                line=number, message=e.message.rpartition(f"{found[0].place}: ")[2], hint=e.hint
            )
            for e in errors
        ]
        if not errors:
            edits += found
            here = _with(here, change)
    if problems:
        return Draft(edits=tuple(edits), problems=tuple(problems))
    change, _ = change_of(edits, timezone=program.timezone, where="the request")
    after, broken = merged_into(program, change, where="the request")
    problems = [
        Problem(line=None, message=f.message.removeprefix("the request: "), hint=f.hint)
        for f in broken
    ]
    return Draft(edits=tuple(edits), program=after, problems=tuple(problems))


def _says(wish: Wish) -> bool:
    if wish.what == "set":
        return bool(wish.row.strip() and (wish.field.strip() or "." not in wish.row))
    return bool(wish.row.strip())


def _with(program: Program, change: Change) -> Program:
    """New rows of a draft, so that later lines may speak of them."""
    for edit in change.edits:
        if edit.section is None or edit.key is None or edit.field is not None:
            continue
        table = program.section(edit.section)
        if edit.key not in table and isinstance(edit.after, Noun):
            program = replace(program, **{edit.section: table.with_row(edit.key, edit.after)})
    return program


def _edits(program: Program, wish: Wish, *, rates: bool) -> tuple[ProposedEdit, ...]:
    """The edits of a line. Raises `ValueError` with what is wrong with it."""
    row, field, value = wish.row.strip(), wish.field.strip(), wish.value.strip()
    if not rates and row.startswith("people.") and field in ("", "rate"):
        raise ValueError("What people cost is not for this role.")
    if wish.what == "remove":
        section, _, key = row.partition(".")
        taken_out(program, row)  # which tells when there is no such row
        return proposed(without_row(program, section, key), timezone=program.timezone)
    if wish.what == "task":
        return tuple(_new_task(program, wish))
    place = f"{row}.{field}" if field else row
    edit = with_value(program, place, _worded(row, field, value))
    if edit.before == edit.after:
        raise ValueError(f"{place} holds {edit.before or 'nothing'} already.")
    return (edit,)


def _worded(row: str, field: str, value: str) -> str:
    """A value as YAML: a text of words needs no marks of its own."""
    section = row.partition(".")[0]
    noun: type[Noun] = SECTIONS[section] if field and section in SECTIONS else Program
    known = next((f for f in fields_of(noun) if f.key == (field or row)), None)
    if known is not None and value and type(known.codec).__name__ == "Words":
        return str(flow_text(value))
    if (
        known is not None
        and value
        and type(known.codec).__name__ == "Many"
        and value[0] not in "[{"
    ):
        return f"[{value}]"
    return value


def _new_task(program: Program, wish: Wish) -> Iterable[ProposedEdit]:
    title = wish.row.strip()
    key = new_key(program, title)
    words: dict[str, Any] = {"title": title}
    if wish.value.strip():
        words["estimate"] = wish.value.strip()
    if wish.who.strip():
        words["who"] = wish.who.strip()
    waits = wish.field.strip().rpartition(".")[2]
    if waits and waits in program.tasks and program.tasks[waits].parent is not None:
        words["parent"] = program.tasks[waits].parent
    yield ProposedEdit(row=f"tasks.{key}", after=Wording(str(flow_text(words))))
    if not waits:
        return
    section = "milestones" if waits in program.milestones else "tasks"
    if waits not in program.section(section):
        raise ValueError(f"There is no task or milestone {waits!r} that could wait for it.")
    wider = replace(program, tasks=program.tasks.with_row(key, Task(title=title)))
    before = with_value(wider, f"{section}.{waits}.needs", "").before
    needs = before or ""
    if needs.startswith("["):
        after = f"{needs[:-1]}, {key}]"
    else:
        after = f"[{needs}, {key}]" if needs else key
    yield with_value(wider, f"{section}.{waits}.needs", after)


def tells_rate(edit: ProposedEdit) -> bool:
    """Whether an edit shows what an hour of a person costs."""
    place = edit.row or ""
    return place.partition(".")[0] == "people" and edit.field in (None, "rate")


def ask_for(
    log: ProgramLog,
    request: ChangeRequest,
    *,
    program: Program,
    seen: int,
    user: User,
    at: datetime,
) -> tuple[str, Outcome]:
    """Put a request into the log: its id, and what became of it."""
    base = "".join(c if c.isalnum() else "-" for c in request.title.lower()).strip("-")[:40]
    key = "-".join(part for part in base.split("-") if part)
    if not is_id(key):
        key = "request"
    found, number = key, 1
    while found in program.changes or found in program.scenarios:
        number += 1
        found = f"{key}-{number}"
    change = Change(edits=(Edit(section="changes", key=found, after=request),))
    return found, append(log, change, base=seen, at=at, user=user, why=f"Asks: {request.title}")


def stale(program: Program, key: str) -> tuple[Finding, ...]:
    """What stands against a request that nobody has decided on, as the program is now."""
    request = program.changes[key]
    if request.state not in OPEN:
        return ()
    change, findings = resolved(program, key)
    if any(finding.severity == "error" for finding in findings):
        return findings
    return (*findings, *merged_into(program, change, where=f"changes.{key}")[1])


def settle(
    log: ProgramLog,
    key: str,
    *,
    program: Program,
    seen: int,
    verdict: Verdict,
    by: str,
    user: User,
    at: datetime,
    because: str | None = None,
    look_again: date | None = None,
) -> Outcome:
    """Decide on a request that somebody has seen in version `seen`: all of it, or nothing.

    An approval is one entry: the edits, the state of the request, and the baseline that is agreed
    from then on; so whoever takes it back takes all of it back.
    """
    baselines = agreed_in(log)
    approval = decided(
        program,
        key,
        verdict=verdict,
        by=by,
        on=at.replace(second=0, microsecond=0),
        because=because,
        look_again=look_again,
        agreed=baselines[-1].program if baselines else None,
    )
    if not approval.possible:
        return Refused(findings=approval.findings)
    noted = None
    if approval.baseline is not None:
        noted = agreement(log, approval.baseline, name=key, seen=seen, request=key)
    return append(
        log,
        approval.program,
        base=seen,
        at=at,
        user=user,
        why=because or f"{verdict.capitalize()}: {program.changes[key].title}",
        kind=APPROVE if verdict == "approved" else DECIDE,
        noted=noted,
    )
