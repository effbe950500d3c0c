"""Questions that take longer than a page may: asked once, answered by a worker, kept for a week.

A question is about the content of a program, so that its answer never goes stale: who asks the same
again gets what was found. It stands, with its answer, in the job that answers it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from fairlead import __version__
from fairlead.web.jobs.queue import ASKED, told
from fairlead.web.log.shelf import packed, unpacked
from fairlead.web.models import Job, ProgramLog

if TYPE_CHECKING:
    from fairlead.web.jobs.answer import Answer

__all__ = ["answer_in", "answering", "ask", "question_of", "step_of"]


def ask(
    log: ProgramLog,
    kind: str,
    question: Mapping[str, Any],
    *,
    number: int,
    at: datetime,
    again: bool = False,
) -> Job:
    """The job that answers a question, asked now if nobody asked it before.

    `number` is where the log stands: the question names the content that it is about, so that the
    same content makes the same question wherever it stands. A question that could not be answered
    is put anew only if it is asked `again`.
    """
    text = msgspec.json.encode(dict(question), order="deterministic").decode()
    subject = hashlib.sha256(f"{__version__}\0{text}".encode()).hexdigest()[:40]
    rows = Job.objects.filter(kind=kind, log=log, subject=subject)
    found: Job | None = rows.exclude(state="failed").order_by("-pk").first()
    if found is None and not again:
        found = rows.order_by("-pk").first()
    if found is not None:
        return found
    asked = msgspec.json.encode({**question, "number": number}).decode()
    return Job.objects.create(
        kind=kind, log=log, subject=subject, argument=asked, not_before=at, rank=ASKED
    )  # fmt: skip


def question_of(job: Job) -> dict[str, Any]:
    """What was asked."""
    told: dict[str, Any] = msgspec.json.decode(job.argument)
    return {name: value for name, value in told.items() if name != "answer"}


def answer_in(job: Job) -> Answer | None:
    """What was found, once it was."""
    if job.state != "done":
        return None
    from fairlead.web.jobs.answer import Answer  # slow import

    kept = msgspec.json.decode(job.argument).get("answer")
    return None if kept is None else unpacked(Answer, base64.b64decode(kept))


def answering(find: Callable[[Job, dict[str, Any]], Answer]) -> Callable[[Job], None]:
    """A job of the function that finds the answer to a question."""

    def work(job: Job) -> None:
        question = question_of(job)
        answer = base64.b64encode(packed(find(job, question))).decode()
        text = msgspec.json.encode({**question, "answer": answer}).decode()
        Job.objects.filter(pk=job.pk, claimed_by=job.claimed_by).update(argument=text)

    return work


def step_of(job: Job) -> Callable[[int, int], None]:
    """Tells of progress, often enough to be seen and seldom enough to cost nothing."""
    last = 0.0

    def progress(done: int, of: int) -> None:
        nonlocal last
        share = done / max(1, of)
        if share - last >= 0.02:
            last = share
            told(job, share)

    return progress
