"""Where other systems bring events in: in PagerDuty's form, or as signed webhooks."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fairlead.notices.pagerduty import received
from fairlead.notices.webhook import WrongSignature, verified
from fairlead.program.errors import UnreadableInput
from fairlead.web.access.letting_in import digest
from fairlead.web.access.seat import public
from fairlead.web.access.tries import too_many, wrong_try
from fairlead.web.models import Gate
from fairlead.web.outward.arriving import arrived, event_in
from fairlead.web.outward.secrets import secret_of

__all__ = ["events", "webhook"]

_INVALID = "invalid event"


def _gate(secret: str) -> Gate | None:
    rows = Gate.objects.filter(digest=digest(secret), log__archived=False)
    found: Gate | None = rows.select_related("log").first()
    return found


def _refused(message: str, *, status: int) -> HttpResponse:
    return JsonResponse(
        {"status": _INVALID, "message": message, "errors": [message]}, status=status
    )


def _taken(gate: Gate, matter: str, *, at: datetime) -> HttpResponse:
    Gate.objects.filter(pk=gate.pk).update(used=at)
    told = {"status": "success", "message": "Event processed", "dedup_key": matter}
    return JsonResponse(told, status=202)


@csrf_exempt
@public
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """An event as PagerDuty's Events API v2 takes it; its routing key is that of a gate."""
    if too_many(request):
        return _refused("Too many wrong keys: wait ten minutes.", status=429)
    try:
        event = received(request.body)
    except UnreadableInput as error:
        return _refused(str(error), status=400)
    gate = _gate(event.routing_key)
    if gate is None:
        wrong_try(request)
        return _refused("Invalid routing key.", status=400)
    now = datetime.now(UTC)
    return _taken(gate, arrived(gate, event, at=now), at=now)


@csrf_exempt
@public
@require_POST
def webhook(request: HttpRequest, secret: str) -> HttpResponse:
    """A webhook signed as Standard Webhooks says, with the secret of its gate."""
    if too_many(request):
        return _refused("Too many wrong keys: wait ten minutes.", status=429)
    gate = _gate(secret)
    if gate is None:
        wrong_try(request)
        return _refused("There is no such address.", status=404)
    try:
        content = verified(
            request.body, dict(request.headers.items()), secret=secret_of(gate.salt, use="gate")
        )
        event = event_in(content)
    except WrongSignature as error:
        wrong_try(request)
        return _refused(str(error), status=401)
    except UnreadableInput as error:
        return _refused(str(error), status=400)
    now = datetime.now(UTC)
    once = request.headers.get("webhook-id", "")[:200]
    return _taken(gate, arrived(gate, event, at=now, once=once), at=now)
