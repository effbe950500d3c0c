"""Who carries what was promised: the channels of the environment, and webhooks of programs."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from functools import cache

from fairlead.notices.notice import Channel
from fairlead.notices.setting_up import channels_of
from fairlead.notices.webhook import Webhook as WebhookChannel
from fairlead.web.environment import switched_on
from fairlead.web.models import Outgoing, Webhook
from fairlead.web.outward.secrets import secret_of

__all__ = ["HOOK", "carrier", "people_channels"]

HOOK = "hook:"
"""What the channel of a webhook begins with; its number follows."""

_log = logging.getLogger("fairlead.outbox")


@cache
def people_channels() -> dict[str, Channel]:
    """The channels by which people are told; none, and a word in the log, if one is wrong."""
    try:
        return channels_of(os.environ, clock=_now)
    except ValueError as error:
        _log.error("%s", error)
        return {}


def carrier(row: Outgoing) -> Channel | None:
    """The channel of a notice; None where it is not, or not any more, set up."""
    if not row.channel.startswith(HOOK):
        return people_channels().get(row.channel)
    hook = Webhook.objects.filter(pk=int(row.channel.removeprefix(HOOK)), active=True).first()
    if hook is None:
        return None
    return WebhookChannel(
        hook.url,
        secret=secret_of(hook.salt, use="webhook"),
        public=not switched_on("FAIRLEAD_WEBHOOKS_PRIVATE"),
        is_event=True,
        clock=_now,
    )


def _now() -> datetime:
    return datetime.now(UTC)
