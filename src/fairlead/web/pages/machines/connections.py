"""Connections: webhooks out with their deliveries, and gates by which events come in."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairlead.web import records
from fairlead.web.access.letting_in import digest, record
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.models import Gate, Outgoing, Webhook
from fairlead.web.outward.channels import HOOK
from fairlead.web.outward.hooks import EVENTS, is_address
from fairlead.web.outward.outbox import try_again
from fairlead.web.outward.secrets import new_salt, secret_of

__all__ = ["add_gate", "add_webhook", "change_webhook", "connections", "drop_gate"]

_SHOWN = 50
_MOST = 20


@for_members(Capability.MANAGE)
@require_GET
def connections(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everything that this program tells other systems, or hears from them."""
    hooks = Webhook.objects.filter(log=seat.log).order_by("pk")
    told: dict[str, Any] = {
        "seat": seat,
        "title": "Connections",
        "here": "connections",
        "events": list(EVENTS.items()),
        "hooks": hooks,
        "urls": {f"{HOOK}{hook.pk}": hook.url for hook in hooks},
        "deliveries": Outgoing.objects.filter(log=seat.log, channel__startswith=HOOK).order_by(
            "-pk"
        )[:_SHOWN],
        "gates": Gate.objects.filter(log=seat.log).order_by("pk"),
        "arrivals": list(reversed(records.entries(seat.log, "arrivals")[-_SHOWN:])),
        "events_in": request.build_absolute_uri(reverse("events-in")),
    }
    return render(request, "web/connections.html", told)


@for_members(Capability.MANAGE)
@require_POST
def add_webhook(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Tell an address of some events; its secret is shown once."""
    url = request.POST.get("url", "").strip()
    events = [name for name in EVENTS if name in request.POST.getlist("events")]
    if not is_address(url):
        messages.error(request, "Expected an address that begins with https://.")
    elif not events:
        messages.error(request, "Choose what it shall be told of.")
    elif Webhook.objects.filter(log=seat.log).count() >= _MOST:
        messages.error(request, f"A program has {_MOST} webhooks at most.")
    else:
        now = datetime.now(UTC)
        hook = Webhook.objects.create(
            log=seat.log,
            url=url,
            salt=new_salt(),
            events=" ".join(events),
            created=now,
            created_by=seat.user.username,
        )
        record("webhook added", about=url, who=seat.user, log=seat.log, at=now)
        secret = secret_of(hook.salt, use="webhook")
        messages.success(request, f"Its secret, shown this once: {secret}")
    return redirect("connections", key=seat.log.key)


@for_members(Capability.MANAGE)
@require_POST
def change_webhook(request: HttpRequest, seat: Seat, hook: int) -> HttpResponse:
    """Stop, start or drop a webhook, give it another secret, or try its deliveries again."""
    row = Webhook.objects.filter(log=seat.log, pk=hook).first()
    if row is None:
        raise Http404
    now, do = datetime.now(UTC), request.POST.get("do", "")
    if do == "drop":
        record("webhook dropped", about=row.url, who=seat.user, log=seat.log, at=now)
        Outgoing.objects.filter(log=seat.log, channel=f"{HOOK}{row.pk}", state="waiting").update(
            state="given up", finished=now, error="The webhook was dropped."
        )
        row.delete()
    elif do == "secret":
        row.salt = new_salt()
        row.save(update_fields=["salt"])
        record("webhook secret changed", about=row.url, who=seat.user, log=seat.log, at=now)
        secret = secret_of(row.salt, use="webhook")
        messages.success(request, f"Its secret, shown this once: {secret}")
    elif do == "again":
        lost = Outgoing.objects.filter(log=seat.log, channel=f"{HOOK}{row.pk}", state="given up")
        number = sum(try_again(one, at=now) for one in lost)
        messages.success(request, f"{number} to be tried again.")
    elif do in {"stop", "start"}:
        row.active = do == "start"
        row.save(update_fields=["active"])
    else:
        messages.error(request, "There is nothing of that name to do.")
    return redirect("connections", key=seat.log.key)


@for_members(Capability.MANAGE)
@require_POST
def add_gate(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Let another system bring events in; its key and secret are shown once."""
    name = request.POST.get("name", "").strip()[:80]
    if not name or Gate.objects.filter(log=seat.log).count() >= _MOST:
        messages.error(request, f"Give it a name; a program has {_MOST} at most.")
        return redirect("connections", key=seat.log.key)
    now, routing_key = datetime.now(UTC), secrets.token_hex(16)
    gate = Gate.objects.create(
        log=seat.log,
        name=name,
        digest=digest(routing_key),
        salt=new_salt(),
        created=now,
        created_by=seat.user.username,
    )
    record("gate added", about=name, who=seat.user, log=seat.log, at=now)
    address = request.build_absolute_uri(reverse("webhook-in", args=[routing_key]))
    signs = secret_of(gate.salt, use="gate")
    messages.success(
        request,
        f"Shown this once. For PagerDuty events: routing key {routing_key}. For signed webhooks: "
        f"{address} with the secret {signs}",
    )
    return redirect("connections", key=seat.log.key)


@for_members(Capability.MANAGE)
@require_POST
def drop_gate(request: HttpRequest, seat: Seat, gate: int) -> HttpResponse:
    """Let nothing more in by a gate."""
    row = Gate.objects.filter(log=seat.log, pk=gate).first()
    if row is None:
        raise Http404
    record("gate dropped", about=row.name, who=seat.user, log=seat.log, at=datetime.now(UTC))
    row.delete()
    return redirect("connections", key=seat.log.key)
