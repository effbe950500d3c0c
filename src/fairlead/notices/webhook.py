"""Webhooks, signed as the Standard Webhooks say: HMAC over id, time and body."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from fairlead.notices.notice import Notice
from fairlead.notices.posting import post
from fairlead.program.errors import UnreadableInput

__all__ = ["Webhook", "WrongSignature", "verified"]


class WrongSignature(UnreadableInput):
    """A webhook that was not signed by who holds the secret, or is too old to be believed."""


class Webhook:
    """A channel to one address. The id of a message is the key of its notice."""

    def __init__(self, url: str, *, secret: str) -> None:
        self.url = url
        self._secret = secret

    def send(self, notice: Notice) -> None:
        """Post the notice, signed. Raises `Undelivered`."""
        from standardwebhooks import Webhook as Signer  # optional dependency

        body = msgspec.json.encode(notice).decode()
        signature = Signer(self._secret).sign(notice.key, notice.at, body)
        headers = {
            "webhook-id": notice.key,
            "webhook-timestamp": str(int(notice.at.timestamp())),
            "webhook-signature": signature,
        }
        post(self.url, body.encode(), headers=headers)


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
