"""One HTTP POST of JSON, with bounds: no redirects, no surprises, an answer or a reason."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from fairlead.notices.notice import Undelivered

__all__ = ["post", "public_address"]

_SECONDS: Final = 10
_MOST_ANSWER: Final = 65_536
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def post(url: str, body: bytes, *, headers: Mapping[str, str], public: bool = False) -> bytes:
    """The answer to a POST. Raises `Undelivered`: lasting for 4xx but 408, 425 and 429.

    HTTPS is required, but on this machine. Redirects are not followed. `public` is for addresses
    that somebody gave who need not be trusted: a host with any address that is not of the public
    network is refused, and the connection goes to an address that was looked at.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise Undelivered(f"{url[:100]!r} is no address of the web.", lasting=True)
    if parts.scheme == "http" and parts.hostname not in _HERE:
        raise Undelivered(f"{parts.hostname}: expected https.", lasting=True)
    connection: http.client.HTTPConnection
    if public:
        if parts.scheme != "https":
            raise Undelivered(f"{parts.hostname}: expected https.", lasting=True)
        address = public_address(parts.hostname, parts.port or 443)
        connection = _Seen(parts.hostname, parts.port, address=address)
    elif parts.scheme == "https":
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


def public_address(host: str, port: int) -> str:
    """An address of a host all of whose addresses are public. Raises `Undelivered`.

    Others would let whoever names the host reach what only this machine, or its network, can.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Undelivered(f"{host}: {error}") from error
    addresses = [str(each[4][0]) for each in found]
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        inside = getattr(address, "ipv4_mapped", None) or address
        if not inside.is_global or inside.is_multicast:
            raise Undelivered(f"{host} is no address of the public network.", lasting=True)
    return addresses[0]


class _Seen(http.client.HTTPSConnection):
    """A connection to the very address that was looked at, whatever the name means by then."""

    def __init__(self, host: str, port: int | None, *, address: str) -> None:
        self._trusted = ssl.create_default_context()
        super().__init__(host, port, timeout=_SECONDS, context=self._trusted)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), _SECONDS)
        self.sock = self._trusted.wrap_socket(plain, server_hostname=self.host)
