"""Signing in by the organisation's OpenID Connect provider: whoever has an account, nobody else."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web.identity_provider import CLIENT, SECRET, Provider, provider

_SET_UP = """
import django
django.setup()
from django.core.management import call_command
from fairlead.web.models import User
call_command("migrate", verbosity=0, interactive=False)
User.objects.create_user("asha", email="asha@shop.example", first_name="Asha")
"""


class Browser:
    """As much of a browser as signing in needs: it keeps cookies and follows nothing by itself."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """The status, where it sends the browser, and the page."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, body, headers)
        answer = line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        text = answer.read().decode()
        line.close()
        return answer.status, answer.getheader("Location") or "", text

    def sign_in(self, at: Provider, *, state: str | None = None) -> tuple[int, str, str]:
        """Go to the provider and come back from it."""
        _, _, page = self.ask("GET", "/identity/oidc/company/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1]}
        status, address, _ = self.ask("POST", "/identity/oidc/company/login/", form)
        assert status == 302
        assert address.startswith(f"{at.url}/authorize?")
        code, true_state = at.code(address)
        query = urlencode({"code": code, "state": state or true_state})
        return self.ask("GET", f"/identity/oidc/company/login/callback/?{query}")

    def is_signed_in(self) -> bool:
        """Whether home is shown."""
        return self.ask("GET", "/")[0] == 200


@pytest.fixture(scope="module")
def at() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture(scope="module")
def port(at: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chosen: int = free.getsockname()[1]
    home: Path = tmp_path_factory.mktemp("oidc")
    told = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{home}/oidc.sqlite3",
        "FAIRLEAD_HOME": str(home),
        "FAIRLEAD_OIDC_CLIENT": CLIENT,
        "FAIRLEAD_OIDC_SECRET": SECRET,
        "FAIRLEAD_OIDC_URL": at.url,
        "DJANGO_SETTINGS_MODULE": "fairlead.web.settings",
        "PYTHONWARNINGS": "ignore",
    }
    subprocess.run([sys.executable, "-c", _SET_UP], env=told, check=True)
    options = ("serve", "--no-worker", "--json", "--threads", "8", "--port", str(chosen))
    with subprocess.Popen(
        [sys.executable, "-m", "fairlead.web", *options],
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        json.loads(server.stdout.readline())
        for _ in range(400):
            try:
                Browser(chosen).ask("GET", "/health/live")
                break
            except OSError:
                time.sleep(0.05)
        yield chosen
        server.terminate()


def claims(email: str, *, verified: bool = True) -> dict[str, object]:
    return {"sub": email, "email": email, "email_verified": verified, "name": "Somebody"}


def test_whoever_has_an_account_of_that_address_is_let_in(at: Provider, port: int) -> None:
    browser = Browser(port)
    at.claims = claims("asha@shop.example")
    status, address, page = browser.sign_in(at)
    assert (status, address) == (302, "/"), page
    assert browser.is_signed_in()
    assert at.tokens[-1]["code_verifier"]


@pytest.mark.parametrize("email", ["mallory@shop.example", "asha@shop.example.evil.example"])
def test_nobody_gets_an_account_by_the_provider(email: str, at: Provider, port: int) -> None:
    browser = Browser(port)
    at.claims = claims(email)
    browser.sign_in(at)
    assert not browser.is_signed_in()


def test_an_address_that_the_provider_did_not_verify_opens_nothing(at: Provider, port: int) -> None:
    browser = Browser(port)
    at.claims = {**claims("asha@shop.example", verified=False), "sub": "mallory"}
    browser.sign_in(at)
    assert not browser.is_signed_in()


def test_a_token_for_somebody_else_or_from_elsewhere_is_refused(at: Provider, port: int) -> None:
    at.claims = claims("asha@shop.example")
    try:
        at.audience = "another-application"
        browser = Browser(port)
        browser.sign_in(at)
        assert not browser.is_signed_in()
        at.audience, at.issuer = CLIENT, "https://evil.example"
        browser.sign_in(at)
        assert not browser.is_signed_in()
    finally:
        at.audience, at.issuer = CLIENT, ""


def test_coming_back_without_having_gone_is_refused(at: Provider, port: int) -> None:
    browser = Browser(port)
    at.claims = claims("asha@shop.example")
    browser.sign_in(at, state="made-up")
    assert not browser.is_signed_in()
