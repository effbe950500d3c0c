"""The worker: takes one job after another, until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import traceback
from datetime import UTC, datetime, timedelta

from django.db import close_old_connections

from fairlead.web.jobs.kinds import KINDS
from fairlead.web.jobs.queue import claim, done, failed
from fairlead.web.models import Job

__all__ = ["run", "work_once"]

_log = logging.getLogger("fairlead.worker")
_PAUSE_SECONDS = 0.1
_KEPT = timedelta(days=7)


def run() -> None:
    """Work until SIGTERM or SIGINT. A job under way is finished first."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    parent = os.getppid()
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}"
    _log.info("worker %s is ready", worker)
    while not stop.is_set():
        close_old_connections()
        if not work_once(worker):
            stop.wait(_PAUSE_SECONDS)
        if os.environ.get("FAIRLEAD_WITH_PARENT") and os.getppid() != parent:
            return  # whoever started it is gone, and it would be left over
    close_old_connections()


def work_once(worker: str) -> bool:
    """Take the next job, if there is one, and do it. What it raises is kept with the job."""
    job = claim(worker, at=datetime.now(UTC))
    if job is None:
        return False
    try:
        KINDS[job.kind](job)
    except Exception:  # noqa: BLE001 (whatever a job raises must not end the worker)
        _log.exception("job %s %s", job.kind, job.subject)
        failed(job, traceback.format_exc(), at=datetime.now(UTC))
    else:
        done(job, at=datetime.now(UTC))
    return True


def sweep(at: datetime) -> None:
    """Forget jobs that were done long ago."""
    Job.objects.filter(state="done", finished__lt=at - _KEPT).delete()
