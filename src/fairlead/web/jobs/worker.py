"""What a worker does: takes a job, sends what is due, forgets what is long done."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime, timedelta

from fairlead.web.jobs.kinds import KINDS
from fairlead.web.jobs.queue import claim, done, failed
from fairlead.web.models import Job
from fairlead.web.outward.channels import carrier
from fairlead.web.outward.outbox import deliver_due
from fairlead.web.outward.subscribing import send_due_reports

__all__ = ["carry_once", "sweep", "work_once"]

_log = logging.getLogger("fairlead.worker")
_KEPT = timedelta(days=7)


def carry_once(*, at: datetime) -> int:
    """One round: ask for reports that are due, send what was promised; how many notices went."""
    send_due_reports(at=at)
    return deliver_due(carrier, at=at)


def work_once(worker: str, *, rank: int | None = None) -> bool:
    """Take the next job, of one rank or of any, and do it; whether there was one.

    What it raises is kept with the job.
    """
    job = claim(worker, at=datetime.now(UTC), rank=rank)
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
