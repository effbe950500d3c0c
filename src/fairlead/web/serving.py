"""`fairlead serve`: tables brought up to date, examples on the first day, server and worker.

Whoever started it waits for the first page, so the worker begins when that was given.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from gunicorn.app.base import BaseApplication

from fairlead.web.access.letting_in import sign_in_link
from fairlead.web.models import ProgramLog, User
from fairlead.web.tables import bring_up_to_date
from fairlead.web.telling import tell_in_json
from fairlead.web.warming import warm_up

__all__ = ["first_user", "serve"]

_PATIENCE_SECONDS: Final = 5.0
"""So long the worker waits for a first page that nobody asks for."""


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
        bring_up_to_date()
    except OperationalError as error:
        sys.stderr.write(f"The database cannot be reached: {error}\n")
        return 2
    user = first_user()
    if examples is not None and not ProgramLog.objects.exists():
        from fairlead.web.first_day import load_examples  # slow import

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
    beside = _Beside() if worker else None
    try:
        _Server(bind=f"{bind}:{port}", threads=threads, beside=beside).run()
    except SystemExit as stopped:
        return int(stopped.code or 0)
    finally:
        if beside is not None:
            beside.stop()
    return 0


def first_user() -> User:
    """Whoever runs this server: its first account, made on the first day."""
    user: User | None = User.objects.filter(is_superuser=True).order_by("pk").first()
    if user is None:
        user = User(username="admin", first_name="Admin", is_superuser=True, is_staff=True)
        user.set_unusable_password()
        user.save()
    return user


class _Beside:
    """A worker in a process of its own, which begins after the first page and ends with this one.

    Two processes that load at the same time would each be half as quick.
    """

    def __init__(self) -> None:
        self._heard, self._tell = os.pipe()
        self._helper: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = threading.Lock()
        threading.Thread(target=self._wait, daemon=True).start()

    def first_page_was_given(self, **_: object) -> None:
        """To be called by the process that gave it."""
        request_finished.disconnect(dispatch_uid="first page")
        os.write(self._tell, b".")

    def listen(self) -> None:
        """Have the process that serves say when it gave its first page."""
        request_finished.connect(self.first_page_was_given, weak=False, dispatch_uid="first page")

    def _wait(self) -> None:
        select.select([self._heard], [], [], _PATIENCE_SECONDS)
        told = {**os.environ, "FAIRLEAD_WITH_PARENT": "1"}
        with self._lock:
            if not self._stopped:
                command = [sys.executable, "-m", "fairlead.web", "worker"]
                self._helper = subprocess.Popen(command, env=told)

    def stop(self) -> None:
        """End the worker, or see that none begins."""
        with self._lock:
            self._stopped = True
            if self._helper is not None:
                self._helper.terminate()


class _Server(BaseApplication):
    """Gunicorn with one process of many threads: streams of events wait in most of them."""

    def __init__(self, *, bind: str, threads: int, beside: _Beside | None) -> None:
        def begun(_: object) -> None:
            if beside is not None:
                beside.listen()
            threading.Thread(target=warm_up, daemon=True).start()

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
            "post_worker_init": begun,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._told.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()
