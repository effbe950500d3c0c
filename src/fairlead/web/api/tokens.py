"""Who calls: a token in the header, with scopes, and so many calls in a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import F

from fairlead.web.access.letting_in import digest
from fairlead.web.environment import calls_per_minute
from fairlead.web.models import ApiToken

__all__ = ["TooOften", "too_often", "user_of"]

_NOTED = timedelta(minutes=10)


class TooOften(Exception):
    """A token was used more often than it may be; `seconds` until it may again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"Too many calls: wait {seconds} s.")


def too_often(token: ApiToken, *, at: datetime) -> int:
    """Count a call; the seconds to wait where it is one too many of its minute, else 0.

    One conditional update, so that all processes count together.
    """
    minute = int(at.timestamp()) // 60
    mine = ApiToken.objects.filter(pk=token.pk)
    if not mine.filter(window=minute).update(calls=F("calls") + 1):
        mine.exclude(window=minute).update(window=minute, calls=1)
    calls = mine.values_list("calls", flat=True).first() or 0
    return 60 - int(at.timestamp()) % 60 if calls > calls_per_minute() else 0


def user_of(secret: str) -> ApiToken | None:
    """The token of a secret, if it still holds."""
    now = datetime.now(UTC)
    rows = ApiToken.objects.filter(digest=digest(secret), expires__gt=now, user__is_active=True)
    found: ApiToken | None = rows.select_related("user").first()
    if found is not None and (found.used is None or now - found.used > _NOTED):
        ApiToken.objects.filter(pk=found.pk).update(used=now)
    return found
