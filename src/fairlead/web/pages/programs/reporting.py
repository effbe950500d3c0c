"""Reports: read, sent now to chosen people, or by subscription; and who was told what."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.program.moments import in_zone
from fairlead.reports.briefing import Voice
from fairlead.reports.formats.pdf import can_set
from fairlead.web import records
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.models import Outgoing, Subscription
from fairlead.web.outward.channels import people_channels
from fairlead.web.outward.readers import readers_of, voices_for
from fairlead.web.outward.reporting import ask_to_send
from fairlead.web.outward.subscribing import subscribe, unsubscribe
from fairlead.web.outward.tables import Cadence

__all__ = ["reports", "send", "subscribe_me"]

_SHOWN = 50
_NAMES: dict[Voice, tuple[str, str]] = {
    "business": ("Business", "Outcomes, dates, money, decisions"),
    "engineering": ("Engineering", "Tasks, chains, load, risks"),
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@for_members(Capability.SEE)
@require_GET
def reports(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Both voices, who can be sent them, what oneself is sent, and the record."""
    mine = voices_for(seat.role)
    zone = seat.user.timezone or seat.program.timezone
    told: dict[str, Any] = {
        "seat": seat,
        "title": "Reports",
        "here": "reports",
        "voices": [(voice, *_NAMES[voice]) for voice in _NAMES if voice in mine],
        "mail": "mail" in people_channels(),
        "days": list(enumerate(_DAYS)),
        "hours": range(24),
        "sets_pages": can_set(),
        "zone": zone,
        "subscriptions": [
            {"row": row, "next": _shown(row.next_at, zone), "day": _DAYS[row.weekday]}
            for row in Subscription.objects.filter(log=seat.log, user=seat.user).order_by("voice")
        ],
    }
    if seat.may(Capability.EDIT):
        told["readers"] = readers_of(seat.log, seat.program)
        told["waiting"] = Outgoing.objects.filter(
            log=seat.log, channel="mail", state__in=["waiting", "given up"]
        ).order_by("-pk")[:_SHOWN]
    if seat.may(Capability.SEE_PLAN):
        kept = records.entries(seat.log, "told")
        told["record"] = [
            {"at": _shown(e.at, zone), "who": e.who, **e.content} for e in reversed(kept[-_SHOWN:])
        ]
        told["total"] = len(kept)
    return render(request, "web/reports.html", told)


def _shown(at: datetime, zone: str) -> str:
    return f"{in_zone(at, timezone=zone):%Y-%m-%d %H:%M}"


@for_members(Capability.EDIT)
@require_POST
def send(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Send to those who were ticked, each in the voice that was chosen for them."""
    known = {reader.key: reader for reader in readers_of(seat.log, seat.program)}
    wanted: list[tuple[str, Voice]] = []
    for key in dict.fromkeys(request.POST.getlist("to")):
        voice = request.POST.get(f"voice-{key}", "")
        if key in known and voice in known[key].voices:
            wanted.append((key, cast("Voice", voice)))
    if not wanted:
        messages.error(request, "Choose who shall be sent it.")
        return redirect("reports", key=seat.log.key)
    once = request.POST.get("once", "")[:40] or secrets.token_hex(8)
    ask_to_send(
        seat.log,
        wanted,
        once=f"{seat.user.pk}:{once}",
        at=datetime.now(UTC),
        by=seat.user.username,
        why=request.POST.get("why", "").strip()[:400],
    )
    names = ", ".join(known[key].name for key, _ in wanted[:5])
    more = f" and {len(wanted) - 5} more" if len(wanted) > 5 else ""
    messages.success(request, f"On its way to {names}{more}.")
    return redirect("reports", key=seat.log.key)


@for_members(Capability.SEE)
@require_POST
def subscribe_me(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Begin, change or end what oneself is sent."""
    voice, cadence = request.POST.get("voice", ""), request.POST.get("cadence", "")
    if voice not in voices_for(seat.role):
        messages.error(request, "There is no such report for this role.")
    elif cadence == "never":
        unsubscribe(seat.log, seat.user, voice)
        messages.success(request, "You are sent it no more.")
    else:
        day, hour = request.POST.get("weekday", "0"), request.POST.get("hour", "8")
        right = day.isdecimal() and int(day) < 7 and hour.isdecimal() and int(hour) < 24
        if not right or cadence not in set(Cadence):
            messages.error(request, "Choose a day, an hour and how often.")
        elif not seat.user.email:
            messages.error(request, "Your account has no e-mail address.")
        else:
            row = subscribe(
                seat.log,
                seat.user,
                cast("Voice", voice),
                cadence=Cadence(cadence),
                weekday=int(day),
                hour=int(hour),
                timezone=seat.user.timezone or seat.program.timezone,
                at=datetime.now(UTC),
            )
            zone = seat.user.timezone or seat.program.timezone
            first = in_zone(row.next_at, timezone=zone)
            when = "at the next change" if cadence == Cadence.CHANGE else f"{first:%A %d %B, %H:%M}"
            messages.success(request, f"It comes first {when}.")
    return redirect("reports", key=seat.log.key)
