"""Passkeys in a real browser: set up, signed out, and in again without a password."""

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Visitor, chromium

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium is installed")

KEY = "checkout-re-platform"
PASSWORD = "correct horse battery staple"  # noqa: S105 (of a test)


@pytest.fixture
def guest(visitor: Visitor, browser: Any) -> Iterator[Any]:
    """A page of somebody who was just invited and has set a password, on a name with passkeys."""
    page = visitor.go(f"/p/{KEY}/members/")
    mail = f"guest{secrets.token_hex(4)}@shop.example"
    page.get_by_label("E-mail address").fill(mail)
    page.get_by_role("button", name="Make a link").click()
    told = page.locator(".messages").inner_text()
    link = re.search(r"http://127\.0\.0\.1(:\d+/sign-in/\S+)", told)
    assert link is not None
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    made = context.new_page()
    complaints: list[str] = []
    made.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.goto(f"http://localhost{link[1]}")
    made.get_by_role("button", name="Join as").click()
    made.goto(f"http://localhost{link[1].partition('/')[0]}/account/")
    made.get_by_label("New, 12 characters or more").fill(PASSWORD)
    made.get_by_role("button", name="Change").click()
    made.wait_for_selector(".messages")
    made.mail = mail
    yield made
    context.close()
    # What a browser says of a device that knows no key here; the sign-in page stays as it was.
    assert [one for one in complaints if not one.startswith("NotAllowedError")] == []


def with_password(page: Any) -> None:
    """Say who it is once more, where that is asked for."""
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(re.compile("/identity/2fa/"))


def test_a_passkey_signs_in_without_a_password(guest: Any) -> None:
    tool = guest.context.new_cdp_session(guest)
    tool.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    home = guest.url.partition("/account")[0]
    guest.goto(f"{home}/identity/2fa/webauthn/add/")
    with_password(guest)
    guest.locator("input[name=name]").fill("This laptop")
    guest.locator("input[name=passwordless]").check()
    guest.get_by_role("button", name="Add").click()
    guest.wait_for_url(re.compile("/identity/2fa/(?!webauthn/add)"))
    made = tool.send("WebAuthn.getCredentials", {"authenticatorId": device["authenticatorId"]})
    assert len(made["credentials"]) == 1
    guest.goto(home)
    guest.get_by_role("button", name="Sign out").click()
    guest.wait_for_url("**/sign-in/**")
    guest.get_by_role("button", name="Sign in with a passkey").click()
    guest.wait_for_selector("h1:has-text('Programs')")
    # Another device, which never saw this account, opens nothing.
    guest.get_by_role("button", name="Sign out").click()
    tool.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device["authenticatorId"]})
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    guest.get_by_role("button", name="Sign in with a passkey").click()
    guest.wait_for_timeout(500)
    assert "/sign-in/" in guest.url
