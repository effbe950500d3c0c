"""A change request while it is written: read with every key, its impact told beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairlead.program.program import SECTIONS
from fairlead.program.requests import CAUSES, ChangeRequest, ProposedEdit
from fairlead.sources.program_file.request_words import CLOSED
from fairlead.sources.program_file.rows import fields_of
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.asking import Draft, Wish, ask_for, drafted, tells_rate
from fairlead.web.log.outcome import Appended, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job
from fairlead.web.pages.answering import impact_told
from fairlead.web.pages.scope.requests import current_text, impact_job

__all__ = ["draft", "draft_impact", "new"]

QUICK_TRIALS = 1_000
"""Trials while somebody is typing; a request that stands is lived through ten times as often."""

_ROWS = ("tasks", "milestones", "requirements", "risks", "people", "goals", "components", "teams")


@for_members(Capability.ASK)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Ask for a change; what it would do is told while one is typing."""
    told: dict[str, Any] = {
        "seat": seat,
        "title": "Ask for a change",
        "here": "scope",
        "part": "requests",
        "causes": CAUSES,
        "base": seat.number,
    }
    status = 200
    wishes = [Wish(row=request.GET.get("row", ""), field=request.GET.get("field", ""))]
    if request.method == "POST":
        base = request.POST.get("base", "")
        seen = int(base) if base.isdecimal() and 0 < int(base) <= seat.number else seat.number
        wishes = _posted(request)
        before = program_at(seat.log, seen)
        made = drafted(before, wishes, rates=seat.may(Capability.SEE_RATES))
        title = request.POST.get("title", "").strip()[:300]
        if title and made.edits and not made.problems:
            cause = request.POST.get("cause", "")
            wanted = ChangeRequest(
                title=title,
                requester=seat.membership.person or seat.user.shown,
                reason=request.POST.get("reason", "").strip()[:4000] or None,
                cause=cause if cause in CAUSES else None,
                asked=datetime.now(UTC).replace(second=0, microsecond=0),
                edits=made.edits,
            )
            key, found = ask_for(
                seat.log, wanted, program=before, seen=seen, user=seat.user, at=datetime.now(UTC)
            )
            if isinstance(found, Appended):
                messages.success(request, "It is asked for, and waits for a decision.")
                return redirect("request", key=seat.log.key, item=key)
            told["problems"] = [
                f.message for f in (found.findings if isinstance(found, Refused) else ())
            ] or ["Somebody asked for something of that name. Send it again."]
        else:
            told["problems"] = [p.message for p in made.problems] or [
                "Say what is wanted." if not title else "Say what would change."
            ]
        told["given"], told["base"], status = request.POST, seen, 422
    told["wishes"] = wishes or [Wish()]
    told["rows"], told["fields"] = _places(seat)
    return render(request, "web/request_new.html", told, status=status)


def _posted(request: HttpRequest) -> list[Wish]:
    """The lines of a draft from the fields of a form."""
    columns = [request.POST.getlist(f"wish-{name}") for name in Wish.__struct_fields__]
    return [
        Wish(**dict(zip(Wish.__struct_fields__, line, strict=True)))
        for line in zip(*columns, strict=False)
    ]


def _places(seat: Seat) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
    """What can be asked to change: rows by their places and titles, and the fields of each kind."""
    program = seat.program
    rows = [
        (f"{section}.{key}", str(getattr(row, "title", None) or getattr(row, "name", None) or key))
        for section in _ROWS
        for key, row in program.section(section).items()
    ]
    rates = seat.may(Capability.SEE_RATES)
    fields = {
        section: [f.key for f in fields_of(SECTIONS[section]) if rates or f.key != "rate"]
        for section in SECTIONS
        if section not in CLOSED
    }
    return rows, fields


class _Drafted(msgspec.Struct):
    base: int
    wishes: list[Wish] = []
    instead: int | None = None


@for_members(Capability.ASK)
@require_POST
def draft(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Read a draft while somebody types: what is wrong, or the job that tells its impact."""
    try:
        told = msgspec.json.decode(request.body, type=_Drafted)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return _json({"message": f"Not a draft: {error}."}, status=400)
    made = drafted(seat.program, told.wishes, rates=seat.may(Capability.SEE_RATES))
    if told.instead is not None:
        Job.objects.filter(
            pk=told.instead, log=seat.log, kind="impact", state="waiting"
        ).delete()  # fmt: skip
    answer: dict[str, Any] = {
        "problems": [msgspec.structs.asdict(each) for each in made.problems],
        "edits": _drafted_edits(made),
        "now": [_current(seat, wish) for wish in told.wishes[:200]],
    }
    if made.edits and not made.problems:
        job = impact_job(seat, made.edits, trials=QUICK_TRIALS)
        answer["job"] = job.pk
    return _json(answer)


def _drafted_edits(made: Draft) -> list[dict[str, str]]:
    return [
        {"place": edit.place, "before": edit.before or "", "after": edit.after or ""}
        for edit in made.edits
    ]


def _current(seat: Seat, wish: Wish) -> str | None:
    """What a place holds now, to be shown beside what shall stand there."""
    if wish.what != "set" or not wish.field.strip():
        return None
    edit = ProposedEdit(row=wish.row.strip(), field=wish.field.strip())
    section = (edit.row or "").partition(".")[0]
    if section not in SECTIONS or (tells_rate(edit) and not seat.may(Capability.SEE_RATES)):
        return None
    return current_text(seat, edit)


@for_members(Capability.ASK)
@require_GET
def draft_impact(request: HttpRequest, seat: Seat, job: int) -> HttpResponse:
    """The impact of a draft, once it is there; 202 with what is done of it until then."""
    row = get_object_or_404(Job, log=seat.log, kind="impact", pk=job)
    if row.state in ("waiting", "claimed"):
        return _json({"progress": row.progress}, status=202)
    if row.state == "failed":
        return _json({"message": "It could not be computed."}, status=500)
    return impact_told(request, seat, row, title="This change", short=True)


def _json(value: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", status=status)
