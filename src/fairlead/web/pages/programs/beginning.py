"""A new program: empty, or one of the twelve kinds to begin with."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program
from fairlead.sources.program_file.starting_points import TYPES, starting_point
from fairlead.web.access.seat import for_users
from fairlead.web.pages.programs.importing import imported

__all__ = ["new_program"]

_MOST_TITLE = 200


@for_users
@require_http_methods(["GET", "POST"])
def new_program(request: HttpRequest) -> HttpResponse:
    """Ask what it is called and when it begins, and begin it."""
    today = datetime.now(UTC).date()
    title = request.POST.get("title", "").strip()[:_MOST_TITLE]
    kind = request.POST.get("type", "")
    start = request.POST.get("start", today.isoformat())
    told = {
        "title": "New program",
        "kinds": [(each, each.replace("-", " ").capitalize()) for each in TYPES],
        "name": title,
        "chosen": kind,
        "start": start,
    }
    if request.method == "GET":
        return render(request, "web/new_program.html", told)
    try:
        day = date.fromisoformat(start)
    except ValueError:
        day = None
    if not title or day is None or kind not in {"", *TYPES}:
        told["error"] = "Say what it is called, and the day it begins."
        return render(request, "web/new_program.html", told, status=422)
    program = Program(id="new", title=title, start=day)
    if kind:
        read = parse_program(starting_point(kind, start=day)).program
        if read is not None:
            program = replace(read, title=title)
    zone = request.user.timezone
    if not kind and zone:
        program = replace(program, timezone=zone)
    log = imported(program, request.user, at=datetime.now(UTC), why="A new program")
    if kind:
        messages.success(request, f"{log} is here, with a small program of its kind to change.")
        return redirect("program", key=log.key)
    messages.success(request, f"{log} is here. Type tasks, or paste them from a spreadsheet.")
    return redirect("plan", key=log.key)
