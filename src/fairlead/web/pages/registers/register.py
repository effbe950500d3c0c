"""Tables of a program whose cells are edited where they stand, and to which rows are added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.program.moments import in_zone
from fairlead.program.program import Program
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.api.words import new_row
from fairlead.web.editing import Wrong, change_cells
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Clashed, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.pages.registers.contents import REGISTERS, register_of
from fairlead.web.pages.registers.table import tables_of

__all__ = ["add_row", "edit_cell", "issues", "register"]

_STAMPS = {"issues": "raised", "incidents": "opened"}
"""When a new row came up: now."""

_WORD = re.compile(r"[^a-z0-9]+")


@for_members(Capability.SEE)
@require_GET
def issues(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All that is open, the oldest first, and what was settled below it."""
    return _page(request, seat, "issues")


@for_members(Capability.SEE)
@require_GET
def register(request: HttpRequest, seat: Seat, name: str) -> HttpResponse:
    """The tables of one register."""
    if name not in REGISTERS:
        raise Http404
    return _page(request, seat, name)


def _page(request: HttpRequest, seat: Seat, name: str) -> HttpResponse:
    found = REGISTERS[name]
    if not seat.may(found.needs):
        told = {"seat": seat, "title": "Not for this role"}
        return render(request, "web/forbidden.html", told, status=403)
    tables, lists = tables_of(seat, found, find=request.GET.get("find", ""))
    return render(
        request,
        "web/register.html",
        {
            "seat": seat,
            "title": found.title,
            "here": found.here,
            "part": f"register-{name}",
            "nav": found.nav,
            "tables": tables,
            "lists": lists,
            "find": request.GET.get("find", ""),
        },
    )


class _Cell(msgspec.Struct):
    base: int
    section: str
    key: str
    field: str
    text: str


def _json(value: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", status=status)


@for_members(Capability.EDIT)
@require_POST
def edit_cell(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Give one cell another value, in the words of the program file."""
    try:
        asked = msgspec.json.decode(request.body, type=_Cell)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return _json({"message": f"Not an edit: {error}."}, status=400)
    if register_of(asked.section) is None or not 0 <= asked.base <= seat.number:
        return _json({"message": "Not an edit of this register."}, status=400)
    cells = [(asked.section, asked.key, asked.field, asked.text)]
    if asked.field == "resolution" and asked.section == "issues":
        moment = in_zone(datetime.now(UTC), timezone=seat.program.timezone)
        told = f"{moment:%Y-%m-%d %H:%M}" if asked.text.strip() else ""
        cells.append((asked.section, asked.key, "resolved", told))
    try:
        change = change_cells(program_at(seat.log, asked.base), cells)
    except Wrong as wrong:
        first = wrong.findings[0]
        return _json({"message": first.message, "hint": first.hint}, status=422)
    found = append(seat.log, change, base=asked.base, at=datetime.now(UTC), user=seat.user)
    if isinstance(found, Refused):
        return _json({"message": found.findings[0].message}, status=422)
    if isinstance(found, Clashed):
        theirs = found.conflicts[0].theirs
        return _json({"message": f"Somebody else set it to {theirs}. Look again."}, status=409)
    ask_for_study(seat.log, at=datetime.now(UTC))
    return _json({"number": found.number})


@for_members(Capability.REPORT_PROGRESS)
@require_POST
def add_row(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Put something into the register."""
    place = register_of(request.POST.get("section", ""))
    if place is None:
        messages.error(request, "Say what it is.")
        return redirect("issues", key=seat.log.key)
    name, about = place
    back = redirect("register", key=seat.log.key, name=name)
    first = about.columns[0][0]
    title = request.POST.get(first, "").strip()
    if not about.open_to_all and not seat.may(Capability.EDIT):
        told = {"seat": seat, "title": "Not for this role"}
        return render(request, "web/forbidden.html", told, status=403)
    if not title:
        messages.error(request, "Say what it is.")
        return back
    words = {first: title[:300]}
    words |= {n: v for n in about.ask if (v := request.POST.get(n, "").strip())}
    if about.id in _STAMPS:
        moment = in_zone(datetime.now(UTC), timezone=seat.program.timezone)
        words[_STAMPS[about.id]] = f"{moment:%Y-%m-%d %H:%M}"
    key = _key(seat.program, about.id, title)
    try:
        change = new_row(seat.program, about.id, key, words)
    except Wrong as wrong:
        hint = wrong.findings[0].hint or ""
        messages.error(request, f"{wrong.findings[0].message} {hint}".strip())
        return back
    found = append(seat.log, change, base=seat.number, at=datetime.now(UTC), user=seat.user)
    if isinstance(found, Refused):
        messages.error(request, found.findings[0].message)
        return back
    ask_for_study(seat.log, at=datetime.now(UTC))
    messages.success(request, f"{title[:80]} is added.")
    return back


def _key(program: Program, section: str, title: str) -> str:
    base = _WORD.sub("-", title.lower()).strip("-")[:40].strip("-") or section.rstrip("s")
    # Tasks and milestones share one name space, since either may wait for the other.
    taken = [program.section(section), *([program.tasks] if section == "milestones" else [])]
    return next(key for key in _numbered(base) if not any(key in table for table in taken))


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1
