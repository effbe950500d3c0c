"""The program's own fields: title, dates, zone, budget; its file; and putting it away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairlead.program.errors import FairleadError
from fairlead.program.program import Program
from fairlead.sources.program_file import render_program
from fairlead.sources.program_file.field_text import field_of, field_text
from fairlead.sources.program_file.starting_points import TYPES
from fairlead.web.access.letting_in import record
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.editing import Wrong, change_cells
from fairlead.web.environment import linked_folder
from fairlead.web.jobs.queue import put
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Clashed, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.models import LinkedFile
from fairlead.web.moving import SUFFIX, portable
from fairlead.web.outward.linking import link, troubles_of

__all__ = ["archive", "linked_file", "program_file", "program_log", "settings"]

_FIELDS = (
    "title", "description", "type", "start", "as_of", "finish_by", "timezone", "currency", "budget",
)  # fmt: skip
_LABELS = {"as_of": "Status time", "timezone": "Time zone"}


@for_members(Capability.EDIT)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The fields of the program itself, in the words of the program file."""
    told: dict[str, object] = {"seat": seat, "title": "Settings", "here": "settings"}
    texts = {
        name: field_text(Program, name, getattr(seat.program, name), timezone=seat.program.timezone)
        for name in _FIELDS
    }
    status = 200
    if request.method == "POST":
        base = request.POST.get("base", "")
        seen = int(base) if base.isdecimal() and 0 < int(base) <= seat.number else seat.number
        wanted = {name: request.POST.get(name, "") for name in _FIELDS if name in request.POST}
        try:
            cells = [("", "", name, text) for name, text in wanted.items()]
            change = change_cells(program_at(seat.log, seen), cells)
        except Wrong as wrong:
            told["findings"], texts, status = wrong.findings, {**texts, **wanted}, 422
        else:
            found = append(seat.log, change, base=seen, at=datetime.now(UTC), user=seat.user)
            if not isinstance(found, Clashed | Refused):
                ask_for_study(seat.log, at=datetime.now(UTC))
                messages.success(request, "Kept.")
                return redirect("settings", key=seat.log.key)
            told["outcome"], texts, status = found, {**texts, **wanted}, 409
    told["fields"] = [
        {
            "name": name,
            "label": _LABELS.get(name, name.replace("_", " ").capitalize()),
            "text": text,
            "about": _about(name),
        }
        for name, text in texts.items()
    ]
    told["types"] = TYPES
    row = LinkedFile.objects.filter(log=seat.log).first()
    told["linked"] = row
    told["troubles"] = [] if row is None else troubles_of(row)
    told["folder"] = linked_folder() is not None
    return render(request, "web/settings.html", told, status=status)


def _about(name: str) -> str:
    field = field_of(Program, name)
    return "" if field is None or field.about is None else field.about.text


@for_members(Capability.EDIT)
@require_GET
def program_file(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The program as a program file."""
    answer = HttpResponse(render_program(seat.program), content_type="text/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{seat.log.key}.yaml"'
    return answer


@for_members(Capability.MANAGE)
@require_GET
def program_log(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The program with its whole log, to be taken to another server."""
    record("took the log along", who=seat.user, log=seat.log, at=datetime.now(UTC))
    answer = HttpResponse(portable(seat.log), content_type="application/zip")
    name = f"{seat.log.key}{SUFFIX}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@for_members(Capability.MANAGE)
@require_POST
def linked_file(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Link the program to a file of the server, bring both together now, or end the link."""
    now, do = datetime.now(UTC), request.POST.get("do", "")
    if do == "end":
        LinkedFile.objects.filter(log=seat.log).delete()
        record("link to a file ended", who=seat.user, log=seat.log, at=now)
        messages.success(request, "The file and the program go their own ways.")
    elif do == "now":
        put("link", log=seat.log, at=now)
        messages.success(request, "They are being brought together.")
    else:
        name = request.POST.get("path", "").strip()
        first: Literal["file", "program"] = "file" if do == "file" else "program"
        try:
            row = link(seat.log, name, first=first, at=now, who=seat.user.username)
        except (FairleadError, OSError) as error:
            messages.error(request, str(error))
        else:
            record("linked to a file", about=row.path, who=seat.user, log=seat.log, at=now)
            messages.success(request, f"Linked to {row.path}.")
    return redirect("settings", key=seat.log.key)


@for_members(Capability.MANAGE)
@require_POST
def archive(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Put the program away: nobody sees it any more, and its log stays as it is."""
    if request.POST.get("confirm") != seat.log.key:
        messages.error(request, f"Type {seat.log.key} to put the program away.")
        return redirect("settings", key=seat.log.key)
    seat.log.archived = True
    seat.log.save(update_fields=["archived"])
    record("put the program away", who=seat.user, log=seat.log, at=datetime.now(UTC))
    messages.success(request, f"{seat.log} is put away.")
    return redirect("home")
