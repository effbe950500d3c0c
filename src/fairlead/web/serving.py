"""`fairlead serve`: tables brought up to date, examples on the first day, worker and server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from gunicorn.app.base import BaseApplication

from fairlead.program.noun import replace
from fairlead.sources.baselines import baselines_of, program_of
from fairlead.sources.open import read
from fairlead.web.access.letting_in import sign_in_link
from fairlead.web.log.agreed import take_over
from fairlead.web.models import ProgramLog, User
from fairlead.web.pages.programs.importing import imported
from fairlead.web.telling import tell_in_json
from fairlead.web.warming import warm_up

__all__ = ["first_user", "load_examples", "serve"]


def serve(
    *,
    bind: str,
    port: int,
    threads: int,
    worker: bool,
    examples: Path | None,
    as_json: bool = False,
) -> int:
    """Run until stopped. Prints a link that signs in once."""
    tell_in_json()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        sys.stderr.write(f"The database cannot be reached: {error}\n")
        return 2
    user = first_user()
    if examples is not None and not ProgramLog.objects.exists():
        load_examples(examples, user)
    secret = sign_in_link(user, at=datetime.now(UTC))
    host = "127.0.0.1" if bind in ("0.0.0.0", "::") else bind  # noqa: S104 (asked, not bound)
    address = f"http://{host}:{port}/"
    link = f"{address}sign-in/{secret}/"
    told = (
        json.dumps({"address": address, "sign_in": link}) + "\n"
        if as_json
        else f"Fairlead serves on {address}\nSign in once, within a day: {link}\n"
        "Stop it with Ctrl-C.\n"
    )
    sys.stdout.write(told)
    sys.stdout.flush()
    connection.close()
    helper = _worker() if worker else None
    try:
        _Server(bind=f"{bind}:{port}", threads=threads).run()
    except SystemExit as stopped:
        return int(stopped.code or 0)
    finally:
        if helper is not None:
            helper.terminate()
    return 0


def first_user() -> User:
    """Whoever runs this server: its first account, made on the first day."""
    user: User | None = User.objects.filter(is_superuser=True).order_by("pk").first()
    if user is None:
        user = User(username="admin", first_name="Admin", is_superuser=True, is_staff=True)
        user.set_unusable_password()
        user.save()
    return user


def load_examples(folder: Path, user: User) -> int:
    """Bring in every program of a folder, and what was agreed of it; how many there were."""
    number = 0
    for path in sorted(folder.iterdir()):
        if path.is_dir() and any(path.glob("*.y*ml")):
            program = read(path).program
            if program is not None:
                log = imported(program, user, at=datetime.now(UTC), why="An example")
                for agreed in baselines_of(path).baselines:
                    was = replace(program_of(path, agreed), id=log.key)
                    take_over(log, agreed, was, at=datetime.now(UTC))
                number += 1
    return number


def _worker() -> subprocess.Popen[bytes]:
    """A worker in a process of its own, which ends with this one."""
    told = {**os.environ, "FAIRLEAD_WITH_PARENT": "1"}
    return subprocess.Popen([sys.executable, "-m", "fairlead.web", "worker"], env=told)


class _Server(BaseApplication):
    """Gunicorn with one process of many threads: streams of events wait in most of them."""

    def __init__(self, *, bind: str, threads: int) -> None:
        self._told = {
            "bind": bind,
            "workers": 1,
            "threads": threads,
            "worker_class": "gthread",
            "graceful_timeout": 3,
            "timeout": 120,
            "keepalive": 20,
            "max_requests": 0,
            "loglevel": "warning",
            "proc_name": "fairlead",
            "control_socket_disable": True,
            "post_worker_init": lambda _: threading.Thread(target=warm_up, daemon=True).start(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._told.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()
