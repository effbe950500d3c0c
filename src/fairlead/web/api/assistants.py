"""A program for assistants over HTTP: the Model Context Protocol behind a token that may read."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fairlead.assistants.questions import Desk
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import seat_of
from fairlead.web.api.tokens import too_often, user_of
from fairlead.web.jobs.studies import study_of
from fairlead.web.outward.readers import voices_for
from fairlead.web.versions import plan_of

__all__ = ["assistant"]


@csrf_exempt
@require_POST
def assistant(request: HttpRequest, key: str) -> HttpResponse:
    """One message and its answer; 202 where none is wanted. What the token's user may see."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = user_of(secret) if kind.lower() == "bearer" else None
    if token is None or "read" not in token.scopes.split():
        return JsonResponse(
            {"message": "Send a token that may read."},
            status=401,
            headers={"WWW-Authenticate": "Bearer"},
        )
    wait = too_often(token, at=datetime.now(UTC))
    if wait:
        return JsonResponse(
            {"message": f"Wait {wait} s."}, status=429, headers={"Retry-After": str(wait)}
        )
    seat = seat_of(token.user, key)
    if seat is None or not seat.may(Capability.SEE):
        return JsonResponse({"message": f"There is no program {key!r} to see."}, status=404)
    try:
        from fairlead.assistants.server import answered  # optional dependency
    except ImportError:
        return JsonResponse({"message": "This server has no `mcp` package."}, status=501)
    plan = plan_of(seat.log, seat.number)
    study = study_of(seat.log, plan.fingerprint)
    desk = Desk(
        program=seat.program,
        plan=plan,
        forecast=lambda: None if study is None else study[1].forecast,
        voices=voices_for(seat.role),
        everything=seat.may(Capability.SEE_PLAN),
    )
    try:
        told = answered(lambda: desk, headers=request.headers, body=request.body)
    except ValueError as error:
        return JsonResponse({"message": str(error)}, status=413)
    return HttpResponse(told.body, status=told.status, headers=dict(told.headers))


assistant.needs = "token"  # read by the test of all routes
