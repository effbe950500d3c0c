"""An OpenID Connect provider of the tests' own, which says of people what a test wants."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

__all__ = ["CLIENT", "SECRET", "Provider", "provider"]

CLIENT, SECRET = "fairlead", "not-so-secret-but-long-enough-for-a-key"


class Provider:
    """What it says of whoever comes (`claims`), and what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.claims: dict[str, Any] = {}
        self.audience = CLIENT
        self.issuer = ""
        self.challenge = ""
        self.tokens: list[dict[str, str]] = []

    def code(self, address: str) -> tuple[str, str]:
        """What somebody who signed in there comes back with: the code and the state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        self.challenge = asked["code_challenge"]
        return "a-code", asked["state"]

    def answer(self, path: str, told: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """What one of its addresses says."""
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/token":
            self.tokens.append(told)
            made = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
            verified = base64.urlsafe_b64encode(made).rstrip(b"=").decode() == self.challenge
            if told.get("client_secret") != SECRET or not verified:
                return 400, {"error": "invalid_grant"}
            content = {**self.claims, "iss": self.issuer or self.url, "aud": self.audience}
            content |= {"iat": 1_700_000_000, "exp": 4_000_000_000}
            token = jwt.encode(content, SECRET, algorithm="HS256")
            return 200, {"access_token": "t", "token_type": "Bearer", "id_token": token}
        if path == "/userinfo":
            return 200, self.claims
        return 404, {}


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider on this machine."""
    kept = Provider()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say({})

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say({name: values[0] for name, values in parse_qs(text).items()})

        def _say(self, told: dict[str, str]) -> None:
            status, answer = kept.answer(urlsplit(self.path).path, told)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
