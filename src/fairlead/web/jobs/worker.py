"""The worker: takes one job after another, until it is told to stop."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import traceback
from datetime import UTC, datetime, timedelta

from django.db import close_old_connections, connection

from fairlead.web.jobs.clock import wind_up
from fairlead.web.jobs.kinds import KINDS
from fairlead.web.jobs.queue import MadeWay, claim, done, failed, put_back, renew
from fairlead.web.jobs.sending import look_at_files
from fairlead.web.models import Job
from fairlead.web.outward.channels import carrier
from fairlead.web.outward.outbox import deliver_due
from fairlead.web.outward.subscribing import send_due_reports
from fairlead.web.warming import settle

__all__ = ["carry_once", "run", "sweep", "work_once"]

_log = logging.getLogger("fairlead.worker")
_PAUSE_SECONDS = 0.1
_CARRY_SECONDS = 0.5
_RENEW_EVERY = timedelta(seconds=10)
_WIND_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=7)


def run() -> None:
    """Work until SIGTERM or SIGINT. A job under way is finished first."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    parent = os.getppid()
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    carrying = threading.Thread(target=_carry, args=(stop, worker), name="carrier")
    carrying.start()
    settle()
    _log.info("worker %s is ready", worker)
    while not stop.is_set():
        close_old_connections()
        if not work_once(worker):
            stop.wait(_PAUSE_SECONDS)
        if os.environ.get("FAIRLEAD_WITH_PARENT") and os.getppid() != parent:
            stop.set()  # whoever started it is gone, and it would be left over
    close_old_connections()
    carrying.join()


def _carry(stop: threading.Event, worker: str) -> None:
    """Send what was promised, say that the worker lives, and wind up clocks, beside the jobs."""
    wound = renewed = None
    files: dict[int, tuple[int, str]] = {}
    while not stop.wait(_CARRY_SECONDS):
        close_old_connections()
        now = datetime.now(UTC)
        try:
            carry_once(at=now)
            look_at_files(files, at=now)
            if renewed is None or now - renewed > _RENEW_EVERY:
                renew(worker, at=now)
                renewed = now
            if wound is None or now - wound > _WIND_EVERY:
                wind_up(at=now)
                sweep(now)
                wound = now
        except Exception:  # noqa: BLE001 (a database that is away for a moment comes back)
            _log.exception("carrying")
    connection.close()


def carry_once(*, at: datetime) -> int:
    """One round: ask for reports that are due, send what was promised; how many notices went."""
    send_due_reports(at=at)
    return deliver_due(carrier, at=at)


def work_once(worker: str) -> bool:
    """Take the next job, if there is one, and do it. What it raises is kept with the job."""
    job = claim(worker, at=datetime.now(UTC))
    if job is None:
        return False
    try:
        KINDS[job.kind](job)
    except MadeWay:
        put_back(job)
    except Exception:  # noqa: BLE001 (whatever a job raises must not end the worker)
        _log.exception("job %s %s", job.kind, job.subject)
        failed(job, traceback.format_exc(), at=datetime.now(UTC))
    else:
        done(job, at=datetime.now(UTC))
    return True


def sweep(at: datetime) -> None:
    """Forget jobs that were done long ago."""
    Job.objects.filter(state="done", finished__lt=at - _KEPT).delete()
