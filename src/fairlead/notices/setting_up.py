"""Which channels there are, by the environment: the only place that secrets come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from fairlead.notices.mail import Mail
from fairlead.notices.many import Many
from fairlead.notices.notice import Channel
from fairlead.notices.pagerduty import EVENTS, PagerDuty
from fairlead.notices.webhook import Webhook

__all__ = ["channels_of"]


def channels_of(
    environment: Mapping[str, str], *, clock: Callable[[], datetime] | None = None
) -> dict[str, Channel]:
    """The channels that the environment sets up, by name; `clock` as for `Webhook`.

    | variable                                             | channel     |
    |------------------------------------------------------|-------------|
    | `FAIRLEAD_SMTP`, `FAIRLEAD_MAIL_FROM`                | `mail`      |
    | `FAIRLEAD_PAGERDUTY_KEY`                             | `pagerduty` |
    | `FAIRLEAD_WEBHOOK`, `FAIRLEAD_WEBHOOK_SECRET`        | `webhook`   |
    | `FAIRLEAD_CHANNEL_<NAME>`: an address of Apprise     | `<name>`    |

    Raises `ValueError`, which names the variable and never its content, where one is wrong.
    """
    found: dict[str, Channel] = {}
    if environment.get("FAIRLEAD_SMTP"):
        sender = environment.get("FAIRLEAD_MAIL_FROM")
        if not sender:
            raise ValueError("FAIRLEAD_SMTP is set, expected FAIRLEAD_MAIL_FROM as well.")
        try:
            found["mail"] = Mail(environment["FAIRLEAD_SMTP"], sender=sender)
        except ValueError as error:
            raise ValueError(f"FAIRLEAD_SMTP: {error}") from None
    if environment.get("FAIRLEAD_PAGERDUTY_KEY"):
        url = environment.get("FAIRLEAD_PAGERDUTY_URL", EVENTS)
        found["pagerduty"] = PagerDuty(environment["FAIRLEAD_PAGERDUTY_KEY"], url=url)
    if environment.get("FAIRLEAD_WEBHOOK"):
        secret = environment.get("FAIRLEAD_WEBHOOK_SECRET")
        if not secret:
            raise ValueError("FAIRLEAD_WEBHOOK is set, expected FAIRLEAD_WEBHOOK_SECRET as well.")
        found["webhook"] = Webhook(environment["FAIRLEAD_WEBHOOK"], secret=secret, clock=clock)
    for name, value in sorted(environment.items()):
        if name.startswith("FAIRLEAD_CHANNEL_") and value:
            try:
                found[name.removeprefix("FAIRLEAD_CHANNEL_").lower()] = Many(value)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
    return found
