"""Wrong tries to come in: so many from one address in ten minutes, and it must wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest

from fairlead.web.models import AccessEvent

__all__ = ["MOST_TRIES", "too_many", "wrong_try"]

MOST_TRIES = 10
_WINDOW = timedelta(minutes=10)
_WHAT = "wrong try"


def _origin(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR") or "local")[:64]


def too_many(request: HttpRequest) -> bool:
    """Whether whoever asks must wait before trying again."""
    since = datetime.now(UTC) - _WINDOW
    rows = AccessEvent.objects.filter(what=_WHAT, about=_origin(request), at__gt=since)
    return bool(rows.count() >= MOST_TRIES)


def wrong_try(request: HttpRequest) -> None:
    """Note a wrong password or a link that leads nowhere."""
    AccessEvent.objects.create(at=datetime.now(UTC), what=_WHAT, about=_origin(request))
