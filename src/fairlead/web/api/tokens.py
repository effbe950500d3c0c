"""Who calls: a token in the header, with scopes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest
from ninja.security import HttpBearer

from fairlead.web.access.letting_in import digest
from fairlead.web.models import ApiToken

__all__ = ["Token", "user_of"]

_NOTED = timedelta(minutes=10)


class Token(HttpBearer):
    """`Authorization: Bearer fl_...`; reading needs the scope `read`, all else `write`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = user_of(token)
        if found is None:
            return None
        needed = "read" if request.method in ("GET", "HEAD") else "write"
        return found if needed in found.scopes.split() else None


def user_of(secret: str) -> ApiToken | None:
    """The token of a secret, if it still holds."""
    now = datetime.now(UTC)
    rows = ApiToken.objects.filter(digest=digest(secret), expires__gt=now, user__is_active=True)
    found: ApiToken | None = rows.select_related("user").first()
    if found is not None and (found.used is None or now - found.used > _NOTED):
        ApiToken.objects.filter(pk=found.pk).update(used=now)
    return found
