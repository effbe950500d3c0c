"""What happened: all entries, one entry, one item through time, and taking an entry back."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import get_current_timezone_name
from django.views.decorators.http import require_GET, require_POST

from fairlead.program.changes import Edit
from fairlead.program.noun import Noun
from fairlead.program.program import SECTIONS, Program
from fairlead.sources.program_file.field_text import field_text
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.history import entries, entries_of, why_of
from fairlead.web.log.outcome import Appended, Clashed, Refused, Unchanged
from fairlead.web.log.shelf import change_in
from fairlead.web.log.undo import revert
from fairlead.web.models import LogEntry

__all__ = ["entry", "history", "item", "take_back"]

_MOST_EDITS = 400
_FEW = 3
KINDS = {
    "begin": "began the program",
    "change": "changed",
    "undo": "took back",
    "redo": "did again",
    "restore": "restored what was before",
    "import": "brought in",
    "agree": "agreed on a baseline",
    "approve": "approved a request",
    "decide": "decided on a request",
    "confirm": "confirmed links of the trace",
}


@for_members(Capability.SEE_PLAN)
@require_GET
def history(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All entries, the newest first."""
    page = Paginator(entries(seat.log), 50).get_page(request.GET.get("page"))
    told = {"seat": seat, "title": "History", "here": "history", "page": page}
    told["zone"] = get_current_timezone_name()
    told["rows"] = [
        (row, KINDS.get(row.kind, row.kind), why_of(row), _places(seat, row)) for row in page
    ]
    return render(request, "web/history.html", told)


def _places(seat: Seat, row: LogEntry) -> str:
    """What an entry with few edits edited, in names; empty for any other."""
    if not 0 < row.edits <= _FEW:
        return ""
    told = []
    for edit in change_in(row).edits:
        now = seat.program.section(edit.section).get(edit.key or "") if edit.section else None
        title = next(
            (t for n in ("title", "name", "event") if (t := getattr(now, n, None))), edit.key
        )
        what = "deleted" if edit.after is None else "new"
        if edit.field:
            what = edit.field.replace("_", " ")
        told.append(f"{title or 'the program'}, {what}")
    return "; ".join(told)


@for_members(Capability.SEE_PLAN)
@require_GET
def entry(request: HttpRequest, seat: Seat, number: int) -> HttpResponse:
    """One entry: what was before and after, and the way back."""
    row = get_object_or_404(LogEntry, log=seat.log, number=number)
    edits = change_in(row).edits
    told = {
        "seat": seat,
        "title": f"Entry {number}",
        "here": "history",
        "entry": row,
        "kind": KINDS.get(row.kind, row.kind),
        "why": why_of(row),
        "edits": [_shown(seat, edit) for edit in edits[:_MOST_EDITS]],
        "more": max(0, len(edits) - _MOST_EDITS),
    }
    return render(request, "web/entry.html", told)


def _shown(seat: Seat, edit: Edit) -> dict[str, str]:
    hidden = edit.section == "people" and edit.field == "rate"
    if hidden and not seat.may(Capability.SEE_RATES):
        return {"place": edit.place, "before": "hidden", "after": "hidden"}
    zone = seat.program.timezone
    return {
        "place": edit.place,
        "before": _text(edit, edit.before, zone),
        "after": _text(edit, edit.after, zone),
    }


def _text(edit: Edit, value: object, zone: str) -> str:
    if value is None:
        return ""
    if edit.field is None:
        title = getattr(value, "title", None) or getattr(value, "name", None)
        return str(title or edit.key)
    noun: type[Noun] = Program if edit.section is None else SECTIONS[edit.section]
    return field_text(noun, edit.field, value, timezone=zone)[:2_000]


@for_members(Capability.SEE_PLAN)
@require_GET
def item(request: HttpRequest, seat: Seat, item: str) -> HttpResponse:
    """One row of the program through time."""
    program = seat.program
    sections = [name for name in SECTIONS if item in program.section(name)]
    section = request.GET.get("in") or (sections[0] if sections else "tasks")
    if section not in SECTIONS:
        raise Http404
    rows = list(entries_of(seat.log, section, item)[:100])
    if not rows:
        raise Http404
    now = program.section(section).get(item)
    steps = []
    for row in rows:
        edits = [e for e in change_in(row).edits if (e.section, e.key) == (section, item)]
        steps.append((row, KINDS.get(row.kind, row.kind), [_shown(seat, e) for e in edits]))
    told = {
        "seat": seat,
        "title": getattr(now, "title", None) or item,
        "here": "history",
        "item": item,
        "section": section,
        "gone": now is None,
        "steps": steps,
    }
    return render(request, "web/item.html", told)


@for_members(Capability.EDIT)
@require_POST
def take_back(request: HttpRequest, seat: Seat, number: int) -> HttpResponse:
    """Take one entry back, and nothing of what came after it."""
    get_object_or_404(LogEntry, log=seat.log, number=number)
    found = revert(seat.log, number, user=seat.user, at=datetime.now(UTC))
    if isinstance(found, Appended):
        ask_for_study(seat.log, at=datetime.now(UTC))
        messages.success(request, f"Entry {number} is taken back.")
    elif isinstance(found, Unchanged):
        messages.info(request, "It had been taken back already.")
    elif isinstance(found, Clashed):
        places = ", ".join(conflict.place for conflict in found.conflicts[:5])
        messages.error(request, f"Changed again since: {places}. Nothing was taken back.")
    elif isinstance(found, Refused):
        messages.error(request, found.findings[0].message)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/p/"):
        return redirect(back)
    return redirect("history", key=seat.log.key)
