"""One HTTP POST of JSON, with bounds: no redirects, no surprises, an answer or a reason."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from fairlead.notices.notice import Undelivered

__all__ = ["post"]

_SECONDS: Final = 10
_MOST_ANSWER: Final = 65_536
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def post(url: str, body: bytes, *, headers: Mapping[str, str]) -> bytes:
    """The answer to a POST. Raises `Undelivered`: lasting for 4xx but 408, 425 and 429.

    HTTPS is required, but on this machine. Redirects are not followed.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise Undelivered(f"{url[:100]!r} is no address of the web.", lasting=True)
    if parts.scheme == "http" and parts.hostname not in _HERE:
        raise Undelivered(f"{parts.hostname}: expected https.", lasting=True)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=_SECONDS, context=context
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        told = answer.read(_MOST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise Undelivered(f"{parts.hostname}: {error}") from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        lasting = 400 <= answer.status < 500 and answer.status not in {408, 425, 429}
        raise Undelivered(f"{parts.hostname} answered {answer.status}.", lasting=lasting)
    return told
