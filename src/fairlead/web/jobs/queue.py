"""The queue of jobs: put in the transaction that wants it, claimed by a conditional update."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Least

from fairlead.web.models import Job, ProgramLog

__all__ = [
    "ASKED",
    "MOST_ATTEMPTS",
    "PATIENT",
    "PROMPT",
    "claim",
    "done",
    "failed",
    "put",
    "renew",
    "told",
    "waiting",
]

MOST_ATTEMPTS = 5

PROMPT: Final = 0
"""The rank of what follows an edit, and is waited for at the screen: there within a second."""

ASKED: Final = 1
"""The rank of what was asked for: its progress is shown, or nobody watches."""

PATIENT: Final = 2
"""The rank of what can wait for all else."""

_LEASE = timedelta(seconds=40)
"""A claim that was not renewed for so long is taken to be abandoned: its worker was killed."""


def put(
    kind: str,
    *,
    at: datetime,
    log: ProgramLog | None = None,
    subject: str = "",
    argument: dict[str, Any] | None = None,
    rank: int = ASKED,
) -> Job:
    """Queue a job; while one of this kind about the same subject waits, that one is meant.

    The argument of the one that waits becomes this one's, and so does its time if that is earlier.
    Of those that are due, the lowest `rank` is taken first: `PROMPT`, `ASKED`, `PATIENT`. Called in
    a transaction that fails, it queues nothing.
    """
    text = msgspec.json.encode(argument or {}).decode()
    same = Job.objects.filter(kind=kind, log=log, subject=subject, state="waiting")
    if same.update(
        argument=text, not_before=Least("not_before", Value(at, output_field=DateTimeField()))
    ):
        found: Job = same.first() or Job(kind=kind)
        return found
    return Job.objects.create(
        kind=kind, log=log, subject=subject, argument=text, not_before=at, rank=rank
    )


def claim(worker: str, *, at: datetime, rank: int | None = None) -> Job | None:
    """The next job, of one rank or of any, now the worker's own; None when nothing waits.

    Of workers that see the same job, the update of one alone finds it unclaimed.
    """
    free = Q(state="waiting", not_before__lte=at) | Q(state="claimed", claimed__lt=at - _LEASE)
    if rank is not None:
        free &= Q(rank=rank)
    while True:
        job: Job | None = Job.objects.filter(free).order_by("rank", "not_before", "pk").first()
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


def renew(worker: str, *, at: datetime) -> None:
    """Say that a worker lives, and is at what it claimed. To be called every ten seconds or so."""
    Job.objects.filter(state="claimed", claimed_by=worker).update(claimed=at)


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
