"""The queue of jobs: put in the transaction that wants it, claimed by a conditional update."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Q

from fairlead.web.models import Job, ProgramLog

__all__ = ["MOST_ATTEMPTS", "claim", "done", "failed", "put", "told", "waiting"]

MOST_ATTEMPTS = 5
_LEASE = timedelta(minutes=10)
"""A job that was claimed so long ago is taken to be abandoned: its worker was killed."""


def put(
    kind: str,
    *,
    at: datetime,
    log: ProgramLog | None = None,
    subject: str = "",
    argument: dict[str, Any] | None = None,
) -> Job:
    """Queue a job; while one of this kind about the same subject waits, that one is meant.

    The argument of the one that waits becomes this one's. Called in a transaction that fails, it
    queues nothing.
    """
    text = msgspec.json.encode(argument or {}).decode()
    same = Job.objects.filter(kind=kind, log=log, subject=subject, state="waiting")
    if same.update(argument=text):
        found: Job = same.first() or Job(kind=kind)
        return found
    return Job.objects.create(kind=kind, log=log, subject=subject, argument=text, not_before=at)


def claim(worker: str, *, at: datetime) -> Job | None:
    """The next job, now the worker's own; None when nothing waits.

    Of workers that see the same job, the update of one alone finds it unclaimed.
    """
    free = Q(state="waiting", not_before__lte=at) | Q(state="claimed", claimed__lt=at - _LEASE)
    while True:
        job: Job | None = Job.objects.filter(free).order_by("not_before", "pk").first()
        if job is None:
            return None
        mine = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts).update(
            state="claimed",
            claimed=at,
            claimed_by=worker,
            attempts=job.attempts + 1,
            progress=0.0,
        )
        if mine:
            job.refresh_from_db()
            return job


def told(job: Job, share: float) -> None:
    """Note how much of a job is done, 0 to 1."""
    Job.objects.filter(pk=job.pk, claimed_by=job.claimed_by).update(progress=share)


def done(job: Job, *, at: datetime) -> None:
    """A job is over. It is only so for the worker whose it is."""
    Job.objects.filter(pk=job.pk, claimed_by=job.claimed_by, attempts=job.attempts).update(
        state="done", finished=at, progress=1.0
    )


def failed(job: Job, trouble: str, *, at: datetime) -> None:
    """A job went wrong: it is tried again, later each time, and at last given up."""
    last = job.attempts >= MOST_ATTEMPTS
    Job.objects.filter(pk=job.pk, claimed_by=job.claimed_by, attempts=job.attempts).update(
        state="failed" if last else "waiting",
        finished=at if last else None,
        not_before=at + timedelta(seconds=2**job.attempts),
        trouble=trouble[-4_000:],
    )


def waiting(log: ProgramLog, kind: str) -> Job | None:
    """The job of a kind that is under way for a program, or waits."""
    rows = Job.objects.filter(log=log, kind=kind, state__in=["waiting", "claimed"])
    found: Job | None = rows.order_by("-pk").first()
    return found
