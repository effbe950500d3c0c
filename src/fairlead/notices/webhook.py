"""Webhooks, signed as the Standard Webhooks say: HMAC over id, time and body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from fairlead.notices.notice import Notice
from fairlead.notices.posting import post
from fairlead.program.errors import UnreadableInput

__all__ = ["Webhook", "WrongSignature", "verified"]


class WrongSignature(UnreadableInput):
    """A webhook that was not signed by who holds the secret, or is too old to be believed."""


class Webhook:
    """A channel to one address. The id of a message is the key of its notice.

    `public` as for `posting.post`. A notice that `is_event` brings its own JSON as its body.
    It is signed as sent when `clock` says, else at its own time: a receiver refuses what was signed
    long ago, so that whoever tries again later needs a clock.
    """

    def __init__(
        self,
        url: str,
        *,
        secret: str,
        public: bool = False,
        is_event: bool = False,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.url = url
        self._secret = secret
        self._public, self._is_event, self._clock = public, is_event, clock

    def send(self, notice: Notice) -> None:
        """Post the notice, signed. Raises `Undelivered`."""
        from standardwebhooks import Webhook as Signer  # optional dependency

        body = notice.body if self._is_event else msgspec.json.encode(notice).decode()
        now = notice.at if self._clock is None else self._clock()
        headers = {
            "webhook-id": notice.key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Signer(self._secret).sign(notice.key, now, body),
        }
        post(self.url, body.encode(), headers=headers, public=self._public)


def verified(body: bytes, headers: Mapping[str, str], *, secret: str) -> object:
    """What a webhook says, once its signature was found right. Raises `WrongSignature`.

    One that is older than five minutes, or as far ahead, is refused: it may be a replay.
    """
    from standardwebhooks import Webhook as Signer  # optional dependency
    from standardwebhooks import WebhookVerificationError  # optional dependency

    small = {name.lower(): value for name, value in headers.items()}
    try:
        Signer(secret).verify(body.decode("utf-8"), small)
        return msgspec.json.decode(body)
    except WebhookVerificationError as error:
        raise WrongSignature(f"The webhook is refused: {error}.") from error
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        raise WrongSignature(f"The webhook is refused, it is no JSON: {error}.") from error
