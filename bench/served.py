"""A server with a program of so many tasks, for benchmarks of the web application."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SESSIONS = 50
PAGES = (
    "/", "/p/bench/", "/p/bench/plan/", "/p/bench/plan/rows/", "/p/bench/forecast/",
    "/p/bench/risks/", "/p/bench/scope/", "/p/bench/load/", "/p/bench/reports/",
    "/p/bench/history/", "/p/bench/card/", "/p/bench/settings/", "/p/bench/members/",
)  # fmt: skip
_SET_UP = """
import json, sys
import django
django.setup()
from datetime import UTC, datetime, timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from fairlead.sources.program_file import parse_program
from fairlead.web.access.letting_in import give_role
from fairlead.web.log.append import begin
from fairlead.web.models import User
call_command("migrate", verbosity=0, interactive=False)
now = datetime.now(UTC)
program = parse_program(sys.stdin.read()).program
log = begin(program, key="bench", at=now)
cookies = []
for number in range(int(sys.argv[1])):
    user = User.objects.create_user(f"user{number}")
    give_role(log, user, "owner", at=now)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookies.append(session.session_key)
print(json.dumps(cookies))
"""


def program_text(tasks: int) -> str:
    """A program as teams plan: streams of 20 tasks with links between them, people, risks."""
    people = max(8, tasks // 40)
    lines = ["fairlead: 1", "program: bench", "title: A program to measure"]
    lines += ["timezone: Europe/Berlin", "start: 2026-01-05", "as_of: 2026-01-12"]
    lines += ["teams:", "  core: {}", "people:"]
    lines += [f"  p{i}: {{name: Person {i}, team: core}}" for i in range(people)]
    streams = max(1, tasks // 20)
    lines.append("tasks:")
    for i in range(tasks):
        stream, step = divmod(i, 20)
        needs = [f"t{i - 1}"] if step else []
        if step % 7 == 3 and stream:
            needs.append(f"t{i - 20}")
        told = f", needs: [{', '.join(needs)}]" if needs else ""
        low = i % 5 + 1
        lines.append(
            f"  t{i}: {{title: Step {step} of stream {stream}, estimate: {low}d..{2 * low + 3}d, "
            f"who: p{stream % people}{told}}}"
        )
    lines.append("milestones:")
    for k in range(min(streams, 10)):
        last = min((k + 1) * max(1, streams // 10) * 20, tasks) - 1
        lines.append(f"  m{k}: {{title: Milestone {k}, needs: [t{last}], due: 2027-06-30}}")
    lines.append("risks:")
    for k in range(5):
        delay = f"{{t{k * tasks // 6}: 5d..15d}}"
        lines.append(f"  r{k}: {{title: Risk {k}, probability: 30%, delay: {delay}}}")
    return "\n".join(lines) + "\n"


class Served:
    """A server with a worker, a program of so many tasks, and sessions that are signed in."""

    def __init__(self, tasks: int, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self.told = {
            **kept,
            "FAIRLEAD_HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "fairlead.web.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        made = subprocess.run(
            [sys.executable, "-c", _SET_UP, str(SESSIONS)],
            input=program_text(tasks),
            env=self.told,
            check=True,
            capture_output=True,
            text=True,
        )
        self.cookies: list[str] = json.loads(made.stdout)
        self.server: subprocess.Popen[str] | None = None

    def start(self) -> float:
        """Begin to serve; seconds until the first page was there."""
        began = time.perf_counter()
        self.server = subprocess.Popen(
            [sys.executable, "-m", "fairlead.web", "serve", "--json", "--port", str(self.port)],
            env=self.told,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        while True:
            try:
                if self.get(0, "/p/bench/plan/")[0] == 200:
                    return time.perf_counter() - began
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def stop(self) -> None:
        """End the server, and its worker with it."""
        if self.server is not None:
            self.server.terminate()
            self.server.wait(30)

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(
        self, session: int, path: str, *, line: http.client.HTTPConnection | None = None
    ) -> tuple[int, bytes]:
        """The status and content of a page."""
        line = line or self.connect()
        line.request("GET", path, headers={"Cookie": f"sessionid={self.cookies[session]}"})
        answer = line.getresponse()
        return answer.status, answer.read()

    def edit(
        self, session: int, base: int, cells: list[dict[str, str]], *, line: Any = None
    ) -> tuple[int, dict[str, Any]]:
        """Change cells as the plan page does."""
        line = line or self.connect()
        mark = "x" * 32
        headers = {
            "Cookie": f"sessionid={self.cookies[session]}; csrftoken={mark}",
            "X-CSRFToken": mark,
            "Content-Type": "application/json",
        }
        body = json.dumps({"base": base, "cells": cells})
        line.request("POST", "/p/bench/plan/edit/", body, headers)
        answer = line.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")

    def number(self) -> int:
        """The newest entry of the log."""
        number: int = json.loads(self.get(0, "/p/bench/plan/rows/?since=1")[1])["number"]
        return number

    def studied(self) -> None:
        """Ask for everything once, and wait until the thorough study of the program is there."""
        for path in PAGES:
            self.get(0, path)
        for _ in range(600):
            text = self.get(0, "/metrics")[1].decode()
            if 'state="waiting"} 0' in text and 'state="claimed"} 0' in text:
                break
            time.sleep(0.25)
        for path in PAGES:
            self.get(0, path)


@contextmanager
def served(tasks: int) -> Iterator[Served]:
    """A server in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="fairlead-bench-"))
    made = Served(tasks, folder)
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
