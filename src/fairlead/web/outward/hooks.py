"""Webhooks out: which addresses are told of what, each event once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from fairlead.notices.notice import Notice
from fairlead.web.environment import switched_on
from fairlead.web.models import ProgramLog, Webhook
from fairlead.web.outward.channels import HOOK
from fairlead.web.outward.outbox import promise

__all__ = ["EVENTS", "is_address", "tell_hooks"]

EVENTS: Final = {
    "program.changed": "An entry was added to the log.",
    "forecast.made": "A forecast of the newest version is ready.",
    "escalation.due": "Somebody was told of a matter that waits for them.",
    "report.sent": "A report was sent.",
}
"""What a webhook may be told of."""


def is_address(url: str) -> bool:
    """Whether something may be an address of a webhook: HTTPS, with no password in it."""
    try:
        parts = urlsplit(url)
        known = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    schemes = {"https", "http"} if switched_on("FAIRLEAD_WEBHOOKS_PRIVATE") else {"https"}
    return known and parts.scheme in schemes and not parts.username and len(url) <= 500


def tell_hooks(
    log: ProgramLog, event: str, once: str, told: dict[str, Any], *, at: datetime
) -> int:
    """Promise an event to every webhook of a program that wants it; to how many.

    `once` names this event among those of its kind, so that it is promised once.
    """
    promised = 0
    for hook in Webhook.objects.filter(log=log, active=True):
        if event not in hook.events.split():
            continue
        content = {"type": event, "timestamp": at, "data": {"program": log.key, **told}}
        notice = Notice(
            key=f"{event}:{log.key}:{once}:{hook.pk}",
            channel=f"{HOOK}{hook.pk}",
            to=hook.url[:254],
            subject=event,
            body=msgspec.json.encode(content).decode(),
            at=at,
        )
        promised += promise(notice, log=log)
    return promised
