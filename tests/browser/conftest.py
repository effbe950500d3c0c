"""A real server of its own with the example programs, and Chromium in front of it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
_PLACES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Where a browser is, if one is installed."""
    return next((path for name in _PLACES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def served() -> Iterator[dict[str, str]]:
    """`fairlead serve` with the smallest example: its address, and the link that signs in."""
    with tempfile.TemporaryDirectory(prefix="fairlead-browser-") as home:
        examples = Path(home) / "examples"
        examples.mkdir()
        shutil.copytree(ROOT / "examples" / "checkout", examples / "checkout")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        told = {
            k: v
            for k, v in os.environ.items()
            if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        }
        told |= {"FAIRLEAD_HOME": home, "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-m", "fairlead", "serve", "--json", "--port", str(port)]
        with subprocess.Popen(
            [*command, "--examples", str(examples)], env=told, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            line = server.stdout.readline()
            try:
                yield json.loads(line)
            finally:
                server.terminate()
                server.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # optional dependency

    path = chromium()
    if path is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def signed_in(
    browser: Any, served: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The cookies of the first user, who followed the printed link."""
    path = str(tmp_path_factory.mktemp("browser") / "state.json")
    context = browser.new_context()
    page = context.new_page()
    page.goto(served["address"])
    assert "/sign-in/" in page.url
    page.goto(served["sign_in"])
    page.get_by_role("button", name="Sign in as Admin").click()
    page.wait_for_selector("h1:has-text('Programs')")
    context.storage_state(path=path)
    context.close()
    return path


class Visitor:
    """A page of a signed-in browser that notes every complaint of the console."""

    def __init__(self, browser: Any, served: dict[str, str], state: str, **options: Any) -> None:
        self.address = served["address"].rstrip("/")
        self.context = browser.new_context(
            storage_state=state, **{"viewport": {"width": 1280, "height": 800}, **options}
        )
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _told(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def go(self, path: str) -> Any:
        """Open a page of the application."""
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def visitor(browser: Any, served: dict[str, str], signed_in: str) -> Iterator[Visitor]:
    made = Visitor(browser, served, signed_in)
    yield made
    made.context.close()
    assert made.complaints == []
    assert made.foreign == []
