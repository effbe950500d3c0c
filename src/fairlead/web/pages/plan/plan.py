"""The plan page: rows and dates as data, and edits that answer with what they moved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.plan import Unplannable
from fairlead.program.changes import Change, apply
from fairlead.program.errors import FairleadError
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.editing import (
    PROGRESS,
    Wrong,
    added_task,
    added_tasks,
    change_cells,
    without_row,
)
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Appended, Clashed, Outcome, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.log.undo import redo, steps, undo
from fairlead.web.models import ProgramLog
from fairlead.web.pages.moments import name_of
from fairlead.web.pages.plan.plan_rows import PlanRows, plan_rows, rows_since
from fairlead.web.pages.scope_so_far import agreed_of
from fairlead.web.versions import why_no_plan

__all__ = ["edit", "names", "page", "redo_mine", "rows", "undo_mine"]

_MOST_CELLS = 2_000
_NAMED = {
    "goal": "goals",
    "requirement": "requirements",
    "component": "components",
    "risk": "risks",
    "issue": "issues",
    "decision": "decisions",
    "launch": "launches",
    "sprint": "sprints",
    "person": "people",
    "stakeholder": "stakeholders",
}
_TITLES = ("title", "name", "event")


def _json(value: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", status=status)


@for_members(Capability.SEE_PLAN)
@require_GET
def page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The table and the timeline; their content comes as data."""
    told = {
        "seat": seat,
        "title": "Plan",
        "here": "plan",
        "agreed": [each.baseline for each in reversed(agreed_of(seat))],
        "person": name_of(seat.program, seat.membership.person),
        "most": "edit"
        if seat.may(Capability.EDIT)
        else "progress"
        if seat.may(Capability.REPORT_PROGRESS)
        else "read",
    }
    return render(request, "web/plan.html", told)


@for_members(Capability.SEE_PLAN)
@require_GET
def rows(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All rows of the newest version, or with `since=N` those that differ from entry N.

    With `studied` come also those that a study says something of, whatever it said before.
    """
    since = request.GET.get("since", "")
    now = plan_rows(seat)
    if isinstance(now, Unplannable):
        told = {"findings": [f.message for f in now.findings], "number": seat.number}
        return _json(told, status=422)
    told = _told(seat, now)
    if since.isdecimal() and 0 < int(since) <= seat.number:
        found = rows_since(seat, int(since), now)
        if "studied" in request.GET:
            sent = {row["id"] for row in found["rows"]}
            found["rows"] += [r for r in now.rows if "p" in r and r["id"] not in sent]
        return _json({**told, **found})
    return _json({**told, "order": [row["id"] for row in now.rows], "rows": now.rows})


def _told(seat: Seat, now: PlanRows) -> dict[str, Any]:
    mine = steps(seat.log, seat.user)
    return {
        "number": seat.number,
        "asOf": now.as_of,
        "finish": now.finish,
        "zone": now.timezone,
        "undo": mine.undo is not None,
        "redo": mine.redo is not None,
    }


@for_members(Capability.SEE_PLAN)
@require_GET
def names(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What the palette finds by title and id: tasks and milestones, then all else that has one."""
    program, base = seat.program, f"/p/{seat.log.key}"
    found = [
        {"key": key, "title": row.title, "kind": kind, "address": f"{base}/plan/#{key}"}
        for kind, table in (("milestone", program.milestones), ("task", program.tasks))
        for key, row in table.items()
    ]
    for kind, section in _NAMED.items():
        for key, row in program.section(section).items():
            title = next((t for n in _TITLES if (t := getattr(row, n, None))), key)
            place = (
                f"row/{section}/{key}/"
                if seat.may(Capability.EDIT)
                else f"item/{key}/?in={section}"
            )
            found.append({"key": key, "title": title, "kind": kind, "address": f"{base}/{place}"})
    return _json({"rows": found})


@for_members(Capability.REPORT_PROGRESS)
@require_POST
def edit(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One edit: cells, a new task, or a row less. Answers with the rows that it moved.

    409 gives both values where somebody else changed the same; 422 says what is wrong.
    """
    try:
        asked = msgspec.json.decode(request.body, type=_Asked)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return _json({"message": f"Not an edit: {error}."}, status=400)
    if not 0 < asked.base <= seat.number or len(asked.cells) + len(asked.rows) > _MOST_CELLS:
        return _json({"message": "Not an edit of this program."}, status=400)
    if not _allowed(seat, asked):
        message = "You may report progress on your own tasks." if asked.cells else "Not allowed."
        return _json({"message": message}, status=403)
    seen = program_at(seat.log, asked.base)
    made: str | None = None
    try:
        if asked.add is not None:
            made, change = added_task(seen, asked.add, beside=asked.beside)
        elif asked.delete is not None:
            section = "milestones" if asked.delete in seen.milestones else "tasks"
            change = without_row(seen, section, asked.delete)
        else:
            change = change_cells(seen, [(c.section, c.key, c.field, c.text) for c in asked.cells])
            if asked.rows:
                change = added_tasks(seen, change, asked.rows, beside=asked.beside)
        _check_plan(seat, change)
    except Wrong as wrong:
        return _json(_complaint(wrong), status=422)
    found = append(
        seat.log, change, base=asked.base, at=datetime.now(UTC), user=seat.user, why=asked.why
    )
    return answered(seat, found, since=asked.base, extra={} if made is None else {"made": made})


class _Cell(msgspec.Struct):
    key: str
    field: str
    text: str
    section: str = "tasks"


class _Asked(msgspec.Struct):
    base: int
    cells: list[_Cell] = []
    add: str | None = None
    beside: str | None = None
    rows: list[dict[str, str]] = []
    delete: str | None = None
    why: str = ""


def _allowed(seat: Seat, asked: _Asked) -> bool:
    if seat.may(Capability.EDIT):
        rates = any(cell.section == "people" and cell.field == "rate" for cell in asked.cells)
        return not rates or seat.may(Capability.SEE_RATES)
    return (
        bool(asked.cells)
        and not asked.rows
        and all(
            cell.section == "tasks" and cell.field in PROGRESS and seat.may_report(cell.key)
            for cell in asked.cells
        )
    )


def _check_plan(seat: Seat, change: Change) -> None:
    """Refuse what would leave no plan where there was one, such as work that waits for itself."""
    try:
        candidate = apply(seat.program, change)
    except FairleadError:
        return  # others changed something in between: whether it fits is for the log to say
    wrong = why_no_plan(candidate)
    if wrong is not None and not isinstance(plan_rows(seat), Unplannable):
        raise Wrong(wrong.findings)


def _complaint(wrong: Wrong) -> dict[str, Any]:
    first = wrong.findings[0]
    return {
        "message": " ".join(f.message for f in wrong.findings[:3]),
        "code": first.code,
        "hint": first.hint,
    }


def answered(
    seat: Seat, found: Outcome | None, *, since: int, extra: dict[str, Any] | None = None
) -> HttpResponse:
    """What became of an edit, with the rows that differ from what the browser holds."""
    if isinstance(found, Clashed):
        told = [
            {
                "place": c.place,
                "was": _shown(c.base),
                "yours": _shown(c.ours),
                "theirs": _shown(c.theirs),
            }
            for c in found.conflicts[:20]
        ]
        message = "Somebody else changed the same."
        return _json({"message": message, "number": found.number, "conflicts": told}, status=409)
    if isinstance(found, Refused):
        return _json(_complaint(Wrong(found.findings)), status=422)
    if found is None:
        return _json({"message": "There is nothing to take back."}, status=422)
    later = Seat(seat.membership)
    later.log = ProgramLog.objects.get(pk=seat.log.pk)
    later.number = later.log.head
    ask_for_study(later.log, at=datetime.now(UTC))
    now = plan_rows(later)
    if isinstance(now, Unplannable):
        return _json(_complaint(Wrong(now.findings)), status=422)
    entry = {"entry": found.number} if isinstance(found, Appended) else {}
    return _json({**_told(later, now), **rows_since(later, since, now), **entry, **(extra or {})})


def _shown(value: object) -> str:
    return "nothing" if value in (None, ()) else str(value)[:200]


def _since(request: HttpRequest, seat: Seat) -> int:
    try:
        base = msgspec.json.decode(request.body)["base"]
    except (msgspec.MsgspecError, KeyError, TypeError):
        return seat.number
    return base if isinstance(base, int) and 0 < base <= seat.number else seat.number


@for_members(Capability.REPORT_PROGRESS)
@require_POST
def undo_mine(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take the user's last change back."""
    since = _since(request, seat)
    return answered(seat, undo(seat.log, seat.user, at=datetime.now(UTC)), since=since)


@for_members(Capability.REPORT_PROGRESS)
@require_POST
def redo_mine(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Do again what the user took back last."""
    since = _since(request, seat)
    return answered(seat, redo(seat.log, seat.user, at=datetime.now(UTC)), since=since)
