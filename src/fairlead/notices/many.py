"""A hundred other channels through Apprise, behind a list of those that reach known services."""

from __future__ import annotations

from typing import Final

from fairlead.notices.notice import Notice, Undelivered

__all__ = ["SCHEMES", "Many"]

SCHEMES: Final = frozenset(
    {
        "discord", "gchat", "matrixs", "mmosts", "ntfys", "opsgenie", "pagerduty",
        "pover", "rockets", "signals", "slack", "spike", "tgram", "twilio", "workflows",
        "wxteams", "zulip",
    }
)  # fmt: skip
"""Services that may be named. Apprise also knows schemes that run programs on this machine, write
to its log or post to any host; none of them is here, nor any that is not encrypted."""


class Many:
    """A channel by an address of Apprise, such as `slack://...` or `workflows://...`."""

    def __init__(self, url: str) -> None:
        scheme = url.partition("://")[0].lower()
        if scheme not in SCHEMES:
            raise ValueError(
                f"{scheme[:40]!r} is no channel that may be used; there are "
                f"{', '.join(sorted(SCHEMES))}."
            )
        self._url = url

    def send(self, notice: Notice) -> None:
        """Hand it to the service. Raises `Undelivered`."""
        from apprise import Apprise  # optional dependency

        carrier = Apprise()
        if not carrier.add(self._url):
            raise Undelivered("The address of the channel is not complete.", lasting=True)
        if not carrier.notify(title=notice.subject, body=notice.body):
            raise Undelivered("The service did not take the notice.")
