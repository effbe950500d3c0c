"""Servers and workers as a team runs them, in processes of their own, and people who edit."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

__all__ = ["EDITORS", "Team"]

ROOT = Path(__file__).parent.parent.parent
EDITORS = 16
_SET_UP = """
import json
import django
django.setup()
from datetime import UTC, datetime
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from fairlead.sources.program_file import parse_program
from fairlead.web.access.letting_in import give_role
from fairlead.web.log.append import begin
from fairlead.web.models import User
call_command("migrate", verbosity=0, interactive=False)
now = datetime.now(UTC)
tasks = ", ".join(f"t{n}: {{title: '0', estimate: 2d..5d}}" for n in range(17))
text = f"fairlead: 1\\nprogram: team\\nstart: 2026-01-05\\nas_of: 2026-01-12\\ntasks: {{{tasks}}}"
log = begin(parse_program(text).program, key="team", at=now)
cookies = []
for number in range(16):
    user = User.objects.create_user(f"user{number}")
    give_role(log, user, "editor", at=now)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookies.append(session.session_key)
print(json.dumps(cookies))
"""
_TOLD = """
import json
import django
django.setup()
from fairlead.web.log.shelf import program_at
from fairlead.web.log.verify import verify
from fairlead.web.models import IssuedForecast, Job, LogEntry, ProgramLog
log = ProgramLog.objects.get()
program = program_at(log, log.head)
print(json.dumps({
    "head": log.head,
    "entries": LogEntry.objects.count(),
    "wrong": [f.message for f in verify(log)],
    "titles": {key: task.title for key, task in program.tasks.items()},
    "who": list(LogEntry.objects.order_by("number").values_list("number", "who")),
    "failed": list(Job.objects.filter(state="failed").values_list("trouble", flat=True)),
    "open": Job.objects.filter(kind="study", state="waiting").count(),
    "studied": IssuedForecast.objects.count(),
}))
"""


class Team:
    """Servers and workers on one database, and a program with 17 tasks."""

    def __init__(self, url: str, home: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
        self.told = {
            **kept,
            "DATABASE_URL": url,
            "FAIRLEAD_HOME": str(home),
            "FAIRLEAD_SECRET_KEY": "k" * 50,
            "DJANGO_SETTINGS_MODULE": "fairlead.web.settings",
            "PYTHONWARNINGS": "ignore",
        }
        self.cookies: list[str] = json.loads(self.run(_SET_UP))
        self.servers: dict[int, subprocess.Popen[bytes]] = {}
        self.workers: list[subprocess.Popen[bytes]] = []

    def run(self, script: str) -> str:
        """What a script prints that runs beside the servers."""
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=self.told,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def facts(self) -> dict[str, Any]:
        """What stands in the database."""
        told: dict[str, Any] = json.loads(self.run(_TOLD))
        return told

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "fairlead.web", *arguments],
            env=self.told,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def add_server(self, port: int | None = None) -> int:
        """One more server without a worker; its port."""
        if port is None:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = int(free.getsockname()[1])
        options = ("--no-worker", "--json", "--threads", "24", "--port", str(port))
        self.servers[port] = self._start("serve", *options)
        return port

    def add_worker(self) -> None:
        """One more worker."""
        self.workers.append(self._start("worker"))

    def ready(self, port: int) -> None:
        """Wait until a server answers."""
        for _ in range(600):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                line.request("GET", "/health/ready")
                if line.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                line.close()
        raise TimeoutError(port)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process and those that it began, without a chance to tidy up."""
        os.killpg(process.pid, 9)
        process.wait(20)

    def stop(self) -> None:
        """End everything."""
        for process in (*self.servers.values(), *self.workers):
            if process.poll() is None:
                self.kill(process)

    def call(
        self, port: int, who: int, path: str, body: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """What a server answers to one of the editors. Raises as `http.client` does."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        mark = "x" * 32
        headers = {
            "Cookie": f"sessionid={self.cookies[who]}; csrftoken={mark}",
            "X-CSRFToken": mark,
            "Content-Type": "application/json",
        }
        try:
            text = None if body is None else json.dumps(body)
            line.request("GET" if body is None else "POST", path, text, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            line.close()
