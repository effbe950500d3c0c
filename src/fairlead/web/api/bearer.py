"""A token as the calls of the interface ask for it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest
from ninja.security import HttpBearer

from fairlead.web.api.tokens import TooOften, too_often, user_of
from fairlead.web.models import ApiToken

__all__ = ["Token"]


class Token(HttpBearer):
    """`Authorization: Bearer fl_...`; reading needs the scope `read`, all else `write`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = user_of(token)
        if found is None:
            return None
        needed = "read" if request.method in ("GET", "HEAD") else "write"
        if needed not in found.scopes.split():
            return None
        wait = too_often(found, at=datetime.now(UTC))
        if wait:
            raise TooOften(wait)
        return found
