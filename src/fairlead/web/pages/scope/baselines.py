"""What was agreed: the baselines, agreeing on one, and one beside another or what is now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.earned.planned_actual import Compared, agreement, compared
from fairlead.analyses.plan import Plan
from fairlead.analyses.scope.ledger import Agreed
from fairlead.program.moments import minute_of
from fairlead.program.program import Program
from fairlead.reports.show import day_shown, money_shown
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.log.agreed import agree
from fairlead.web.log.outcome import Appended
from fairlead.web.pages.moments import name_of
from fairlead.web.pages.scope_so_far import agreed_of
from fairlead.web.pages.seeing import reader_zone
from fairlead.web.versions import once, plan_for, plan_of

__all__ = ["add_baseline", "baseline", "baselines", "ghosts"]

_MOST = 200


@for_members(Capability.SEE)
@require_GET
def baselines(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everything that was agreed and holds, the newest first."""
    told: dict[str, Any] = {
        "seat": seat,
        "title": "Baselines",
        "here": "scope",
        "part": "baselines",
    }
    told["rows"] = [
        {
            "row": each.baseline,
            "by": name_of(seat.program, each.baseline.agreed_by),
            "asked": each.baseline.request in seat.program.changes,
        }
        for each in reversed(agreed_of(seat))
    ]
    return render(request, "web/baselines.html", told)


@for_members(Capability.EDIT)
@require_POST
def add_baseline(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Agree on the version that was looked at."""
    base = request.POST.get("base", "")
    seen = int(base) if base.isdecimal() and 0 < int(base) <= seat.number else seat.number
    found = agree(
        seat.log,
        name=request.POST.get("name", ""),
        seen=seen,
        at=datetime.now(UTC),
        user=seat.user,
        why=request.POST.get("because", "").strip()[:2000],
    )
    if isinstance(found, Appended):
        later = "" if found.number == seen + 1 else " What others changed since is not in it."
        messages.success(request, f"It is agreed as it stood in entry {seen}.{later}")
    return redirect("baselines", key=seat.log.key)


@for_members(Capability.SEE)
@require_GET
def baseline(request: HttpRequest, seat: Seat, baseline: int) -> HttpResponse:
    """One baseline beside what is there now, or beside another: all that differs."""
    agreed = agreed_of(seat)
    found = next((a for a in agreed if a.baseline.number == baseline), None)
    if found is None:
        raise Http404
    other = next((a for a in agreed if str(a.baseline.number) == request.GET.get("beside")), None)
    other = None if other is found else other
    beside = "now" if other is None else other.baseline.name
    told: dict[str, Any] = {
        "seat": seat,
        "title": f"{found.baseline.name} and {beside}",
        "here": "scope",
        "part": "baselines",
        "baseline": found.baseline,
        "other": None if other is None else other.baseline,
        "others": [a.baseline for a in reversed(agreed) if a is not found],
        "by": name_of(seat.program, found.baseline.agreed_by),
    }
    program = seat.program if other is None else other.program
    now = plan_of(seat.log, seat.number) if other is None else plan_for(other.program)
    then = plan_for(found.program)
    if isinstance(now, Plan) and isinstance(then, Plan):
        zone = reader_zone(seat)
        whole = seat.may(Capability.SEE_PLAN)
        mark = None if other is None else other.baseline.hash
        key = ("compared", seat.log.pk, seat.number, found.baseline.hash, mark, zone, whole)
        rows = once(key, lambda: _rows(program, found, then, now, zone, whole=whole))
        told |= {"rows": rows[:_MOST], "more": max(0, len(rows) - _MOST)}
    else:
        told["findings"] = [f for p in (now, then) if not isinstance(p, Plan) for f in p.findings]
    return render(request, "web/baseline.html", told)


@for_members(Capability.SEE_PLAN)
@require_GET
def ghosts(request: HttpRequest, seat: Seat, baseline: int) -> HttpResponse:
    """When everything was to begin and end by what was agreed, in minutes since 1970."""
    found = next((a for a in agreed_of(seat) if a.baseline.number == baseline), None)
    if found is None:
        raise Http404
    then = plan_for(found.program)
    if not isinstance(then, Plan):
        told = {"message": f"There is no plan of {found.baseline.name}.", "rows": {}}
    else:
        rows = {k: (minute_of(a.start), minute_of(a.finish)) for k, a in then.activities.items()}
        told = {"name": found.baseline.name, "rows": rows}
    return HttpResponse(msgspec.json.encode(told), content_type="application/json")


def _rows(
    program: Program, agreed: Agreed, then: Plan, now: Plan, zone: str, *, whole: bool
) -> list[dict[str, Any]]:
    """The items that differ, those that moved most first; milestones alone unless `whole`."""
    rows = compared(
        agreement(agreed.program, then, name=agreed.baseline.name), program, now
    )  # fmt: skip
    differ = [
        row
        for row in rows
        if (whole or row.kind == "milestone")
        and (
            row.presence != "both"
            or row.finish_minutes
            or (row.planned is not None and row.size != row.planned.size)
        )
    ]
    differ.sort(key=lambda row: (row.kind != "milestone", -abs(row.finish_minutes or 10**9)))
    return [_row(program, row, zone) for row in differ]


def _row(program: Program, row: Compared, zone: str) -> dict[str, Any]:
    was = row.planned
    effort = row.size.minutes - (0 if was is None else was.size.minutes)
    cost = row.size.cost - (0 if was is None else was.size.cost)
    shift = row.finish_minutes
    word = {"new": "New", "gone": "Gone", "both": ""}[row.presence]
    if shift:
        days = abs(shift) / 1440
        amount = f"{days:.1f}".rstrip("0").rstrip(".") if days >= 1 else f"{days * 24:.0f} h"
        unit = "" if days < 1 else " day" if amount == "1" else " days"
        word = f"{amount}{unit} {'later' if shift > 0 else 'earlier'}"
    return {
        "title": row.title,
        "kind": row.kind,
        "planned": "" if was is None else day_shown(was.finish, timezone=zone),
        "now": "" if row.finish is None else day_shown(row.finish, timezone=zone),
        "moved": word,
        "late": bool(shift and shift > 0),
        "effort": f"{effort / 60:+,.1f} h" if effort else "",
        "cost": money_shown(cost, currency=program.currency) if cost else "",
    }
