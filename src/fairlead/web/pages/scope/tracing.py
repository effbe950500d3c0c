"""The trace: links whose text changed since they were looked at, and what leads nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.scope.ledger import Agreed
from fairlead.analyses.scope.links import MEANING, Gap, GapKind, Suspect, gaps, suspects
from fairlead.program.noun import Noun
from fairlead.program.program import SECTIONS, Program
from fairlead.sources.program_file.field_text import field_text
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.log.confirmed import confirm, confirmed_in
from fairlead.web.pages.scope_so_far import agreed_of
from fairlead.web.versions import once

__all__ = ["confirm_links", "trace"]

_MOST = 200
_GAPS: Final[dict[GapKind, tuple[str, str]]] = {
    "goal-without-requirement": ("goals", "Goals that no requirement serves"),
    "goal-without-work": ("goals", "Goals that no work leads to"),
    "requirement-without-goal": ("requirements", "Requirements that serve no goal"),
    "requirement-without-task": ("requirements", "Requirements that nobody works on"),
    "requirement-without-acceptance": (
        "requirements",
        "Requirements of which nobody said when they are met",
    ),
    "requirement-without-milestone": (
        "requirements",
        "Requirements whose work leads to no milestone",
    ),
    "requirement-done-not-delivered": (
        "requirements",
        "Requirements whose work is done, and which are not said to be delivered",
    ),
    "component-without-work": ("components", "Components that no task touches"),
    "task-without-requirement": ("tasks", "Tasks that serve no requirement"),
    "task-without-milestone": ("tasks", "Tasks that no milestone waits for"),
    "milestone-without-goal": ("milestones", "Milestones that serve no goal"),
}


@for_members(Capability.SEE_PLAN)
@require_GET
def trace(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Links to look at anew since all was agreed, and everything that leads nowhere."""
    whole = [each for each in agreed_of(seat) if each.baseline.request is None]
    reviewed: Agreed | None = whole[-1] if whole else None
    found: tuple[Suspect, ...] = ()
    program = seat.program
    if reviewed is not None:
        found = suspects(program, reviewed.program, confirmed=confirmed_in(seat.log))
    key = ("gaps", seat.log.pk, seat.number)
    missing: tuple[Gap, ...] = once(key, lambda: gaps(program))
    told: dict[str, Any] = {
        "seat": seat,
        "title": "Trace",
        "here": "scope",
        "part": "trace",
        "reviewed": None if reviewed is None else reviewed.baseline,
        "suspects": []
        if reviewed is None
        else [_suspect(program, reviewed.program, each) for each in found[:_MOST]],
        "more": max(0, len(found) - _MOST),
        "all": len(found),
        "gaps": [_gap(kind, list(rows)) for kind, rows in groupby(missing, lambda gap: gap.kind)],
    }
    return render(request, "web/trace.html", told)


def _suspect(now: Program, then: Program, suspect: Suspect) -> dict[str, Any]:
    return {
        "name": suspect.link.name,
        "ends": [_end(now, place) for place in (suspect.link.upper, suspect.link.lower)],
        "changed": [edit for place in suspect.changed for edit in _edits(now, then, place)],
    }


def _end(program: Program, place: str) -> dict[str, str]:
    section, _, key = place.partition(".")
    row = program.section(section)[key]
    return {
        "section": section,
        "key": key,
        "title": str(getattr(row, "title", None) or key),
        "kind": section.removesuffix("s"),
    }


def _edits(now: Program, then: Program, place: str) -> list[dict[str, str]]:
    """What an end meant when all was agreed, and what it means now."""
    section, _, key = place.partition(".")
    noun = SECTIONS[section]
    after, before = now.section(section)[key], then.section(section).get(key)
    title = str(getattr(after, "title", None) or key)
    return [
        {"title": title, "field": name.replace("_", " "), "before": old, "after": new}
        for name in MEANING[section]
        if (old := _text(noun, name, before, then)) != (new := _text(noun, name, after, now))
    ]


def _text(noun: type[Noun], name: str, row: Noun | None, program: Program) -> str:
    if row is None:
        return ""
    value = getattr(row, name)
    text = field_text(noun, name, value, timezone=program.timezone)
    return text or ("" if value in (None, ()) else str(value).lower())


def _gap(kind: GapKind, rows: list[Gap]) -> dict[str, Any]:
    section, title = _GAPS[kind]
    return {
        "section": section,
        "title": title,
        "rows": rows[:_MOST],
        "count": len(rows),
        "more": max(0, len(rows) - _MOST),
    }


@for_members(Capability.EDIT)
@require_POST
def confirm_links(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Say that links were looked at, as they stood in the version that was shown."""
    base = request.POST.get("base", "")
    seen = int(base) if base.isdecimal() and 0 < int(base) <= seat.number else seat.number
    names = request.POST.getlist("link")
    count, _ = confirm(seat.log, names, seen=seen, at=datetime.now(UTC), user=seat.user)
    if count:
        messages.success(request, f"{count} link{'' if count == 1 else 's'} confirmed.")
    else:
        messages.error(request, "Tick the links that you looked at.")
    return redirect("trace", key=seat.log.key)
